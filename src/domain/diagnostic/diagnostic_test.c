// SPDX-License-Identifier: AGPL-3.0-or-later
/* Means that can be added by hand, then the published files and the figures that they are known to give. */
#include <fcntl.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "domain/diagnostic/diagnostic_test.h"
#include "support/command.h"

#define NEAR(got, want, by) assert_true(fabs((got) - (want)) <= (by))
static const double EXACT = 1e-12, PRINTED = 0.00005;

static double thd(const Agregat *g)
{
    return g->scores[0];
}

/* ---- by hand ------------------------------------------------------------------------------------------------------------ */

static void a_merged_commune_weighs_in_that_of_today(void **state)
{
    FIXTURE f = fixture_new(state);
    load_small(&f);
    Agregat g = means(&f, "commune:99003", "pop_a");
    assert_int_equal(g.lignes, 2);
    assert_int_equal(g.population, 1300);
    assert_int_equal(g.sans_valeur, 1);
    assert_int_equal(g.population_sans_valeur, 200);
    NEAR(thd(&g), (1000 * 4 + 300 * 10) / 1300.0, EXACT);
    NEAR(g.indice, (1000 * 5 + 300 * 5.2) / 1300.0, EXACT);

    Zone z;
    Str message = STR_NONE;
    assert_ok(zone_find(f.d, f.a, S("commune:99013"), &z, &message));
    assert_str_equal(z.code, S("99003"));
    assert_str_equal(z.nom, S("Trois"));

    g = means(&f, "epci:200000001", "pop_a");
    assert_int_equal(g.lignes, 4);
    assert_int_equal(g.population, 3300);
    NEAR(thd(&g), 17000 / 3300.0, EXACT);
}

static void a_lost_code_stays_in_its_departement(void **state)
{
    FIXTURE f = fixture_new(state);
    load_small(&f);
    Agregat g = means(&f, "departement:99", "pop_a");
    assert_int_equal(g.lignes, 5);
    assert_int_equal(g.population, 3400);
    NEAR(thd(&g), 17100 / 3400.0, EXACT);
    g = means(&f, "france", "pop_a");
    assert_int_equal(g.lignes, 6);
    NEAR(thd(&g), 18100 / 4400.0, EXACT);
    g = means(&f, "region:24", "pop_a");
    assert_int_equal(g.population, 3300);
}

static void another_vintage_weighs_what_existed_then(void **state)
{
    FIXTURE f = fixture_new(state);
    load_small(&f);
    Agregat g = means(&f, "epci:200000001", "pop_b");
    assert_int_equal(g.lignes, 4);
    assert_int_equal(g.sans_population, 1);
    assert_int_equal(g.population, 3800);
    NEAR(thd(&g), (400 * 2 + 1600 * 6 + 1800 * 4) / 3800.0, EXACT);
    assert_int_equal(diagnostic_poids_find(f.d, STR_NONE), diagnostic_poids_find(f.d, S("pop_a")));
    assert_int_equal(diagnostic_poids_find(f.d, S("pop_c")), -1);
    g = means(&f, "commune:99009", "pop_b");
    assert_true(isnan(g.indice));
    assert_int_equal(g.population, 0);
}

static void the_choice_of_indicators_is_the_user_s(void **state)
{
    FIXTURE f = fixture_new(state);
    load_small(&f);
    Choix two = (Choix)1 << diagnostic_indicateur_find(f.d, S("poverty_rate")) |
                (Choix)1 << diagnostic_indicateur_find(f.d, S("nscol15p_rate"));
    Agregat g = means_with(&f, "commune:99001", "pop_a", two);
    NEAR(g.indice, 6, EXACT);
    NEAR(thd(&g), 2, EXACT); /* computed for all, chosen or not */
    assert_int_equal(diagnostic_indicateur_find(f.d, S("autre")), -1);
    assert_int_equal(diagnostic_contexte(f.d), 0);
}

static void without_a_territory_the_file_says_the_rest(void **state)
{
    FIXTURE f = fixture_new(state);
    load_populations(&f, str_from(test_populations), "populations.csv");
    load_ifn(&f, str_from(test_ifn), "2023-08-24", "pop_a");
    refresh(&f);
    assert_false(diagnostic_suit_les_fusions(f.d));
    Agregat g = means(&f, "departement:99", "pop_a");
    assert_int_equal(g.population, 3400);
    g = means(&f, "epci:200000001", "pop_a");
    assert_int_equal(g.population, 3000); /* the merged ones cannot be followed, which the command says */
    load_territoire(&f, str_from(test_communes), str_from(test_epci), STR_NONE);
    refresh(&f);
    assert_true(diagnostic_suit_les_fusions(f.d));
    g = means(&f, "epci:200000001", "pop_a");
    assert_int_equal(g.population, 3300);
}

