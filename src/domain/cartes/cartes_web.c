// SPDX-License-Identifier: AGPL-3.0-or-later
#include "domain/cartes/cartes_web.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "cartes_view.h"
#include "core/app.h"
#include "core/slice.h"
#include "core/json/json.h"
#include "core/xlsx/sheet.h"
#include "domain/cartes/cartes.h"
#include "domain/territoire/polygones.h"
#include "web/liste.h"

/* Rows of the table on a page with its map: all of them made it weigh 99 kB, of which a third in the table. */
enum { CODE_MAX = 40, PAR_PAGE = 20, PAGE_MAX = 10000 };

static const Field cartes_champs[] = {
    { .name = "couche", .kind = FIELD_TEXT, .label = "Couche", .max = CODE_MAX, .example = "fragilite" },
    CHORO_CHAMP,
    { .name = "page", .kind = FIELD_I64, .label = "Page du tableau", .min = 1, .max = PAGE_MAX },
    { 0 },
};

Str carte_valeur(Arena *a, const Couche *c, double v)
{
    if (c->date)
        return date_french(a, (Date){ (int32_t)v });
    return str_replace(a, str_format(a, "%.*f", c->decimales, v), S("."), S(","));
}

/* Name and inhabitants: of a commune, or of the communes of an intercommunalité. */
static void name_row(const Territoire *t, const Couche *c, CarteRang *row)
{
    const Commune *one = c->maille == COUCHE_COMMUNE ? territoire_commune(t, row->code) : NULL;
    row->nom = one ? one->nom : row->code;
    row->population = one ? one->population : -1;
    for (size_t i = 0; c->maille == COUCHE_EPCI && i < territoire_n_communes(t); i++) {
        const Commune *in = territoire_commune_at(t, i);
        if (!in->epci || !str_eq(in->epci->code, row->code))
            continue;
        row->nom = in->epci->nom;
        row->population = (row->population > 0 ? row->population : 0) + (in->population > 0 ? in->population : 0);
    }
}

static int by_value(const void *x, const void *y)
{
    const CarteRang *p = x, *q = y;
    if (p->v != q->v)
        return p->v < q->v ? 1 : -1;
    return str_cmp(p->nom, q->nom);
}

/* In the words of the legend, whatever the method. */
static void put_classes(const Choroplethe *c, CarteRang *rows, size_t n)
{
    for (size_t k = 0; k < c->n; k++)
        for (size_t i = 0; i < c->classes[k].n; i++)
            for (size_t j = 0; j < n; j++)
                if (str_eq(rows[j].code, c->classes[k].v[i].code))
                    rows[j].classe = c->classes[k].legende;
}

static bool on_page(const CartesPage *p, Str code)
{
    size_t from = (size_t)(p->pages.page - 1) * PAR_PAGE;
    for (size_t i = from; i < p->n && i < from + PAR_PAGE; i++)
        if (str_eq(p->rangs[i].code, code))
            return true;
    return false;
}

static Err map_make(Req *r, const Territoire *t, const ChoroDef *def, CarteRang *rows, CartesPage *p)
{
    const Couche *c = p->couche;
    ChoroEntree *shapes = NEW(r->arena, ChoroEntree, p->n + 1);
    if (!shapes)
        return ERR_MEMORY;
    for (size_t i = 0; i < p->n; i++)
        shapes[i] = (ChoroEntree){ .code = rows[i].code,
            .nom = rows[i].nom,
            .v = rows[i].v,
            .valeur = carte_valeur(r->arena, c, rows[i].v),
            .population = rows[i].population,
            .cible = on_page(p, rows[i].code) };
    TRY(choroplethe_make(r->arena, t, config_str(r->app->config, CONF_DEPARTEMENT), def, shapes, p->n, &p->carte));
    put_classes(&p->carte, rows, p->n);
    return OK;
}

static ChoroDef own_def(const Couche *c)
{
    ChoroDef def = { c->titre, c->maille == COUCHE_COMMUNE ? S("commune") : S("epci"), CHORO_FIXES, c->classes, { 0 },
        c->decimales, "", c->legendes, c->decimales };
    memcpy(def.bornes, c->bornes, sizeof c->bornes);
    return def;
}

/* `page` from 1 of the table; 0: no table, no link. */
static Err rows_make(Req *r, const Territoire *t, const CoucheValeurs *values, const ChoroDef *def, int64_t page,
    CartesPage *p)
{
    static const char *const criteria[] = { "couche", "classes", NULL };
    CarteRang *rows = NEW(r->arena, CarteRang, values->n + 1);
    if (!rows)
        return ERR_MEMORY;
    for (size_t i = 0; i < values->n; i++) {
        rows[i] = (CarteRang){ .code = values->v[i].code, .v = values->v[i].v };
        name_row(t, p->couche, &rows[i]);
    }
    if (values->n)
        qsort(rows, values->n, sizeof *rows, by_value);
    p->rangs = rows;
    p->n = values->n;
    p->source = values->source;
    if (page)
        p->pages = pagination(r->arena, adresse_de(r, "/cartes", criteria), page, PAR_PAGE, (int64_t)p->n);
    else
        p->pages.page = PAGE_MAX;
    TRY(map_make(r, t, def, rows, p));
    p->carte.fictif = values->fictif;
    return OK;
}

