// SPDX-License-Identifier: AGPL-3.0-or-later
#include "domain/diagnostic/calculs.h"

#include <math.h>

#include "domain/diagnostic/diagnostic_impl.h"
#include "domain/diagnostic/lecture.h"

static const double SCORE_MAX = 10;
static const double KM = 1000;

/* ---- precariousness ---- */

double precarite_score(double base, double alpha, double absence)
{
    double v = base * (1 + alpha * absence);
    return isnan(v) ? v : fmin(SCORE_MAX, v);
}

Choix diagnostic_services(const Diagnostic *d)
{
    Choix c = 0;
    for (size_t k = 0; d && k < d->n_indicateurs; k++)
        if (str_eq(d->indicateurs[k].groupe, S("service")) && d->indicateurs[k].n > 0)
            c |= (Choix)1 << k;
    return c;
}

/* Sums of one commune of today over its base rows. */
typedef struct Cumul {
    bool dedans;
    int64_t population;
    double produit[2], poids[2]; /* 65 and over, low diplomas */
    Choix presents; /* services of which there is one at least */
} Cumul;

static void add_base(const Diagnostic *d, size_t i, int64_t habitants, const int scores[2], Choix services, Cumul *c)
{
    c->population += habitants > 0 ? habitants : 0;
    for (int s = 0; s < 2; s++) {
        double v = d->valeurs[(size_t)scores[s] * d->n_bases + i];
        if (isnan(v) || habitants <= 0)
            continue;
        c->produit[s] += v * (double)habitants;
        c->poids[s] += (double)habitants;
    }
    for (size_t k = 0; k < d->n_indicateurs; k++)
        if ((services >> k & 1) && d->valeurs[k * d->n_bases + i] > 0)
            c->presents |= (Choix)1 << k;
}

static double mean_of(const Cumul *c, int s)
{
    return c->poids[s] > 0 ? c->produit[s] / c->poids[s] : NAN;
}

Err precarite_communes(const Diagnostic *d, Arena *a, const Zone *z, int poids, double alpha, Choix services,
    const PrecariteCommune **ret, size_t *ret_n)
{
    const int scores[2] = { diagnostic_indicateur_find(d, S("older_65_rate")),
        diagnostic_indicateur_find(d, S("nscol15p_rate")) };
    const Zones *communes = &d->zones[ECHELON_COMMUNE];
    Cumul *sums = NEW(a, Cumul, communes->n);
    PrecariteCommune *out = NEW(a, PrecariteCommune, communes->n);
    size_t n = 0;
    if (!sums || !out)
        return ERR_MEMORY;
    if (!services || scores[0] < 0 || scores[1] < 0 || poids < 0)
        return ERR_INVALID;
    for (size_t i = 0; i < d->n_bases; i++) {
        uint32_t at = communes->de[i];
        if (at == ZONE_AUCUNE || d->zones[z->echelon].de[i] != z->rang || d->bases[i].redite)
            continue;
        sums[at].dedans = true;
        add_base(d, i, d->habitants[(size_t)poids * d->n_bases + i], scores, services, &sums[at]);
    }
    double basket = (double)__builtin_popcountll(services);
    for (size_t i = 0; i < communes->n; i++) {
        PrecariteCommune *p = &out[n];
        if (!sums[i].dedans)
            continue;
        zone_nth(d, ECHELON_COMMUNE, i, &p->zone);
        p->population = sums[i].population;
        p->base = (mean_of(&sums[i], 0) + mean_of(&sums[i], 1)) / 2;
        p->absence = 1 - (double)__builtin_popcountll(sums[i].presents) / basket;
        p->score = precarite_score(p->base, alpha, p->absence);
        n++;
    }
    *ret = out;
    *ret_n = n;
    return OK;
}

/* ---- accessibility ---- */

/* APL: the thresholds of the general practitioners' one, 10, 15 and 20 minutes, as shares of the reach. */
static double weight(double t, double reach, AccesMethode m)
{
    if (t > reach)
        return 0;
    if (m == ACCES_2SFCA || t <= reach / 2)
        return 1;
    return t <= reach * 3 / 4 ? 2.0 / 3 : 1.0 / 3;
}

void acces_calculer(const double *demande, size_t n, const double *offre, size_t m, const double *temps, double portee,
    AccesMethode methode, double *ret_r, double *ret_a)
{
    for (size_t j = 0; j < m; j++) {
        double people = 0;
        for (size_t i = 0; i < n; i++)
            people += demande[i] * weight(temps[i * m + j], portee, methode);
        ret_r[j] = people > 0 ? offre[j] / people : 0;
    }
    for (size_t i = 0; i < n; i++) {
        ret_a[i] = 0;
        for (size_t j = 0; j < m; j++)
            ret_a[i] += ret_r[j] * weight(temps[i * m + j], portee, methode);
    }
}

/* "population", "ifn", "taux:0.16". `ret_taux` NAN: by the index. */
static bool need_parse(Str besoin, double *ret_taux)
{
    *ret_taux = str_eq(besoin, S("population")) ? 1 : NAN;
    if (!isnan(*ret_taux) || str_eq(besoin, S("ifn")))
        return true;
    return str_starts(besoin, S("taux:")) && number_parse(str_slice(besoin, 5, besoin.n), ret_taux) && *ret_taux > 0 &&
         *ret_taux <= 1;
}

