// SPDX-License-Identifier: AGPL-3.0-or-later
/*
 * Drawing the maps of the départements from the contours: private to this slice. The contours of several vintages are
 * accepted: the areas of communes merged since are merged. Drawing takes a fraction of a second a département, so it
 * is done once, by the import that changed something, off the writer, and the result is kept in table `carte`.
 */
#pragma once

#include "core/geo/geo.h"
#include "domain/territoire/territoire.h"

typedef struct CarteDessinee {
    Str departement;
    CarteFond fond;                                /* without its mention and its shapes */
    VEC(CarteMaille) mailles;
} CarteDessinee;
typedef VEC(CarteDessinee) CartesDessinees;

/* Areas of communes, `id` being an index into `epci_of`, whose equal numbers mean the same EPCI (-1: none). `ret_arcs`:
 * all borders, not simplified. ERR_INVALID when they make no map (a single point, the whole globe). */
Err carte_draw(Geo *g, Arena *a, const GeoArea *areas, size_t n, const int *epci_of, CarteFond *ret,
    const GeoArc **ret_arcs, size_t *ret_n);

typedef void CarteProgress(void *arg, int64_t done, int64_t total);
/* The maps of every département that has a contour. `progress` may be NULL. */
Err cartes_compute(Db *db, Arena *a, CarteProgress *progress, void *arg, CartesDessinees *ret);
Err cartes_write(Db *db, const CartesDessinees *cartes);
