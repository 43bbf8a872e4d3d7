// SPDX-License-Identifier: AGPL-3.0-or-later
#include "core/http/head.h"

#include <string.h>

#include "base/planted.h"

const HeadLimits head_limits_default = { 8 * 1024, 16 * 1024, 100, 1024 * 1024 };

void head_start(Head *h, const HeadLimits *limits)
{
    *h = (Head){ .state = HEAD_MORE, .content_length = -1, .limits = limits };
}

static HeadState refuse(Head *h, int status)
{
    h->state = HEAD_REFUSED;
    h->status = status;
    return HEAD_REFUSED;
}

/* RFC 9110 5.6.2 */
static bool is_token_char(unsigned char c)
{
    return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') ||
           (c != 0 && strchr("!#$%&'*+-.^_`|~", c) != NULL);
}

static bool is_token(Str s)
{
    for (size_t i = 0; i < s.n; i++)
        if (!is_token_char((unsigned char)s.p[i]))
            return false;
    return s.n > 0;
}

static bool is_known_method(Str s)
{
    static const Str known[] = { S_INIT("GET"), S_INIT("POST"), S_INIT("HEAD"), S_INIT("PUT"), S_INIT("PATCH"),
        S_INIT("DELETE"), S_INIT("OPTIONS") };
    for (size_t i = 0; i < sizeof known / sizeof *known; i++)
        if (str_eq(s, known[i]))
            return true;
    return false;
}

/* Origin form only: "/…", never "//…", which some readers take for an authority. */
static bool is_target(Str s)
{
    if (s.n == 0 || s.p[0] != '/' || (s.n > 1 && s.p[1] == '/'))
        return false;
    for (size_t i = 0; i < s.n; i++)
        if (s.p[i] < 0x21 || s.p[i] > 0x7e || s.p[i] == '#')
            return false;
    return true;
}

static HeadState request_line(Head *h, Str line)
{
    size_t a = str_find_char(line, 0, ' ');
    size_t b = str_find_char(line, a + 1, ' ');
    Str method = str_slice(line, 0, a);
    if (a == line.n || b == line.n || !is_token(method))
        return refuse(h, 400);
    if (!is_known_method(method))
        return refuse(h, 501);
    if (!is_target(str_slice(line, a + 1, b)))
        return refuse(h, 400);
    Str version = str_slice(line, b + 1, line.n);
    if (!str_starts(version, S("HTTP/")))
        return refuse(h, 400);
    h->http10 = str_eq(version, S("HTTP/1.0"));
    if (!h->http10 && !str_eq(version, S("HTTP/1.1")))
        return refuse(h, is_token(str_slice(version, 5, version.n)) ? 505 : 400);
    h->method_n = a;
    h->target_at = a + 1;
    h->target_n = b - a - 1;
    return HEAD_MORE;
}

