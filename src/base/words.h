// SPDX-License-Identifier: AGPL-3.0-or-later
/*
 * Texts inside an arena, each kept once and numbered from 0 in the order in which they are met.
 *
 *     Words seen = { .a = a };
 *     uint32_t number;
 *     bool fresh;
 *     TRY(words_number(&seen, text, &number, &fresh));
 *     seen.v.v[number]                            // the text, copied
 */
#pragma once

#include "base/err.h"
#include "base/str.h"
#include "base/vec.h"

typedef struct Words {
    Arena *a;
    VEC(Str) v;
    uint32_t *places;                              /* open hash: number + 1; 0 = free */
    size_t cap;                                    /* a power of two */
} Words;

/* `ret_new`: it is met for the first time. ERR_MEMORY. */
Err words_number(Words *w, Str text, uint32_t *ret, bool *ret_new);
