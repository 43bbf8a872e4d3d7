// SPDX-License-Identifier: AGPL-3.0-or-later
#include "core/auth/password.h"

#include <math.h>
#include <string.h>

#include "support/suite.h"

/* libsodium's least: the tests are about what is ours. */
static const PasswordCost cheap = { .passes = 1, .memory = 8192 };

static void hashes_and_verifies(void **state)
{
    ARENA a = arena_new(MIB);
    Str hash = STR_NONE, again = STR_NONE;
    assert_ok(password_hash(a, cheap,
        S("un mot de passe d\xc3\xa9"
          "cent"),
        &hash));
    assert_ok(password_hash(a, cheap,
        S("un mot de passe d\xc3\xa9"
          "cent"),
        &again));
    assert_true(str_starts(hash, S("$argon2id$v=19$m=8,t=1,p=1$")));
    assert_false(str_eq(hash, again));             /* its own salt */
    assert_true(password_verify(a, cheap, hash,
        S("un mot de passe d\xc3\xa9"
          "cent")));
    assert_true(password_verify(a, cheap, hash,
        S("un mot de passe de\xcc\x81"
          "cent")));   /* « e » and its accent apart */
    assert_false(password_verify(a, cheap, hash, S("un mot de passe decent")));
    assert_false(password_verify(a, cheap, hash, S("")));
    assert_false(password_verify(a, cheap, STR_NONE,
        S("un mot de passe d\xc3\xa9"
          "cent")));
    assert_false(password_verify(a, cheap, S(""), S("")));
    assert_false(password_verify(a, cheap, S("$argon2id$v=19$m=8,t=1,p=1$"), S("x")));
}

/* Of the Argon2 reference implementation's tests, version 0x13: "password", "somesalt", t = 2, m = 64 MiB, p = 1. */
static void argon2id_known_answer(void **state)
{
    ARENA a = arena_new(MIB);
    Str hash = S("$argon2id$v=19$m=65536,t=2,p=1$c29tZXNhbHQ$CTFhFdXPJO1aFaMaO6Mm5c8y7cJHAph8ArZWb2GRPPc");
    assert_true(password_verify(a, cheap, hash, S("password")));
    assert_false(password_verify(a, cheap, hash, S("Password")));
}

static void one_place_for_the_cost(void **state)
{
    ARENA a = arena_new(MIB);
    Str hash = STR_NONE;
    assert_ok(password_hash(a, cheap, S("x"), &hash));
    assert_false(password_needs_rehash(hash, cheap));
    assert_true(password_needs_rehash(hash, password_cost));
    assert_true(password_needs_rehash(hash, (PasswordCost){ 2, 8192 }));
    assert_true(password_needs_rehash(S("$argon2i$v=19$m=8,t=1,p=1$c29tZXNhbHQ$x"), cheap));
    assert_true(password_needs_rehash(S("abc"), cheap));
    assert_true(password_needs_rehash(STR_NONE, cheap));
    /* OWASP's minimum for Argon2id: 19 MiB, 2 passes */
    assert_true(password_cost.memory >= 19 * MIB && password_cost.passes >= 2);
    assert_ok(password_hash(a, password_cost, S("x"), &hash));
    assert_true(str_starts(hash, S("$argon2id$v=19$m=65536,t=3,p=1$")));
    assert_false(password_needs_rehash(hash, password_cost));
}

static void refuses_to_hash(void **state)
{
    ARENA a = arena_new(MIB);
    char big[PASSWORD_BYTES_MAX + 1];
    memset(big, 'a', sizeof big);
    Str hash = S("untouched");
    assert_err(password_hash(a, cheap, S(""), &hash), ERR_INVALID);
    assert_err(password_hash(a, cheap, STR_NONE, &hash), ERR_INVALID);
    assert_err(password_hash(a, cheap, S("\xff\xff"), &hash), ERR_INVALID);
    assert_err(password_hash(a, cheap, str_of(big, sizeof big), &hash), ERR_INVALID);
    assert_err(password_hash(a, (PasswordCost){ 1, 1 }, S("x"), &hash), ERR_MEMORY);
    arena_fault_at(1);
    assert_err(password_hash(a, cheap, S("x"), &hash), ERR_MEMORY);
    arena_fault_at(0);
    assert_str_equal(hash, S("untouched"));
}

/* Deliberation 2022-100: its three examples, and 8 signs among 99. */
static void entropy_known_answers(void **state)
{
    assert_true(fabs(password_bits(12, 99) - 79.55) < 0.005);
    assert_true(fabs(password_bits(14, 62) - 83.36) < 0.005);
    assert_true(fabs(password_bits(8, 99) - 53.03) < 0.005);
    assert_true(fabs(password_strength(S("aB3!aB3!aB3!")) - 79.55) < 0.005);
    assert_true(fabs(password_strength(S("aB3aB3aB3aB3aB")) - 83.36) < 0.005);
    assert_true(password_strength(S("")) == 0);
    assert_true(password_bits(12, 99) >= PASSWORD_BITS_MIN);
}

