// SPDX-License-Identifier: AGPL-3.0-or-later
#include "support/suite.h"

#include <stdalign.h>
#include <string.h>

static void zeroed_and_aligned(void **state)
{
    ARENA a = arena_new(MIB);
    for (size_t n = 0; n < 300; n++) {
        unsigned char *p = arena_alloc(a, n);
        assert_non_null(p);
        assert_int_equal((uintptr_t)p % alignof(max_align_t), 0);
        for (size_t i = 0; i < n; i++)
            assert_int_equal(p[i], 0);
        memset(p, 0xAA, n);
    }
    assert_false(arena_failed(a));
}

static void limit_is_sticky_until_reset(void **state)
{
    ARENA a = arena_new(64 * KIB);
    ArenaMark mark = arena_mark(a);
    assert_non_null(arena_alloc(a, 40 * KIB));
    assert_null(arena_alloc(a, 40 * KIB));
    assert_true(arena_failed(a));
    assert_non_null(arena_alloc(a, 16));           /* small ones still fit, the mark stays */
    assert_true(arena_failed(a));
    assert_true(str_is_none(str_format(a, "%*d", 60000, 1)));
    arena_reset(a, mark);
    assert_false(arena_failed(a));
    assert_non_null(arena_alloc(a, 40 * KIB));
}

static void a_mark_of_a_failed_arena_stays_failed(void **state)
{
    ARENA a = arena_new(KIB);
    arena_fail(a);
    ArenaMark mark = arena_mark(a);
    arena_reset(a, mark);
    assert_true(arena_failed(a));
}

static void absurd_sizes(void **state)
{
    ARENA a = arena_new(MIB);
    assert_null(arena_alloc(a, SIZE_MAX));
    assert_null(arena_alloc(a, SIZE_MAX - 8));
    assert_null(arena_array(a, SIZE_MAX / 2, 3));
    assert_null(arena_array(a, MIB, MIB));
    assert_true(arena_failed(a));
    assert_null(arena_alloc(NULL, 8));
    assert_false(arena_failed(NULL));
    assert_int_equal(arena_used(NULL), 0);
    arena_fail(NULL);
    arena_free(NULL);
}

static void a_loop_that_resets_stays_flat(void **state)
{
    ARENA a = arena_new(256 * KIB);
    arena_alloc(a, 100);
    size_t before = arena_used(a);
    for (int i = 0; i < 10000; i++) {
        ArenaMark mark = arena_mark(a);
        assert_non_null(arena_alloc(a, 50 * KIB));
        arena_reset(a, mark);
    }
    assert_int_equal(arena_used(a), before);
}

static void the_whole_limit_can_be_used(void **state)
{
    ARENA a = arena_new(100 * KIB);
    size_t got = 0;
    while (arena_alloc(a, KIB))
        got += KIB;
    assert_true(got >= 92 * KIB && got <= 100 * KIB);
}

static void texts(void **state)
{
    ARENA a = arena_new(MIB);
    Str copy = str_dup(a, S("Brou"));
    assert_str_equal(copy, S("Brou"));
    assert_int_equal(copy.p[copy.n], '\0');
    assert_true(str_is_none(str_dup(a, STR_NONE)));
    assert_false(str_is_none(str_dup(a, S(""))));
    assert_str_equal(str_cat(a, S("a"), STR_NONE), S("a"));
    assert_str_equal(str_join(a, (Str[]){ S_INIT("a"), S_INIT(""), S_INIT("b") }, 3, S(", ")), S("a, , b"));
    assert_str_equal(str_join(a, NULL, 0, S(", ")), S(""));
    assert_str_equal(str_format(a, "%s %lld %%", "Brou", 28LL), S("Brou 28 %"));
    assert_str_equal(str_lower(a, S("ÉCOLE Abc@[")), S("École abc@["));
    assert_str_equal(str_replace(a, S("a--b--"), S("--"), S("+")), S("a+b+"));
    assert_str_equal(str_replace(a, S("aaa"), S("a"), S("bb")), S("bbbbbb"));
    assert_str_equal(str_replace(a, S("aaa"), S("aa"), S("")), S("a"));
    assert_str_equal(str_replace(a, S("abc"), S(""), S("x")), S("abc"));
    assert_str_equal(str_replace(a, S(""), S("a"), S("x")), S(""));
}

#ifdef ENSEMBLE_FAULTS
/* A little of everything that allocates; the arena must say so whichever allocation fails. */
static bool work(Arena *a)
{
    Str s = str_format(a, "%d-%d", 1, 2);
    s = str_replace(a, str_cat(a, s, S("-trois")), S("-"), S(" - "));
    s = utf8_fold_name(a, utf8_nfc(a, str_cat(a, s, S(" Ste-Me\u0301moire"))));
    s = str_join(a, (Str[]){ s, date_french(a, date_from_ymd(2026, 5, 1)) }, 2, S(" / "));
    return str_eq(s, S("1 2 trois sainte memoire / 1er mai 2026"));
}

static void each_allocation_may_fail(void **state)
{
    ARENA whole = arena_new(MIB);
    arena_fault_at(0);
    assert_true(work(whole));
    int64_t count = arena_fault_at(0);
    assert_true(count >= 9);
    for (int64_t nth = 1; nth <= count; nth++) {
        ARENA a = arena_new(MIB);
        arena_fault_at(nth);
        assert_false(work(a));
        assert_true(arena_failed(a));
        arena_fault_at(0);
    }
}
#endif

int main(void)
{
    const struct CMUnitTest all[] = {
        cmocka_unit_test(zeroed_and_aligned),
        cmocka_unit_test(limit_is_sticky_until_reset),
        cmocka_unit_test(a_mark_of_a_failed_arena_stays_failed),
        cmocka_unit_test(absurd_sizes),
        cmocka_unit_test(a_loop_that_resets_stays_flat),
        cmocka_unit_test(the_whole_limit_can_be_used),
        cmocka_unit_test(texts),
#ifdef ENSEMBLE_FAULTS
        cmocka_unit_test(each_allocation_may_fail),
#endif
    };
    return SUITE_MAIN("arena", false, all);
}
