// SPDX-License-Identifier: AGPL-3.0-or-later
/*
 * Orientations: who was sent to a named place (Activite.orientation), and whether she came. Nothing is asked of the person:
 * the professional hears of it, from her or from the place, and says so. The record itself does not change.
 */
#pragma once

#include "domain/activites/statistiques.h"

/* X(NAME, stored, shown) */
#define ORIENTATION_SUITES(X)                                                                                          \
    X(VENU, "venu", "Venue")                                                                                           \
    X(PAS_VENU, "pas_venu", "Pas venue")                                                                               \
    X(SANS_NOUVELLES, "sans_nouvelles", "Sans nouvelles")
enum {
#define X(NAME, stored, shown) SUITE_##NAME,
    ORIENTATION_SUITES(X)
#undef X
        SUITES_N,
    SUITE_A_SUIVRE = SUITES_N, /* nothing is known yet */
};
/* The three, then "a_suivre". */
extern const Choice orientation_suites[];

enum { ORIENTATION_RAPPEL_J = 21, ORIENTATIONS_PAGE = 50 };

typedef struct OrientationLigne {
    Str uid, structure, lieu; /* of the record; lieu: id of the standard */
    Date jour;
    int suite;
    OptI64 suite_j; /* day on which it was known */
} OrientationLigne;
/* Of the records that one may change. `suite` -1: all, the newest first; "à suivre": the oldest first. */
Err orientations_lister(Db *db, Arena *a, const Acteur *par, int suite, int64_t page, const OrientationLigne **ret,
    size_t *ret_n, int64_t *ret_total);
/* SUITE_A_SUIVRE: said by mistake, nothing is known. ERR_NOT_FOUND: no such record, or nobody was sent. Journalled. */
Err orientation_dire(Db *db, Arena *a, const Acteur *par, int64_t now, Str uid, int suite);
/* What became of the one of that record. */
Err orientation_lire(Db *db, Arena *a, ActiviteId id, int *ret_suite, OptI64 *ret_jour);

typedef struct OrientationChiffres {
    int64_t total, suites[SUITES_N + 1];
} OrientationChiffres;
Err orientations_compter(Db *db, Arena *a, const StatQuestion *q, OrientationChiffres *ret);