static void zones_are_found_or_explained(void **state)
{
    static const struct {
        const char *asked;
        Err want;
    } cases[] = { { "france", OK }, { "epci:200000001", OK }, { "region:24", OK }, { "commune:99999", ERR_NOT_FOUND },
        { "epci:99001", ERR_NOT_FOUND }, { "commune:", ERR_INVALID }, { "france:99", ERR_INVALID }, { "", ERR_INVALID },
        { "pays:99", ERR_INVALID }, { "99001", ERR_INVALID } };
    FIXTURE f = fixture_new(state);
    load_small(&f);
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        Zone z;
        Str message = STR_NONE;
        assert_err(zone_find(f.d, f.a, str_from(cases[i].asked), &z, &message), cases[i].want);
        assert_int_equal(message.n > 0, cases[i].want != OK);
    }
}

/* Paris is in the populations with its arrondissements: it is counted once, whichever of them has the scores. */
static void arrondissements_are_not_counted_twice(void **state)
{
    static const char populations[] = "code,pop_a\n75056,300\n75101,100\n75102,200\n";
    FIXTURE f = fixture_new(state);
    load_populations(&f, str_from(populations), "p.csv");
    load_ifn(&f, S(TEST_IFN_HEAD "Paris,city,75056,5,5,5,5,5,5\n"), "2022-01-01", "pop_a");
    refresh(&f);
    Agregat g = means(&f, "departement:75", "pop_a");
    assert_int_equal(g.population, 300);
    load_ifn(&f, S(TEST_IFN_HEAD "Un,city,75101,1,1,1,1,1,1\nDeux,city,75102,4,4,4,4,4,4\n"), "2023-01-01", "pop_a");
    refresh(&f);
    g = means(&f, "departement:75", "pop_a");
    assert_int_equal(g.population, 300);
    assert_int_equal(g.sans_valeur, 0);
    NEAR(g.indice, 3, EXACT);
}

/* ---- reading ------------------------------------------------------------------------------------------------------------ */

static const Constat *told(const Rapport *r, int64_t ligne)
{
    for (size_t i = 0; i < r->constats.n; i++)
        if (r->constats.v[i].ligne == ligne)
            return &r->constats.v[i];
    fail_msg("rien sur la ligne %lld", (long long)ligne);
    return NULL;
}

static void expect_told(const Rapport *r, int64_t ligne, const char *champ, const char *valeur, bool refusee)
{
    const Constat *c = told(r, ligne);
    assert_str_equal(c->champ, str_from(champ));
    assert_str_equal(c->valeur, str_from(valeur));
    assert_int_equal(c->refusee, refusee);
    assert_true(c->raison.n > 0 && c->remede.n > 0);
}

static void a_bad_row_is_named_and_the_rest_goes_on(void **state)
{
    static const char text[] = TEST_IFN_HEAD "Un,city,99001,2,5,4,6,8,5\n" /* 2: good */
                                             "Deux,city,9902,6,5,2,4,3,4\n" /* 3: four signs */
                                             "Trois,city,1003,6,5,2,4,3,4\n" /* 4: 01003 without its zero */
                                             "Quatre,city,99004,6,5,2\n" /* 5: cut */
                                             "Cinq,city,99005,11,5,2,4,3,5\n" /* 6: off the scale */
                                             "Six,city,99006,x,5,2,4,3,5\n" /* 7: no number */
                                             "Un,city,99001,9,9,9,9,9,9\n" /* 8: there already */
                                             "Huit,epci,200000001,5,5,5,5,5,5\n"
                                             "Neuf,pays,99010,5,5,5,5,5,5\n"
                                             "Dix,city,99011,0,0,0,0,0,0\n" /* 11: told, kept */
                                             "Onze,city,99012,,,,,,\n" /* 12: told, kept */
                                             "Douze,city,99015,4,0,4,4,4,3.2\n" /* 13: one 0 among scores */
                                             "Treize,city,99016,4,4,4,4,4,7\n" /* 14: total */
                                             "Quinze,city,99017,\"4,5\",4,4,4,4,4.1\n"
                                             "Seize,city,99018,\"4\n"; /* 16: quote left open */
    FIXTURE f = fixture_new(state);
    Rapport r = load_ifn(&f, str_from(text), "2023-08-24", "pop_a");
    expect_told(&r, 3, "code", "9902", true);
    expect_told(&r, 4, "code", "1003", true);
    assert_true(str_has(told(&r, 4)->remede, S("01003")));
    expect_told(&r, 5, "ligne", "6 cases", true);
    expect_told(&r, 6, "no_thd_coverage_rate", "11", true);
    expect_told(&r, 7, "no_thd_coverage_rate", "x", true);
    expect_told(&r, 8, "code", "99001", true);
    expect_told(&r, 9, "division", "epci", true);
    expect_told(&r, 10, "division", "pays", true);
    expect_told(&r, 11, "code", "99011", false);
    expect_told(&r, 12, "code", "99012", false);
    expect_told(&r, 13, "no_4g_coverage_rate", "0", false);
    expect_told(&r, 14, "total", "7", false);
    expect_told(&r, 16, "ligne", "", true);
    assert_int_equal(r.lignes, 15);
    assert_int_equal(r.gardees, 6);
    assert_int_equal(r.refusees, 9);
    assert_int_equal(r.gardees + r.refusees, r.lignes);
    assert_int_equal(r.sans_valeur, 1);
    assert_int_equal(r.a_zero, 1);

    BUF b = buf_new(MIB);
    rapport_json(&r, &b);
    assert_true(str_has(buf_str(&b), S("{\"line\":6,\"field\":\"no_thd_coverage_rate\",\"value\":\"11\"")));
    Str said = rapport_resume(&r, f.a, 2);
    assert_true(str_has(said, S("1 sans aucune valeur, 1 à zéro")));
    assert_true(str_has(said, S("ligne 3, code « 9902 »")));
    assert_true(str_has(said, S("… et 11 autres")));
}

