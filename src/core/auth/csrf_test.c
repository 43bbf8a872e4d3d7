// SPDX-License-Identifier: AGPL-3.0-or-later
#include "core/auth/csrf.h"

#include <string.h>

#include "core/auth/codes.h"
#include "core/auth/pkce.h"
#include "support/suite.h"

static const uint8_t key[CSRF_KEY] = { 4, 2 };

static void masked_afresh(void **state)
{
    ARENA a = arena_new(MIB);
    RandomSeed seed = { .seed = 1 };
    Random r = random_seeded(&seed);
    CsrfToken token = csrf_token(key, S("session"));
    Str one = csrf_mask(a, token, r), two = csrf_mask(a, token, r);
    assert_int_equal(one.n, CSRF_LENGTH);
    assert_int_equal(two.n, CSRF_LENGTH);
    assert_false(str_eq(one, two));
    /* neither half is the same */
    assert_false(str_eq(str_slice(one, 0, 42), str_slice(two, 0, 42)));
    assert_false(str_eq(str_slice(one, 44, 86), str_slice(two, 44, 86)));
    assert_true(csrf_verify(token, one));
    assert_true(csrf_verify(token, two));
}

static void refuses_others(void **state)
{
    ARENA a = arena_new(MIB);
    RandomSeed seed = { .seed = 1 };
    Random r = random_seeded(&seed);
    CsrfToken token = csrf_token(key, S("session")), other = csrf_token(key, S("session2"));
    uint8_t other_key[CSRF_KEY] = { 9 };
    Str shown = csrf_mask(a, token, r);
    assert_false(csrf_verify(other, shown));
    assert_false(csrf_verify(csrf_token(other_key, S("session")), shown));
    assert_false(csrf_verify(token, STR_NONE));
    assert_false(csrf_verify(token, str_slice(shown, 0, 85)));
    assert_false(csrf_verify(token, str_cat(a, shown, S("A"))));
    for (size_t i = 0; i < shown.n; i++) {         /* any sign changed */
        char wrong[CSRF_LENGTH];
        memcpy(wrong, shown.p, sizeof wrong);
        wrong[i] = wrong[i] == 'Q' ? 'g' : 'Q';
        assert_false(csrf_verify(token, str_of(wrong, sizeof wrong)));
        wrong[i] = '!';
        assert_false(csrf_verify(token, str_of(wrong, sizeof wrong)));
    }
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
