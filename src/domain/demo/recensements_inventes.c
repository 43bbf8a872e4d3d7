// SPDX-License-Identifier: AGPL-3.0-or-later
#include "domain/demo/recensements_inventes.h"

#include "core/csv/csv.h"
#include "domain/demo/demo.h"
#include "domain/recensements/lecture.h"

#define INVENTE "Ligne inventée pour la démonstration."
enum { CELLULES_MAX = 9, MODELES_MAX = 8 };
static const size_t CSV_MAX = 64 * KIB;

/* Rows that come back in turn, over places `pas` apart: prime with the number of places, so that none comes twice. `cellules`:
 * after the place and before the last one, which says that the row is invented. */
typedef struct Modele {
    const char *recensement, *colonnes[CELLULES_MAX + 1];
    int lignes, pas;
    const char *const cellules[MODELES_MAX][CELLULES_MAX];
} Modele;

// clang-format off
static const Modele modeles[] = {
    { "equipements-adaptes", { "handicap", "equipement", "accompagnement" }, 30, 5, {
        { "moteur", "Table réglable en hauteur", "" },
        { "visuel", "Lecteur d’écran et grand écran", "Un médiateur formé, sur rendez-vous" },
        { "auditif", "Boucle magnétique à l’accueil", "Langue des signes le premier mardi du mois" },
        { "lecture", "", "Quelqu’un lit et écrit avec vous" },
        { "mental|cognitif", "Consignes en images", "" },
        { "moteur|visuel", "Clavier à gros caractères", "" } } },
    { "telesante", { "telesante", "accompagne", "rdv", "horaires", "telephone" }, 9, 13, {
        { "cabine", "oui", "oui", "Mo-Fr 09:00-12:00", "02 61 91 05 01" },
        { "borne", "non", "non", "Mo-Fr 09:00-12:00,14:00-17:00", "" },
        { "mallette", "oui", "oui", "Tu 14:00-17:00", "02 61 91 05 02" } } },
    { "lieux-ressources", { "offre", "rdv", "site" }, 12, 11, {
        { "travail-partage|salle-equipee", "non", "https://www.example.org/tiers-lieu" },
        { "formation|ressources", "oui", "" },
        { "fablab", "oui", "https://www.example.org/atelier" },
        { "coordination|ressources", "non", "" } } },
    { "permanences", { "organisme", "horaires", "rdv", "telephone" }, 48, 17, {
        { "france-travail", "Mo 09:00-12:00", "oui", "02 61 91 05 10" },
        { "caf", "Tu 14:00-17:00", "oui", "02 61 91 05 11" },
        { "cpam", "We 09:00-12:00", "oui", "" },
        { "impots", "Th[1] 09:00-12:00", "oui", "02 61 91 05 12" },
        { "carsat", "Th[3] 14:00-16:30", "oui", "" },
        { "mission-locale", "Fr 09:00-12:00", "non", "02 61 91 05 13" },
        { "justice", "week 2-52/2 Mo 14:00-17:00", "oui", "" },
        { "departement", "Tu,Th 09:00-12:00", "non", "02 61 91 05 14" } } },
    { "mobilite", { "solution", "intitule", "horaires", "telephone", "site" }, 36, 19, {
        { "bus", "Ligne inventée 12, arrêt Mairie", "", "", "https://www.example.org/lignes" },
        { "demande", "Transport à la demande inventé", "Mo-Sa 07:00-19:00", "02 61 91 05 20", "" },
        { "solidaire", "Conducteurs bénévoles inventés", "", "02 61 91 05 21", "" },
        { "velo", "Vélos prêtés à l’accueil", "Mo-Fr 09:00-17:00", "", "" } } },
    { "materiel", { "materiel" }, 90, 23, {
        { "wifi|ordinateur|imprimante" }, { "wifi|ordinateur" }, { "wifi|ordinateur|imprimante|scanner" },
        { "wifi" }, { "ordinateur|pret-ordinateur" }, { "wifi|imprimante|pret-tablette|pret-connexion" } } },
    { "ecoles", { "uai", "intitule", "commune", "adresse", "ecole_equipement" }, 14, 25, {
        { "", "École élémentaire inventée", "", "rue des Écoles", "salle|tableau" },
        { "", "École primaire inventée", "", "place du Marché", "tablettes" },
        { "", "Collège inventé", "", "avenue des Tilleuls", "classe-mobile|tableau|fibre" },
        { "", "Lycée inventé", "", "rue du Moulin", "salle|fibre|pret" } } },
    { "reemploi", { "intitule", "commune", "adresse", "activite", "telephone", "courriel", "site", "horaires" }, 8, 29, {
        { "Recyclerie inventée", "", "rue du Lavoir", "collecte|reconditionnement|vente", "02 61 91 05 30", "recyclerie@example.org", "https://www.example.org/recyclerie", "We-Sa 10:00-18:00" },
        { "Café-réparation inventé", "", "place de la Halle", "reparation|atelier", "02 61 91 05 31", "cafe@example.org", "", "Sa[2] 14:00-17:00" },
        { "Atelier solidaire inventé", "", "rue des Jardins", "collecte|don", "", "atelier@example.org", "", "Mo-Fr 09:00-12:00" } } },
};
// clang-format on

