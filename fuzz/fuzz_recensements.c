// SPDX-License-Identifier: AGPL-3.0-or-later
/* A file of a census, for each census. Laws: what is kept has every required column, each value is read again as itself, an UAI
 * has the letter of its number; what is refused is told in French. */
#include "fuzz.h"

#include "domain/recensements/lecture.h"

static void check_uai(Str s)
{
    static const char letters[] = "ABCDEFGHJKLMNPRSTUVWXYZ";
    int64_t number = 0;
    FUZZ_CHECK(s.n == 8 && str_to_i64(str_slice(s, 0, 7), &number));
    FUZZ_CHECK(s.p[7] == letters[number % 23]);
}

static void check_line(Arena *a, const Recensement *r, const LigneLue *l)
{
    FUZZ_CHECK(r->a_part || (l->l.lieu.n > 0 && utf8_valid(l->l.lieu)));
    for (int i = 0; r->colonnes[i].champ; i++) {
        const Colonne *c = &r->colonnes[i];
        Str fault = STR_NONE;
        FUZZ_CHECK(!c->requise || l->l.v[i].n > 0);
        if (!l->l.v[i].n)
            continue;
        FUZZ_CHECK(utf8_valid(l->l.v[i]));
        FUZZ_CHECK(str_eq(colonne_lire(a, c, l->l.v[i], &fault), l->l.v[i]) && !fault.n);
        FUZZ_CHECK(colonne_montrer(a, c, l->l.v[i]).n > 0);
        if (c->regle == COL_UAI)
            check_uai(l->l.v[i]);
    }
    FUZZ_CHECK(ligne_cle(a, r, &l->l).n > 0);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
    FUZZ_TEXT s = fuzz_text(data, n);
    for (const Recensement *r = recensements; r->nom.n; r++) {
        ARENA a = arena_new(64 * MIB);
        RecensementLu lu = { 0 };
        Str message = STR_NONE;
        Err e = recensement_lire(a, r, s, &lu, &message);
        FUZZ_CHECK(e == OK || e == ERR_MEMORY || (message.n > 0 && utf8_valid(message)));
        for (size_t i = 0; e == OK && i < lu.lignes.n; i++)
            check_line(a, r, &lu.lignes.v[i]);
        for (size_t i = 0; e == OK && i < lu.remarques.n; i++)
            FUZZ_CHECK(lu.remarques.v[i].raison.n > 0 && utf8_valid(lu.remarques.v[i].raison));
    }
    return 0;
}
