// SPDX-License-Identifier: AGPL-3.0-or-later
/*
 * The map of actions: a mark a commune or intercommunalité, with the actions that name it in their territories or happen in one of its
 * places. What names neither is of the whole perimeter and stands beside the map.
 */
#include <stdlib.h>

#include "core/app.h"
#include "core/xlsx/sheet.h"
#include "domain/journal/journal.h"
#include "domain/lieux/lieux.h"
#include "domain/plan/plan_web.h"
#include "plan_carte_view.h"

typedef VEC(EndroitVue) Endroits;
typedef VEC(IciVue) Icis;

typedef struct Tracage {
    Req *r;
    const Plan *plan;
    const Territoire *t;
    const Lieux *lieux;
    Str departement;
    Endroits v;
    Icis *icis; /* one an endroit */
    size_t icis_max;
    bool publics;
    bool *situees; /* by action */
} Tracage;

/* ---- where ---- */

/* An EPCI is put at the mean of its located communes of the département. */
static bool find_epci(const Tracage *c, Str key, Point *ret, Str *ret_nom)
{
    double lat = 0, lon = 0;
    int n = 0;
    for (size_t i = 0; i < territoire_n_communes(c->t); i++) {
        const Commune *x = territoire_commune_at(c->t, i);
        if (!x->epci || !str_eq(x->departement, c->departement) ||
            !str_eq(utf8_fold_name(c->r->arena, x->epci->nom), key))
            continue;
        *ret_nom = x->epci->nom;
        if (x->localisation == LOCALISATION_COMMUNE) {
            lat += x->point.lat;
            lon += x->point.lon;
            n++;
        }
    }
    if (n)
        *ret = (Point){ lat / n, lon / n };
    return n > 0;
}

static const Commune *find_commune(const Tracage *c, Str key)
{
    for (size_t i = 0; c->t && i < territoire_n_communes(c->t); i++) {
        const Commune *x = territoire_commune_at(c->t, i);
        if (str_eq(x->departement, c->departement) && str_eq(x->nom_cle, key))
            return x;
    }
    return NULL;
}

static EndroitVue place_named(const Tracage *c, Str nom)
{
    Arena *a = c->r->arena;
    Str key = utf8_fold_name(a, nom);
    EndroitVue e = { .nom = nom, .cle = key, .sorte = "Autre territoire" };
    const Commune *commune = find_commune(c, key);
    Point at = { 0 };
    bool known = false;
    if (commune) {
        e.nom = commune->nom;
        e.sorte = "Commune";
        known = commune->localisation == LOCALISATION_COMMUNE;
        at = commune->point;
    } else if (c->t && find_epci(c, key, &at, &e.nom)) {
        e.sorte = "Intercommunalité";
        known = true;
    }
    const CarteFond *map = c->t ? territoire_carte(c->t, c->departement) : NULL;
    e.placee = known && map && carte_xy(map, at, &e.x, &e.y);
    return e;
}

static Err put(Tracage *c, Str nom, const Action *x, Str lieu)
{
    Arena *a = c->r->arena;
    Str key = utf8_fold_name(a, nom);
    size_t i = 0;
    while (i < c->v.n && !str_eq(c->v.v[i].cle, key))
        i++;
    if (i == c->icis_max)
        return OK;
    if (i == c->v.n) {
        EndroitVue *e = vec_push(a, &c->v);
        if (!e)
            return ERR_MEMORY;
        *e = place_named(c, nom);
    }
    for (size_t k = 0; k < c->icis[i].n; k++)
        if (c->icis[i].v[k].x == x && str_is_none(lieu))
            return OK;
    IciVue *ici = vec_push(a, &c->icis[i]);
    if (!ici)
        return ERR_MEMORY;
    *ici = (IciVue){ x, lieu };
    c->situees[x - c->plan->actions] = true;
    return OK;
}

static bool in_sight(const Tracage *c, const Action *x)
{
    return !c->publics || (action_publique(x, PUBLIC_ACTION) && action_publique(x, PUBLIC_PUBLICS));
}

static const Action *by_id(const Plan *p, ActionId id)
{
    for (size_t i = 0; i < p->actions_n; i++)
        if (p->actions[i].id.v == id.v)
            return &p->actions[i];
    return NULL;
}

static Err put_places(Tracage *c)
{
    ROWS rows = { 0 };
    SqlLieuxDesActions row;
    TRY(sql_lieux_des_actions(c->r->db, c->plan->feuille.id, 0, &rows));
    while (sql_lieux_des_actions_next(&rows, &row)) {
        const Action *x = by_id(c->plan, row.action_id);
        const Lieu *l = c->lieux ? lieux_find(c->lieux, row.lieu) : NULL;
        if (x && l && !l->disparu && in_sight(c, x))
            TRY(put(c, lieu_champ(l, CHAMP_commune), x, lieu_champ(l, CHAMP_nom)));
    }
    return rows_end(&rows);
}

