// SPDX-License-Identifier: AGPL-3.0-or-later
#include "domain/diagnostic/couches.h"

#include <math.h>

#include "core/app.h"
#include "domain/diagnostic/diagnostic.h"

/* The published index (F3) of each commune, weighed with the populations stored with the scores. */
static Err read_fragility(Req *r, const Territoire *t, CoucheValeurs *ret)
{
    const Diagnostic *d = req_snapshot(r, &diagnostic_snapshot);
    Str departement = config_str(r->app->config, CONF_DEPARTEMENT), message = STR_NONE;
    VEC(CoucheValeur) v = { 0 };
    Choix coeur = d ? diagnostic_coeur(d) : 0;
    int poids = d ? diagnostic_poids_find(d, STR_NONE) : -1;
    if (!coeur || poids < 0)
        return OK;
    for (size_t i = 0; i < territoire_n_communes(t); i++) {
        const Commune *c = territoire_commune_at(t, i);
        Zone zone;
        Agregat g;
        if (!str_eq(c->departement, departement) ||
            zone_find(d, r->arena, str_cat(r->arena, S("commune:"), code_insee_str(&c->code)), &zone, &message) != OK)
            continue;
        diagnostic_agreger(d, &zone, poids, coeur, &g);
        CoucheValeur *to = isfinite(g.indice) ? vec_push(r->arena, &v) : NULL;
        if (to)
            *to = (CoucheValeur){ code_insee_str(&c->code), g.indice };
    }
    const Jeu *jeu = diagnostic_jeu(d, S("ifn"), S("commune"));
    ret->v = v.v;
    ret->n = v.n;
    ret->source = jeu ? str_format(r->arena, "%.*s, %.*s, %.*s", STR_ARG(jeu->source), STR_ARG(jeu->millesime),
                            STR_ARG(jeu->licence))
                      : S("");
    return OK;
}

const Couche couche_fragilite = {
    .code = "fragilite",
    .titre = "Fragilité numérique par commune",
    .phrase = "L’indice va de 1 (peu de fragilités) à 10 (beaucoup). Il compare des communes ; il ne dit rien d’une "
              "personne.",
    .valeur = "Indice, de 1 à 10",
    .maille = COUCHE_COMMUNE,
    .decimales = 1,
    .classes = COUCHE_CLASSES_MAX,
    .bornes = { 3, 4.5, 6, 7.5 },
    .legendes = { "moins de 3", "de 3 à 4,5", "de 4,5 à 6", "de 6 à 7,5", "7,5 et plus" },
    .lire = read_fragility,
};
