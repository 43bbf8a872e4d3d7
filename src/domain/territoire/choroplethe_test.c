// SPDX-License-Identifier: AGPL-3.0-or-later
/* Classes of a map: bounds, words and counts, worked out by hand. */
#include "domain/territoire/choroplethe.h"

#include <math.h>

#include "domain/territoire/polygones.h"
#include "domain/territoire/trace.h"
#include "support/suite.h"

static void make(Arena *a, const ChoroDef *def, ChoroEntree *v, size_t n, Choroplethe *ret)
{
    assert_ok(choroplethe_make(a, NULL, S("28"), def, v, n, ret));
    assert_null(ret->carte); /* nothing is loaded: the page says what to load */
}

static void a_bound_belongs_to_the_class_above(void **state)
{
    static const ChoroDef def = { "essai", S_INIT("commune"), CHORO_FIXES, 3, { 4, 5 }, 1, " %", NULL };
    ARENA a = arena_new(16 * MIB);
    ChoroEntree v[] = { { .code = S("a"), .v = 5, .population = 10 }, { .code = S("b"), .v = 3.999, .population = 20 },
        { .code = S("c"), .v = 4, .population = 30 }, { .code = S("d"), .v = NAN, .population = 40 },
        { .code = S("e"), .v = 9, .population = -1 } };
    Choroplethe c;
    make(a, &def, v, 5, &c);
    assert_int_equal(c.n, 4); /* without value, then the three */
    static const struct {
        size_t n;
        int64_t population;
        const char *legende;
    } expected[] = { { 1, 40, "sans valeur" }, { 1, 20, "moins de 4,0 %" }, { 1, 30, "de 4,0 % à 5,0 %" },
        { 2, 10, "5,0 % et plus" } };
    for (int i = 0; i < 4; i++) {
        assert_int_equal(c.classes[i].n, expected[i].n);
        assert_int_equal(c.classes[i].population, expected[i].population);
        assert_str_equal(c.classes[i].legende, str_from(expected[i].legende));
    }
}

static void quantiles_keep_equal_values_together(void **state)
{
    ARENA a = arena_new(16 * MIB);
    ChoroEntree v[10] = { 0 };
    double bornes[8];
    for (int i = 0; i < 10; i++)
        v[i].v = 10 - i; /* 1 to 10: two in each of five */
    assert_int_equal(choro_quantiles(a, v, 10, 5, bornes), 4);
    for (int i = 0; i < 4; i++)
        assert_true(bornes[i] == 3 + 2 * i);
    for (int i = 0; i < 10; i++)
        v[i].v = i < 7 ? 1 : i; /* seven equal: they are one class */
    assert_int_equal(choro_quantiles(a, v, 10, 5, bornes), 1);
    assert_true(bornes[0] == 8);
    for (int i = 0; i < 10; i++)
        v[i].v = 2;
    assert_int_equal(choro_quantiles(a, v, 10, 5, bornes), 0);
    assert_int_equal(choro_quantiles(a, v, 0, 5, bornes), 0);
}

static void equal_intervals_have_one_length(void **state)
{
    ARENA a = arena_new(16 * MIB);
    ChoroEntree v[4] = { { .v = 2 }, { .v = 12 }, { .v = 3 }, { .v = NAN } };
    double bornes[8];
    assert_int_equal(choro_egales(a, v, 4, 5, bornes), 4);
    for (int i = 0; i < 4; i++)
        assert_true(bornes[i] == 4 + 2 * i);
    v[1].v = v[2].v = 2;
    assert_int_equal(choro_egales(a, v, 4, 5, bornes), 0);
    assert_int_equal(choro_egales(a, v, 0, 5, bornes), 0);
}

/* Squared deviations from the mean of each class. */
static double deviations(const ChoroEntree *v, size_t n, const double *bornes, int cut)
{
    double all = 0;
    for (int k = 0; k <= cut; k++) {
        double count = 0, sum = 0, square = 0;
        for (size_t i = 0; i < n; i++)
            if ((k == 0 || v[i].v >= bornes[k - 1]) && (k == cut || v[i].v < bornes[k])) {
                count++;
                sum += v[i].v;
            }
        for (size_t i = 0; i < n; i++)
            if ((k == 0 || v[i].v >= bornes[k - 1]) && (k == cut || v[i].v < bornes[k]))
                square += (v[i].v - sum / count) * (v[i].v - sum / count);
        all += square;
    }
    return all;
}

/* Every way to choose `cut` bounds among the values above the lowest. */
static double least_of_all(const ChoroEntree *v, size_t n, double lowest, double *bornes, int made, int cut)
{
    double least = INFINITY;
    if (made == cut)
        return deviations(v, n, bornes, cut);
    for (size_t i = 0; i < n; i++) {
        if (v[i].v <= (made ? bornes[made - 1] : lowest))
            continue;
        bornes[made] = v[i].v;
        least = fmin(least, least_of_all(v, n, lowest, bornes, made + 1, cut));
    }
    return least;
}

