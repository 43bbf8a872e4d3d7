// SPDX-License-Identifier: AGPL-3.0-or-later
#include "domain/diagnostic/composer_web.h"

#include <stdlib.h>

#include "composer_view.h"
#include "core/app.h"
#include "domain/diagnostic/diagnostic_impl.h"
#include "web/liste.h"

enum { COEF_MAX = 100 };
#define COEF(code, nom)                                                                                                \
    {                                                                                                                  \
        .name = (code), .kind = FIELD_F64, .label = (nom), .min = 0, .max = COEF_MAX                                   \
    }

/* In the order of ifn_defs, then what is not published. */
const Field composer_champs[] = {
    COEF("no_thd_coverage_rate", "Sans très haut débit"),
    COEF("no_4g_coverage_rate", "Sans couverture 4G"),
    COEF("poverty_rate", "Pauvreté"),
    COEF("older_65_rate", "65 ans et plus"),
    COEF("nscol15p_rate", "Pas ou peu diplômés"),
    COEF("library_distance", "Éloignement d’une bibliothèque"),
    COEF("public_service_distance", "Éloignement des services publics"),
    COEF("menseul_rate", "Personnes vivant seules"),
    COEF("fammono_rate", "Familles monoparentales"),
    COEF("obstacle_to_mobility_rate", "Freins à la mobilité"),
    COEF("unemployement_rate", "Chômage"),
    COEF("foreigners_rate", "Personnes de nationalité étrangère"),
    COEF("social_assistance_rate", "Revenus faits surtout de prestations"),
    COEF("aah_rate", "Allocation aux adultes handicapés"),
    { .name = "deciles",
        .kind = FIELD_TEXT,
        .label = "Autres scores",
        .hint = "Facultatif. Les codes, séparés par des virgules, chacun suivi de deux points et de son poids.",
        .max = 400 },
    { 0 },
};

typedef struct Choisi {
    const Diagnostic *d;
    Composition c;
    Zone zone;
    int poids;
    bool zone_connue;
} Choisi;

/* The five of the index where nothing was sent; a coefficient for a score that is not loaded is told, and not counted. */
static Err read_composition(Req *r, Choisi *x)
{
    Str message = STR_NONE;
    Choix coeur = diagnostic_coeur(x->d);
    Str more = req_text(r, "deciles");
    if (more.n && composition_lire(x->d, r->arena, more, &x->c, &message) == ERR_MEMORY)
        return ERR_MEMORY;
    if (message.n)
        form_error(r, "deciles", "%.*s", STR_ARG(message));
    for (int i = 0; i < IFN_INDICATEURS; i++) {
        double coef = 0;
        int k = diagnostic_indicateur_find(x->d, str_from(ifn_defs[i].code));
        if (!req_f64(r, ifn_defs[i].code, &coef) || coef <= 0)
            continue;
        if (k < 0 || x->d->indicateurs[k].n == 0)
            form_error(r, ifn_defs[i].code, "Ce score n’est pas dans le fichier chargé : il n’est pas compté.");
        else
            composition_ajouter(x->d, k, coef, &x->c);
    }
    bool nothing = !x->c.choix;
    for (size_t k = 0; nothing && k < x->d->n_indicateurs; k++)
        if (coeur >> k & 1)
            composition_ajouter(x->d, (int)k, 1, &x->c);
    return OK;
}

static Err open_choice(Req *r, Choisi *x)
{
    Str message = STR_NONE, departement = config_str(r->app->config, CONF_DEPARTEMENT);
    *x = (Choisi){ .d = req_snapshot(r, &diagnostic_snapshot) };
    x->poids = diagnostic_coeur(x->d) ? diagnostic_poids_find(x->d, STR_NONE) : -1;
    if (!x->d || x->poids < 0)
        return OK;
    x->zone_connue = zone_find(x->d, r->arena, str_cat(r->arena, S("departement:"), departement), &x->zone, &message) ==
                     OK;
    return read_composition(r, x);
}

/* ---- lines, with both ranks ---- */

static double rank_value(const ComposerLigne *l, bool compose)
{
    double v = compose ? l->compose : l->publie;
    return isnan(v) ? -1 : v;
}

