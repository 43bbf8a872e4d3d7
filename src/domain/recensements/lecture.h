// SPDX-License-Identifier: AGPL-3.0-or-later
/*
 * A file of a census: CSV with a heading of the names of its columns, in any order, and `lieu` (identifier in the directory) for
 * those about a place. Several values of one cell are joined by "|". A bad row is set aside, with its line, its column, its
 * value and what to do; the others are taken. A pure function over bytes.
 */
#pragma once

#include "domain/recensements/recensements.h"

typedef struct LigneRemarque {
    int64_t ligne;
    Str champ, valeur, raison; /* champ STR_NONE: the whole row */
    bool refusee; /* the row is not taken */
} LigneRemarque;

typedef struct LigneLue {
    int64_t ligne;
    Ligne l;
} LigneLue;

typedef struct RecensementLu {
    VEC(LigneLue) lignes;
    VEC(LigneRemarque) remarques;
    int64_t total; /* rows of the file */
    int64_t ajoutees, modifiees, inchangees, retirees; /* after recensement_comparer */
    const Ligne *retraits;
    size_t n_retraits;
} RecensementLu;

/* ERR_INVALID with a French sentence: no such columns, not a CSV. */
Err recensement_lire(Arena *a, const Recensement *r, Str octets, RecensementLu *ret, Str *ret_message);
/* With what is stored: unknown places and communes, rows entered here, what is gone. `covers` NULL: everything may be written. */
typedef struct Portage {
    const Territoire *territoire;
    Str departement, source;
    bool (*couvre)(void *arg, const Recensement *r, const Ligne *l);
    void *arg;
} Portage;
Err recensement_comparer(Db *db, Arena *a, const Recensement *r, const Portage *p, RecensementLu *lu);
/* In the caller's transaction: all of it. Journalled once. */
Err recensement_appliquer(Db *db, Arena *a, const Acteur *par, int64_t now, Random random, const Recensement *r,
    Str source, RecensementLu *lu);
/* "12 lignes : 3 ajoutées…", then at most `max` remarks. */
Str recensement_resume(Arena *a, const RecensementLu *lu, size_t max);
Str remarque_dite(Arena *a, const LigneRemarque *m);
