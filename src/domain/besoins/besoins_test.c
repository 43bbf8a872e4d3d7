// SPDX-License-Identifier: AGPL-3.0-or-later
/* Head counts by hand, scenarios kept and read, what was asked for in vain; both engines. */
#include <math.h>

#include "core/auth/retention.h"
#include "core/run/compteurs.h"
#include "core/slice.h"
#include "domain/administration/administration_test.h"
#include "domain/besoins/besoins.h"
#include "domain/diagnostic/demandes.h"
#include "domain/diagnostic/diagnostic_test.h"
#include "numerovert_sql.h"

static const Slice *const table[] = { &slice_territoire, &slice_diagnostic, &slice_besoins, NULL };

static const char communes[] =
    "[{\"code\":\"99001\",\"nom\":\"Un\",\"departement\":\"28\",\"region\":\"24\",\"type\":\"commune-actuelle\"},"
    "{\"code\":\"99002\",\"nom\":\"Deux\",\"departement\":\"28\",\"region\":\"24\",\"type\":\"commune-actuelle\"},"
    "{\"code\":\"99003\",\"nom\":\"Trois\",\"departement\":\"28\",\"region\":\"24\",\"type\":\"commune-actuelle\"}]";

static World *besoins_new(void **state, Snapshots **all)
{
    World *w = world_new(state);
    Fixture f = { .db = w->db, .a = w->a };
    load_territoire(&f, str_from(communes), str_from(test_epci), STR_NONE);
    load_populations(&f,
        S("code,nom,departement,epci,pop_a\n99001,Un,28,200000001,500\n99002,Deux,28,200000001,1500\n"
          "99003,Trois,28,,1000\n"),
        "p.csv");
    load_ifn(&f, str_from(test_ifn), "2023-08-24", "pop_a");
    assert_ok(snapshots_new(table, all));
    assert_ok(snapshots_refresh(*all, w->db));
    w->app.slices = table;
    w->app.snapshots = *all;
    return w;
}

static double total(const BesoinCommune *v, size_t n)
{
    double sum = 0;
    for (size_t i = 0; i < n; i++)
        sum += v[i].personnes;
    return sum;
}

static void heads_by_hand(void **state)
{
    Snapshots *all = NULL;
    WORLD w = besoins_new(state, &all);
    SnapshotView *view = snapshot_view(all);
    const Diagnostic *d = snapshot_get(view, &diagnostic_snapshot);
    const BesoinCommune *v;
    size_t n;
    Zone z;
    Str message = STR_NONE;
    assert_ok(zone_find(d, w->a, S("departement:28"), &z, &message));
    Scenario s = { .poids = S("pop_a"), .methode = BESOIN_POPULATION };
    assert_ok(besoins_communes(d, w->a, &z, &s, &v, &n));
    assert_int_equal(n, 3);
    assert_true(total(v, n) == 3000);
    s.methode = BESOIN_TAUX;
    s.parametre = S("0.16");
    assert_ok(besoins_communes(d, w->a, &z, &s, &v, &n));
    assert_true(fabs(total(v, n) - 480) < 1e-9);
    s.methode = BESOIN_IFN;                        /* 5, 4 and 5 */
    assert_ok(besoins_communes(d, w->a, &z, &s, &v, &n));
    assert_true(fabs(total(v, n) - (500 * 4 + 1500 * 3 + 1000 * 4) / 9.0) < 1e-9);
    assert_true(str_is_none(scenario_faute(d, w->a, &s)));
    s.methode = BESOIN_TAUX;
    s.parametre = S("16");
    assert_true(str_has(scenario_faute(d, w->a, &s), S("0,16")));
    s = (Scenario){ .poids = S("pop_a"), .methode = BESOIN_PERSONNES, .parametre = S("poverty_rate") };
    assert_false(str_is_none(scenario_faute(d, w->a, &s)));
    s = (Scenario){ .poids = S("pop_z") };
    assert_true(str_has(scenario_faute(d, w->a, &s), S("pop_z")));
    assert_str_equal(scenario_code(w->a, S("  Un habitant sur six, à l’été !")), S("un-habitant-sur-six-a-l-ete"));
    snapshot_view_free(view);
    snapshots_free(all);
}

