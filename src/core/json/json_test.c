// SPDX-License-Identifier: AGPL-3.0-or-later
#include "core/json/json.h"

#include <jansson.h>
#include <math.h>
#include <string.h>

#include "support/suite.h"

static const JsonLimits LIMITS = { .max_bytes = 1 << 20, .max_depth = 8 };

static void writes_nested_values(void **state)
{
    BUF b = buf_new(MIB);
    Json j = json_to(&b);
    json_obj(&j);
    json_ki64(&j, "total", -3);
    json_key(&j, S("lieux"));
    json_arr(&j);
    json_f64(&j, 48.47335);
    json_f64(&j, NAN);
    json_fixed(&j, 1.5, 3);
    json_fixed(&j, INFINITY, 1);
    json_bool(&j, true);
    json_nil(&j);
    json_obj(&j);
    json_end(&j);
    json_raw(&j, S("{\"a\":1}"));
    json_str(&j, STR_NONE);
    json_str(&j, S(""));
    json_end(&j);
    json_kstr(&j, "nom", S("Brou"));
    json_kstr_opt(&j, "vide", S(""));
    json_kstr_opt(&j, "absent", STR_NONE);
    json_kstrs(&j, "deux", (const Str[]){ S_INIT("a"), S_INIT("") }, 2);
    json_kwords(&j, "mots", S("wifi|bus"));
    json_kwords(&j, "rien", S(""));
    json_kwords(&j, "nul", STR_NONE);
    json_end(&j);
    assert_str_equal(buf_str(&b),
        S("{\"total\":-3,\"lieux\":[48.47335,null,1.500,null,true,null,{},{\"a\":1},null,\"\"],"
          "\"nom\":\"Brou\",\"deux\":[\"a\",\"\"],\"mots\":[\"wifi\",\"bus\"],\"rien\":[],\"nul\":[]}"));
}

static void escapes_text(void **state)
{
    BUF b = buf_new(MIB);
    Json j = json_to(&b);
    json_str(&j, S("a\"b\\c\n\r\t\x01\x7F/ é € \xF0\x9F\x98\x80 \xEF\xBF\xBD"));
    assert_str_equal(buf_str(&b), S("\"a\\\"b\\\\c\\n\\r\\t\\u0001\\u007f/ é € \xF0\x9F\x98\x80 \xEF\xBF\xBD\""));
}

static void malformed_utf8_becomes_replacement(void **state)
{
    BUF b = buf_new(MIB);
    Json j = json_to(&b);
    json_str(&j, S("x\xC3(\xFFy\xED\xA0\x80z\xE2\x82"));
    assert_true(utf8_valid(buf_str(&b)));
    assert_true(str_starts(buf_str(&b), S("\"x\xEF\xBF\xBD(\xEF\xBF\xBDy")));
    assert_true(str_has(buf_str(&b), S("z\xEF\xBF\xBD")));
}

static Err read_text(Arena *a, Str text, JsonLimits limits, Str *ret_message)
{
    JSON_VALUE v = NULL;
    return json_read(a, text, limits, &v, ret_message);
}

static void reads_what_it_wrote(void **state)
{
    ARENA a = arena_new(MIB);
    Str message = STR_NONE;
    JSON_VALUE v = NULL;
    assert_ok(json_read(a, S("{\"nom\":\"\\u00e9t\\u00e9\",\"n\":2.50,\"vide\":\"\"}"), LIMITS, &v, &message));
    assert_str_equal(json_member_str(v, "nom"), S("été"));
    assert_true(str_is_none(json_member_str(v, "n")));
    assert_true(str_is_none(json_member_str(v, "absent")));
    assert_false(str_is_none(json_member_str(v, "vide")));
    assert_true(str_is_none(json_value_str(NULL)));
}

static void keeps_the_digits_of_numbers(void **state)
{
    ARENA a = arena_new(MIB);
    JsonLimits limits = LIMITS;
    limits.numbers_as_text = true;
    Str message = STR_NONE;
    JSON_VALUE v = NULL;
    Str text = S(
        "{\"lat\": 48.470, \"lon\":-1.5e-3 ,\"t\":\"12 34 \\\" 5\", \"z\":0,\"big\":123456789012345678901234567890}");
    assert_ok(json_read(a, text, limits, &v, &message));
    assert_str_equal(json_member_str(v, "lat"), S("48.470"));
    assert_str_equal(json_member_str(v, "lon"), S("-1.5e-3"));
    assert_str_equal(json_member_str(v, "t"), S("12 34 \" 5"));
    assert_str_equal(json_member_str(v, "z"), S("0"));
    assert_str_equal(json_member_str(v, "big"), S("123456789012345678901234567890"));
    static const Str bad[] = { S_INIT("{1:2}"), S_INIT("{12 : 2}"), S_INIT("[01]"), S_INIT("[1.]"), S_INIT("[-]"),
        S_INIT("[1 2]"), S_INIT("[.5]"), S_INIT("[1e]"), S_INIT("[--1]"), S_INIT("[0x10]"), S_INIT("[NaN]"),
        S_INIT("[1\"a\"]") };
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++)
        if (read_text(a, bad[i], limits, &message) != ERR_INVALID)
            fail_msg("accepted: %.*s", STR_ARG(bad[i]));
}

