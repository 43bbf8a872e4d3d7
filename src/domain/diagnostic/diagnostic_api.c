// SPDX-License-Identifier: AGPL-3.0-or-later
/* /api/v1/territoires: a territory; /api/v1/indicateurs: what is loaded, and one of them zone by zone, as JSON, CSV, XLSX and
 * GeoJSON. */
#include <math.h>

#include "core/app.h"
#include "domain/diagnostic/composer_web.h"
#include "domain/diagnostic/diagnostic_web.h"
#include "domain/territoire/polygones.h"
#include "web/liste.h"

static const Choice echelons[] = { { S_INIT("commune"), S_INIT("Communes") },
    { S_INIT("epci"), S_INIT("Intercommunalités") }, { S_INIT("departement"), S_INIT("Départements") },
    { S_INIT("region"), S_INIT("Régions") }, { STR_NONE, STR_NONE } };
static const Echelon echelons_rangs[] = { ECHELON_COMMUNE, ECHELON_EPCI, ECHELON_DEPARTEMENT, ECHELON_REGION };

const Field indicateur_api_champs[] = {
    { .name = "echelon", .kind = FIELD_CHOICE, .label = "Échelle", .choices = echelons, .example = "commune" },
    { .name = "territoire",
        .kind = FIELD_TEXT,
        .label = "Territoire",
        .hint = "departement:28, epci:200033181, region:24 ou france ; par défaut, le département de ce site",
        .max = 40,
        .example = "departement:28" },
    { .name = "poids",
        .kind = FIELD_TEXT,
        .label = "Millésime des populations",
        .hint = "Par défaut, celui donné avec les scores",
        .max = 60,
        .example = "pop_cog2021" },
    { 0 },
};

static void describe(Json *j, const Indicateur *i, bool fictif)
{
    json_kstr(j, "code", i->code);
    json_kstr(j, "nom", i->nom);
    json_kstr(j, "groupe", i->groupe);
    json_kstr(j, "definition", i->definition);
    json_kstr(j, "unite", i->unite);
    json_ki64(j, "sens", i->sens);
    json_key(j, S("plancher"));
    json_f64(j, i->plancher);
    json_kstr(j, "source", i->source);
    json_kstr(j, "millesime", i->millesime);
    json_kstr(j, "licence", i->licence);
    json_ki64(j, "communes", i->n);
    json_key(j, S("fictif"));
    json_bool(j, fictif && str_starts(i->groupe, S("ifn")));
}

Err indicateurs_api(Req *r)
{
    const Diagnostic *d = req_snapshot(r, &diagnostic_snapshot);
    const Indicateur *all;
    const Str *names;
    size_t n = diagnostic_indicateurs(d, &all), n_poids = diagnostic_poids(d, &names);
    Json *j = req_json(r);
    json_obj(j);
    json_kstrs(j, "poids", names, n_poids);
    json_key(j, S("indicateurs"));
    json_arr(j);
    for (size_t i = 0; i < n; i++) {
        json_obj(j);
        describe(j, &all[i], diagnostic_fictif(d));
        json_end(j);
    }
    json_end(j);
    json_end(j);
    return OK;
}

typedef struct Feuille {
    const Indicateur *i;
    Zone zone;
    Echelon echelon;
    Str poids; /* STR_NONE: no population is loaded */
    bool fictif;
    const Valeur *v;
    size_t n;
} Feuille;

static Err open_table(Req *r, Feuille *t)
{
    const Diagnostic *d = req_snapshot(r, &diagnostic_snapshot);
    const Indicateur *all;
    const Str *names;
    if (!d)
        return ERR_BUSY;
    int k = diagnostic_indicateur_find(d, req_path(r, "code"));
    Str asked = req_text(r, "territoire"), poids = req_text(r, "poids"), message = STR_NONE;
    if (k < 0)
        return ERR_NOT_FOUND;
    if (str_is_none(asked))
        asked = str_cat(r->arena, S("departement:"), config_str(r->app->config, CONF_DEPARTEMENT));
    Err e = zone_find(d, r->arena, asked, &t->zone, &message);
    if (e != OK) {
        req_why(r, message);
        return e;
    }
    int p = diagnostic_poids_find(d, poids);
    if (p < 0 && !str_is_none(poids)) {
        req_why(r, S("Ce millésime de populations n’est pas chargé : /api/v1/indicateurs donne ceux qui le sont."));
        return ERR_INVALID;
    }
    diagnostic_indicateurs(d, &all);
    diagnostic_poids(d, &names);
    t->i = &all[k];
    t->poids = p >= 0 ? names[p] : STR_NONE;
    t->fictif = diagnostic_fictif(d) && str_starts(t->i->groupe, S("ifn"));
    t->echelon = echelons_rangs[req_choice(r, "echelon", 0)];
    return diagnostic_valeurs(d, r->arena, &t->zone, t->echelon, p, k, &t->v, &t->n);
}

