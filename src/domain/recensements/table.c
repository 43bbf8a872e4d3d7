// SPDX-License-Identifier: AGPL-3.0-or-later
/* The table of the censuses: their columns, then one row each. */
#include <string.h>

#include "core/http/multipart.h"
#include "domain/recensements/recensements.h"
#include "domain/recensements/recensements_web.h"

// clang-format off
#define V(value, label) { S_INIT(value), S_INIT(label) }
#define FIN { { NULL, 0 }, { NULL, 0 } }

static const Choice handicaps[] = {
    V("moteur", "Handicap moteur"), V("visuel", "Personnes aveugles ou malvoyantes"),
    V("auditif", "Personnes sourdes ou malentendantes"), V("mental", "Handicap mental"),
    V("psychique", "Handicap psychique"), V("cognitif", "Troubles dys, de l’attention ou de la mémoire"),
    V("lecture", "Difficultés à lire ou à écrire"), FIN };
static const Choice telesantes[] = {
    V("cabine", "Cabine de téléconsultation"), V("borne", "Borne de téléconsultation"),
    V("mallette", "Mallette ou chariot, avec un soignant"), V("salle", "Salle avec un ordinateur et une caméra"), FIN };
static const Choice offres[] = {
    V("travail-partage", "Espace de travail partagé"), V("salle-equipee", "Salle équipée à réserver"),
    V("fablab", "Fabrication numérique"), V("formation", "Formation de professionnels"),
    V("ressources", "Documents et matériel pédagogique"), V("coordination", "Rencontres entre professionnels"), FIN };
static const Choice organismes[] = {
    V("france-travail", "France Travail"), V("caf", "Caisse d’allocations familiales (CAF)"),
    V("cpam", "Assurance maladie (CPAM)"), V("carsat", "Assurance retraite (Carsat)"), V("msa", "Mutualité sociale agricole (MSA)"),
    V("impots", "Impôts"), V("mission-locale", "Mission locale"), V("cap-emploi", "Cap emploi"),
    V("departement", "Services sociaux du Département"), V("mdph", "MDPH"), V("prefecture", "Préfecture ou sous-préfecture"),
    V("justice", "Accès au droit"), V("logement", "Logement"), V("autre", "Autre organisme"), FIN };
static const Choice solutions[] = {
    V("bus", "Ligne de bus ou de car"), V("train", "Gare"), V("demande", "Transport à la demande"),
    V("navette", "Navette"), V("covoiturage", "Covoiturage"), V("solidaire", "Transport solidaire, conducteur bénévole"),
    V("velo", "Vélo prêté ou loué"), V("stationnement", "Stationnement réservé"), V("domicile", "On vient à domicile"), FIN };
static const Choice equipements_ecole[] = {
    V("salle", "Salle informatique"), V("classe-mobile", "Classe mobile"), V("tablettes", "Tablettes"),
    V("tableau", "Tableau interactif"), V("fibre", "Fibre"), V("pret", "Prêt aux familles"), FIN };
static const Choice activites_reemploi[] = {
    V("collecte", "Collecte"), V("reconditionnement", "Reconditionnement"), V("reparation", "Réparation"),
    V("vente", "Vente à prix solidaire"), V("don", "Don"), V("atelier", "Atelier pour réparer soi-même"), FIN };
static const Choice materiels[] = {
    V("wifi", "Wifi"), V("ordinateur", "Ordinateur à utiliser sur place"), V("imprimante", "Imprimante"),
    V("scanner", "Scanner"), V("pret-ordinateur", "Prêt d’ordinateur"), V("pret-tablette", "Prêt de tablette"),
    V("pret-connexion", "Prêt d’une clé ou d’un boîtier de connexion"), FIN };
static const Choice faits[] = {
    V("ajoutee", "La ligne est ajoutée."), V("modifiee", "La ligne est modifiée."), V("retiree", "La ligne est retirée."),
    V("importe", "Le fichier est enregistré."), FIN };
#undef V
#undef FIN