static bool is_host(Str s)
{
    for (size_t i = 0; i < s.n; i++) {
        char c = s.p[i];
        if (!((c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || c == '-' || c == '.' ||
                c == '_' || c == ':' || c == '[' || c == ']'))
            return false;
    }
    return s.n > 0;
}

static bool length_of(Str s, int64_t *ret)
{
    if (s.n == 0 || s.n > 18)
        return false;
    for (size_t i = 0; i < s.n; i++)
        if (s.p[i] < '0' || s.p[i] > '9')
            return false;
    return str_to_i64(s, ret);
}

static HeadState header_line(Head *h, Str line, size_t at)
{
    size_t colon = str_find_char(line, 0, ':');
    Str name = str_slice(line, 0, colon);
    if (colon == line.n || !is_token(name))
        return refuse(h, 400);                     /* a folded line begins with a blank, which no name holds */
    if (++h->headers > h->limits->headers_max)
        return refuse(h, 431);
    Str value = str_slice(line, colon + 1, line.n);
    for (size_t i = 0; i < value.n; i++) {
        unsigned char c = (unsigned char)value.p[i];
        if ((c < 0x20 && c != '\t') || c == 0x7f)
            return refuse(h, 400);
    }
    value = str_trim(value);
    if (str_eq_nocase(name, S("Host"))) {
        if (h->hosts++ || !is_host(value))
            return refuse(h, 400);
    } else if (str_eq_nocase(name, S("Content-Length"))) {
        if ((h->content_length >= 0 && PLANTED(true, false)) || !length_of(value, &h->content_length))
            return refuse(h, 400);
    } else if (str_eq_nocase(name, S("Transfer-Encoding"))) {
        h->codings++;
        h->chunked = str_eq_nocase(value, S("chunked"));
        h->coding_at = at;
        h->coding_n = line.n + 2;
    } else if (str_eq_nocase(name, S("Expect"))) {
        h->expects_continue = str_eq_nocase(value, S("100-continue"));
        h->bad_expect |= !h->expects_continue;
    }
    return HEAD_MORE;
}

/* What only the whole head tells. */
static HeadState head_end(Head *h, Str bytes)
{
    if (h->hosts == 0 && !h->http10)
        return refuse(h, 400);
    if (h->codings && (h->codings > 1 || h->content_length >= 0 || h->http10))
        return refuse(h, 400);
    if (h->codings && !h->chunked)
        return refuse(h, 501);
    if (str_eq(str_slice(bytes, 0, h->method_n), S("HEAD")) && (h->chunked || h->content_length > 0))
        return refuse(h, 400);                     /* evhttp would take the body for the next request */
    if (h->bad_expect)
        return refuse(h, 417);
    if (h->content_length > h->limits->body_max)
        return refuse(h, 413);
    h->state = HEAD_DONE;
    return HEAD_DONE;
}

HeadState head_scan(Head *h, Str bytes)
{
    while (h->state == HEAD_MORE) {
        bool first = h->line_at == 0;
        size_t lf = str_find_char(bytes, h->searched, '\n');
        size_t end = lf < bytes.n ? lf + 1 : bytes.n;
        h->searched = end;
        if (end - h->line_at > h->limits->line_max)
            return refuse(h, first ? 414 : 431);
        if (end > h->limits->head_max)
            return refuse(h, 431);
        if (lf == bytes.n)
            return HEAD_MORE;
        if (lf == h->line_at || bytes.p[lf - 1] != '\r')
            return refuse(h, 400);
        Str line = str_slice(bytes, h->line_at, lf - 1);
        size_t at = h->line_at;
        h->line_at = end;
        if (first) {
            request_line(h, line);
        } else if (line.n) {
            header_line(h, line, at);
        } else {
            h->length = end;
            return head_end(h, bytes);
        }
    }
    return h->state;
}

enum { CHUNK_SIZE, CHUNK_SIZE_LF, CHUNK_DATA, CHUNK_DATA_CR, CHUNK_DATA_LF, CHUNK_LAST_CR, CHUNK_LAST_LF };

void chunks_start(Chunks *c, int64_t max)
{
    *c = (Chunks){ .state = HEAD_MORE, .max = max };
}

static void chunks_refuse(Chunks *c, int status)
{
    c->state = HEAD_REFUSED;
    c->status = status;
}

static int hex_digit(char c)
{
    return c >= '0' && c <= '9' ? c - '0'
         : c >= 'a' && c <= 'f' ? c - 'a' + 10
         : c >= 'A' && c <= 'F' ? c - 'A' + 10
                                : -1;
}

static void chunk_size_char(Chunks *c, char ch)
{
    int digit = hex_digit(ch);
    if (digit >= 0 && c->digits < 8) {
        c->left = c->left * 16 + (unsigned)digit;
        c->digits++;
    } else if (ch == '\r' && c->digits) {
        c->step = CHUNK_SIZE_LF;
    } else {
        chunks_refuse(c, 400);
    }
}

static void chunk_size_end(Chunks *c)
{
    if (c->left == 0) {
        c->step = CHUNK_LAST_CR;
    } else if (c->left > (uint64_t)(c->max - c->total)) {
        chunks_refuse(c, 413);
    } else {
        c->total += (int64_t)c->left;
        c->step = CHUNK_DATA;
    }
}

/* One byte where exactly that byte must stand. */
static bool chunk_expect(Chunks *c, char got, char want, int next)
{
    if (got != want) {
        chunks_refuse(c, 400);
        return false;
    }
    c->step = next;
    return true;
}

size_t chunks_feed(Chunks *c, Str bytes, Str *ret_data)
{
    *ret_data = STR_NONE;
    size_t i = 0;
    while (i < bytes.n && c->state == HEAD_MORE) {
        char ch = bytes.p[i];
        if (c->step == CHUNK_DATA) {
            size_t n = bytes.n - i < c->left ? bytes.n - i : (size_t)c->left;
            *ret_data = str_of(bytes.p + i, n);
            c->left -= n;
            if (c->left == 0)
                c->step = CHUNK_DATA_CR;
            return i + n;
        }
        i++;
        if (c->step == CHUNK_SIZE) {
            chunk_size_char(c, ch);
        } else if (c->step == CHUNK_SIZE_LF) {
            if (chunk_expect(c, ch, '\n', CHUNK_DATA))
                chunk_size_end(c);
        } else if (c->step == CHUNK_DATA_CR) {
            chunk_expect(c, ch, '\r', CHUNK_DATA_LF);
        } else if (c->step == CHUNK_DATA_LF) {
            c->digits = 0;
            chunk_expect(c, ch, '\n', CHUNK_SIZE);
        } else if (c->step == CHUNK_LAST_CR) {
            chunk_expect(c, ch, '\r', CHUNK_LAST_LF);
        } else if (chunk_expect(c, ch, '\n', CHUNK_SIZE)) {
            c->state = HEAD_DONE;
        }
    }
    return i;
}
