// SPDX-License-Identifier: AGPL-3.0-or-later
/* Tables of indicators, precariousness and accessibility: hand answers of the reference note, and the real points. */
#include <math.h>
#include <stdio.h>

#include "domain/diagnostic/calculs.h"
#include "domain/diagnostic/diagnostic_impl.h"
#include "domain/diagnostic/diagnostic_test.h"
#include "support/command.h"

#define CLOSE(got, wanted, by)                                                                                         \
    do {                                                                                                               \
        double got_ = (got), wanted_ = (wanted);                                                                       \
        if (!(fabs(got_ - wanted_) <= (by)))                                                                           \
            fail_msg("%s = %.9g, and not %.9g", #got, got_, wanted_);                                                  \
    } while (0)

static const char equipements[] = "CODGEO;BIB;POSTE;FIBRE;CUIVRE;QPV\n"
                                  "99001;1;1;90,5;2026-01-31;oui\n"
                                  "99002;0;0;s;;non\n"
                                  "99013;0;1;12;2030-01-31;1\n";
static const char equipements_conf[] = "# essai\ncode = CODGEO\nsource = Essai\nlicence = Essai\nmillesime = 2025\n"
                                       "indicateur biblio = BIB | Bibliothèque | nombre | -1 | service\n"
                                       "indicateur poste = POSTE | Bureau de poste | nombre | -1 | service\n"
                                       "indicateur fibre = FIBRE | Locaux raccordables | % | -1 | couverture\n"
                                       "indicateur cuivre = CUIVRE | Fermeture du cuivre | date | 0 | couverture\n"
                                       "indicateur qpv = QPV | Quartier prioritaire | oui/non | 1 | zonage\n";

static Rapport load_tableau(Fixture *f, Str octets, Str conf, Err expected)
{
    Tableau t = { .fichier = str_format(f->a, "t%zu.csv, SHA-256 1", octets.n),
        .source = S("s"),
        .licence = S("l"),
        .millesime = S("2025") };
    Rapport r = { .fichier = S("t.csv") };
    Str message = STR_NONE;
    if (conf.n && correspondance_read(f->a, conf, &t, &message) != OK)
        fail_msg("%.*s", STR_ARG(message));
    assert_err(tableau_read(f->a, octets, &t, &r, &message), expected);
    if (expected == OK)
        assert_ok(tableau_apply(f->db, f->a, &t, &r, TEST_NOW));
    return r;
}

static double value(Fixture *f, const char *zone, const char *code)
{
    int k = diagnostic_indicateur_find(f->d, str_from(code));
    assert_true(k >= 0);
    return means_with(f, zone, "pop_a", (Choix)1 << k).scores[k];
}

static void a_table_is_read_by_its_correspondence(void **state)
{
    FIXTURE f = fixture_new(state);
    load_small(&f);
    Rapport r = load_tableau(&f, str_from(equipements), str_from(equipements_conf), OK);
    assert_int_equal(r.gardees, 3);
    assert_true(r.change);
    assert_false(load_tableau(&f, str_from(equipements), str_from(equipements_conf), OK).change);
    refresh(&f);
    CLOSE(value(&f, "commune:99001", "fibre"), 90.5, 1e-12);
    CLOSE(value(&f, "commune:99003", "fibre"), 12, 1e-12); /* 99013 has merged into it */
    assert_true(isnan(value(&f, "commune:99002", "fibre")));
    CLOSE(value(&f, "commune:99001", "cuivre"), 20484, 0); /* 2026-01-31, in days since 1970 */
    CLOSE(value(&f, "commune:99001", "qpv"), 1, 0);
    CLOSE(value(&f, "commune:99002", "qpv"), 0, 0);
}

static void wrong_cells_and_words_are_named(void **state)
{
    static const char *const confs[] = { "code", "autre = 1", "indicateur x = A | b | % | 1",
        "indicateur x = A|b|%|2|brut", "indicateur x = A|b|litre|1|brut", "indicateur x = A|b|%|1|ailleurs",
        "source =", "indicateur x = A|b|%|1|brut\nindicateur x = B|b|%|1|brut", "\xff = 1" };
    FIXTURE f = fixture_new(state);
    for (size_t i = 0; i < sizeof confs / sizeof *confs; i++) {
        Tableau t = { 0 };
        Str message = STR_NONE;
        assert_err(correspondance_read(f.a, str_from(confs[i]), &t, &message), ERR_INVALID);
        assert_true(message.n > 0);
    }
    Rapport r = load_tableau(&f,
        S("CODGEO;BIB;POSTE;FIBRE;CUIVRE;QPV\n99001;1;1;90;;oui\n99001;1;1;90;;oui\n"
          "9902;1;1;1;;\n99003;-1;;;;\n99004;;;101;;\n99005;;;;hier;\n99006;;;;;jamais\n"),
        str_from(equipements_conf), OK);
    assert_int_equal(r.gardees, 1);
    assert_int_equal(r.refusees, 6);
    assert_int_equal(r.constats.n, 6);
    load_tableau(&f, S("CODGEO;AUTRE\n99001;1\n"), S(""), ERR_INVALID);
    load_tableau(&f, S("AUTRE;BIB\n99001;1\n"), str_from(equipements_conf), ERR_INVALID);
}

/* Hand answers of the reference note, section 2. */
static void precariousness_by_hand(void **state)
{
    CLOSE(precarite_score(6, 0.5, 0.5), 7.5, 1e-12);
    CLOSE(precarite_score(9, 0.5, 1), 10, 0);
    CLOSE(precarite_score(4, 0.5, 0), 4, 0);
    for (int b = 10; b <= 100; b++)
        for (int a = 0; a < 10; a++)
            assert_true(precarite_score(b / 10.0, 0.5, (a + 1) / 10.0) >= precarite_score(b / 10.0, 0.5, a / 10.0));
}

static void precariousness_of_communes(void **state)
{
    FIXTURE f = fixture_new(state);
    const PrecariteCommune *v;
    size_t n;
    Zone z;
    Str message = STR_NONE;
    load_small(&f);
    assert_ok(zone_find(f.d, f.a, S("departement:99"), &z, &message));
    int poids = diagnostic_poids_find(f.d, S("pop_a"));
    assert_err(precarite_communes(f.d, f.a, &z, poids, 0.5, diagnostic_services(f.d), &v, &n), ERR_INVALID);
    load_tableau(&f, str_from(equipements), str_from(equipements_conf), OK);
    refresh(&f);
    assert_ok(zone_find(f.d, f.a, S("departement:99"), &z, &message));
    assert_int_equal(__builtin_popcountll(diagnostic_services(f.d)), 2);
    assert_ok(precarite_communes(f.d, f.a, &z, poids, 0.5, diagnostic_services(f.d), &v, &n));
    assert_int_equal(n, 4); /* 99009, which nothing places, is one */
    assert_str_equal(v[0].zone.code, S("99001"));
    CLOSE(v[0].score, 7, 1e-12); /* mean(6, 8), nothing absent */
    CLOSE(v[1].score, 3.5 * 1.5, 1e-12); /* mean(4, 3), both absent */
    CLOSE(v[2].absence, 0.5, 0); /* the post office of a commune that merged */
    CLOSE(v[2].base, ((1000 * 5 + 300 * 1) / 1300.0 + (1000 * 3 + 300 * 7) / 1300.0) / 2, 1e-12);
    assert_int_equal(v[2].population, 1500);
}

/* Both worked examples of the reference note, section 4.2. */
static void accessibility_by_hand(void **state)
{
    const double people[] = { 100, 200, 300 }, offer[] = { 10, 20 };
    const double minutes[] = { 5, 25, 12, 8, 25, 15 };
    double r[2], a[3];
    acces_calculer(people, 3, offer, 2, minutes, 15, ACCES_2SFCA, r, a);
    CLOSE(r[0], 1.0 / 30, 1e-12);
    CLOSE(r[1], 1.0 / 25, 1e-12);
    CLOSE(a[0], 0.033333, 1e-6);
    CLOSE(a[1], 0.073333, 1e-6);
    CLOSE(a[2], 0.040000, 1e-6);
    acces_calculer(people, 3, offer, 2, minutes, 20, ACCES_APL, r, a);
    CLOSE(r[0], 0.042857, 1e-6);
    CLOSE(r[1], 0.05, 1e-12);
    CLOSE(a[0], 0.042857, 1e-6);
    CLOSE(a[1], 0.078571, 1e-6);
    CLOSE(a[2], 0.033333, 1e-6);
}

/* Σ P A = Σ S over the sites that somebody reaches, whatever the distances. */
static void what_is_offered_is_shared_out(void **state)
{
    enum { N = 40, M = 15 };
    uint32_t seed = 12345;
    for (int round = 0; round < 50; round++) {
        double p[N], s[M], t[N * M], r[M], a[N], given = 0, offered = 0;
        for (int i = 0; i < N; i++)
            p[i] = (double)((seed = seed * 1664525u + 1013904223u) >> 20);
        for (int j = 0; j < M; j++)
            s[j] = (double)((seed = seed * 1664525u + 1013904223u) >> 26);
        for (int k = 0; k < N * M; k++)
            t[k] = (double)((seed = seed * 1664525u + 1013904223u) >> 24);
        acces_calculer(p, N, s, M, t, 20, round % 2 ? ACCES_APL : ACCES_2SFCA, r, a);
        for (int i = 0; i < N; i++)
            given += p[i] * a[i];
        for (int j = 0; j < M; j++) {
            bool reached = false;
            for (int i = 0; i < N; i++)
                reached = reached || (t[i * M + j] <= 20 && p[i] > 0);
            offered += reached ? s[j] : 0;
        }
        CLOSE(given, offered, 1e-9);
    }
}

/* ---- the real points ---- */

static void load_points(Fixture *f)
{
    Str octets = test_read(f->a, test_real_file(f->a, "territoire/communes_fr.csv")), message = STR_NONE;
    Str folder = test_source(f->a, "node_modules/@etalab/decoupage-administratif/data");
    Coordonnees c = { .source = S("essai"), .fichier = S("x") };
    CoordonneesBilan bilan;
    load_populations(f, octets, "communes_fr.csv");
    load_territoire(f, test_read(f->a, str_format(f->a, "%.*s/communes.json", STR_ARG(folder))),
        test_read(f->a, str_format(f->a, "%.*s/epci.json", STR_ARG(folder))), STR_NONE);
    assert_ok(coordonnees_read(f->a, octets, &c, &message));
    assert_ok(coordonnees_apply(f->db, f->a, &c, TEST_NOW, &bilan));
    refresh(f);
}

/* Section 4.3: the 363 communes of 2026, each with its own code's population, and the 22 real points. */
static void the_22_france_services_to_the_person(void **state)
{
    FIXTURE f = fixture_new(state);
    const Origine *o;
    const PointAide *sites;
    size_t n, m;
    Zone z;
    Couverture c;
    Str message = STR_NONE;
    Rapport r = { 0 };
    load_points(&f);
    int poids = diagnostic_poids_find(f.d, S("pop_cog2021"));
    assert_ok(zone_find(f.d, f.a, S("departement:28"), &z, &message));
    assert_ok(demandes_de(f.d, f.t, f.a, &z, poids, S("population"), &o, &n, &message));
    assert_ok(sites_read(f.a, test_read(f.a, test_real_file(f.a, "territoire/france_services_fr.csv")), S("28"),
        STR_NONE, &sites, &m, &r, &message));
    assert_int_equal(n, 363);
    assert_int_equal(m, 22);
    Origine own[400];
    int64_t total = 0, all = 0;
    for (size_t i = 0; i < n; i++) {
        own[i] = o[i];
        all += o[i].population;
        if (str_eq(o[i].zone.code, S("28319")))
            own[i].population -= 107 + 208; /* 28025 and 28276, which it took in */
        total += own[i].population;
    }
    assert_int_equal(all, 431575);
    assert_int_equal(total, 431260);
    couverture_calculer(own, n, sites, m, &c);
    CLOSE(c.couverts[0], 156263, 0);
    CLOSE(c.couverts[1], 295592, 0);
    CLOSE(c.couverts[2], 423243, 0);
    CLOSE(c.moyenne_km, 6.943, 0.0005);
    CLOSE(c.pire_km, 20.241, 0.0005);
    assert_str_equal(own[c.pire].zone.nom, S("Guillonville"));
}

/* Another program over the same two files, run here: awk, on the sphere by halves of angles. */
static const char near_script[] =
    "function rad(x) { return x * 3.14159265358979323846 / 180 } "
    "FNR == NR { if (FNR > 1 && $2 == dep) { n++; la[n] = rad($7); lo[n] = rad($8) } next } "
    "$4 == dep && $NF == 1 && $(NF - 2) != \"\" { y = rad($(NF - 2)); x = rad($(NF - 1)); best = 1e9; "
    "for (j = 1; j <= n; j++) { "
    "h = sin((y - la[j]) / 2) ^ 2 + cos(y) * cos(la[j]) * sin((x - lo[j]) / 2) ^ 2; "
    "d = 2 * 6371.0088 * atan2(sqrt(h), sqrt(1 - h)); if (d < best) best = d } "
    "p = $(NF - 6); t += p; s += p * best; for (k = 1; k <= 3; k++) if (best <= 5 * k) c[k] += p } "
    "END { printf \"%d %d %d %d %.9f\", t, c[1], c[2], c[3], s / t }";

/* The population of its own code alone, as the script reads it: 0 where the vintage does not know it. */
static double own_population(const Fixture *f, Str code, int poids)
{
    for (size_t i = 0; i < f->d->n_bases; i++)
        if (str_eq(str_from(f->d->bases[i].code), code)) {
            int64_t n = f->d->habitants[(size_t)poids * f->d->n_bases + i];
            return n > 0 ? (double)n : 0;
        }
    return 0;
}

static void near_by_script(Fixture *f, const char *departement)
{
    const Origine *o;
    const PointAide *sites;
    size_t n, m;
    Zone z;
    Couverture c;
    Str message = STR_NONE;
    Rapport r = { 0 };
    double told[5];
    Str points = test_real_file(f->a, "territoire/france_services_fr.csv");
    Str typed = str_format(f->a, "awk -F, -v dep=%s '%s' '%.*s' '%.*s'", departement, near_script, STR_ARG(points),
        STR_ARG(test_real_file(f->a, "territoire/communes_fr.csv")));
    FILE *from = popen(typed.p, "r");
    assert_non_null(from);
    int got = fscanf(from, "%lf %lf %lf %lf %lf", &told[0], &told[1], &told[2], &told[3], &told[4]);
    assert_int_equal(pclose(from), 0);
    assert_int_equal(got, 5);
    int poids = diagnostic_poids_find(f->d, S("pop_cog2021"));
    assert_ok(zone_find(f->d, f->a, str_format(f->a, "departement:%s", departement), &z, &message));
    assert_ok(demandes_de(f->d, f->t, f->a, &z, poids, S("population"), &o, &n, &message));
    assert_ok(sites_read(f->a, test_read(f->a, points), str_from(departement), STR_NONE, &sites, &m, &r, &message));
    Origine *own = NEW(f->a, Origine, n);
    double total = 0;
    for (size_t i = 0; i < n; i++) {
        own[i] = o[i];
        own[i].population = (int64_t)own_population(f, o[i].zone.code, poids);
        total += (double)own[i].population;
    }
    couverture_calculer(own, n, sites, m, &c);
    CLOSE(total, told[0], 0);
    for (int k = 0; k < RAYONS; k++)
        CLOSE(c.couverts[k], told[1 + k], 0);
    CLOSE(c.moyenne_km, told[4], 1e-8);
}

/* Eure-et-Loir as the note has it, and three others that it does not speak of. */
static void an_independent_script_agrees_on_who_is_near(void **state)
{
    static const char *const departements[] = { "28", "03", "22", "67" };
    FIXTURE f = fixture_new(state);
    load_points(&f);
    for (size_t i = 0; i < sizeof departements / sizeof *departements; i++)
        near_by_script(&f, departements[i]);
}

static void real_tables_are_taken_as_they_are(void **state)
{
    FIXTURE f = fixture_new(state);
    load_points(&f);
    Rapport r = load_tableau(&f, test_read(f.a, test_real_file(f.a, "territoire/communes_indicateurs_2017_2020.csv")),
        S(""), OK);
    assert_int_equal(r.lignes, r.gardees + r.refusees);
    assert_int_equal(r.refusees, 0);
    r = load_tableau(&f, test_read(f.a, test_real_file(f.a, "territoire/france_services_fr.csv")), S(""), OK);
    refresh(&f);
    assert_int_equal(__builtin_popcountll(diagnostic_services(f.d)), 2);
    int k = diagnostic_indicateur_find(f.d, S("france_services"));
    double sum = 0;
    for (size_t i = 0; i < f.d->n_bases; i++)
        if (str_starts(str_from(f.d->bases[i].code), S("28")) && !isnan(f.d->valeurs[(size_t)k * f.d->n_bases + i]))
            sum += f.d->valeurs[(size_t)k * f.d->n_bases + i];
    CLOSE(sum, 22, 0);
}

static void commands_answer(void **state)
{
    static const Slice *const slices[] = { &slice_territoire, &slice_lieux, &slice_diagnostic, NULL };
    ARENA a = arena_new(64 * MIB);
    Str dir = test_dir(state), url = test_db_url(state), message = STR_NONE;
    const TestCommand c = { .slices = slices, .dir = dir, .url = url };
    int applied;
    DB db = NULL;
    assert_ok(db_open(a, url, DB_WRITE, &db, &message));
    test_engine(db);
    assert_ok(db_migrate(db, a, &applied, &message));
    db_close(db);
    db = NULL;
    const struct {
        const char *file, *text;
    } files[] = { { "p.csv", test_populations }, { "ifn_2023-08-24.csv", test_ifn }, { "e.csv", equipements },
        { "e.conf", equipements_conf }, { "communes.json", test_communes }, { "epci.json", test_epci },
        { "points.csv", "code,lat,lon\n99001,48,1\n99002,48,1.1\n99003,48,2\n" },
        { "sites.csv", "latitude,longitude,heures\n48,1,30\n48,2,10\n" } };
    for (size_t i = 0; i < sizeof files / sizeof *files; i++)
        test_write(str_format(a, "%.*s/%s", STR_ARG(dir), files[i].file), str_from(files[i].text));
    const struct {
        const char *typed;
        int code;
        const char *out, *err;
    } runs[] = {
        { "importer communes communes.json --epci epci.json", 0, "", "3 communes" },
        { "importer coordonnees points.csv", 0, "", "" },
        { "importer populations p.csv", 0, "", "pop_a" },
        { "importer ifn ifn_2023-08-24.csv --poids pop_a", 0, "", "" },
        { "diagnostic precarite", 3, "", "importer indicateurs" },
        { "importer indicateurs e.csv", 2, "", "--correspondance" },
        { "importer indicateurs e.csv --correspondance e.conf", 0, "", "5 indicateurs" },
        { "diagnostic precarite --territoire commune:99002 --services autre", 3, "", "autre" },
        { "diagnostic precarite --territoire commune:99002 --alpha 2", 2, "", "--alpha" },
        { "diagnostic precarite --territoire commune:99002 --alpha 0.5 --services poste --format json", 0,
            "\"services\":[\"poste\"],\"communes\":[{\"code\":\"99002\",\"nom\":\"Deux\",\"population\":1500,"
            "\"base\":3.5,\"services_absents\":1,\"precarite\":5.25}]}",
            "" },
        { "diagnostic precarite --territoire departement:99 --format csv", 0, "99001,Un,500,7,0,7", "" },
        { "diagnostic acces --besoin population --territoire departement:99 --rayon-km 15 --methode 2sfca "
          "--sites sites.csv --offre heures --format csv",
            0, "99001,Un,500,500,0,1.5", "" },
        { "diagnostic acces --besoin envie --sites sites.csv", 2, "", "taux:0.16" },
        { "diagnostic acces --territoire departement:99 --sites sites.csv --format texte", 0,
            "à moins de 5 km : 2000 habitants", "" },
        { "diagnostic acces --sites p.csv", 2, "", "latitude" },
    };
    for (size_t i = 0; i < sizeof runs / sizeof *runs; i++) {
        Str typed = str_format(a, "--db @ %s", runs[i].typed);
        test_expect(test_run(a, &c, typed.p), runs[i].code, runs[i].out, runs[i].err);
    }
}

static const struct CMUnitTest all[] = {
    cmocka_unit_test(a_table_is_read_by_its_correspondence),
    cmocka_unit_test(wrong_cells_and_words_are_named),
    cmocka_unit_test(precariousness_by_hand),
    cmocka_unit_test(precariousness_of_communes),
    cmocka_unit_test(accessibility_by_hand),
    cmocka_unit_test(what_is_offered_is_shared_out),
    cmocka_unit_test(the_22_france_services_to_the_person),
    cmocka_unit_test(an_independent_script_agrees_on_who_is_near),
    cmocka_unit_test(real_tables_are_taken_as_they_are),
    cmocka_unit_test(commands_answer),
};

int main(void)
{
    return SUITE_MAIN("calculs", true, all);
}
