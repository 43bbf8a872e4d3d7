// SPDX-License-Identifier: AGPL-3.0-or-later
#include "core/auth/cookie.h"

#include <assert.h>
#include <string.h>

#include "base/planted.h"

/* RFC 6265, section 4.1.1: cookie-octet. */
static bool is_octet(char c)
{
    return c > ' ' && c < 0x7f && c != '"' && c != ',' && c != ';' && c != '\\';
}

/* RFC 9110, section 5.6.2: token. */
static bool is_token(Str s)
{
    for (size_t i = 0; i < s.n; i++)
        if (s.p[i] <= ' ' || s.p[i] >= 0x7f || strchr("()<>@,;:\\\"/[]?={}", s.p[i]))
            return false;
    return s.n > 0;
}

static bool is_value(Str s)
{
    for (size_t i = 0; i < s.n; i++)
        if (!is_octet(s.p[i]))
            return false;
    return s.n > 0 && s.n <= COOKIE_VALUE_MAX;
}

static bool has_control(Str s)
{
    for (size_t i = 0; i < s.n; i++)
        if ((s.p[i] >= 0 && s.p[i] < ' ' && s.p[i] != '\t') || s.p[i] == 0x7f)
            return true;
    return false;
}

CookieRead cookie_read(Str header, Str name, Str *ret_value)
{
    assert(is_token(name));
    if (header.n > COOKIE_HEADER_MAX || has_control(header))
        return COOKIE_REFUSED;
    Str found = STR_NONE, part = STR_NONE, rest = header;
    int pairs = 0;
    while (str_split(&rest, ';', &part)) {
        if (++pairs > COOKIE_PAIRS_MAX)
            return COOKIE_REFUSED;
        Str pair = str_trim(part);
        size_t equal = str_find_char(pair, 0, '=');
        if (!str_eq(str_trim(str_slice(pair, 0, equal)), name))
            continue;
        Str value = str_slice(pair, equal + 1, pair.n);
        if (!str_is_none(PLANTED(found, STR_NONE)) || !is_value(value) || equal != name.n)
            return COOKIE_REFUSED;
        found = value;
    }
    if (str_is_none(found))
        return COOKIE_ABSENT;
    *ret_value = found;
    return COOKIE_OK;
}

Str cookie_name(Arena *a, Str name, bool secure)
{
    return secure ? str_cat(a, S("__Host-"), name) : name;
}

Str cookie_set(Arena *a, const Cookie *c)
{
    assert(is_token(c->name) && !str_starts(c->name, S("__")));
    assert(c->max_age_s < 0 || is_value(c->value));
    BUF b = buf_new(4 * KIB);
    buf_put(&b, cookie_name(a, c->name, c->secure));
    buf_char(&b, '=');
    if (c->max_age_s >= 0)
        buf_put(&b, c->value);
    buf_put(&b, S("; Path=/"));
    if (c->max_age_s != 0)
        buf_format(&b, "; Max-Age=%lld", (long long)(c->max_age_s < 0 ? 0 : c->max_age_s));
    if (c->secure)
        buf_put(&b, S("; Secure"));
    buf_put(&b, S("; HttpOnly; SameSite="));
    buf_put(&b, c->same_site == SAME_SITE_STRICT ? S("Strict") : S("Lax"));
    return str_dup(a, buf_str(&b));
}
