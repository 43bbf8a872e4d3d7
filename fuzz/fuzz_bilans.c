// SPDX-License-Identifier: AGPL-3.0-or-later
/* A file of monthly counts. Laws: what is taken breaks no rule of a month; each row is taken or refused, once; what is refused is told. */
#include "fuzz.h"

#include "domain/bilans/bilans.h"

enum { TODAY = 202611 };

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
    FUZZ_TEXT s = fuzz_text(data, n);
    ARENA a = arena_new(64 * MIB);
    BilansLus read = { 0 };
    Str message = STR_NONE;
    Err e = bilans_lire(a, s, TODAY, &read, &message);
    FUZZ_CHECK(e == OK || e == ERR_MEMORY || (message.n > 0 && utf8_valid(message)));
    if (e != OK)
        return 0;
    FUZZ_CHECK(read.lignes.n + read.refus.n == (size_t)read.total);
    for (size_t i = 0; i < read.lignes.n; i++) {
        const Bilan *b = &read.lignes.v[i].b;
        FUZZ_CHECK(str_is_none(bilan_faute(b, TODAY, NULL)) && b->mois % 100 >= 1 && b->mois % 100 <= 12);
        FUZZ_CHECK(read.lignes.v[i].structure.n > 0 || read.lignes.v[i].siret.n > 0);
    }
    for (size_t i = 0; i < read.refus.n; i++)
        FUZZ_CHECK(str_starts(read.refus.v[i].dit, S("ligne ")) && utf8_valid(read.refus.v[i].dit));
    return 0;
}
