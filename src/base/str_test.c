// SPDX-License-Identifier: AGPL-3.0-or-later
#include <string.h>

#include "support/suite.h"

static void absent_and_empty(void **state)
{
    assert_true(str_is_none(STR_NONE));
    assert_false(str_is_none(S("")));
    assert_true(str_is_empty(STR_NONE) && str_is_empty(S("")));
    assert_true(str_is_none(str_from(NULL)));
    assert_str_equal(str_from("Brou"), S("Brou"));
    assert_true(str_eq(STR_NONE, S("")));
    assert_true(str_is_none(str_slice(STR_NONE, 0, 3)));
    assert_true(str_is_none(str_trim(STR_NONE)));
}

static void comparing(void **state)
{
    assert_true(str_eq(S("a\0b"), S("a\0b")));
    assert_false(str_eq(S("a\0b"), S("a\0c")));
    assert_false(str_eq(S("a"), S("ab")));
    assert_true(str_eq_nocase(S("Content-Type"), S("content-TYPE")));
    assert_false(str_eq_nocase(S("É"), S("é")));
    assert_false(str_eq_nocase(S("@"), S("`")));   /* 32 apart, and no letters */
    assert_true(str_cmp(S("a"), S("b")) < 0);
    assert_true(str_cmp(S("ab"), S("a")) > 0);
    assert_true(str_cmp(S("z"), S("é")) < 0);      /* bytes, as COLLATE "C" */
    assert_int_equal(str_cmp(STR_NONE, S("")), 0);
    assert_true(str_starts(S("lieux/1"), S("lieux")));
    assert_false(str_starts(S("lieu"), S("lieux")));
    assert_true(str_ends(S("a.csv"), S(".csv")));
    assert_false(str_ends(S("csv"), S(".csv")));
    assert_true(str_starts(STR_NONE, S("")) && str_ends(S("x"), S("")));
}

static void finding(void **state)
{
    assert_int_equal(str_find_char(S("a;b;c"), 0, ';'), 1);
    assert_int_equal(str_find_char(S("a;b;c"), 2, ';'), 3);
    assert_int_equal(str_find_char(S("abc"), 0, ';'), 3);
    assert_int_equal(str_find_char(S("abc"), 99, 'a'), 3);
    assert_int_equal(str_find(S("aXXb"), 0, S("XX")), 1);
    assert_int_equal(str_find(S("aXX"), 2, S("XX")), 3);
    assert_int_equal(str_find(S("abc"), 0, S("")), 3);
    assert_true(str_has(S("Eure-et-Loir"), S("-et-")));
    assert_true(str_has(S("abc"), S("")));
    assert_false(str_has(S("ab"), S("abc")));
    assert_false(str_has(STR_NONE, S("a")));
}

static void cutting(void **state)
{
    assert_str_equal(str_slice(S("abcdef"), 2, 4), S("cd"));
    assert_str_equal(str_slice(S("abc"), 2, 99), S("c"));
    assert_str_equal(str_slice(S("abc"), 9, 3), S(""));
    assert_str_equal(str_slice(S("abc"), 2, 1), S(""));
    assert_str_equal(str_trim(S(" \t a b\r\n")), S("a b"));
    assert_str_equal(str_trim(S("  ")), S(""));
    assert_str_equal(str_trim(S("\u00A0a")), S("\u00A0a"));
}

static void splitting(void **state)
{
    const Str want[] = { S_INIT("a"), S_INIT(""), S_INIT("b"), S_INIT("") };
    Str rest = S("a,,b,"), part = STR_NONE;
    size_t n = 0;
    while (str_split(&rest, ',', &part)) {
        assert_true(n < 4);
        assert_str_equal(part, want[n++]);
    }
    assert_int_equal(n, 4);
    rest = S("");
    assert_true(str_split(&rest, ',', &part));     /* one empty part */
    assert_false(str_split(&rest, ',', &part));
    rest = STR_NONE;
    assert_false(str_split(&rest, ',', &part));
}