static void populations_are_read_the_same_way(void **state)
{
    static const char text[] = "\xEF\xBB\xBF"
                               "Code;Nom;pop_cog2021;pop_cog2026;lat\r\n"
                               "28085;Chartres;38534;;48\r\n"
                               "1001;Ain;12;;46\r\n"
                               "28061;Brou;3 300;;48\r\n"
                               "28062;Brunelles;-4;;48\r\n"
                               "2A004;Ajaccio;;71361;41\r\n"
                               "97411;Saint-Denis;;;-21\r\n"
                               "28085;Chartres;1;1;48\r\n";
    FIXTURE f = fixture_new(state);
    Rapport r = load_populations(&f, str_from(text), "p.csv");
    assert_int_equal(r.gardees, 3);
    assert_int_equal(r.refusees, 4);
    expect_told(&r, 3, "code", "1001", true);
    expect_told(&r, 4, "pop_cog2021", "3 300", true);
    expect_told(&r, 5, "pop_cog2021", "-4", true);
    expect_told(&r, 8, "code", "28085", true);
    assert_int_equal(r.ecartees.n, 1);
    assert_str_equal(r.ecartees.v[0], S("lat"));
    refresh(&f);
    const Str *names;
    assert_int_equal(diagnostic_poids(f.d, &names), 2);
    assert_str_equal(names[1], S("pop_cog2026"));
    Zone z;
    Str message;
    assert_ok(zone_find(f.d, f.a, S("departement:974"), &z, &message));
    assert_ok(zone_find(f.d, f.a, S("departement:2A"), &z, &message));
}

static void whole_files_are_refused_with_a_reason(void **state)
{
    static const struct {
        const char *text, *said;
        bool populations;
    } cases[] = {
        { "", "vide", false },
        { "PK\x03\x04xx", "classeur", false },
        { "code,total\n99001,4\n", "no_thd_coverage_rate", false },
        { "name,division,no_thd_coverage_rate,no_4g_coverage_rate,poverty_rate,older_65_rate,nscol15p_rate\nx\n",
            "« code »", false },
        { "code,code\n1,1\n", "deux fois", false },
        { TEST_IFN_HEAD, "Aucune ligne", false },
        { TEST_IFN_HEAD "Un,city,9,1,1,1,1,1,1\n", "Aucune ligne", false },
        { "code,nom\n28085,Chartres\n", "pop_", true },
        { "nom,pop_a\nChartres,4\n", "« code »", true },
        { "code,pop_a\nxx,4\n", "Aucune ligne", true },
    };
    ARENA a = arena_new(16 * MIB);
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        Str message = STR_NONE, text = str_from(cases[i].text);
        Rapport r = { 0 };
        Populations p = { 0 };
        Ifn x = { 0 };
        assert_err(cases[i].populations ? populations_read(a, text, &p, &r, &message)
                                        : ifn_read(a, text, &x, &r, &message),
            ERR_INVALID);
        if (!str_has(message, str_from(cases[i].said)))
            fail_msg("%zu : « %.*s »", i, STR_ARG(message));
    }
}

static void remarks_and_rows_are_bounded(void **state)
{
    ARENA a = arena_new(64 * MIB);
    BUF b = buf_new(16 * MIB);
    buf_put(&b, S("code,pop_a\n28085,1\n"));
    for (int i = 0; i < DIAGNOSTIC_LIGNES_MAX; i++)
        buf_put(&b, S("x,1\n"));
    Populations p = { 0 };
    Rapport r = { 0 };
    Str message = STR_NONE;
    assert_err(populations_read(a, buf_str(&b), &p, &r, &message), ERR_TOO_LARGE);
    assert_int_equal(r.constats.n, CONSTATS_MAX);
    assert_int_equal(r.tus, DIAGNOSTIC_LIGNES_MAX - 1 - CONSTATS_MAX);
}

