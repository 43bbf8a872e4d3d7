// SPDX-License-Identifier: AGPL-3.0-or-later
/* `ensemble diagnostic precarite` and `diagnostic acces`. */
#include <math.h>

#include "core/app.h"
#include "core/csv/csv.h"
#include "core/json/json.h"
#include "domain/diagnostic/calculs.h"
#include "domain/diagnostic/demandes.h"
#include "domain/diagnostic/diagnostic_impl.h"
#include "domain/diagnostic/lecture.h"

enum { SITES_MAX = 32 * 1024 * 1024, PAIRES_MAX = 40000000 };
static const double KM = 1000, POUR = 100;

static Err open_zone(Cmd *c, const Diagnostic **ret_d, Zone *ret_zone, int *ret_poids)
{
    const Diagnostic *d = cmd_snapshot(c, &diagnostic_snapshot);
    Str message = STR_NONE;
    if (!d)
        return ERR_DB;
    *ret_poids = diagnostic_poids_find(d, cmd_option(c, "poids"));
    if (*ret_poids < 0)
        return cmd_fail(c, ERR_NOT_FOUND,
            "Ce millésime de population n’est pas chargé : « ensemble importer populations FICHIER.csv », ou --poids.");
    Err e = zone_find(d, c->arena, cmd_option(c, "territoire"), ret_zone, &message);
    *ret_d = d;
    return e == OK ? OK : cmd_fail(c, e, "%.*s", STR_ARG(message));
}

static Err positive_option(Cmd *c, const char *name, double max, double *ret)
{
    if (!number_parse(cmd_option(c, name), ret) || *ret < 0 || *ret > max)
        return cmd_fail(c, ERR_INVALID, "L’option « --%s » attend un nombre de 0 à %g.", name, max);
    return OK;
}

/* ---- precariousness ---- */

static Err choose_services(Cmd *c, const Diagnostic *d, Choix *ret)
{
    Str rest = cmd_option(c, "services"), name;
    Choix loaded = diagnostic_services(d);
    *ret = loaded;
    if (!loaded)
        return cmd_fail(c, ERR_NOT_FOUND,
            "Aucune table de services n’est chargée : « ensemble importer indicateurs france_services_fr.csv ».");
    if (str_is_none(rest))
        return OK;
    *ret = 0;
    while (str_split(&rest, ',', &name)) {
        int k = diagnostic_indicateur_find(d, str_trim(name));
        if (k < 0 || !(loaded >> k & 1))
            return cmd_fail(c, ERR_NOT_FOUND, "« %.*s » n’est pas un service chargé.",
                STR_ARG(utf8_cut(str_trim(name), 60)));
        *ret |= (Choix)1 << k;
    }
    return *ret ? OK : cmd_fail(c, ERR_INVALID, "Nommez au moins un service.");
}

static void precarite_json(Json *j, const PrecariteCommune *p)
{
    json_obj(j);
    json_kstr(j, "code", p->zone.code);
    json_kstr(j, "nom", p->zone.nom);
    json_ki64(j, "population", p->population);
    json_key(j, S("base"));
    json_f64(j, p->base);
    json_key(j, S("services_absents"));
    json_f64(j, p->absence);
    json_key(j, S("precarite"));
    json_f64(j, p->score);
    json_end(j);
}

static void print_precarite(Cmd *c, const Diagnostic *d, double alpha, Choix services, const PrecariteCommune *v,
    size_t n)
{
    const Indicateur *all;
    size_t n_all = diagnostic_indicateurs(d, &all);
    Json j = json_to(cmd_out(c));
    json_obj(&j);
    json_kstr(&j, "methode", S("construction locale : min(10, base × (1 + alpha × services absents))"));
    json_key(&j, S("alpha"));
    json_f64(&j, alpha);
    json_key(&j, S("services"));
    json_arr(&j);
    for (size_t k = 0; k < n_all; k++)
        if (services >> k & 1)
            json_str(&j, all[k].code);
    json_end(&j);
    json_key(&j, S("communes"));
    json_arr(&j);
    for (size_t i = 0; i < n; i++)
        precarite_json(&j, &v[i]);
    json_end(&j);
    json_end(&j);
    buf_char(cmd_out(c), '\n');
}

static void csv_decimal(CsvWriter *w, double v)
{
    BUF b = buf_new(KIB);
    if (isfinite(v))
        buf_f64(&b, v);
    csv_cell(w, buf_str(&b));
}

static void csv_count(CsvWriter *w, int64_t v)
{
    char z[STR_I64_MAX];
    csv_cell(w, str_of_i64(v, z));
}

static void csv_heads(CsvWriter *w, const char *const *heads, size_t n)
{
    for (size_t i = 0; i < n; i++)
        csv_cell(w, str_from(heads[i]));
    csv_end_row(w);
}

