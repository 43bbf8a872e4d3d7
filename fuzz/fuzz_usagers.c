// SPDX-License-Identifier: AGPL-3.0-or-later
/*
 * A file of people who are accompanied: CSV as it is; what begins with PK is a workbook's bytes. Laws: each row is taken or refused,
 * once; what is refused is told with its line; what is taken is within its bounds.
 */
#include "fuzz.h"

#include "domain/usagers/import.h"

enum { AN = 2026 };

static void check(const UsagerLu *u)
{
    const UsagerIdentite *x = &u->identite;
    FUZZ_CHECK(u->ligne >= 2 && x->nom.n > 0 && x->prenom.n > 0);
    FUZZ_CHECK(utf8_valid(x->nom) && utf8_length(x->nom) <= NOM_MAX && utf8_length(x->prenom) <= NOM_MAX);
    FUZZ_CHECK(str_find_char(x->nom, 0, '\n') == x->nom.n && str_find_char(x->prenom, 0, '\n') == x->prenom.n);
    FUZZ_CHECK(!x->naissance.has || (x->naissance.v >= USAGERS_NAISSANCE_MIN && x->naissance.v <= AN));
    FUZZ_CHECK(u->insee.n == 0 || u->insee.n == 5);
    FUZZ_CHECK(u->genre.n == 0 || choice_index(genres, u->genre) >= 0);
    FUZZ_CHECK(u->statut.n == 0 || choice_index(statuts, u->statut) >= 0);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
    FUZZ_TEXT s = fuzz_text(data, n);
    ARENA a = arena_new(64 * MIB);
    UsagersLus lus = { 0 };
    Str message = STR_NONE;
    Err e = usagers_lire(a, s, AN, &lus, &message);
    FUZZ_CHECK(e == OK || e == ERR_MEMORY || (message.n > 0 && utf8_valid(message)));
    if (e != OK)
        return 0;
    FUZZ_CHECK((int64_t)lus.lignes.n + lus.n_refus == lus.total);
    for (size_t i = 0; i < lus.lignes.n; i++)
        check(&lus.lignes.v[i]);
    for (size_t i = 0; i < lus.refus.n; i++)
        FUZZ_CHECK(str_starts(lus.refus.v[i], S("Ligne ")) && utf8_valid(lus.refus.v[i]));
    return 0;
}
