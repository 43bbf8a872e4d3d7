// SPDX-License-Identifier: AGPL-3.0-or-later
/*
 * The published tables by commune that are imported as they are. Their columns are those of the publishers' files; the
 * suites keep one small file of each (tableaux_test.c).
 */
#include "domain/diagnostic/import.h"

#define LICENCE_OUVERTE "Licence Ouverte 2.0"
#define COUNT(v) (sizeof(v) / sizeof *(v))
#define DEFS(v) .defs = (v), .n = COUNT(v)

/* Points of France services: each row is a place. */
static const IndicateurDef france_services[] = { { "france_services", "", "service", "France services", "nombre", -1,
    .definition = "Points d’accueil France services de la commune, antennes et bus compris" } };

/* Arcep, Ma connexion internet, statistiques/…/commune_techno.csv: premises by technology, some of them by several. */
static const IndicateurDef arcep_technologies[] = {
    { "fibre", "elig_ftth", "couverture", "Locaux raccordables à la fibre, part", "%", -1, .sur = "nbr",
        .definition = "Locaux où la fibre jusqu’à l’abonné peut être commandée ÷ locaux de la commune" },
    { "cuivre", "elig_cu", "couverture", "Locaux encore joignables par le cuivre, part", "%", 0, .sur = "nbr",
        .definition = "Locaux où une offre par le cuivre (ADSL, VDSL) peut être commandée ÷ locaux de la commune" },
};

/* The same publisher gives the speeds three times under one header: the name of the file tells them apart. */
#define DEBIT "Locaux où 30 Mbit/s peuvent être commandés ÷ locaux de la commune"
static const IndicateurDef arcep_filaire[] = { { "thd_filaire", "elig_thd30", "couverture",
    "Locaux à 30 Mbit/s ou plus par câble ou fibre, part", "%", -1, .sur = "nbr",
    .definition = DEBIT ", réseaux filaires seuls" } };
static const IndicateurDef arcep_terrestre[] = { { "thd_terrestre", "elig_thd30", "couverture",
    "Locaux à 30 Mbit/s ou plus sans satellite, part", "%", -1, .sur = "nbr",
    .definition = DEBIT ", réseaux filaires et radio, satellite non compris" } };
static const IndicateurDef arcep_debit[] = { { "thd_toutes", "elig_thd30", "couverture",
    "Locaux à 30 Mbit/s ou plus, satellite compris, part", "%", -1, .sur = "nbr",
    .definition = DEBIT ", toutes technologies, satellite compris : presque partout 100 %" } };

/* Orange's schedule of the closing of copper, as data.economie.gouv.fr gives it. */
static const IndicateurDef cuivre[] = {
    { "cuivre_fermeture", "fermeture_technique", "couverture", "Fermeture technique du cuivre", "date", 0,
        .definition = "Jour où les lignes de cuivre de la commune cessent de fonctionner" },
    { "cuivre_fin_vente", "fermeture_commerciale", "couverture", "Fin des ventes sur le cuivre", "date", 0,
        .definition = "Jour à partir duquel plus aucun abonnement neuf n’est vendu sur le cuivre" },
};

/* Arcep, Mon réseau mobile, sites: each row is an operator on a mast; codes of operators are those of the numbering plan. */
#define SITES                                                                                                          \
    "Sites de la commune qui émettent en 4G pour cet opérateur : une commune sans site peut être couverte d’à côté"
static const IndicateurDef sites_mobiles[] = {
    { "sites_4g_orange", "site_4g", "couverture", "Sites 4G, Orange", "nombre", -1, .vaut = "20801",
        .definition = SITES },
    { "sites_4g_sfr", "site_4g", "couverture", "Sites 4G, SFR", "nombre", -1, .vaut = "20810", .definition = SITES },
    { "sites_4g_free", "site_4g", "couverture", "Sites 4G, Free Mobile", "nombre", -1, .vaut = "20815",
        .definition = SITES },
    { "sites_4g_bouygues", "site_4g", "couverture", "Sites 4G, Bouygues Telecom", "nombre", -1, .vaut = "20820",
        .definition = SITES },
};

