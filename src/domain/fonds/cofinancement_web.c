// SPDX-License-Identifier: AGPL-3.0-or-later
/* /fonds/cofinancement: action × funder, what the fund grants, what remains to be found. */
#include "domain/fonds/fonds_web.h"
#include "domain/journal/journal.h"
#include "fonds_cofinancement_view.h"

/* Its column, however its name is written: the same spelling is the rule, and costs no key. */
static size_t funder_at(Arena *a, const Str *v, const Str *keys, size_t n, Str nom)
{
    size_t i = 0;
    while (i < n && !str_eq(v[i], nom))
        i++;
    if (i < n)
        return i;
    Str key = financeur_cle(a, nom);
    for (i = 0; i < n && !str_eq(keys[i], key);)
        i++;
    return i;
}

static Err list_funders(Req *r, const MatriceFonds *m, CofinancementPage *p)
{
    VEC(Str) v = { 0 }, keys = { 0 };
    for (size_t i = 0; i < m->plan.actions_n; i++)
        for (size_t k = 0; k < m->argent[i].lignes_n; k++) {
            const Financement *f = &m->argent[i].lignes[k];
            if (!financement_compte(f) || funder_at(r->arena, v.v, keys.v, v.n, f->financeur) < v.n)
                continue;
            Str *to = vec_push(r->arena, &v), *key = vec_push(r->arena, &keys);
            if (!to || !key)
                return ERR_MEMORY;
            *to = f->financeur;
            *key = financeur_cle(r->arena, f->financeur);
        }
    p->financeurs = v.v;
    p->cles = keys.v;
    p->financeurs_n = v.n;
    return OK;
}

static Err put_line(Req *r, const MatriceFonds *m, size_t at, CofinancementPage *p, CofinancementLigne *to,
    int64_t *sums)
{
    int64_t *brought = NEW(r->arena, int64_t, p->financeurs_n + 1);
    const FinancementPlan *plan = &m->argent[at];
    if (!brought)
        return ERR_MEMORY;
    for (size_t k = 0; k < plan->lignes_n; k++)
        if (financement_compte(&plan->lignes[k])) {
            size_t who = funder_at(r->arena, p->financeurs, p->cles, p->financeurs_n, plan->lignes[k].financeur);
            brought[who] += plan->lignes[k].montant;
            sums[who] += plan->lignes[k].montant;
        }
    int64_t total = equilibre_de(plan).depenses;
    *to = (CofinancementLigne){ &m->plan.actions[at], brought, total, m->fonds[at], fonds_matrice_reste(m, at) };
    p->ensemble.total += total;
    p->ensemble.fonds += to->fonds;
    p->ensemble.a_trouver += to->a_trouver;
    return OK;
}

static Err make_page(Req *r, const MatriceFonds *m, CofinancementPage *p)
{
    TRY(list_funders(r, m, p));
    CofinancementLigne *v = NEW(r->arena, CofinancementLigne, m->plan.actions_n + 1);
    int64_t *sums = NEW(r->arena, int64_t, p->financeurs_n + 1);
    if (!v || !sums)
        return ERR_MEMORY;
    for (size_t i = 0; i < m->plan.actions_n; i++)
        if (m->argent[i].couts_n || m->argent[i].lignes_n || m->fonds[i])
            TRY(put_line(r, m, i, p, &v[p->n++], sums));
    p->lignes = v;
    p->ensemble.apports = sums;
    return OK;
}

Err fonds_cofinancement_page(Req *r)
{
    MatriceFonds m;
    CofinancementPage p = { 0 };
    TRY(fonds_matrice(r->db, r->arena, &m));
    TRY(make_page(r, &m, &p));
    TRY(journal_lecture(r, "fonds.voir", S("fonds:cofinancement")));
    view_fonds_cofinancement(req_html(r), &p);
    return OK;
}

static const SheetColumn columns[] = {
    { "action", { "Action", XLSX_TEXT, 10 } },
    { "titre", { "Titre", XLSX_TEXT, 60 } },
    { "financeur", { "Financeur", XLSX_TEXT, 40 } },
    { "nature", { "Nature", XLSX_TEXT, 20 } },
    { "etat", { "État", XLSX_TEXT, 14 } },
    { "montant_euros", { "Montant (€)", XLSX_DECIMAL, 16 } },
    { "verse_euros", { "Versé (€)", XLSX_DECIMAL, 16 } },
    { 0 },
};
static const SheetDef matrix_table = { "cofinancement", "Cofinancement", "Cofinancement du plan d’actions", columns };

static void put_row(Sheet *t, const Action *x, const Str cells[3], int64_t amount, int64_t paid)
{
    sheet_text(t, x->numero);
    sheet_text(t, x->titre);
    for (int i = 0; i < 3; i++)
        sheet_text(t, cells[i]);
    sheet_argent(t, amount);
    sheet_argent(t, paid);
    sheet_end_row(t);
}

/*
 * One row a funder of an action, then the fund's, then what remains to be found: those in money and not refused add up to the
 * expenses of the action.
 */
Err fonds_cofinancement_export(Req *r)
{
    MatriceFonds m;
    TRY(fonds_matrice(r->db, r->arena, &m));
    TRY(journal_lecture(r, "fonds.exporter", S("fonds:cofinancement")));
    SHEET t = req_sheet_open(r, &matrix_table);
    for (size_t i = 0; i < m.plan.actions_n; i++) {
        const Action *x = &m.plan.actions[i];
        for (size_t k = 0; k < m.argent[i].lignes_n; k++) {
            const Financement *f = &m.argent[i].lignes[k];
            put_row(t, x, (const Str[]){ f->financeur, apport_choix[f->nature].label, recette_etats[f->etat].label },
                f->montant, f->verse);
        }
        if (m.fonds[i])
            put_row(t, x, (const Str[]){ S("Fonds d’inclusion numérique"), S("Aide publique"), S("Acquis") },
                m.fonds[i], m.verse[i]);
        if (m.argent[i].couts_n)
            put_row(t, x, (const Str[]){ S("À trouver"), S(""), S("") }, fonds_matrice_reste(&m, i), 0);
    }
    return req_sheet(r, t);
}
