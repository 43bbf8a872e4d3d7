// SPDX-License-Identifier: AGPL-3.0-or-later
#include "domain/activites/rangs.h"

enum { CAP_MIN = 64 };

static size_t place_of(const Rangs *r, int64_t x, int64_t y)
{
    uint64_t h = ((uint64_t)x * 0x9E3779B97F4A7C15U ^ (uint64_t)y) * 0xD6E8FEB86659FD93U;
    size_t mask = r->cap - 1, i = (size_t)(h ^ h >> 32) & mask;
    while (r->places[i].suivi && (r->places[i].x != x || r->places[i].y != y))
        i = (i + 1) & mask;
    return i;
}

static Err grow(Rangs *r)
{
    Rangs bigger = { r->a, NULL, r->cap ? r->cap * 2 : CAP_MIN, r->n };
    bigger.places = NEW(r->a, Rang, bigger.cap);
    if (!bigger.places)
        return ERR_MEMORY;
    for (size_t i = 0; i < r->cap; i++)
        if (r->places[i].suivi)
            bigger.places[place_of(&bigger, r->places[i].x, r->places[i].y)] = r->places[i];
    *r = bigger;
    return OK;
}

Err rangs_donner(Rangs *r, int64_t x, int64_t y, uint32_t *ret_rang, bool *ret_neuf)
{
    if ((size_t)r->n * 2 >= r->cap)
        TRY(grow(r));
    Rang *at = &r->places[place_of(r, x, y)];
    *ret_neuf = at->suivi == 0;
    if (*ret_neuf)
        *at = (Rang){ x, y, ++r->n };
    *ret_rang = at->suivi - 1;
    return OK;
}

uint32_t rangs_trouver(const Rangs *r, int64_t x, int64_t y)
{
    return r->cap ? r->places[place_of(r, x, y)].suivi - 1 : UINT32_MAX;
}

Err rangs_noter(Rangs *r, int64_t x)
{
    uint32_t rank;
    bool new;
    return rangs_donner(r, x, 0, &rank, &new);
}

bool rangs_connait(const Rangs *r, int64_t x)
{
    return rangs_trouver(r, x, 0) != UINT32_MAX;
}