const Field recensement_champs[] = {
    { .name = "handicap", .kind = FIELD_CHOICES, .label = "Pour qui", .choices = handicaps },
    { .name = "equipement", .kind = FIELD_TEXT, .label = "Matériel adapté", .hint = "Par exemple\u00A0: clavier à gros caractères, boucle magnétique, lecteur d’écran.", .max = 300 },
    { .name = "accompagnement", .kind = FIELD_TEXT, .label = "Accompagnement adapté", .hint = "Par exemple\u00A0: langue des signes le mardi.", .max = 300 },
    { .name = "telesante", .kind = FIELD_CHOICE, .label = "Ce qu’on y trouve", .choices = telesantes },
    { .name = "accompagne", .kind = FIELD_BOOL, .label = "Quelqu’un est là pour aider" },
    { .name = "offre", .kind = FIELD_CHOICES, .label = "Ce qu’il offre", .choices = offres },
    { .name = "organisme", .kind = FIELD_CHOICE, .label = "Organisme présent", .choices = organismes },
    { .name = "rdv", .kind = FIELD_BOOL, .label = "Sur rendez-vous" },
    { .name = "solution", .kind = FIELD_CHOICE, .label = "Façon de venir", .choices = solutions },
    { .name = "uai", .kind = FIELD_TEXT, .label = "UAI de l’établissement", .hint = "Sept chiffres et une lettre, comme 0280007F.", .max = 12, .autocomplete = "off" },
    { .name = "intitule", .kind = FIELD_TEXT, .label = "Nom", .max = 200 },
    { .name = "ecole_equipement", .kind = FIELD_CHOICES, .label = "Équipement", .choices = equipements_ecole },
    { .name = "activite", .kind = FIELD_CHOICES, .label = "Ce qu’il fait", .choices = activites_reemploi },
    { .name = "materiel", .kind = FIELD_CHOICES, .label = "Matériel", .choices = materiels },
    { .name = "adresse", .kind = FIELD_TEXT, .label = "Numéro et rue", .max = 200, .autocomplete = "off" },
    { .name = "commune", .kind = FIELD_TEXT, .label = "Commune", .hint = "Son nom ou son code postal.", .max = 100, .autocomplete = "off" },
    { .name = "horaires", .kind = FIELD_TEXT, .label = "Jours et heures", .hint = "Par exemple\u00A0: le 1er mardi du mois de 9 h à 12 h, ou\u00A0: lundi de 14 h à 17 h.", .max = 500 },
    { .name = "telephone", .kind = FIELD_TEXT, .label = "Téléphone", .max = 40, .autocomplete = "off" },
    { .name = "courriel", .kind = FIELD_TEXT, .label = "Courriel de la structure", .max = 254, .autocomplete = "off" },
    { .name = "site", .kind = FIELD_TEXT, .label = "Site", .max = 300, .autocomplete = "off" },
    { .name = "precision", .kind = FIELD_TEXT, .label = "Précision", .max = 500 },
    /* of the pages */
    { .name = "lieu", .kind = FIELD_TEXT, .label = "Le lieu", .hint = "L’adresse de sa fiche sur ce site, ou son identifiant.", .max = 2000, .autocomplete = "off" },
    { .name = "recensement", .kind = FIELD_TEXT, .label = "Recensement", .max = 60, .address_only = true },
    { .name = "version", .kind = FIELD_I64, .label = "Version", .min = 1, .max = 9e15, .address_only = true },
    { 0 },
};

#define RECHERCHE \
    { .name = "q", .kind = FIELD_TEXT, .label = "Nom ou commune", .max = 100 }, \
    { .name = "valeur", .kind = FIELD_TEXT, .label = "Seulement", .max = 60 }, \
    { .name = "page", .kind = FIELD_I64, .label = "Page", .min = 1, .max = 1000000, .address_only = true }
#define LEQUEL { .name = "recensement", .kind = FIELD_TEXT, .label = "Recensement", .max = 60, .address_only = true }
const Field recherche_champs[] = { RECHERCHE, { 0 } };
const Field espace_champs[] = { RECHERCHE, LEQUEL,
    { .name = "fait", .kind = FIELD_CHOICE, .label = "Fait", .choices = faits, .address_only = true }, { 0 } };
/* A page that is only opened receives no file. */
const Field importer_vue_champs[] = { LEQUEL, { 0 } };
const Field importer_champs[] = {
    LEQUEL,
    { .name = "source", .kind = FIELD_TEXT, .label = "De qui vient ce fichier", .hint = "Une nouvelle version de la même source remplace la précédente.", .max = 100 },
    { .name = "fichier", .kind = FIELD_FILE, .label = "Fichier CSV", .files = FILE_CSV, .max = RECENSEMENT_FICHIER_MAX },
    { .name = "essai", .kind = FIELD_BOOL, .label = "Vérifier seulement, sans rien enregistrer" },
    { 0 },
};

