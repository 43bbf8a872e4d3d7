// SPDX-License-Identifier: AGPL-3.0-or-later
#include "base/vec.h"

#include <string.h>

void *vec_push_(Arena *a, void **v, size_t *n, size_t *cap, size_t size)
{
    if (*n == *cap) {
        size_t more = *cap ? *cap * 2 : 8;
        void *bigger = arena_array(a, more, size);
        if (!bigger)
            return NULL;
        if (*n)
            memcpy(bigger, *v, *n * size);
        *v = bigger;
        *cap = more;
    }
    return (char *)*v + size * (*n)++;
}