static void a_date_is_taken_from_the_name(void **state)
{
    assert_str_equal(ifn_date_du_nom(S("ifn-city-all-variation_2023-08-24.csv, SHA-256 12")), S("2023-08-24"));
    assert_true(str_is_none(ifn_date_du_nom(S("ifn-2023-13-24.csv"))));
    assert_true(str_is_none(ifn_date_du_nom(S("ifn.csv"))));
}

static void years_are_taken_from_the_name(void **state)
{
    static const struct {
        const char *name, *years;
    } cases[] = { { "communes_indicateurs_2017_2020.csv, SHA-256 2031", "2017-2020" },
        { "base-cc-evol-struct-pop-2021.csv", "2021" }, { "2023T3_op_communes.csv", "2023" },
        { "2020-contre-2017.csv", "2017-2020" }, { "france_services_fr.csv", NULL }, { "extrait20210630.csv", NULL },
        { "t_3021.csv", NULL }, { "202", NULL }, { "", NULL } };
    ARENA a = arena_new(MIB);
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        Str got = tableau_annees_du_nom(a, str_from(cases[i].name));
        if (cases[i].years)
            assert_str_equal(got, str_from(cases[i].years));
        else
            assert_true(str_is_none(got));
    }
}

/* ---- writing ------------------------------------------------------------------------------------------------------------ */

static void the_same_file_again_changes_nothing(void **state)
{
    FIXTURE f = fixture_new(state);
    assert_true(load_populations(&f, str_from(test_populations), "a.csv").change);
    assert_false(load_populations(&f, str_from(test_populations), "a.csv").change);
    assert_true(load_populations(&f, S("code,pop_a\n99001,10\n"), "b.csv").change);
    assert_true(load_ifn(&f, str_from(test_ifn), "2023-08-24", "pop_a").change);
    assert_false(load_ifn(&f, str_from(test_ifn), "2023-08-24", "pop_a").change);
    assert_true(load_ifn(&f, str_from(test_ifn), "2023-08-24", "pop_b").change);
    refresh(&f);
    assert_int_equal(diagnostic_poids_find(f.d, STR_NONE), diagnostic_poids_find(f.d, S("pop_b")));
    /* The vintage of the file is replaced whole, the other one stays, and so do the codes. */
    Agregat g = means(&f, "departement:99", "pop_a");
    assert_int_equal(g.population, 10);
    assert_int_equal(g.lignes, 5);
    g = means(&f, "departement:99", "pop_b");
    assert_int_equal(g.population, 3800);
}

static void the_latest_vintage_is_shown(void **state)
{
    FIXTURE f = fixture_new(state);
    load_small(&f);
    load_ifn(&f, S(TEST_IFN_HEAD "Un,city,99001,9,9,9,9,9,9\n"), "2021-01-01", "pop_a");
    load_ifn(&f, S(TEST_IFN_HEAD "CC,epci,200000001,3,3,3,3,3,3\n"), "2024-01-01", "pop_a");
    refresh(&f);
    Agregat g = means(&f, "commune:99001", "pop_a");
    NEAR(g.indice, 5, EXACT);
    assert_str_equal(diagnostic_jeu(f.d, S("ifn"), S("commune"))->millesime, S("2023-08-24"));
    assert_str_equal(diagnostic_jeu(f.d, S("ifn"), S("epci"))->millesime, S("2024-01-01"));
    load_ifn(&f, S(TEST_IFN_HEAD "Un,city,99001,9,9,9,9,9,9\n"), "2025-01-01", "pop_a");
    refresh(&f);
    g = means(&f, "commune:99001", "pop_a");
    NEAR(g.indice, 9, EXACT);
}

static void fourteen_indicators_keep_five_in_the_index(void **state)
{
    static const char text[] =
        "name,division,code,no_thd_coverage_rate,no_4g_coverage_rate,poverty_rate,older_65_rate,nscol15p_rate,"
        "library_distance,public_service_distance,menseul_rate,fammono_rate,obstacle_to_mobility_rate,"
        "unemployement_rate,foreigners_rate,social_assistance_rate,aah_rate,total\n"
        "Un,city,99001,2,5,4,6,8,1,1,1,1,1,1,1,1,10,3.0714285714285716\n";
    FIXTURE f = fixture_new(state);
    load_populations(&f, str_from(test_populations), "populations.csv");
    Rapport r = load_ifn(&f, str_from(text), "2023-07-01", "pop_a");
    assert_int_equal(r.constats.n, 0); /* the total is the mean of the fourteen */
    refresh(&f);
    Agregat g = means(&f, "commune:99001", "pop_a");
    NEAR(g.indice, 5, EXACT);
    NEAR(g.scores[diagnostic_indicateur_find(f.d, S("aah_rate"))], 10, EXACT);
    assert_int_equal(__builtin_popcountll(diagnostic_contexte(f.d)), 9);
}

