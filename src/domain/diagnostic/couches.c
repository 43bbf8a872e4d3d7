// SPDX-License-Identifier: AGPL-3.0-or-later
#include "domain/diagnostic/couches.h"

#include <math.h>

#include "core/app.h"
#include "domain/diagnostic/diagnostic.h"
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
    ret->source = S("annuaire de ce site, distances à vol d’oiseau");
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
