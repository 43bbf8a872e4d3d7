// SPDX-License-Identifier: AGPL-3.0-or-later
/*
 * Activity against need: the territories of a scope with what is done there and their index of fragility, those where
 * nothing was recorded too; and the map of both, the index of each commune under one circle a territory.
 */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "core/app.h"
#include "domain/activites/activites_priv.h"
#include "domain/activites/activites_web.h"
#include "domain/diagnostic/couches.h"
#include "domain/diagnostic/diagnostic.h"
#include "domain/territoire/territoire.h"

enum { RAYON_MIN = 6, RAYON_MAX = 34, LARGEUR = 800, MILLE = 1000, A_VOIR_MIN = 3 };

static bool by_epci(const TableauPage *p)
{
    return str_is_none(p->q.epci) && p->q.structure_id.v == 0 && p->q.personne_id.v == 0;
}

/* ---- the lines ---- */

/* Inhabitants and index of that zone, where they are known. */
static void need_of(Req *r, const Diagnostic *d, const char *kind, Besoin *b)
{
    Zone zone;
    Agregat g;
    Str message = STR_NONE;
    Choix coeur = d ? diagnostic_coeur(d) : 0;
    int poids = d ? diagnostic_poids_find(d, STR_NONE) : -1;
    b->habitants = -1;
    b->pour_mille = b->indice = NAN;
    if (!coeur || poids < 0 ||
        zone_find(d, r->arena, str_format(r->arena, "%s:%.*s", kind, STR_ARG(b->code)), &zone, &message) != OK)
        return;
    diagnostic_agreger(d, &zone, poids, coeur, &g);
    b->indice = g.indice;
    b->habitants = g.population + g.population_sans_valeur;
    if (b->habitants > 0)
        b->pour_mille = (double)MILLE * (double)b->accompagnements / (double)b->habitants;
}

static bool has_line(const Besoin *all, size_t n, Str code)
{
    size_t i = 0;
    while (i < n && !str_eq(all[i].code, code))
        i++;
    return i < n;
}

/* Of the département its intercommunalités, of an intercommunalité its communes; elsewhere none is expected. */
static size_t add_silent(Req *r, const TableauPage *p, const Territoire *t, Besoin *all, size_t n, size_t max)
{
    Str departement = config_str(r->app->config, CONF_DEPARTEMENT);
    bool epci = by_epci(p);
    for (size_t i = 0; t && i < territoire_n_communes(t) && n < max; i++) {
        const Commune *c = territoire_commune_at(t, i);
        bool ours = c->epci && str_eq(c->departement, departement);
        Str code = ours && epci ? c->epci->code : code_insee_str(&c->code);
        if (ours && (epci || str_eq(c->epci->code, p->q.epci)) && !has_line(all, n, code))
            all[n++] = (Besoin){ .code = code, .nom = epci ? c->epci->nom : c->nom };
    }
    return n;
}

/* The most fragile first, those without an index last. */
static int by_need(const void *x, const void *y)
{
    const Besoin *a = x, *b = y;
    double u = isfinite(a->indice) ? a->indice : -1, v = isfinite(b->indice) ? b->indice : -1;
    if (u != v)
        return u < v ? 1 : -1;
    return str_cmp(a->code, b->code);
}

