// SPDX-License-Identifier: AGPL-3.0-or-later
/* Shapes that hold together: squares counted by hand, then the real contours, measured with GEOS alone. */
#define GEOS_USE_ONLY_R_API
#include <geos_c.h>
#include <math.h>
#include <stdlib.h>
#include <unistd.h>

#include "core/slice.h"
#include "domain/territoire/carte.h"
#include "domain/territoire/import.h"
#include "domain/territoire/mosaique.h"
#include "support/suite.h"
#include "territoire_sql.h"

static const int64_t NOW = 1795000000;

/* ---- arcs made by hand --------------------------------------------------------------------------------------------- */

/* A square of 10 in two halves, 0 on the left, 1 on the right, whose common border makes a small bend. */
static const GeoXy droite[] = { { 5, 0 }, { 10, 0 }, { 10, 10 }, { 5, 10 } };
static const GeoXy gauche[] = { { 5, 10 }, { 0, 10 }, { 0, 0 }, { 5, 0 } };
static const GeoXy milieu[] = { { 5, 0 }, { 5.4, 5 }, { 5, 10 } };
static const GeoArc carre[] = { { droite, 4, { 1, -1 } }, { gauche, 4, { 0, -1 } }, { milieu, 3, { 0, 1 } } };

static void a_border_is_simplified_once_for_both(void **state)
{
    GEO g = NULL;
    ARENA a = arena_new(512 * MIB);
    Mosaique m;
    Str left, right, both, between;
    const int un[] = { 0, 1 }, ensemble[] = { 0, 0 };
    assert_ok(geo_new(&g));
    assert_ok(mosaique_make(g, a, carre, 3, 1, &m));
    assert_int_equal(m.grille, 2);
    assert_ok(mosaique_trace(a, &m, un, 0, &left));
    assert_ok(mosaique_trace(a, &m, un, 1, &right));
    assert_ok(mosaique_trace(a, &m, ensemble, 0, &both));
    assert_ok(mosaique_limites(a, &m, un, &between));
    assert_str_equal(left, S("M10 20l-10 0 0-20 10 0z"));
    assert_str_equal(right, S("M10 0l10 0 0 20-10 0z"));
    assert_str_equal(both, S("M10 0l10 0 0 20-10 0-10 0 0-20z"));
    assert_str_equal(between, S("M10 0l0 20"));
    assert_ok(mosaique_make(g, a, carre, 3, 0.1, &m)); /* the bend is larger than the tolerance: it stays, for both */
    assert_ok(mosaique_limites(a, &m, un, &between));
    assert_str_equal(between, S("M10 0l1 10-1 10"));
}

/* A thin crescent between two arcs that have the same ends: straightened, both would be one line and it would vanish. */
static void a_thin_shape_is_kept(void **state)
{
    static const GeoXy haut[] = { { 0, 0 }, { 5, 0.6 }, { 10, 0 } }, bas[] = { { 0, 0 }, { 5, -0.6 }, { 10, 0 } };
    static const GeoArc croissant[] = { { haut, 3, { 0, -1 } }, { bas, 3, { 0, -1 } } };
    static const GeoXy pres[] = { { 0, 0 }, { 0.001, 0 } };
    static const GeoArc confondus[] = { { pres, 2, { 0, 1 } } };
    GEO g = NULL;
    ARENA a = arena_new(512 * MIB);
    Mosaique m;
    Str trace;
    const int un[] = { 0, 1 };
    assert_ok(geo_new(&g));
    assert_ok(mosaique_make(g, a, croissant, 2, 2, &m));
    assert_ok(mosaique_trace(a, &m, un, 0, &trace));
    assert_str_equal(trace, S("M0 0l10 1 10-1-10-1z"));
    assert_err(mosaique_make(g, a, confondus, 1, 2, &m), ERR_INVALID); /* no grid tells its ends apart */
}

/* ---- the real contours ------------------------------------------------------------------------------------------------ */

typedef struct Shapes {
    GEOSContextHandle_t h;
    GEOSGeometry *v[400];
    Str codes[400];
    size_t n;
} Shapes;