/* Invented scores say so, are of a later day than the real ones, and still give way to them. */
static void invented_scores_give_way_to_real_ones(void **state)
{
    FIXTURE f = fixture_new(state);
    load_territoire(&f, str_from(test_communes), str_from(test_epci), STR_NONE);
    load_populations(&f, str_from(test_populations), "populations.csv");
    load_ifn_fictif(&f, S(TEST_IFN_HEAD "Un,city,99001,9,9,9,9,9,9\n"));
    refresh(&f);
    assert_true(diagnostic_fictif(f.d));
    const Indicateur *all;
    diagnostic_indicateurs(f.d, &all);
    assert_str_equal(all[0].source, S("Démonstration (données inventées)"));
    load_ifn(&f, str_from(test_ifn), "2023-08-24", "pop_a");
    refresh(&f);
    assert_false(diagnostic_fictif(f.d));
    diagnostic_indicateurs(f.d, &all);
    assert_str_equal(all[0].source, S("Arcep, 2021"));
    assert_str_equal(all[0].millesime, S("2023-08-24"));
    assert_true(means(&f, "commune:99001", "pop_a").scores[0] == 2);
}

static void a_failed_statement_leaves_nothing(void **state)
{
    FIXTURE f = fixture_new(state);
    for (int64_t nth = 1;; nth++) {
        Populations p = { .fichier = S("p"), .source = S("s"), .licence = S("l") };
        Ifn x = { .fichier = S("x"), .millesime = S("2023-08-24"), .poids = S("pop_a"), .licence = S("l") };
        Rapport r = { 0 };
        Str message = STR_NONE;
        assert_ok(populations_read(f.a, str_from(test_populations), &p, &r, &message));
        assert_ok(ifn_read(f.a, str_from(test_ifn), &x, &r, &message));
        TX tx = tx_begin(f.db, HERE);
        assert_ok(tx.err);
        db_fault_at(f.db, nth);
        Err e = populations_apply(f.db, f.a, &p, &r, TEST_NOW);
        if (e == OK)
            e = ifn_apply(f.db, f.a, &x, &r, TEST_NOW);
        db_fault_at(f.db, 0);
        if (e == OK) {
            assert_true(nth > 20);
            return;
        }
        tx_done(&tx);
        bool empty = false;
        assert_ok(db_is_empty(f.db, &empty));
        assert_true(empty);
    }
}

/* ---- commands ------------------------------------------------------------------------------------------------------------- */

/* Paths are relative to `dir`. */
static TestRun run(Str dir, Arena *a, Str url, const char *typed)
{
    static const Slice *const slices[] = { &slice_territoire, &slice_diagnostic, NULL };
    const TestCommand c = { .slices = slices, .dir = dir, .url = url };
    return test_run(a, &c, str_format(a, "--db @ %s", typed).p);
}

static void commands_load_then_answer(void **state)
{
    ARENA a = arena_new(64 * MIB);
    Str dir = test_dir(state), url = test_db_url(state);
    Str message = STR_NONE;
    int applied;
    DB db = NULL;
    assert_ok(db_open(a, url, DB_WRITE, &db, &message));
    test_engine(db);
    assert_ok(db_migrate(db, a, &applied, &message));
    db_close(db);
    db = NULL;
    test_write(str_format(a, "%.*s/p.csv", STR_ARG(dir)), str_from(test_populations));
    test_write(str_format(a, "%.*s/ifn_2023-08-24.csv", STR_ARG(dir)), str_from(test_ifn));
    test_write(str_format(a, "%.*s/ifn.csv", STR_ARG(dir)), str_from(test_ifn));
    test_write(str_format(a, "%.*s/communes.json", STR_ARG(dir)), str_from(test_communes));
    test_write(str_format(a, "%.*s/epci.json", STR_ARG(dir)), str_from(test_epci));
    test_expect(run(dir, a, url, "diagnostic ifn"), 3, "", "importer ifn");
    test_expect(run(dir, a, url, "importer ifn ifn.csv"), 2, "", "--millesime");
    test_expect(run(dir, a, url, "importer ifn p.csv --millesime 2023-08-24"), 2, "", "no_thd_coverage_rate");
    test_expect(run(dir, a, url, "importer ifn ifn_2023-08-24.csv --rapport r.json"), 0, "", "1 sans aucune valeur");
    assert_true(str_has(test_read(a, str_format(a, "%.*s/r.json", STR_ARG(dir))), S("\"without_value\":1")));
    test_expect(run(dir, a, url, "diagnostic ifn"), 3, "", "importer populations");
    test_expect(run(dir, a, url, "importer populations p.csv"), 0, "", "pop_a, pop_b");
    test_expect(run(dir, a, url, "importer populations p.csv"), 0, "", "Rien n’a changé.");
    test_expect(run(dir, a, url, "diagnostic ifn --territoire commune:99003 --poids pop_a"), 0, "Trois : 1",
        "fusionné");
    test_expect(run(dir, a, url, "diagnostic ifn"), 2, "", "pop_cog2021"); /* stored with the scores, and not loaded */
    test_expect(run(dir, a, url, "importer communes communes.json --epci epci.json"), 0, "", "3 communes");
    test_expect(run(dir, a, url, "diagnostic ifn --territoire commune:99013 --poids pop_a --format json"), 0,
        "{\"territoire\":\"commune:99003\",\"nom\":\"Trois\",\"poids\":\"pop_a\",\"millesime\":\"2023-08-24\","
        "\"indicateurs\":{\"no_thd_coverage_rate\":5.384615384615385,",
        "");
    test_expect(run(dir, a, url, "diagnostic ifn --territoire commune:99013 --poids pop_a --format json"), 0,
        "},\"ifn\":5.046153846153846,\"population\":1300,\"lignes\":2,", "");
    test_expect(run(dir, a, url, "diagnostic ifn --poids pop_a --indicateurs poverty_rate,autre"), 3, "", "« autre »");
    test_expect(run(dir, a, url, "diagnostic ifn --poids pop_a --territoire ici"), 2, "", "commune:28085");
    test_expect(run(dir, a, url, "diagnostic ifn --poids pop_b --territoire commune:99009"), 0, "sans score", "");
}

