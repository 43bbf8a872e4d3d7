// SPDX-License-Identifier: AGPL-3.0-or-later
/* SIRET as people copy it: the verdict is the one of a plain second reading, and a SIRET reads as itself. */
#include "fuzz.h"

#include <string.h>

/* The digits, without the separators; false when something else is there or there are too many. */
static bool digits_of(Str s, char to[14], size_t *ret_n)
{
    static const char *const blanks[] = { " ", "\t", ".", "\xc2\xa0", "\xe2\x80\xaf" };
    size_t n = 0;
    while (s.n > 0) {
        size_t skip = 0;
        for (size_t i = 0; i < sizeof blanks / sizeof *blanks; i++)
            if (str_starts(s, str_from(blanks[i])))
                skip = strlen(blanks[i]);
        if (!skip) {
            if (*s.p < '0' || *s.p > '9' || n == 14)
                return false;
            to[n++] = *s.p;
        }
        s = str_slice(s, skip ? skip : 1, s.n);
    }
    *ret_n = n;
    return true;
}

/* Luhn's sum by a table: what each digit counts for when it is doubled. */
static bool sums(const char *digits, size_t n)
{
    static const int doubled[] = { 0, 2, 4, 6, 8, 1, 3, 5, 7, 9 };
    int sum = 0;
    for (size_t i = 0; i < n; i++)
        sum += (n - i) % 2 == 0 ? doubled[digits[i] - '0'] : digits[i] - '0';
    return sum % 10 == 0;
}

static bool plainly(Str s, char to[14])
{
    size_t n = 0;
    int plain = 0;
    if (s.n > 64 || !digits_of(s, to, &n) || n != 14 || memcmp(to, "000000000", 9) == 0 || !sums(to, 9))
        return false;
    for (size_t i = 0; i < 14; i++)
        plain += to[i] - '0';
    return sums(to, 14) || (memcmp(to, "356000000", 9) == 0 && plain % 5 == 0);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
    FUZZ_TEXT s = fuzz_text(data, n);
    char digits[14];
    Siret got, again;
    bool good = plainly(s, digits);
    FUZZ_CHECK(siret_parse(s, &got) == good);
    if (good) {
        FUZZ_SAME(siret_str(&got), str_of(digits, 14));
        FUZZ_CHECK(siret_valid(siret_str(&got)) && siren_valid(siret_siren(&got)));
        FUZZ_CHECK(siret_parse(siret_str(&got), &again));
        FUZZ_SAME(siret_str(&again), siret_str(&got));
    } else {
        FUZZ_CHECK(!siret_valid(s));
    }
    FUZZ_CHECK(!siren_valid(s) || s.n == 9);
    return 0;
}
