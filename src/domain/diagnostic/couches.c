// SPDX-License-Identifier: AGPL-3.0-or-later
#include "domain/diagnostic/couches.h"

#include <math.h>

#include "core/app.h"
#include "domain/diagnostic/deciles.h"
#include "domain/lieux/lieux.h"

static const double KM = 1000;

/* What the index makes of a commune: the index itself, or the people in need, population × (index − 1) / 9. */
static Err read_index(Req *r, bool need, CoucheValeurs *ret)
{
    const Diagnostic *d = req_snapshot(r, &diagnostic_snapshot);
    Str departement = config_str(r->app->config, CONF_DEPARTEMENT), message = STR_NONE;
    const Partie *parts = NULL;
    size_t n = 0;
    Zone zone;
    Choix coeur = d ? diagnostic_coeur(d) : 0;
    int poids = d ? diagnostic_poids_find(d, STR_NONE) : -1;
    if (!coeur || poids < 0 ||
        zone_find(d, r->arena, str_cat(r->arena, S("departement:"), departement), &zone, &message) != OK)
        return OK;
    TRY(diagnostic_parties(d, r->arena, &zone, ECHELON_COMMUNE, poids, coeur, &parts, &n));
    CoucheValeur *v = NEW(r->arena, CoucheValeur, n + 1);
    if (!v)
        return ERR_MEMORY;
    for (size_t i = 0; i < n; i++) {
        double x = parts[i].indice;
        if (isfinite(x))
            v[ret->n++] = (CoucheValeur){ parts[i].zone.code, need ? (double)parts[i].population * (x - 1) / 9 : x };
    }
    const Jeu *jeu = diagnostic_jeu(d, S("ifn"), S("commune"));
    ret->v = v;
    ret->fictif = diagnostic_fictif(d);
    ret->source = jeu ? str_format(r->arena, "%.*s, %.*s, %.*s", STR_ARG(jeu->source), STR_ARG(jeu->millesime),
                            STR_ARG(jeu->licence))
                      : S("");
    return OK;
}

static Err read_fragility(Req *r, const Territoire *t, CoucheValeurs *ret)
{
    return read_index(r, false, ret);
}

static Err read_need(Req *r, const Territoire *t, CoucheValeurs *ret)
{
    return read_index(r, true, ret);
}

/* From the point of each commune to the nearest place of the directory, as the crow flies. */
static Err read_distance(Req *r, const Territoire *t, CoucheValeurs *ret)
{
    const Lieux *s = req_snapshot(r, &lieux_snapshot);
    Str departement = config_str(r->app->config, CONF_DEPARTEMENT);
    size_t n = territoire_n_communes(t), places = s ? lieux_n(s) : 0;
    CoucheValeur *v = NEW(r->arena, CoucheValeur, n + 1);
    if (!v)
        return ERR_MEMORY;
    for (size_t i = 0; i < n; i++) {
        const Commune *c = territoire_commune_at(t, i);
        double near = INFINITY;
        if (c->localisation != LOCALISATION_COMMUNE || !str_eq(c->departement, departement))
            continue;
        for (size_t k = 0; k < places; k++) {
            const Lieu *l = lieux_at(s, k);
            if (l->a_point)
                near = fmin(near, point_distance_m(c->point, l->point) / KM);
        }
        if (isfinite(near))
            v[ret->n++] = (CoucheValeur){ code_insee_str(&c->code), near };
    }
    ret->v = v;
    ret->source = S("annuaire de ce site, distances à vol d’oiseau, Licence Ouverte 2.0");
    return OK;
}

/* ---- networks ---- */

/* The communes of the département with the values of one indicator; none where it is not loaded. */
static Err read_indicator(Req *r, const char *code, const Indicateur **ret_i, const Valeur **ret, size_t *ret_n)
{
    const Diagnostic *d = req_snapshot(r, &diagnostic_snapshot);
    Str departement = config_str(r->app->config, CONF_DEPARTEMENT), message = STR_NONE;
    const Indicateur *all;
    Zone zone;
    int k = d ? diagnostic_indicateur_find(d, str_from(code)) : -1;
    *ret_n = 0;
    if (k < 0 || zone_find(d, r->arena, str_cat(r->arena, S("departement:"), departement), &zone, &message) != OK)
        return OK;
    diagnostic_indicateurs(d, &all);
    *ret_i = &all[k];
    return diagnostic_valeurs(d, r->arena, &zone, ECHELON_COMMUNE, diagnostic_poids_find(d, STR_NONE), k, ret, ret_n);
}

static Str cited(Arena *a, const Indicateur *i)
{
    return str_format(a, "%.*s, %.*s, %.*s", STR_ARG(i->source), STR_ARG(i->millesime), STR_ARG(i->licence));
}

static Err read_network(Req *r, const char *code, CoucheValeurs *ret)
{
    const Indicateur *i = NULL;
    const Valeur *values;
    size_t n;
    TRY(read_indicator(r, code, &i, &values, &n));
    CoucheValeur *v = NEW(r->arena, CoucheValeur, n + 1);
    if (!v)
        return ERR_MEMORY;
    for (size_t k = 0; k < n; k++)
        if (isfinite(values[k].valeur))
            v[ret->n++] = (CoucheValeur){ values[k].zone.code, values[k].valeur };
    ret->v = v;
    ret->source = ret->n ? cited(r->arena, i) : S("");
    return OK;
}

static Err read_fibre(Req *r, const Territoire *t, CoucheValeurs *ret)
{
    return read_network(r, "fibre", ret);
}