/* ---- the published files ------------------------------------------------------------------------------------------------- */

static Str official(Arena *a, const char *file)
{
    Str folder = test_source(a, "node_modules/@etalab/decoupage-administratif/data");
    return test_read(a, str_format(a, "%.*s/%s", STR_ARG(folder), file));
}

static Rapport load_real(Fixture *f)
{
    Str scores = test_real_file(f->a, "ifn/ifn-city-all-variation_2023-08-24.csv");
    load_populations(f, test_read(f->a, test_real_file(f->a, "territoire/communes_fr.csv")), "communes_fr.csv");
    Rapport r = load_ifn(f, test_read(f->a, scores), "2023-08-24", IFN_POIDS);
    load_territoire(f, official(f->a, "communes.json"), official(f->a, "epci.json"),
        official(f->a, "departements.json"));
    refresh(f);
    return r;
}

/* Recomputed from the two files by another program; those of Eure-et-Loir are the ones that its roadmap prints. */
static void known_figures_to_the_fourth_decimal(void **state)
{
    static const struct {
        const char *zone;
        int64_t lignes, population;
        double scores[5], indice;
    } cases[] = {
        { "departement:28", 365, 431575, { 4.4368, 5.6007, 5.1681, 5.1583, 6.3066 }, 5.3341 },
        { "departement:37", 272, 610079, { 5.6668, 5.9585, 4.6262, 5.6344, 4.5008 }, 5.2773 },
        { "departement:45", 325, 680434, { 4.7048, 5.7928, 5.4198, 5.0848, 5.4275 }, 5.2860 },
        { "departement:41", 267, 329470, { 6.3877, 6.6114, 5.1115, 6.9310, 7.1336 }, 6.4350 },
        { "departement:18", 287, 302306, { 4.6899, 6.2436, 5.7127, 7.1837, 6.8693 }, 6.1398 },
        { "departement:36", 241, 219316, { 5.2464, 6.6719, 5.8157, 7.8667, 8.2174 }, 6.7636 },
        { "departement:61", 385, 279942, { 6.9992, 6.2082, 6.4800, 7.3461, 8.0734 }, 7.0214 },
        { "departement:72", 354, 566412, { 4.7393, 5.8090, 5.9709, 5.7920, 6.6772 }, 5.7977 },
        { "departement:78", 259, 1448207, { 2.8142, 5.4164, 3.5051, 3.5386, 2.3394 }, 3.5228 },
        { "departement:27", 584, 597738, { 6.1970, 6.2029, 6.1839, 4.6974, 6.3858 }, 5.9334 },
        { "france", 35006, 67243152, { 4.8055, 5.8946, 5.6558, 4.9310, 4.7146 }, 5.2003 },
        { "epci:200070159", 48, 24456, { 5.5544, 5.4651, 3.7364, 4.8029, 8.1023 }, 5.5322 },
        { "commune:28319", 3, 688, { 7.7064, 5.0000, 4.6890, 2.6890, 5.8532 }, 5.1875 },
        { "commune:28085", 1, 38534, { 6.0000, 5.0000, 5.3606, 5.7556, 3.8401 }, 5.1912 },
        { "commune:75056", 20, 2165423, { 1.0000, 5.0000, 5.9408, 3.8189, 1.2485 }, 3.4016 },
    };
    FIXTURE f = fixture_new(state);
    Rapport r = load_real(&f);
    assert_int_equal(r.lignes, 35008);
    assert_int_equal(r.gardees, 35008);
    assert_int_equal(r.sans_valeur, 2);
    assert_int_equal(r.a_zero, 6);
    assert_int_equal(r.constats.n, 8); /* every total is the mean of its row */
    static const char *const flagged[] = { "13055", "27058", "55039", "55050", "55139", "55189", "55239", "55307" };
    for (size_t i = 0; i < 8; i++)
        assert_str_equal(r.constats.v[i].valeur, str_from(flagged[i]));
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        Agregat g = means(&f, cases[i].zone, "pop_cog2021");
        assert_int_equal(g.lignes, cases[i].lignes);
        assert_int_equal(g.population, cases[i].population);
        for (int k = 0; k < 5; k++)
            NEAR(g.scores[k], cases[i].scores[k], PRINTED);
        NEAR(g.indice, cases[i].indice, PRINTED);
        assert_int_equal(g.sans_population, 0);
    }
    Agregat g = means(&f, "departement:28", "pop_cog2026");
    assert_int_equal(g.population, 433129);
    assert_int_equal(g.sans_population, 2);
    NEAR(g.scores[3], 5.1494, PRINTED); /* prints 5,1 where the vintage of the scores prints 5,2 */
}

