// SPDX-License-Identifier: AGPL-3.0-or-later
#include "domain/lieux/standard.h"

#include <jansson.h>
#include <string.h>

#include "core/json/json.h"
#include "support/suite.h"

static json_t *schema(Arena *a)
{
    Str path = test_real_file(a, "lieux/standard-schema-v1.0.2.json"), message;
    JsonValue *v = NULL;
    assert_ok(json_read(a, test_read(a, path), (JsonLimits){ MIB, 16, false }, &v, &message));
    return v;
}

static void fields_are_the_published_ones(void **state)
{
    ARENA a = arena_new(4 * MIB);
    JSON_VALUE v = schema(a);
    json_t *list = json_object_get(v, "fields");
    assert_int_equal(json_array_size(list), STANDARD_N);
    for (int f = 0; f < STANDARD_N; f++) {
        json_t *field = json_array_get(list, (size_t)f);
        assert_str_equal(standard_field((StandardField)f)->name, json_member_str(field, "name"));
        json_t *constraints = json_object_get(field, "constraints");
        assert_int_equal(standard_field((StandardField)f)->required,
            json_is_true(json_object_get(constraints, "required")));
    }
}

/* The values between the last parentheses of "(?:(?:^|\|)(A|B|C))+$", backslashes taken off. */
static Str values_of_pattern(Arena *a, Str pattern)
{
    Str head = S("(?:(?:^|\\|)("), tail = S("))+$");
    assert_true(str_starts(pattern, head) && str_ends(pattern, tail));
    return str_replace(a, str_slice(pattern, head.n, pattern.n - tail.n), S("\\"), S(""));
}

static void values_are_the_published_ones(void **state)
{
    ARENA a = arena_new(4 * MIB);
    JSON_VALUE v = schema(a);
    json_t *list = json_object_get(v, "fields");
    int compared = 0;
    for (int e = 0; e < STANDARD_ENUMS_N; e++) {
        if (e == ENUM_TYPOLOGIE)
            continue;                              /* free in the schema */
        json_t *field = json_array_get(list, (size_t)standard_enum_field((StandardEnum)e));
        Str rest = values_of_pattern(a, json_member_str(json_object_get(field, "constraints"), "pattern")), value;
        int i = 0;
        for (; str_split(&rest, '|', &value); i++) {
            assert_int_equal(standard_enum_index((StandardEnum)e, value), i);
            compared++;
            if (!str_eq(value, S("Étapes numériques(La Poste)")))
                assert_str_equal(standard_choices((StandardEnum)e)[i].value, value);
        }
        assert_int_equal(i, standard_enum_n((StandardEnum)e));
    }
    assert_int_equal(compared, 2 + 9 + 5 + 7 + 3 + 11 + 10 + 6 + 4);
}

static void tables_are_coherent(void **state)
{
    assert_int_equal(standard_enum_n(ENUM_TYPOLOGIE), 92);
    for (int e = 0; e < STANDARD_ENUMS_N; e++) {
        const Choice *c = standard_choices((StandardEnum)e);
        int n = standard_enum_n((StandardEnum)e);
        assert_int_equal(standard_field(standard_enum_field((StandardEnum)e))->enumeration, e);
        assert_true(standard_field(standard_enum_field((StandardEnum)e))->list);
        assert_true(str_is_none(c[n].value));
        for (int i = 0; i < n; i++) {
            assert_false(str_is_empty(c[i].value));
            assert_false(str_has(c[i].value, S("|")));
            assert_int_equal(standard_enum_index((StandardEnum)e, c[i].value), i);
            assert_false(str_has(c[i].label, S("'")));
        }
    }
    for (int f = 0; f < STANDARD_N; f++)
        assert_int_equal(standard_field_named(standard_field((StandardField)f)->name), f);
    assert_int_equal(standard_field_named(S("Nom")), STANDARD_N);
    assert_int_equal(standard_field_named(S("")), STANDARD_N);
}

static void close_spellings(void **state)
{
    static const struct {
        StandardEnum e;
        Str text;
        int exact, close, folded;
    } cases[] = {
        { ENUM_SERVICES, S_INIT("Maîtrise des outils numériques du quotidien"), 1, 1, 1 },
        { ENUM_SERVICES, S_INIT("MAÎTRISE DES OUTILS NUMÉRIQUES DU QUOTIDIEN"), -1, 1, 1 },
        { ENUM_SERVICES, S_INIT("  maîtrise des\xC2\xA0outils  numériques du quotidien "), -1, 1, 1 },
        { ENUM_SERVICES, S_INIT("Mai\xCC\x82trise des outils nume\xCC\x81riques du quotidien"), -1, 1, 1 },
        { ENUM_SERVICES, S_INIT("Maitrise des outils numeriques du quotidien"), -1, -1, 1 },
        { ENUM_DISPOSITIFS, S_INIT("Point d’accès numérique CAF"), -1, 8, 8 },
        { ENUM_ACCES, S_INIT("Ce lieu n’accueille pas de public"), -1, 4, 4 },
        { ENUM_FORMATIONS, S_INIT("Étapes numériques(La Poste)"), 4, 4, 4 },
        { ENUM_FORMATIONS, S_INIT("étapes numériques(la poste)"), -1, 4, 4 },
        { ENUM_TYPOLOGIE, S_INIT("rfs"), -1, 86, 86 },
        { ENUM_TYPOLOGIE, S_INIT("AUTRE"), -1, 7, 7 },
        { ENUM_FRAIS, S_INIT("Gratuits"), -1, -1, -1 },
        { ENUM_FRAIS, S_INIT(""), -1, -1, -1 },
        { ENUM_FRAIS, S_INIT(" "), -1, -1, -1 },
        { ENUM_FRAIS, S_INIT("\xFF"), -1, -1, -1 },
    };
    ARENA a = arena_new(4 * MIB);
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        int close = standard_enum_index_close(cases[i].e, cases[i].text, a);
        int folded = standard_enum_index_folded(cases[i].e, cases[i].text, a);
        if (standard_enum_index(cases[i].e, cases[i].text) != cases[i].exact || close != cases[i].close ||
            folded != cases[i].folded)
            fail_msg("« %.*s » : %d, %d", STR_ARG(cases[i].text), close, folded);
    }
}

static const struct CMUnitTest all[] = {
    cmocka_unit_test(fields_are_the_published_ones),
    cmocka_unit_test(values_are_the_published_ones),
    cmocka_unit_test(tables_are_coherent),
    cmocka_unit_test(close_spellings),
};

int main(void)
{
    return SUITE_MAIN("standard", false, all);
}
