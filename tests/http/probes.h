// SPDX-License-Identifier: AGPL-3.0-or-later
/*
 * Malformed requests and the status each must get, used by the scanner's tests (bytes alone) and by the server's
 * (real sockets). The first eleven are those with which servers were compared (docs/SECURITY.md).
 */
#pragma once

#include "base/base.h"

typedef struct Probe {
    const char *name;
    Str text;             /* "@" stands for the method, "~" for `fill` letters */
    int status;
    size_t fill;
    const char *only;     /* the one method it concerns; NULL: all */
} Probe;

#define H "Host: exemple.test\r\n"
#define ELEVEN 11
static const Probe probes[] = {
    { "length and coding",
        S_INIT("@ /x HTTP/1.1\r\n" H "Content-Length: 6\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\nG"), 400 },
    { "two lengths", S_INIT("@ /x HTTP/1.1\r\n" H "Content-Length: 2\r\nContent-Length: 2\r\n\r\nab"), 400 },
    { "negative length", S_INIT("@ /x HTTP/1.1\r\n" H "Content-Length: -1\r\n\r\n"), 400 },
    { "length with a sign", S_INIT("@ /x HTTP/1.1\r\n" H "Content-Length: +2\r\n\r\nab"), 400 },
    { "blank before the colon", S_INIT("@ /x HTTP/1.1\r\nHost : exemple.test\r\n\r\n"), 400 },
    { "folded header", S_INIT("@ /x HTTP/1.1\r\n" H "X-A: a\r\n b\r\n\r\n"), 400 },
    { "bare LF", S_INIT("@ /x HTTP/1.1\r\n" H "X-A: a\nX-B: b\r\n\r\n"), 400 },
    { "no Host", S_INIT("@ /x HTTP/1.1\r\nX-A: a\r\n\r\n"), 400 },
    { "NUL", S_INIT("@ /x HTTP/1.1\r\n" H "X-A: a\0b\r\n\r\n"), 400 },
    { "unknown coding", S_INIT("@ /x HTTP/1.1\r\n" H "Transfer-Encoding: xchunked\r\n\r\n0\r\n\r\n"), 501 },
    { "200 KB header", S_INIT("@ /x HTTP/1.1\r\n" H "X-A: ~\r\n\r\n"), 431, 200 * 1024 },

    { "two Host", S_INIT("@ /x HTTP/1.1\r\n" H H "\r\n"), 400 },
    { "blank in Host", S_INIT("@ /x HTTP/1.1\r\nHost: a b\r\n\r\n"), 400 },
    { "empty Host", S_INIT("@ /x HTTP/1.1\r\nHost: \r\n\r\n"), 400 },
    { "version 1.10", S_INIT("@ /x HTTP/1.10\r\n" H "\r\n"), 505 },
    { "version 2.0", S_INIT("@ /x HTTP/2.0\r\n" H "\r\n"), 505 },
    { "no version", S_INIT("@ /x\r\n" H "\r\n"), 400 },
    { "lower-case version", S_INIT("@ /x http/1.1\r\n" H "\r\n"), 400 },
    { "blank in the target", S_INIT("@ /x y HTTP/1.1\r\n" H "\r\n"), 400 },
    { "control byte in the target", S_INIT("@ /\001400 HTTP/1.1\r\n" H "\r\n"), 400 },
    { "byte over 127 in the target", S_INIT("@ /\xc3\xa9 HTTP/1.1\r\n" H "\r\n"), 400 },
    { "absolute target", S_INIT("@ http://exemple.test/x HTTP/1.1\r\n" H "\r\n"), 400 },
    { "target of two slashes", S_INIT("@ //exemple.test/x HTTP/1.1\r\n" H "\r\n"), 400 },
    { "fragment in the target", S_INIT("@ /x#y HTTP/1.1\r\n" H "\r\n"), 400 },
    { "unknown method", S_INIT("BREW /x HTTP/1.1\r\n" H "\r\n"), 501 },
    { "method that is no token", S_INIT("G(T /x HTTP/1.1\r\n" H "\r\n"), 400 },
    { "empty first line", S_INIT("\r\n@ /x HTTP/1.1\r\n" H "\r\n"), 400 },
    { "bare LF at the end", S_INIT("@ /x HTTP/1.1\r\n" H "\n"), 400 },
    { "carriage return in a value", S_INIT("@ /x HTTP/1.1\r\n" H "X-A: a\rb\r\n\r\n"), 400 },
    { "DEL in a value", S_INIT("@ /x HTTP/1.1\r\n" H "X-A: a\177\r\n\r\n"), 400 },
    { "empty header name", S_INIT("@ /x HTTP/1.1\r\n" H ": a\r\n\r\n"), 400 },
    { "header without colon", S_INIT("@ /x HTTP/1.1\r\n" H "X-A\r\n\r\n"), 400 },
    { "tab before the colon", S_INIT("@ /x HTTP/1.1\r\n" H "X-A\t: a\r\n\r\n"), 400 },
    { "list of lengths", S_INIT("@ /x HTTP/1.1\r\n" H "Content-Length: 2, 2\r\n\r\nab"), 400 },
    { "empty length", S_INIT("@ /x HTTP/1.1\r\n" H "Content-Length:\r\n\r\n"), 400 },
    { "length of 19 digits", S_INIT("@ /x HTTP/1.1\r\n" H "Content-Length: 1000000000000000000\r\n\r\n"), 400 },
    { "hexadecimal length", S_INIT("@ /x HTTP/1.1\r\n" H "Content-Length: 0x2\r\n\r\nab"), 400 },
    { "body over the limit", S_INIT("@ /x HTTP/1.1\r\n" H "Content-Length: 99999999999\r\n\r\n"), 413, 0, "POST" },
    { "two codings", S_INIT("@ /x HTTP/1.1\r\n" H "Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n\r\n"),
        400 },
    { "list of codings", S_INIT("@ /x HTTP/1.1\r\n" H "Transfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n"), 501 },
    { "coding in HTTP/1.0", S_INIT("@ /x HTTP/1.0\r\n" H "Transfer-Encoding: chunked\r\n\r\n0\r\n\r\n"), 400 },
    { "HEAD with a body", S_INIT("@ /x HTTP/1.1\r\n" H "Content-Length: 2\r\n\r\nab"), 400, 0, "HEAD" },
    { "unknown expectation", S_INIT("@ /x HTTP/1.1\r\n" H "Expect: 200-ok\r\n\r\n"), 417 },
    { "long request line", S_INIT("@ /~ HTTP/1.1\r\n" H "\r\n"), 414, 9000 },
    { "long header line", S_INIT("@ /x HTTP/1.1\r\n" H "X-A: ~\r\n\r\n"), 431, 9000 },
};
#undef H
enum { PROBES = sizeof probes / sizeof *probes };

static const char *const probe_methods[] = { "GET", "POST", "HEAD", "PUT", "PATCH", "DELETE", "OPTIONS" };
enum { PROBE_METHODS = sizeof probe_methods / sizeof *probe_methods };

static inline Str probe_text(Arena *a, const Probe *p, const char *method)
{
    Str text = str_replace(a, p->text, S("@"), str_from(method));
    if (p->fill == 0)
        return text;
    char *fill = arena_alloc(a, p->fill);
    if (fill)
        for (size_t i = 0; i < p->fill; i++)
            fill[i] = 'a';
    return fill ? str_replace(a, text, S("~"), str_of(fill, p->fill)) : STR_NONE;
}