/* Another program over the same two files, run here: awk, counting cells from the end of the row. */
static const char script[] = "BEGIN { FS = \",\" } FNR == NR { if (NF > 12 && $4 == dep) p[$1] = $(NF - 6); next } "
                             "($(NF - 6) in p) && p[$(NF - 6)] > 0 && $NF != \"\" { w = p[$(NF - 6)]; n += w; "
                             "for (k = 1; k <= 5; k++) s[k] += w * $(NF - 6 + k) } "
                             "END { printf \"%d\", n; for (k = 1; k <= 5; k++) printf \" %.9f\", s[k] / n }";

static void an_independent_script_agrees(void **state)
{
    static const char *const departements[] = { "03", "22", "67" };
    FIXTURE f = fixture_new(state);
    Str communes = test_real_file(f.a, "territoire/communes_fr.csv");
    Str ifn = test_real_file(f.a, "ifn/ifn-city-all-variation_2023-08-24.csv");
    load_real(&f);
    for (size_t i = 0; i < 3; i++) {
        long long people = 0;
        double s[5];
        Str typed = str_format(f.a, "awk -v dep=%s '%s' '%.*s' '%.*s'", departements[i], script, STR_ARG(communes),
            STR_ARG(ifn));
        FILE *from = popen(typed.p, "r");
        assert_non_null(from);
        int got = fscanf(from, "%lld %lf %lf %lf %lf %lf", &people, &s[0], &s[1], &s[2], &s[3], &s[4]);
        assert_int_equal(pclose(from), 0);
        assert_int_equal(got, 6);
        Agregat g = means(&f, str_format(f.a, "departement:%s", departements[i]).p, "pop_cog2021");
        assert_int_equal(g.population, people);
        for (int k = 0; k < 5; k++)
            NEAR(g.scores[k], s[k], 1e-8);
        NEAR(g.indice, (s[0] + s[1] + s[2] + s[3] + s[4]) / 5, 1e-8);
    }
}

/* Without the two communes that merged into 28319 the first score would be 4.4347. */
static void dropping_the_merged_communes_would_show(void **state)
{
    FIXTURE f = fixture_new(state);
    load_real(&f);
    Agregat all = means(&f, "departement:28", "pop_cog2021");
    double gone = 107 * 10.0 + 208 * 6.0; /* 28025 and 28276 */
    NEAR((thd(&all) * 431575 - gone) / (431575 - 315), 4.4347, PRINTED);
    NEAR(thd(&all), 4.4368, PRINTED);
}

static void published_scores_of_the_epci_come_back(void **state)
{
    static const struct {
        const char *zone;
        double published;
    } cases[] = { { "epci:200070159", 5.532697092051062 }, { "epci:200069961", 6.650255903078255 },
        { "epci:200006971", 6.757865907099036 }, { "epci:200070167", 6.8165696246930905 },
        { "epci:200069912", 7.03811590502936 }, { "epci:242852465", 5.994823681656422 },
        { "epci:200058360", 5.01249410210437 }, { "epci:200033181", 4.917917471131046 },
        { "epci:200040277", 5.313331359607112 }, { "epci:200069953", 4.300850371651533 } };
    FIXTURE f = fixture_new(state);
    load_real(&f);
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        Agregat g = means(&f, cases[i].zone, "pop_cog2021");
        NEAR(g.indice, cases[i].published, 0.01);
    }
}

