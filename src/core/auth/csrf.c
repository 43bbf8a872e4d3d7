// SPDX-License-Identifier: AGPL-3.0-or-later
#include "core/auth/csrf.h"

#include <sodium.h>

#include "core/auth/base32.h"

enum { HALF = sizeof(CsrfToken) };

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

Str csrf_mask(Arena *a, CsrfToken token, Random r)
{
    uint8_t shown[2 * HALF];
    random_fill(r, shown, HALF);
    for (size_t i = 0; i < HALF; i++)
        shown[HALF + i] = shown[i] ^ token.v[i];
    return base64url_encode(a, str_of((const char *)shown, sizeof shown));
}

bool csrf_verify(CsrfToken token, Str sent)
{
    uint8_t shown[2 * HALF];
    size_t n = 0;
    if (sent.n != CSRF_LENGTH || !base64url_read(sent, shown, sizeof shown, &n) || n != sizeof shown)
        return false;
    for (size_t i = 0; i < HALF; i++)
        shown[i] ^= shown[HALF + i];
    return sodium_memcmp(shown, token.v, HALF) == 0;
}
