// SPDX-License-Identifier: AGPL-3.0-or-later
/* Known answers: RFC 4231, case 2 (HMAC-SHA-256 of "what do ya want for nothing?" with the key "Jefe"). */
#include "core/auth/machine.h"

#include <string.h>

#include "core/auth/codes.h"
#include "support/suite.h"

#define TOKEN "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPA"
#define MAC "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843"

static void a_bearer_is_read_exactly(void **state)
{
    static const char *const bad[] = { "", "Bearer", "Bearer ", "Bearer " TOKEN, "Basic ne_" TOKEN, "Bearer ne_court",
        "Bearer ne_" TOKEN "A", "Bearer ne_" TOKEN ", Bearer x", "Bearer nf_" TOKEN, "ne_" TOKEN,
        "Bearer ne_abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNO+/" };
    assert_str_equal(bearer_read(S("Bearer ne_" TOKEN)), S("ne_" TOKEN));
    assert_str_equal(bearer_read(S("bearer  ne_" TOKEN)), S("ne_" TOKEN));
    assert_true(str_is_none(bearer_read(STR_NONE)));
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
        if (!str_is_none(bearer_read(str_from(bad[i]))))
            fail_msg("« %s » est pris", bad[i]);
}

static void a_signature_is_that_of_the_rfc(void **state)
{
    Signature s;
    uint8_t mac[MAC_BYTES];
    const Str body = S("what do ya want for nothing?");
    ARENA a = arena_new(MIB);
    assert_str_equal(signature_write(a, SIGNATURE_BODY, S("Jefe"), 0, body), S(MAC));
    assert_true(signature_read(SIGNATURE_BODY, S(MAC), &s));
    assert_false(s.dated);
    signature_mac(SIGNATURE_BODY, S("Jefe"), 0, body, mac);
    assert_true(signature_fits(&s, mac));
    signature_mac(SIGNATURE_BODY, S("jefe"), 0, body, mac);
    assert_false(signature_fits(&s, mac));
    signature_mac(SIGNATURE_BODY, S("Jefe"), 0, S("what do ya want for nothing!"), mac);
    assert_false(signature_fits(&s, mac));
}

/* The instant is signed with the body: neither moves without the other. */
static void an_instant_is_signed_too(void **state)
{
    Signature s;
    uint8_t mac[MAC_BYTES];
    ARENA a = arena_new(MIB);
    Str header = signature_write(a, SIGNATURE_DATED, S("Jefe"), 1795435200, S("{}"));
    assert_true(str_starts(header, S("t=1795435200,v1=")));
    assert_true(signature_read(SIGNATURE_DATED, header, &s) && s.dated && s.at == 1795435200);
    signature_mac(SIGNATURE_DATED, S("Jefe"), 1795435200, S("{}"), mac);
    assert_true(signature_fits(&s, mac));
    signature_mac(SIGNATURE_DATED, S("Jefe"), 1795435201, S("{}"), mac);
    assert_false(signature_fits(&s, mac));
    /* digits of the one cannot slip into the other */
    signature_mac(SIGNATURE_DATED, S("Jefe"), 179543520, S("0{}"), mac);
    assert_false(signature_fits(&s, mac));
}

static void anything_else_is_refused(void **state)
{
    static const char *const dated[] = { "", MAC, "t=1,v1=", "t=,v1=" MAC, "t=-1,v1=" MAC, "t=01,v1=" MAC,
        "t=1795435200,v0=" MAC, "t=1795435200;v1=" MAC, "v1=" MAC ",t=1795435200", "t=1795435200,v1=" MAC ",v1=" MAC,
        "t=1795435200000,v1=" MAC, "t=1795435200 ,v1=" MAC };
    static const char *const plain[] = { "", "5bdc", MAC "00", "t=1,v1=" MAC, " " MAC,
        "zbdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843",
        "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec384" };
    Signature s;
    for (size_t i = 0; i < sizeof dated / sizeof *dated; i++)
        if (signature_read(SIGNATURE_DATED, str_from(dated[i]), &s))
            fail_msg("« %s » est pris", dated[i]);
    for (size_t i = 0; i < sizeof plain / sizeof *plain; i++)
        if (signature_read(SIGNATURE_BODY, str_from(plain[i]), &s))
            fail_msg("« %s » est pris", plain[i]);
    assert_false(signature_read(SIGNATURE_BODY, STR_NONE, &s));
}

int main(void)
{
    static const struct CMUnitTest all[] = {
        cmocka_unit_test(a_bearer_is_read_exactly),
        cmocka_unit_test(a_signature_is_that_of_the_rfc),
        cmocka_unit_test(an_instant_is_signed_too),
        cmocka_unit_test(anything_else_is_refused),
    };
    return SUITE_MAIN("auth_machine", false, all);
}