static Err check(Arena *a, Str password, Str *ret_reason)
{
    static const Str own[] = { S_INIT("L\xc3\xa9"
                                      "a Berthelot"),
        S_INIT("lea.berthelot@example.org"), S_INIT("France services de Courville") };
    PasswordRules rules = { .dictionary = STR_NONE, .own = own, .n_own = 3 };
    return password_check(a, &rules, password, ret_reason);
}

static void accepts(void **state)
{
    ARENA a = arena_new(4 * MIB);
    static const Str good[] = {
        S_INIT("zq8!Kd)pL2mW"),                    /* 12 characters of 4 kinds: 79.55 bits */
        S_INIT("zq8vKdrpL2mWxT"),                  /* 14 of 3 kinds */
        S_INIT("sept mots choisis au hasard pour ouvrir"),
        S_INIT("l\xe2\x80\x99\xc3\xa9tang gel\xc3\xa9 du vieux moulin"),
        S_INIT("vqkzjxhwpmtgbnrlcd"),              /* one kind, long enough */
    };
    for (size_t i = 0; i < sizeof good / sizeof *good; i++) {
        Str reason = STR_NONE;
        Err e = check(a, good[i], &reason);
        if (e != OK)
            fail_msg("« %.*s » : %.*s", STR_ARG(good[i]), STR_ARG(reason));
    }
}

static void refuses(void **state)
{
    ARENA a = arena_new(4 * MIB);
    static const struct {
        Str password, reason;
    } bad[] = {
        { S_INIT(""), S_INIT("au moins 12") },
        { S_INIT("zq8!Kd)pL2m"), S_INIT("au moins 12") },
        { S_INIT("\xc3\xa9\xc3\xa9\xc3\xa9\xc3\xa9\xc3\xa9\xc3\xa9"), S_INIT("au moins 12") },
        { S_INIT("zqkvkdrplnmw"), S_INIT("trop vite") },
        { S_INIT("837261940582"), S_INIT("trop vite") },
        { S_INIT("zq8vKdrpL2mWx"), S_INIT("trop vite") },
        { S_INIT("aaaaaaaaaaaaaaaaaaaaaaaa"), S_INIT("m\xc3\xaames signes") },
        { S_INIT("abcdefghijklmnopqrstuvwxyz"), S_INIT("trop simple") },
        { S_INIT("Programming!2024"), S_INIT("dictionnaire") },
        { S_INIT("Motdepasse!2024"), S_INIT("dictionnaire") },
        { S_INIT("Azertyuiop!123"), S_INIT("dictionnaire") },
        { S_INIT("Num\xc3\xa9rique#2026!"), S_INIT("dictionnaire") },
        { S_INIT("L\xc3\xa9"
                 "aBerthelot28!"),
            S_INIT("votre nom") },
        { S_INIT("Berthelot!2028"), S_INIT("votre nom") },
        { S_INIT("Courville!!2028"), S_INIT("votre nom") },
        { S_INIT("zq8!Kd)pL2mW\n"), S_INIT("clavier") },
        { S_INIT("zq8!Kd)pL2mW\xff"), S_INIT("clavier") },
    };
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        Str reason = STR_NONE;
        Err e = check(a, bad[i].password, &reason);
        if (e != ERR_INVALID || !str_has(reason, bad[i].reason) || !utf8_valid(reason))
            fail_msg("« %.*s » : %s, %.*s", STR_ARG(bad[i].password), err_info(e)->name, STR_ARG(reason));
    }
    char big[PASSWORD_BYTES_MAX + 1];
    memset(big, 'a', sizeof big);
    Str reason = STR_NONE;
    assert_err(check(a, str_of(big, sizeof big), &reason), ERR_INVALID);
    assert_true(str_has(reason, S("trop long")));
}

/* SHA-1 of "zq8!Kd)pL2mW" and of neighbours that are not asked for. */
static void operator_list(void **state)
{
    ARENA a = arena_new(4 * MIB);
    Str dir = test_dir(state), path = str_cat(a, dir, S("/liste.txt"));
    BUF b = buf_new(MIB);
    for (int i = 0; i < 3000; i++)                 /* first bytes 00000000, 00010000…, in order */
        buf_format(&b, "%04X0000000000000000000000000000000000%02X:%d\r\n", i * 20, i % 256, i);
    test_write(path, buf_str(&b));
    bool listed = true;
    assert_ok(password_listed(path, S("password"), &listed));
    assert_false(listed);
    /* FIPS 180: SHA-1("abc"); and that of "password", well known */
    static const Str known[] = { S_INIT("A9993E364706816ABA3E25717850C26C9CD0D89D\n"),
        S_INIT("5baa61e4c9b93f3f0682250b6cf8331b7ee68fd8:12\n"),
        S_INIT("5BAA61E4C9B93F3F0682250B6CF8331B7EE68FD8\nA9993E364706816ABA3E25717850C26C9CD0D89D"),
        S_INIT("5BAA61E4C9B93F3F0682250B6CF8331B7EE68FD8:3\r\nA9993E364706816ABA3E25717850C26C9CD0D89D:4\r\n") };
    for (size_t i = 0; i < sizeof known / sizeof *known; i++) {
        test_write(path, known[i]);
        assert_ok(password_listed(path, S("abc"), &listed));
        assert_int_equal(listed, i != 1);
        assert_ok(password_listed(path, S("password"), &listed));
        assert_int_equal(listed, i != 0);
        assert_ok(password_listed(path, S("autre"), &listed));
        assert_false(listed);
    }
    test_write(path, S(""));
    assert_ok(password_listed(path, S("abc"), &listed));
    assert_false(listed);
}