/* What is invented says so wherever it is named, on the interactive map too. */
static Str layer_title(Arena *a, const Couche *c, bool fictif)
{
    return str_cat(a, str_from(c->titre), fictif ? S(" (fictif)") : S(""));
}

/* The layers that have values, and the one asked for, or the first. ERR_NOT_FOUND: one that is not there. */
static Err layer_find(Req *r, Str demande, CoucheValeurs *ret, CartesPage *p)
{
    const Territoire *t = req_snapshot(r, &territoire_snapshot);
    VEC(CarteEntree) v = { 0 };
    Str asked = demande;
    for (const Slice *const *s = r->app->slices; t && *s; s++)
        for (const Couche *const *c = (*s)->couches; c && *c; c++) {
            CoucheValeurs values = { 0 };
            TRY((*c)->lire(r, t, &values));
            CarteEntree *to = values.n ? vec_push(r->arena, &v) : NULL;
            if (!to)
                continue;
            bool here = !p->couche && (str_is_none(asked) || str_eq(asked, str_from((*c)->code)));
            *to = (CarteEntree){ *c, layer_title(r->arena, *c, values.fictif),
                str_format(r->arena, "/cartes?couche=%s", (*c)->code), here };
            if (here) {
                p->couche = *c;
                *ret = values;
            }
        }
    p->entrees = v.v;
    p->entrees_n = v.n;
    return p->couche || str_is_none(asked) ? OK : ERR_NOT_FOUND;
}

/* In the classes of the layer. */
static Err page_make(Req *r, Str demande, CartesPage *p)
{
    CoucheValeurs shown = { 0 };
    TRY(layer_find(r, demande, &shown, p));
    if (!p->couche)
        return OK;
    const ChoroDef def = own_def(p->couche);
    return rows_make(r, req_snapshot(r, &territoire_snapshot), &shown, &def, 0, p);
}

/* In those that the address asks for. */
static Err page_asked(Req *r, int64_t page, CartesPage *p)
{
    static const char *const criteria[] = { "couche", NULL };
    CoucheValeurs shown = { 0 };
    TRY(layer_find(r, req_text(r, "couche"), &shown, p));
    if (!p->couche)
        return OK;
    const ChoroDef own = own_def(p->couche), def = p->couche->date ? own : choro_demandee(r, &own);
    int asked = req_choice(r, "classes", -1);
    Str classes = asked < 0 ? S("") : str_cat(r->arena, S("&classes="), choro_methodes[asked].value);
    p->csv = str_format(r->arena, "/cartes.csv?couche=%s%.*s", p->couche->code, STR_ARG(classes));
    p->xlsx = str_format(r->arena, "/cartes.xlsx?couche=%s%.*s", p->couche->code, STR_ARG(classes));
    TRY(rows_make(r, req_snapshot(r, &territoire_snapshot), &shown, &def, page, p));
    return p->couche->date ? OK : choro_proposer(r, "/cartes", criteria, &own, &p->carte); /* dates have their own */
}

static Err cartes_page(Req *r)
{
    CartesPage p = { 0 };
    TRY(page_asked(r, req_i64(r, "page", 1), &p));
    size_t from = (size_t)(p.pages.page - 1) * PAR_PAGE;
    p.rangs += from < p.n ? from : p.n;
    p.n = from >= p.n ? 0 : p.n - from < PAR_PAGE ? p.n - from : PAR_PAGE;
    view_cartes(req_html(r), &p);
    return OK;
}

static const SheetColumn columns[] = {
    { "code", { "Code", XLSX_TEXT, 12 } },
    { "nom", { "Nom", XLSX_TEXT, 30 } },
    { "population", { "Population", XLSX_INTEGER, 12 } },
    { "valeur", { "Valeur", XLSX_DECIMAL, 12 } },
    { "classe", { "Classe", XLSX_TEXT, 20 } },
    { "source", { "Source", XLSX_TEXT, 60 } },
    { "source_population", { "Source des populations", XLSX_TEXT, 40 } },
    { 0 },
};
static const SheetDef table = { "carte", "Carte", "Une couche de la carte", columns };
static const SheetDef table_fictive = { "fictif-carte", "Carte (fictif)", "FICTIF\u00A0: une couche de la carte",
    columns };

