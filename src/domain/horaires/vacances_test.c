// SPDX-License-Identifier: AGPL-3.0-or-later
/* School holidays: read, kept, and what hours say with them; both engines. */
#include "core/slice.h"
#include "domain/horaires/vacances.h"
#include "support/command.h"
#include "support/suite.h"

static const size_t MEMORY = 16 * MIB;
static const char file_csv[] = "zone;debut;fin;libelle\n"
                               "Zone B;2025-04-05;2025-04-21;Printemps\n"
                               "b;19/12/2025;04/01/2026;Noël\n"
                               "B;2025-04-10;2025-04-22;une autre académie\n"
                               "A;2025-04-19;2025-05-04;Printemps\n"
                               "B;2025-13-01;2025-04-21;fausse\n"
                               "B;2025-04-21;2025-04-01;à l’envers\n"
                               ";2025-04-21;2025-04-22;sans zone\n"
                               "B;2025-01-01;2025-12-31;trop longue\n";

static VacancesLues read(Arena *a, const char *text)
{
    VacancesLues v = { 0 };
    Str message = STR_NONE;
    if (vacances_read(a, str_from(text), &v, &message) != OK)
        fail_msg("%.*s", STR_ARG(message));
    return v;
}

static void rows_are_read_or_refused(void **state)
{
    ARENA a = arena_new(MEMORY);
    VacancesLues v = read(a, file_csv);
    (void)state;
    assert_int_equal(v.lignes.n, 3);
    assert_str_equal(v.lignes.v[0].zone, S("A"));
    assert_str_equal(v.lignes.v[1].zone, S("B"));
    assert_int_equal(v.lignes.v[1].jours.fin.days, date_from_ymd(2025, 4, 22).days); /* two that overlap are one */
    assert_int_equal(v.lignes.v[2].jours.debut.days, date_from_ymd(2025, 12, 19).days);
    assert_int_equal(v.refus.n, 4);
    assert_true(str_has(v.refus.v[0], S("ligne 6 : ce début n’est pas une date")));
    assert_true(str_has(v.refus.v[1], S("la fin précède le début")));
}

static void whole_files_are_refused(void **state)
{
    static const char *const bad[] = { "a;b\n1;2\n", "zone;debut;fin\n", "zone;debut;fin\nB;x;y\n", "" };
    ARENA a = arena_new(MEMORY);
    (void)state;
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        VacancesLues v = { 0 };
        Str message = STR_NONE;
        assert_err(vacances_read(a, str_from(bad[i]), &v, &message), ERR_INVALID);
        assert_true(message.n > 0);
    }
}

static HorairesEtat on(const Calendrier *c, const char *day)
{
    ARENA a = arena_new(MEMORY);
    const HorairesPrets *h = NULL;
    Date d;
    assert_ok(horaires_preparer(a, S("Mo-Su 09:00-12:00; SH off"), &h));
    assert_true(date_parse(str_from(day), &d));
    Instant i = instant_de(c, minute_de(d, 600));
    return horaires_a(h, &i);
}

static void hours_follow_them(void **state)
{
    ARENA a = arena_new(MEMORY);
    Db *db = test_db(state);
    static const Slice *const slices[] = { &slice_horaires, NULL };
    Snapshots *all = NULL;
    VacancesLues v = read(a, file_csv);
    assert_ok(snapshots_new(slices, &all));
    for (int turn = 0; turn < 2; turn++) {         /* again: nothing is there twice */
        TX tx = tx_begin(db, HERE);
        assert_ok(vacances_apply(db, &v));
        assert_ok(tx_commit(&tx));
    }
    assert_ok(snapshots_refresh(all, db));
    {
        SNAPSHOT_VIEW view = snapshot_view(all);
        const VacancesScolaires *s = snapshot_get(view, &vacances_snapshot);
        const Calendrier *b = vacances_calendrier(s, S("B"));
        assert_int_equal(b->n, 2);
        assert_int_equal(on(b, "2025-04-14"), HORAIRES_FERME);
        assert_int_equal(on(b, "2025-05-05"), HORAIRES_OUVERT);
        assert_int_equal(on(b, "2026-01-05"), HORAIRES_INCERTAIN);
        assert_int_equal(on(vacances_calendrier(s, S("C")), "2025-05-05"), HORAIRES_INCERTAIN);
        assert_int_equal(on(vacances_calendrier(NULL, S("B")), "2025-05-05"), HORAIRES_INCERTAIN);
    }
    snapshots_free(all);
}

static void the_commands_take_them(void **state)
{
    static const Slice *const slices[] = { &slice_horaires, NULL };
    ARENA a = arena_new(MEMORY);
    const TestCommand c = { .slices = slices, .dir = test_dir(state), .url = test_db_url(state) };
    test_write(str_cat(a, c.dir, S("/v.csv")), str_from(file_csv));
    TestRun r = test_run(a, &c, "--db @ importer vacances v.csv");
    test_expect(r, 0, "", "3 périodes de vacances chargées, 4 lignes refusées.");
    test_expect(r, 0, "", "Refusée, ligne 6");
    test_expect(test_run(a, &c, "--db @ importer vacances absent.csv"), 3, "", "n’existe pas");
    r = test_run(a, &c, "horaires evaluer SH --du 2025-04-21 --au 2025-04-24 --vacances v.csv --zone b");
    assert_str_equal(r.out, S("2025-04-21T00:00 2025-04-23T00:00\n"));
    assert_int_equal(r.code, 0);
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(rows_are_read_or_refused),
        cmocka_unit_test(whole_files_are_refused),
        cmocka_unit_test(hours_follow_them),
        cmocka_unit_test(the_commands_take_them),
    };
    return SUITE_MAIN("horaires_vacances", true, tests);
}
