// SPDX-License-Identifier: AGPL-3.0-or-later
#include "core/http/head.h"

#include <string.h>

#include "http/probes.h"
#include "support/suite.h"

static const HeadLimits *const limits = &head_limits_default;

static HeadState scan_whole(Head *h, Str text)
{
    head_start(h, limits);
    return head_scan(h, text);
}

/* Fed up to each of `cuts` in turn, then whole. */
static HeadState scan_cut(Head *h, Str text, const size_t *cuts, size_t n)
{
    head_start(h, limits);
    for (size_t i = 0; i < n; i++)
        if (head_scan(h, str_slice(text, 0, cuts[i])) != HEAD_MORE)
            return h->state;
    return head_scan(h, text);
}

static HeadState scan_by_byte(Head *h, Str text)
{
    head_start(h, limits);
    for (size_t n = 1; n <= text.n && head_scan(h, str_slice(text, 0, n)) == HEAD_MORE; n++)
        continue;
    return h->state;
}

static void assert_refused(const Head *h, const Probe *p, const char *method, const char *how)
{
    if (h->state != HEAD_REFUSED || h->status != p->status)
        fail_msg("%s (%s, %s): state %d, status %d instead of %d", p->name, method, how, (int)h->state, h->status,
            p->status);
}

static void probe_check(Arena *a, const Probe *p, const char *method)
{
    Str text = probe_text(a, p, method);
    assert_false(str_is_none(text));
    Head h;
    scan_whole(&h, text);
    assert_refused(&h, p, method, "whole");
    scan_by_byte(&h, text);
    assert_refused(&h, p, method, "byte by byte");
    size_t step = text.n > 400 ? text.n / 40 : 5;
    for (size_t i = 1; i < text.n; i += step)
        for (size_t j = i; j < text.n; j += step) {
            scan_cut(&h, text, (size_t[]){ i, j }, 2);
            assert_refused(&h, p, method, "cut in three");
        }
}

static void test_probes_are_refused(void **state)
{
    for (int i = 0; i < PROBES; i++)
        for (int m = 0; m < PROBE_METHODS; m++) {
            ARENA a = arena_new(2 * MIB);
            if (!probes[i].only || strcmp(probes[i].only, probe_methods[m]) == 0)
                probe_check(a, &probes[i], probe_methods[m]);
        }
}

static const struct {
    Str text;
    int64_t length;
    bool chunked;
} good[] = {
    { S_INIT("GET / HTTP/1.1\r\nHost: a\r\n\r\n"), -1, false },
    { S_INIT("GET /x?q=%C3%A9|b&c HTTP/1.1\r\nhost:a.test:8028\r\nX-A:\r\nX-B: \t v\xc3\xa9 \r\n\r\n"), -1, false },
    { S_INIT("HEAD /x HTTP/1.0\r\n\r\n"), -1, false },
    { S_INIT("HEAD /x HTTP/1.1\r\nHost: [::1]:80\r\nContent-Length: 0\r\n\r\n"), 0, false },
    { S_INIT("POST /x HTTP/1.1\r\nHost: a\r\nContent-Length: 0012\r\nExpect: 100-Continue\r\n\r\n"), 12, false },
    { S_INIT("PATCH /x HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: Chunked\r\n\r\n"), -1, true },
    { S_INIT("OPTIONS /x HTTP/1.1\r\nHost: a\r\n\r\n"), -1, false },
};

static void test_good_heads_pass_however_cut(void **state)
{
    for (size_t i = 0; i < sizeof good / sizeof *good; i++) {
        ARENA a = arena_new(MIB);
        Str text = good[i].text, followed = str_cat(a, text, S("GET /second"));
        Head h;
        for (size_t x = 1; x < text.n; x++)
            for (size_t y = x; y < text.n; y++) {
                assert_int_equal(scan_cut(&h, followed, (size_t[]){ x, y }, 2), HEAD_DONE);
                assert_int_equal(h.length, text.n);
            }
        assert_int_equal(scan_by_byte(&h, text), HEAD_DONE);
        assert_int_equal(h.length, text.n);
        assert_int_equal(h.content_length, good[i].length);
        assert_int_equal(h.chunked, good[i].chunked);
    }
}

static void test_parts_of_the_request_line(void **state)
{
    Head h;
    Str text = S("POST /a?b=c HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\nExpect: 100-continue\r\n\r\n");
    assert_int_equal(scan_whole(&h, text), HEAD_DONE);
    assert_str_equal(str_slice(text, 0, h.method_n), S("POST"));
    assert_str_equal(str_of(text.p + h.target_at, h.target_n), S("/a?b=c"));
    assert_str_equal(str_of(text.p + h.coding_at, h.coding_n), S("Transfer-Encoding: chunked\r\n"));
    assert_true(h.expects_continue);
    assert_false(h.http10);
}

