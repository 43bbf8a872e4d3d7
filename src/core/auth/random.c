// SPDX-License-Identifier: AGPL-3.0-or-later
#include "core/auth/random.h"

#include <assert.h>
#include <sodium.h>

static void fill_real(void *arg, uint8_t *to, size_t n)
{
    (void)arg;
    randombytes_buf(to, n);
}

Random random_real(void)
{
    return (Random){ .fill = fill_real };
}

static void fill_seeded(void *arg, uint8_t *to, size_t n)
{
    RandomSeed *state = arg;
    uint64_t words[2] = { state->seed, state->calls++ };
    uint8_t key[randombytes_SEEDBYTES];
    crypto_generichash(key, sizeof key, (const uint8_t *)words, sizeof words, NULL, 0);
    randombytes_buf_deterministic(to, n, key);
}

Random random_seeded(RandomSeed *state)
{
    return (Random){ .fill = fill_seeded, .arg = state };
}

uint32_t random_below(Random r, uint32_t below)
{
    assert(below > 0 && below <= UINT32_C(1) << 31);
    uint32_t thrown = -below % below;              /* 2^32 mod below */
    for (;;) {
        uint32_t v = 0;
        random_fill(r, (uint8_t *)&v, sizeof v);
        if (v >= thrown)
            return v % below;
    }
}
