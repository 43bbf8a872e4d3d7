// SPDX-License-Identifier: AGPL-3.0-or-later
#include "core/auth/sha256.h"

#include <sodium.h>

Str sha256_hex(Arena *a, Str bytes)
{
    unsigned char hash[crypto_hash_sha256_BYTES];
    char hex[2 * sizeof hash + 1];
    crypto_hash_sha256(hash, (const unsigned char *)(bytes.n ? bytes.p : ""), bytes.n);
    sodium_bin2hex(hex, sizeof hex, hash, sizeof hash);
    return str_dup(a, str_from(hex));
}
