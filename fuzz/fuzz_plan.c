// SPDX-License-Identifier: AGPL-3.0-or-later
/* A plan's file: our columns, the table of 28, JSON. Laws: what is wrong is told; what is read has a title, an axis, known
 * values, days the right way round, texts and amounts within their bounds. */
#include "fuzz.h"

#include "domain/plan/import.h"

static void check_money(const ActionLue *x)
{
    for (size_t i = 0; i < x->couts.n; i++)
        FUZZ_CHECK(x->couts.v[i].ht >= 0 && x->couts.v[i].tva >= 0 && x->couts.v[i].nature < COUTS_N);
    for (size_t i = 0; i < x->lignes.n; i++) {
        const Financement *f = &x->lignes.v[i];
        FUZZ_CHECK(f->financeur.n > 0 && f->montant >= 0 && f->montant <= MONTANT_MAX && f->etat <= FINANCEMENTS_N);
    }
}

static void check_action(const ActionLue *x)
{
    FUZZ_CHECK(x->titre.n > 0 && utf8_valid(x->titre) && utf8_length(x->titre) <= ACTION_TITRE_MAX);
    FUZZ_CHECK(x->axe > 0 || x->axe_titre.n > 0);
    FUZZ_CHECK(x->etat < ACTION_ETATS_N && x->themes < 1 << PLAN_THEMES_N && x->genre.n > 0);
    FUZZ_CHECK(!x->avancement.has || (x->avancement.v >= 0 && x->avancement.v <= 100));
    FUZZ_CHECK(!(x->debut.has && x->fin.has) || x->debut.d.days <= x->fin.d.days);
    for (int t = 0; t < TEXTES_N; t++)
        FUZZ_CHECK(utf8_valid(x->textes[t]) && utf8_length(x->textes[t]) <= ACTION_TEXTE_MAX);
    check_money(x);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
    FUZZ_TEXT s = fuzz_text(data, n);
    ARENA a = arena_new(64 * MIB);
    PlanLu lu = { 0 };
    int64_t centimes = -1;
    if (argent_lire(s, &centimes))
        FUZZ_CHECK(centimes >= 0 && centimes <= MONTANT_MAX);
    Err e = plan_lire(a, s, &lu);
    if (e == ERR_INVALID)
        FUZZ_CHECK(lu.fautes.n > 0 && lu.fautes.n <= PLAN_FAUTES_MAX);
    for (size_t i = 0; i < lu.fautes.n; i++)
        FUZZ_CHECK(lu.fautes.v[i].n > 0 && utf8_valid(lu.fautes.v[i]));
    if (e != OK)
        return 0;
    FUZZ_CHECK(lu.actions.n > 0 && lu.actions.n <= PLAN_ACTIONS_MAX);
    for (size_t i = 0; i < lu.actions.n; i++)
        check_action(&lu.actions.v[i]);
    return 0;
}
