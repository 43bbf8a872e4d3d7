// SPDX-License-Identifier: AGPL-3.0-or-later
/*
 * Besoins: how many people need help, under a named and stored hypothesis (a scenario), and what was asked for in vain.
 *
 *     w(c) = population(c)                          "population"
 *          = population(c) × rate                   "taux", parameter 0.16
 *          = population(c) × (IFN(c) − 1) / 9       "ifn"
 *          = a count that was loaded                "personnes", parameter: its code
 *
 * Head counts are demand, the index is priority: an index hides size. The same scenario gives the same figures as long as the
 * tables loaded are the same; it stores which vintage of the populations it counts with.
 */
#pragma once

#include "domain/acteurs/acteurs.h"
#include "core/db/db.h"
#include "core/run/compteurs.h"
#include "domain/diagnostic/demandes.h"

enum { SCENARIOS_MAX = 50 };

typedef enum BesoinMethode {
    BESOIN_POPULATION,
    BESOIN_TAUX,
    BESOIN_IFN,
    BESOIN_PERSONNES,
    BESOIN_METHODES_N
} BesoinMethode;
Str besoin_methode_nom(BesoinMethode m);           /* "taux" */
Str besoin_methode_dite(BesoinMethode m);

typedef struct Scenario {
    Str code; /* of its address: made of the name, once */
    Str nom, parametre, poids, note;
    BesoinMethode methode;
    int64_t modifie_at;
    Str parametre_dit; /* "0,16", as one reads it; made when it is read */
} Scenario;

Err scenarios_tous(Db *db, Arena *a, const Scenario **ret, size_t *ret_n);
Err scenario_lire(Db *db, Arena *a, Str code, Scenario *ret);
/* "Un habitant sur six" → "un-habitant-sur-six"; empty where nothing is left. */
Str scenario_code(Arena *a, Str nom);
/* `s->code` empty: a new one. ERR_CONFLICT: that name is taken; ERR_TOO_LARGE: SCENARIOS_MAX of them. */
Err scenario_ecrire(Db *db, Arena *a, const Acteur *par, int64_t now, const Scenario *s, Str *ret_code);
Err scenario_effacer(Db *db, const Acteur *par, int64_t now, Str code);
/* Why it cannot be counted with what is loaded; STR_NONE: it can. */
Str scenario_faute(const Diagnostic *d, Arena *a, const Scenario *s);

typedef struct BesoinCommune {
    Zone zone;
    int64_t population;
    double personnes; /* NAN: not known there */
} BesoinCommune;
/* Communes of today in the zone, by code. The scenario has no fault. */
Err besoins_communes(const Diagnostic *d, Arena *a, const Zone *z, const Scenario *s, const BesoinCommune **ret,
    size_t *ret_n);

/* ---- searches that found nothing ---- */

enum { RECHERCHES_MOIS = 36 };
/* What the counter of this process holds (core/run/compteurs.h), into the table of that day; the old ones go. */
Err recherches_garder(Db *db, Arena *a, Date jour, Compteurs *c);

typedef struct Manquant {
    Str epci; /* code; STR_NONE: not known */
    Str besoin; /* value of standard_services, or "autre" */
    int64_t appels, recherches; /* without an answer */
} Manquant;
/* By intercommunalité and need, from `du` to `au`; calls of the département. */
Err manquants(Db *db, Arena *a, const Territoire *t, Str departement, Date du, Date au, const Manquant **ret,
    size_t *ret_n);

/* The scenarios, for the offer of the diagnosis (domain/diagnostic/demandes.h). */
extern const struct DemandeSource besoins_demandes;
DemandeDite demande_du_scenario(Arena *a, const Scenario *s);

extern const struct Slice slice_besoins;
