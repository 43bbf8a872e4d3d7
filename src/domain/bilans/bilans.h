// SPDX-License-Identifier: AGPL-3.0-or-later
/*
 * Bilans: monthly counts that a structure declares for a programme (France Services, Aidants Connect…), by form or CSV, without
 * personal data. "Usagers déclarés" are what the structure counted: a person met in two structures or two months is in it
 * twice. So they are shown apart and never enter a figure of distinct persons (domain/activites/statistiques.h).
 *
 * A month of a structure and programme is one row; declaring it again replaces it. Source of the fields: the monthly counts that
 * France Services and Aidants Connect ask for (days open, accompaniments, users, settled in one visit, satisfaction).
 */
#pragma once

#include "domain/activites/activites.h"

enum { BILAN_FICHIER_MAX = 8 * 1024 * 1024, BILAN_LIGNES_MAX = 20000, BILAN_MAX = 10000000, BILAN_JOURS_MAX = 31 };

typedef struct Bilan {
    StructureId structure_id;
    int dispositif;                                /* DISPOSITIF_… */
    int64_t mois;                                  /* AAAAMM */
    int64_t accompagnements;
    OptI64 jours, usagers, regles, satisfaits, reponses;
} Bilan;

/* What is wrong with it, a French sentence; STR_NONE: nothing. `mois_max`: the month of today. `ret_colonne`: the column of a file where
 * it is (NULL: not asked). */
Str bilan_faute(const Bilan *b, int64_t mois_max, const char **ret_colonne);
/* "2026-03", or "03/2026"; 0: neither. */
int64_t bilan_mois_lire(Str typed);
int64_t bilan_mois_de(int64_t now); /* of today, in Paris */
Str bilan_mois_montre(Arena *a, int64_t mois); /* "mars 2026" */

typedef enum BilanSort { BILAN_AJOUTE, BILAN_REMPLACE, BILAN_INCHANGE } BilanSort;

/* In the caller's transaction. `par` NULL: the command line. ERR_NOT_FOUND: the structure is not within the scope; ERR_INVALID:
 * bilan_faute. Journalled where something changes. */
Err bilan_noter(Db *db, Arena *a, const Acteur *par, int64_t now, const Bilan *b, Str source, BilanSort *ret);

/* ---- reading ---- */

typedef struct BilanLigne {
    Bilan b;
    Str uid, structure;
} BilanLigne;

enum { BILANS_PAGE = 100 };
/* Those of the scope, of that year (0: any), the last month first; `page` from 1, 0: all. */
Err bilans_lister(Db *db, Arena *a, const Acteur *par, int64_t annee, int64_t page, const BilanLigne **ret,
    size_t *ret_n, int64_t *ret_total);

typedef struct BilanSomme {
    int dispositif;
    int64_t accompagnements, jours, usagers, regles, regles_sur, satisfaits, reponses, structures;
} BilanSomme;
/* Of that year and scope, a line a programme that has something. `regles_sur`: the accompaniments of the months that say how many
 * were settled at once. */
Err bilans_sommes(Db *db, Arena *a, const Acteur *par, int64_t annee, const BilanSomme **ret, size_t *ret_n);
/* Years that have some in the scope, the last one first. */
Err bilans_annees(Db *db, Arena *a, const Acteur *par, const int64_t **ret, size_t *ret_n);

/* ---- a file ---- */

typedef struct BilanLu {
    int64_t ligne;
    Str structure, siret; /* as written: a uid, a SIRET; one of them */
    Bilan b; /* but its structure */
} BilanLu;
typedef struct BilanRefus {
    int64_t ligne;
    Str dit; /* "ligne 4, mois, « 2026-13 » : …" */
} BilanRefus;
typedef struct BilansLus {
    VEC(BilanLu) lignes;
    VEC(BilanRefus) refus;
    int64_t total;
} BilansLus;

/*
 * CSV, its columns named: structure (its identifier here) or siret, dispositif, mois, accompagnements; and, where known, jours_ouverts,
 * usagers, regles, satisfaits, reponses. One bad row does not stop the file. ERR_INVALID: not such a file (`ret_message`: a sentence, or
 * what follows the name of the file); ERR_TOO_LARGE.
 */
/* A row that is not taken. `colonne` NULL: none of them more than another. */
Err bilans_refuser(Arena *a, BilansLus *lus, int64_t ligne, const char *colonne, Str valeur, Str pourquoi);
Err bilans_lire(Arena *a, Str text, int64_t mois_max, BilansLus *ret, Str *ret_message);

typedef struct BilansPris {
    int64_t ajoutes, remplaces, inchanges;
} BilansPris;
/* In the caller's transaction; what cannot be taken (unknown structure, a month said twice) is added to `refus`, then in the order of the file. `simulation`: compared, nothing is
 * written. */
Err bilans_appliquer(Db *db, Arena *a, const Acteur *par, int64_t now, Str source, bool simulation, BilansLus *lus,
    BilansPris *ret);

typedef struct Slice Slice;
extern const Slice slice_bilans;
