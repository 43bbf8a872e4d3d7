// SPDX-License-Identifier: AGPL-3.0-or-later
/* A file of public aids. Laws: what is wrong is told; what is read has a name and an identifier that nothing else has, rates of a
 * hundred at most, an address of the web or none, texts within their bound; a proposal shares a word, and is open. */
#include "fuzz.h"

#include "domain/plan/aides.h"

static void check_aid(const AidesLues *l, size_t i)
{
    const Aide *x = &l->aides.v[i];
    FUZZ_CHECK(x->nom.n > 0 && utf8_valid(x->nom) && utf8_length(x->nom) <= AIDE_TEXTE_MAX);
    FUZZ_CHECK(x->cle.n > 0 && utf8_valid(x->financeurs) && utf8_valid(x->categories));
    FUZZ_CHECK(!x->taux_min.has || (x->taux_min.v >= 0 && x->taux_min.v <= 100));
    FUZZ_CHECK(!x->taux_max.has || (x->taux_max.v >= 0 && x->taux_max.v <= 100));
    FUZZ_CHECK(x->url.n == 0 || str_starts(x->url, S("http://")) || str_starts(x->url, S("https://")));
    for (size_t k = 0; k < i; k++)
        FUZZ_CHECK(!str_eq(l->aides.v[k].cle, x->cle));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
    FUZZ_TEXT s = fuzz_text(data, n);
    ARENA a = arena_new(64 * MIB);
    AidesLues l = { 0 };
    const AideProposee *p;
    size_t found = 0;
    const Action x = { .titre = S("Former les aidants et prêter du matériel dans les lieux"), .themes = 0 };
    const Date today = date_from_ymd(2026, 1, 1);
    Err e = aides_lire(a, s, &l);
    if (e == ERR_INVALID)
        FUZZ_CHECK(l.fautes.n > 0 && l.fautes.n <= AIDES_FAUTES_MAX);
    for (size_t i = 0; i < l.fautes.n; i++)
        FUZZ_CHECK(l.fautes.v[i].n > 0 && utf8_valid(l.fautes.v[i]));
    if (e != OK)
        return 0;
    FUZZ_CHECK(l.aides.n > 0 && l.aides.n <= AIDES_MAX);
    for (size_t i = 0; i < l.aides.n; i++)
        check_aid(&l, i);
    FUZZ_CHECK(aides_proposer(a, &x, l.aides.v, l.aides.n, today, &p, &found) == OK && found <= AIDES_PROPOSEES);
    for (size_t i = 0; i < found; i++) {
        FUZZ_CHECK(p[i].score > 0 && p[i].mots.n > 0 && (i == 0 || p[i - 1].score >= p[i].score));
        FUZZ_CHECK(!p[i].aide->fin.has || p[i].aide->fin.d.days >= today.days);
    }
    return 0;
}