/* Each line of a long list is found, and nothing between two lines. */
static void every_line_is_found(void **state)
{
    ARENA a = arena_new(4 * MIB);
    Str path = str_cat(a, test_dir(state), S("/liste.txt"));
    static const struct {
        const char *word, *sha1;
    } sorted[] = {
        { "9", "0ADE7C2CF97F75D009975F4D720D1FA6C19F4897" },
        { "16", "1574BDDB75C78A6FD2251D61E2993B5146201319" },
        { "11", "17BA0791499DB908433B80F37C5FBC89B870084B" },
        { "4", "1B6453892473A467D07372D45EB05ABC2031647A" },
        { "1", "356A192B7913B04C54574D18C28D46E6395428AB" },
        { "3", "77DE68DAECD823BABBB58EDB1C8E14D7106E83BB" },
        { "2", "DA4B9237BACCCDF19C0760CAB7AEC4A8359010B0" },
        { "15", "F1ABD670358E036C31296E66B3B66C382AC00812" },
    };
    BUF b = buf_new(MIB);
    for (int i = 0; i < 8; i++)
        buf_format(&b, "%s:%0*d\n", sorted[i].sha1, i * 4 + 1, i);
    test_write(path, buf_str(&b));
    for (int i = 0; i < 8; i++) {
        bool listed = false;
        assert_ok(password_listed(path, str_from(sorted[i].word), &listed));
        assert_true(listed);
    }
    bool listed = true;
    assert_ok(password_listed(path, S("5"), &listed));
    assert_false(listed);
}

static void lists_that_cannot_be_read(void **state)
{
    ARENA a = arena_new(4 * MIB);
    Str dir = test_dir(state), path = str_cat(a, dir, S("/liste.txt")), reason = STR_NONE;
    bool listed = false;
    assert_err(password_listed(str_cat(a, dir, S("/absente")), S("abc"), &listed), ERR_IO);
    assert_err(password_listed(dir, S("abc"), &listed), ERR_IO);
    assert_err(password_listed(STR_NONE, S("abc"), &listed), ERR_IO);
    static const Str bad[] = { S_INIT("password\nabc\n"), S_INIT("A9993E364706816ABA3E25717850C26C9CD0D89\n"),
        S_INIT("A9993E364706816ABA3E25717850C26C9CD0D89DF\n"), S_INIT("\n\n\n"),
        S_INIT(
            "A9993E364706816ABA3E25717850C26C9CD0D89D:000000000000000000000000000000000000000000000000000000000000000"
            "0000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000\n") };
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        test_write(path, bad[i]);
        assert_err(password_listed(path, S("xyz"), &listed), ERR_IO);
    }
    PasswordRules rules = { .common = path };
    assert_err(password_check(a, &rules, S("zq8!Kd)pL2mW"), &reason), ERR_IO);
    assert_true(str_has(reason, S("liste.txt")));
    rules = (PasswordRules){ .dictionary = str_cat(a, dir, S("/dico")) };
    assert_err(password_check(a, &rules, S("zq8!Kd)pL2mW"), &reason), ERR_IO);
    assert_true(str_has(reason, S("dico")));
    /* SHA-1("zq8!Kd)pL2mW") */
    test_write(path, S("D210C23C05C62B3C7E92D2ECCFF8FBE97DE24AE2\n"));
    rules = (PasswordRules){ .common = path };
    assert_err(password_check(a, &rules, S("zq8!Kd)pL2mW"), &reason), ERR_INVALID);
    assert_true(str_has(reason, S("vol\xc3\xa9s")));
}

int main(void)
{
    const struct CMUnitTest all[] = {
        cmocka_unit_test(hashes_and_verifies),
        cmocka_unit_test(argon2id_known_answer),
        cmocka_unit_test(one_place_for_the_cost),
        cmocka_unit_test(refuses_to_hash),
        cmocka_unit_test(entropy_known_answers),
        cmocka_unit_test(accepts),
        cmocka_unit_test(refuses),
        cmocka_unit_test(operator_list),
        cmocka_unit_test(every_line_is_found),
        cmocka_unit_test(lists_that_cannot_be_read),
    };
    return SUITE_MAIN("auth_password", false, all);
}
