// SPDX-License-Identifier: AGPL-3.0-or-later
/*
 * Relevé: the records themselves, counted. Those of a month are read once from the index that holds whatever is counted of
 * them (activite_jour), kept in memory with the connection, and read again only when their seal (activite_total.sceau, drawn at
 * each change, in its transaction) is another one. What a record adds to each figure is said by chiffres_ajouter alone, for
 * these counts and for the sums that are kept (cumuls.c).
 */
#pragma once

#include "base/words.h"
#include "domain/activites/rangs.h"
#include "domain/activites/statistiques.h"

/* What is counted of a record. `epci`, `commune`: ranks of words; of its own when made by fait_de. */
typedef struct Fait {
    int64_t activite_id, structure_id, personne_id;
    int32_t jour, minutes, accompagnements, anonymes, nouveaux;
    uint32_t themes, epci, commune;
    int8_t type, dispositif, regle, satisfaction; /* the last two: -1 not said */
} Fait;
/* A card, of the record of that rank. */
typedef struct FaitSuivi {
    uint32_t fait;
    int64_t usager_id;
} FaitSuivi;

Fait fait_de(const Activite *x);
void chiffres_ajouter(Chiffres *c, const Fait *f);

typedef struct ReleveMois {
    int64_t mois, sceau;
    int64_t tour; /* of the question that last read it */
    Arena *a;
    VEC(Fait) faits; /* by day, then by id */
    VEC(FaitSuivi) suivis; /* in the same order */
} ReleveMois;

/* Each month that has records, from the first to the last of these. `mots`: of epci and commune. */
typedef Err ReleveFn(void *arg, const ReleveMois *m, const Words *mots);
Err releve_parcourir(Db *db, int64_t du_mois, int64_t au_mois, ReleveFn *fn, void *arg);

/* Which person a card is counted as. */
typedef struct Racines {
    Rangs cartes;
    VEC(int64_t) racines;
} Racines;
Err racines_lire(Db *db, Arena *a, Racines *ret);
int64_t racine_de(const Racines *r, int64_t usager_id);

/* Who stands for nobody, and for no structure: left out of those who acted. */
typedef struct Acteurs {
    Rangs hors_personnes, hors_structures, personnes, structures;
} Acteurs;
Err acteurs_preparer(Db *db, Arena *a, Acteurs *ret);
Err acteurs_voir(Acteurs *x, int64_t personne_id, int64_t structure_id);

typedef struct Somme {
    Str cle;
    Chiffres c;
} Somme;
typedef VEC(Somme) Sommes;

typedef struct Releve {
    Sommes lignes; /* by key; usagers_connus with them */
    int64_t themes[THEMES_N];
    int64_t professionnels, structures;
    int64_t nouveaux; /* releve_nouveaux: persons with a card whose first day is in the period */
} Releve;
/* What a question asks, as the queries take it; `du`, `au`: its months. */
typedef struct Filtre {
    Str dispositif;
    OptI64 structure, personne;
    Str epci;
    int64_t du, au;
} Filtre;
Filtre filtre_de(const StatQuestion *q);

/* `par`: -1 the whole, in one line of key ""; by theme, `themes` alone. */
Err releve_compter(Db *db, Arena *a, const StatQuestion *q, int par, Releve *ret);
/* The whole in one line, and those who came for the first time. */
Err releve_nouveaux(Db *db, Arena *a, const StatQuestion *q, Releve *ret);