static GEOSGeometry *ring_of(GEOSContextHandle_t h, const double (*p)[2], size_t n)
{
    GEOSCoordSequence *s = GEOSCoordSeq_create_r(h, (unsigned)n + 1, 2);
    for (size_t i = 0; i <= n; i++)
        GEOSCoordSeq_setXY_r(h, s, (unsigned)i, p[i % n][0], p[i % n][1]);
    return GEOSGeom_createPolygon_r(h, GEOSGeom_createLinearRing_r(h, s), NULL, 0);
}

/* "M1 2l3 4-5 6z…" as the even-odd union of its rings. */
static GEOSGeometry *path_of(GEOSContextHandle_t h, Str d)
{
    static double p[20000][2];
    GEOSGeometry *out = NULL;
    size_t n = 0;
    const char *at = d.p, *end = d.p + d.n;
    while (at < end) {
        char c = *at;
        if (c == 'z') {
            GEOSGeometry *ring = ring_of(h, (const double(*)[2])p, n), *joined = ring;
            assert_int_equal(GEOSisValid_r(h, ring), 1);
            if (out) {
                joined = GEOSSymDifference_r(h, out, ring);
                GEOSGeom_destroy_r(h, out);
                GEOSGeom_destroy_r(h, ring);
            }
            out = joined;
            at++;
            continue;
        }
        if (c == 'M')
            n = 0;
        if (c == 'M' || c == 'l' || c == ' ') {
            at++;
            continue;
        }
        char *next;
        double x = strtod(at, &next), y = strtod(next, &next);
        p[n][0] = n ? p[n - 1][0] + x : x;
        p[n][1] = n ? p[n - 1][1] + y : y;
        n++;
        at = next;
    }
    return out;
}

static double area_of(GEOSContextHandle_t h, const GEOSGeometry *g)
{
    double v = 0;
    GEOSArea_r(h, g, &v);
    return v;
}

/* They share a line, not a point only. */
static bool neighbours(GEOSContextHandle_t h, const GEOSGeometry *x, const GEOSGeometry *y)
{
    double length = 0;
    if (GEOSIntersects_r(h, x, y) != 1)
        return false;
    GEOSGeometry *p = GEOSBoundary_r(h, x), *q = GEOSBoundary_r(h, y), *common = GEOSIntersection_r(h, p, q);
    GEOSLength_r(h, common, &length);
    GEOSGeom_destroy_r(h, p);
    GEOSGeom_destroy_r(h, q);
    GEOSGeom_destroy_r(h, common);
    return length > 0;
}

static int holes_of(GEOSContextHandle_t h, const GEOSGeometry *g, int *ret_parts)
{
    int holes = 0;
    *ret_parts = GEOSGetNumGeometries_r(h, g);
    for (int i = 0; i < *ret_parts; i++)
        holes += GEOSGetNumInteriorRings_r(h, GEOSGetGeometryN_r(h, g, i));
    return holes;
}

static GEOSGeometry *union_of(const Shapes *s)
{
    GEOSGeometry *v[400];
    for (size_t i = 0; i < s->n; i++)
        v[i] = GEOSGeom_clone_r(s->h, s->v[i]);
    GEOSGeometry *all = GEOSGeom_createCollection_r(s->h, GEOS_GEOMETRYCOLLECTION, v, (unsigned)s->n);
    GEOSGeometry *out = GEOSUnaryUnion_r(s->h, all);
    GEOSGeom_destroy_r(s->h, all);
    return out;
}

static Str file_of(Arena *a, const char *nom)
{
    Str path = str_format(a, "%.*s/%s", STR_ARG(test_source(a, "node_modules/@etalab/decoupage-administratif/data")),
        nom);
    if (access(path.p, R_OK) != 0)
        test_skip("npm @etalab/decoupage-administratif n’est pas installé");
    return test_read(a, path);
}

