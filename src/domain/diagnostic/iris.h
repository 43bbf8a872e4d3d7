// SPDX-License-Identifier: AGPL-3.0-or-later
/*
 * Iris: the first index of digital fragility (v1, 2019), published by IRIS, the quarters in which Insee cuts the communes. It is
 * not the index of 2023: a ratio, 100 being the territory of reference, without upper limit, never below 0.
 *
 *     points_k = 100 × x_k(IRIS) / x_k(reference)                axis = mean of its points
 *     accès        = (2 × accès à l’information + accès aux interfaces) / 3
 *     compétences  = (compétences administratives + 2 × compétences numériques) / 3
 *     score        = (accès + compétences) / 2
 *
 * The last three lines are checked on each row (they hold on the published file): what does not follow them is told, and kept.
 */
#pragma once

#include "domain/diagnostic/import.h"

typedef enum IrisAxe {
    IRIS_INFORMATION,
    IRIS_INTERFACES,
    IRIS_ADMINISTRATIVES,
    IRIS_NUMERIQUES,
    IRIS_ACCES,
    IRIS_COMPETENCES,
    IRIS_SCORE,
    IRIS_AXES
} IrisAxe;
extern const char *const iris_axes[IRIS_AXES]; /* their names in French */

typedef struct Iris {
    Str code, nom, commune;
    int64_t ligne, habitants;
    double v[IRIS_AXES]; /* NAN: not computed */
} Iris;

typedef struct IrisLus {
    Str fichier, source, licence, millesime;
    Str reference; /* "departement", "epci" or "region": whose columns are taken */
    VEC(Iris) lignes; /* by code, once each */
} IrisLus;

/* The table of v1 as it is published, "Code Iris;…;SCORE GLOBAL departement 1;…". */
Err iris_read(Arena *a, Str octets, IrisLus *f, Rapport *r, Str *ret_message);
/* Takes the place of all that was there. In a transaction. */
Err iris_apply(Db *db, Arena *a, const IrisLus *f, Rapport *r, int64_t now);
/* Those of a commune, by code. */
Err iris_de(Db *db, Arena *a, Str commune, const Iris **ret, size_t *ret_n);
