// SPDX-License-Identifier: AGPL-3.0-or-later
/*
 * Calculs: need against offer. Pure functions first, then what a territory's figures make of them.
 *
 * Précarité numérique, a local construction that is never called IFN (structure: the roadmap's second map):
 *
 *     base(c) = mean(score 65+, score of low diplomas)                  1 to 10
 *     A(c)    = Σ w_s absent_s(c) / Σ w_s                               0 to 1, s in a basket of services, here w_s = 1
 *     PN(c)   = min(10, base(c) × (1 + alpha × A(c)))
 *
 * A service that is missing never lowers it, and weighs more where people are fragile.
 *
 * Accessibility: two-step floating catchment (Luo and Wang, 2003),
 *
 *     R_j = S_j / Σ_i P_i f(t_ij)          A_i = Σ_j R_j f(t_ij)
 *
 * with f = 1 within the reach (2SFCA), or falling as the French APL does: 1 up to half of the reach, 2/3 up to three
 * quarters, 1/3 up to the whole of it. Σ P_i A_i = Σ S_j over the sites that somebody reaches.
 */
#pragma once

#include "core/slice.h"
#include "domain/diagnostic/import.h"
#include "domain/lieux/offres.h"

double precarite_score(double base, double alpha, double absence);

typedef struct PrecariteCommune {
    Zone zone;
    int64_t population;
    double base, absence, score; /* score NAN: a score of its base is missing */
} PrecariteCommune;
/*
 * Each commune of today in the zone, by code. `services`: indicators that count services (group "service"); not one of
 * them: ERR_INVALID.
 */
Err precarite_communes(const Diagnostic *d, Arena *a, const Zone *z, int poids, double alpha, Choix services,
    const PrecariteCommune **ret, size_t *ret_n);
Choix diagnostic_services(const Diagnostic *d); /* those loaded */
#define PRECARITE_ALPHA 0.5

typedef enum AccesMethode { ACCES_2SFCA, ACCES_APL } AccesMethode;
/* `temps`: n rows of m, in the unit of `portee`. `ret_r` has m places, `ret_a` n. */
void acces_calculer(const double *demande, size_t n, const double *offre, size_t m, const double *temps, double portee,
    AccesMethode methode, double *ret_r, double *ret_a);

typedef struct Origine {
    Zone zone;
    int64_t population;
    double besoin; /* people in need */
    Point point;
} Origine;
/* Communes of today that have a point, by code. Need: "population", "ifn" (population × (IFN − 1) / 9) or "taux:0.16". */
Err demandes_de(const Diagnostic *d, const Territoire *t, Arena *a, const Zone *z, int poids, Str besoin,
    const Origine **ret, size_t *ret_n, Str *ret_message);

/* Places with their coordinates: columns latitude, longitude, and `offre` when it is named (else 1 each). `departement`
 * (STR_NONE: all): rows whose insee_dep is another one are left out. */
Err sites_read(Arena *a, Str octets, Str departement, Str offre, const PointAide **ret, size_t *ret_n, Rapport *r,
    Str *ret_message);

enum { RAYONS = 3 };
typedef struct Couverture {
    double rayons_km[RAYONS];
    double couverts[RAYONS]; /* inhabitants within that distance of a site, as the crow flies */
    double moyenne_km; /* weighed by inhabitants */
    double pire_km;
    size_t pire; /* index of the demand that is farthest; no site: 0 */
} Couverture;
void couverture_calculer(const Origine *demandes, size_t n, const PointAide *sites, size_t m, Couverture *ret);

/* Weekly hours of one place, as below; -1: its hours are not there, or not understood. */
double offre_du_lieu(Arena *scratch, const Lieu *l, Date lundi);
/*
 * What the directory offers: each place listed that has coordinates and hours that are understood, with its weekly hours
 * open to the public, averaged over the four weeks from `lundi`. `ret_muets`: places left out, hours not known.
 */
Err offre_des_lieux(const Lieux *s, Arena *a, Date lundi, const PointAide **ret, size_t *ret_n, size_t *ret_muets);

enum { OFFRES_MAX = 8 };
/* All hours of help, source by source: the directory first, then what the slices offer (Slice.offre). */
typedef struct OffreTotale {
    const PointAide *v; /* those of source i are at [debut[i], debut[i + 1]) */
    size_t n, sources;
    size_t debut[OFFRES_MAX + 1], muets[OFFRES_MAX];
    double heures[OFFRES_MAX];
    const OffreSource *de[OFFRES_MAX];
} OffreTotale;
extern const OffreSource offre_annuaire;
Err offre_totale(const Slice *const *slices, Db *db, const Lieux *s, Arena *a, Date lundi, OffreTotale *ret);
