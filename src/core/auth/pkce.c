// SPDX-License-Identifier: AGPL-3.0-or-later
#include "core/auth/pkce.h"

#include <sodium.h>

#include "core/auth/base32.h"
#include "core/auth/codes.h"

Str pkce_verifier_new(Arena *a, Random r)
{
    return token_new(a, r);
}

Str pkce_challenge(Arena *a, Str verifier)
{
    uint8_t hash[crypto_hash_sha256_BYTES];
    crypto_hash_sha256(hash, (const uint8_t *)(verifier.p ? verifier.p : ""), verifier.n);
    return base64url_encode(a, str_of((const char *)hash, sizeof hash));
}
