// SPDX-License-Identifier: AGPL-3.0-or-later
#include "core/auth/machine.h"

#include <sodium.h>

#include "base/planted.h"
#include "core/auth/codes.h"

enum { HEX = 2 * MAC_BYTES, SECONDS_MAX = 12 };

Str bearer_read(Str header)
{
    Str scheme = str_slice(header, 0, str_find_char(header, 0, ' '));
    if (!str_eq_nocase(scheme, S("Bearer")))
        return STR_NONE;
    Str token = str_trim(str_slice(header, scheme.n, header.n));
    if (token.n != BEARER_LENGTH || !str_starts(token, S(BEARER_PREFIX)))
        return STR_NONE;
    return token_valid(str_slice(token, sizeof BEARER_PREFIX - 1, token.n)) ? token : STR_NONE;
}

const char *signature_header(SignatureScheme scheme)
{
    return scheme == SIGNATURE_DATED ? "X-Ensemble-Signature" : "X-Lapin-Signature";
}

static bool read_mac(Str hex, uint8_t ret[MAC_BYTES])
{
    size_t n = 0;
    const char *end = NULL;
    return hex.n == HEX && sodium_hex2bin(ret, MAC_BYTES, hex.p, hex.n, NULL, &n, &end) == 0 && n == MAC_BYTES &&
           end == hex.p + PLANTED(HEX, 0);
}

static bool read_instant(Str digits, int64_t *ret)
{
    if (digits.n == 0 || digits.n > SECONDS_MAX || digits.p[0] < '1' || digits.p[0] > '9')
        return false;
    return str_to_i64(digits, ret);
}

bool signature_read(SignatureScheme scheme, Str header, Signature *ret)
{
    Signature s = { .dated = scheme == SIGNATURE_DATED };
    if (s.dated) {
        size_t comma = str_find_char(header, 0, ',');
        Str t = str_slice(header, 0, comma), v = str_slice(header, comma + 1, header.n);
        if (!str_starts(t, S("t=")) || !read_instant(str_slice(t, 2, t.n), &s.at) || !str_starts(v, S("v1=")))
            return false;
        header = str_slice(v, 3, v.n);
    }
    if (!read_mac(header, s.mac))
        return false;
    *ret = s;
    return true;
}

void signature_mac(SignatureScheme scheme, Str secret, int64_t at, Str body, uint8_t ret[MAC_BYTES])
{
    crypto_auth_hmacsha256_state state;
    char z[STR_I64_MAX];
    crypto_auth_hmacsha256_init(&state, (const uint8_t *)secret.p, secret.n);
    if (scheme == SIGNATURE_DATED) {
        Str seconds = str_of_i64(at, z);
        crypto_auth_hmacsha256_update(&state, (const uint8_t *)seconds.p, seconds.n);
        crypto_auth_hmacsha256_update(&state, (const uint8_t *)".", 1);
    }
    if (body.n)
        crypto_auth_hmacsha256_update(&state, (const uint8_t *)body.p, body.n);
    crypto_auth_hmacsha256_final(&state, ret);
    sodium_memzero(&state, sizeof state);
}

bool signature_fits(const Signature *s, const uint8_t want[MAC_BYTES])
{
    return sodium_memcmp(s->mac, want, MAC_BYTES) == 0;
}

Str signature_write(Arena *a, SignatureScheme scheme, Str secret, int64_t at, Str body)
{
    uint8_t mac[MAC_BYTES];
    char hex[HEX + 1];
    signature_mac(scheme, secret, at, body, mac);
    sodium_bin2hex(hex, sizeof hex, mac, sizeof mac);
    return scheme == SIGNATURE_DATED ? str_format(a, "t=%lld,v1=%s", (long long)at, hex) : str_dup(a, str_from(hex));
}