/* As the diagnosis takes them to weigh its offer. */
static void a_scenario_weighs_the_offer(void **state)
{
    Snapshots *all = NULL;
    WORLD w = besoins_new(state, &all);
    SnapshotView *view = snapshot_view(all);
    const Diagnostic *d = snapshot_get(view, &diagnostic_snapshot);
    const DemandeDite *told;
    const DemandeCommune *v = NULL;
    size_t n;
    Zone z;
    Str message = STR_NONE;
    HttpAnswer a = post(w, w->coordinateur, "/diagnostic/scenarios",
        "nom=Un+sur+six&methode=taux&parametre=0%2C16&note=x");
    leads_to(&a, "/diagnostic/scenarios?fait=scenario");
    assert_ok(demandes_dites(table, w->db, w->a, &told, &n));
    assert_int_equal(n, 1);
    assert_str_equal(told[0].code, S("un-sur-six"));
    assert_str_equal(told[0].formule, S("habitants × 0,16 (pop_a)"));
    assert_false(told[0].par_indice);
    assert_ok(zone_find(d, w->a, S("departement:28"), &z, &message));
    assert_ok(demande_compter(table, w->db, d, w->a, &z, S("un-sur-six"), &v, &n, &message));
    assert_true(fabs(demande_de(v, n, S("99002"))->personnes - 240) < 1e-9);
    assert_null(demande_de(v, n, S("99009")));
    assert_err(demande_compter(table, w->db, d, w->a, &z, S("rien"), &v, &n, &message), ERR_NOT_FOUND);
    assert_true(str_has(message, S("rien")));
    snapshot_view_free(view);
    snapshots_free(all);
}

static void scenarios_are_kept_and_read(void **state)
{
    Snapshots *all = NULL;
    WORLD w = besoins_new(state, &all);
    HttpAnswer a = get(w, NULL, "/diagnostic/besoins");
    assert_int_equal(a.status, 200);
    has(&a, "Aucun scénario");
    a = post(w, w->coordinateur, "/diagnostic/scenarios",
        "nom=Un+sur+six&methode=taux&parametre=0%2C16&note=Insee+2019");
    leads_to(&a, "/diagnostic/scenarios?fait=scenario");
    assert_int_equal(written(w, "besoins.scenario"), 1);
    a = get(w, NULL, "/diagnostic/besoins/un-sur-six");
    assert_int_equal(a.status, 200);
    has(&a, "<b>480</b>");
    has(&a, "Insee 2019");
    has(&a, "CC des Trois");
    has(&a, "<b>480</b> personnes <a class=\"petit\" href=\"#source-1\"");
    has(&a, "<li id=\"source-1\">Habitants");
    has(&a, ", pop_a");
    a = post(w, w->coordinateur, "/diagnostic/scenarios", "nom=Par+indice&methode=ifn");
    leads_to(&a, "/diagnostic/scenarios?fait=scenario");
    a = get(w, NULL, "/diagnostic/besoins/par-indice");
    has(&a, "</b> personnes <a class=\"petit\" href=\"#source-2\"");
    has(&a, "<li id=\"source-2\">Indice de fragilité numérique");
    a = get(w, NULL, "/diagnostic/besoins/un-sur-six.csv");
    has(&a, "99001,Un,500,80,Un sur six,taux,0.16,pop_a,non,essai,pop_a,essai");
    a = post(w, w->coordinateur, "/diagnostic/scenarios", "nom=Un+sur+six&methode=population");
    assert_int_equal(a.status, 400);
    has(&a, "porte déjà ce nom");
    a = post(w, w->coordinateur, "/diagnostic/scenarios", "nom=Autre&methode=taux&parametre=16");
    assert_int_equal(a.status, 400);
    has(&a, "entre 0 et 1");
    a = post(w, w->admin, "/diagnostic/scenarios", "code=un-sur-six&nom=Tous&methode=population");
    leads_to(&a, "/diagnostic/scenarios?fait=scenario");
    a = get(w, NULL, "/diagnostic/besoins/un-sur-six");
    has(&a, "000</b>");
    assert_int_equal(get(w, w->ref_brou, "/diagnostic/scenarios").status, 403);
    assert_int_equal(get(w, w->admin, "/diagnostic/scenarios?code=rien").status, 404);
    a = post(w, w->coordinateur, "/diagnostic/scenarios/effacer", "code=un-sur-six");
    leads_to(&a, "/diagnostic/scenarios?fait=efface");
    assert_int_equal(get(w, NULL, "/diagnostic/besoins/un-sur-six").status, 404);
    snapshots_free(all);
}

