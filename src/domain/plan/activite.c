// SPDX-License-Identifier: AGPL-3.0-or-later
/* Actions that something may be recorded under, and what has been recorded under one. The records are another slice's. */
#include "domain/activites/statistiques.h"

#include "core/app.h"
#include "domain/plan/plan_priv.h"
#include "domain/plan/plan_web.h"

enum { TITRE_MONTRE = 70 };

/* The public ones; to those who steer and to whoever has it in charge, also what is not public. */
Err plan_offrir_actions(Req *r, const Choice **ret)
{
    Plan plan = { 0 };
    bool all = r->acteur && plan_pilote(r->acteur);
    size_t kept = 0;
    Err e = plan_courant(r->db, r->arena, &plan);
    if (e != OK && e != ERR_NOT_FOUND)
        return e;
    Choice *v = NEW(r->arena, Choice, plan.actions_n + 1);
    if (!v)
        return ERR_MEMORY;
    for (size_t i = 0; i < plan.actions_n; i++) {
        const Action *x = &plan.actions[i];
        bool mine = all || action_publique(x, PUBLIC_ACTION);
        if (!mine)
            TRY(action_modifiable(r->db, r->acteur, x->id, &mine));
        if (mine && x->etat != ACTION_ABANDONNEE)
            v[kept++] = (Choice){ x->numero,
                str_format(r->arena, "%.*s %.*s", STR_ARG(x->numero), STR_ARG(utf8_cut(x->titre, TITRE_MONTRE))) };
    }
    v[kept] = (Choice){ STR_NONE, STR_NONE };
    *ret = v;
    return OK;
}

Err plan_activite(Req *r, const Action *x, bool publique, Str *ret)
{
    ActionActivite n;
    Arena *a = r->arena;
    *ret = S("");
    TRY(activites_de_action(r->db, a, x->numero, (Date){ INT32_MIN }, (Date){ INT32_MAX }, &n));
    if (n.activites == 0)
        return OK;
    enum { HEURE = 60 };
    Short people = plural(n.accompagnements, "accompagnement", "accompagnements");
    Short workshops = plural(n.ateliers, "atelier", "ateliers"), hours = plural(n.minutes / HEURE, "heure", "heures");
    Str from = date_french(a, (Date){ (int32_t)n.premier_j.v }), to = date_french(a, (Date){ (int32_t)n.dernier_j.v });
    int64_t seuil = stat_seuil(r->app->config, NULL);
    if (publique && n.accompagnements < seuil)
        *ret = str_format(a, "moins de %lld accompagnements", (long long)seuil);
    else
        *ret = str_format(a, "%.*s, dont %.*s, %.*s, du %.*s au %.*s", people.n, people.p, workshops.n, workshops.p,
            hours.n, hours.p, STR_ARG(from), STR_ARG(to));
    return OK;
}
