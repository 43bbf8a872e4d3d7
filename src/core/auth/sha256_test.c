// SPDX-License-Identifier: AGPL-3.0-or-later
#include "core/auth/sha256.h"

#include "support/suite.h"

/* Known answers of FIPS 180-4 (NIST, examples). */
static void known_answers(void **state)
{
    (void)state;
    ARENA a = arena_new(64 * KIB);
    static const Str empty = S_INIT("e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
    assert_str_equal(sha256_hex(a, S("abc")), S("ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"));
    assert_str_equal(sha256_hex(a, S("")), empty);
    assert_str_equal(sha256_hex(a, STR_NONE), empty);
}

int main(void)
{
    const struct CMUnitTest all[] = { cmocka_unit_test(known_answers) };
    return SUITE_MAIN("auth_sha256", false, all);
}
