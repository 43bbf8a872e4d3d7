// SPDX-License-Identifier: AGPL-3.0-or-later
#include "base/words.h"

enum { CAP_MIN = 256 };

static Err grow(Words *w)
{
    size_t cap = w->cap ? w->cap * 4 : CAP_MIN;
    uint32_t *places = NEW(w->a, uint32_t, cap);
    if (!places)
        return ERR_MEMORY;
    for (size_t i = 0; i < w->v.n; i++) {
        size_t at = (size_t)str_hash(w->v.v[i]) & (cap - 1);
        while (places[at])
            at = (at + 1) & (cap - 1);
        places[at] = (uint32_t)i + 1;
    }
    w->places = places;
    w->cap = cap;
    return OK;
}

Err words_number(Words *w, Str text, uint32_t *ret, bool *ret_new)
{
    if (w->v.n * 2 >= w->cap)
        TRY(grow(w));
    size_t at = (size_t)str_hash(text) & (w->cap - 1);
    while (w->places[at] && !str_eq(w->v.v[w->places[at] - 1], text))
        at = (at + 1) & (w->cap - 1);
    *ret_new = !w->places[at];
    if (*ret_new) {
        Str *kept = vec_push(w->a, &w->v);
        if (!kept)
            return ERR_MEMORY;
        *kept = str_dup(w->a, text);
        w->places[at] = (uint32_t)w->v.n;
    }
    *ret = w->places[at] - 1;
    return arena_failed(w->a) ? ERR_MEMORY : OK;
}