static void natural_breaks_are_the_best_there_are(void **state)
{
    ARENA a = arena_new(256 * MIB);
    enum { SETS = 300, VALUES = 9 };
    uint32_t seed = 28;
    for (int set = 0; set < SETS; set++) {
        ChoroEntree v[VALUES] = { 0 };
        size_t n = 1 + (size_t)set % VALUES;
        double found[8], tried[8], lowest = INFINITY;
        int classes = 2 + set % 4, distinct = 0;
        for (size_t i = 0; i < n; i++) {
            seed = seed * 1664525 + 1013904223;
            v[i].v = set % 3 ? (double)(seed >> 8) / 1e4 + 1e6 : (double)(seed >> 24) / 16; /* far from 0; many equal */
            v[i].v = set % 3 ? v[i].v : floor(v[i].v);
            lowest = fmin(lowest, v[i].v);
            bool seen = false;
            for (size_t k = 0; k < i; k++)
                seen |= v[k].v == v[i].v;
            distinct += !seen;
        }
        int cut = choro_jenks(a, v, n, classes, found);
        assert_int_equal(cut, (classes < distinct ? classes : distinct) - 1);
        for (int k = 0; k < cut; k++)
            assert_true(found[k] > (k ? found[k - 1] : lowest));
        double best = least_of_all(v, n, lowest, tried, 0, cut), made = deviations(v, n, found, cut);
        assert_true(fabs(made - best) <= 1e-6 * (1 + best));
    }
    /* Three heaps: the breaks are between them. */
    ChoroEntree heaps[] = { { .v = 1 }, { .v = 1.2 }, { .v = 10 }, { .v = 10.5 }, { .v = 11 }, { .v = 40 },
        { .v = NAN } };
    double bornes[8];
    assert_int_equal(choro_jenks(a, heaps, 7, 3, bornes), 2);
    assert_true(bornes[0] == 10 && bornes[1] == 40);
    assert_int_equal(choro_jenks(a, heaps, 0, 3, bornes), 0);
    /* As many as the communes of France: at once. */
    enum { MANY = 35000 };
    ChoroEntree *all = NEW(a, ChoroEntree, MANY);
    assert_non_null(all);
    for (int i = 0; i < MANY; i++)
        all[i].v = i < 100 ? -1 : i < MANY - 100 ? 50 + i * 1e-6 : 90;
    assert_int_equal(choro_jenks(a, all, MANY, 3, bornes), 2);
    assert_true(bornes[0] > 49 && bornes[1] == 90);
}

static void one_value_is_one_class(void **state)
{
    static const ChoroDef def = { "essai", S_INIT("commune"), CHORO_QUANTILES, 5, { 0 }, 1, "", NULL };
    ARENA a = arena_new(16 * MIB);
    ChoroEntree v[] = { { .code = S("a"), .v = 2, .population = 1 }, { .code = S("b"), .v = 2, .population = 1 } };
    Choroplethe c;
    make(a, &def, v, 2, &c);
    assert_int_equal(c.n, 1);
    assert_int_equal(c.classes[0].n, 2);
    assert_str_equal(c.classes[0].legende, S("une seule valeur"));
    make(a, &def, v, 0, &c);
    assert_int_equal(c.n, 1);
    assert_int_equal(c.classes[0].n, 0);
}

/* What is written is read again; a number is ended by the sign of the next one. */
static void a_trace_comes_back(void **state)
{
    (void)state;
    static const int points[][2] = { { 436, -8 }, { 460, -10 }, { 460, 0 }, { 459, 0 }, { 0, 100 } };
    enum { N = sizeof points / sizeof *points };
    ARENA a = arena_new(64 * KIB);
    BUF b = buf_new(KIB);
    trace_start(&b, points[0]);
    for (int i = 1; i < N; i++)
        trace_step(&b, points[i - 1], points[i], i == 1);
    buf_put(&b, S("zM1 2l3 4"));
    Str d = str_dup(a, buf_str(&b));
    assert_str_equal(d, S("M436-8l24-2 0 10-1 0-459 100zM1 2l3 4"));
    Trace t = { .d = d };
    for (int i = 0; i < N; i++) {
        assert_int_equal(trace_next(&t), i ? TRACE_POINT : TRACE_DEBUT);
        assert_int_equal(t.x, points[i][0]);
        assert_int_equal(t.y, points[i][1]);
    }
    assert_int_equal(trace_next(&t), TRACE_FERME);
    assert_int_equal(trace_next(&t), TRACE_DEBUT);
    assert_int_equal(trace_next(&t), TRACE_POINT);
    assert_int_equal(t.x, 4);
    assert_int_equal(t.y, 6);
    assert_int_equal(trace_next(&t), TRACE_FIN);
    t = (Trace){ .d = STR_NONE };
    assert_int_equal(trace_next(&t), TRACE_FIN);
}

/* A square with a hole, an island in the hole, a square apart: two units of the grid in one of the map, one degree each. */
static void a_hole_is_a_hole(void **state)
{
    (void)state;
    ARENA a = arena_new(MIB);
    BUF b = buf_new(64 * KIB);
    Json j = json_to(&b);
    const CarteFond c = { .lat0 = 10, .lon0 = 0, .echelle_x = 1, .echelle_y = 1, .grille = 2 };
    assert_ok(polygones_json(&j, a, &c, S("M0 0l20 0 0 20-20 0zM4 4l12 0 0 12-12 0zM8 8l0 2 2 0 0-2zM30 0l2 0 0 2z")));
    assert_str_equal(buf_str(&b), S("{\"type\":\"MultiPolygon\",\"coordinates\":["
                                    "[[[0,10],[0,0],[10,0],[10,10],[0,10]],[[2,8],[8,8],[8,2],[2,2],[2,8]]],"
                                    "[[[4,6],[4,5],[5,5],[5,6],[4,6]]],[[[15,10],[16,9],[16,10],[15,10]]]]}"));
}

int main(void)
{
    static const struct CMUnitTest all[] = {
        cmocka_unit_test(a_bound_belongs_to_the_class_above),
        cmocka_unit_test(quantiles_keep_equal_values_together),
        cmocka_unit_test(equal_intervals_have_one_length),
        cmocka_unit_test(natural_breaks_are_the_best_there_are),
        cmocka_unit_test(one_value_is_one_class),
        cmocka_unit_test(a_trace_comes_back),
        cmocka_unit_test(a_hole_is_a_hole),
    };
    return SUITE_MAIN("choroplethe", false, all);
}
