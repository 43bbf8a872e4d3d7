// SPDX-License-Identifier: AGPL-3.0-or-later
/*
 * Mosaïque: the territories of a map as closed shapes that hold together, for choropleth maps. Private to this slice.
 *
 * All boundaries are cut where they meet and joined into arcs (geo_borders); each arc is simplified once, on a grid of
 * whole numbers, and belongs to both of its neighbours: no gap, no overlap. An arc that would cross another one, or vanish,
 * is simplified less; where the grid itself is too coarse, a finer one is taken. A shape is then the arcs that have it on
 * one side only, which dissolves communes into EPCI, arrondissements and the département with the same borders.
 */
#pragma once

#include "core/geo/geo.h"

typedef struct MosaiqueArc {
    int (*p)[2]; /* units of the grid */
    size_t n;
    int sides[2]; /* ids of the areas; -1: outside */
} MosaiqueArc;

typedef struct Mosaique {
    int grille; /* units of the grid in one unit of the plane */
    MosaiqueArc *arcs;
    size_t n;
} Mosaique;

/* `arcs`: of geo_borders, not simplified. ERR_INVALID: no grid tells them apart. */
Err mosaique_make(Geo *g, Arena *a, const GeoArc *arcs, size_t n, double tolerance, Mosaique *ret);
/* The closed shape, as an SVG path, of the areas whose `groupes[id]` is `groupe`: "M436 895l5 24-2 7z…". */
Err mosaique_trace(Arena *a, const Mosaique *m, const int *groupes, int groupe, Str *ret);
/* The borders between two groups of the map, each once; the outline is not among them. */
Err mosaique_limites(Arena *a, const Mosaique *m, const int *groupes, Str *ret);
