// SPDX-License-Identifier: AGPL-3.0-or-later
/* Scenarios as the diagnosis takes them, to weigh its offer. */
#include "domain/besoins/besoins.h"
#include "domain/diagnostic/demandes.h"

static Str formula(Arena *a, const Scenario *s)
{
    switch (s->methode) {
    case BESOIN_POPULATION:
    case BESOIN_METHODES_N:
        break;
    case BESOIN_TAUX:
        return str_format(a, "habitants × %.*s (%.*s)", STR_ARG(s->parametre_dit), STR_ARG(s->poids));
    case BESOIN_IFN:
        return str_format(a, "habitants × (indice − 1) ÷ 9 (%.*s)", STR_ARG(s->poids));
    case BESOIN_PERSONNES:
        return str_format(a, "nombre de personnes chargé par commune (%.*s)", STR_ARG(s->parametre));
    }
    return str_format(a, "tous les habitants (%.*s)", STR_ARG(s->poids));
}

DemandeDite demande_du_scenario(Arena *a, const Scenario *s)
{
    return (DemandeDite){ s->code, s->nom, formula(a, s), s->methode == BESOIN_IFN, s->poids,
        s->methode == BESOIN_PERSONNES ? s->parametre : STR_NONE };
}

static Err list(Db *db, Arena *a, const DemandeDite **ret, size_t *ret_n)
{
    const Scenario *all;
    size_t n;
    TRY(scenarios_tous(db, a, &all, &n));
    DemandeDite *v = NEW(a, DemandeDite, n + 1);
    if (!v)
        return ERR_MEMORY;
    for (size_t i = 0; i < n; i++)
        v[i] = demande_du_scenario(a, &all[i]);
    *ret = v;
    *ret_n = n;
    return OK;
}

static Err count(Db *db, const Diagnostic *d, Arena *a, const Zone *z, Str code, const DemandeCommune **ret,
    size_t *ret_n, Str *ret_message)
{
    Scenario s;
    const BesoinCommune *v;
    size_t n;
    TRY(scenario_lire(db, a, code, &s));
    *ret_message = scenario_faute(d, a, &s);
    if (!str_is_none(*ret_message))
        return ERR_INVALID;
    TRY(besoins_communes(d, a, z, &s, &v, &n));
    DemandeCommune *out = NEW(a, DemandeCommune, n + 1);
    if (!out)
        return ERR_MEMORY;
    for (size_t i = 0; i < n; i++)
        out[i] = (DemandeCommune){ v[i].zone.code, v[i].personnes };
    *ret = out;
    *ret_n = n;
    return OK;
}

const DemandeSource besoins_demandes = { .lister = list, .compter = count };