/* column, rule, required, part of what makes two rows the same */
const Recensement recensements[] = {
    { S_INIT("equipements-adaptes"), S_INIT("Matériel et accueil adaptés au handicap"),
      S_INIT("Ce qu’un lieu a de prévu pour chaque handicap."), S_INIT("Ajouter un matériel ou un accueil adapté"), false, false, 0,
      { { "handicap", COL_TEXTE, true, true }, { "equipement", COL_TEXTE, false, true },
        { "accompagnement", COL_TEXTE, false, true }, { "precision", COL_TEXTE } } },
    { S_INIT("telesante"), S_INIT("Points de télésanté"), S_INIT("Où consulter un médecin à distance, seul ou accompagné."),
      S_INIT("Ajouter un point de télésanté"), false, false, 0,
      { { "telesante", COL_TEXTE, true, true }, { "accompagne", COL_TEXTE }, { "rdv", COL_TEXTE },
        { "horaires", COL_HORAIRES }, { "telephone", COL_TELEPHONE }, { "precision", COL_TEXTE } } },
    { S_INIT("lieux-ressources"), S_INIT("Lieux ressources et tiers-lieux"),
      S_INIT("Ce que les tiers-lieux et lieux ressources offrent aux habitants et aux professionnels."), S_INIT("Ajouter un lieu ressource"), false, false, 0,
      { { "offre", COL_TEXTE, true, false }, { "rdv", COL_TEXTE }, { "site", COL_URL }, { "precision", COL_TEXTE } } },
    { S_INIT("permanences"), S_INIT("Permanences d’autres organismes"),
      S_INIT("France Travail, CAF, assurance maladie, impôts\u00A0: qui vient où, quels jours."), S_INIT("Ajouter une permanence"), false, false, 0,
      { { "organisme", COL_TEXTE, true, true }, { "horaires", COL_HORAIRES, true, true }, { "rdv", COL_TEXTE },
        { "telephone", COL_TELEPHONE }, { "precision", COL_TEXTE, false, true } } },
    { S_INIT("mobilite"), S_INIT("Venir sans voiture"), S_INIT("Les façons de rejoindre un lieu, ou de le faire venir à soi."),
      S_INIT("Ajouter une façon de venir"), false, false, 0,
      { { "solution", COL_TEXTE, true, true }, { "intitule", COL_TEXTE, true, true }, { "horaires", COL_HORAIRES },
        { "telephone", COL_TELEPHONE }, { "site", COL_URL }, { "precision", COL_TEXTE } } },
    { S_INIT("materiel"), S_INIT("Wifi, imprimante, prêt de matériel"),
      S_INIT("Le matériel qu’on peut utiliser sur place ou emprunter."), S_INIT("Ajouter du matériel"), false, false, 0,
      { { "materiel", COL_TEXTE, true, false }, { "precision", COL_TEXTE } } },
    { S_INIT("ecoles"), S_INIT("Établissements scolaires équipés"),
      S_INIT("L’équipement des écoles, collèges et lycées, pour les professionnels."), S_INIT("Ajouter un établissement"), true, true, 4,
      { { "uai", COL_UAI, true, true }, { "intitule", COL_TEXTE, true, false }, { "commune", COL_COMMUNE, true, false },
        { "adresse", COL_TEXTE }, { "ecole_equipement", COL_TEXTE, true, false }, { "precision", COL_TEXTE } } },
    { S_INIT("reemploi"), S_INIT("Acteurs du réemploi"), S_INIT("Où donner, faire réparer ou acheter un appareil de seconde main."),
      S_INIT("Ajouter un acteur du réemploi"), true, false, 3,
      { { "intitule", COL_TEXTE, true, true }, { "commune", COL_COMMUNE, true, true }, { "adresse", COL_TEXTE },
        { "activite", COL_TEXTE, true, false }, { "telephone", COL_TELEPHONE }, { "courriel", COL_COURRIEL },
        { "site", COL_URL }, { "horaires", COL_HORAIRES }, { "precision", COL_TEXTE } } },
    { { NULL, 0 } },
};
// clang-format on

const Recensement *recensement_nomme(Str nom)
{
    for (const Recensement *r = recensements; r->nom.n; r++)
        if (str_eq(r->nom, nom))
            return r;
    return NULL;
}

size_t recensement_colonnes(const Recensement *r)
{
    size_t n = 0;
    while (r->colonnes[n].champ)
        n++;
    return n;
}

const Field *recensement_champ(const char *nom)
{
    const Field *f = recensement_champs;
    while (f->name && strcmp(f->name, nom) != 0)
        f++;
    return f;
}
