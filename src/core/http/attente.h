// SPDX-License-Identifier: AGPL-3.0-or-later
/*
 * Attente: something that waits for whoever is signed in, told on the first page of her space. Each slice adds its own
 * (Slice.attentes): one sentence and where to go. Nothing waiting is nothing said.
 */
#pragma once

#include "core/http/req.h"

typedef struct Attente {
    Str texte;                                     /* "Créez vos codes de secours." */
    Str url, lien;                                 /* where, and the words of the link */
} Attente;

typedef struct Attentes {
    VEC(Attente) liste;
} Attentes;

typedef Err AttentesFn(Req *r, Attentes *to);

static inline Err attente_ajouter(Req *r, Attentes *to, Attente a)
{
    Attente *new = vec_push(r->arena, &to->liste);
    if (!new)
        return ERR_MEMORY;
    *new = a;
    return OK;
}