static void set_ranks(ComposerLigne *v, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        v[i].rang_publie = !isnan(v[i].publie);
        v[i].rang_compose = !isnan(v[i].compose);
        for (size_t j = 0; j < n; j++) {
            v[i].rang_publie += v[i].rang_publie && rank_value(&v[j], false) > v[i].publie;
            v[i].rang_compose += v[i].rang_compose && rank_value(&v[j], true) > v[i].compose;
        }
    }
}

static Err read_lines(Req *r, const Choisi *x, const Zone *z, Echelon e, ComposerLigne **ret, size_t *ret_n)
{
    const Diagnostic *d = x->d;
    const Partie *parts;
    size_t n;
    TRY(diagnostic_parties(d, r->arena, z, e, x->poids, diagnostic_coeur(d), &parts, &n));
    ComposerLigne *v = NEW(r->arena, ComposerLigne, n + 1);
    double(*sums)[2] = arena_array(r->arena, n + 1, sizeof *sums);
    if (!v || !sums)
        return ERR_MEMORY;
    for (size_t i = 0; i < n; i++)
        v[i] = (ComposerLigne){ parts[i].zone.nom,
            str_format(r->arena, "/territoires/%.*s/%.*s", STR_ARG(echelon_code(e)), STR_ARG(parts[i].zone.code)),
            parts[i].population, parts[i].indice, NAN, 0, 0 };
    for (size_t k = 0; k < d->n_indicateurs; k++) {
        const Valeur *values;
        size_t m;
        if (!(x->c.choix >> k & 1))
            continue;
        TRY(diagnostic_valeurs(d, r->arena, z, e, x->poids, (int)k, &values, &m));
        for (size_t i = 0; i < m && i < n; i++) { /* the same zones in the same order */
            sums[i][0] += x->c.coefs[k] * values[i].valeur;
            sums[i][1] += x->c.coefs[k];
        }
    }
    for (size_t i = 0; i < n; i++)
        v[i].compose = sums[i][1] > 0 ? sums[i][0] / sums[i][1] : NAN;
    *ret = v;
    *ret_n = n;
    return OK;
}

/* ---- the page ---- */

static Err list_choice(Req *r, const Choisi *x, ComposerPage *p)
{
    const Indicateur **chosen = NEW(r->arena, const Indicateur *, INDICATEURS_MAX);
    const Indicateur **others = NEW(r->arena, const Indicateur *, INDICATEURS_MAX);
    double *coefs = NEW(r->arena, double, INDICATEURS_MAX);
    int *provs = NEW(r->arena, int, INDICATEURS_MAX);
    if (!chosen || !others || !coefs || !provs)
        return ERR_MEMORY;
    p->indice = provenance_indice(r->arena, &p->prov, x->d, p->poids);
    p->habitants = provenance_populations(r->arena, &p->prov, x->d, p->poids);
    for (size_t k = 0; k < x->d->n_indicateurs; k++) {
        if (x->c.choix >> k & 1) {
            coefs[p->choisis_n] = x->c.coefs[k];
            provs[p->choisis_n] = provenance_indicateur(r->arena, &p->prov, &x->d->indicateurs[k]);
            chosen[p->choisis_n++] = &x->d->indicateurs[k];
        }
        if (str_starts(x->d->indicateurs[k].groupe, S("decile")))
            others[p->autres_n++] = &x->d->indicateurs[k];
    }
    p->choisis = chosen;
    p->coefs = coefs;
    p->provs = provs;
    p->autres = others;
    return OK;
}

/* Among the départements, with its inhabitants: never alone. */
static Err rank_country(Req *r, const Choisi *x, ComposerPage *p)
{
    Zone france;
    Str message = STR_NONE;
    ComposerLigne *v;
    size_t n;
    Agregat g;
    TRY(zone_find(x->d, r->arena, S("france"), &france, &message));
    diagnostic_agreger(x->d, &france, x->poids, x->c.choix, &g);
    p->compose_france = composition_indice(&x->c, g.scores);
    TRY(read_lines(r, x, &france, ECHELON_DEPARTEMENT, &v, &n));
    set_ranks(v, n);
    for (size_t i = 0; i < n; i++) {
        Zone z;
        p->rang_sur += v[i].rang_compose > 0;
        if (zone_nth(x->d, ECHELON_DEPARTEMENT, i, &z) && z.rang == x->zone.rang)
            p->rang = v[i].rang_compose;
    }
    return OK;
}

