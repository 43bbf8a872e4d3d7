// SPDX-License-Identifier: AGPL-3.0-or-later
/* What is typed where a one-time code is asked: the verdict is the one of a plain second reading. */
#include "fuzz.h"

#include <string.h>

#include "core/auth/totp.h"

static const Str key = S_INIT("12345678901234567890");      /* RFC 4226, appendix D */

/* The verdict at second 59, for codes of 0 ("755224"), 1 and 2 when the last one used is `last`. */
static TotpVerdict plainly(Str s, int64_t last)
{
    static const char *const codes[] = { "755224", "287082", "359152" };
    static const char *const blanks[] = { "\xc2\xa0", "\xe2\x80\xaf", " ", "-" };
    char code[64];
    size_t n = 0;
    if (s.n > 64)
        return TOTP_SHAPE;
    s = str_trim(s);
    while (s.n > 0) {
        size_t skip = 0;
        for (size_t i = 0; i < sizeof blanks / sizeof *blanks; i++)
            if (str_starts(s, str_from(blanks[i])))
                skip = strlen(blanks[i]);
        if (!skip && (*s.p < '0' || *s.p > '9'))
            return TOTP_SHAPE;
        if (!skip)
            code[n++] = *s.p;
        s = str_slice(s, skip ? skip : 1, s.n);
    }
    if (n != 6)
        return TOTP_SHAPE;
    for (int i = 0; i < 3; i++)
        if (memcmp(code, codes[i], 6) == 0)
            return i > last ? TOTP_OK : TOTP_REUSED;
    return TOTP_WRONG;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
    FUZZ_TEXT s = fuzz_text(data, n);
    for (int64_t last = -1; last < 3; last++) {
        int64_t counter = -7;
        TotpVerdict verdict = totp_verify(totp_application, key, s, 59, last, &counter);
        FUZZ_CHECK(verdict == plainly(s, last));
        FUZZ_CHECK(verdict == TOTP_OK ? counter > last && counter <= 2 : counter == -7);
    }
    return 0;
}
