// SPDX-License-Identifier: AGPL-3.0-or-later
/*
 * Ajout: what another slice has to say on the sheet of a place, or of a territory: a heading, and one line a fact. Each slice
 * adds its own (Slice.ajouts, from snapshots only; Slice.territoires, which may read r->db); nothing known is nothing said.
 */
#pragma once

#include "core/http/req.h"

typedef struct Ajout {
    Str titre;
    const Str *lignes;
    size_t n;
    Str url, lien; /* where there is more, and the words of the link; STR_NONE: none */
} Ajout;

typedef struct Ajouts {
    VEC(Ajout) liste;
} Ajouts;

/* `id`: of the place, as in its address; the number of the action (Slice.sur_action, which may read r->db). */
typedef Err AjoutsFn(Req *r, Str id, Ajouts *to);
/* `echelon`: "commune", "epci", "departement"; `code`: of today. */
typedef Err AjoutsTerritoireFn(Req *r, Str echelon, Str code, Ajouts *to);

static inline Err ajout_ajouter(Req *r, Ajouts *to, Ajout a)
{
    Ajout *new = vec_push(r->arena, &to->liste);
    if (!new)
        return ERR_MEMORY;
    *new = a;
    return OK;
}