static void what_was_asked_for_in_vain(void **state)
{
    Snapshots *all = NULL;
    WORLD w = besoins_new(state, &all);
    Compteurs *c = compteurs_new();
    Date today = date_paris(w->now), long_ago = date_add_months(today, -RECHERCHES_MOIS - 1);
    const CompteurReleve *v;
    size_t n;
    assert_non_null(c);
    assert_ok(recherches_garder(w->db, w->a, today, NULL));
    compteurs_noter(c, S("99001|autre"));
    assert_ok(recherches_garder(w->db, w->a, long_ago, c));
    for (int i = 0; i < 4; i++)
        compteurs_noter(c, S("99001|autre"));
    compteurs_noter(c, S("|autre"));
    assert_ok(recherches_garder(w->db, w->a, today, c)); /* what is too old goes */
    assert_ok(compteurs_prendre(c, w->a, &v, &n));
    assert_int_equal(n, 0);
    compteurs_noter(c, S("99002|autre"));
    assert_ok(recherches_garder(w->db, w->a, today, c)); /* adds to the same day */
    compteurs_free(c);
    assert_ok(sql_appel_noter(w->db, today.days, S("28"), S("99001"), S("200000001"), S("autre"), S("rien"), false, 1));
    assert_ok(sql_appel_noter(w->db, today.days, S("28"), S("99001"), S("200000001"), S("autre"), S("lieu"), true, 1));
    SnapshotView *view = snapshot_view(all);
    const Manquant *m;
    assert_ok(manquants(w->db, w->a, snapshot_get(view, &territoire_snapshot), S("28"), long_ago, today, &m, &n));
    assert_int_equal(n, 2);
    assert_str_equal(m[0].epci, S("200000001"));
    assert_int_equal(m[0].appels, 1);
    assert_int_equal(m[0].recherches, 5);
    assert_true(str_is_none(m[1].epci));
    assert_int_equal(m[1].recherches, 1);
    HttpAnswer a = get(w, NULL, "/diagnostic/besoins");
    has(&a, "CC des Trois");
    has(&a, ">5<");
    has(&a, "moins de 3");
    a = get(w, NULL, "/territoires/commune/99001"); /* on the sheets and beside the offer */
    has(&a, "Ce qui a été cherché en vain dans l’intercommunalité");
    has(&a, "Sans besoin choisi\u00A0: moins de 3 au numéro vert, 5 dans l’annuaire");
    a = get(w, NULL, "/territoires/epci/200000001");
    has(&a, "moins de 3 au numéro vert, 5 dans l’annuaire");
    a = get(w, NULL, "/diagnostic/offre");
    has(&a, "moins de 3 au numéro vert, 6 dans l’annuaire");
    snapshot_view_free(view);
    snapshots_free(all);
}

/* Counted once each, whatever the order; a full table and a key too long are left alone. */
static void counters_are_bounded(void **state)
{
    ARENA a = arena_new(16 * MIB);
    Compteurs *c = compteurs_new();
    const CompteurReleve *v;
    size_t n;
    (void)state;
    assert_non_null(c);
    compteurs_noter(NULL, S("x"));
    compteurs_noter(c, str_format(a, "%0*d", COMPTEUR_CLE_MAX + 1, 1));
    for (int k = 0; k < 2; k++)
        for (int i = 0; i < COMPTEURS_MAX + 10; i++)
            compteurs_noter(c, str_format(a, "%d|autre", i));
    assert_ok(compteurs_prendre(c, a, &v, &n));
    assert_int_equal(n, COMPTEURS_MAX);
    for (size_t i = 0; i < n; i++)
        assert_int_equal(v[i].n, 2);
    compteurs_free(c);
}

int main(void)
{
    const struct CMUnitTest all[] = {
        cmocka_unit_test(heads_by_hand),
        cmocka_unit_test(a_scenario_weighs_the_offer),
        cmocka_unit_test(scenarios_are_kept_and_read),
        cmocka_unit_test(what_was_asked_for_in_vain),
        cmocka_unit_test(counters_are_bounded),
    };
    return SUITE_MAIN("besoins", true, all);
}
