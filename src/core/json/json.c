// SPDX-License-Identifier: AGPL-3.0-or-later
#include "core/json/json.h"

#include <assert.h>
#include <math.h>

/* ---- out ---- */

static void before_value(Json *j)
{
    if (j->keyed) {
        j->keyed = false;
        return;
    }
    if (j->comma[j->depth])
        buf_char(j->b, ',');
    j->comma[j->depth] = true;
}

static void open_level(Json *j, char c)
{
    before_value(j);
    assert(j->depth < JSON_DEPTH_MAX);
    j->depth++;
    j->comma[j->depth] = false;
    j->closing[j->depth] = c == '{' ? '}' : ']';
    buf_char(j->b, c);
}

void json_obj(Json *j)
{
    open_level(j, '{');
}

void json_arr(Json *j)
{
    open_level(j, '[');
}

void json_end(Json *j)
{
    assert(j->depth > 0 && !j->keyed);
    buf_char(j->b, j->closing[j->depth]);
    j->depth--;
}

static void put_escaped(Buf *b, unsigned char c)
{
    static const char hex[] = "0123456789abcdef";
    char z[6] = { '\\', 'u', '0', '0', hex[c >> 4], hex[c & 15] };
    size_t n = 2;
    switch (c) {
    case '"':
        z[1] = '"';
        break;
    case '\\':
        z[1] = '\\';
        break;
    case '\n':
        z[1] = 'n';
        break;
    case '\r':
        z[1] = 'r';
        break;
    case '\t':
        z[1] = 't';
        break;
    default:
        n = 6;
    }
    buf_put(b, str_of(z, n));
}

/* Runs that need nothing are copied whole; a malformed byte becomes U+FFFD, so that what leaves is always UTF-8. */
static void put_string(Buf *b, Str s)
{
    buf_char(b, '"');
    size_t run = 0, i = 0;
    while (i < s.n) {
        unsigned char c = (unsigned char)s.p[i];
        if (c >= 0x80) {
            size_t at = i;
            uint32_t cp = utf8_next(s, &i);
            if (cp != 0xFFFD || i - at == 3)
                continue;
            buf_put(b, str_slice(s, run, at));
            buf_put(b, S("\xEF\xBF\xBD"));
            run = i;
        } else if (c < 0x20 || c == '"' || c == '\\' || c == 0x7F) {
            buf_put(b, str_slice(s, run, i));
            put_escaped(b, c);
            run = ++i;
        } else {
            i++;
        }
    }
    buf_put(b, str_slice(s, run, s.n));
    buf_char(b, '"');
}

void json_key(Json *j, Str key)
{
    assert(j->depth > 0 && j->closing[j->depth] == '}' && !j->keyed);
    before_value(j);
    put_string(j->b, key);
    buf_char(j->b, ':');
    j->keyed = true;
}

void json_str(Json *j, Str s)
{
    if (str_is_none(s)) {
        json_nil(j);
        return;
    }
    before_value(j);
    put_string(j->b, s);
}

void json_i64(Json *j, int64_t v)
{
    before_value(j);
    buf_i64(j->b, v);
}

void json_f64(Json *j, double v)
{
    before_value(j);
    if (isfinite(v))
        buf_f64(j->b, v);
    else
        buf_put(j->b, S("null"));
}

void json_fixed(Json *j, double v, int decimals)
{
    before_value(j);
    if (isfinite(v))
        buf_fixed(j->b, v, decimals);
    else
        buf_put(j->b, S("null"));
}

void json_bool(Json *j, bool v)
{
    before_value(j);
    buf_put(j->b, v ? S("true") : S("false"));
}

void json_nil(Json *j)
{
    before_value(j);
    buf_put(j->b, S("null"));
}

void json_raw(Json *j, Str json)
{
    before_value(j);
    buf_put(j->b, json);
}

void json_kstr(Json *j, const char *key, Str s)
{
    json_key(j, str_from(key));
    json_str(j, s);
}

void json_kstr_opt(Json *j, const char *key, Str s)
{
    if (!str_is_empty(s))
        json_kstr(j, key, s);
}

void json_kstrs(Json *j, const char *key, const Str *v, size_t n)
{
    json_key(j, str_from(key));
    json_arr(j);
    for (size_t i = 0; i < n; i++)
        json_str(j, v[i]);
    json_end(j);
}

void json_kwords(Json *j, const char *key, Str joined)
{
    json_key(j, str_from(key));
    json_arr(j);
    for (Str one; str_split(&joined, '|', &one);)
        if (one.n)
            json_str(j, one);
    json_end(j);
}

void json_ki64(Json *j, const char *key, int64_t v)
{
    json_key(j, str_from(key));
    json_i64(j, v);
}

Str json_i64s(Arena *a, const int64_t *first, size_t step, size_t n)
{
    BUF b = buf_new(MIB);
    Json j = json_to(&b);
    json_arr(&j);
    for (size_t i = 0; i < n; i++)
        json_i64(&j, *(const int64_t *)((const char *)first + i * step));
    json_end(&j);
    return str_dup(a, buf_str(&b));
}
