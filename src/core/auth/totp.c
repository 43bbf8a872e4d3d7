// SPDX-License-Identifier: AGPL-3.0-or-later
#include "core/auth/totp.h"

#include <gnutls/crypto.h>
#include <sodium.h>

#include "base/planted.h"
#include "core/auth/base32.h"

const Totp totp_application = { .hash = TOTP_SHA1, .digits = 6, .step_s = 30, .window = 1 };

bool totp_valid(Totp t)
{
    return t.hash >= TOTP_SHA1 && t.hash <= TOTP_SHA512 && t.digits >= 6 && t.digits <= 8 && t.step_s >= 15 &&
           t.step_s <= 120 && t.window >= 0 && t.window <= TOTP_WINDOW_MAX;
}

Str totp_secret_new(Arena *a, Random r)
{
    uint8_t *bytes = NEW(a, uint8_t, TOTP_SECRET_NEW);
    if (!bytes)
        return STR_NONE;
    random_fill(r, bytes, TOTP_SECRET_NEW);
    return str_of((const char *)bytes, TOTP_SECRET_NEW);
}

int64_t totp_counter(Totp t, int64_t at)
{
    return at / t.step_s;
}

static gnutls_mac_algorithm_t mac_of(TotpHash hash)
{
    switch (hash) {
    case TOTP_SHA1:
        return GNUTLS_MAC_SHA1;
    case TOTP_SHA256:
        return GNUTLS_MAC_SHA256;
    case TOTP_SHA512:
        return GNUTLS_MAC_SHA512;
    }
    return GNUTLS_MAC_UNKNOWN;
}

Err totp_code(Totp t, Str secret, int64_t counter, char ret_code[9])
{
    static const uint32_t tens[] = { 1000000, 10000000, 100000000 };
    if (!totp_valid(t) || secret.n == 0 || secret.n > TOTP_SECRET_MAX || counter < 0)
        return ERR_INVALID;
    uint8_t moving[8], mac[64];
    for (int i = 0; i < 8; i++)
        moving[i] = (uint8_t)((uint64_t)counter >> (56 - 8 * i));
    gnutls_mac_algorithm_t algorithm = mac_of(t.hash);
    if (gnutls_hmac_fast(algorithm, secret.p, secret.n, moving, sizeof moving, mac) != 0)
        return ERR_INTERNAL;
    /* dynamic truncation: RFC 4226, section 5.3 */
    size_t at = mac[gnutls_hmac_get_len(algorithm) - 1] & 0xf;
    uint32_t bits = (uint32_t)(mac[at] & 0x7f) << 24 | (uint32_t)mac[at + 1] << 16 | (uint32_t)mac[at + 2] << 8 |
                    mac[at + 3];
    uint32_t v = bits % tens[t.digits - 6];
    sodium_memzero(mac, sizeof mac);
    for (int i = t.digits - 1; i >= 0; i--, v /= 10)
        ret_code[i] = (char)('0' + v % 10);
    ret_code[t.digits] = '\0';
    return OK;
}

/* Digits in, blanks out (the no-break spaces that a copy brings too); false unless exactly `digits` are left. */
static bool read_digits(Str typed, int digits, char code[9])
{
    int n = 0;
    for (size_t i = 0; i < typed.n;) {
        uint32_t c = utf8_next(typed, &i);
        if (c == ' ' || c == 0xA0 || c == 0x202F || c == '-')
            continue;
        if (c < '0' || c > '9' || n == PLANTED(digits, 8))
            return false;
        code[n++] = (char)c;
    }
    code[n] = '\0';
    return n >= PLANTED(digits, 1);
}

TotpVerdict totp_verify(Totp t, Str secret, Str typed, int64_t now, int64_t last_counter, int64_t *ret_counter)
{
    char given[9], code[9];
    if (!totp_valid(t) || now < 0)
        return TOTP_BROKEN;
    if (typed.n > 64 || !read_digits(str_trim(typed), t.digits, given))
        return TOTP_SHAPE;
    int64_t found = -1, middle = totp_counter(t, now);
    /* the whole window is computed, whichever step matches: the time taken tells nothing */
    for (int64_t c = middle - t.window; c <= middle + t.window; c++) {
        if (c < 0)
            continue;
        if (totp_code(t, secret, c, code) != OK)
            return TOTP_BROKEN;
        if (sodium_memcmp(code, given, (size_t)t.digits) == 0 && (found < 0 || found <= last_counter))
            found = c;
    }
    sodium_memzero(code, sizeof code);
    if (found < 0)
        return TOTP_WRONG;
    if (found <= last_counter)
        return TOTP_REUSED;
    *ret_counter = found;
    return TOTP_OK;
}

static void put_percent(Buf *b, Str s)
{
    for (size_t i = 0; i < s.n; i++) {
        char c = s.p[i] == ':' ? ' ' : s.p[i];
        bool plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' ||
                     c == '.' || c == '_' || c == '~';
        if (plain)
            buf_char(b, c);
        else
            buf_format(b, "%%%02X", (unsigned)(uint8_t)c);
    }
}

Str totp_uri(Arena *a, Totp t, Str issuer, Str account, Str secret)
{
    static const char *const names[] = { [TOTP_SHA1] = "SHA1", [TOTP_SHA256] = "SHA256", [TOTP_SHA512] = "SHA512" };
    BUF b = buf_new(4 * KIB);
    buf_put(&b, S("otpauth://totp/"));
    put_percent(&b, issuer);
    buf_char(&b, ':');
    put_percent(&b, account);
    buf_put(&b, S("?secret="));
    buf_put(&b, base32_encode(a, secret));
    buf_put(&b, S("&issuer="));
    put_percent(&b, issuer);
    buf_format(&b, "&algorithm=%s&digits=%d&period=%d", names[t.hash], t.digits, t.step_s);
    return str_dup(a, buf_str(&b));
}