/*
 * Arcep, Mon réseau mobile, statistics by commune, technology and operator (2023T3_op_communes.csv). Its columns are those
 * that Arcep's own open program for that site loads: techno;mcc_mnc;commune;couv_nc…;pop_nc;pop_cl;pop_bc;pop_tbc, in percent
 * of the area and of the inhabitants: not covered, limited, good, very good.
 */
#define SANS_4G                                                                                                           \
    "Habitants de la commune hors de la couverture 4G de cet opérateur, part. Couverture calculée par l’opérateur, " \
    "à l’extérieur des bâtiments"
static const IndicateurDef couverture_mobile[] = {
    { "sans_4g_orange", "pop_nc", "couverture", "Habitants sans 4G d’Orange, part", "%", 1, .vaut = "20801",
        .definition = SANS_4G },
    { "sans_4g_sfr", "pop_nc", "couverture", "Habitants sans 4G de SFR, part", "%", 1, .vaut = "20810",
        .definition = SANS_4G },
    { "sans_4g_free", "pop_nc", "couverture", "Habitants sans 4G de Free Mobile, part", "%", 1, .vaut = "20815",
        .definition = SANS_4G },
    { "sans_4g_bouygues", "pop_nc", "couverture", "Habitants sans 4G de Bouygues Telecom, part", "%", 1,
        .vaut = "20820", .definition = SANS_4G },
};

/* Insee, base permanente des équipements: one indicator a kind of the basket. Its counts of France services and of
 * libraries are those of the same name as above: the latest vintage is shown. */
#define BPE "Équipements de cette sorte dans la commune (base permanente des équipements)"
#define BPE_KINDS(valeur)                                                                                              \
    { "france_services", (valeur), "service", "France services", "nombre", -1, .vaut = "A128", .definition = BPE },    \
        { "france_travail", (valeur), "service", "France Travail, réseau de proximité", "nombre", -1, .vaut = "A122",  \
            .definition = BPE },                                                                                       \
        { "bureau_poste", (valeur), "service", "Bureau de poste", "nombre", -1, .vaut = "A206", .definition = BPE },   \
        { "agence_postale", (valeur), "service", "Agence postale", "nombre", -1, .vaut = "A208", .definition = BPE },  \
    {                                                                                                                  \
        "bibliotheque", (valeur), "service", "Bibliothèque", "nombre", -1, .vaut = "F307", .definition = BPE           \
    }
static const IndicateurDef bpe_melodi[] = { BPE_KINDS("obs_value") };
static const IndicateurDef bpe_comptes[] = { BPE_KINDS("nb_equip") };
static const IndicateurDef bpe_points[] = { BPE_KINDS("") };

/* Zonings. The list of July 2025 names its column by its date; the other one is that of the Observatoire des territoires. */
#define FRR "Commune classée, en tout ou en partie, en zone France ruralités revitalisation"
static const IndicateurDef frr_liste[] = { { "frr", "classement frr*", "zonage", "France ruralités revitalisation",
    "oui/non", 0, .definition = FRR } };
static const IndicateurDef frr_code[] = { { "frr", "codefrr", "zonage", "France ruralités revitalisation", "oui/non", 0,
    .definition = FRR } };
static const IndicateurDef qpv[] = { { "qpv", "", "zonage", "Quartiers prioritaires de la politique de la ville",
    "nombre", 1, .definition = "Quartiers prioritaires qui sont, en tout ou en partie, dans la commune" } };

