// SPDX-License-Identifier: AGPL-3.0-or-later
/* What the files of this slice share. */
#pragma once

#include "domain/acteurs/acteurs.h"
#include "domain/journal/journal.h"

/* The scope that lists are read with: that of `par`, or everything for the command line. Somebody without a role has an
 * empty one. */
typedef struct Etendue {
    Str portee, code;
    int64_t moi;
} Etendue;
Etendue etendue_de(const Acteur *par);

/* ERR_NOT_FOUND unless `par` is the command line or covers that person. */
Err verifier_personne(Db *db, Arena *a, const Acteur *par, PersonneId id, Personne *ret);
/* ERR_CONFLICT when nobody else could administer any more. */
Err verifier_reste_administrateur(Db *db, Arena *a, PersonneId id);
/* `typed` for LIKE: folded, without its wildcards. */
Str texte_cherche(Arena *a, Str typed);
