// SPDX-License-Identifier: AGPL-3.0-or-later
/* /plan/suivi/aides: actions whose money is still to be found; /plan/suivi/{numero}/aides: what could fund one. */
#include <stdlib.h>

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
    TRY(plan_suivi_lire(r, &plan));
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

Err action_aides_page(Req *r)
{
    Plan plan;
    const Action *x;
    const Aide *all;
    AidesPage p = { 0 };
    TRY(ouvrir_action(r, &plan, &x));
    TRY(aides_toutes(r->db, r->arena, &all, &p.aides_n));
    p.x = x;
    TRY(aides_proposer(r->arena, x, all, p.aides_n, plan_today(r), &p.proposees, &p.n));
    view_plan_action_aides(req_html(r), &p);
    return OK;
}
