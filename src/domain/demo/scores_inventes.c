// SPDX-License-Identifier: AGPL-3.0-or-later
#include "domain/demo/scores_inventes.h"

#include <math.h>
#include <string.h>

#include "domain/demo/demo.h"

enum { PAS = 200, ECART_TAILLE = 2 };
static const double SCORE_MAX = 10, ECART = 2.5, TAILLE_MOYENNE = 600;

/* Between -1 and 1, of that commune and that indicator alone (splitmix64's last steps). */
static double swing(int64_t graine, Str code, int k)
{
    uint64_t z = (uint64_t)graine * 0x9E3779B97F4A7C15u + (uint64_t)k * 0xD1B54A32D192ED03u;
    for (size_t i = 0; i < code.n; i++)
        z = (z ^ (unsigned char)code.p[i]) * 0x100000001B3u;
    z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9u;
    z = (z ^ (z >> 27)) * 0x94D049BB133111EBu;
    return (double)(int64_t)((z ^ (z >> 31)) >> 11) / (double)((int64_t)1 << 52) - 1;
}

/* Villages are far from networks and services, towns have the poverty and the single households. */
static const double penchants[IFN_INDICATEURS] = { -1, -0.2, 0.9, -0.4, -0.5, -1.5, -1.5, 1.2, 1, -0.6, 0.9, 1, 0.9,
    0.6 };

static double bounded(double v, double floor)
{
    return fmin(SCORE_MAX, fmax(floor, v));
}

static double weighted_mean(const Decoupage *d, const double *v, double floor, double shift)
{
    double sum = 0, people = 0;
    for (size_t i = 0; i < d->communes.n; i++) {
        double p = (double)d->communes.v[i].population;
        sum += p * bounded(v[i] + shift, floor);
        people += p;
    }
    return sum / people;
}

/* One indicator: drawn, then all moved by what makes the mean right; the mean grows with the shift, halving finds it. */
static void one_indicator(const Decoupage *d, int64_t graine, int k, double *drawn, IfnLigne *rows)
{
    double floor = isnan(ifn_defs[k].plancher) ? 1 : ifn_defs[k].plancher, low = -SCORE_MAX, high = SCORE_MAX;
    for (size_t i = 0; i < d->communes.n; i++) {
        const CommuneLue *c = &d->communes.v[i];
        double size = tanh(log((double)(c->population + 1) / TAILLE_MOYENNE) / ECART_TAILLE);
        drawn[i] = ifn_publies_28[k] + penchants[k] * size + ECART * swing(graine, code_insee_str(&c->code), k);
    }
    for (int step = 0; step < PAS; step++) {
        double middle = (low + high) / 2;
        if (weighted_mean(d, drawn, floor, middle) < ifn_publies_28[k])
            low = middle;
        else
            high = middle;
    }
    for (size_t i = 0; i < d->communes.n; i++)
        rows[i].valeurs[k] = bounded(drawn[i] + high, floor);
}

static Err copy_populations(Arena *a, const Decoupage *d, Populations *p)
{
    *p = (Populations){ .fichier = str_cat(a, d->fichier, S(", populations")),
        .source = d->source,
        .licence = S("Licence Ouverte 2.0"),
        .n_millesimes = 1,
        .millesimes = { str_cat(a, S("pop_cog"), d->millesime) } };
    for (size_t i = 0; i < d->communes.n; i++) {
        const CommuneLue *c = &d->communes.v[i];
        BaseLue *to = vec_push(a, &p->lignes);
        if (!to)
            return ERR_MEMORY;
        *to = (BaseLue){ .nom = c->nom,
            .departement = c->departement,
            .arrondissement = c->arrondissement,
            .region = c->region,
            .epci = c->epci,
            .habitants = { c->population } };
        memcpy(to->code, c->code.p, sizeof to->code);
    }
    return OK;
}

Err demo_scores(Arena *a, const Decoupage *communes, int64_t graine, Populations *ret_p, Ifn *ret_f)
{
    size_t n = communes->communes.n;
    double *drawn = NEW(a, double, n);
    Ifn f = { .fichier = str_format(a, "scores inventés, graine %lld", (long long)graine),
        .millesime = S(DEMO_SCORES_MILLESIME),
        .licence = S("données inventées, sans valeur"),
        .source = S(DEMO_SOURCE),
        .fictif = true,
        .echelon = ECHELON_COMMUNE };
    if (!drawn)
        return ERR_MEMORY;
    TRY(copy_populations(a, communes, ret_p));
    f.poids = ret_p->millesimes[0];
    for (size_t i = 0; i < n; i++) {
        IfnLigne *row = vec_push(a, &f.lignes);
        if (!row)
            return ERR_MEMORY;
        *row = (IfnLigne){ 0 };
        memcpy(row->code, communes->communes.v[i].code.p, sizeof communes->communes.v[i].code.p);
    }
    for (int k = 0; k < IFN_INDICATEURS; k++) {
        f.a[k] = true;
        one_indicator(communes, graine, k, drawn, f.lignes.v);
    }
    *ret_f = f;
    return arena_failed(a) ? ERR_MEMORY : OK;
}
