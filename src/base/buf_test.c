// SPDX-License-Identifier: AGPL-3.0-or-later
#include "support/suite.h"

#include <stdlib.h>
#include <string.h>

static void writing(void **state)
{
    BUF b = buf_new(MIB);
    assert_str_equal(buf_str(&b), S(""));
    assert_false(str_is_none(buf_str(&b)));
    buf_put(&b, S("Brou"));
    buf_put(&b, STR_NONE);
    buf_char(&b, ' ');
    buf_i64(&b, INT64_MIN);
    buf_char(&b, ' ');
    buf_i64(&b, 0);
    buf_format(&b, " %s=%d", "n", 28);
    assert_str_equal(buf_str(&b), S("Brou -9223372036854775808 0 n=28"));
}

static void reals_read_back(void **state)
{
    static const struct {
        double v;
        const char *want;
    } known[] = {
        { 0, "0" },
        { -0.5, "-0.5" },
        { 0.1, "0.1" },
        { 1.0 / 3, "0.3333333333333333" },
        { 48.2111, "48.2111" },
        { 1e-5, "0.00001" },
        { 123456789012345.0, "123456789012345" },
        { 1e14, "100000000000000" },
    };
    for (size_t i = 0; i < sizeof known / sizeof known[0]; i++) {
        BUF b = buf_new(KIB);
        buf_f64(&b, known[i].v);
        assert_str_equal(buf_str(&b), str_from(known[i].want));
    }
    uint64_t bits = 88172645463325252u;            /* xorshift: the same numbers at each run */
    for (int i = 0; i < 20000; i++) {
        bits ^= bits << 13;
        bits ^= bits >> 7;
        bits ^= bits << 17;
        double v = (double)(int64_t)bits / (double)(1 + (bits >> 40)), back = 0;
        BUF b = buf_new(KIB);
        buf_f64(&b, v);
        assert_true(str_to_f64(buf_str(&b), &back));
        assert_true(back == v);
    }
}

static void fixed_decimals(void **state)
{
    BUF b = buf_new(KIB);
    buf_fixed(&b, 78.214, 2);
    buf_char(&b, ' ');
    buf_fixed(&b, 3, 0);
    buf_char(&b, ' ');
    buf_fixed(&b, 1e300, 99);
    assert_true(str_starts(buf_str(&b), S("78.21 3 1000000")));
    assert_true(str_ends(buf_str(&b), S(".000000000")));
}

static void never_truncated(void **state)
{
    BUF b = buf_new(10);
    buf_put(&b, S("0123456789"));
    assert_str_equal(buf_str(&b), S("0123456789"));
    buf_char(&b, 'x');
    assert_true(b.failed);
    assert_true(str_is_none(buf_str(&b)));
    buf_put(&b, S("more"));
    assert_int_equal(b.n, 10);
    assert_null(buf_reserve(&b, 0));
    size_t n = 7;
    assert_null(buf_steal(&b, &n));
    assert_int_equal(n, 7);
    assert_err(buf_flush(&b), ERR_MEMORY);
}

static void format_larger_than_the_maximum(void **state)
{
    BUF b = buf_new(20);
    buf_format(&b, "%50d", 1);
    assert_true(str_is_none(buf_str(&b)));
}

static void stealing(void **state)
{
    BUF b = buf_new(KIB);
    size_t n = 0;
    assert_null(buf_steal(&b, &n));
    buf_put(&b, S("page"));
    char *p = buf_steal(&b, &n);
    assert_memory_equal(p, "page", 4);
    assert_int_equal(n, 4);
    free(p);
    buf_put(&b, S("next"));
    assert_str_equal(buf_str(&b), S("next"));
}

typedef struct Received {
    uint64_t hash;
    size_t n, calls, largest;
    Err answer;
} Received;

static Err receive(void *arg, Str bytes)
{
    Received *r = arg;
    r->calls++;
    r->n += bytes.n;
    r->largest = bytes.n > r->largest ? bytes.n : r->largest;
    return r->answer;
}

static void a_sink_keeps_it_flat(void **state)
{
    Received r = { .answer = OK };
    BUF b = buf_to_sink(receive, &r, 4096);
    for (int i = 0; i < 100000; i++)
        buf_put(&b, S("une ligne\n"));
    assert_ok(buf_flush(&b));
    assert_int_equal(r.n, 1000000);
    assert_true(r.largest < 3 * 4096);
    assert_true(b.cap < 4 * 4096);
}

static void a_failed_sink_is_told(void **state)
{
    Received r = { .answer = ERR_IO };
    BUF b = buf_to_sink(receive, &r, 10);
    for (int i = 0; i < 1000; i++)
        buf_put(&b, S("une ligne\n"));
    assert_int_equal(r.calls, 1);
    assert_err(buf_flush(&b), ERR_IO);
}

int main(void)
{
    const struct CMUnitTest all[] = {
        cmocka_unit_test(writing),
        cmocka_unit_test(reals_read_back),
        cmocka_unit_test(fixed_decimals),
        cmocka_unit_test(never_truncated),
        cmocka_unit_test(format_larger_than_the_maximum),
        cmocka_unit_test(stealing),
        cmocka_unit_test(a_sink_keeps_it_flat),
        cmocka_unit_test(a_failed_sink_is_told),
    };
    return SUITE_MAIN("buf", false, all);
}