Err demandes_de(const Diagnostic *d, const Territoire *t, Arena *a, const Zone *z, int poids, Str besoin,
    const Origine **ret, size_t *ret_n, Str *ret_message)
{
    const Zones *communes = &d->zones[ECHELON_COMMUNE];
    Origine *out = NEW(a, Origine, communes->n);
    bool *inside = NEW(a, bool, communes->n);
    size_t n = 0;
    double taux;
    if (!out || !inside)
        return ERR_MEMORY;
    if (!need_parse(besoin, &taux)) {
        *ret_message = S("Le besoin se dit population, ifn ou taux:0.16 (une part de la population).");
        return ERR_INVALID;
    }
    for (size_t i = 0; i < d->n_bases; i++)
        if (communes->de[i] != ZONE_AUCUNE && d->zones[z->echelon].de[i] == z->rang)
            inside[communes->de[i]] = true;
    for (size_t i = 0; i < communes->n; i++) {
        const Commune *c = inside[i] ? territoire_commune(t, communes->codes[i]) : NULL;
        Origine *x = &out[n];
        Agregat g;
        if (!c || c->localisation != LOCALISATION_COMMUNE)
            continue;
        zone_nth(d, ECHELON_COMMUNE, i, &x->zone);
        x->point = c->point;
        diagnostic_agreger(d, &x->zone, poids, diagnostic_coeur(d), &g);
        x->population = g.population + g.population_sans_valeur;
        x->besoin = (double)x->population * (isnan(taux) ? (isnan(g.indice) ? 0 : (g.indice - 1) / 9) : taux);
        n++;
    }
    *ret = out;
    *ret_n = n;
    return OK;
}

/* ---- sites ---- */

typedef VEC(PointAide) Sites;

static Err take_site(Table *t, const int colonnes[4], Str departement, Sites *v)
{
    PointAide s = { .offre = 1 };
    Str dep = table_cell(t, colonnes[2]), cell = table_cell(t, colonnes[3]);
    if (departement.n && colonnes[2] >= 0 && !str_eq(dep, departement))
        return OK;
    if (!number_parse(table_cell(t, colonnes[0]), &s.point.lat) || fabs(s.point.lat) > 90)
        table_refuse(t, S("latitude"), table_cell(t, colonnes[0]), "ce n’est pas une latitude",
            S("écrivez des degrés, comme 48.4469"));
    else if (!number_parse(table_cell(t, colonnes[1]), &s.point.lon) || fabs(s.point.lon) > 180)
        table_refuse(t, S("longitude"), table_cell(t, colonnes[1]), "ce n’est pas une longitude",
            S("écrivez des degrés, comme 1.4890"));
    else if (colonnes[3] >= 0 && (!number_parse(cell, &s.offre) || s.offre < 0))
        table_refuse(t, S("offre"), cell, "ce n’est pas une offre", S("écrivez des heures par semaine, comme 12.5"));
    if (t->refusee)
        return OK;
    PointAide *to = vec_push(t->a, v);
    if (!to)
        return ERR_MEMORY;
    *to = s;
    return OK;
}

Err sites_read(Arena *a, Str octets, Str departement, Str offre, const PointAide **ret, size_t *ret_n, Rapport *r,
    Str *ret_message)
{
    TABLE t = { 0 };
    Sites v = { 0 };
    bool more;
    TRY(table_open(&t, a, octets, r, ret_message));
    const Str named = offre.n ? str_lower(a, offre) : S("");
    int colonnes[4] = { table_column(&t, "latitude"), table_column(&t, "longitude"), table_column(&t, "insee_dep"),
        -1 };
    for (size_t i = 0; i < t.n && named.n; i++)
        if (str_eq(t.noms[i], named))
            colonnes[3] = (int)i;
    if (colonnes[0] < 0 || colonnes[1] < 0 || (named.n && colonnes[3] < 0)) {
        *ret_message = S("Il faut les colonnes « latitude » et « longitude », et celle que nomme --offre.");
        return ERR_INVALID;
    }
    TRY(table_next(&t, &more, ret_message));
    while (more) {
        TRY(take_site(&t, colonnes, departement, &v));
        TRY(table_next(&t, &more, ret_message));
    }
    r->gardees = (int64_t)v.n;
    *ret = v.v;
    *ret_n = v.n;
    return arena_failed(a) ? ERR_MEMORY : OK;
}

void couverture_calculer(const Origine *demandes, size_t n, const PointAide *sites, size_t m, Couverture *ret)
{
    Couverture c = { .rayons_km = { 5, 10, 15 } };
    double people = 0, sum = 0;
    for (size_t i = 0; i < n && m; i++) {
        double near = INFINITY, p = (double)demandes[i].population;
        for (size_t j = 0; j < m; j++)
            near = fmin(near, point_distance_m(demandes[i].point, sites[j].point) / KM);
        for (int k = 0; k < RAYONS; k++)
            c.couverts[k] += near <= c.rayons_km[k] ? p : 0;
        people += p;
        sum += p * near;
        if (near > c.pire_km) {
            c.pire_km = near;
            c.pire = i;
        }
    }
    c.moyenne_km = people > 0 ? sum / people : NAN;
    *ret = c;
}
