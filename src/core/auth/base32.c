// SPDX-License-Identifier: AGPL-3.0-or-later
#include "core/auth/base32.h"

#include <sodium.h>

#include "base/planted.h"

static const char letters[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

Str base32_encode(Arena *a, Str bytes)
{
    size_t n = (bytes.n * 8 + 4) / 5;
    char *to = NEW(a, char, n + 1);
    if (!to)
        return STR_NONE;
    uint32_t bits = 0;
    int held = 0;
    size_t at = 0;
    for (size_t i = 0; i < bytes.n; i++) {
        bits = (bits << 8 | (uint8_t)bytes.p[i]) & 0xfff;
        for (held += 8; held >= 5; held -= 5)
            to[at++] = letters[bits >> (held - 5) & 31];
    }
    if (held > 0)
        to[at++] = letters[bits << (5 - held) & 31];
    return str_of(to, at);
}

static int letter_value(char c)
{
    if (c >= 'A' && c <= 'Z')
        return c - 'A';
    if (c >= 'a' && c <= 'z')
        return c - 'a';
    return c >= '2' && c <= '7' ? c - '2' + 26 : -1;
}

static Str without_padding(Str s)
{
    size_t n = s.n;
    while (n > 0 && s.n - n < 6 && s.p[n - 1] == '=')
        n--;
    return str_slice(s, 0, n);
}

bool base32_decode(Arena *a, Str text, size_t max, Str *ret)
{
    Str s = without_padding(str_trim(text));
    char *to = NEW(a, char, (s.n < 2 * max + 16 ? s.n : 2 * max + 16) + 1);
    if (!to)
        return false;
    uint32_t bits = 0;
    int held = 0;
    size_t at = 0, read = 0;
    for (size_t i = 0; i < s.n; i++) {
        if (s.p[i] == ' ' || s.p[i] == '-')
            continue;
        int v = letter_value(s.p[i]);
        if (v < 0)
            return false;
        read++;
        bits = (bits << 5 | (uint32_t)v) & 0xfff;
        held += 5;
        if (held < 8)
            continue;
        held -= 8;
        if (at == max)
            return false;
        to[at++] = (char)(bits >> held & 0xff);
    }
    /* whole bytes only: 1, 3 or 6 letters after a group of 8 cannot have been written by an encoder */
    size_t rest = read % 8;
    uint32_t left_over = bits & PLANTED((1U << held) - 1, 0);
    if (at == 0 || rest == 1 || rest == 3 || rest == 6 || left_over != 0)
        return false;
    *ret = str_of(to, at);
    return true;
}

Str base64url_encode(Arena *a, Str bytes)
{
    size_t room = sodium_base64_encoded_len(bytes.n, sodium_base64_VARIANT_URLSAFE_NO_PADDING);
    char *to = NEW(a, char, room);
    if (!to)
        return STR_NONE;
    sodium_bin2base64(to, room, (const uint8_t *)bytes.p, bytes.n, sodium_base64_VARIANT_URLSAFE_NO_PADDING);
    return str_of(to, room - 1);
}

bool base64url_read(Str text, uint8_t *to, size_t max, size_t *ret_n)
{
    size_t n = 0;
    const char *end = NULL;
    /* libsodium 1.0.18 takes bytes above 127 for letters on machines whose char is signed (0xC3 for "_") */
    for (size_t i = 0; i < text.n; i++)
        if ((uint8_t)text.p[i] >= 0x80)
            return false;
    if (text.n == 0 ||
        sodium_base642bin(to, max, text.p, text.n, NULL, &n, &end, sodium_base64_VARIANT_URLSAFE_NO_PADDING) != 0)
        return false;
    if (end != text.p + text.n)
        return false;
    *ret_n = n;
    return true;
}

bool base64url_decode(Arena *a, Str text, size_t max, Str *ret)
{
    if (text.n == 0 || text.n / 4 * 3 > max)
        return false;
    uint8_t *to = NEW(a, uint8_t, max < text.n ? max : text.n);
    size_t n = 0;
    if (!to || !base64url_read(text, to, max < text.n ? max : text.n, &n))
        return false;
    *ret = str_of((const char *)to, n);
    return true;
}
