// SPDX-License-Identifier: AGPL-3.0-or-later
#include "domain/plan/plan_world_test.h"

#include "core/slice.h"

static const Slice *const table[] = { &slice_plan, NULL };

const Acteur pilote = { .personne_id = 1, .role = ROLE_PILOTE };

World *plan_new(void **state)
{
    Arena *a = arena_new(128 * MIB);
    World *w = NEW(a, World, 1);
    w->a = a;
    w->db = test_db(state);
    assert_ok(writer_inline(w->db, &w->app.writer));
    assert_ok(
        personne_creer(w->db, a, NULL, NOW, test_random(), S("max@example.org"), S("Durand"), S("Max"), &w->max.id));
    return w;
}

PlanBilan load(World *w, Str text)
{
    PlanLu lu;
    PlanBilan b = { 0 };
    Err e = plan_lire(w->a, text, &lu);
    if (e == OK)
        e = plan_appliquer(w->db, w->a, NULL, NOW, &lu, false, &b);
    if (e != OK)
        fail_msg("%s : %.*s", err_info(e)->name, STR_ARG(lu.fautes.n ? lu.fautes.v[0] : S("")));
    return b;
}

Plan roadmap(World *w)
{
    Plan p;
    load(w, str_from(plan_feuille_2024));
    assert_ok(plan_courant(w->db, w->a, &p));
    return p;
}

World *plan_world(void **state, Plan *ret)
{
    World *w = world_new(state);
    w->app.slices = table;
    *ret = roadmap(w);
    return w;
}

Str written_json(World *w)
{
    BUF b = buf_new(4 * MIB);
    Plan p;
    assert_ok(plan_courant(w->db, w->a, &p));
    assert_ok(plan_ecrire_json(w->db, w->a, &p, &b));
    return str_dup(w->a, buf_str(&b));
}

Str written_version(World *w, Str depuis)
{
    BUF b = buf_new(4 * MIB);
    Plan p;
    assert_ok(plan_courant(w->db, w->a, &p));
    assert_ok(plan_ecrire_version(w->db, w->a, &p, depuis, &b));
    return str_dup(w->a, buf_str(&b));
}

const Action *again(World *w, Plan *p, const char *numero)
{
    assert_ok(plan_courant(w->db, w->a, p));
    const Action *x = plan_action(p, str_from(numero));
    assert_non_null(x);
    return x;
}

ActionSaisie as_read(const Action *x)
{
    return (ActionSaisie){ .titre = x->titre,
        .pilote = x->pilote,
        .territoires = x->territoires,
        .themes = x->themes,
        .priorite = x->priorite,
        .avancement = x->avancement,
        .debut = x->debut,
        .fin = x->fin,
        .publics = x->publics };
}
