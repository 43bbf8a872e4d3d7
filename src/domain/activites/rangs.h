// SPDX-License-Identifier: AGPL-3.0-or-later
/*
 * Pairs of numbers, each given a rank when it is first seen, from 0: to count what is distinct, and to find the line that
 * something is added to.
 *
 *     Rangs seen = { .a = a };
 *     uint32_t rank;
 *     bool first;
 *     TRY(rangs_donner(&seen, line, person, &rank, &first));
 */
#pragma once

#include "base/base.h"

typedef struct Rang {
    int64_t x, y;
    uint32_t suivi; /* rank + 1; 0: a free place */
} Rang;
typedef struct Rangs {
    Arena *a;
    Rang *places;
    size_t cap;
    uint32_t n;
} Rangs;

Err rangs_donner(Rangs *r, int64_t x, int64_t y, uint32_t *ret_rang, bool *ret_neuf);
/* For whoever only asks whether it was seen. */
Err rangs_noter(Rangs *r, int64_t x);
bool rangs_connait(const Rangs *r, int64_t x);
/* UINT32_MAX: never seen. */
uint32_t rangs_trouver(const Rangs *r, int64_t x, int64_t y);
