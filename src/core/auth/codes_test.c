// SPDX-License-Identifier: AGPL-3.0-or-later
#include "core/auth/codes.h"

#include <string.h>

#include "support/suite.h"

static const CodeKind kinds[] = { CODE_MAIL, CODE_LIST, CODE_RECOVERY };

static void shapes(void **state)
{
    ARENA a = arena_new(4 * MIB);
    static const char *const patterns[] = { "dddddddd", "xxxx-xxxx", "xxxx-xxxx-xxxx" };
    RandomSeed seed = { .seed = 3 };
    Random r = random_seeded(&seed);
    for (int k = 0; k < 3; k++)
        for (int n = 0; n < 500; n++) {
            Str code = code_new(a, kinds[k], r), back = STR_NONE;
            assert_int_equal(code.n, strlen(patterns[k]));
            for (size_t i = 0; i < code.n; i++)
                switch (patterns[k][i]) {
                case 'd':
                    assert_in_range(code.p[i], '0', '9');
                    break;
                case 'x':
                    assert_non_null(strchr("23456789ABCDEFGHJKMNPQRSTUVWXYZ", code.p[i]));
                    break;
                default:
                    assert_int_equal(code.p[i], '-');
                }
            assert_int_equal(code_read(a, kinds[k], code, &back), CODE_OK);
            assert_str_equal(back, code);
        }
}

/* Ranks of "A" is 8: "AAAAAAA" sums to 8 × 28 = 224, and 224 mod 31 = 7, the sign "9". */
static void check_by_hand(void **state)
{
    ARENA a = arena_new(MIB);
    Str back = STR_NONE;
    assert_int_equal(code_read(a, CODE_LIST, S("AAAA-AAA9"), &back), CODE_OK);
    assert_int_equal(code_read(a, CODE_LIST, S("AAAA-AAA8"), &back), CODE_CHECK);
    assert_int_equal(code_read(a, CODE_LIST, S("2222-2222"), &back), CODE_OK);
}

/* Every wrong sign and every exchange of two signs, in every place, is found. */
static void every_slip_is_found(void **state)
{
    ARENA a = arena_new(MIB);
    static const char signs[] = "23456789ABCDEFGHJKMNPQRSTUVWXYZ";
    RandomSeed seed = { .seed = 5 };
    Random r = random_seeded(&seed);
    for (int round = 0; round < 20; round++) {
        ArenaMark mark = arena_mark(a);
        Str code = code_new(a, CODE_RECOVERY, r), back = STR_NONE;
        for (size_t i = 0; i < code.n; i++)
            for (const char *s = signs; *s; s++) {
                char wrong[16];
                memcpy(wrong, code.p, code.n);
                if (code.p[i] == '-' || code.p[i] == *s)
                    continue;
                wrong[i] = *s;
                assert_int_equal(code_read(a, CODE_RECOVERY, str_of(wrong, code.n), &back), CODE_CHECK);
            }
        for (size_t i = 0; i < code.n; i++)
            for (size_t j = i + 1; j < code.n; j++) {
                char wrong[16];
                memcpy(wrong, code.p, code.n);
                if (code.p[i] == '-' || code.p[j] == '-' || code.p[i] == code.p[j])
                    continue;
                wrong[i] = code.p[j];
                wrong[j] = code.p[i];
                /* an exchange with the check sign itself is found when the weights differ modulo 31 */
                CodeRead got = code_read(a, CODE_RECOVERY, str_of(wrong, code.n), &back);
                assert_int_equal(got, CODE_CHECK);
            }
        arena_reset(a, mark);
    }
}