static Err cartes_export(Req *r)
{
    CartesPage p = { 0 };
    TRY(page_asked(r, 0, &p));
    SHEET t = req_sheet_open(r, p.carte.fictif ? &table_fictive : &table);
    for (size_t i = 0; i < p.n; i++) {
        sheet_text(t, p.rangs[i].code);
        sheet_text(t, p.rangs[i].nom);
        if (p.rangs[i].population >= 0)
            sheet_integer(t, p.rangs[i].population);
        else
            sheet_empty(t);
        if (p.couche->date)
            sheet_text(t, date_iso(r->arena, (Date){ (int32_t)p.rangs[i].v }));
        else
            sheet_decimal(t, p.rangs[i].v);
        sheet_text(t, p.rangs[i].classe);
        sheet_text(t, p.source);
        sheet_text(t, p.rangs[i].population >= 0 ? S(CARTES_HABITANTS) : S(""));
        sheet_end_row(t);
    }
    return req_sheet(r, t);
}

/* ---- for the interactive map: the layers, and one of them as RFC 7946 ---- */

static Err couches_api(Req *r)
{
    CartesPage p = { 0 };
    TRY(page_make(r, STR_NONE, &p));
    Json *j = req_json(r);
    json_obj(j);
    json_key(j, S("couches"));
    json_arr(j);
    for (size_t i = 0; i < p.entrees_n; i++) {
        json_obj(j);
        json_kstr(j, "code", str_from(p.entrees[i].couche->code));
        json_kstr(j, "titre", p.entrees[i].titre);
        json_end(j);
    }
    json_end(j);
    json_end(j);
    return OK;
}

static Err put_feature(Json *j, Arena *a, const CartesPage *p, const ChoroEntree *e)
{
    json_obj(j);
    json_kstr(j, "type", S("Feature"));
    json_key(j, S("properties"));
    json_obj(j);
    json_kstr(j, "code", e->code);
    json_kstr(j, "nom", e->nom);
    json_kstr(j, "mots", e->mots);
    json_key(j, S("valeur"));
    json_f64(j, e->v);
    json_ki64(j, "population", e->population);
    json_ki64(j, "classe", e->classe);
    json_ki64(j, "rayon", e->rayon);
    json_end(j);
    json_key(j, S("geometry"));
    if (p->carte.contours)
        TRY(polygones_json(j, a, p->carte.carte, e->trace));
    else {
        json_obj(j);
        json_kstr(j, "type", S("Point"));
        json_key(j, S("coordinates"));
        position_json(j, p->carte.carte, 1, e->x, e->y);
        json_end(j);
    }
    json_end(j);
    return OK;
}

static Err couche_geojson(Req *r)
{
    CartesPage p = { 0 };
    if (!req_snapshot(r, &territoire_snapshot))
        return ERR_BUSY;
    TRY(page_make(r, req_path(r, "code"), &p));
    if (!p.couche)
        return ERR_NOT_FOUND;
    Json *j = req_json(r);
    json_obj(j);
    json_kstr(j, "type", S("FeatureCollection"));
    json_kstr(j, "titre", layer_title(r->arena, p.couche, p.carte.fictif));
    json_kstr(j, "source", p.source);
    json_key(j, S("fictif"));
    json_bool(j, p.carte.fictif);
    json_kstr(j, "contours", p.carte.carte ? p.carte.carte->mention : S(""));
    json_key(j, S("legendes"));
    json_arr(j);
    for (int i = 0; i < p.couche->classes; i++)
        json_str(j, str_from(p.couche->legendes[i]));
    json_end(j);
    json_key(j, S("features"));
    json_arr(j);
    for (size_t k = 0; k < p.carte.n && p.carte.carte; k++)
        for (size_t i = 0; i < p.carte.classes[k].n; i++)
            if (p.carte.classes[k].v[i].placee)
                TRY(put_feature(j, r->arena, &p, &p.carte.classes[k].v[i]));
    json_end(j);
    json_end(j);
    return OK;
}

static const Route routes[] = {
    { "GET", "/cartes", cartes_page, RIGHT_PUBLIC, SLOW, cartes_champs, "Cartes du territoire" },
    { "GET", "/cartes.csv", cartes_export, RIGHT_PUBLIC, SLOW, cartes_champs, "Une carte du territoire, en CSV",
        ROUTE_HIDDEN },
    { "GET", "/cartes.xlsx", cartes_export, RIGHT_PUBLIC, SLOW, cartes_champs, "Une carte du territoire, en XLSX",
        ROUTE_HIDDEN },
    { "GET", "/api/v1/couches", couches_api, RIGHT_PUBLIC, SLOW, NULL, "Couches de la carte qui ont des valeurs",
        ROUTE_API },
    { "GET", "/api/v1/couches/{code}", couche_geojson, RIGHT_PUBLIC, SLOW, NULL, "Une couche de la carte, en GeoJSON",
        ROUTE_API },
    { 0 },
};

const Slice slice_cartes = { .name = "cartes", .routes = routes };
