// SPDX-License-Identifier: AGPL-3.0-or-later
#include "core/auth/csrf.h"

#include <sodium.h>

#include "core/auth/base32.h"

enum { HALF = sizeof(CsrfToken), INSTANT = 8 };

CsrfToken csrf_token(const uint8_t key[CSRF_KEY], Str session)
{
    CsrfToken token;
    crypto_generichash_state state;
    crypto_generichash_init(&state, key, CSRF_KEY, sizeof token.v);
    crypto_generichash_update(&state, (const uint8_t *)"csrf", sizeof "csrf");
    crypto_generichash_update(&state, (const uint8_t *)(session.p ? session.p : ""), session.n);
    crypto_generichash_final(&state, token.v, sizeof token.v);
    return token;
}

/* The token of one instant: who knows it knows nothing of the others. */
static CsrfToken at_instant(CsrfToken token, const uint8_t at[INSTANT])
{
    CsrfToken t;
    crypto_generichash(t.v, sizeof t.v, at, INSTANT, token.v, sizeof token.v);
    return t;
}

Str csrf_mask(Arena *a, CsrfToken token, int64_t at, Random r)
{
    uint8_t shown[INSTANT + 2 * HALF];
    for (int i = 0; i < INSTANT; i++)
        shown[i] = (uint8_t)((uint64_t)at >> (8 * i));
    CsrfToken dated = at_instant(token, shown);
    uint8_t *mask = shown + INSTANT;
    random_fill(r, mask, HALF);
    for (size_t i = 0; i < HALF; i++)
        mask[HALF + i] = mask[i] ^ dated.v[i];
    return base64url_encode(a, str_of((const char *)shown, sizeof shown));
}

bool csrf_verify(CsrfToken token, Str sent, int64_t *ret_at)
{
    uint8_t shown[INSTANT + 2 * HALF];
    uint64_t at = 0;
    size_t n = 0;
    if (sent.n != CSRF_LENGTH || !base64url_read(sent, shown, sizeof shown, &n) || n != sizeof shown)
        return false;
    CsrfToken dated = at_instant(token, shown);
    uint8_t *mask = shown + INSTANT;
    for (size_t i = 0; i < HALF; i++)
        mask[i] ^= mask[HALF + i];
    if (sodium_memcmp(mask, dated.v, HALF) != 0)
        return false;
    for (int i = INSTANT; i-- > 0;)
        at = at << 8 | shown[i];
    *ret_at = (int64_t)at;
    return true;
}
