// SPDX-License-Identifier: AGPL-3.0-or-later
#include "domain/plan/sources.h"

#include "core/app.h"
#include "core/cli/command.h"
#include "domain/diagnostic/calculs.h"
#include "domain/lieux/lieux.h"

MesureSources mesure_sources(Req *r)
{
    return (MesureSources){ req_snapshot(r, &lieux_snapshot), req_snapshot(r, &diagnostic_snapshot),
        req_snapshot(r, &territoire_snapshot), config_str(r->app->config, CONF_DEPARTEMENT) };
}

MesureSources mesure_sources_cmd(Cmd *c)
{
    return (MesureSources){ cmd_snapshot(c, &lieux_snapshot), cmd_snapshot(c, &diagnostic_snapshot),
        cmd_snapshot(c, &territoire_snapshot), config_str(c->app->config, CONF_DEPARTEMENT) };
}

/* Listed places that somebody of these communes could reach: within some 20 km of their box. */
static size_t near_places(Arena *a, const Lieux *s, const Origine *o, size_t n, PointAide **ret)
{
    const double margin = 0.3;
    double lat0 = 90, lat1 = -90, lon0 = 180, lon1 = -180;
    size_t kept = 0;
    PointAide *v = NEW(a, PointAide, lieux_n(s) + 1);
    for (size_t i = 0; i < n; i++) {
        lat0 = o[i].point.lat < lat0 ? o[i].point.lat : lat0;
        lat1 = o[i].point.lat > lat1 ? o[i].point.lat : lat1;
        lon0 = o[i].point.lon < lon0 ? o[i].point.lon : lon0;
        lon1 = o[i].point.lon > lon1 ? o[i].point.lon : lon1;
    }
    for (size_t i = 0; v && i < lieux_n(s); i++) {
        const Lieu *l = lieux_at(s, i);
        if (l->a_point && l->point.lat >= lat0 - margin && l->point.lat <= lat1 + margin &&
            l->point.lon >= lon0 - margin && l->point.lon <= lon1 + margin)
            v[kept++] = (PointAide){ l->point, 1 };
    }
    *ret = v;
    return kept;
}

Err mesure_acces(Arena *a, const MesureSources *from, OptI64 *ret_5_km, OptI64 *ret_10_km)
{
    Zone z;
    Str message = STR_NONE;
    const Origine *o;
    size_t n = 0;
    PointAide *sites;
    Couverture c = { .rayons_km = { 5, 10, 20 } };
    double people = 0;
    int weights = from->diagnostic ? diagnostic_poids_find(from->diagnostic, STR_NONE) : -1;
    if (weights < 0 || !from->territoire || !from->lieux ||
        zone_find(from->diagnostic, a, str_cat(a, S("departement:"), from->departement), &z, &message) != OK ||
        demandes_de(from->diagnostic, from->territoire, a, &z, weights, S("population"), &o, &n, &message) != OK)
        return OK;
    for (size_t i = 0; i < n; i++)
        people += (double)o[i].population;
    size_t places = near_places(a, from->lieux, o, n, &sites);
    if (!sites)
        return ERR_MEMORY;
    if (people < 1 || places == 0)
        return OK;
    couverture_calculer(o, n, sites, places, &c);
    *ret_5_km = (OptI64){ true, (int64_t)(100 * c.couverts[0] / people + 0.5) };
    *ret_10_km = (OptI64){ true, (int64_t)(100 * c.couverts[1] / people + 0.5) };
    return OK;
}
