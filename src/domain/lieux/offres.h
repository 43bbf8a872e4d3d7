// SPDX-License-Identifier: AGPL-3.0-or-later
/*
 * Offres: hours of help that are not in the opening hours of the directory's places. A slice that knows some offers them as one
 * row, `Slice.offre`; the diagnosis counts them beside those of the directory, each source told apart.
 *
 *     static Err lire(Db *db, const Lieux *s, Arena *a, Date lundi, Offre *ret);
 *     const OffreSource offre_permanences = { .code = "permanences", .titre = "Permanences", …, .lire = lire };
 */
#pragma once

#include "core/db/db.h"
#include "domain/lieux/lieux.h"

typedef struct PointAide {
    Point point;
    double offre; /* hours a week, or 1 */
} PointAide;

typedef struct Offre {
    const PointAide *v;
    size_t n;
    size_t muets; /* left out: their hours are not understood */
} Offre;

typedef struct OffreSource {
    const char *code; /* in the names of columns */
    const char *titre, *phrase; /* what it is; how its hours are counted */
    /* Hours a week, averaged over the four weeks from `lundi`, at places listed that have coordinates. */
    Err (*lire)(Db *db, const Lieux *s, Arena *a, Date lundi, Offre *ret);
} OffreSource;
