// SPDX-License-Identifier: AGPL-3.0-or-later
/* A file of addresses of official files. Laws: what is refused is told, with its line; what is taken is words of the text,
 * without blanks, the fingerprint of 64 digits; all sources refuse a text alike. */
#include "fuzz.h"

#include "domain/recuperation/sources.h"

static void check_word(Str word)
{
    FUZZ_CHECK(word.n > 0 && str_find_char(word, 0, ' ') == word.n && str_find_char(word, 0, '\n') == word.n);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
    FUZZ_TEXT s = fuzz_text(data, n);
    ARENA a = arena_new(MIB);
    int taken = 0, all = 0;
    for (const Source *one = sources; one->nom; one++, all++) {
        SourceAdresse got = { STR_NONE, STR_NONE };
        Str message = STR_NONE;
        Err e = source_adresse_lire(a, s, one, &got, &message);
        FUZZ_CHECK(e == OK || e == ERR_MEMORY ||
                   (e == ERR_INVALID && str_starts(message, S("ligne ")) && utf8_valid(message)));
        taken += e == OK;
        if (e != OK)
            continue;
        if (!str_is_none(got.adresse))
            check_word(got.adresse);
        FUZZ_CHECK(str_is_none(got.sha256) || (!str_is_none(got.adresse) && empreinte_valable(got.sha256)));
    }
    FUZZ_CHECK(taken == 0 || taken == all || arena_failed(a));
    return 0;
}