static void as_typed(void **state)
{
    ARENA a = arena_new(MIB);
    static const struct {
        CodeKind kind;
        Str typed;
        CodeRead verdict;
    } cases[] = {
        { CODE_LIST, S_INIT("aaaa aaa9"), CODE_OK },
        { CODE_LIST, S_INIT(" AAAAAAA9 "), CODE_OK },
        { CODE_LIST,
            S_INIT("AAAA\xe2\x80\x93"
                   "AAA9"),
            CODE_OK },
        { CODE_LIST,
            S_INIT("AAAA\xc2\xa0"
                   "AAA9"),
            CODE_OK },
        { CODE_LIST, S_INIT("AAAA-AAA"), CODE_SHAPE },
        { CODE_LIST, S_INIT("AAAA-AAA99"), CODE_SHAPE },
        { CODE_LIST, S_INIT("AAAA-AAA0"), CODE_SHAPE },
        { CODE_LIST, S_INIT("AAAI-AAA9"), CODE_SHAPE },
        { CODE_LIST, S_INIT("AAAA-AAA\xc3\xa9"), CODE_SHAPE },
        { CODE_LIST, S_INIT("AAAA-AAA9\0"), CODE_SHAPE },
        { CODE_LIST, S_INIT(""), CODE_SHAPE },
        { CODE_MAIL, S_INIT("1234 5678"), CODE_OK },
        { CODE_MAIL, S_INIT("1234567"), CODE_SHAPE },
        { CODE_MAIL, S_INIT("1234567A"), CODE_SHAPE },
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        Str back = S("untouched");
        assert_int_equal(code_read(a, cases[i].kind, cases[i].typed, &back), cases[i].verdict);
        assert_int_equal(str_eq(back, S("untouched")), cases[i].verdict != CODE_OK);
        assert_int_equal(code_read_message(cases[i].kind, cases[i].verdict).n > 0, cases[i].verdict != CODE_OK);
    }
}

static void tokens(void **state)
{
    ARENA a = arena_new(MIB);
    RandomSeed seed = { .seed = 9 };
    Random r = random_seeded(&seed);
    Str one = token_new(a, r), two = token_new(a, r);
    assert_int_equal(one.n, TOKEN_LENGTH);
    assert_true(token_valid(one) && token_valid(two));
    assert_false(str_eq(one, two));
    assert_false(token_valid(str_slice(one, 0, 42)));
    assert_false(token_valid(str_cat(a, one, S("A"))));
    assert_false(token_valid(str_cat(a, str_slice(one, 0, 42), S("="))));
    /* the last sign carries 4 bits: one with bits left over is another writing of the same bytes */
    assert_true(token_valid(S("AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA")));
    assert_false(token_valid(S("AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAB")));
    assert_false(token_valid(STR_NONE));
}

static void hashes_tell_apart(void **state)
{
    uint8_t key[CODE_KEY] = { 1 }, other_key[CODE_KEY] = { 2 }, h[7][CODE_HASH], again[CODE_HASH];
    code_hash(key, CODE_LIST, 12, 7, S("AAAA-AAA9"), h[0]);
    code_hash(key, CODE_LIST, 12, 8, S("AAAA-AAA9"), h[1]);
    code_hash(key, CODE_LIST, 13, 7, S("AAAA-AAA9"), h[2]);
    code_hash(key, CODE_RECOVERY, 12, 7, S("AAAA-AAA9"), h[3]);
    code_hash(other_key, CODE_LIST, 12, 7, S("AAAA-AAA9"), h[4]);
    token_hash(key, S("lien"), S("ab"), h[5]);
    token_hash(key, S("liena"), S("b"), h[6]);
    for (int i = 0; i < 7; i++)
        for (int j = i + 1; j < 7; j++)
            assert_false(code_hash_eq(h[i], h[j]));
    code_hash(key, CODE_LIST, 12, 7, S("AAAA-AAA9"), again);
    assert_true(code_hash_eq(h[0], again));
}

int main(void)
{
    const struct CMUnitTest all[] = {
        cmocka_unit_test(shapes),
        cmocka_unit_test(check_by_hand),
        cmocka_unit_test(every_slip_is_found),
        cmocka_unit_test(as_typed),
        cmocka_unit_test(tokens),
        cmocka_unit_test(hashes_tell_apart),
    };
    return SUITE_MAIN("auth_codes", false, all);
}
