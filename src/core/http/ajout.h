// SPDX-License-Identifier: AGPL-3.0-or-later
/*
 * Ajout: what another slice has to say on the sheet of a place: a heading, and one line a fact. Each slice adds its own
 * (Slice.ajouts), from snapshots only; nothing known is nothing said.
 */
#pragma once

#include "core/http/req.h"

typedef struct Ajout {
    Str titre;
    const Str *lignes;
    size_t n;
} Ajout;

typedef struct Ajouts {
    VEC(Ajout) liste;
} Ajouts;

/* `id`: of the place, as in its address. */
typedef Err AjoutsFn(Req *r, Str id, Ajouts *to);

static inline Err ajout_ajouter(Req *r, Ajouts *to, Ajout a)
{
    Ajout *new = vec_push(r->arena, &to->liste);
    if (!new)
        return ERR_MEMORY;
    *new = a;
    return OK;
}
