// SPDX-License-Identifier: AGPL-3.0-or-later
#include "core/geo/geo.h"

#define GEOS_USE_ONLY_R_API
#include <geos_c.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

struct Geo {
    GEOSContextHandle_t h;
    GEOSWKBReader *reader;
    GEOSWKBWriter *writer;
};

static void ignore(const char *message, void *arg) {}

Err geo_new(Geo **ret)
{
    Geo *g = calloc(1, sizeof *g);                 /* held by a cleanup attribute, like GEOS's own objects */
    if (!g)
        return ERR_MEMORY;
    g->h = GEOS_init_r();
    if (g->h) {
        GEOSContext_setErrorMessageHandler_r(g->h, ignore, NULL);
        GEOSContext_setNoticeMessageHandler_r(g->h, ignore, NULL);
        g->reader = GEOSWKBReader_create_r(g->h);
        g->writer = GEOSWKBWriter_create_r(g->h);
    }
    if (!g->h || !g->reader || !g->writer) {
        geo_free(g);
        return ERR_MEMORY;
    }
    GEOSWKBWriter_setOutputDimension_r(g->h, g->writer, 2);
    GEOSWKBWriter_setByteOrder_r(g->h, g->writer, GEOS_WKB_NDR);
    *ret = g;
    return OK;
}

void geo_free(Geo *g)
{
    if (!g)
        return;
    if (g->reader)
        GEOSWKBReader_destroy_r(g->h, g->reader);
    if (g->writer)
        GEOSWKBWriter_destroy_r(g->h, g->writer);
    if (g->h)
        GEOS_finish_r(g->h);
    free(g);
}

/* A geometry that dies with its scope. */
typedef struct Shape {
    Geo *g;
    GEOSGeometry *p;
} Shape;
static void shape_done(Shape *s)
{
    if (s->p)
        GEOSGeom_destroy_r(s->g->h, s->p);
}
#define SHAPE __attribute__((cleanup(shape_done))) Shape

static GEOSGeometry *read_wkb(Geo *g, Str wkb)
{
    return GEOSWKBReader_read_r(g->h, g->reader, (const unsigned char *)wkb.p, wkb.n);
}

/* ---- WKB ------------------------------------------------------------------------------------------------------------ */

static void put_u32(Buf *b, uint32_t v)
{
    const char bytes[4] = { (char)v, (char)(v >> 8), (char)(v >> 16), (char)(v >> 24) };
    buf_put(b, str_of(bytes, sizeof bytes));
}

static void put_f64(Buf *b, double v)
{
    uint64_t u;
    memcpy(&u, &v, sizeof u);
    put_u32(b, (uint32_t)u);
    put_u32(b, (uint32_t)(u >> 32));
}

static void set_u32(Buf *b, size_t at, uint32_t v)
{
    if (b->failed)
        return;
    for (int i = 0; i < 4; i++)
        b->p[at + (size_t)i] = (char)(v >> (8 * i));
}

enum { WKB_LITTLE = 1, WKB_POLYGON = 3, WKB_MULTIPOLYGON = 6 };

static size_t put_head(Buf *b, uint32_t type)
{
    buf_char(b, WKB_LITTLE);
    put_u32(b, type);
    size_t at = b->n;
    put_u32(b, 0);
    return at;
}

WkbWriter wkb_multipolygon(Buf *b)
{
    WkbWriter w = { .b = b };
    w.polygons_at = put_head(b, WKB_MULTIPOLYGON);
    return w;
}

void wkb_polygon(WkbWriter *w)
{
    w->polygons++;
    w->rings = 0;
    w->rings_at = put_head(w->b, WKB_POLYGON);
}

void wkb_ring(WkbWriter *w)
{
    w->rings++;
    w->points = 0;
    w->points_at = w->b->n;
    put_u32(w->b, 0);
}

void wkb_point(WkbWriter *w, double lon, double lat)
{
    if (w->points == 0) {
        w->first[0] = lon;
        w->first[1] = lat;
    }
    w->last[0] = lon;
    w->last[1] = lat;
    w->points++;
    put_f64(w->b, lon);
    put_f64(w->b, lat);
}

bool wkb_end_ring(WkbWriter *w)
{
    if (w->points && (w->first[0] != w->last[0] || w->first[1] != w->last[1]))
        wkb_point(w, w->first[0], w->first[1]);
    set_u32(w->b, w->points_at, w->points);
    return w->points >= 4;
}

bool wkb_end_polygon(WkbWriter *w)
{
    set_u32(w->b, w->rings_at, w->rings);
    return w->rings > 0;
}

bool wkb_end(WkbWriter *w)
{
    set_u32(w->b, w->polygons_at, w->polygons);
    return w->polygons > 0;
}