/* Of a number that no school has; the letter is that which checks it (recensements.h). */
static Str invented_uai(Arena *a, int i)
{
    static const char letters[] = "ABCDEFGHJKLMNPRSTUVWXYZ";
    int number = 289900 + i;
    return str_format(a, "%07d%c", number, letters[number % 23]);
}

static Str cell_of(Arena *a, const Territoire *t, const Modele *m, int row, int column, const DemoLieu *place)
{
    Str name = str_from(m->colonnes[column]);
    if (str_eq(name, S("uai")))
        return invented_uai(a, row);
    if (str_eq(name, S("commune"))) { /* by name: some codes are postal codes too */
        const Commune *c = territoire_commune(t, place->commune);
        return c ? c->nom : place->commune;
    }
    int count = 0;
    while (count < MODELES_MAX && m->cellules[count][0])
        count++;
    return str_from(m->cellules[row % count][column]);
}

static const Modele *model_of(const Recensement *r)
{
    for (size_t i = 0; i < sizeof modeles / sizeof *modeles; i++)
        if (str_eq(str_from(modeles[i].recensement), r->nom))
            return &modeles[i];
    return NULL;
}

/* The file of one census; empty: none is invented. */
static Err census_csv(Arena *a, const Territoire *t, const Recensement *r, const DemoLieu *lieux, size_t n, Str *ret)
{
    const Modele *m = model_of(r);
    BUF b = buf_new(CSV_MAX);
    CsvWriter w = csv_to(&b, false);
    *ret = STR_NONE;
    if (!m || n == 0)
        return OK;
    if (!r->a_part)
        csv_cell(&w, S("lieu"));
    for (int c = 0; m->colonnes[c]; c++)
        csv_cell(&w, str_from(m->colonnes[c]));
    csv_cell(&w, S("precision"));
    csv_end_row(&w);
    for (int row = 0; row < m->lignes; row++) {
        const DemoLieu *place = &lieux[(size_t)(row * m->pas + 3) % n];
        if (!r->a_part)
            csv_cell(&w, place->id);
        for (int c = 0; m->colonnes[c]; c++)
            csv_cell(&w, cell_of(a, t, m, row, c, place));
        csv_cell(&w, S(INVENTE));
        csv_end_row(&w);
    }
    *ret = b.failed ? STR_NONE : str_dup(a, buf_str(&b));
    return ret->p ? OK : ERR_MEMORY;
}

Err demo_recensements(Db *db, Arena *a, int64_t now, Random random, const Territoire *t, const DemoLieu *lieux,
    size_t n, int64_t *ret_lignes)
{
    const Portage p = { .territoire = t, .departement = S("28"), .source = S(DEMO_SOURCE) };
    int64_t all = 0;
    for (const Recensement *r = recensements; r->nom.n; r++) {
        RecensementLu lu = { 0 };
        Str csv, why = STR_NONE;
        TRY(census_csv(a, t, r, lieux, n, &csv));
        if (!csv.n)
            continue;
        TRY(recensement_lire(a, r, csv, &lu, &why));
        TRY(recensement_comparer(db, a, r, &p, &lu));
        if (lu.remarques.n)
            return ERR_INTERNAL;
        TRY(recensement_appliquer(db, a, NULL, now, random, r, S(DEMO_SOURCE), &lu));
        all += (int64_t)lu.lignes.n;
    }
    *ret_lignes = all;
    return OK;
}
