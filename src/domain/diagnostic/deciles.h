// SPDX-License-Identifier: AGPL-3.0-or-later
/*
 * Déciles: the score of a raw table (F1), and an index composed by its reader.
 *
 *     (F1) score_k(u) = 1 + #{ i in 1..9 : d_k,i <= x_k(u) }          d_k,i: deciles over the base units
 *
 * A block of equal values takes its upper class: where half of the units have none of what is lacking, they score 5 and
 * not 1. Cut points lie between two values as in R's type 7 and NumPy (the published ones are not known). Where less is
 * more fragile the value is taken with the other sign. The base unit is the commune: tables by IRIS are not loaded.
 *
 * Deciles of a département alone are not comparable with the published index: they are kept apart, named so, and an index
 * that counts one of them is never called IFN.
 */
#pragma once

#include "domain/diagnostic/import.h"

enum { DECILES = 9, DECILES_UNITES_MIN = 10 };
/* Orders `v`. False: fewer units than DECILES_UNITES_MIN. */
bool deciles_calculer(double *v, size_t n, double ret[DECILES]);
int decile_score(double x, const double d[DECILES]); /* 1 to 10 */

typedef struct DecilesBilan {
    int64_t indicateurs, communes; /* scored; those of the one that has most */
    size_t departements; /* of the one that has fewest */
    bool national;
} DecilesBilan;
/*
 * Scores the raw indicators of `choix` (groups "brut" and "couverture", with a direction) over every commune that has a
 * value; each becomes an indicator "decile_CODE". ERR_CONFLICT: one of them is not national and `local` is not asked for
 * (ret->departements says how many it has). ERR_INVALID: one of them cannot be scored. In a transaction.
 */
Err deciles_appliquer(Db *db, Arena *a, const Diagnostic *d, Choix choix, bool local, int64_t now, DecilesBilan *ret);
Choix diagnostic_bruts(const Diagnostic *d); /* those that can be scored */

/* An index of one's own: Σ coef_k score_k / Σ coef_k. */
typedef enum CompositionNature {
    COMPOSITION_PUBLIEE, /* published scores only */
    COMPOSITION_NATIONALE, /* with national deciles */
    COMPOSITION_LOCALE, /* with deciles of a part of the country: not an IFN */
} CompositionNature;
typedef struct Composition {
    Choix choix;
    double coefs[INDICATEURS_MAX];
    CompositionNature nature;
} Composition;
Str composition_nature_dite(CompositionNature n);
/* "older_65_rate:2,poverty_rate": a coefficient above 0, at most 100; 1 where none is said. ERR_INVALID, ERR_NOT_FOUND
 * with a French sentence. */
Err composition_lire(const Diagnostic *d, Arena *a, Str texte, Composition *ret, Str *ret_message);
void composition_ajouter(const Diagnostic *d, int k, double coef, Composition *c);
/* NAN where a score is missing, or where nothing was chosen. */
double composition_indice(const Composition *c, const double scores[INDICATEURS_MAX]);

/* Every zone of a scale inside `z`, by code, with the value of one indicator: a count is a sum, a score, a rate or a
 * distance the mean weighed by the inhabitants; what is neither has a value for a commune only. */
typedef struct Valeur {
    Zone zone;
    int64_t population;
    double valeur; /* NAN: none */
} Valeur;
Err diagnostic_valeurs(const Diagnostic *d, Arena *a, const Zone *z, Echelon e, int poids, int k, const Valeur **ret,
    size_t *ret_n);
