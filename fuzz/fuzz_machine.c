// SPDX-License-Identifier: AGPL-3.0-or-later
/*
 * The input as an Authorization header and as each form of signature. What is read is written back as it was; what is
 * not of the form is refused.
 */
#include "fuzz.h"

#include "core/auth/codes.h"
#include "core/auth/machine.h"

static bool is_hex(Str s)
{
    for (size_t i = 0; i < s.n; i++)
        if (!((s.p[i] >= '0' && s.p[i] <= '9') || (s.p[i] >= 'a' && s.p[i] <= 'f') || (s.p[i] >= 'A' && s.p[i] <= 'F')))
            return false;
    return s.n == 2 * MAC_BYTES;
}

static void check_signature(Arena *a, SignatureScheme scheme, Str s)
{
    Signature read = { 0 };
    if (!signature_read(scheme, s, &read)) {
        FUZZ_CHECK(scheme == SIGNATURE_DATED || !is_hex(s));
        return;
    }
    FUZZ_CHECK(read.dated == (scheme == SIGNATURE_DATED));
    Str mac = str_slice(s, s.n - 2 * MAC_BYTES, s.n);
    FUZZ_CHECK(is_hex(mac));
    if (read.dated)
        FUZZ_CHECK(str_eq(str_slice(s, 0, s.n - mac.n), str_format(a, "t=%lld,v1=", (long long)read.at)));
    else
        FUZZ_CHECK(mac.n == s.n);
    FUZZ_CHECK(signature_fits(&read, read.mac));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
    FUZZ_TEXT s = fuzz_text(data, n);
    ARENA a = arena_new(MIB);
    Str token = bearer_read(s);
    if (!str_is_none(token)) {
        FUZZ_CHECK(token.n == BEARER_LENGTH && str_has(s, token) && str_starts(token, S(BEARER_PREFIX)));
        FUZZ_CHECK(token_valid(str_slice(token, sizeof BEARER_PREFIX - 1, token.n)));
    }
    check_signature(a, SIGNATURE_DATED, s);
    check_signature(a, SIGNATURE_BODY, s);
    return 0;
}
