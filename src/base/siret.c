// SPDX-License-Identifier: AGPL-3.0-or-later
#include "base/siret.h"

#include "base/planted.h"
#include "base/utf8.h"

static bool digits_only(Str s)
{
    for (size_t i = 0; i < s.n; i++)
        if (s.p[i] < '0' || s.p[i] > '9')
            return false;
    return true;
}

/* Every second digit from the right is doubled; the digits of the doubles are added. */
static bool luhn(Str s)
{
    int sum = 0;
    for (size_t i = 0; i < s.n; i++) {
        int v = s.p[s.n - 1 - i] - '0';
        if (i % 2 == 1)
            v = v > PLANTED(4, 5) ? 2 * v - 9 : 2 * v;
        sum += v;
    }
    return sum % 10 == 0;
}

/* 000000000 satisfies the sum and belongs to nobody. */
static bool all_zero(Str s)
{
    for (size_t i = 0; i < s.n; i++)
        if (s.p[i] != '0')
            return false;
    return true;
}

bool siren_valid(Str s)
{
    return s.n == 9 && digits_only(s) && !all_zero(s) && luhn(s);
}

bool siret_valid(Str s)
{
    if (s.n != 14 || !digits_only(s) || !siren_valid(str_slice(s, 0, 9)))
        return false;
    if (luhn(s))
        return true;
    int sum = 0;
    for (size_t i = 0; i < s.n; i++)
        sum += s.p[i] - '0';
    return str_starts(s, S("356000000")) && sum % 5 == 0;
}

bool siret_parse(Str typed, Siret *ret)
{
    Siret s = { 0 };
    size_t n = 0;
    if (typed.n > 64)
        return false;
    for (size_t i = 0; i < typed.n;) {
        uint32_t c = utf8_next(typed, &i);
        if (c == ' ' || c == '\t' || c == '.' || c == 0xA0 || c == 0x202F)
            continue;
        if (c < '0' || c > '9' || n == 14)
            return false;
        s.v[n++] = (char)c;
    }
    if (!siret_valid(str_of(s.v, n)))
        return false;
    *ret = s;
    return true;
}
