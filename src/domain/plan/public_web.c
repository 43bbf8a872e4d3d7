// SPDX-License-Identifier: AGPL-3.0-or-later
/* /plan and its actions, as everybody sees them: what is public is chosen field by field. */
#include "core/app.h"
#include "core/csv/csv.h"
#include "domain/activites/statistiques.h"
#include "domain/plan/import.h"
#include "domain/plan/indicateurs.h"
#include "domain/plan/plan_web.h"
#include "plan_public_view.h"

const Field plan_public_champs[] = {
    { .name = "theme", .kind = FIELD_CHOICE, .label = "Thème", .choices = plan_themes },
    { .name = "tout", .kind = FIELD_BOOL, .label = "Toutes les actions en vue", .address_only = true },
    { 0 },
};

static LigneVue line_of(const Action *x, Date today)
{
    bool days = action_publique(x, PUBLIC_CALENDRIER), state = action_publique(x, PUBLIC_ETAT);
    return (LigneVue){ .x = x,
        .montre_pilote = action_publique(x, PUBLIC_PILOTE),
        .montre_jours = days,
        .montre_etat = state,
        .montre_budget = action_publique(x, PUBLIC_BUDGET),
        .retard = days && state && action_en_retard(x, today) };
}

typedef VEC(LigneVue) Lignes;
typedef VEC(GroupeVue) Groupes;

static Err add_group(Arena *a, Groupes *to, Str titre, const Lignes *lines)
{
    if (lines->n == 0)
        return OK;
    GroupeVue *g = vec_push(a, to);
    if (!g)
        return ERR_MEMORY;
    *g = (GroupeVue){ titre, lines->v, lines->n };
    return OK;
}

/* The public actions of an axis under one heading: those of an objective, or those of none. */
static Err read_group(Req *r, PlanPublic *p, int axe, ObjectifId goal, Str titre, int theme, Groupes *to)
{
    Lignes lines = { 0 };
    for (size_t i = 0; i < p->plan->actions_n; i++) {
        const Action *x = &p->plan->actions[i];
        if (x->axe != axe || x->objectif_id.v != goal.v || !action_publique(x, PUBLIC_ACTION) ||
            (theme >= 0 && !(x->themes & 1U << theme)))
            continue;
        LigneVue *l = vec_push(r->arena, &lines);
        if (!l)
            return ERR_MEMORY;
        *l = line_of(x, p->today);
        p->a_pilotes = p->a_pilotes || (l->montre_pilote && x->pilote.n);
        p->a_jours = p->a_jours || (l->montre_jours && x->fin.has);
        p->a_budgets = p->a_budgets || (l->montre_budget && x->budget);
    }
    return add_group(r->arena, to, titre, &lines);
}

static Err read_axes(Req *r, PlanPublic *p, int theme)
{
    AxeVue *axes = NEW(r->arena, AxeVue, p->plan->axes_n + 1);
    if (!axes)
        return ERR_MEMORY;
    for (size_t k = 0; k < p->plan->axes_n; k++) {
        Groupes groups = { 0 };
        for (size_t i = 0; i < p->plan->objectifs_n; i++) {
            const Objectif *o = &p->plan->objectifs[i];
            if (o->axe_id.v == p->plan->axes[k].id.v)
                TRY(read_group(r, p, (int)k, o->id, o->titre, theme, &groups));
        }
        TRY(read_group(r, p, (int)k, (ObjectifId){ 0 }, groups.n ? S("Actions thématiques") : S("Actions"), theme,
            &groups));
        axes[k] = (AxeVue){ &p->comptes[k], groups.v, groups.n, 0 };
        for (size_t i = 0; i < groups.n; i++)
            axes[k].lignes += (int64_t)groups.v[i].n;
        p->vues += axes[k].lignes;
    }
    p->axes = axes;
    return OK;
}

static Err read_late(Req *r, PlanPublic *p)
{
    Lignes late = { 0 };
    for (size_t i = 0; i < p->plan->actions_n; i++) {
        LigneVue l = line_of(&p->plan->actions[i], p->today);
        LigneVue *to = l.retard ? vec_push(r->arena, &late) : NULL;
        if (to)
            *to = l;
    }
    p->retards = late.v;
    p->retards_n = late.n;
    return OK;
}

static Err read_finance(Req *r, const Plan *plan, FinanceVue *f)
{
    Cofinancement *c = NEW(r->arena, Cofinancement, 1);
    if (!c)
        return ERR_MEMORY;
    TRY(plan_cofinancement(r->db, r->arena, plan, true, c));
    f->c = c;
    for (size_t i = 0; i < plan->axes_n; i++) {
        f->a_trouver += c->a_trouver[i];
        f->total += c->total[i];
    }
    return OK;
}

