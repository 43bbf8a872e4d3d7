// SPDX-License-Identifier: AGPL-3.0-or-later
/*
 * Growing arrays inside an arena.
 *
 *     typedef VEC(Lieu) Lieux;
 *     Lieux v = { 0 };
 *     Lieu *l = vec_push(a, &v);                  // zeroed, or NULL (the arena is then marked failed)
 *     for (size_t i = 0; i < v.n; i++) use(&v.v[i]);
 */
#pragma once

#include "base/arena.h"

#define VEC(T)                                                                                                         \
    struct {                                                                                                           \
        T *v;                                                                                                          \
        size_t n, cap;                                                                                                 \
    }

#define vec_push(a, vec)                                                                                               \
    ((__typeof__((vec)->v))vec_push_(a, (void **)&(vec)->v, &(vec)->n, &(vec)->cap, sizeof *(vec)->v))

void *vec_push_(Arena *a, void **v, size_t *n, size_t *cap, size_t size);