/* The parts weigh together what the whole weighs, and their means make its mean. */
static void parts_make_the_whole(void **state)
{
    static const struct {
        Echelon part;
        const char *whole;
    } cases[] = { { ECHELON_DEPARTEMENT, "france" }, { ECHELON_REGION, "france" } };
    FIXTURE f = fixture_new(state);
    load_real(&f);
    int poids = diagnostic_poids_find(f.d, S("pop_cog2021"));
    for (size_t c = 0; c < sizeof cases / sizeof cases[0]; c++) {
        Agregat whole = means(&f, cases[c].whole, "pop_cog2021"), g;
        int64_t population = 0, lignes = 0;
        double product = 0;
        Zone z;
        for (size_t i = 0; zone_nth(f.d, cases[c].part, i, &z); i++) {
            diagnostic_agreger(f.d, &z, poids, diagnostic_coeur(f.d), &g);
            population += g.population;
            lignes += g.lignes;
            product += g.population ? g.indice * (double)g.population : 0;
        }
        assert_int_equal(population, whole.population);
        assert_int_equal(lignes, whole.lignes);
        NEAR(product / (double)population, whole.indice, 1e-9);
    }
}

/* A table of the whole country that is no score does not make its mean. */
static void only_scores_of_the_country_make_its_mean(void **state)
{
    FIXTURE f = fixture_new(state);
    BUF people = buf_new(MIB), scores = buf_new(MIB);
    load_territoire(&f, str_from(test_communes), str_from(test_epci), STR_NONE);
    buf_put(&people, S("code,nom,departement,epci,pop_a\n99001,Un,99,200000001,500\n2A900,Ailleurs,2A,,100\n"));
    buf_put(&scores, S(TEST_IFN_HEAD "Un,city,99001,2.0,5.0,4.0,6.0,8.0,5.0\n"));
    for (int d = 1; d < DEPARTEMENTS_NATIONAL; d++)
        if (d != 20) {
            buf_format(&people, "%02d900,Commune,%02d,,100\n", d, d);
            buf_format(&scores, "Commune,city,%02d900,2.0,5.0,4.0,6.0,8.0,5.0\n", d);
        }
    load_populations(&f, buf_str(&people), "p.csv");
    load_ifn(&f, S(TEST_IFN_HEAD "Un,city,99001,2.0,5.0,4.0,6.0,8.0,5.0\n"), "2023-08-24", "pop_a");
    refresh(&f);
    assert_false(diagnostic_national(f.d));
    load_ifn(&f, buf_str(&scores), "2024-08-24", "pop_a");
    refresh(&f);
    assert_false(diagnostic_national(f.d)); /* one département is missing */
    buf_put(&scores, S("Ailleurs,city,2A900,2.0,5.0,4.0,6.0,8.0,5.0\n"));
    load_ifn(&f, buf_str(&scores), "2025-08-24", "pop_a");
    refresh(&f);
    assert_true(diagnostic_national(f.d));
}

static const struct CMUnitTest all[] = {
    cmocka_unit_test(a_merged_commune_weighs_in_that_of_today),
    cmocka_unit_test(a_lost_code_stays_in_its_departement),
    cmocka_unit_test(another_vintage_weighs_what_existed_then),
    cmocka_unit_test(the_choice_of_indicators_is_the_user_s),
    cmocka_unit_test(without_a_territory_the_file_says_the_rest),
    cmocka_unit_test(zones_are_found_or_explained),
    cmocka_unit_test(arrondissements_are_not_counted_twice),
    cmocka_unit_test(a_bad_row_is_named_and_the_rest_goes_on),
    cmocka_unit_test(populations_are_read_the_same_way),
    cmocka_unit_test(whole_files_are_refused_with_a_reason),
    cmocka_unit_test(remarks_and_rows_are_bounded),
    cmocka_unit_test(a_date_is_taken_from_the_name),
    cmocka_unit_test(years_are_taken_from_the_name),
    cmocka_unit_test(the_same_file_again_changes_nothing),
    cmocka_unit_test(the_latest_vintage_is_shown),
    cmocka_unit_test(fourteen_indicators_keep_five_in_the_index),
    cmocka_unit_test(invented_scores_give_way_to_real_ones),
    cmocka_unit_test(a_failed_statement_leaves_nothing),
    cmocka_unit_test(commands_load_then_answer),
    cmocka_unit_test(known_figures_to_the_fourth_decimal),
    cmocka_unit_test(an_independent_script_agrees),
    cmocka_unit_test(dropping_the_merged_communes_would_show),
    cmocka_unit_test(published_scores_of_the_epci_come_back),
    cmocka_unit_test(parts_make_the_whole),
    cmocka_unit_test(only_scores_of_the_country_make_its_mean),
};

int main(void)
{
    return SUITE_MAIN("diagnostic", true, all);
}
