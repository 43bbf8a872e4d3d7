// SPDX-License-Identifier: AGPL-3.0-or-later
#include "base/words.h"

#include <stdio.h>

#include "support/suite.h"

static void each_text_has_one_number(void **state)
{
    ARENA a = arena_new(MIB);
    Words w = { .a = a };
    uint32_t number;
    bool fresh;
    for (int round = 0; round < 2; round++)
        for (uint32_t i = 0; i < 2000; i++) {
            char text[16];
            Str s = str_of(text, (size_t)snprintf(text, sizeof text, "mot %u", (unsigned)i));
            assert_ok(words_number(&w, s, &number, &fresh));
            assert_int_equal(number, i);
            assert_int_equal(fresh, round == 0);
        }
    assert_int_equal(w.v.n, 2000);
    assert_true(str_eq(w.v.v[1999], S("mot 1999")));
    assert_ok(words_number(&w, S(""), &number, &fresh));
    assert_true(fresh && number == 2000);
}

static void says_that_memory_lacks(void **state)
{
    ARENA a = arena_new(4 * KIB);
    Words w = { .a = a };
    uint32_t number;
    bool fresh;
    Err e = OK;
    for (int i = 0; i < 2000 && e == OK; i++) {
        char text[16];
        e = words_number(&w, str_of(text, (size_t)snprintf(text, sizeof text, "mot %d", i)), &number, &fresh);
    }
    assert_err(e, ERR_MEMORY);
}

int main(void)
{
    const struct CMUnitTest all[] = {
        cmocka_unit_test(each_text_has_one_number),
        cmocka_unit_test(says_that_memory_lacks),
    };
    return SUITE_MAIN("words", false, all);
}
