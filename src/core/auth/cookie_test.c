// SPDX-License-Identifier: AGPL-3.0-or-later
#include "core/auth/cookie.h"

#include <string.h>

#include "support/suite.h"

static void reads(void **state)
{
    static const struct {
        Str header;
        CookieRead verdict;
        Str value;
    } cases[] = {
        { S_INIT("__Host-s=abc"), COOKIE_OK, S_INIT("abc") },
        { S_INIT("a=1; __Host-s=abc; b=2"), COOKIE_OK, S_INIT("abc") },
        { S_INIT("a=1;__Host-s=abc;b=2"), COOKIE_OK, S_INIT("abc") },
        { S_INIT("__Host-s=a=b=="), COOKIE_OK, S_INIT("a=b==") },
        { S_INIT("bad; =x; \"q\"; caf\xc3\xa9=\xe9; __Host-s=abc"), COOKIE_OK, S_INIT("abc") },
        { S_INIT(""), COOKIE_ABSENT, S_INIT("") },
        { S_INIT("a=1; b=2"), COOKIE_ABSENT, S_INIT("") },
        { S_INIT("__host-s=abc"), COOKIE_ABSENT, S_INIT("") },
        { S_INIT("x__Host-s=abc"), COOKIE_ABSENT, S_INIT("") },
        { S_INIT("__Host-s2=abc"), COOKIE_ABSENT, S_INIT("") },
        { S_INIT("a=__Host-s=abc"), COOKIE_ABSENT, S_INIT("") },
        { S_INIT("__Host-s=abc; __Host-s=abc"), COOKIE_REFUSED, S_INIT("") },
        { S_INIT("__Host-s=abc; a=1; __Host-s=def"), COOKIE_REFUSED, S_INIT("") },
        { S_INIT("__Host-s=abc; __Host-s"), COOKIE_REFUSED, S_INIT("") },
        { S_INIT("__Host-s"), COOKIE_REFUSED, S_INIT("") },
        { S_INIT("__Host-s="), COOKIE_REFUSED, S_INIT("") },
        { S_INIT("__Host-s =abc"), COOKIE_REFUSED, S_INIT("") },
        { S_INIT("__Host-s= abc"), COOKIE_REFUSED, S_INIT("") },
        { S_INIT("__Host-s=\"abc\""), COOKIE_REFUSED, S_INIT("") },
        { S_INIT("__Host-s=a,b"), COOKIE_REFUSED, S_INIT("") },
        { S_INIT("__Host-s=a b"), COOKIE_REFUSED, S_INIT("") },
        { S_INIT("__Host-s=a\\b"), COOKIE_REFUSED, S_INIT("") },
        { S_INIT("__Host-s=\xc3\xa9"), COOKIE_REFUSED, S_INIT("") },
        { S_INIT("__Host-s=abc\r\nX: 1"), COOKIE_REFUSED, S_INIT("") },
        { S_INIT("__Host-s=abc; a=\0"), COOKIE_REFUSED, S_INIT("") },
        { S_INIT("__Host-s=abc; a=\x7f"), COOKIE_REFUSED, S_INIT("") },
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        Str value = S("untouched");
        CookieRead got = cookie_read(cases[i].header, S("__Host-s"), &value);
        if (got != cases[i].verdict)
            fail_msg("« %.*s » : %d", STR_ARG(cases[i].header), got);
        assert_str_equal(value, got == COOKIE_OK ? cases[i].value : S("untouched"));
    }
    Str value = STR_NONE;
    assert_int_equal(cookie_read(STR_NONE, S("s"), &value), COOKIE_ABSENT);
}

static void limits(void **state)
{
    ARENA a = arena_new(MIB);
    char big[COOKIE_HEADER_MAX + 1];
    Str value = STR_NONE;
    memset(big, 'a', sizeof big);
    big[0] = 's';
    big[1] = '=';
    assert_int_equal(cookie_read(str_of(big, 2 + COOKIE_VALUE_MAX), S("s"), &value), COOKIE_OK);
    assert_int_equal(value.n, COOKIE_VALUE_MAX);
    assert_int_equal(cookie_read(str_of(big, 3 + COOKIE_VALUE_MAX), S("s"), &value), COOKIE_REFUSED);
    memset(big, 'a', sizeof big);
    assert_int_equal(cookie_read(str_of(big, COOKIE_HEADER_MAX), S("s"), &value), COOKIE_ABSENT);
    assert_int_equal(cookie_read(str_of(big, COOKIE_HEADER_MAX + 1), S("s"), &value), COOKIE_REFUSED);
    BUF b = buf_new(KIB);
    for (int i = 0; i < COOKIE_PAIRS_MAX - 1; i++)
        buf_put(&b, S("a=1;"));
    assert_int_equal(cookie_read(str_cat(a, buf_str(&b), S("s=1")), S("s"), &value), COOKIE_OK);
    assert_int_equal(cookie_read(str_cat(a, buf_str(&b), S("a=1;s=1")), S("s"), &value), COOKIE_REFUSED);
}

static void writes(void **state)
{
    ARENA a = arena_new(MIB);
    Cookie c = { .name = S("session"), .value = S("abc"), .max_age_s = 43200, .secure = true };
    assert_str_equal(cookie_set(a, &c), S("__Host-session=abc; Path=/; Max-Age=43200; Secure; HttpOnly; SameSite=Lax"));
    c.max_age_s = 0;
    c.same_site = SAME_SITE_STRICT;
    assert_str_equal(cookie_set(a, &c), S("__Host-session=abc; Path=/; Secure; HttpOnly; SameSite=Strict"));
    c.max_age_s = -1;
    assert_str_equal(cookie_set(a, &c), S("__Host-session=; Path=/; Max-Age=0; Secure; HttpOnly; SameSite=Strict"));
    c.secure = false;
    assert_str_equal(cookie_set(a, &c), S("session=; Path=/; Max-Age=0; HttpOnly; SameSite=Strict"));
}

int main(void)
{
    const struct CMUnitTest all[] = {
        cmocka_unit_test(reads),
        cmocka_unit_test(limits),
        cmocka_unit_test(writes),
    };
    return SUITE_MAIN("auth_cookie", false, all);
}
