// SPDX-License-Identifier: AGPL-3.0-or-later
#include "core/view/view.h"

#include <math.h>
#include <string.h>

#define NBSP "\xC2\xA0"                            /* before a unit, inside a date */
#define NARROW "\xE2\x80\xAF"                      /* between thousands */

/* ---- short texts --------------------------------------------------------------------------------------------------- */

/* A piece that does not fit is left out whole: never half a character. */
static void add(Short *s, Str piece)
{
    if (piece.n > sizeof s->p - s->n)
        return;
    if (piece.n)
        memcpy(s->p + s->n, piece.p, piece.n);
    s->n = (uint8_t)(s->n + piece.n);
}

static void add_digits(Short *s, uint64_t n)
{
    char z[20];
    size_t at = sizeof z;
    do {
        z[--at] = (char)('0' + n % 10);
        n /= 10;
    } while (n);
    size_t count = sizeof z - at;
    for (size_t i = 0; i < count; i++) {
        if (i > 0 && (count - i) % 3 == 0)
            add(s, S(NARROW));
        add(s, str_of(z + at + i, 1));
    }
}

Short fr_nombre(int64_t n)
{
    Short s = { .n = 0 };
    if (n < 0)
        add(&s, S("−"));
    add_digits(&s, n < 0 ? (uint64_t) - (n + 1) + 1 : (uint64_t)n);
    return s;
}

Short fr_decimal(double v, int decimals)
{
    Short s = { .n = 0 };
    int digits = decimals < 0 ? 0 : decimals > 9 ? 9 : decimals;
    double scale = pow(10, digits);
    if (!isfinite(v) || fabs(v) * scale >= 9e18) {
        add(&s, S("–"));
        return s;
    }
    uint64_t scaled = (uint64_t)llround(fabs(v) * scale), unit = (uint64_t)scale;
    if (v < 0 && scaled > 0)
        add(&s, S("−"));
    add_digits(&s, scaled / unit);
    if (digits > 0)
        add(&s, S(","));
    for (uint64_t rest = scaled % unit; unit > 1; rest %= unit) {
        unit /= 10;
        add(&s, str_of(&"0123456789"[rest / unit], 1));
    }
    return s;
}

Short fr_distance(double metres)
{
    double tens = round(metres / 10) * 10, km = round(metres / 100) / 10;
    bool near = tens < 1000, decimal = km < 10 && km != round(km);
    Short s = near ? fr_nombre((int64_t)tens) : fr_decimal(km, decimal ? 1 : 0);
    add(&s, near ? S(NBSP "m") : S(NBSP "km"));
    return s;
}

Short fr_telephone(Str e164)
{
    static const char *const prefixes[] = { "+33", "+590", "+594", "+262", "+596", "+269", "+687", "+689", "+508",
        "+681" };
    Short s = { .n = 0 };
    size_t skip = 0;
    for (size_t i = 0; i < sizeof prefixes / sizeof *prefixes && !skip; i++)
        if (str_starts(e164, str_from(prefixes[i])))
            skip = strlen(prefixes[i]);
    bool digits = skip > 0 && e164.n == skip + 9;
    for (size_t i = skip; i < e164.n; i++)
        digits = digits && e164.p[i] >= '0' && e164.p[i] <= '9';
    if (!digits) {
        add(&s, utf8_cut(e164, sizeof s.p / 4));
        return s;
    }
    add(&s, S("0"));
    for (size_t i = 0; i < 9; i++) {
        if (i % 2 == 1)
            add(&s, S(NBSP));
        add(&s, str_slice(e164, skip + i, skip + i + 1));
    }
    return s;
}

Short fr_date(Date d)
{
    Short s = { .n = 0 };
    Civil c = date_civil(d);
    add_digits(&s, (uint64_t)c.day);
    add(&s, c.day == 1 ? S("er" NBSP) : S(NBSP));
    add(&s, str_from(mois_francais[c.month - 1]));
    add(&s, S(" "));
    Buf year = buf_new(32);
    buf_i64(&year, c.year);
    add(&s, buf_str(&year));
    buf_done(&year);
    return s;
}

Short plural(int64_t n, const char *one, const char *many)
{
    Short s = fr_nombre(n);
    add(&s, S(NBSP));
    add(&s, str_from(n > -2 && n < 2 ? one : many));
    return s;
}

/* ---- escaping ------------------------------------------------------------------------------------------------------ */

/* What a byte becomes; NULL: itself. NUL and the other control characters cannot stand in a page. */
static const char *text_escape(unsigned char c)
{
    switch (c) {
    case '&':
        return "&amp;";
    case '<':
        return "&lt;";
    case '>':
        return "&gt;";
    case '\t':
    case '\n':
    case '\r':
        return NULL;
    default:
        return c < 0x20 || c == 0x7F ? "\xEF\xBF\xBD" : NULL;
    }
}

