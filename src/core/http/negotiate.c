// SPDX-License-Identifier: AGPL-3.0-or-later
/* Choosing the form of an answer from the request's headers: RFC 9110 sections 12.5.3, 13.1 and 14. */
#include <stdio.h>
#include <string.h>

#include "core/http/exchange.h"

/* q of one item, "gzip;q=0.5" → 500; 1000 without one; 0 when it cannot be read. */
static int item_q(Str params)
{
    Str part;
    while (str_split(&params, ';', &part)) {
        part = str_trim(part);
        if (!str_starts(part, S("q=")) && !str_starts(part, S("Q=")))
            continue;
        double q = 0;
        if (part.n > 7 || !str_to_f64(str_slice(part, 2, part.n), &q) || q < 0 || q > 1)
            return 0;
        return (int)(q * 1000 + 0.5);
    }
    return 1000;
}

/* -1: not named. */
static int coding_q(Str header, Str coding)
{
    Str item;
    while (str_split(&header, ',', &item)) {
        size_t end = str_find_char(item, 0, ';');
        if (str_eq_nocase(str_trim(str_slice(item, 0, end)), coding))
            return end < item.n ? item_q(str_slice(item, end + 1, item.n)) : 1000;
    }
    return -1;
}

Coding coding_choose(Str accept, bool gzip, bool brotli)
{
    if (accept.n == 0 || (!gzip && !brotli))
        return CODING_NONE;
    int any = coding_q(accept, S("*")), identity = coding_q(accept, S("identity"));
    int g = coding_q(accept, S("gzip")), b = coding_q(accept, S("br"));
    if (g < 0)
        g = any;
    if (b < 0)
        b = any;
    int best_g = gzip ? g : 0, best_b = brotli ? b : 0;
    if (best_b > 0 && best_b >= best_g && best_b >= identity)
        return CODING_BROTLI;
    return best_g > 0 && best_g >= identity ? CODING_GZIP : CODING_NONE;
}

static Str strong_part(Str tag)
{
    tag = str_trim(tag);
    return str_starts(tag, S("W/")) ? str_slice(tag, 2, tag.n) : tag;
}

bool etag_matches(Str list, Str etag)
{
    if (str_is_none(list) || etag.n == 0)
        return false;
    if (str_eq(str_trim(list), S("*")))
        return true;
    Str item;
    while (str_split(&list, ',', &item))           /* our tags hold no comma */
        if (str_eq(strong_part(item), strong_part(etag)))
            return true;
    return false;
}

static bool size_of(Str s, size_t *ret)
{
    int64_t v;
    if (s.n == 0 || s.n > 18 || s.p[0] == '-' || !str_to_i64(s, &v))
        return false;
    *ret = (size_t)v;
    return true;
}

RangeResult range_parse(Str range, size_t size, size_t *ret_from, size_t *ret_to)
{
    if (!str_starts(range, S("bytes=")) || str_has(range, S(",")))
        return RANGE_WHOLE;
    Str spec = str_trim(str_slice(range, 6, range.n));
    size_t dash = str_find_char(spec, 0, '-'), from = 0, to = 0;
    Str first = str_slice(spec, 0, dash), last = str_slice(spec, dash + 1, spec.n);
    if (dash == spec.n)
        return RANGE_WHOLE;
    if (first.n == 0) {
        if (!size_of(last, &to))
            return RANGE_WHOLE;
        if (to == 0 || size == 0)
            return RANGE_UNSATISFIABLE;
        *ret_from = to < size ? size - to : 0;
        *ret_to = size;
        return RANGE_PART;
    }
    if (!size_of(first, &from) || (last.n && (!size_of(last, &to) || to < from)))
        return RANGE_WHOLE;
    if (from >= size)
        return RANGE_UNSATISFIABLE;
    *ret_from = from;
    *ret_to = last.n && to < size ? to + 1 : size;
    return RANGE_PART;
}

void http_date(int64_t at, char ret[HTTP_DATE_N + 1])
{
    static const char days[] = "MonTueWedThuFriSatSun", months[] = "JanFebMarAprMayJunJulAugSepOctNovDec";
    int64_t day = at / 86400 - (at % 86400 < 0), s = at - day * 86400;
    Civil c = date_civil((Date){ (int32_t)day });
    char z[64];
    snprintf(z, sizeof z, "%.3s, %02d %.3s %04d %02d:%02d:%02d GMT", days + 3 * c.weekday, c.day % 100,
        months + 3 * (c.month - 1), c.year % 10000, (int)(s / 3600), (int)(s / 60 % 60), (int)(s % 60));
    memcpy(ret, z, HTTP_DATE_N);
    ret[HTTP_DATE_N] = '\0';
}

const char *http_reason(int status)
{
    switch (status) {
    case 200:
        return "OK";
    case 201:
        return "Created";
    case 204:
        return "No Content";
    case 206:
        return "Partial Content";
    case 303:
        return "See Other";
    case 304:
        return "Not Modified";
    case 308:
        return "Permanent Redirect";
    case 400:
        return "Bad Request";
    case 401:
        return "Unauthorized";
    case 403:
        return "Forbidden";
    case 404:
        return "Not Found";
    case 405:
        return "Method Not Allowed";
    case 408:
        return "Request Timeout";
    case 409:
        return "Conflict";
    case 413:
        return "Content Too Large";
    case 414:
        return "URI Too Long";
    case 415:
        return "Unsupported Media Type";
    case 416:
        return "Range Not Satisfiable";
    case 417:
        return "Expectation Failed";
    case 422:
        return "Unprocessable Content";
    case 429:
        return "Too Many Requests";
    case 431:
        return "Request Header Fields Too Large";
    case 500:
        return "Internal Server Error";
    case 501:
        return "Not Implemented";
    case 503:
        return "Service Unavailable";
    case 505:
        return "HTTP Version Not Supported";
    }
    return status < 400 ? "OK" : "Error";
}