static void number(Json *j, const char *key, double v)
{
    json_key(j, str_from(key));
    json_f64(j, v);
}

Err indicateur_api(Req *r)
{
    Feuille t = { 0 };
    TRY(open_table(r, &t));
    Json *j = req_json(r);
    json_obj(j);
    describe(j, t.i, t.fictif);
    json_kstr_opt(j, "poids", t.poids);
    json_kstr(j, "echelon", echelon_code(t.echelon));
    json_key(j, S("valeurs"));
    json_arr(j);
    for (size_t i = 0; i < t.n; i++) {
        json_obj(j);
        json_kstr(j, "code", t.v[i].zone.code);
        json_kstr(j, "nom", t.v[i].zone.nom);
        json_ki64(j, "population", t.v[i].population);
        number(j, "valeur", t.v[i].valeur);
        json_end(j);
    }
    json_end(j);
    json_end(j);
    return OK;
}

/* ---- files ---- */

static const SheetColumn columns[] = { { "code", { "Code", XLSX_TEXT, 12 } },
    { "nom", { "Territoire", XLSX_TEXT, 30 } }, { "population", { "Population", XLSX_INTEGER, 12 } },
    { "valeur", { "Valeur", XLSX_DECIMAL, 12 } }, { "indicateur", { "Indicateur", XLSX_TEXT, 30 } },
    { "unite", { "Unité", XLSX_TEXT, 16 } }, { "millesime", { "Millésime", XLSX_TEXT, 12 } },
    { "poids", { "Populations", XLSX_TEXT, 14 } }, { "source", { "Source", XLSX_TEXT, 40 } },
    { "licence", { "Licence", XLSX_TEXT, 30 } }, { 0 } };

Err indicateur_fichier(Req *r)
{
    Feuille t = { 0 };
    TRY(open_table(r, &t));
    Str file = str_format(r->arena, "%s%.*s-%.*s", t.fictif ? "fictif-" : "", STR_ARG(t.i->code),
        STR_ARG(echelon_code(t.echelon)));
    Str title = str_format(r->arena, "%s%.*s", t.fictif ? "FICTIF : " : "", STR_ARG(t.i->nom));
    if (!file.p || !title.p)
        return ERR_MEMORY;
    const SheetDef *def = &(SheetDef){ file.p, t.fictif ? "Fictif" : "Indicateur", title.p, columns };
    SHEET s = req_sheet_open(r, def);
    for (size_t i = 0; i < t.n; i++) {
        sheet_text(s, t.v[i].zone.code);
        sheet_text(s, t.v[i].zone.nom);
        sheet_integer(s, t.v[i].population);
        if (isnan(t.v[i].valeur))
            sheet_empty(s);
        else
            sheet_decimal(s, t.v[i].valeur);
        sheet_text(s, t.i->nom);
        sheet_text(s, t.i->unite);
        sheet_text(s, t.i->millesime);
        sheet_text(s, t.poids);
        sheet_text(s, t.i->source);
        sheet_text(s, t.i->licence);
        sheet_end_row(s);
    }
    return req_sheet(r, s);
}

/* The shape of the territory where contours are loaded, else the point of a commune; neither: null (RFC 7946, 3.2). */
static Err put_geometry(Json *j, Arena *a, const Territoire *t, const CarteFond *map, const Zone *z)
{
    const Commune *c = z->echelon == ECHELON_COMMUNE ? territoire_commune(t, z->code) : NULL;
    Str trace = map && map->grille > 0 ? carte_trace(map, echelon_code(z->echelon), z->code) : STR_NONE;
    if (trace.n)
        return polygones_json(j, a, map, trace);
    if (!c || c->localisation != LOCALISATION_COMMUNE) {
        json_nil(j);
        return OK;
    }
    json_obj(j);
    json_kstr(j, "type", S("Point"));
    json_key(j, S("coordinates"));
    json_arr(j);
    json_f64(j, c->point.lon);
    json_f64(j, c->point.lat);
    json_end(j);
    json_end(j);
    return OK;
}

/* Each département has its own map: a territory is drawn on that of its own. */
static const CarteFond *map_of(const Territoire *t, const Zone *z, Str home)
{
    const Commune *c = z->echelon == ECHELON_COMMUNE ? territoire_commune(t, z->code) : NULL;
    return territoire_carte(t, c ? c->departement : z->echelon == ECHELON_DEPARTEMENT ? z->code : home);
}

