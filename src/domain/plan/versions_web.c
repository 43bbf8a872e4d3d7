// SPDX-License-Identifier: AGPL-3.0-or-later
/* /plan/suivi/versions: the versions of the roadmap, and what changed between any two of them, for who decides and prints. */
#include "domain/plan/comparer.h"
#include "domain/plan/import.h"
#include "domain/plan/plan_web.h"
#include "plan_versions_view.h"

enum { VERSION_OCTETS = 64 * 1024 * 1024 };

const Field versions_champs[] = {
    { .name = "de", .kind = FIELD_TEXT, .label = "Entre", .max = 20 },
    { .name = "a", .kind = FIELD_TEXT, .label = "Et", .max = 20 },
    { 0 },
};

static Str shown_name(Arena *a, const PlanVersion *v)
{
    return str_format(a, "Version\u00a0%lld, %.*s", (long long)v->numero, STR_ARG(v->libelle));
}

static Err read_choices(Req *r, ComparaisonPage *p)
{
    Choice *all = NEW(r->arena, Choice, p->versions_n + 2);
    if (!all)
        return ERR_MEMORY;
    all[0] = (Choice){ S("0"), S("Aujourd’hui") };
    for (size_t i = 0; i < p->versions_n; i++)
        all[i + 1] = (Choice){ str_format(r->arena, "%lld", (long long)p->versions[i].numero),
            shown_name(r->arena, &p->versions[i]) };
    p->choix = all;
    return OK;
}

typedef struct Lue {
    Str json, nom;
    int64_t at;
} Lue;

/* ERR_NOT_FOUND: there is no such version. */
static Err read_version(Req *r, const Plan *plan, int64_t numero, Lue *ret)
{
    PlanVersion v;
    TRY(plan_version_lire(r->db, r->arena, plan->feuille.id, numero, &v, &ret->json));
    ret->nom = shown_name(r->arena, &v);
    ret->at = v.at;
    return OK;
}

/* `with`: what it is compared with; NULL: with itself. */
static Err read_today(Req *r, const Plan *plan, const Lue *with, Buf *now, Lue *ret)
{
    TRY(plan_ecrire_version(r->db, r->arena, plan, with ? with->json : STR_NONE, now));
    *ret = (Lue){ buf_str(now), S("Aujourd’hui"), r->now };
    return OK;
}

/* 0: the plan of now, written to `now`. */
static Err read_both(Req *r, const Plan *plan, int64_t de, int64_t a, Buf *now, Lue *ret_de, Lue *ret_a)
{
    if (de)
        TRY(read_version(r, plan, de, ret_de));
    if (a)
        TRY(read_version(r, plan, a, ret_a));
    if (!de)
        TRY(read_today(r, plan, a ? ret_a : NULL, now, ret_de));
    if (de == a)
        *ret_a = *ret_de;
    return de && !a ? read_today(r, plan, ret_de, now, ret_a) : OK;
}

/* Without a word: the last version against today. */
static bool wanted(Req *r, const ComparaisonPage *p, int64_t *de, int64_t *a)
{
    Str from = req_text(r, "de"), to = req_text(r, "a");
    *de = p->versions_n ? p->versions[0].numero : 0;
    *a = 0;
    return (!from.n || (str_to_i64(from, de) && *de >= 0)) && (!to.n || (str_to_i64(to, a) && *a >= 0));
}

Err versions_page(Req *r)
{
    Plan plan;
    ComparaisonPage p = { .form = &r->form };
    PlanComparaison c;
    int64_t de = 0, a = 0;
    Lue before, after;
    BUF now = buf_new(VERSION_OCTETS);
    TRY(plan_sans_montants(r->db, r->arena, &plan));
    /* A version is of the whole plan: not for who follows a part of it. */
    if (r->acteur->role & ROLE_FINANCEUR)
        return ERR_NOT_FOUND;
    p.plan = &plan;
    TRY(plan_versions(r->db, r->arena, plan.feuille.id, &p.versions, &p.versions_n));
    TRY(read_choices(r, &p));
    if (!wanted(r, &p, &de, &a))
        return ERR_NOT_FOUND;
    TRY(read_both(r, &plan, de, a, &now, &before, &after));
    TRY(plan_comparer(r->arena, before.json, after.json, &c));
    p.nom_de = before.nom;
    p.at_de = before.at;
    p.nom_a = after.nom;
    p.at_a = after.at;
    p.c = &c;
    p.rien = c.feuille_n + c.ajoutees_n + c.retirees_n + c.changees_n == 0;
    p.champ_de = champ_defaut(&r->form, "de", str_format(r->arena, "%lld", (long long)de));
    p.champ_a = champ_defaut(&r->form, "a", str_format(r->arena, "%lld", (long long)a));
    view_plan_comparaison(req_html(r), &p);
    return OK;
}