Err plan_page(Req *r)
{
    Plan plan;
    PlanPublic p = { .form = &r->form, .today = plan_today(r) };
    NationalPart *parts = NEW(r->arena, NationalPart, NATIONAUX_N);
    if (!parts)
        return ERR_MEMORY;
    Err e = plan_courant(r->db, r->arena, &plan);
    if (e == OK) {
        p.plan = &plan;
        p.comptes = plan_compter(r->arena, &plan, p.today, true);
        if (!p.comptes)
            return ERR_MEMORY;
        p.tout = &p.comptes[plan.axes_n];
        p.ouvert = req_bool(r, "tout") || req_choice(r, "theme", -1) >= 0;
        TRY(read_axes(r, &p, req_choice(r, "theme", -1)));
        TRY(read_late(r, &p));
        TRY(read_finance(r, &plan, &p.finance));
        TRY(nationaux_lire(r->db, r->arena, plan.feuille.id, parts));
        p.nationaux = parts;
    } else if (e != ERR_NOT_FOUND)
        return e;
    view_plan_public(req_html(r), &p);
    return OK;
}

/*
 * The last value that was kept: written by hand, or frozen for a committee. What is computed at this moment is not public, and
 * a count of people that is too small is not told.
 */
static Err public_moved(Req *r, const Plan *p, const Action *x, const IndicateurPublic **ret, size_t *ret_n)
{
    const Indicateur *all;
    size_t n = 0, kept = 0;
    int64_t seuil = stat_seuil(r->app->config, NULL);
    TRY(plan_indicateurs(r->db, r->arena, p, NULL, plan_today(r), &all, &n));
    IndicateurPublic *v = NEW(r->arena, IndicateurPublic, n + 1);
    if (!v)
        return ERR_MEMORY;
    for (size_t i = 0; i < n; i++) {
        if (str_is_none(all[i].numero) || !str_eq(all[i].numero, x->numero))
            continue;
        const IndicateurEtat e = indicateur_etat(&all[i], plan_today(r));
        bool people = all[i].formule == FORMULE_ACCOMPAGNEMENTS || all[i].formule == FORMULE_USAGERS;
        v[kept++] = (IndicateurPublic){ &all[i], e.valeur, e.jour, people && e.valeur > 0 && e.valeur < seuil, seuil };
    }
    *ret = v;
    *ret_n = kept;
    return OK;
}

Err plan_action_page(Req *r)
{
    Plan plan;
    ActionFiche f;
    FinancementPlan m;
    TRY(plan_courant(r->db, r->arena, &plan));
    const Action *x = plan_action(&plan, req_path(r, "numero"));
    if (!x || !action_publique(x, PUBLIC_ACTION))
        return ERR_NOT_FOUND;
    TRY(action_fiche(r->db, r->arena, x->id, &f));
    TRY(action_argent(r->db, r->arena, x->id, &m));
    /* A number that leads to what is not public would tell that it is there. */
    size_t kept = 0;
    Str *near = NEW(r->arena, Str, f.proches_n + 1);
    for (size_t i = 0; near && i < f.proches_n; i++) {
        const Action *other = plan_action(&plan, f.proches[i]);
        if (other && action_publique(other, PUBLIC_ACTION))
            near[kept++] = f.proches[i];
    }
    if (!near)
        return ERR_MEMORY;
    f.proches = near;
    f.proches_n = kept;
    Str done;
    TRY(plan_activite(r, x, true, &done));
    const IndicateurPublic *moved = NULL;
    size_t moved_n = 0;
    if (action_publique(x, PUBLIC_INDICATEURS))
        TRY(public_moved(r, &plan, x, &moved, &moved_n));
    bool funders = action_publique(x, PUBLIC_BUDGET) && action_publique(x, PUBLIC_FINANCEURS);
    view_plan_action(req_html(r), &(FichePublique){ .plan = &plan,
                                      .x = x,
                                      .f = &f,
                                      .objectif = plan_objectif(&plan, x->objectif_id),
                                      .retard = line_of(x, plan_today(r)).retard,
                                      .argent = equilibre_de(&m),
                                      .financeurs = m.lignes,
                                      .financeurs_n = funders ? m.lignes_n : 0,
                                      .activite = done,
                                      .indicateurs = moved,
                                      .indicateurs_n = moved_n });
    return OK;
}

Err plan_csv(Req *r)
{
    Plan plan;
    TRY(plan_courant(r->db, r->arena, &plan));
    TRY(plan_ecrire_public_csv(r->db, r->arena, &plan, plan_today(r), req_body(r, "text/csv; charset=utf-8")));
    req_download(r, S("plan-d-actions.csv"));
    return OK;
}