/* ---- validity -------------------------------------------------------------------------------------------------------- */

/* What has an area in a repaired geometry, as one multipolygon. */
static GEOSGeometry *keep_areas(Geo *g, const GEOSGeometry *p)
{
    int n = GEOSGetNumGeometries_r(g->h, p), kept = 0, total = 1;
    for (int i = 0; i < n; i++)
        total += GEOSGetNumGeometries_r(g->h, GEOSGetGeometryN_r(g->h, p, i));
    GEOSGeometry **parts = calloc((size_t)total, sizeof *parts);
    for (int i = 0; parts && i < n; i++) {
        const GEOSGeometry *part = GEOSGetGeometryN_r(g->h, p, i);
        int type = part ? GEOSGeomTypeId_r(g->h, part) : -1;
        if (type == GEOS_POLYGON)
            parts[kept++] = GEOSGeom_clone_r(g->h, part);
        else if (type == GEOS_MULTIPOLYGON)
            for (int k = 0; k < GEOSGetNumGeometries_r(g->h, part); k++)
                parts[kept++] = GEOSGeom_clone_r(g->h, GEOSGetGeometryN_r(g->h, part, k));
    }
    GEOSGeometry *out = kept ? GEOSGeom_createCollection_r(g->h, GEOS_MULTIPOLYGON, parts, (unsigned)kept) : NULL;
    free(parts);
    return out;
}

static Err write_wkb(Geo *g, Arena *a, const GEOSGeometry *p, Str *ret)
{
    size_t n = 0;
    unsigned char *bytes = GEOSWKBWriter_write_r(g->h, g->writer, p, &n);
    if (!bytes)
        return ERR_MEMORY;
    Str copy = str_dup(a, str_of((const char *)bytes, n));
    GEOSFree_r(g->h, bytes);
    if (str_is_none(copy))
        return ERR_MEMORY;
    *ret = copy;
    return OK;
}

Err geo_check(Geo *g, Arena *a, Str wkb, Str *ret_wkb, bool *ret_repaired, Str *ret_why)
{
    SHAPE p = { g, read_wkb(g, wkb) };
    if (!p.p)
        return ERR_INVALID;
    if (GEOSisValid_r(g->h, p.p) == 1) {
        *ret_wkb = wkb;
        *ret_repaired = false;
        *ret_why = S("");
        return OK;
    }
    char *reason = GEOSisValidReason_r(g->h, p.p);
    Str why = str_dup(a, reason ? str_from(reason) : S(""));
    GEOSFree_r(g->h, reason);
    SHAPE valid = { g, GEOSMakeValid_r(g->h, p.p) };
    SHAPE areas = { g, valid.p ? keep_areas(g, valid.p) : NULL };
    double area = 0;
    if (!areas.p || GEOSisValid_r(g->h, areas.p) != 1 || !GEOSArea_r(g->h, areas.p, &area) || area <= 0)
        return ERR_INVALID;
    TRY(write_wkb(g, a, areas.p, ret_wkb));
    *ret_repaired = true;
    *ret_why = why;
    return OK;
}

Err geo_bounds(Geo *g, const GeoArea *areas, size_t n, double *ret_lonmin, double *ret_latmin, double *ret_lonmax,
    double *ret_latmax)
{
    double lonmin = INFINITY, latmin = INFINITY, lonmax = -INFINITY, latmax = -INFINITY;
    for (size_t i = 0; i < n; i++) {
        double x0, y0, x1, y1;
        SHAPE p = { g, read_wkb(g, areas[i].wkb) };
        if (!p.p || !GEOSGeom_getExtent_r(g->h, p.p, &x0, &y0, &x1, &y1))
            return ERR_INVALID;
        lonmin = fmin(lonmin, x0);
        latmin = fmin(latmin, y0);
        lonmax = fmax(lonmax, x1);
        latmax = fmax(latmax, y1);
    }
    if (!(lonmin < lonmax) || !(latmin < latmax))
        return ERR_INVALID;
    *ret_lonmin = lonmin;
    *ret_latmin = latmin;
    *ret_lonmax = lonmax;
    *ret_latmax = latmax;
    return OK;
}

/* ---- borders ---------------------------------------------------------------------------------------------------------- */

typedef struct Side {
    int id;
    GEOSGeometry *area;
    const GEOSPreparedGeometry *prepared;
} Side;

typedef struct Map {
    Geo *g;
    Arena *a;
    GeoPlane plane;
    Side *sides;
    size_t n;
    GEOSSTRtree *tree;
} Map;