Err composer_page(Req *r)
{
    ComposerPage p = { .form = &r->form,
        .demande = r->query.n > 0,
        .fichiers = liste_fichiers(r, "/diagnostic/composer"),
        .compose_france = NAN };
    const Str *names;
    Choisi x;
    Agregat g;
    ComposerLigne *v;
    TRY(open_choice(r, &x));
    p.scores = x.zone_connue && x.c.choix;
    if (p.scores) {
        diagnostic_poids(x.d, &names);
        p.poids = names[x.poids];
        p.departement = x.zone.nom;
        p.fictif = diagnostic_fictif(x.d);
        p.national = diagnostic_national(x.d);
        p.nature = p.fictif ? S("scores inventés") : composition_nature_dite(x.c.nature);
        diagnostic_agreger(x.d, &x.zone, x.poids, diagnostic_coeur(x.d), &g);
        p.population = g.population + g.population_sans_valeur;
        p.publie = g.indice;
        p.compose = composition_indice(&x.c, g.scores);
        TRY(list_choice(r, &x, &p));
        TRY(read_lines(r, &x, &x.zone, ECHELON_EPCI, &v, &p.epci_n));
        set_ranks(v, p.epci_n);
        p.epci = v;
        if (p.national)
            TRY(rank_country(r, &x, &p));
    }
    view_composer(req_html(r), &p);
    return OK;
}

static const SheetColumn columns[] = { { "code", { "Code", XLSX_TEXT, 10 } }, { "nom", { "Commune", XLSX_TEXT, 30 } },
    { "population", { "Population", XLSX_INTEGER, 12 } }, { "publie", { "Indice des cinq", XLSX_DECIMAL, 14 } },
    { "compose", { "Indice composé", XLSX_DECIMAL, 14 } }, { "composition", { "Composition", XLSX_TEXT, 40 } },
    { "nature", { "Nature", XLSX_TEXT, 30 } }, { "poids", { "Populations", XLSX_TEXT, 14 } },
    { "source", { "Source", XLSX_TEXT, 40 } }, { "millesime", { "Millésime", XLSX_TEXT, 14 } },
    { "licence", { "Licence", XLSX_TEXT, 30 } }, { 0 } };
static const SheetDef table = { "indice-compose", "Indice composé", "Indice composé, commune par commune", columns };
static const SheetDef table_fictive = { "fictif-indice-compose", "Indice composé (fictif)",
    "FICTIF : indice composé, commune par commune", columns };

static Str composition_dite(Arena *a, const Choisi *x)
{
    BUF b = buf_new(4 * KIB);
    for (size_t k = 0; k < x->d->n_indicateurs; k++)
        if (x->c.choix >> k & 1) {
            buf_format(&b, "%s%.*s:", buf_str(&b).n ? "," : "", STR_ARG(x->d->indicateurs[k].code));
            buf_f64(&b, x->c.coefs[k]);
        }
    return str_dup(a, buf_str(&b));
}

Err composer_export(Req *r)
{
    Choisi x;
    ComposerLigne *v = NULL;
    size_t n = 0;
    const Str *names = NULL;
    TRY(open_choice(r, &x));
    if (x.zone_connue && x.c.choix)
        TRY(read_lines(r, &x, &x.zone, ECHELON_COMMUNE, &v, &n));
    SHEET t = req_sheet_open(r, x.d && diagnostic_fictif(x.d) ? &table_fictive : &table);
    const Jeu *jeu = diagnostic_jeu(x.d, S("ifn"), S("commune"));
    Str said = n ? composition_dite(r->arena, &x) : STR_NONE;
    diagnostic_poids(x.d, &names);
    for (size_t i = 0; i < n; i++) {
        sheet_text(t, str_slice(v[i].url, S("/territoires/commune/").n, v[i].url.n));
        sheet_text(t, v[i].nom);
        sheet_integer(t, v[i].population);
        const double both[] = { v[i].publie, v[i].compose };
        for (int k = 0; k < 2; k++)
            if (isnan(both[k]))
                sheet_empty(t);
            else
                sheet_decimal(t, both[k]);
        sheet_text(t, said);
        sheet_text(t, composition_nature_dite(x.c.nature));
        sheet_text(t, names[x.poids]);
        sheet_text(t, jeu ? jeu->source : STR_NONE);
        sheet_text(t, jeu ? jeu->millesime : STR_NONE);
        sheet_text(t, jeu ? jeu->licence : STR_NONE);
        sheet_end_row(t);
    }
    return req_sheet(r, t);
}