Err commande_precarite(Cmd *c)
{
    static const char *const heads[] = { "code", "nom", "population", "base", "services_absents", "precarite" };
    const Diagnostic *d;
    Zone zone;
    int poids;
    double alpha;
    Choix services;
    const PrecariteCommune *v;
    size_t n;
    TRY(open_zone(c, &d, &zone, &poids));
    TRY(positive_option(c, "alpha", 1, &alpha));
    TRY(choose_services(c, d, &services));
    Err e = precarite_communes(d, c->arena, &zone, poids, alpha, services, &v, &n);
    if (e == ERR_INVALID)
        return cmd_fail(c, ERR_NOT_FOUND, "Les scores ne sont pas chargés : « ensemble importer ifn FICHIER.csv ».");
    TRY(e);
    if (str_eq(cmd_option(c, "format"), S("json"))) {
        print_precarite(c, d, alpha, services, v, n);
        return OK;
    }
    CsvWriter w = csv_to(cmd_out(c), true);
    csv_heads(&w, heads, sizeof heads / sizeof *heads);
    for (size_t i = 0; i < n; i++) {
        csv_cell(&w, v[i].zone.code);
        csv_cell(&w, v[i].zone.nom);
        csv_count(&w, v[i].population);
        csv_decimal(&w, v[i].base);
        csv_decimal(&w, v[i].absence);
        csv_decimal(&w, v[i].score);
        csv_end_row(&w);
    }
    return OK;
}

/* ---- accessibility ---- */

/* `ret_own`: how many of them are the directory's own, first; the others are what the slices offer, or a file's. */
static Err find_sites(Cmd *c, const PointAide **ret, size_t *ret_n, size_t *ret_own)
{
    Str path = cmd_option(c, "sites"), octets, message = STR_NONE;
    Rapport r = { 0 };
    *ret_own = 0;
    if (str_is_none(path)) {
        OffreTotale t;
        const Lieux *s = cmd_snapshot(c, &lieux_snapshot);
        Date today = date_paris(clock_now(c->app->clock));
        if (!s)
            return ERR_DB;
        TRY(offre_totale(c->app->slices, c->db, s, c->arena, today, &t));
        *ret = t.v;
        *ret_n = t.n;
        *ret_own = t.debut[1];
        for (size_t k = 0; k < t.sources; k++)
            cmd_say(c, "%s : %zu présences, %.1f heures par semaine%s.", t.de[k]->titre, t.debut[k + 1] - t.debut[k],
                t.heures[k], t.muets[k] ? " ; d’autres n’ont pas d’horaires compris et ne sont pas comptées" : "");
    } else {
        TRY(cmd_read_file(c, path, SITES_MAX, &octets));
        Err e = sites_read(c->arena, octets, cmd_option(c, "departement"), cmd_option(c, "offre"), ret, ret_n, &r,
            &message);
        if (e != OK)
            return str_is_none(message) ? e : cmd_fail(c, e, "« %.*s » : %.*s", STR_ARG(path), STR_ARG(message));
        Str said = rapport_resume(&r, c->arena, 5);
        if (r.refusees)
            cmd_say(c, "%.*s", STR_ARG(said));
    }
    return *ret_n ? OK : cmd_fail(c, ERR_NOT_FOUND, "Aucun lieu avec des coordonnées et une offre.");
}

static void print_coverage(Cmd *c, const Origine *o, size_t n, const PointAide *sites, size_t m)
{
    Couverture v;
    Buf *b = cmd_out(c);
    couverture_calculer(o, n, sites, m, &v);
    buf_format(b, "%zu communes, %zu lieux\n", n, m);
    for (int k = 0; k < RAYONS; k++)
        buf_format(b, "  à moins de %g km : %.0f habitants\n", v.rayons_km[k], v.couverts[k]);
    buf_format(b, "  distance moyenne : %.3f km ; la plus grande : %.3f km, %.*s\n", v.moyenne_km, v.pire_km,
        STR_ARG(o[v.pire].zone.nom));
}

typedef struct Portee {
    double km;
    AccesMethode methode;
} Portee;

/* `near`: km to the nearest site; NULL: not asked for. */
static Err share_out(Cmd *c, const Origine *o, size_t n, const PointAide *sites, size_t m, Portee reach, double *found,
    double *near)
{
    double *need = NEW(c->arena, double, n + 1), *offer = NEW(c->arena, double, m + 1);
    double *r = NEW(c->arena, double, m + 1), *km = NEW(c->arena, double, n *m + 1);
    if (!need || !offer || !km || !r)
        return ERR_MEMORY;
    for (size_t j = 0; j < m; j++)
        offer[j] = sites[j].offre;
    for (size_t i = 0; i < n; i++) {
        need[i] = o[i].besoin;
        if (near)
            near[i] = INFINITY;
        for (size_t j = 0; j < m; j++) {
            km[i * m + j] = point_distance_m(o[i].point, sites[j].point) / KM;
            if (near)
                near[i] = fmin(near[i], km[i * m + j]);
        }
    }
    acces_calculer(need, n, offer, m, km, reach.km, reach.methode, r, found);
    return OK;
}

