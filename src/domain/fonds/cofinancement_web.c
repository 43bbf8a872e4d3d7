// SPDX-License-Identifier: AGPL-3.0-or-later
/* /fonds/cofinancement: action × funder, what the fund grants, what remains to be found. */
#include "domain/fonds/fonds_web.h"
#include "domain/journal/journal.h"
#include "fonds_cofinancement_view.h"

/* One column a funder, however its name is written. */
static Err list_funders(Req *r, const MatriceFonds *m, CofinancementPage *p)
{
    size_t rang = 0;
    for (size_t i = 0; i < m->plan.actions_n; i++)
        for (size_t k = 0; k < m->argent[i].lignes_n; k++)
            if (financement_compte(&m->argent[i].lignes[k]))
                TRY(financeur_ranger(r->arena, &p->financeurs, m->argent[i].lignes[k].financeur, &rang));
    return OK;
}

static Err put_line(Req *r, const MatriceFonds *m, size_t at, CofinancementPage *p, CofinancementLigne *to,
    int64_t *sums)
{
    int64_t *brought = NEW(r->arena, int64_t, p->financeurs.noms.n + 1);
    const FinancementPlan *plan = &m->argent[at];
    if (!brought)
        return ERR_MEMORY;
    for (size_t k = 0; k < plan->lignes_n; k++)
        if (financement_compte(&plan->lignes[k])) {
            size_t who = 0;
            TRY(financeur_ranger(r->arena, &p->financeurs, plan->lignes[k].financeur, &who));
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
    int64_t *sums = NEW(r->arena, int64_t, p->financeurs.noms.n + 1);
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