/* The contours of 2018 in the territory of today: merged areas under the code of today. */
static void read_originals(Db *db, const Territoire *t, Arena *a, Shapes *s)
{
    GEOSWKBReader *reader = GEOSWKBReader_create_r(s->h);
    ROWS rows = { 0 };
    SqlContourAll r;
    assert_ok(sql_contour_all(db, &rows));
    while (sql_contour_all_next(&rows, &r)) {
        const Commune *c = territoire_commune(t, r.code);
        assert_non_null(c);
        Str code = str_dup(a, code_insee_str(&c->code));
        size_t i = 0;
        while (i < s->n && !str_eq(s->codes[i], code))
            i++;
        GEOSGeometry *g = GEOSWKBReader_read_r(s->h, reader, (const unsigned char *)r.geometrie.p, r.geometrie.n);
        if (i < s->n) {
            GEOSGeometry *both = GEOSUnion_r(s->h, s->v[i], g);
            GEOSGeom_destroy_r(s->h, s->v[i]);
            GEOSGeom_destroy_r(s->h, g);
            s->v[i] = both;
        } else {
            s->codes[s->n] = code;
            s->v[s->n++] = g;
        }
    }
    assert_ok(rows_end(&rows));
    GEOSWKBReader_destroy_r(s->h, reader);
}

static void read_drawn(const CarteFond *c, const Shapes *originals, Shapes *s)
{
    for (size_t i = 0; i < originals->n; i++) {
        Str d = carte_trace(c, S("commune"), originals->codes[i]);
        if (str_is_none(d))
            fail_msg("%.*s n’est pas dessinée", STR_ARG(originals->codes[i]));
        s->codes[s->n] = originals->codes[i];
        s->v[s->n++] = path_of(s->h, d);
    }
}

/* The lines alone, made into faces by GEOS: as many as there are shapes, each one's inner point in its shape. */
static void faces_are_the_shapes(const Shapes *s)
{
    GEOSGeometry *lines[400], *all, *noded, *faces;
    for (size_t i = 0; i < s->n; i++)
        lines[i] = GEOSBoundary_r(s->h, s->v[i]);
    all = GEOSGeom_createCollection_r(s->h, GEOS_GEOMETRYCOLLECTION, lines, (unsigned)s->n);
    noded = GEOSUnaryUnion_r(s->h, all);
    faces = GEOSPolygonize_r(s->h, (const GEOSGeometry *const[]){ noded }, 1);
    int n = GEOSGetNumGeometries_r(s->h, faces), parts = 0;
    for (size_t i = 0; i < s->n; i++)
        parts += GEOSGetNumGeometries_r(s->h, s->v[i]);
    assert_int_equal(n, parts);
    for (int i = 0; i < n; i++) {
        const GEOSGeometry *face = GEOSGetGeometryN_r(s->h, faces, i);
        GEOSGeometry *inner = GEOSPointOnSurface_r(s->h, face);
        int in = 0;
        for (size_t k = 0; k < s->n; k++)
            in += GEOSContains_r(s->h, s->v[k], inner) == 1;
        assert_int_equal(in, 1);
        GEOSGeom_destroy_r(s->h, inner);
    }
    GEOSGeom_destroy_r(s->h, faces);
    GEOSGeom_destroy_r(s->h, noded);
    GEOSGeom_destroy_r(s->h, all);
}

/* The sum of the EPCI, of the arrondissements, and the département have the same area. */
static void dissolved_are_as_large(const CarteFond *f, GEOSContextHandle_t h, double whole)
{
    static const char *const echelons[] = { "epci", "arrondissement", "departement" };
    static const size_t numbers[] = { 12, 4, 1 };
    for (int e = 0; e < 3; e++) {
        double sum = 0;
        size_t n = 0;
        for (size_t i = 0; i < f->n_mailles; i++)
            if (str_eq(f->mailles[i].echelon, str_from(echelons[e]))) {
                GEOSGeometry *g = path_of(h, f->mailles[i].trace);
                sum += area_of(h, g);
                GEOSGeom_destroy_r(h, g);
                n++;
            }
        assert_int_equal(n, numbers[e]);
        assert_true(fabs(sum - whole) < 1e-9 * whole);
    }
}

