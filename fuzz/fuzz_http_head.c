// SPDX-License-Identifier: AGPL-3.0-or-later
/*
 * HTTP heads: the verdict does not depend on how the bytes were cut, and a head that passes holds nothing that two
 * readers could understand differently (RFC 9112, section 11). What follows a chunked head is given to the chunk
 * reader in the same two ways.
 */
#include "fuzz.h"

#include "core/http/head.h"

static const HeadLimits limits = { 512, 2048, 20, 1000 };

static void check_status(int status)
{
    FUZZ_CHECK(status == 400 || status == 413 || status == 414 || status == 417 || status == 431 || status == 501 ||
               status == 505);
}

/* A line of an accepted head, without its line end. */
static void check_header(Str line, int *hosts, int *lengths, int *codings)
{
    size_t colon = str_find_char(line, 0, ':');
    FUZZ_CHECK(colon > 0 && colon < line.n);
    for (size_t i = 0; i < line.n; i++) {
        unsigned char c = (unsigned char)line.p[i];
        FUZZ_CHECK((c >= 0x20 || c == '\t') && c != 0x7f);
        FUZZ_CHECK(i >= colon || (c > ' ' && c < 0x7f));
    }
    Str name = str_slice(line, 0, colon), value = str_trim(str_slice(line, colon + 1, line.n));
    *hosts += str_eq_nocase(name, S("host"));
    *codings += str_eq_nocase(name, S("transfer-encoding"));
    if (str_eq_nocase(name, S("content-length"))) {
        (*lengths)++;
        FUZZ_CHECK(value.n > 0 && value.n < 19);
        for (size_t i = 0; i < value.n; i++)
            FUZZ_CHECK(value.p[i] >= '0' && value.p[i] <= '9');
    }
}

static void check_accepted(const Head *h, Str bytes)
{
    Str head = str_slice(bytes, 0, h->length), rest = head, line;
    FUZZ_CHECK(h->length <= limits.head_max && str_ends(head, S("\r\n\r\n")));
    FUZZ_CHECK(str_find(head, 0, S("\r\n\r\n")) == head.n - 4);
    int hosts = 0, lengths = 0, codings = 0, headers = 0;
    for (bool first = true; str_split(&rest, '\n', &line) && line.n > 1; first = false) {
        FUZZ_CHECK(line.n < limits.line_max && line.p[line.n - 1] == '\r');
        if (!first) {
            headers++;
            check_header(str_slice(line, 0, line.n - 1), &hosts, &lengths, &codings);
        }
    }
    FUZZ_CHECK(headers <= limits.headers_max && hosts <= 1 && (hosts == 1 || h->http10));
    FUZZ_CHECK(lengths + codings <= 1 && h->chunked == (codings == 1) && (h->content_length >= 0) == (lengths == 1));
    FUZZ_CHECK(h->content_length <= limits.body_max);
    Str target = str_slice(head, h->target_at, h->target_at + h->target_n);
    FUZZ_CHECK(str_starts(target, S("/")) && !str_starts(target, S("//")));
    for (size_t i = 0; i < target.n; i++)
        FUZZ_CHECK(target.p[i] > ' ' && target.p[i] < 0x7f);
}

/* Reads a chunked body `step` bytes at a time. */
static Chunks read_chunks(Str bytes, size_t step, Buf *data, size_t *ret_used)
{
    Chunks c;
    chunks_start(&c, limits.body_max);
    size_t at = 0;
    while (at < bytes.n && c.state == HEAD_MORE) {
        Str piece = str_slice(bytes, at, at + step), run;
        size_t used = chunks_feed(&c, piece, &run);
        FUZZ_CHECK(used > 0 && used <= piece.n);
        buf_put(data, run);
        at += used;
    }
    *ret_used = at;
    return c;
}

static void check_chunks(Str bytes)
{
    BUF whole = buf_new(MIB), cut = buf_new(MIB);
    size_t used_whole, used_cut;
    Chunks x = read_chunks(bytes, bytes.n, &whole, &used_whole), y = read_chunks(bytes, 1, &cut, &used_cut);
    FUZZ_CHECK(x.state == y.state && x.status == y.status && used_whole == used_cut);
    FUZZ_CHECK((int64_t)whole.n <= limits.body_max);
    FUZZ_SAME(buf_str(&cut), buf_str(&whole));
    if (x.state == HEAD_REFUSED)
        FUZZ_CHECK(x.status == 400 || x.status == 413);
    if (x.state == HEAD_DONE) {                    /* the last chunk, and no byte after it */
        FUZZ_CHECK(used_whole >= 5 && str_ends(str_slice(bytes, 0, used_whole), S("0\r\n\r\n")));
        FUZZ_CHECK(x.total == (int64_t)whole.n);
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
    FUZZ_TEXT s = fuzz_text(data, n);
    Head whole, cut;
    head_start(&whole, &limits);
    head_scan(&whole, s);
    head_start(&cut, &limits);
    for (size_t i = 1; i <= s.n && cut.state == HEAD_MORE; i++)
        head_scan(&cut, str_slice(s, 0, i));
    FUZZ_CHECK(cut.state == whole.state && cut.status == whole.status);
    FUZZ_CHECK(cut.content_length == whole.content_length && cut.chunked == whole.chunked);
    if (whole.state == HEAD_REFUSED)
        check_status(whole.status);
    if (whole.state == HEAD_DONE) {
        FUZZ_CHECK(cut.length == whole.length);
        check_accepted(&whole, s);
        if (whole.chunked)
            check_chunks(str_slice(s, whole.length, s.n));
    }
    return 0;
}