/* Insee, recensement and Filosofi, "CODGEO;…": a share is made of the two counts that the file has. */
static const IndicateurDef insee[] = {
    { "part_65_plus", "p##_pop65p", "brut", "65 ans et plus, part", "%", 1, .sur = "p##_pop",
        .definition = "Habitants de 65 ans et plus ÷ habitants" },
    { "part_peu_diplomes", "p##_nscol15p_diplmin", "brut", "Sans diplôme ou CEP, part", "%", 1, .sur = "p##_nscol15p",
        .definition = "Sans diplôme ou au plus CEP ÷ 15 ans et plus qui ne sont plus scolarisés" },
    { "part_menages_seuls", "c##_menpseul", "brut", "Ménages d’une personne, part", "%", 1, .sur = "c##_men",
        .definition = "Ménages d’une seule personne ÷ ménages" },
    { "part_monoparentales", "c##_fammono", "brut", "Familles monoparentales, part", "%", 1, .sur = "c##_fam",
        .definition = "Familles monoparentales ÷ familles" },
    { "part_chomage", "p##_chom1564", "brut", "Chômage au sens du recensement, part", "%", 1, .sur = "p##_act1564",
        .definition = "Chômeurs de 15 à 64 ans ÷ actifs du même âge, au sens du recensement" },
    { "taux_pauvrete", "tp60##", "brut", "Taux de pauvreté", "%", 1,
        .definition = "Part des habitants sous 60 % du niveau de vie médian" },
};

/* The raw table that the territories' tools pass around; its name says its years. */
static const IndicateurDef bruts[] = {
    { "tx_peu_dipl_sur_15p", "tx_peu_dipl_sur_15p", "brut", "Pas ou peu diplômés, part", "%", 1 },
    { "tx_men_seul", "tx_men_seul", "brut", "Ménages d’une personne, part", "%", 1 },
    { "tx_fam_mono", "tx_fam_mono", "brut", "Familles monoparentales, part", "%", 1 },
    { "tx_65p_sur_15p", "tx_65p_sur_15p", "brut", "65 ans et plus parmi les 15 ans et plus, part", "%", 1 },
    { "tx_15_24_sur_15p", "tx_15_24_sur_15p", "brut", "15 à 24 ans parmi les 15 ans et plus, part", "%", 0 },
    { "part_foyers_fiscaux_lt12k", "part_foyers_fiscaux_lt12k", "brut", "Foyers fiscaux sous 12 000 €, part", "%", 1 },
    { "tx_non_couverture_thd30", "tx_non_couverture_thd30", "couverture", "Locaux sans 30 Mbit/s, part", "%", 1 },
    { "indice_mobile_2g3g4g", "indice_mobile_2g3g4g", "couverture", "Indice de couverture mobile 2G, 3G, 4G", "indice",
        0 },
    { "bibliotheque", "bibliotheque_commune", "service", "Bibliothèque", "nombre", -1 },
};

#define ARCEP_FIXE "Arcep, Ma connexion internet"
#define ARCEP_DEBIT(nom_, fichier_, defs_)                                                                             \
    {                                                                                                                  \
        .nom = (nom_), .signature = { "code_insee", "nbr", "elig_thd30", "elig_thd100", "elig_bhd8" },                 \
        .fichier = (fichier_), .code = "code_insee", .source = ARCEP_FIXE, .licence = LICENCE_OUVERTE,                 \
        .filtres = { { "type", "all" } }, .millesime = "date", DEFS(defs_)                                             \
    }

