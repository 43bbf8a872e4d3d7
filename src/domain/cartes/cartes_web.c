// SPDX-License-Identifier: AGPL-3.0-or-later
#include "domain/cartes/cartes_web.h"

#include <stdlib.h>

#include "cartes_view.h"
#include "core/app.h"
#include "core/slice.h"
#include "core/xlsx/sheet.h"
#include "domain/cartes/cartes.h"
#include "web/liste.h"

/* In units of the plane, 800 wide: a heavier class is a larger mark too. */
enum { RAYON_MIN = 6, RAYON_PAS = 2, CODE_MAX = 40 };

static const Field cartes_champs[] = {
    { .name = "couche", .kind = FIELD_TEXT, .label = "Couche", .max = CODE_MAX, .example = "fragilite" },
    { 0 },
};

Str carte_nombre(Arena *a, double v, int decimales)
{
    return str_replace(a, str_format(a, "%.*f", decimales, v), S("."), S(","));
}

/* A commune by its own point, an intercommunalité by the mean of those of its communes. */
static bool place_of(const Territoire *t, const Couche *c, Str code, Str *ret_nom, Point *ret)
{
    Point sum = { 0 };
    size_t n = 0;
    *ret_nom = code;
    if (c->maille == COUCHE_COMMUNE) {
        const Commune *one = territoire_commune(t, code);
        if (one)
            *ret_nom = one->nom;
        if (!one || one->localisation != LOCALISATION_COMMUNE)
            return false;
        *ret = one->point;
        return true;
    }
    for (size_t i = 0; i < territoire_n_communes(t); i++) {
        const Commune *one = territoire_commune_at(t, i);
        if (!one->epci || !str_eq(one->epci->code, code))
            continue;
        *ret_nom = one->epci->nom;
        if (one->localisation == LOCALISATION_COMMUNE) {
            sum.lat += one->point.lat;
            sum.lon += one->point.lon;
            n++;
        }
    }
    if (n)
        *ret = (Point){ sum.lat / (double)n, sum.lon / (double)n };
    return n > 0;
}

static int by_value(const void *x, const void *y)
{
    const CarteRang *p = x, *q = y;
    if (p->v != q->v)
        return p->v < q->v ? 1 : -1;
    return str_cmp(p->nom, q->nom);
}

static Err rows_make(Req *r, const Territoire *t, const CoucheValeurs *values, CartesPage *p)
{
    CarteRang *rows = NEW(r->arena, CarteRang, values->n + 1);
    if (!rows)
        return ERR_MEMORY;
    for (size_t i = 0; i < values->n; i++) {
        CarteRang *row = &rows[i];
        Point at = { 0 };
        *row = (CarteRang){ .code = values->v[i].code, .v = values->v[i].v };
        row->classe = couche_classe(p->couche, row->v);
        row->rayon = RAYON_MIN + RAYON_PAS * row->classe;
        row->placee = place_of(t, p->couche, row->code, &row->nom, &at) && p->carte &&
                      carte_xy(p->carte, at, &row->x, &row->y);
        p->par_classe[row->classe]++;
    }
    qsort(rows, values->n, sizeof *rows, by_value);
    p->rangs = rows;
    p->n = values->n;
    p->source = values->source;
    return OK;
}

/* The layers that have values, and the one asked for, or the first. ERR_NOT_FOUND: one that is not there. */
static Err page_make(Req *r, CartesPage *p)
{
    const Territoire *t = req_snapshot(r, &territoire_snapshot);
    VEC(CarteEntree) v = { 0 };
    CoucheValeurs shown = { 0 };
    Str asked = req_text(r, "couche");
    for (const Slice *const *s = r->app->slices; t && *s; s++)
        for (const Couche *const *c = (*s)->couches; c && *c; c++) {
            CoucheValeurs values = { 0 };
            TRY((*c)->lire(r, t, &values));
            CarteEntree *to = values.n ? vec_push(r->arena, &v) : NULL;
            if (!to)
                continue;
            bool here = !p->couche && (str_is_none(asked) || str_eq(asked, str_from((*c)->code)));
            *to = (CarteEntree){ *c, str_format(r->arena, "/cartes?couche=%s", (*c)->code), here };
            if (here) {
                p->couche = *c;
                shown = values;
            }
        }
    p->entrees = v.v;
    p->entrees_n = v.n;
    if (!p->couche)
        return str_is_none(asked) ? OK : ERR_NOT_FOUND;
    p->carte = territoire_carte(t, config_str(r->app->config, CONF_DEPARTEMENT));
    p->csv = str_format(r->arena, "/cartes.csv?couche=%s", p->couche->code);
    p->xlsx = str_format(r->arena, "/cartes.xlsx?couche=%s", p->couche->code);
    return rows_make(r, t, &shown, p);
}

static Err cartes_page(Req *r)
{
    CartesPage p = { 0 };
    TRY(page_make(r, &p));
    view_cartes(req_html(r), &p);
    return OK;
}

static const SheetColumn columns[] = {
    { "code", { "Code", XLSX_TEXT, 12 } },
    { "nom", { "Nom", XLSX_TEXT, 30 } },
    { "valeur", { "Valeur", XLSX_DECIMAL, 12 } },
    { "classe", { "Classe", XLSX_TEXT, 20 } },
    { 0 },
};
static const SheetDef table = { "carte", "Carte", "Une couche de la carte", columns };

static Err cartes_export(Req *r)
{
    CartesPage p = { 0 };
    TRY(page_make(r, &p));
    SHEET t = req_sheet_open(r, &table);
    for (size_t i = 0; i < p.n; i++) {
        sheet_text(t, p.rangs[i].code);
        sheet_text(t, p.rangs[i].nom);
        sheet_decimal(t, p.rangs[i].v);
        sheet_text(t, str_from(p.couche->legendes[p.rangs[i].classe]));
        sheet_end_row(t);
    }
    return req_sheet(r, t);
}

static const Route routes[] = {
    { "GET", "/cartes", cartes_page, RIGHT_PUBLIC, SNAPSHOT, cartes_champs, "Cartes du territoire" },
    { "GET", "/cartes.csv", cartes_export, RIGHT_PUBLIC, SNAPSHOT, cartes_champs, "Une carte du territoire, en CSV",
        ROUTE_HIDDEN },
    { "GET", "/cartes.xlsx", cartes_export, RIGHT_PUBLIC, SNAPSHOT, cartes_champs, "Une carte du territoire, en XLSX",
        ROUTE_HIDDEN },
    { 0 },
};

const Slice slice_cartes = { .name = "cartes", .routes = routes };