static void eure_et_loir_holds_together(void **state)
{
    ARENA a = arena_new(512 * MIB);
    Db *db = test_db(state);
    Decoupage d = { .departement = S("28"),
        .source = S("e"),
        .fichier = S("c"),
        .source_epci = S("e"),
        .fichier_epci = S("f"),
        .millesime = S("2026") };
    DecoupageBilan done;
    ContoursLus c = { .source = S("e"), .millesime = S("2018"), .fichier = S("c") };
    ContoursBilan bilan;
    CartesDessinees cartes;
    Snapshots *snapshots;
    static const Slice *const slices[] = { &slice_territoire, NULL };
    Str message = STR_NONE;
    Str geojson = test_read(a, test_real_file(a, "territoire/communes-28_cog2018.geojson"));
    assert_ok(decoupage_read_communes(a, file_of(a, "communes.json"), &d, &message));
    assert_ok(decoupage_read_epci(a, file_of(a, "epci.json"), &d, &message));
    assert_ok(decoupage_apply(db, a, &d, NOW, &done));
    assert_ok(contours_read(a, geojson, NULL, NULL, &c, &message));
    assert_ok(contours_apply(db, a, &c, NOW, &bilan));
    int64_t began = clock_mono_ns();
    assert_ok(cartes_compute(db, a, NULL, NULL, &cartes));
    print_message("dessin : %lld ms\n", (long long)(clock_mono_ns() - began) / 1000000);
    assert_ok(cartes_write(db, &cartes));
    assert_ok(snapshots_new(slices, &snapshots));
    assert_ok(snapshots_refresh(snapshots, db));
    SnapshotView *view = snapshot_view(snapshots);
    const Territoire *t = snapshot_get(view, &territoire_snapshot);
    const CarteFond *f = territoire_carte(t, S("28"));
    assert_non_null(f);

    Shapes before = { .h = GEOS_init_r() }, after = { .h = before.h };
    read_originals(db, t, a, &before);
    read_drawn(f, &before, &after);
    assert_int_equal(after.n, before.n);
    size_t octets = 0;
    for (size_t i = 0; i < f->n_mailles; i++)
        octets += str_eq(f->mailles[i].echelon, S("commune")) ? f->mailles[i].trace.n : 0;
    print_message("grille %d, %zu communes, %zu octets\n", f->grille, after.n, octets);
    assert_in_range(octets, 1000, 26000); /* what the page of a choropleth can carry */

    GEOSGeometry *one = union_of(&before), *other = union_of(&after);
    int parts_before, parts_after, holes_before = holes_of(before.h, one, &parts_before),
                                   holes_after = holes_of(after.h, other, &parts_after);
    assert_int_equal(parts_after, parts_before);
    assert_int_equal(holes_after, holes_before);
    double whole = area_of(after.h, other), overlaps = 0;
    size_t pairs = 0;
    for (size_t i = 0; i < after.n; i++)
        for (size_t k = i + 1; k < after.n; k++) {
            bool close = GEOSIntersects_r(after.h, after.v[i], after.v[k]) == 1;
            bool now = close && neighbours(after.h, after.v[i], after.v[k]);
            bool was = neighbours(before.h, before.v[i], before.v[k]);
            pairs += was;
            if (now != was)
                fail_msg("%.*s et %.*s : voisines %s", STR_ARG(after.codes[i]), STR_ARG(after.codes[k]),
                    was ? "avant seulement" : "après seulement");
            if (!close)
                continue;
            GEOSGeometry *common = GEOSIntersection_r(after.h, after.v[i], after.v[k]);
            overlaps += area_of(after.h, common);
            GEOSGeom_destroy_r(after.h, common);
        }
    print_message("%zu paires de voisines, recouvrement %g\n", pairs, overlaps / whole);
    assert_true(overlaps < 1e-9 * whole);
    faces_are_the_shapes(&after);
    dissolved_are_as_large(f, after.h, whole);
    for (size_t i = 0; i < before.n; i++) {
        GEOSGeom_destroy_r(before.h, before.v[i]);
        GEOSGeom_destroy_r(after.h, after.v[i]);
    }
    GEOSGeom_destroy_r(before.h, one);
    GEOSGeom_destroy_r(after.h, other);
    GEOS_finish_r(before.h);
    snapshot_view_free(view);
    snapshots_free(snapshots);
}

int main(void)
{
    const struct CMUnitTest all[] = {
        cmocka_unit_test(a_border_is_simplified_once_for_both),
        cmocka_unit_test(a_thin_shape_is_kept),
        cmocka_unit_test(eure_et_loir_holds_together),
    };
    return SUITE_MAIN("mosaique", true, all);
}