/* More fragile than the whole, and less helped: at most three, the most fragile first. */
static Str worth_a_look(Arena *a, const Besoin *all, size_t n)
{
    double people = 0, need = 0, helped = 0;
    size_t known = 0, told = 0;
    Str list = S("");
    for (size_t i = 0; i < n; i++)
        if (isfinite(all[i].indice) && all[i].habitants > 0 && !all[i].masque) {
            known++;
            people += (double)all[i].habitants;
            need += all[i].indice * (double)all[i].habitants;
            helped += (double)all[i].accompagnements;
        }
    for (size_t i = 0; i < n && known >= A_VOIR_MIN && told < A_VOIR_MIN; i++) {
        const Besoin *b = &all[i];
        if (b->masque || !isfinite(b->pour_mille) || b->indice <= need / people ||
            b->pour_mille >= MILLE * helped / people)
            continue;
        Short rate = fr_decimal(b->pour_mille, 1), index = fr_decimal(b->indice, 1);
        Str helped_there = b->accompagnements
                             ? str_format(a, "%.*s accompagnements pour 1\u202f000 habitants", rate.n, rate.p)
                             : S("aucun accompagnement");
        list = str_format(a, "%.*s%s%.*s (indice %.*s, %.*s)", STR_ARG(list), told ? "\u202f; " : "", STR_ARG(b->nom),
            index.n, index.p, STR_ARG(helped_there));
        told++;
    }
    return list;
}

Err tableau_besoins(Req *r, TableauPage *p)
{
    const Diagnostic *d = req_snapshot(r, &diagnostic_snapshot);
    const Territoire *t = req_snapshot(r, &territoire_snapshot);
    bool epci = by_epci(p);
    StatTable found = { 0 };
    TRY(stat_table_de(r, &p->source, &p->q, epci ? STAT_PAR_EPCI : STAT_PAR_COMMUNE, p->seuil, false, &found));
    const StatLigne *l = found.lignes;
    size_t n = p->petit ? 0 : found.n, max = n + (t ? territoire_n_communes(t) : 0);
    Besoin *all = NEW(r->arena, Besoin, max + 1);
    if (!all)
        return ERR_MEMORY;
    for (size_t i = 0; i < n; i++)
        all[i] = (Besoin){ .code = l[i].cle,
            .nom = l[i].nom,
            .accompagnements = l[i].accompagnements,
            .usagers = l[i].usagers,
            .masque = l[i].masque };
    if (!p->petit && (epci || !str_is_none(p->q.epci)))
        n = add_silent(r, p, t, all, n, max);
    for (size_t i = 0; i < n; i++) {
        need_of(r, d, epci ? "epci" : "commune", &all[i]);
        p->indices |= isfinite(all[i].indice);
        p->habitants |= all[i].habitants >= 0;
    }
    if (n)
        qsort(all, n, sizeof *all, by_need);
    p->besoins = all;
    p->besoins_n = n;
    p->colonne = epci ? S("Intercommunalité") : S("Commune");
    p->a_voir = worth_a_look(r->arena, all, n);
    return OK;
}

/* ---- the map ---- */

/* Is that commune under the map? Of a part of the département, the intercommunalités where something was recorded. */
static bool under(const TableauPage *p, const Territoire *t, const Commune *c)
{
    if (by_epci(p))
        return true;
    for (size_t i = 0; c->epci && i < p->besoins_n; i++) {
        const Commune *b = territoire_commune(t, p->besoins[i].code);
        if (b && b->epci == c->epci)
            return true;
    }
    return false;
}

static double value_of(const CoucheValeurs *values, Str code)
{
    for (size_t i = 0; i < values->n; i++)
        if (str_eq(values->v[i].code, code))
            return values->v[i].v;
    return NAN;
}