static Err read_copper(Req *r, const Territoire *t, CoucheValeurs *ret)
{
    return read_network(r, "cuivre_fermeture", ret);
}

/* Operators that have a mast in the commune. The table lists masts: a commune without a row has none. */
static Err read_mobile(Req *r, const Territoire *t, CoucheValeurs *ret)
{
    static const char *const codes[] = { "sites_4g_orange", "sites_4g_sfr", "sites_4g_bouygues", "sites_4g_free" };
    CoucheValeur *v = NULL;
    bool any = false;
    for (size_t o = 0; o < sizeof codes / sizeof *codes; o++) {
        const Indicateur *i = NULL;
        const Valeur *values;
        size_t n;
        TRY(read_indicator(r, codes[o], &i, &values, &n));
        if (n && !v)
            v = NEW(r->arena, CoucheValeur, n + 1);
        if (n && !v)
            return ERR_MEMORY;
        for (size_t k = 0; k < n; k++) { /* the same zones in the same order, whatever the indicator */
            any = any || isfinite(values[k].valeur);
            v[k] = (CoucheValeur){ values[k].zone.code, v[k].v + (values[k].valeur > 0) };
        }
        if (n) {
            ret->n = n;
            ret->source = cited(r->arena, i);
        }
    }
    ret->v = v;
    ret->n = any ? ret->n : 0;
    return OK;
}

const Couche couche_fragilite = {
    .code = "fragilite",
    .titre = "Fragilité numérique par commune",
    .phrase = "L’indice va de 1 (peu de fragilités) à 10 (beaucoup). Il compare des communes ; il ne dit rien d’une "
              "personne.",
    .valeur = "Indice, de 1 à 10",
    .maille = COUCHE_COMMUNE,
    .decimales = 1,
    .classes = COUCHE_CLASSES_MAX,
    .bornes = { 3, 4.5, 6, 7.5 },
    .legendes = { "moins de 3", "de 3 à 4,5", "de 4,5 à 6", "de 6 à 7,5", "7,5 et plus" },
    .lire = read_fragility,
};

const Couche couche_besoin = {
    .code = "besoin",
    .titre = "Personnes en besoin d’aide numérique, par commune",
    .phrase = "Une estimation : les habitants, d’autant plus comptés que l’indice de leur commune est haut "
              "(habitants × (indice − 1) ÷ 9). Ce n’est pas un recensement.",
    .valeur = "Personnes",
    .maille = COUCHE_COMMUNE,
    .decimales = 0,
    .classes = COUCHE_CLASSES_MAX,
    .bornes = { 50, 150, 400, 1500 },
    .legendes = { "moins de 50", "de 50 à 150", "de 150 à 400", "de 400 à 1\u202F500", "1\u202F500 et plus" },
    .lire = read_need,
};

const Couche couche_couverture = {
    .code = "couverture",
    .titre = "Distance du lieu d’aide le plus proche",
    .phrase =
        "Du point de chaque commune au lieu le plus proche de l’annuaire, à vol d’oiseau : la route est souvent plus "
        "longue.",
    .valeur = "Distance, km",
    .maille = COUCHE_COMMUNE,
    .decimales = 1,
    .classes = COUCHE_CLASSES_MAX,
    .bornes = { 2, 5, 10, 15 },
    .legendes = { "moins de 2\u00A0km", "de 2 à 5\u00A0km", "de 5 à 10\u00A0km", "de 10 à 15\u00A0km",
        "15\u00A0km et plus" },
    .lire = read_distance,
};

const Couche couche_fibre = {
    .code = "fibre",
    .titre = "Logements et locaux raccordables à la fibre",
    .phrase =
        "La part des locaux de la commune où la fibre peut être commandée. Être raccordable ne veut pas dire être "
        "raccordé.",
    .valeur = "Part des locaux, %",
    .maille = COUCHE_COMMUNE,
    .decimales = 1,
    .classes = COUCHE_CLASSES_MAX,
    .bornes = { 50, 75, 90, 98 },
    .legendes = { "moins de 50\u00A0%", "de 50 à 75\u00A0%", "de 75 à 90\u00A0%", "de 90 à 98\u00A0%",
        "98\u00A0% et plus" },
    .lire = read_fibre,
};

/* Bounds: the first of January of 2026 to 2029. */
const Couche couche_cuivre = {
    .code = "cuivre",
    .titre = "Fermeture du réseau de cuivre",
    .phrase = "Le jour où les lignes de téléphone et d’ADSL de la commune cessent de fonctionner : avant, il faut "
              "avoir changé "
              "d’abonnement.",
    .valeur = "Fermeture technique",
    .maille = COUCHE_COMMUNE,
    .date = true,
    .classes = COUCHE_CLASSES_MAX,
    .bornes = { 20454, 20819, 21184, 21550 },
    .legendes = { "avant 2026", "en 2026", "en 2027", "en 2028", "2029 ou plus tard" },
    .lire = read_copper,
};

const Couche couche_mobile = {
    .code = "mobile",
    .titre = "Opérateurs qui ont un site 4G dans la commune",
    .phrase =
        "Combien des quatre opérateurs ont une antenne 4G dans la commune. Une commune sans antenne peut être couverte "
        "par une voisine.",
    .valeur = "Opérateurs",
    .maille = COUCHE_COMMUNE,
    .decimales = 0,
    .classes = COUCHE_CLASSES_MAX,
    .bornes = { 1, 2, 3, 4 },
    .legendes = { "aucun", "un", "deux", "trois", "les quatre" },
    .lire = read_mobile,
};