/* The hours of the directory apart, where they are: the rest comes from the other sources. */
static Err print_access(Cmd *c, const Origine *o, size_t n, const PointAide *sites, size_t m, size_t own, Portee reach)
{
    static const char *const heads[] = { "code", "nom", "population", "besoin", "lieu_le_plus_proche_km",
        "heures_pour_100_personnes", "dont_annuaire", "dont_permanences" };
    double *found = NEW(c->arena, double, n + 1), *directory = NEW(c->arena, double, n + 1);
    double *near = NEW(c->arena, double, n + 1);
    if (!found || !directory || !near)
        return ERR_MEMORY;
    TRY(share_out(c, o, n, sites, m, reach, found, near));
    TRY(share_out(c, o, n, sites, own, reach, directory, NULL));
    CsvWriter w = csv_to(cmd_out(c), true);
    csv_heads(&w, heads, own ? 8 : 6);
    for (size_t i = 0; i < n; i++) {
        csv_cell(&w, o[i].zone.code);
        csv_cell(&w, o[i].zone.nom);
        csv_count(&w, o[i].population);
        csv_decimal(&w, o[i].besoin);
        csv_decimal(&w, near[i]);
        csv_decimal(&w, found[i] * POUR);
        if (own) {
            csv_decimal(&w, directory[i] * POUR);
            csv_decimal(&w, (found[i] - directory[i]) * POUR);
        }
        csv_end_row(&w);
    }
    return OK;
}

/* "population", "ifn", "taux:0.16", or the code of a stored scenario. */
static Err find_demand(Cmd *c, const Diagnostic *d, const Zone *z, int poids, Origine **ret, size_t *ret_n)
{
    const Territoire *t = cmd_snapshot(c, &territoire_snapshot);
    Str asked = cmd_option(c, "besoin"), message = STR_NONE;
    const DemandeCommune *people = NULL;
    const Origine *known;
    size_t n, counted = 0;
    Err e = demandes_de(d, t, c->arena, z, poids, asked, &known, &n, &message);
    bool stored = e == ERR_INVALID && !str_starts(asked, S("taux:"));
    if (stored) {
        Str usual = message;
        TRY(demandes_de(d, t, c->arena, z, poids, S("population"), &known, &n, &message));
        e = demande_compter(c->app->slices, c->db, d, c->arena, z, asked, &people, &counted, &message);
        if (e == ERR_NOT_FOUND)
            return cmd_fail(c, ERR_INVALID, "%.*s %.*s", STR_ARG(message), STR_ARG(usual));
    }
    if (e != OK)
        return str_is_none(message) ? e : cmd_fail(c, e, "%.*s", STR_ARG(message));
    Origine *o = NEW(c->arena, Origine, n + 1);
    if (!o)
        return ERR_MEMORY;
    for (size_t i = 0; i < n; i++) {
        const DemandeCommune *told = demande_de(people, counted, known[i].zone.code);
        o[i] = known[i];
        if (stored)
            o[i].besoin = told && told->personnes > 0 ? told->personnes : 0;
    }
    *ret = o;
    *ret_n = n;
    return OK;
}

Err commande_acces(Cmd *c)
{
    const Diagnostic *d;
    Zone zone;
    int poids;
    Portee reach = { .methode = str_eq(cmd_option(c, "methode"), S("apl")) ? ACCES_APL : ACCES_2SFCA };
    Origine *o = NULL;
    const PointAide *sites;
    size_t n = 0, m, own;
    TRY(open_zone(c, &d, &zone, &poids));
    TRY(positive_option(c, "rayon-km", 500, &reach.km));
    TRY(find_demand(c, d, &zone, poids, &o, &n));
    if (n == 0)
        return cmd_fail(c, ERR_NOT_FOUND,
            "Aucune commune n’est située : « ensemble importer coordonnees communes_fr.csv ».");
    TRY(find_sites(c, &sites, &m, &own));
    if (str_eq(cmd_option(c, "format"), S("texte"))) {
        print_coverage(c, o, n, sites, m);
        return OK;
    }
    if (n * m > PAIRES_MAX)
        return cmd_fail(c, ERR_TOO_LARGE, "Trop de communes et de lieux à la fois : choisissez un --territoire.");
    return print_access(c, o, n, sites, m, own, reach);
}
