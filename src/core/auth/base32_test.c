// SPDX-License-Identifier: AGPL-3.0-or-later
#include "core/auth/base32.h"

#include "core/auth/random.h"
#include "support/suite.h"

/* RFC 4648, section 10. */
static const struct {
    Str bytes, base32, base64;
} known[] = {
    { S_INIT("f"), S_INIT("MY"), S_INIT("Zg") },
    { S_INIT("fo"), S_INIT("MZXQ"), S_INIT("Zm8") },
    { S_INIT("foo"), S_INIT("MZXW6"), S_INIT("Zm9v") },
    { S_INIT("foob"), S_INIT("MZXW6YQ"), S_INIT("Zm9vYg") },
    { S_INIT("fooba"), S_INIT("MZXW6YTB"), S_INIT("Zm9vYmE") },
    { S_INIT("foobar"), S_INIT("MZXW6YTBOI"), S_INIT("Zm9vYmFy") },
};

static void known_answers(void **state)
{
    ARENA a = arena_new(MIB);
    for (size_t i = 0; i < sizeof known / sizeof *known; i++) {
        Str back = STR_NONE;
        assert_str_equal(base32_encode(a, known[i].bytes), known[i].base32);
        assert_true(base32_decode(a, known[i].base32, 64, &back));
        assert_str_equal(back, known[i].bytes);
        assert_str_equal(base64url_encode(a, known[i].bytes), known[i].base64);
        assert_true(base64url_decode(a, known[i].base64, 64, &back));
        assert_str_equal(back, known[i].bytes);
    }
    assert_str_equal(base32_encode(a, S("")), S(""));
    assert_str_equal(base64url_encode(a, S("\xfb\xff")), S("-_8"));
}

static void typed_by_people(void **state)
{
    ARENA a = arena_new(MIB);
    Str back = STR_NONE;
    assert_true(base32_decode(a, S(" mzxw 6ytb-oi======  "), 6, &back));
    assert_str_equal(back, S("foobar"));
}

static void refuses(void **state)
{
    ARENA a = arena_new(MIB);
    static const Str bad32[] = { S_INIT(""), S_INIT(" "), S_INIT("M"), S_INIT("MZX"), S_INIT("MZXW6Y"), S_INIT("MZ"),
        S_INIT("MZXW0YTB"), S_INIT("MZXW1"), S_INIT("MZXW8YTB"), S_INIT("MY=A"), S_INIT("MY\n=MY"), S_INIT("MY======="),
        S_INIT("M\xc3\xa9"), S_INIT("========") };
    for (size_t i = 0; i < sizeof bad32 / sizeof *bad32; i++) {
        Str back = S("untouched");
        assert_false(base32_decode(a, bad32[i], 64, &back));
        assert_str_equal(back, S("untouched"));
    }
    static const Str bad64[] = { S_INIT(""), S_INIT("Z"), S_INIT("Zh"), S_INIT("Zg=="), S_INIT("Zm9v "), S_INIT("Zm+v"),
        S_INIT("Zm/v"), S_INIT("Zm9v\n"), S_INIT("M\xc3\xa9MZ") };
    for (size_t i = 0; i < sizeof bad64 / sizeof *bad64; i++) {
        Str back = S("untouched");
        assert_false(base64url_decode(a, bad64[i], 64, &back));
        assert_str_equal(back, S("untouched"));
    }
    Str back = STR_NONE;
    assert_false(base32_decode(a, S("MZXW6YTBOI"), 5, &back));
    assert_false(base64url_decode(a, S("Zm9vYmFy"), 5, &back));
}

static void there_and_back(void **state)
{
    ARENA a = arena_new(MIB);
    RandomSeed seed = { .seed = 7 };
    Random r = random_seeded(&seed);
    for (size_t n = 1; n < 200; n++) {
        uint8_t bytes[200];
        random_fill(r, bytes, n);
        Str in = str_of((const char *)bytes, n), back = STR_NONE;
        assert_true(base32_decode(a, base32_encode(a, in), n, &back));
        assert_str_equal(back, in);
        assert_true(base64url_decode(a, base64url_encode(a, in), n, &back));
        assert_str_equal(back, in);
    }
}

static void draws_are_even(void **state)
{
    RandomSeed seed = { .seed = 11 };
    Random r = random_seeded(&seed);
    int seen[31] = { 0 };
    for (int i = 0; i < 31000; i++)
        seen[random_below(r, 31)]++;
    for (int i = 0; i < 31; i++)                   /* 1000 expected; six standard deviations */
        assert_in_range(seen[i], 810, 1190);
    assert_int_equal(random_below(r, 1), 0);
    uint8_t one[32], two[32];
    random_fill(random_real(), one, sizeof one);
    random_fill(random_real(), two, sizeof two);
    assert_memory_not_equal(one, two, sizeof one);
}

static void without_memory(void **state)
{
    ARENA a = arena_new(MIB);
    Str back = S("untouched");
    arena_fault_at(1);
    assert_false(base32_decode(a, S("MZXW6YTB"), 64, &back));
    arena_fault_at(1);
    assert_false(base64url_decode(a, S("Zm9v"), 64, &back));
    arena_fault_at(1);
    assert_true(str_is_none(base32_encode(a, S("foo"))));
    arena_fault_at(0);
    assert_str_equal(back, S("untouched"));
}

int main(void)
{
    const struct CMUnitTest all[] = {
        cmocka_unit_test(known_answers),
        cmocka_unit_test(typed_by_people),
        cmocka_unit_test(refuses),
        cmocka_unit_test(there_and_back),
        cmocka_unit_test(draws_are_even),
        cmocka_unit_test(without_memory),
    };
    return SUITE_MAIN("auth_base32", false, all);
}
