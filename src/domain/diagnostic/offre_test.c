// SPDX-License-Identifier: AGPL-3.0-or-later
/* Weekly hours of the directory's places, counted by hand; both engines. */
#include <math.h>

#include "domain/diagnostic/calculs.h"
#include "domain/diagnostic/diagnostic_test.h"
#include "lieux_sql.h"

static const Slice *const slices[] = { &slice_territoire, &slice_lieux, &slice_diagnostic, NULL };

typedef struct Place {
    const char *id, *horaires;
    double lat, lon; /* lat 0: no position */
    double heures; /* a week; -1: not counted, and said so; -2: not counted */
} Place;

/* Four weeks from Monday 4 January 2027: no public holiday in them. */
static const Place places[] = {
    { "matins", "Mo-Fr 09:00-12:00", 48.1, 1.1, 15 },
    { "coupure", "Mo,Tu 09:00-12:30,13:30-17:00; Sa 10:00-12:00", 48.2, 1.2, 16 },
    { "quinzaine", "Mo 09:00-12:00; week 1-53/2 Tu 14:00-18:00", 48.3, 1.3, 5 }, /* 3 h, and 4 h one week in two */
    { "ferme", "Mo-Su off", 48.4, 1.4, 0 },
    { "muet", "sur rendez-vous chez nous", 48.5, 1.5, -1 },
    { "sans_horaires", NULL, 48.6, 1.6, -1 },
    { "sans_position", "Mo-Fr 09:00-12:00", 0, 0, -2 },
};
enum { PLACES = sizeof places / sizeof *places };

static void add_place(Db *db, Arena *a, const Place *p)
{
    SqlLieuInsertArgs l = { .id = str_from(p->id),
        .pivot = S("00000000000000"),
        .nom = str_from(p->id),
        .commune = S("Un"),
        .code_postal = S("99001"),
        .adresse = S("1 rue"),
        .horaires = p->horaires ? str_from(p->horaires) : STR_NONE,
        .date_maj = S("2026-01-01"),
        .origine = S("essai"),
        .empreinte = S("x") };
    if (p->lat > 0) {
        l.latitude = str_format(a, "%.2f", p->lat);
        l.longitude = str_format(a, "%.2f", p->lon);
    }
    assert_ok(sql_lieu_insert(db, &l));
}

static void hours_are_those_that_one_counts(void **state)
{
    Fixture f = { .db = test_db(state), .a = arena_new(1024 * MIB) };
    const PointAide *v;
    size_t n, muets, expected = 0, silent = 0;
    double sum = 0, counted = 0;
    for (int i = 0; i < PLACES; i++)
        add_place(f.db, f.a, &places[i]);
    assert_ok(snapshots_new(slices, &f.all));
    assert_ok(snapshots_refresh(f.all, f.db));
    f.view = snapshot_view(f.all);
    const Lieux *s = snapshot_get(f.view, &lieux_snapshot);
    assert_int_equal(lieux_n(s), PLACES);
    assert_ok(offre_des_lieux(s, f.a, date_from_ymd(2027, 1, 4), &v, &n, &muets));
    for (int i = 0; i < PLACES; i++) {
        const Place *p = &places[i];
        expected += p->heures >= 0;
        silent += p->heures == -1;
        sum += p->heures > 0 ? p->heures : 0;
        for (size_t k = 0; k < n; k++)
            if (fabs(v[k].point.lat - p->lat) < 1e-9 && v[k].offre != p->heures)
                fail_msg("%s : %f h au lieu de %f", p->id, v[k].offre, p->heures);
    }
    assert_int_equal(n, expected);
    assert_int_equal(muets, silent);
    for (size_t k = 0; k < n; k++)
        counted += v[k].offre;
    assert_true(counted == sum);
    fixture_done(&f);
}

static void no_place_is_no_offer(void **state)
{
    Fixture f = { .db = test_db(state), .a = arena_new(1024 * MIB) };
    const PointAide *v;
    size_t n = 1, muets = 1;
    assert_ok(snapshots_new(slices, &f.all));
    assert_ok(snapshots_refresh(f.all, f.db));
    f.view = snapshot_view(f.all);
    assert_ok(offre_des_lieux(snapshot_get(f.view, &lieux_snapshot), f.a, date_from_ymd(2027, 1, 4), &v, &n, &muets));
    assert_int_equal(n, 0);
    assert_int_equal(muets, 0);
    fixture_done(&f);
}

int main(void)
{
    static const struct CMUnitTest all[] = {
        cmocka_unit_test(hours_are_those_that_one_counts),
        cmocka_unit_test(no_place_is_no_offer),
    };
    return SUITE_MAIN("offre", true, all);
}
