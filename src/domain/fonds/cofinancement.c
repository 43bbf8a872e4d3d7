// SPDX-License-Identifier: AGPL-3.0-or-later
/* What the fund adds to the financing plans of actions, and what remains to be found. */
#include "domain/fonds/fonds_priv.h"

static bool told_by_plan(Arena *a, const MatriceFonds *m, const FinancementPlan *p)
{
    for (size_t i = 0; i < p->lignes_n; i++)
        for (size_t k = 0; k < m->tous_n; k++)
            if (financeur_meme(a, p->lignes[i].financeur, m->tous[k].nom))
                return true;
    return false;
}

static Err read_grants(Db *db, Arena *a, MatriceFonds *m)
{
    const DemandeFonds *all;
    size_t n = 0;
    int64_t total = 0;
    TRY(fonds_demandes_de(db, a, NULL, &(DemandeFiltre){ DEMANDE_ACCEPTEE, { 0 } }, 0, &all, &n, &total));
    for (size_t i = 0; i < n; i++)
        for (size_t k = 0; k < m->plan.actions_n; k++)
            if (str_eq(all[i].action, m->plan.actions[k].numero) && !told_by_plan(a, m, &m->argent[k])) {
                m->fonds[k] += all[i].accorde - all[i].libere;
                m->verse[k] += all[i].paye;
            }
    return OK;
}

Err fonds_matrice(Db *db, Arena *a, MatriceFonds *ret)
{
    MatriceFonds m = { 0 };
    Err e = plan_sans_montants(db, a, &m.plan);
    if (e != OK && e != ERR_NOT_FOUND)
        return e;
    TRY(fonds_tous(db, a, false, &m.tous, &m.tous_n));
    m.fonds = NEW(a, int64_t, m.plan.actions_n + 1);
    m.verse = NEW(a, int64_t, m.plan.actions_n + 1);
    if (!m.fonds || !m.verse)
        return ERR_MEMORY;
    TRY(plan_argent(db, a, &m.plan, &m.argent));
    TRY(read_grants(db, a, &m));
    *ret = m;
    return OK;
}

int64_t fonds_matrice_reste(const MatriceFonds *m, size_t at)
{
    const Equilibre e = equilibre_de(&m->argent[at]);
    int64_t found = e.recettes + m->fonds[at];
    return e.depenses > found ? e.depenses - found : 0;
}
