// SPDX-License-Identifier: AGPL-3.0-or-later
/*
 * Diagnostic: figures by territory, what they weigh, and what they make together. Each figure keeps its source, its
 * vintage and its licence; each mean says with which vintage of populations it was weighed.
 *
 * Indice de fragilité numérique (IFN): the published scores of the communes, from 1 (low) to 10 (high), are
 *
 *     (F2) score_k(T) = Σ pop(u) score_k(u) / Σ pop(u)         u: base rows of the territory T
 *     (F3) IFN(T)     = plain mean of the chosen score_k(T)
 *
 * which give back the published figures of the EPCI. A base row is a commune of the vintage of the scores: it weighs
 * with its own code's population even where the commune has merged since, and counts in the commune, the EPCI and the
 * département of today that took it in. Computed on unrounded values; only a display rounds.
 *
 *     Zone z;
 *     TRY(zone_find(d, a, S("departement:28"), &z, &message));
 *     diagnostic_agreger(d, &z, poids, diagnostic_coeur(d), &g);             // g.indice == 5.3341…
 */
#pragma once

#include "base/base.h"
#include "core/run/snapshot.h"
#include "domain/territoire/territoire.h"

enum { INDICATEURS_MAX = 64 };

typedef enum Echelon {
    ECHELON_COMMUNE,
    ECHELON_EPCI,
    ECHELON_ARRONDISSEMENT,
    ECHELON_DEPARTEMENT,
    ECHELON_REGION,
    ECHELON_FRANCE,
    ECHELONS_,
} Echelon;
Str echelon_code(Echelon e);                       /* "commune", "epci"… as in addresses and commands */

/* A territory of today, or a base row that the territory does not know. */
typedef struct Zone {
    Echelon echelon;
    Str code;                                      /* of today; empty for France */
    Str nom;                                       /* its code where no name is known */
    size_t rang;                                   /* private */
} Zone;

typedef struct Indicateur {
    Str code, groupe, nom, definition, unite, source, millesime, licence;
    int sens;                                      /* 1: more is more fragile; -1: less is; 0: neither */
    double plancher;                               /* NAN: not known */
    int64_t n;                                     /* communes that have a value */
} Indicateur;

/* What was loaded, from where, when. */
typedef struct Jeu {
    Str jeu, echelon, millesime, source, licence, fichier, poids;
    int64_t lignes, sans_valeur, a_zero, importe_at;
    bool fictif; /* invented by a demonstration: said on the map, the table and in each file */
} Jeu;

typedef struct Diagnostic Diagnostic;              /* the snapshot */
extern const SnapshotDef diagnostic_snapshot;
extern const struct Slice slice_diagnostic;

size_t diagnostic_indicateurs(const Diagnostic *d, const Indicateur **ret);
size_t diagnostic_jeux(const Diagnostic *d, const Jeu **ret);
const Jeu *diagnostic_jeu(const Diagnostic *d, Str jeu, Str echelon);     /* latest vintage; NULL: not loaded */
/* Enough départements have a score for a mean to be the country's; a national table of something else makes none. */
enum { DEPARTEMENTS_NATIONAL = 90 };
bool diagnostic_national(const Diagnostic *d);
/* The scores shown are invented: every page and file that shows them says so. */
bool diagnostic_fictif(const Diagnostic *d);
/* Vintages of the populations, by name. */
size_t diagnostic_poids(const Diagnostic *d, const Str **ret);
/* The index of one of them, -1: not loaded. STR_NONE: the one stored with the scores. */
int diagnostic_poids_find(const Diagnostic *d, Str nom);

/* A set of indicators, by index. */
typedef uint64_t Choix;
_Static_assert(INDICATEURS_MAX <= 64, "a bit an indicator");
int diagnostic_indicateur_find(const Diagnostic *d, Str code);            /* -1: none */
Choix diagnostic_coeur(const Diagnostic *d);       /* the five of the index; 0: not loaded */
Choix diagnostic_contexte(const Diagnostic *d);    /* the others of the published file */

/*
 * "commune:28085", "epci:200033181", "arrondissement:281", "departement:28", "region:24", "france". A merged commune's
 * code leads to that of today. ERR_INVALID (not of that form), ERR_NOT_FOUND (no base row in it), with a French
 * sentence.
 */
Err zone_find(const Diagnostic *d, Arena *a, Str demande, Zone *ret, Str *ret_message);
/* The zones of a scale one after another, by code; false past the last. */
bool zone_nth(const Diagnostic *d, Echelon e, size_t rang, Zone *ret);
/* Base codes of merged communes lead to those of today: a territory was loaded. */
bool diagnostic_suit_les_fusions(const Diagnostic *d);

typedef struct Agregat {
    int64_t lignes;                                /* base rows that have one of the chosen values */
    int64_t population;                            /* their inhabitants, the weights */
    int64_t sans_valeur;                           /* base rows without any of them */
    int64_t population_sans_valeur;
    int64_t sans_population; /* rows with a value and no inhabitants of that vintage: weigh nothing */
    double scores[INDICATEURS_MAX]; /* by index of indicator, chosen or not; NAN: nothing to weigh */
    double indice; /* F3 over the choice; NAN when one of them is missing */
} Agregat;
/* `poids`: index of a vintage. */
void diagnostic_agreger(const Diagnostic *d, const Zone *z, int poids, Choix choix, Agregat *ret);

/* A zone inside another one: its index over the choice, and its inhabitants. */
typedef struct Partie {
    Zone zone;
    int64_t population; /* those without a value too */
    double indice; /* NAN: a value is missing */
} Partie;
/* The zones of a scale that have a row in `z`, by code, in one pass over the rows: only what they have in `z`. */
Err diagnostic_parties(const Diagnostic *d, Arena *a, const Zone *z, Echelon e, int poids, Choix choix,
    const Partie **ret, size_t *ret_n);