static const char *attr_escape(unsigned char c)
{
    return c == '"' ? "&quot;" : c == '\'' ? "&#39;" : text_escape(c);
}

static void escape(Buf *b, Str s, const char *(*of)(unsigned char))
{
    size_t from = 0;
    for (size_t i = 0; i < s.n; i++) {
        const char *to = of((unsigned char)s.p[i]);
        if (!to)
            continue;
        buf_put(b, str_slice(s, from, i));
        buf_put(b, str_from(to));
        from = i + 1;
    }
    buf_put(b, str_slice(s, from, s.n));
}

void view_text_str(View *v, Str s)
{
    escape(v->b, s, text_escape);
}
void view_text_z(View *v, const char *z)
{
    escape(v->b, str_from(z), text_escape);
}
void view_text_i64(View *v, int64_t n)
{
    buf_i64(v->b, n);
}
void view_text_short(View *v, Short s)
{
    escape(v->b, str_of(s.p, s.n), text_escape);
}
void view_text_html(View *v, Html h)
{
    buf_put(v->b, h.s);
}
void view_attr_str(View *v, Str s)
{
    escape(v->b, s, attr_escape);
}
void view_attr_z(View *v, const char *z)
{
    escape(v->b, str_from(z), attr_escape);
}
void view_attr_i64(View *v, int64_t n)
{
    buf_i64(v->b, n);
}
void view_attr_f64(View *v, double x)
{
    buf_f64(v->b, x);
}
void view_attr_short(View *v, Short s)
{
    escape(v->b, str_of(s.p, s.n), attr_escape);
}

/* ---- URLs ---------------------------------------------------------------------------------------------------------- */

/* Browsers drop blanks and controls, and read "\" as "/": a URL that holds one before its path is not trusted. */
bool view_url_safe(Str s)
{
    static const Str schemes[] = { S_INIT("http"), S_INIT("https"), S_INIT("mailto"), S_INIT("tel") };
    if (s.n == 0 || !utf8_valid(s))
        return false;
    for (size_t i = 0; i < s.n; i++)
        if ((unsigned char)s.p[i] < 0x20 || s.p[i] == 0x7F || s.p[i] == '\\')
            return false;
    if (s.p[0] == ' ')
        return false;
    size_t end = 0;
    while (end < s.n && s.p[end] != '/' && s.p[end] != '?' && s.p[end] != '#' && s.p[end] != ':')
        end++;
    if (end == s.n || s.p[end] != ':')
        return !str_starts(s, S("//"));
    for (size_t i = 0; i < sizeof schemes / sizeof *schemes; i++)
        if (str_eq_nocase(str_slice(s, 0, end), schemes[i]))
            return s.n > end + 1;
    return false;
}

static bool unreserved(unsigned char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' || c == '.' ||
           c == '_' || c == '~';
}

static void put_percent(Buf *b, unsigned char c)
{
    static const char hex[] = "0123456789ABCDEF";
    buf_put(b, str_of((const char[]){ '%', hex[c >> 4], hex[c & 15] }, 3));
}

void view_url_str(View *v, Str s)
{
    if (!view_url_safe(s)) {
        buf_char(v->b, '#');
        return;
    }
    size_t from = 0;
    for (size_t i = 0; i < s.n; i++) {
        unsigned char c = (unsigned char)s.p[i];
        if (!strchr(" \"<>`{}|^'&", c) && c < 0x80)
            continue;
        buf_put(v->b, str_slice(s, from, i));
        if (c == '&')
            buf_put(v->b, S("&amp;"));
        else
            put_percent(v->b, c);
        from = i + 1;
    }
    buf_put(v->b, str_slice(s, from, s.n));
}

void view_url_z(View *v, const char *z)
{
    view_url_str(v, str_from(z));
}

void url_encode(Buf *b, Str s)
{
    for (size_t i = 0; i < s.n; i++) {
        unsigned char c = (unsigned char)s.p[i];
        if (unreserved(c))
            buf_char(b, (char)c);
        else
            put_percent(b, c);
    }
}

/* "." and ".." alone would climb in the path. */
void view_urlpart_str(View *v, Str s)
{
    bool dots = str_eq(s, S(".")) || str_eq(s, S(".."));
    for (size_t i = 0; dots && i < s.n; i++)
        put_percent(v->b, '.');
    if (!dots)
        url_encode(v->b, s);
}

void view_urlpart_z(View *v, const char *z)
{
    view_urlpart_str(v, str_from(z));
}
void view_urlpart_i64(View *v, int64_t n)
{
    buf_i64(v->b, n);
}
