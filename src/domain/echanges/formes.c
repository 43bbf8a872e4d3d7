// SPDX-License-Identifier: AGPL-3.0-or-later
/*
 * The forms that are known by name, as correspondences.
 *
 * france-services: the file of the espaces France services of the ANCT (data.gouv.fr), as published on 2022-12-01. What it
 * becomes is what the national directory makes of it (anct-cartographie-nationale/mednum-cli, source "France Services"):
 * same identifiers, services, cost and day, so that a place is the same one by either way.
 * hublo: the census HubLo of the places of Centre-Val de Loire (2020-2021). Mobile numbers are not taken: they are people's.
 */
#include "domain/echanges/correspondance.h"

static const Str france_services = S_INIT(
    "id = \"France-Services_\" [id_fs]\n"
    "pivot = \"00000000000000\"\n"
    "nom = [lib_fs]\n"
    "commune = [lib_com]\n"
    "code_postal = [code_postal]\n"
    "code_insee = [insee_com]\n"
    "adresse = [adresse]\n"
    "complement_adresse = [complement_adresse]\n"
    "latitude = [latitude]\n"
    "longitude = [longitude]\n"
    "typologie = \"RFS\"\n"
    "telephone = [telephone]\n"
    "courriels = [mail]\n"
    "horaires = jours [h_lundi] [h_mardi] [h_mercredi] [h_jeudi] [h_vendredi] [h_samedi] [h_dimanche]?\n"
    "presentation_detail = [commentaire]\n"
    "source = \"France Services\"\n"
    "itinerance = table [itinerance]\n"
    "    \"Oui\" -> \"Itinérant\"\n"
    "    \"Non\" -> \"Fixe\"\n"
    "structure_parente = [groupe]?\n"
    "date_maj = date [labellisation]\n"
    "services = \"Aide aux démarches administratives\"\n"
    "services = \"Insertion professionnelle via le numérique\"\n"
    "services = \"Maîtrise des outils numériques du quotidien\"\n"
    "services = \"Compréhension du monde numérique\"\n"
    "frais_a_charge = \"Gratuit\"\n"
    "dispositif_programmes_nationaux = \"France Services\"\n"
    "ignorer [insee_dep] [format_fs] [prise_rdv]\n");

static const Str hublo = S_INIT(
    "id = \"HubLo_\" [gid]\n"
    "pivot = \"00000000000000\"\n"
    "nom = [c_nom]\n"
    "commune = [c_city]\n"
    "code_postal = [c_postcode]\n"
    "adresse = [c_adresse]\n"
    "latitude = [c_lat_coor1]\n"
    "longitude = [c_long_coor1]\n"
    "typologie = \"BIB\" si [c_categories_espace] contient \"Médiathèque\"\n"
    "typologie = \"EPN\" si [c_categories_espace] contient \"EPN\"\n"
    "typologie = \"TIERS_LIEUX\" si [c_categories_espace] contient \"Coworking\"\n"
    "typologie = \"FABLAB\" si [c_categories_espace] contient \"Fablab\"\n"
    "typologie = \"MSAP\" si [c_categories_espace] contient \"MSAP\"\n"
    "typologie = \"MUNI\" si [c_categories_espace] contient \"Mairie\"\n"
    "telephone = [c_telephone]\n"
    "courriels = [c_courriel]\n"
    "site_web = [c_site_web]\n"
    "horaires = lire [c_horaire_ouverture]\n"
    "presentation_detail = [c_materiel_info_detail]\n"
    "presentation_detail = [c_formation_detail]\n"
    "presentation_detail = [c_accompagnement_personnel_detail]\n"
    "presentation_detail = [c_accompagnement_teletravail]\n"
    "presentation_detail = [c_autres_horaires]\n"
    "presentation_detail = \"Accessible aux personnes à mobilité réduite : \" [c_acces_pmr]\n"
    "presentation_detail = \"Public : \" [c_varchar_public_cible]\n"
    "source = \"HubLo\"\n"
    "date_maj = date [c__edit_datemaj]\n"
    "services = \"Accès internet et matériel informatique\" si [c_materiel_info] = \"oui\"\n"
    "services = \"Maîtrise des outils numériques du quotidien\" si [c_formation] = \"oui\"\n"
    "services = \"Maîtrise des outils numériques du quotidien\" si [c_accompagnement_personnel] = \"oui\"\n"
    "modalites_accompagnement = \"En autonomie\" si [c_materiel_info] = \"oui\"\n"
    "modalites_accompagnement = \"Accompagnement individuel\" si [c_accompagnement_personnel] = \"oui\"\n"
    "modalites_accompagnement = \"Dans un atelier collectif\" si [c_formation] = \"oui\"\n"
    "dispositif_programmes_nationaux = \"Promeneurs du net\" si [c_categories_espace] contient \"Promeneur du net\"\n"
    "ignorer [c_gid] [c_mobile] [c_photo] [c_initial_agent] [c__userid_modification] [c_validation]\n"
    "ignorer [c_b_sans_categorie] [c_b_epn] [c_b_mediatheque] [c_b_coworking] [c_b_fablab] [c_b_msap]\n"
    "ignorer [c_b_promeneur] [c_b_club_info] [c_b_mairie] [c_b_autres] [c_b_pmr] [c_b_mat_informatique]\n"
    "ignorer [c_b_teletravail] [c_arr_public_cible] [c_arr_statut_juridique] [c_sans_etiquette] [c_etiquettes]\n"
    "ignorer [c_epn] [c_mediatheque] [c_coworking] [c_fablab] [c_msap] [c_promeneur] [c_club_info] [c_mairie] "
    "[c_autres]\n"
    "ignorer [c_bassin_de_vie] [c_epci]\n");

Str forme_connue(Str nom)
{
    return str_eq(nom, S("france-services")) ? france_services : str_eq(nom, S("hublo")) ? hublo : STR_NONE;
}