static Err draw_need(Req *r, TableauPage *p, const Territoire *t)
{
    const Couche *layer = &couche_fragilite;
    Str departement = config_str(r->app->config, CONF_DEPARTEMENT);
    CoucheValeurs values = { 0 };
    size_t n = 0;
    ChoroDef def = { layer->titre, S("commune"), CHORO_FIXES, layer->classes, { 0 }, layer->decimales, "",
        layer->legendes, layer->decimales };
    ChoroEntree *shapes = NEW(r->arena, ChoroEntree, territoire_n_communes(t) + 1);
    if (!shapes)
        return ERR_MEMORY;
    memcpy(def.bornes, layer->bornes, sizeof layer->bornes);
    TRY(layer->lire(r, t, &values));
    for (size_t i = 0; i < territoire_n_communes(t); i++) {
        const Commune *c = territoire_commune_at(t, i);
        if (!str_eq(c->departement, departement) || !under(p, t, c))
            continue;
        double v = value_of(&values, code_insee_str(&c->code));
        Short s = fr_decimal(isfinite(v) ? v : 0, 1);
        shapes[n++] = (ChoroEntree){ .code = code_insee_str(&c->code),
            .nom = c->nom,
            .v = v,
            .valeur = isfinite(v) ? short_dup(r->arena, s) : S("indice non connu"),
            .population = c->population };
    }
    TRY(choroplethe_make(r->arena, t, departement, &def, shapes, n, &p->fond));
    p->fond.fictif = values.fictif;
    p->source_indice = values.source;
    p->indice_connu = values.n > 0;
    return OK;
}

/* The point of a commune; of an EPCI, the mean of its located communes. */
static bool place(const Territoire *t, const CarteFond *map, Str departement, Str code, int *ret_x, int *ret_y)
{
    double lat = 0, lon = 0;
    int n = 0;
    for (size_t i = 0; i < territoire_n_communes(t); i++) {
        const Commune *c = territoire_commune_at(t, i);
        bool in = str_eq(code_insee_str(&c->code), code) ||
                  (c->epci && str_eq(c->epci->code, code) && str_eq(c->departement, departement));
        if (!in || c->localisation != LOCALISATION_COMMUNE)
            continue;
        lat += c->point.lat;
        lon += c->point.lon;
        n++;
    }
    return n && carte_xy(map, (Point){ lat / n, lon / n }, ret_x, ret_y);
}

static Str words(Arena *a, const Besoin *b)
{
    Short n = plural(b->accompagnements, "accompagnement", "accompagnements");
    Short i = fr_decimal(isfinite(b->indice) ? b->indice : 0, 1);
    if (!isfinite(b->indice))
        return str_format(a, "%.*s\u00a0: %.*s", STR_ARG(b->nom), n.n, n.p);
    return str_format(a, "%.*s\u00a0: %.*s, indice %.*s", STR_ARG(b->nom), n.n, n.p, i.n, i.p);
}

/* As wide as the map shows: a part of the département is drawn larger, its circles are not. */
static int radius_of(const Choroplethe *c, int64_t v, int64_t most)
{
    double side = c->cadre[2] > c->cadre[3] ? c->cadre[2] : c->cadre[3];
    double r = RAYON_MIN + (RAYON_MAX - RAYON_MIN) * sqrt((double)v / (double)most);
    return (int)lround(r * side / LARGEUR);
}

Err tableau_carte(Req *r, TableauPage *p)
{
    const Territoire *t = req_snapshot(r, &territoire_snapshot);
    Str departement = config_str(r->app->config, CONF_DEPARTEMENT);
    int64_t most = 1;
    ActiviteBulle *all = NEW(r->arena, ActiviteBulle, p->besoins_n + 1);
    if (!all)
        return ERR_MEMORY;
    if (!t || p->petit)
        return OK;
    TRY(draw_need(r, p, t));
    for (size_t i = 0; i < p->besoins_n; i++)
        most = !p->besoins[i].masque && p->besoins[i].accompagnements > most ? p->besoins[i].accompagnements : most;
    for (size_t i = 0; p->fond.carte && i < p->besoins_n; i++) {
        const Besoin *b = &p->besoins[i];
        ActiviteBulle *at = &all[p->bulles_n];
        if (b->masque || !b->accompagnements || !place(t, p->fond.carte, departement, b->code, &at->x, &at->y))
            continue;
        at->x *= p->fond.unite;
        at->y *= p->fond.unite;
        at->rayon = radius_of(&p->fond, b->accompagnements, most);
        at->mots = words(r->arena, b);
        p->bulles_n++;
    }
    p->bulles = all;
    return OK;
}