/* A bare LF is told when it comes, not at a deadline. */
static void test_refused_at_once(void **state)
{
    Head h;
    head_start(&h, limits);
    assert_int_equal(head_scan(&h, S("GET / HTTP/1.1\r\nHost: a\n")), HEAD_REFUSED);
    assert_int_equal(h.status, 400);
}

static void test_limits_are_exact(void **state)
{
    ARENA a = arena_new(MIB);
    char *zeros = arena_alloc(a, 32 * KIB);
    memset(zeros, 'a', 32 * KIB);
    Str frame = S("GET / HTTP/1.1\r\n");
    for (int over = 0; over < 2; over++) {
        Str path = str_of(zeros, limits->line_max - frame.n + (size_t)over);
        Head h;
        scan_whole(&h, str_format(a, "GET /%.*s HTTP/1.1\r\nHost: a\r\n\r\n", STR_ARG(path)));
        assert_int_equal(h.state, over ? HEAD_REFUSED : HEAD_DONE);
        BUF b = buf_new(64 * KIB);
        buf_put(&b, S("GET / HTTP/1.1\r\nHost: a\r\n"));
        for (int i = 1; i < limits->headers_max + over; i++)
            buf_put(&b, S("X: y\r\n"));
        buf_put(&b, S("\r\n"));
        scan_whole(&h, buf_str(&b));
        assert_int_equal(h.state, over ? HEAD_REFUSED : HEAD_DONE);
    }
}

/* Feeds `text` in pieces of `step` bytes; the data goes to `out`. */
static void unchunk(Chunks *c, Str text, size_t step, int64_t max, Buf *out)
{
    chunks_start(c, max);
    for (size_t at = 0; at < text.n && c->state == HEAD_MORE;) {
        Str data;
        at += chunks_feed(c, str_slice(text, at, at + step), &data);
        buf_put(out, data);
    }
}

static void test_chunks(void **state)
{
    static const struct {
        Str text;
        int status;                                /* 0: whole, 1: more is wanted */
        Str data;
    } cases[] = {
        { S_INIT("5\r\nhello\r\n00a\r\n, monde !!\r\n0\r\n\r\n"), 0, S_INIT("hello, monde !!") },
        { S_INIT("0\r\n\r\n"), 0, S_INIT("") },
        { S_INIT("5\r\nhel"), 1, S_INIT("hel") },
        { S_INIT("+5\r\nhello\r\n"), 400, S_INIT("") },
        { S_INIT("0x5\r\nhello\r\n"), 400, S_INIT("") },
        { S_INIT("\r\nhello"), 400, S_INIT("") },
        { S_INIT("5;a=b\r\nhello\r\n0\r\n\r\n"), 400, S_INIT("") },
        { S_INIT("5 \r\nhello\r\n"), 400, S_INIT("") },
        { S_INIT("5\nhello\r\n0\r\n\r\n"), 400, S_INIT("") },
        { S_INIT("5\r\nhelloX\r\n"), 400, S_INIT("hello") },
        { S_INIT("5\r\nhello\n"), 400, S_INIT("hello") },
        { S_INIT("0\r\nTrailer: x\r\n\r\n"), 400, S_INIT("") },
        { S_INIT("000000005\r\nhello"), 400, S_INIT("") },
        { S_INIT("ffffffff\r\n"), 413, S_INIT("") },
        { S_INIT("a\r\n0123456789\r\nb\r\n"), 413, S_INIT("0123456789") },
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        for (size_t step = 1; step < 12; step++) {
            Chunks c;
            BUF out = buf_new(KIB);
            unchunk(&c, cases[i].text, step, 20, &out);
            assert_str_equal(buf_str(&out), cases[i].data);
            assert_int_equal(c.state, cases[i].status == 0   ? HEAD_DONE
                                      : cases[i].status == 1 ? HEAD_MORE
                                                             : HEAD_REFUSED);
            if (c.state == HEAD_REFUSED)
                assert_int_equal(c.status, cases[i].status);
        }
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_probes_are_refused),
        cmocka_unit_test(test_good_heads_pass_however_cut),
        cmocka_unit_test(test_parts_of_the_request_line),
        cmocka_unit_test(test_refused_at_once),
        cmocka_unit_test(test_limits_are_exact),
        cmocka_unit_test(test_chunks),
    };
    return SUITE_MAIN("http_tete", false, tests);
}