Err indicateur_geojson(Req *r)
{
    const Territoire *territoire = req_snapshot(r, &territoire_snapshot);
    Str home = config_str(r->app->config, CONF_DEPARTEMENT);
    Feuille t = { 0 };
    TRY(open_table(r, &t));
    const CarteFond *shown = territoire ? territoire_carte(territoire, home) : NULL;
    Json j = json_to(req_body(r, "application/geo+json"));
    json_obj(&j);
    json_kstr(&j, "type", S("FeatureCollection"));
    describe(&j, t.i, t.fictif);
    json_kstr_opt(&j, "poids", t.poids);
    json_kstr_opt(&j, "contours", shown && shown->grille > 0 ? shown->mention : STR_NONE);
    json_key(&j, S("features"));
    json_arr(&j);
    for (size_t i = 0; i < t.n; i++) {
        json_obj(&j);
        json_kstr(&j, "type", S("Feature"));
        json_kstr(&j, "id", t.v[i].zone.code);
        json_key(&j, S("geometry"));
        TRY(put_geometry(&j, r->arena, territoire, map_of(territoire, &t.v[i].zone, home), &t.v[i].zone));
        json_key(&j, S("properties"));
        json_obj(&j);
        json_kstr(&j, "nom", t.v[i].zone.nom);
        json_ki64(&j, "population", t.v[i].population);
        number(&j, "valeur", t.v[i].valeur);
        json_end(&j);
        json_end(&j);
    }
    json_end(&j);
    json_end(&j);
    req_download(r, str_format(r->arena, "%s%.*s.geojson", t.fictif ? "fictif-" : "", STR_ARG(t.i->code)));
    return OK;
}

/* ---- /api/v1/territoires ---- */

static void api_scores(Json *j, const char *key, const ScoreVue *v, size_t n)
{
    json_key(j, str_from(key));
    json_arr(j);
    for (size_t i = 0; i < n; i++) {
        const Indicateur *d = v[i].indicateur;
        json_obj(j);
        json_kstr(j, "code", d->code);
        json_kstr(j, "nom", d->nom);
        json_kstr(j, "definition", d->definition);
        json_kstr(j, "unite", d->unite);
        json_kstr(j, "source", d->source);
        json_kstr(j, "millesime", d->millesime);
        json_kstr(j, "licence", d->licence);
        json_key(j, S("valeur"));
        json_f64(j, v[i].score);
        json_key(j, S("plancher"));
        json_f64(j, d->plancher);
        json_end(j);
    }
    json_end(j);
}

const Field territoire_champs[] = {
    { .name = "composition",
        .kind = FIELD_TEXT,
        .label = "Composition",
        .hint = "Codes de scores séparés par des virgules, chacun suivi de « : » et de son poids",
        .max = 800,
        .example = "older_65_rate:2,nscol15p_rate" },
    { 0 },
};

/* An index of one's own, beside the published one; it says what it is made of. */
static Err api_composition(Req *r, const Monde *m, const Zone *z, Json *j)
{
    Composition c;
    Agregat g;
    Str message = STR_NONE, asked = req_text(r, "composition");
    if (str_is_none(asked) || m->poids < 0)
        return OK;
    Err e = composition_lire(m->d, r->arena, asked, &c, &message);
    if (e != OK) {
        req_why(r, message);
        return ERR_INVALID;
    }
    diagnostic_agreger(m->d, z, m->poids, c.choix, &g);
    json_key(j, S("composition"));
    json_obj(j);
    json_key(j, S("indice"));
    json_f64(j, composition_indice(&c, g.scores));
    json_kstr(j, "nature", composition_nature_dite(c.nature));
    json_end(j);
    return OK;
}

Err territoire_api(Req *r)
{
    Monde m = world(r);
    DiagnosticPage p = { .tous = true };
    Zone z;
    Str echelon = req_path(r, "echelon"), code = req_path(r, "code");
    if (!m.t || !m.d)
        return ERR_BUSY;
    note_world(&m, &p);
    bool known = find_zone(&m, r->arena, echelon, code, &z);
    if (!known && !identify(r, &m, echelon, code, &p))
        return ERR_NOT_FOUND;
    if (known)
        p.titre = z.nom;
    p.indice = NAN;
    if (known && p.scores)
        TRY(put_scores(r, &m, &z, &p));
    Json *j = req_json(r);
    json_obj(j);
    json_kstr(j, "echelon", echelon);
    json_kstr(j, "code", known ? z.code : p.code);
    json_kstr(j, "nom", p.titre);
    json_kstr(j, "poids", p.poids);
    json_key(j, S("fictif"));
    json_bool(j, p.fictif);
    json_key(j, S("population"));
    if (p.scores)
        json_i64(j, p.population);
    else
        json_nil(j);
    json_key(j, S("indice"));
    json_f64(j, p.indice);
    api_scores(j, "scores", p.v, p.n);
    api_scores(j, "contexte", p.contexte, p.contexte_n);
    api_scores(j, "indicateurs", p.autres, p.autres_n);
    if (known)
        TRY(api_composition(r, &m, &z, j));
    json_end(j);
    return OK;
}