static void integers(void **state)
{
    static const struct {
        Str text;
        int64_t want;
    } good[] = {
        { S_INIT("0"), 0 },
        { S_INIT("-1"), -1 },
        { S_INIT("007"), 7 },
        { S_INIT("28000"), 28000 },
        { S_INIT("9223372036854775807"), INT64_MAX },
        { S_INIT("-9223372036854775808"), INT64_MIN },
    };
    static const Str bad[] = { S_INIT(""), S_INIT("-"), S_INIT("+1"), S_INIT(" 1"), S_INIT("1 "), S_INIT("1.0"),
        S_INIT("0x10"), S_INIT("1e3"), S_INIT("9223372036854775808"), S_INIT("-9223372036854775809"),
        S_INIT("99999999999999999999999"), S_INIT("1\0"), S_INIT("--1") };
    for (size_t i = 0; i < sizeof good / sizeof good[0]; i++) {
        int64_t v = 42;
        assert_true(str_to_i64(good[i].text, &v));
        assert_true(v == good[i].want);
    }
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
        int64_t v = 42;
        if (str_to_i64(bad[i], &v))
            fail_msg("« %.*s » taken as %ld", STR_ARG(bad[i]), (long)v);
        assert_int_equal(v, 42);
    }
}

static void test_of_i64(void **state)
{
    static const int64_t values[] = { 0, 7, -7, 1000000, INT64_MAX, INT64_MIN };
    static const char *const texts[] = { "0", "7", "-7", "1000000", "9223372036854775807", "-9223372036854775808" };
    char z[STR_I64_MAX];
    for (size_t i = 0; i < sizeof values / sizeof *values; i++)
        assert_str_equal(str_of_i64(values[i], z), str_from(texts[i]));
}

static void reals(void **state)
{
    static const struct {
        Str text;
        double want;
    } good[] = {
        { S_INIT("0"), 0 },
        { S_INIT("48.2111"), 48.2111 },
        { S_INIT("-1.5e3"), -1500 },
        { S_INIT("+2"), 2 },
        { S_INIT("1e-5"), 1e-5 },
    };
    static const Str bad[] = { S_INIT(""), S_INIT("48,2"), S_INIT("inf"), S_INIT("nan"), S_INIT("1e999"),
        S_INIT("0x1p3"), S_INIT(" 1"), S_INIT("1 "), S_INIT("1\0"), S_INIT("."), S_INIT("e5"), S_INIT("1.2.3"),
        S_INIT("00000000000000000000000000000000000000000000000000000000000000001") };
    for (size_t i = 0; i < sizeof good / sizeof good[0]; i++) {
        double v = 42;
        assert_true(str_to_f64(good[i].text, &v));
        assert_true(v == good[i].want);
    }
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
        double v = 42;
        if (str_to_f64(bad[i], &v))
            fail_msg("« %.*s » taken as %g", STR_ARG(bad[i]), v);
        assert_true(v == 42);
    }
}

static void hashing(void **state)
{
    assert_true(str_hash(S("")) == 1469598103934665603u);
    assert_true(str_hash(S("a")) != str_hash(S("b")));
    assert_true(str_hash(S("ab")) != str_hash(S("ba")));
    assert_true(str_hash(S("Brou")) == str_hash(S("Brou")));
}

static void edits(void **state)
{
    static const struct {
        Str a, b;
        size_t n;
    } cases[] = {
        { S_INIT(""), S_INIT(""), 0 },
        { S_INIT("port"), S_INIT(""), 4 },
        { S_INIT(""), S_INIT("abc"), 3 },
        { S_INIT("port"), S_INIT("porte"), 1 },
        { S_INIT("chien"), S_INIT("niche"), 4 },
        { S_INIT("region centre"), S_INIT("regions centres"), 2 },
    };
    char x[STR_EDITS_MAX + 1];
    memset(x, 'x', sizeof x);
    const Str most = str_of(x, STR_EDITS_MAX), more = str_of(x, sizeof x);
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        assert_int_equal(str_edits(cases[i].a, cases[i].b), cases[i].n);
        assert_int_equal(str_edits(cases[i].b, cases[i].a), cases[i].n);
    }
    assert_int_equal(str_edits(most, S("x")), STR_EDITS_MAX - 1);
    assert_true(str_edits(more, S("x")) == SIZE_MAX && str_edits(S("x"), more) == SIZE_MAX);
}

int main(void)
{
    const struct CMUnitTest all[] = {
        cmocka_unit_test(absent_and_empty),
        cmocka_unit_test(comparing),
        cmocka_unit_test(finding),
        cmocka_unit_test(cutting),
        cmocka_unit_test(splitting),
        cmocka_unit_test(integers),
        cmocka_unit_test(reals),
        cmocka_unit_test(hashing),
        cmocka_unit_test(test_of_i64),
        cmocka_unit_test(edits),
    };
    return SUITE_MAIN("str", false, all);
}