static void map_done(Map *m)
{
    if (m->tree)
        GEOSSTRtree_destroy_r(m->g->h, m->tree);
    for (size_t i = 0; i < m->n; i++) {
        if (m->sides[i].prepared)
            GEOSPreparedGeom_destroy_r(m->g->h, m->sides[i].prepared);
        if (m->sides[i].area)
            GEOSGeom_destroy_r(m->g->h, m->sides[i].area);
    }
}
#define MAP __attribute__((cleanup(map_done))) Map

static int to_plane(double *x, double *y, void *arg)
{
    const GeoPlane *p = arg;
    *x = (*x - p->lon0) * p->kx;
    *y = (p->lat0 - *y) * p->ky;
    return 1;
}

static int by_id(const void *x, const void *y)
{
    const GeoArea *const *a = x, *const *b = y;
    return ((*a)->id > (*b)->id) - ((*a)->id < (*b)->id);
}

/* The area of one id: its parts in the plane, merged. */
static GEOSGeometry *merge_parts(Map *m, const GeoArea *const *parts, size_t n)
{
    GEOSContextHandle_t h = m->g->h;
    GEOSGeometry **v = calloc(n, sizeof *v);
    size_t got = 0;
    for (; v && got < n; got++) {
        SHAPE p = { m->g, read_wkb(m->g, parts[got]->wkb) };
        v[got] = p.p ? GEOSGeom_transformXY_r(h, p.p, to_plane, &m->plane) : NULL;
        if (!v[got])
            break;
    }
    GEOSGeometry *out = NULL;
    if (v && got == n) {
        SHAPE all = { m->g, GEOSGeom_createCollection_r(h, GEOS_GEOMETRYCOLLECTION, v, (unsigned)n) };
        out = all.p ? GEOSUnaryUnion_r(h, all.p) : NULL;
    } else {
        for (size_t i = 0; v && i < got; i++)
            GEOSGeom_destroy_r(h, v[i]);
    }
    free(v);
    return out;
}

static Err map_read(Map *m, const GeoArea *areas, size_t n)
{
    GEOSContextHandle_t h = m->g->h;
    const GeoArea **sorted = NEW(m->a, const GeoArea *, n);
    m->sides = NEW(m->a, Side, n);
    m->tree = GEOSSTRtree_create_r(h, 10);
    if (!sorted || !m->sides || !m->tree)
        return ERR_MEMORY;
    for (size_t i = 0; i < n; i++)
        sorted[i] = &areas[i];
    qsort(sorted, n, sizeof *sorted, by_id);
    for (size_t i = 0, end; i < n; i = end) {
        for (end = i + 1; end < n && sorted[end]->id == sorted[i]->id;)
            end++;
        Side *s = &m->sides[m->n++];
        s->id = sorted[i]->id;
        s->area = merge_parts(m, sorted + i, end - i);
        s->prepared = s->area ? GEOSPrepare_r(h, s->area) : NULL;
        if (!s->prepared)
            return ERR_INVALID;
        GEOSSTRtree_insert_r(h, m->tree, s->area, s);
    }
    return OK;
}

/* All boundaries cut where they meet, then joined end to end between the nodes where three or more meet. */
static GEOSGeometry *linework(Map *m)
{
    GEOSContextHandle_t h = m->g->h;
    GEOSGeometry **v = calloc(m->n ? m->n : 1, sizeof *v);
    size_t got = 0;
    for (; v && got < m->n; got++) {
        v[got] = GEOSBoundary_r(h, m->sides[got].area);
        if (!v[got])
            break;
    }
    GEOSGeometry *out = NULL;
    if (v && got == m->n) {
        SHAPE all = { m->g, GEOSGeom_createCollection_r(h, GEOS_GEOMETRYCOLLECTION, v, (unsigned)m->n) };
        SHAPE noded = { m->g, all.p ? GEOSUnaryUnion_r(h, all.p) : NULL };
        out = noded.p ? GEOSLineMerge_r(h, noded.p) : NULL;
    } else {
        for (size_t i = 0; v && i < got; i++)
            GEOSGeom_destroy_r(h, v[i]);
    }
    free(v);
    return out;
}

typedef struct Probe {
    Map *m;
    const GEOSGeometry *point;
    int id;
} Probe;

static void probe_one(void *item, void *arg)
{
    Probe *p = arg;
    const Side *s = item;
    if (p->id < 0 && GEOSPreparedContains_r(p->m->g->h, s->prepared, p->point) == 1)
        p->id = s->id;
}

static int area_at(Map *m, double x, double y)
{
    SHAPE point = { m->g, GEOSGeom_createPointFromXY_r(m->g->h, x, y) };
    Probe p = { m, point.p, -1 };
    if (point.p)
        GEOSSTRtree_query_r(m->g->h, m->tree, point.p, probe_one, &p);
    return p.id;
}

