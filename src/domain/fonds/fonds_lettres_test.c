// SPDX-License-Identifier: AGPL-3.0-or-later
/* Known answers in the traditional spelling: Grevisse, Le Bon Usage, "Les numéraux cardinaux". */
#include "domain/fonds/lettres.h"
#include "support/suite.h"

static void numbers_in_words(void **state)
{
    static const struct {
        int64_t n;
        const char *said;
    } known[] = {
        { 0, "zéro" },
        { 1, "un" },
        { 16, "seize" },
        { 17, "dix-sept" },
        { 20, "vingt" },
        { 21, "vingt et un" },
        { 22, "vingt-deux" },
        { 30, "trente" },
        { 61, "soixante et un" },
        { 70, "soixante-dix" },
        { 71, "soixante et onze" },
        { 72, "soixante-douze" },
        { 79, "soixante-dix-neuf" },
        { 80, "quatre-vingts" },
        { 81, "quatre-vingt-un" },
        { 90, "quatre-vingt-dix" },
        { 91, "quatre-vingt-onze" },
        { 99, "quatre-vingt-dix-neuf" },
        { 100, "cent" },
        { 101, "cent un" },
        { 171, "cent soixante et onze" },
        { 180, "cent quatre-vingts" },
        { 200, "deux cents" },
        { 201, "deux cent un" },
        { 280, "deux cent quatre-vingts" },
        { 1000, "mille" },
        { 1001, "mille un" },
        { 1100, "mille cent" },
        { 1200, "mille deux cents" },
        { 2000, "deux mille" },
        { 21000, "vingt et un mille" },
        { 80000, "quatre-vingt mille" },
        { 80080, "quatre-vingt mille quatre-vingts" },
        { 200000, "deux cent mille" },
        { 280000, "deux cent quatre-vingt mille" },
        { 200200, "deux cent mille deux cents" },
        { 999999, "neuf cent quatre-vingt-dix-neuf mille neuf cent quatre-vingt-dix-neuf" },
        { 1000000, "un million" },
        { 1000001, "un million un" },
        { 1001000, "un million mille" },
        { 80000000, "quatre-vingts millions" },
        { 200000000, "deux cents millions" },
        { 1000000000, "un milliard" },
        { INT64_C(999999999999), "neuf cent quatre-vingt-dix-neuf milliards neuf cent quatre-vingt-dix-neuf millions "
                                 "neuf cent quatre-vingt-dix-neuf mille neuf cent quatre-vingt-dix-neuf" },
    };
    ARENA a = arena_new(1024 * 1024);
    (void)state;
    for (size_t i = 0; i < sizeof known / sizeof *known; i++)
        assert_str_equal(nombre_lettres(a, known[i].n), str_from(known[i].said));
    assert_true(str_is_none(nombre_lettres(a, -1)));
    assert_true(str_is_none(nombre_lettres(a, INT64_C(1000000000000))));
}

static void amounts_in_words(void **state)
{
    static const struct {
        int64_t centimes;
        const char *said;
    } known[] = {
        { 0, "zéro euro" },
        { 1, "un centime" },
        { 80, "quatre-vingts centimes" },
        { 100, "un euro" },
        { 101, "un euro et un centime" },
        { 200, "deux euros" },
        { 271828, "deux mille sept cent dix-huit euros et vingt-huit centimes" },
        { 8000000, "quatre-vingt mille euros" },
        { 20000050, "deux cent mille euros et cinquante centimes" },
        { 100000000, "un million d’euros" },
        { 100000010, "un million d’euros et dix centimes" },
        { 100020000, "un million deux cents euros" },
        { 200000000, "deux millions d’euros" },
        { INT64_C(100000000000), "un milliard d’euros" },
    };
    ARENA a = arena_new(1024 * 1024);
    (void)state;
    for (size_t i = 0; i < sizeof known / sizeof *known; i++)
        assert_str_equal(montant_lettres(a, known[i].centimes), str_from(known[i].said));
    assert_true(str_is_none(montant_lettres(a, -1)));
    assert_true(str_is_none(montant_lettres(a, INT64_MAX)));
}

/* No two numbers are said alike, and none is said with two spaces or a hyphen beside one. */
static void each_its_own_words(void **state)
{
    (void)state;
    for (int64_t n = 1; n < 20000; n++) {
        ARENA a = arena_new(64 * 1024);
        Str said = nombre_lettres(a, n);
        assert_true(said.n > 0 && str_eq(said, str_trim(said)));
        assert_false(str_has(said, S("  ")) || str_has(said, S("- ")) || str_has(said, S(" -")));
        assert_false(str_eq(said, nombre_lettres(a, n - 1)));
    }
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(numbers_in_words),
        cmocka_unit_test(amounts_in_words),
        cmocka_unit_test(each_its_own_words),
    };
    return SUITE_MAIN("fonds_lettres", false, tests);
}