static int by_rank(const void *x, const void *y)
{
    const EndroitVue *a = x, *b = y;
    if (a->placee != b->placee)
        return a->placee ? -1 : 1;
    return a->n != b->n ? (a->n < b->n ? 1 : -1) : str_cmp(a->cle, b->cle);
}

Err carte_des_actions(Req *r, const Plan *plan, bool publics, CartePlan *ret)
{
    enum { ENDROITS_MAX = 400 };
    Tracage c = { .r = r,
        .plan = plan,
        .t = req_snapshot(r, &territoire_snapshot),
        .lieux = req_snapshot(r, &lieux_snapshot),
        .departement = config_str(r->app->config, CONF_DEPARTEMENT),
        .icis = NEW(r->arena, Icis, ENDROITS_MAX),
        .icis_max = ENDROITS_MAX,
        .publics = publics,
        .situees = NEW(r->arena, bool, plan->actions_n + 1) };
    if (!c.icis || !c.situees)
        return ERR_MEMORY;
    TRY(put_places(&c));
    for (size_t i = 0; i < plan->actions_n; i++) {
        Str rest = plan->actions[i].territoires, part;
        while (in_sight(&c, &plan->actions[i]) && str_split(&rest, ',', &part))
            if (str_trim(part).n)
                TRY(put(&c, str_trim(part), &plan->actions[i], STR_NONE));
    }
    CartePlan p = { .carte = c.t ? territoire_carte(c.t, c.departement) : NULL, .suivi = !publics };
    for (size_t i = 0; i < plan->actions_n; i++)
        p.partout += in_sight(&c, &plan->actions[i]) && !c.situees[i];
    for (size_t i = 0; i < c.v.n; i++) {
        c.v.v[i].ici = c.icis[i].v;
        c.v.v[i].n = c.icis[i].n;
        p.placees += c.v.v[i].placee;
    }
    if (c.v.n)
        qsort(c.v.v, c.v.n, sizeof *c.v.v, by_rank);
    p.endroits = c.v.v;
    p.n = c.v.n;
    *ret = p;
    return OK;
}

/* ---- as a page, as a file ---- */

Err carte_page(Req *r)
{
    Plan plan;
    CartePlan p = { 0 };
    Err e = plan_courant(r->db, r->arena, &plan);
    if (e != OK)
        return plan_absent(r, e);
    TRY(carte_des_actions(r, &plan, true, &p));
    view_plan_carte(req_html(r), &p);
    return OK;
}

static const SheetColumn columns[] = { { "territoire", { "Territoire", XLSX_TEXT, 30 } },
    { "sorte", { "Sorte", XLSX_TEXT, 18 } }, { "lieu", { "Lieu", XLSX_TEXT, 36 } },
    { "numero", { "Numéro", XLSX_TEXT, 9 } }, { "action", { "Action", XLSX_TEXT, 70 } }, { 0 } };
static const SheetDef carte_feuille = { "carte-des-actions", "Carte des actions", "Actions par territoire", columns };

static Err send_sheet(Req *r, const Plan *plan, bool publics)
{
    CartePlan p;
    TRY(carte_des_actions(r, plan, publics, &p));
    SHEET t = sheet_open(&carte_feuille, SHEET_CSV, plan->feuille.source, r->now);
    for (size_t i = 0; i < p.n; i++)
        for (size_t k = 0; k < p.endroits[i].n; k++) {
            const IciVue *ici = &p.endroits[i].ici[k];
            sheet_text(t, p.endroits[i].nom);
            sheet_text(t, str_from(p.endroits[i].sorte));
            sheet_text(t, str_or_empty(ici->lieu));
            sheet_text(t, ici->x->numero);
            sheet_text(t, ici->x->titre);
            sheet_end_row(t);
        }
    req_download(r, sheet_file(r->arena, t));
    return sheet_finish(t, req_body(r, sheet_type(t)));
}

Err carte_csv(Req *r)
{
    Plan plan;
    TRY(plan_courant(r->db, r->arena, &plan));
    return send_sheet(r, &plan, true);
}

Err suivi_carte_csv(Req *r)
{
    Plan plan;
    TRY(plan_suivi_lire(r, &plan));
    TRY(journal_lecture(r, "plan.exporter", S("plan:carte")));
    return send_sheet(r, &plan, false);
}
