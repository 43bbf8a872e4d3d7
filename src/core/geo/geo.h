// SPDX-License-Identifier: AGPL-3.0-or-later
/*
 * Geo: the little geometry that the program needs, over GEOS (reentrant interface only). Geometries travel as WKB
 * (polygon or multipolygon, two dimensions, little endian); GEOS's own types stay inside.
 *
 *     GEO g = NULL;
 *     TRY(geo_new(&g));
 *     TRY(geo_check(g, arena, wkb, &clean, &repaired, &why));
 */
#pragma once

#include "base/base.h"

typedef struct Geo Geo;                            /* one thread at a time */
Err geo_new(Geo **ret);
void geo_free(Geo *g);
static inline void geo_freep(Geo **g)
{
    geo_free(*g);
}
#define GEO __attribute__((cleanup(geo_freep))) Geo *

/* Writer of the WKB form above, for parsers: begin, rings, end. Rings are closed by the writer when they are not. */
typedef struct WkbWriter {
    Buf *b;
    size_t polygons_at, rings_at, points_at;       /* where the counts go */
    uint32_t polygons, rings, points;
    double first[2], last[2];
} WkbWriter;
WkbWriter wkb_multipolygon(Buf *b);
void wkb_polygon(WkbWriter *w);                    /* starts a polygon */
void wkb_ring(WkbWriter *w);                       /* starts a ring of it */
void wkb_point(WkbWriter *w, double lon, double lat);
/* False when a ring has fewer than three points or a polygon no ring. */
bool wkb_end_ring(WkbWriter *w);
bool wkb_end_polygon(WkbWriter *w);
bool wkb_end(WkbWriter *w);

/*
 * A valid geometry of the same area: the same bytes, or repaired (`*ret_repaired`, `*ret_why` in GEOS's words).
 * ERR_INVALID when nothing with an area is left.
 */
Err geo_check(Geo *g, Arena *a, Str wkb, Str *ret_wkb, bool *ret_repaired, Str *ret_why);

/* ---- borders of areas that touch each other ------------------------------------------------------------------- */

typedef struct GeoArea {
    Str wkb;
    int id;                                        /* areas of one id are merged */
} GeoArea;

/* The plane in which borders are simplified: x = (lon - lon0) * kx, y = (lat0 - lat) * ky. */
typedef struct GeoPlane {
    double lon0, lat0, kx, ky;
} GeoPlane;

typedef struct GeoXy {
    double x, y;
} GeoXy;

/* A border between two nodes of the map, or a closed one; simplified once, so that neighbours keep sharing it. */
typedef struct GeoArc {
    const GeoXy *points;
    size_t n;
    int sides[2];                                  /* ids of the areas on both sides; -1: outside */
} GeoArc;

/* Smallest box around the areas, in degrees. */
Err geo_bounds(Geo *g, const GeoArea *areas, size_t n, double *ret_lonmin, double *ret_latmin, double *ret_lonmax,
    double *ret_latmax);
/* All borders, simplified by Douglas and Peucker's method to `tolerance` units of the plane, in a stable order. */
Err geo_borders(Geo *g, Arena *a, const GeoArea *areas, size_t n, GeoPlane plane, double tolerance,
    const GeoArc **ret_arcs, size_t *ret_n);

/* A line by Douglas and Peucker's method, ends kept. 0: only the points in line with their neighbours go. */
Err geo_simplify(Geo *g, Arena *a, const GeoXy *points, size_t n, double tolerance, const GeoXy **ret, size_t *ret_n);
