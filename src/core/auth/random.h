// SPDX-License-Identifier: AGPL-3.0-or-later
/*
 * Chance, always given as an argument, so that a test has the same codes on every run. The real one is libsodium's
 * (the kernel's getrandom); the seeded one is for tests only.
 */
#pragma once

#include "base/base.h"

typedef struct Random {
    void (*fill)(void *arg, uint8_t *to, size_t n);
    void *arg;
} Random;

/* Bytes, fit for secrets. The program ends when the kernel has none to give: nothing is safe without them. */
Random random_real(void);

/* For tests: a stream that depends only on the seed. `state` belongs to the caller and lives as long as the Random. */
typedef struct RandomSeed {
    uint64_t seed, calls;
} RandomSeed;
Random random_seeded(RandomSeed *state);

static inline void random_fill(Random r, uint8_t *to, size_t n)
{
    r.fill(r.arg, to, n);
}
/* Every value from 0 to below - 1 equally likely (1 ≤ below ≤ 2^31): draws that would favour the low ones are thrown. */
uint32_t random_below(Random r, uint32_t below);