const TableConnue tables_connues[] = {
    { .nom = "points France services",
        .signature = { "id_fs", "insee_com" },
        .code = "insee_com",
        .source = "Agence nationale de la cohésion des territoires, France services",
        .licence = LICENCE_OUVERTE,
        .somme = true,
        DEFS(france_services) },
    { .nom = "Arcep, éligibilité des locaux par technologie",
        .signature = { "code_insee", "nbr", "elig_ftth", "elig_cu", "elig_coax" },
        .code = "code_insee",
        .source = ARCEP_FIXE,
        .licence = LICENCE_OUVERTE,
        .filtres = { { "type", "all" } },
        .millesime = "date",
        DEFS(arcep_technologies) },
    ARCEP_DEBIT("Arcep, débits filaires", "filaire", arcep_filaire),
    ARCEP_DEBIT("Arcep, débits sans satellite", "terrestre", arcep_terrestre),
    ARCEP_DEBIT("Arcep, débits toutes technologies", NULL, arcep_debit),
    { .nom = "calendrier de fermeture du cuivre",
        .signature = { "code_insee", "fermeture_technique", "fermeture_commerciale" },
        .code = "code_insee",
        .source = "Ministère de l’économie, fermeture du réseau cuivre, d’après Orange",
        .licence = LICENCE_OUVERTE,
        .sans_zero = true,
        DEFS(cuivre) },
    { .nom = "Arcep, sites mobiles",
        .signature = { "code_op", "nom_op", "insee_com", "site_4g" },
        .code = "insee_com",
        .source = "Arcep, Mon réseau mobile, sites",
        .licence = LICENCE_OUVERTE,
        .choix = "code_op",
        .somme = true,
        DEFS(sites_mobiles) },
    { .nom = "Arcep, couverture mobile par opérateur",
        .signature = { "techno", "mcc_mnc", "commune", "couv_nc", "pop_nc", "pop_tbc" },
        .code = "commune",
        .source = "Arcep, Mon réseau mobile, couverture par commune",
        .licence = LICENCE_OUVERTE,
        .filtres = { { "techno", "4G" } },
        .choix = "mcc_mnc",
        .somme = true,
        DEFS(couverture_mobile) },
    { .nom = "Insee, base permanente des équipements (Melodi)",
        .signature = { "geo", "geo_object", "facility_type", "bpe_measure", "obs_value", "time_period" },
        .code = "geo",
        .source = "Insee, base permanente des équipements",
        .licence = LICENCE_OUVERTE,
        .filtres = { { "geo_object", "COM" }, { "bpe_measure", "FACILITIES" } },
        .millesime = "time_period",
        .choix = "facility_type",
        .somme = true,
        DEFS(bpe_melodi) },
    { .nom = "Insee, base permanente des équipements, comptes",
        .signature = { "depcom", "typequ", "nb_equip" },
        .code = "depcom",
        .source = "Insee, base permanente des équipements",
        .licence = LICENCE_OUVERTE,
        .millesime = "an",
        .choix = "typequ",
        .somme = true,
        DEFS(bpe_comptes) },
    { .nom = "Insee, base permanente des équipements, un par ligne",
        .signature = { "depcom", "typequ" },
        .code = "depcom",
        .source = "Insee, base permanente des équipements",
        .licence = LICENCE_OUVERTE,
        .millesime = "an",
        .choix = "typequ",
        .somme = true,
        DEFS(bpe_points) },
    { .nom = "liste des communes France ruralités revitalisation",
        .signature = { "code_insee", "classement frr*" },
        .code = "code_insee",
        .source = "Direction générale des collectivités locales, France ruralités revitalisation",
        .licence = LICENCE_OUVERTE,
        .non = "non classée",
        DEFS(frr_liste) },
    { .nom = "zonage France ruralités revitalisation",
        .signature = { "codgeo", "codefrr" },
        .code = "codgeo",
        .source = "Direction générale des collectivités locales, Observatoire des territoires",
        .licence = LICENCE_OUVERTE,
        .non = "-9999",
        DEFS(frr_code) },
    { .nom = "quartiers prioritaires de la politique de la ville",
        .signature = { "lib_qp", "list_com_####" },
        .code = "list_com_####",
        .source = "Agence nationale de la cohésion des territoires, quartiers prioritaires",
        .licence = LICENCE_OUVERTE,
        .somme = true,
        .liste = true,
        DEFS(qpv) },
    { .nom = "indicateurs des communes 2017-2020", DEFS(bruts) },
    { .nom = "table communale de l’Insee",
        .signature = { "codgeo" },
        .code = "codgeo",
        .source = "Insee, recensement de la population et Filosofi",
        .licence = LICENCE_OUVERTE,
        DEFS(insee) },
    { 0 },
};
