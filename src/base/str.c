// SPDX-License-Identifier: AGPL-3.0-or-later
#include "base/str.h"

#include <errno.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

Str str_from(const char *z)
{
    return z ? (Str){ z, strlen(z) } : STR_NONE;
}

bool str_eq(Str a, Str b)
{
    return a.n == b.n && (a.n == 0 || memcmp(a.p, b.p, a.n) == 0);
}

static inline char lower(char c)
{
    return c >= 'A' && c <= 'Z' ? (char)(c + ('a' - 'A')) : c;
}

bool str_eq_nocase(Str a, Str b)
{
    if (a.n != b.n)
        return false;
    for (size_t i = 0; i < a.n; i++)
        if (lower(a.p[i]) != lower(b.p[i]))
            return false;
    return true;
}

int str_cmp(Str a, Str b)
{
    size_t n = a.n < b.n ? a.n : b.n;
    int c = n ? memcmp(a.p, b.p, n) : 0;
    return c ? c : (a.n > b.n) - (a.n < b.n);
}

bool str_starts(Str s, Str prefix)
{
    return s.n >= prefix.n && str_eq(str_of(s.p, prefix.n), prefix);
}

bool str_ends(Str s, Str suffix)
{
    return s.n >= suffix.n && str_eq(str_slice(s, s.n - suffix.n, s.n), suffix);
}

bool str_has(Str s, Str needle)
{
    return needle.n == 0 || str_find(s, 0, needle) < s.n;
}

size_t str_find_char(Str s, size_t from, char c)
{
    if (from >= s.n)
        return s.n;
    const char *hit = memchr(s.p + from, c, s.n - from);
    return hit ? (size_t)(hit - s.p) : s.n;
}

size_t str_find(Str s, size_t from, Str needle)
{
    if (from >= s.n || needle.n == 0 || needle.n > s.n - from)
        return s.n;
    const char *hit = memmem(s.p + from, s.n - from, needle.p, needle.n);
    return hit ? (size_t)(hit - s.p) : s.n;
}

Str str_slice(Str s, size_t from, size_t to)
{
    if (to > s.n)
        to = s.n;
    if (from > to)
        from = to;
    return s.p ? (Str){ s.p + from, to - from } : s;
}

static inline bool is_blank(char c)
{
    return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}

Str str_trim(Str s)
{
    size_t from = 0, to = s.n;
    while (from < to && is_blank(s.p[from]))
        from++;
    while (to > from && is_blank(s.p[to - 1]))
        to--;
    return str_slice(s, from, to);
}

bool str_split(Str *rest, char sep, Str *ret_part)
{
    if (!rest->p)
        return false;
    size_t at = str_find_char(*rest, 0, sep);
    *ret_part = str_of(rest->p, at);
    *rest = at < rest->n ? str_of(rest->p + at + 1, rest->n - at - 1) : STR_NONE;
    return true;
}

Str str_of_i64(int64_t v, char z[STR_I64_MAX])
{
    size_t at = STR_I64_MAX;
    uint64_t u = v < 0 ? (uint64_t) - (v + 1) + 1 : (uint64_t)v;
    do {
        z[--at] = (char)('0' + u % 10);
        u /= 10;
    } while (u);
    if (v < 0)
        z[--at] = '-';
    return str_of(z + at, STR_I64_MAX - at);
}

bool str_to_i64(Str s, int64_t *ret)
{
    size_t i = 0;
    bool negative = s.n > 0 && s.p[0] == '-';
    if (negative)
        i = 1;
    if (i == s.n)
        return false;
    int64_t v = 0;
    for (; i < s.n; i++) {
        if (s.p[i] < '0' || s.p[i] > '9')
            return false;
        int d = s.p[i] - '0';
        if (__builtin_mul_overflow(v, 10, &v) || __builtin_sub_overflow(v, d, &v))
            return false;                          /* counted downwards so that INT64_MIN fits */
    }
    if (!negative && __builtin_sub_overflow(0, v, &v))
        return false;
    *ret = v;
    return true;
}

bool str_to_f64(Str s, double *ret)
{
    char z[64];
    if (s.n == 0 || s.n >= sizeof z)
        return false;
    for (size_t i = 0; i < s.n; i++)
        if (!strchr("0123456789+-.eE", s.p[i]) || s.p[i] == '\0')
            return false;
    memcpy(z, s.p, s.n);
    z[s.n] = '\0';
    char *end = NULL;
    double v = strtod(z, &end);
    if (end != z + s.n || !isfinite(v))
        return false;
    *ret = v;
    return true;
}

size_t str_edits(Str a, Str b)
{
    size_t row[STR_EDITS_MAX + 1];
    if (a.n > STR_EDITS_MAX || b.n > STR_EDITS_MAX)
        return SIZE_MAX;
    for (size_t j = 0; j <= b.n; j++)
        row[j] = j;
    for (size_t i = 1; i <= a.n; i++) {
        size_t diagonal = row[0];
        row[0] = i;
        for (size_t j = 1; j <= b.n; j++) {
            size_t above = row[j], best = diagonal + (a.p[i - 1] != b.p[j - 1]);
            best = above + 1 < best ? above + 1 : best;
            best = row[j - 1] + 1 < best ? row[j - 1] + 1 : best;
            diagonal = above;
            row[j] = best;
        }
    }
    return row[b.n];
}

uint64_t str_hash(Str s)
{
    uint64_t h = 1469598103934665603u;
    for (size_t i = 0; i < s.n; i++)
        h = (h ^ (unsigned char)s.p[i]) * 1099511628211u;
    return h;
}
