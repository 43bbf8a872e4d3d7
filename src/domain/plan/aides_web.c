// SPDX-License-Identifier: AGPL-3.0-or-later
/* /plan/suivi/aides: actions whose money is still to be found; /plan/suivi/{numero}/aides: what could fund one. */
#include <stdlib.h>

#include "domain/plan/argent.h"
#include "domain/plan/plan_web.h"
#include "plan_aides_view.h"

static int most_first(const void *x, const void *y)
{
    const Action *a = *(const Action *const *)x, *b = *(const Action *const *)y;
    int64_t ra = a->budget - a->finance, rb = b->budget - b->finance;
    return ra != rb ? (ra < rb ? 1 : -1) : (a->id.v > b->id.v) - (a->id.v < b->id.v);
}

Err aides_page(Req *r)
{
    Plan plan;
    const Aide *all;
    AFinancerPage p = { 0 };
    Err e = plan_suivi_lire(r, &plan);
    if (e != OK)
        return plan_absent(r, e);
    TRY(aides_toutes(r->db, r->arena, &all, &p.aides_n));
    const Action **v = NEW(r->arena, const Action *, plan.actions_n + 1);
    if (!v)
        return ERR_MEMORY;
    for (size_t i = 0; i < plan.actions_n; i++) {
        const Action *x = &plan.actions[i];
        bool over = x->etat == ACTION_REALISEE || x->etat == ACTION_ABANDONNEE;
        if (!over && (x->budget > x->finance || x->budget == 0))
            v[p.n++] = x;
    }
    if (p.n)
        qsort(v, p.n, sizeof *v, most_first);
    p.actions = v;
    view_plan_aides(req_html(r), &p);
    return OK;
}

const Field aides_champs[] = {
    { .name = "fait", .kind = FIELD_CHOICE, .label = "Fait", .choices = plan_faits, .address_only = true },
    { .name = "aide", .kind = FIELD_TEXT, .label = "Aide", .max = 300 },
    { .name = "montant", .kind = FIELD_TEXT, .label = "Montant espéré, en euros", .max = 20 },
    { 0 },
};

/* The first of those that give it: "A, B" is A's. */
static Str first_funder(const Aide *x)
{
    size_t end = str_find(x->financeurs, 0, S(", "));
    Str nom = str_trim(str_slice(x->financeurs, 0, end < x->financeurs.n ? end : x->financeurs.n));
    return utf8_cut(nom.n ? nom : x->nom, PLAN_LIBELLE_MAX);
}

/* "1234", "1234,50"; "" for nothing. */
static Str typed(Arena *a, int64_t centimes)
{
    long long euros = centimes / 100, rest = centimes % 100;
    if (centimes <= 0)
        return S("");
    return rest ? str_format(a, "%lld,%02lld", euros, rest) : str_format(a, "%lld", euros);
}

static AideVue row_of(Arena *a, const AideProposee *p, const FinancementPlan *plan)
{
    const Equilibre e = equilibre_de(plan);
    AideVue row = { .p = p, .financeur = first_funder(p->aide) };
    int64_t part = p->aide->taux_max.has ? argent_prorata(e.depenses, p->aide->taux_max.v, 100) : 0;
    row.montant = typed(a, part < e.a_trouver ? part : e.a_trouver);
    for (size_t i = 0; i < plan->lignes_n; i++)
        if (plan->lignes[i].etat == FINANCEMENT_PRESSENTI &&
            financeur_meme(a, plan->lignes[i].financeur, row.financeur))
            row.pressenti = &plan->lignes[i];
    return row;
}

static Err show_aids(Req *r, const Action *x)
{
    const Aide *all;
    const AideProposee *found;
    FinancementPlan plan;
    AidesPage p = { .form = &r->form, .x = x };
    TRY(aides_toutes(r->db, r->arena, &all, &p.aides_n));
    TRY(aides_proposer(r->arena, x, all, p.aides_n, plan_today(r), &found, &p.n));
    TRY(action_argent(r->db, r->arena, x->id, &plan));
    TRY(action_modifiable(r->db, r->acteur, x->id, &p.modifie));
    p.a_trouver = equilibre_de(&plan).a_trouver;
    AideVue *v = NEW(r->arena, AideVue, p.n + 1);
    if (!v)
        return ERR_MEMORY;
    for (size_t i = 0; i < p.n; i++)
        v[i] = row_of(r->arena, &found[i], &plan);
    p.proposees = v;
    view_plan_action_aides(req_html(r), &p);
    return OK;
}

Err action_aides_page(Req *r)
{
    Plan plan;
    const Action *x;
    TRY(ouvrir_action(r, &plan, &x));
    return show_aids(r, x);
}

/* An aid becomes a receipt that one hopes for; it is taken back as any receipt is. */
Err action_aide_envoi(Req *r)
{
    Plan plan;
    const Action *x;
    const Aide *all;
    size_t n = 0, at = 0;
    int64_t amount = 0;
    FinancementFaute f = FAUTE_AUCUNE;
    TRY(ouvrir_action(r, &plan, &x));
    TRY(exiger_modifiable(r->db, r->acteur, x->id));
    TRY(aides_toutes(r->db, r->arena, &all, &n));
    while (at < n && !str_eq(all[at].cle, str_or_empty(req_text(r, "aide"))))
        at++;
    if (at == n)
        return ERR_NOT_FOUND;
    if (!argent_lire(str_or_empty(req_text(r, "montant")), &amount) || amount == 0)
        form_error(r, "montant", "Écrivez le montant espéré de cette aide, en euros.");
    const Financement l = { .financeur = first_funder(&all[at]),
        .nature = APPORT_PUBLIQUE,
        .etat = FINANCEMENT_PRESSENTI,
        .montant = amount,
        .plafond = { all[at].taux_max.has, all[at].taux_max.v * (TAUX_ENTIER / 100) } };
    Err e = req_has_errors(r) ? ERR_INVALID : action_financement_ajouter(r->db, r->arena, r->acteur, r->now, x, &l, &f);
    if (e == OK)
        return req_redirect(r, "/plan/suivi/%.*s/aides?fait=pressenti", STR_ARG(x->numero));
    if (e != ERR_INVALID)
        return e;
    if (!req_has_errors(r))
        form_error(r, "montant",
            f == FAUTE_PLAFOND ? "Ce financeur dépasserait le taux maximal de l’aide."
            : f == FAUTE_EXCES ? "Les financements dépasseraient les dépenses de l’action\u00a0: écrivez-les d’abord."
                               : "Ce montant n’est pas possible.");
    req_status(r, 400);
    return show_aids(r, x);
}
