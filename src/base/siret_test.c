// SPDX-License-Identifier: AGPL-3.0-or-later
#include "base/siret.h"

#include <string.h>

#include "support/suite.h"

static void known_answers(void **state)
{
    /* Luhn by hand: 7+3+2+8+2+9+3+2+4 = 40 for 732829320 (the doubled digits being 3, 8, 9 and 2). */
    assert_true(siren_valid(S("732829320")));
    assert_true(siret_valid(S("73282932000074")));
    assert_true(siren_valid(S("356000000")));
    assert_true(siren_valid(S("130025265")));
    assert_true(siret_valid(S("13002526500013")));
    assert_false(siren_valid(S("732829321")));
    assert_false(siret_valid(S("73282932000075")));
    assert_false(siren_valid(S("000000000")));
    assert_false(siret_valid(S("00000000000000")));
}

/* La Poste: the head office satisfies Luhn; an office does with the plain sum, 3+5+6+1 = 15. */
static void la_poste(void **state)
{
    assert_true(siret_valid(S("35600000000048")));
    assert_true(siret_valid(S("35600000000001")));
    assert_false(siret_valid(S("35600000000002")));
    /* the exception is La Poste's alone: this one has a plain sum of 45 */
    assert_false(siret_valid(S("73282932000081")));
}

static void every_wrong_digit(void **state)
{
    const char *good = "73282932000074";
    for (size_t i = 0; i < 14; i++)
        for (char c = '0'; c <= '9'; c++) {
            char wrong[14];
            memcpy(wrong, good, sizeof wrong);
            if (wrong[i] == c)
                continue;
            wrong[i] = c;
            assert_false(siret_valid(str_of(wrong, sizeof wrong)));
        }
}

static void as_typed(void **state)
{
    Siret s = { 0 };
    assert_true(siret_parse(S(" 732 829 320 00074 "), &s));
    assert_str_equal(siret_str(&s), S("73282932000074"));
    assert_str_equal(siret_siren(&s), S("732829320"));
    assert_true(siret_parse(S("732\xc2\xa0"
                              "829\xe2\x80\xaf"
                              "320.00074"),
        &s));
    static const Str bad[] = { S_INIT(""), S_INIT("7328293200007"), S_INIT("732829320000740"), S_INIT("7328293200007a"),
        S_INIT("73282932000075"), S_INIT("73282932000074\0"), S_INIT("732829320"), S_INIT("\xff") };
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
        assert_false(siret_parse(bad[i], &s));
    assert_str_equal(siret_str(&s), S("73282932000074"));
}

int main(void)
{
    const struct CMUnitTest all[] = {
        cmocka_unit_test(known_answers),
        cmocka_unit_test(la_poste),
        cmocka_unit_test(every_wrong_digit),
        cmocka_unit_test(as_typed),
    };
    return SUITE_MAIN("siret", false, all);
}
