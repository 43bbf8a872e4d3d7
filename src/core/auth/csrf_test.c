// SPDX-License-Identifier: AGPL-3.0-or-later
#include "core/auth/csrf.h"

#include <string.h>

#include "core/auth/codes.h"
#include "core/auth/pkce.h"
#include "support/suite.h"

enum { NOW = 1795435200 };
static const uint8_t key[CSRF_KEY] = { 4, 2 };

static void masked_afresh(void **state)
{
    ARENA a = arena_new(MIB);
    RandomSeed seed = { .seed = 1 };
    Random r = random_seeded(&seed);
    int64_t at = 0;
    CsrfToken token = csrf_token(key, S("session"));
    Str one = csrf_mask(a, token, NOW, r), two = csrf_mask(a, token, NOW, r);
    assert_int_equal(one.n, CSRF_LENGTH);
    assert_int_equal(two.n, CSRF_LENGTH);
    assert_false(str_eq(one, two));
    /* neither half is the same */
    assert_false(str_eq(str_slice(one, 12, 52), str_slice(two, 12, 52)));
    assert_false(str_eq(str_slice(one, 56, 96), str_slice(two, 56, 96)));
    assert_true(csrf_verify(token, one, &at));
    assert_int_equal(at, NOW);
    assert_true(csrf_verify(token, two, &at));
}

static void refuses_others(void **state)
{
    ARENA a = arena_new(MIB);
    RandomSeed seed = { .seed = 1 };
    Random r = random_seeded(&seed);
    CsrfToken token = csrf_token(key, S("session")), other = csrf_token(key, S("session2"));
    uint8_t other_key[CSRF_KEY] = { 9 };
    int64_t at = 7;
    Str shown = csrf_mask(a, token, NOW, r);
    assert_false(csrf_verify(other, shown, &at));
    assert_false(csrf_verify(csrf_token(other_key, S("session")), shown, &at));
    assert_false(csrf_verify(token, STR_NONE, &at));
    assert_false(csrf_verify(token, str_slice(shown, 0, CSRF_LENGTH - 1), &at));
    assert_false(csrf_verify(token, str_cat(a, shown, S("A")), &at));
    for (size_t i = 0; i < shown.n; i++) {         /* any sign changed */
        char wrong[CSRF_LENGTH];
        memcpy(wrong, shown.p, sizeof wrong);
        wrong[i] = wrong[i] == 'Q' ? 'g' : 'Q';
        assert_false(csrf_verify(token, str_of(wrong, sizeof wrong), &at));
        wrong[i] = '!';
        assert_false(csrf_verify(token, str_of(wrong, sizeof wrong), &at));
    }
    assert_int_equal(at, 7);
}

/* RFC 7636, appendix B. */
static void pkce_known_answer(void **state)
{
    ARENA a = arena_new(MIB);
    assert_str_equal(pkce_challenge(a, S("dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk")),
        S("E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM"));
    RandomSeed seed = { .seed = 1 };
    Str verifier = pkce_verifier_new(a, random_seeded(&seed));
    assert_int_equal(verifier.n, 43);
    assert_true(token_valid(pkce_challenge(a, verifier)));
}

int main(void)
{
    const struct CMUnitTest all[] = {
        cmocka_unit_test(masked_afresh),
        cmocka_unit_test(refuses_others),
        cmocka_unit_test(pkce_known_answer),
    };
    return SUITE_MAIN("auth_csrf", false, all);
}
