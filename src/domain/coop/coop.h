// SPDX-License-Identifier: AGPL-3.0-or-later
/*
 * Coop: the file of activities that the national tool (La Coop de la médiation numérique) gives to a mediator, XLSX, one row an
 * accompaniment. Source: features/activites/use-cases/list/export/buildAccompagnementsWorksheet.ts of that tool, June 2026.
 *
 *   The rows of one "ID CRA" are one record: an individual one has one row, a workshop of n people has n ("i/n").
 *   The file has no identity: nobody in it can be told from another. Its people are anonymous, declared new by nobody, and
 *   counted apart as "personnes non dédoublonnables"; their gender, age and commune are not kept, since rows of a workshop
 *   carry values drawn at random by that tool.
 *   The same file again changes nothing: a record is known by its ID CRA (`activite.cle`).
 *
 * One fault, and nothing is written.
 */
#pragma once

#include "domain/activites/activites.h"

enum {
    COOP_FICHIER_MAX = 64 * 1024 * 1024,
    COOP_FICHES_MAX = 100000,
    COOP_FAUTES_MAX = 50, /* told; the others are counted */
    COOP_ID_MAX = 48,
};

typedef struct CoopFiche {
    Str id; /* ID CRA */
    int64_t ligne; /* of its first row */
    int64_t lignes; /* read */
    int64_t annonces; /* of a workshop: n of "i/n"; 1 */
    Activite x; /* without structure, person, epci */
    Str role; /* as printed; "" not said */
} CoopFiche;

typedef struct CoopLu {
    VEC(CoopFiche) fiches;
    VEC(Str) fautes; /* French: line, column, value, remedy */
    int64_t n_fautes, lignes;
    Str mediateur; /* "Prénom Nom" where the file says it; "" */
} CoopLu;

/* A pure function of the bytes. ERR_INVALID: see `fautes`; ERR_TOO_LARGE, ERR_UNSUPPORTED, ERR_MEMORY: the same. */
Err coop_lire(Arena *a, Str fichier, CoopLu *ret);

extern const struct Slice slice_coop;
