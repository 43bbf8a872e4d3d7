// SPDX-License-Identifier: AGPL-3.0-or-later
/* Scores of raw tables (F1) by hand, what is national and what is not, and an index of one's own. */
#include <math.h>

#include "domain/diagnostic/deciles.h"
#include "domain/diagnostic/diagnostic_test.h"
#include "support/command.h"

static void scores_by_hand(void **state)
{
    double v[100], d[DECILES];
    (void)state;
    for (int i = 0; i < 100; i++)
        v[i] = 100 - i; /* 1 to 100, in no order that helps */
    assert_true(deciles_calculer(v, 100, d));
    assert_true(fabs(d[0] - 10.9) < 1e-12 && fabs(d[8] - 90.1) < 1e-12); /* R and NumPy give the same */
    assert_int_equal(decile_score(0, d), 1);
    assert_int_equal(decile_score(1, d), 1);
    assert_int_equal(decile_score(100, d), 10);
    assert_int_equal(decile_score(1e9, d), 10);
    for (double x = 0, before = 1; x < 110; x += 0.25) { /* monotone */
        assert_true(decile_score(x, d) >= before);
        before = decile_score(x, d);
    }
    assert_false(deciles_calculer(v, 9, d));
}

/* Half of the units have none of what is lacking: they score 5, and nobody scores less (note, 1.1, 4G). */
static void a_tied_half_scores_five(void **state)
{
    double v[40], d[DECILES];
    int n[11] = { 0 };
    (void)state;
    for (int i = 0; i < 40; i++)
        v[i] = i < 20 ? 0 : i;
    assert_true(deciles_calculer(v, 40, d));
    assert_int_equal(decile_score(0, d), 5);
    for (int i = 0; i < 40; i++)
        n[decile_score(v[i], d)]++;
    assert_int_equal(n[5], 20);
    assert_int_equal(n[10], 4);
    for (int i = 0; i < 40; i++)
        v[i] = 7; /* all the same: all in the upper class */
    assert_true(deciles_calculer(v, 40, d));
    assert_int_equal(decile_score(7, d), 10);
}

/* `n` départements of 4 communes, two indicators: one up, one down. */
static void load_country(Fixture *f, int n)
{
    BUF p = buf_new(MIB);
    BUF t = buf_new(MIB);
    buf_put(&p, S("code,nom,departement,epci,pop_a\n"));
    buf_put(&t, S("CODGEO;part;debit\n"));
    for (int dep = 1; dep <= n; dep++)
        for (int c = 1; c <= 4; c++) {
            int k = (dep - 1) * 4 + c;
            buf_format(&p, "%02d%03d,C%d,%02d,,%d\n", dep, c, k, dep, 100 * c);
            buf_format(&t, "%02d%03d;%d.5;%d\n", dep, c, k % 100, k);
        }
    load_populations(f, str_dup(f->a, buf_str(&p)), "p.csv");
    Tableau x = { .fichier = S("t.csv"), .source = S("Essai"), .licence = S("l"), .millesime = S("2025") };
    Rapport r = { 0 };
    Str message = STR_NONE;
    assert_ok(correspondance_read(f->a,
        S("source = Essai\nindicateur part = part | Part de ceci | % | 1 | brut\n"
          "indicateur debit = debit | Débit | indice | -1 | couverture\n"),
        &x, &message));
    assert_ok(tableau_read(f->a, str_dup(f->a, buf_str(&t)), &x, &r, &message));
    assert_ok(tableau_apply(f->db, f->a, &x, &r, TEST_NOW));
    refresh(f);
}

static double score_of(Fixture *f, const char *zone, const char *code)
{
    int k = diagnostic_indicateur_find(f->d, str_from(code));
    assert_true(k >= 0);
    return means_with(f, zone, "pop_a", (Choix)1 << k).scores[k];
}

static void a_national_table_is_scored(void **state)
{
    FIXTURE f = fixture_new(state);
    DecilesBilan b;
    load_country(&f, 95);
    assert_ok(deciles_appliquer(f.db, f.a, f.d, diagnostic_bruts(f.d), false, TEST_NOW, &b));
    assert_int_equal(b.indicateurs, 2);
    assert_int_equal(b.communes, 380);
    assert_true(b.national);
    refresh(&f);
    assert_true(score_of(&f, "commune:01001", "decile_debit") == 10); /* less is more fragile */
    assert_true(score_of(&f, "commune:95004", "decile_debit") == 1);
    const Indicateur *all;
    diagnostic_indicateurs(f.d, &all);
    const Indicateur *i = &all[diagnostic_indicateur_find(f.d, S("decile_part"))];
    assert_str_equal(i->groupe, S("decile"));
    assert_true(str_has(i->definition, S("380 communes")) && str_has(i->definition, S("Bornes")));
    assert_true(i->plancher == 1);
    Composition c;
    Str message = STR_NONE;
    assert_ok(composition_lire(f.d, f.a, S("decile_part:3,decile_debit"), &c, &message));
    assert_int_equal(c.nature, COMPOSITION_NATIONALE);
    Agregat g = means_with(&f, "commune:01001", "pop_a", c.choix);
    double part = score_of(&f, "commune:01001", "decile_part");
    assert_true(fabs(composition_indice(&c, g.scores) - (3 * part + 10) / 4) < 1e-12);
    assert_err(composition_lire(f.d, f.a, S("part"), &c, &message), ERR_INVALID);
    assert_err(composition_lire(f.d, f.a, S("decile_part:0"), &c, &message), ERR_INVALID);
    assert_err(composition_lire(f.d, f.a, S("rien"), &c, &message), ERR_NOT_FOUND);
}

