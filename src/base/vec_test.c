// SPDX-License-Identifier: AGPL-3.0-or-later
#include "support/suite.h"

typedef VEC(int64_t) Numbers;

static void grows_and_keeps(void **state)
{
    ARENA a = arena_new(MIB);
    Numbers v = { 0 };
    for (int64_t i = 0; i < 1000; i++) {
        int64_t *slot = vec_push(a, &v);
        assert_non_null(slot);
        assert_int_equal(*slot, 0);
        *slot = i * i;
    }
    assert_int_equal(v.n, 1000);
    for (int64_t i = 0; i < 1000; i++)
        assert_int_equal(v.v[i], i * i);
}

static void fails_without_losing_what_it_has(void **state)
{
    ARENA a = arena_new(2 * KIB);
    Numbers v = { 0 };
    size_t pushed = 0;
    for (int64_t *slot; (slot = vec_push(a, &v)); pushed++)
        *slot = (int64_t)pushed;
    assert_true(arena_failed(a));
    assert_true(pushed >= 64 && v.n == pushed);
    for (size_t i = 0; i < pushed; i++)
        assert_int_equal(v.v[i], i);
}

int main(void)
{
    const struct CMUnitTest all[] = {
        cmocka_unit_test(grows_and_keeps),
        cmocka_unit_test(fails_without_losing_what_it_has),
    };
    return SUITE_MAIN("vec", false, all);
}
