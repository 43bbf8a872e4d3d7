// SPDX-License-Identifier: AGPL-3.0-or-later
#include "core/auth/totp.h"

#include "core/auth/base32.h"
#include "support/suite.h"

static const Str key20 = S_INIT("12345678901234567890");
static const Str key32 = S_INIT("12345678901234567890123456789012");
static const Str key64 = S_INIT("1234567890123456789012345678901234567890123456789012345678901234");

/* RFC 4226, appendix D. */
static void hotp_known_answers(void **state)
{
    static const char *const codes[] = { "755224", "287082", "359152", "969429", "338314", "254676", "287922", "162583",
        "399871", "520489" };
    for (int i = 0; i < 10; i++) {
        char code[9];
        assert_ok(totp_code(totp_application, key20, i, code));
        assert_string_equal(code, codes[i]);
    }
}

/* RFC 6238, appendix B (with the keys of its erratum 2866: one length a hash). */
static void totp_known_answers(void **state)
{
    static const struct {
        int64_t at;
        const char *sha1, *sha256, *sha512;
    } known[] = {
        { 59, "94287082", "46119246", "90693936" },
        { 1111111109, "07081804", "68084774", "25091201" },
        { 1111111111, "14050471", "67062674", "99943326" },
        { 1234567890, "89005924", "91819424", "93441116" },
        { 2000000000, "69279037", "90698825", "38618901" },
        { 20000000000, "65353130", "77737706", "47863826" },
    };
    for (size_t i = 0; i < sizeof known / sizeof *known; i++) {
        Totp t = { .hash = TOTP_SHA1, .digits = 8, .step_s = 30, .window = 1 };
        char code[9];
        assert_ok(totp_code(t, key20, totp_counter(t, known[i].at), code));
        assert_string_equal(code, known[i].sha1);
        t.hash = TOTP_SHA256;
        assert_ok(totp_code(t, key32, totp_counter(t, known[i].at), code));
        assert_string_equal(code, known[i].sha256);
        t.hash = TOTP_SHA512;
        assert_ok(totp_code(t, key64, totp_counter(t, known[i].at), code));
        assert_string_equal(code, known[i].sha512);
    }
}

/* The code of step 1 ("287082") is good during steps 0, 1 and 2, and not a second more. */
static void window_of_one_step(void **state)
{
    static const struct {
        int64_t now;
        TotpVerdict verdict;
    } cases[] = { { 0, TOTP_OK }, { 29, TOTP_OK }, { 30, TOTP_OK }, { 59, TOTP_OK }, { 89, TOTP_OK },
        { 90, TOTP_WRONG }, { 100000, TOTP_WRONG } };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        int64_t counter = -5;
        assert_int_equal(totp_verify(totp_application, key20, S("287082"), cases[i].now, -1, &counter),
            cases[i].verdict);
        assert_int_equal(counter, cases[i].verdict == TOTP_OK ? 1 : -5);
    }
}

static void used_once(void **state)
{
    int64_t counter = -5;
    assert_int_equal(totp_verify(totp_application, key20, S("287082"), 59, 1, &counter), TOTP_REUSED);
    assert_int_equal(totp_verify(totp_application, key20, S("755224"), 59, 1, &counter), TOTP_REUSED);
    assert_int_equal(counter, -5);
    assert_int_equal(totp_verify(totp_application, key20, S("359152"), 59, 1, &counter), TOTP_OK);
    assert_int_equal(counter, 2);
}

static void as_typed(void **state)
{
    static const struct {
        Str typed;
        TotpVerdict verdict;
    } cases[] = { { S_INIT(" 287 082 "), TOTP_OK },
        { S_INIT("287\xc2\xa0"
                 "082"),
            TOTP_OK },
        { S_INIT("287\xe2\x80\xaf"
                 "082"),
            TOTP_OK },
        { S_INIT("287-082"), TOTP_OK }, { S_INIT("28708"), TOTP_SHAPE }, { S_INIT("2870820"), TOTP_SHAPE },
        { S_INIT("28708a"), TOTP_SHAPE }, { S_INIT(""), TOTP_SHAPE }, { S_INIT("287082\0"), TOTP_SHAPE },
        { S_INIT("\xff\xff\xff\xff\xff\xff"), TOTP_SHAPE }, { S_INIT("000000"), TOTP_WRONG } };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        int64_t counter = 0;
        assert_int_equal(totp_verify(totp_application, key20, cases[i].typed, 59, -1, &counter), cases[i].verdict);
    }
    char big[100] = "287082";
    for (size_t i = 6; i < sizeof big; i++)
        big[i] = ' ';
    int64_t counter = 0;
    assert_int_equal(totp_verify(totp_application, key20, str_of(big, sizeof big), 59, -1, &counter), TOTP_SHAPE);
}

static void broken_parameters(void **state)
{
    static const Totp bad[] = { { TOTP_SHA1, 5, 30, 1 }, { TOTP_SHA1, 9, 30, 1 }, { TOTP_SHA1, 6, 0, 1 },
        { TOTP_SHA1, 6, 121, 1 }, { TOTP_SHA1, 6, 30, 5 }, { TOTP_SHA1, 6, 30, -1 }, { (TotpHash)7, 6, 30, 1 } };
    int64_t counter = 0;
    char code[9];
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        assert_false(totp_valid(bad[i]));
        assert_err(totp_code(bad[i], key20, 1, code), ERR_INVALID);
        assert_int_equal(totp_verify(bad[i], key20, S("287082"), 59, -1, &counter), TOTP_BROKEN);
    }
    assert_err(totp_code(totp_application, S(""), 1, code), ERR_INVALID);
    assert_int_equal(totp_verify(totp_application, S(""), S("287082"), 59, -1, &counter), TOTP_BROKEN);
    assert_int_equal(totp_verify(totp_application, key20, S("287082"), -1, -1, &counter), TOTP_BROKEN);
}

static void uri_for_the_qr_code(void **state)
{
    ARENA a = arena_new(MIB);
    assert_str_equal(totp_uri(a, totp_application, S("Numérique: 28"), S("lea@example.org"), key20),
        S("otpauth://totp/Num%C3%A9rique%20%2028:lea%40example.org?secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ"
          "&issuer=Num%C3%A9rique%20%2028&algorithm=SHA1&digits=6&period=30"));
    RandomSeed seed = { .seed = 1 };
    Random r = random_seeded(&seed);
    Str one = totp_secret_new(a, r), two = totp_secret_new(a, r);
    assert_int_equal(one.n, TOTP_SECRET_NEW);
    assert_false(str_eq(one, two));
}

int main(void)
{
    const struct CMUnitTest all[] = {
        cmocka_unit_test(hotp_known_answers),
        cmocka_unit_test(totp_known_answers),
        cmocka_unit_test(window_of_one_step),
        cmocka_unit_test(used_once),
        cmocka_unit_test(as_typed),
        cmocka_unit_test(broken_parameters),
        cmocka_unit_test(uri_for_the_qr_code),
    };
    return SUITE_MAIN("auth_totp", false, all);
}