static void a_departement_alone_is_refused_or_named(void **state)
{
    FIXTURE f = fixture_new(state);
    DecilesBilan b = { 0 };
    load_country(&f, 5);
    assert_err(deciles_appliquer(f.db, f.a, f.d, diagnostic_bruts(f.d), false, TEST_NOW, &b), ERR_CONFLICT);
    assert_int_equal(b.departements, 5);
    assert_err(deciles_appliquer(f.db, f.a, f.d, 0, true, TEST_NOW, &b), ERR_INVALID);
    assert_ok(deciles_appliquer(f.db, f.a, f.d, diagnostic_bruts(f.d), true, TEST_NOW, &b));
    refresh(&f);
    Composition c;
    Str message = STR_NONE;
    assert_ok(composition_lire(f.d, f.a, S("decile_part"), &c, &message));
    assert_int_equal(c.nature, COMPOSITION_LOCALE);
    assert_true(str_has(composition_nature_dite(c.nature), S("n’est pas l’indice de fragilité")));
    const Indicateur *all;
    diagnostic_indicateurs(f.d, &all);
    assert_true(str_has(all[diagnostic_indicateur_find(f.d, S("decile_part"))].nom, S("décile local")));
}

static void zones_add_up_or_weigh(void **state)
{
    FIXTURE f = fixture_new(state);
    const Valeur *v;
    size_t n;
    Zone z;
    Str message = STR_NONE;
    load_country(&f, 5);
    assert_ok(zone_find(f.d, f.a, S("france"), &z, &message));
    int k = diagnostic_indicateur_find(f.d, S("part"));
    assert_ok(diagnostic_valeurs(f.d, f.a, &z, ECHELON_DEPARTEMENT, 0, k, &v, &n));
    assert_int_equal(n, 5);
    assert_int_equal(v[0].population, 1000);
    assert_true(fabs(v[0].valeur - (100 * 1.5 + 200 * 2.5 + 300 * 3.5 + 400 * 4.5) / 1000) < 1e-12);
    Agregat g = means_with(&f, "departement:03", "pop_a", (Choix)1 << k);
    assert_true(fabs(v[2].valeur - g.scores[k]) < 1e-12);
}

/* The published file of raw rates against the published scores: ranks agree, values need not (vintages differ). */
static void real_rates_rank_as_the_published_scores(void **state)
{
    FIXTURE f = fixture_new(state);
    Tableau x = { .fichier = S("t.csv"), .source = S("Insee"), .licence = S("l"), .millesime = S("2017") };
    Rapport r = { 0 };
    Str message = STR_NONE;
    DecilesBilan b;
    Str raw = test_real_file(f.a, "territoire/communes_indicateurs_2017_2020.csv");
    load_populations(&f, test_read(f.a, test_real_file(f.a, "territoire/communes_fr.csv")), "communes_fr.csv");
    load_ifn(&f, test_read(f.a, test_real_file(f.a, "ifn/ifn-city-all-variation_2023-08-24.csv")), "2023-08-24",
        IFN_POIDS);
    assert_ok(tableau_read(f.a, test_read(f.a, raw), &x, &r, &message));
    assert_ok(tableau_apply(f.db, f.a, &x, &r, TEST_NOW));
    refresh(&f);
    int k = diagnostic_indicateur_find(f.d, S("tx_peu_dipl_sur_15p"));
    assert_ok(deciles_appliquer(f.db, f.a, f.d, (Choix)1 << k, false, TEST_NOW, &b));
    assert_true(b.national && b.communes > 33000);
    refresh(&f);
    const Valeur *mine, *theirs;
    size_t n, m;
    Zone z;
    double sxy = 0, sxx = 0, syy = 0, sx = 0, sy = 0, count = 0;
    assert_ok(zone_find(f.d, f.a, S("france"), &z, &message));
    int p = diagnostic_poids_find(f.d, S("pop_cog2021"));
    assert_ok(diagnostic_valeurs(f.d, f.a, &z, ECHELON_COMMUNE, p,
        diagnostic_indicateur_find(f.d, S("decile_tx_peu_dipl_sur_15p")), &mine, &n));
    assert_ok(diagnostic_valeurs(f.d, f.a, &z, ECHELON_COMMUNE, p, diagnostic_indicateur_find(f.d, S("nscol15p_rate")),
        &theirs, &m));
    assert_int_equal(n, m);
    for (size_t i = 0; i < n; i++) {
        double a = mine[i].valeur, c = theirs[i].valeur;
        if (isnan(a) || isnan(c))
            continue;
        count++;
        sx += a;
        sy += c;
        sxy += a * c;
        sxx += a * a;
        syy += c * c;
    }
    double correlation = (count * sxy - sx * sy) / sqrt((count * sxx - sx * sx) * (count * syy - sy * sy));
    if (correlation < 0.85)
        fail_msg("corrélation de %.3f sur %.0f communes", correlation, count);
}

static const struct CMUnitTest all_tests[] = {
    cmocka_unit_test(scores_by_hand),
    cmocka_unit_test(a_tied_half_scores_five),
    cmocka_unit_test(a_national_table_is_scored),
    cmocka_unit_test(a_departement_alone_is_refused_or_named),
    cmocka_unit_test(zones_add_up_or_weigh),
    cmocka_unit_test(real_rates_rank_as_the_published_scores),
};

int main(void)
{
    return SUITE_MAIN("deciles", true, all_tests);
}