/* What lies on both sides, looked at from the middle of the longest segment. */
static Err find_sides(Map *m, const GEOSGeometry *line, int ret[2])
{
    GEOSContextHandle_t h = m->g->h;
    const GEOSCoordSequence *s = GEOSGeom_getCoordSeq_r(h, line);
    unsigned n = 0;
    double best = -1, mx = 0, my = 0, nx = 0, ny = 0, px = 0, py = 0;
    if (!s || !GEOSCoordSeq_getSize_r(h, s, &n) || n < 2)
        return ERR_INVALID;
    for (unsigned i = 0; i < n; i++) {
        double x, y;
        if (!GEOSCoordSeq_getXY_r(h, s, i, &x, &y))
            return ERR_INVALID;
        double length = hypot(x - px, y - py);
        if (i > 0 && length > best) {
            best = length;
            mx = (x + px) / 2;
            my = (y + py) / 2;
            nx = (y - py) / (length > 0 ? length : 1);
            ny = (px - x) / (length > 0 ? length : 1);
        }
        px = x;
        py = y;
    }
    double step = fmin(best / 10, 0.01);
    ret[0] = area_at(m, mx + nx * step, my + ny * step);
    ret[1] = area_at(m, mx - nx * step, my - ny * step);
    return OK;
}

static Err read_line(Geo *g, Arena *a, const GEOSGeometry *line, const GeoXy **ret, size_t *ret_n)
{
    const GEOSCoordSequence *s = line ? GEOSGeom_getCoordSeq_r(g->h, line) : NULL;
    unsigned n = 0;
    if (!s || !GEOSCoordSeq_getSize_r(g->h, s, &n))
        return ERR_MEMORY;
    GeoXy *points = NEW(a, GeoXy, n ? n : 1);
    if (!points)
        return ERR_MEMORY;
    for (unsigned i = 0; i < n; i++)
        if (!GEOSCoordSeq_getXY_r(g->h, s, i, &points[i].x, &points[i].y))
            return ERR_INVALID;
    *ret = points;
    *ret_n = n;
    return OK;
}

static Err take_arc(Map *m, const GEOSGeometry *line, double tolerance, GeoArc *ret)
{
    GeoArc arc = { 0 };
    TRY(find_sides(m, line, arc.sides));
    SHAPE simple = { m->g, GEOSSimplify_r(m->g->h, line, tolerance) };
    TRY(read_line(m->g, m->a, simple.p, &arc.points, &arc.n));
    *ret = arc;
    return OK;
}

Err geo_simplify(Geo *g, Arena *a, const GeoXy *points, size_t n, double tolerance, const GeoXy **ret, size_t *ret_n)
{
    GEOSCoordSequence *s = n >= 2 ? GEOSCoordSeq_create_r(g->h, (unsigned)n, 2) : NULL;
    for (size_t i = 0; s && i < n; i++)
        GEOSCoordSeq_setXY_r(g->h, s, (unsigned)i, points[i].x, points[i].y);
    SHAPE line = { g, s ? GEOSGeom_createLineString_r(g->h, s) : NULL };
    SHAPE simple = { g, line.p ? GEOSSimplify_r(g->h, line.p, tolerance) : NULL };
    return n < 2 ? ERR_INVALID : read_line(g, a, simple.p, ret, ret_n);
}

static int by_start(const void *x, const void *y)
{
    const GeoArc *a = x, *b = y;
    if (a->n == 0 || b->n == 0)
        return (a->n == 0) - (b->n == 0);
    double d = a->points[0].y != b->points[0].y ? a->points[0].y - b->points[0].y : a->points[0].x - b->points[0].x;
    if (d == 0 && a->n > 1 && b->n > 1)
        d = a->points[1].y != b->points[1].y ? a->points[1].y - b->points[1].y : a->points[1].x - b->points[1].x;
    return (d > 0) - (d < 0);
}

Err geo_borders(Geo *g, Arena *a, const GeoArea *areas, size_t n, GeoPlane plane, double tolerance,
    const GeoArc **ret_arcs, size_t *ret_n)
{
    MAP m = { .g = g, .a = a, .plane = plane };
    TRY(map_read(&m, areas, n));
    SHAPE lines = { g, linework(&m) };
    if (!lines.p)
        return ERR_INVALID;
    int count = GEOSGetNumGeometries_r(g->h, lines.p);
    GeoArc *arcs = NEW(a, GeoArc, count < 1 ? 1 : (size_t)count);
    if (!arcs)
        return ERR_MEMORY;
    for (int i = 0; i < count; i++)
        TRY(take_arc(&m, GEOSGetGeometryN_r(g->h, lines.p, i), tolerance, &arcs[i]));
    qsort(arcs, (size_t)count, sizeof *arcs, by_start);
    *ret_arcs = arcs;
    *ret_n = (size_t)count;
    return OK;
}