static void refuses_with_the_place(void **state)
{
    static const struct {
        Str text, words;
    } bad[] = {
        { S_INIT(""), S_INIT("tronqué") },
        { S_INIT("{\"a\":1,\n\"b\" 2}"), S_INIT("Ligne 2") },
        { S_INIT("{\"a\":1"), S_INIT("tronqué") },
        { S_INIT("{\"a\":1,\"a\":2}"), S_INIT("deux fois") },
        { S_INIT("{\"a\":1} x"), S_INIT("après la dernière valeur") },
        { S_INIT("[\"\xC3(\"]"), S_INIT("UTF-8") },
        { S_INIT("[\"\\u0000\"]"), S_INIT("nul") },
        { S_INIT("[\"a\0b\"]"), S_INIT("nul") },
        { S_INIT("[1\0,2]"), S_INIT("nul") },
        { S_INIT("[1e999]"), S_INIT("trop grand") },
        { S_INIT("[\"\\ud800\"]"), S_INIT("JSON") },
        { S_INIT("{'a':1}"), S_INIT("JSON") },
    };
    ARENA a = arena_new(MIB);
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
        Str message = STR_NONE;
        assert_int_equal(read_text(a, bad[i].text, LIMITS, &message), ERR_INVALID);
        if (!str_has(message, bad[i].words))
            fail_msg("« %.*s » ne dit pas « %.*s »", STR_ARG(message), STR_ARG(bad[i].words));
    }
}

static void bounds_size_and_depth(void **state)
{
    ARENA a = arena_new(4 * MIB);
    Str message = STR_NONE;
    assert_int_equal(read_text(a, S("[1,2,3]"), (JsonLimits){ 6, 8, false }, &message), ERR_TOO_LARGE);
    assert_ok(read_text(a, S("[[[[[[[[1]]]]]]]]"), LIMITS, &message));
    assert_int_equal(read_text(a, S("[[[[[[[[[1]]]]]]]]]"), LIMITS, &message), ERR_TOO_LARGE);
    assert_ok(read_text(a, S("[\"[[[[[[[[[[[[\"]"), LIMITS, &message));
    char *deep = arena_alloc(a, 1 << 20);
    memset(deep, '[', 1 << 20);
    assert_int_equal(read_text(a, str_of(deep, 1 << 20), LIMITS, &message), ERR_TOO_LARGE);
}

static void gives_items_with_their_lines(void **state)
{
    JsonItems it;
    Str item;
    int64_t line;
    assert_true(json_items_open(S("\xEF\xBB\xBF\n[ {\"a\":\"],}\"} ,\n\n {\"b\":[1,{}]}\n,3]\n"), &it));
    assert_true(json_items_next(&it, &item, &line));
    assert_str_equal(item, S("{\"a\":\"],}\"}"));
    assert_int_equal(line, 2);
    assert_true(json_items_next(&it, &item, &line));
    assert_str_equal(item, S("{\"b\":[1,{}]}"));
    assert_int_equal(line, 4);
    assert_true(json_items_next(&it, &item, &line));
    assert_str_equal(item, S("3"));
    assert_int_equal(line, 5);
    assert_false(json_items_next(&it, &item, &line));
    assert_true(json_items_complete(&it));
}

static void tells_a_cut_array(void **state)
{
    static const struct {
        Str text;
        int items;
        bool complete;
    } cases[] = {
        { S_INIT("[]"), 0, true },
        { S_INIT(" [ ] "), 0, true },
        { S_INIT("["), 0, false },
        { S_INIT("[1"), 1, false },
        { S_INIT("[1,"), 1, false },
        { S_INIT("[1] x"), 1, false },
        { S_INIT("[{\"a\":\"b"), 1, false },
        { S_INIT("[1,]"), 2, true },
        { S_INIT("[,1]"), 2, true },
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        JsonItems it;
        Str item;
        int64_t line;
        int n = 0;
        assert_true(json_items_open(cases[i].text, &it));
        while (json_items_next(&it, &item, &line))
            n++;
        if (n != cases[i].items || json_items_complete(&it) != cases[i].complete)
            fail_msg("%.*s: %d items", STR_ARG(cases[i].text), n);
    }
    JsonItems it;
    assert_false(json_items_open(S("{}"), &it));
    assert_false(json_items_open(S(""), &it));
}

#ifdef ENSEMBLE_FAULTS
static void no_memory_is_an_error(void **state)
{
    ARENA a = arena_new(MIB);
    JsonLimits limits = LIMITS;
    limits.numbers_as_text = true;
    Str message = STR_NONE;
    arena_fault_at(1);
    assert_int_equal(read_text(a, S("[1]"), limits, &message), ERR_MEMORY);
}
#endif

static void lists_numbers_of_rows(void **state)
{
    static const struct {
        const char *nom;
        int64_t id;
    } rows[] = { { "a", 3 }, { "b", INT64_MIN }, { "c", 14 } };
    ARENA a = arena_new(MIB);
    assert_str_equal(json_i64s(a, &rows[0].id, sizeof *rows, 3), S("[3,-9223372036854775808,14]"));
    assert_str_equal(json_i64s(a, &rows[0].id, sizeof *rows, 0), S("[]"));
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(lists_numbers_of_rows),
    cmocka_unit_test(writes_nested_values),
    cmocka_unit_test(escapes_text),
    cmocka_unit_test(malformed_utf8_becomes_replacement),
    cmocka_unit_test(reads_what_it_wrote),
    cmocka_unit_test(keeps_the_digits_of_numbers),
    cmocka_unit_test(refuses_with_the_place),
    cmocka_unit_test(bounds_size_and_depth),
    cmocka_unit_test(gives_items_with_their_lines),
    cmocka_unit_test(tells_a_cut_array),
#ifdef ENSEMBLE_FAULTS
    cmocka_unit_test(no_memory_is_an_error),
#endif
};

int main(void)
{
    return SUITE_MAIN("json", false, tests);
}
