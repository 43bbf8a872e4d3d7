// SPDX-License-Identifier: AGPL-3.0-or-later
/*
 * Parcours: four questions in plain words, from the need to a short list of places with the reasons for each. Rules only:
 * the pages are in parcours_web.c. The four steps are those of the questionnaire that the national map had and lost in
 * 2026 (besoin, où, ce qui compte, quand).
 */
#pragma once

#include "domain/lieux/lieux.h"

extern const struct Slice slice_parcours;

/* Among the PARCOURS_REGARDES nearest places, those that answer best. */
enum { PARCOURS_LIEUX_MAX = 5, PARCOURS_REGARDES = 60, PARCOURS_RAISONS_MAX = 16 };

/* What may matter to somebody: one value of the standard each. Several may be chosen; the place is to have them all. */
typedef struct Compte {
    StandardEnum e;
    Str valeur; /* the standard's exact text */
    Str raison; /* "gratuit": said after "parce que" */
} Compte;
enum { COMPTES_N = 8 };
extern const Compte comptes[COMPTES_N];
extern const Choice compte_choix[COMPTES_N + 1]; /* in their order */

/* How one prefers to be helped; at most one. */
enum { ACCUEILS_N = 3 };
extern const Compte accueils[ACCUEILS_N];
extern const Choice accueil_choix[ACCUEILS_N + 1];

typedef struct ParcoursReponses {
    LieuxQuery q; /* need, place and moment; its conditions on what matters are added by parcours_chercher */
    uint32_t comptes; /* bit i: comptes[i] matters */
    int accueil; /* index of accueils; -1: none */
} ParcoursReponses;

/* What was let go for some place to answer; each holds those before it. */
typedef enum Relache {
    RELACHE_RIEN,
    RELACHE_QUAND, /* the moment */
    RELACHE_COMPTE, /* what matters, and how one is helped */
    RELACHE_DISTANCE,
} Relache;

typedef struct Raisons {
    const Str *oui; /* what the place answers */
    size_t oui_n;
    const Str *non; /* what was asked and it does not say: to be asked before coming, in the same words */
    size_t non_n;
} Raisons;

/* How many places answer everything said so far. */
Err parcours_compter(const Lieux *s, Arena *a, const ParcoursReponses *p, size_t *ret);
/* At most PARCOURS_LIEUX_MAX places: those that miss least of what was asked, then the nearest (by name without a centre).
 * `ret_relache`: what had to be let go. The need never is: without a place for it the result is empty. */
Err parcours_chercher(const Lieux *s, Arena *a, const ParcoursReponses *p, Relache *ret_relache, LieuxResult *ret);
/* Of one row of the result: what it answers and what it does not. `moment`: words of the asked moment ("samedi à 10 h"). */
Err parcours_raisons(const Lieux *s, Arena *a, const ParcoursReponses *p, Str moment, const LieuxRow *row,
    Raisons *ret);
