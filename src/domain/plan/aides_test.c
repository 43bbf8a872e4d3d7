// SPDX-License-Identifier: AGPL-3.0-or-later
/* Public aids: read whole or not at all, proposed by what they share with an action; both engines. */
#include "core/slice.h"
#include "domain/administration/administration_test.h"
#include "domain/plan/aides.h"
#include "domain/plan/argent.h"
#include "domain/plan/import.h"
#include "support/command.h"

static const Slice *const table[] = { &slice_plan, NULL };

/* Invented, in the form of an answer of the API of Aides-territoires. */
static const char answer[] =
    "{\"count\": 4, \"next\": null, \"results\": ["
    "{\"id\": 11, \"slug\": \"bus\", \"name\": \"Aide inventée pour un bus itinérant\", \"financers\": [\"Région "
    "inventée\"],"
    " \"categories\": [\"Mobilité|Transports\"], \"subvention_rate_lower_bound\": 20, \"subvention_rate_upper_bound\": "
    "50,"
    " \"submission_deadline\": \"2027-03-31\", \"origin_url\": \"https://aides.example.org/bus\", \"perimeter\": "
    "\"Centre\"},"
    "{\"id\": 12, \"name\": \"Aide inventée pour un bus, close\", \"financers\": [{\"id\": 3, \"name\": \"État\"}],"
    " \"categories\": [], \"submission_deadline\": \"2020-03-31\", \"url\": \"/aides/x\"},"
    "{\"id\": 13, \"name\": \"Rénovation des toitures\", \"financers\": [\"A\", \"B\"], \"categories\": []},"
    "{\"id\": 13, \"name\": \"La même, répétée\", \"financers\": [], \"categories\": []}]}";

static AidesLues read_ok(Arena *a, const char *text)
{
    AidesLues l;
    Err e = aides_lire(a, str_from(text), &l);
    if (e != OK)
        fail_msg("%.*s", STR_ARG(l.fautes.n ? l.fautes.v[0] : S("?")));
    return l;
}

static void aids_are_read(void **state)
{
    ARENA a = arena_new(8 * MIB);
    (void)state;
    AidesLues l = read_ok(a, answer);
    assert_int_equal(l.aides.n, 3);                /* one is there twice */
    const Aide *x = &l.aides.v[0];
    assert_str_equal(x->cle, S("bus"));
    assert_str_equal(x->financeurs, S("Région inventée"));
    assert_true(x->taux_min.v == 20 && x->taux_max.v == 50 && x->fin.has);
    assert_str_equal(x->url, S("https://aides.example.org/bus"));
    assert_str_equal(l.aides.v[1].cle, S("12"));
    assert_str_equal(l.aides.v[1].financeurs, S("État"));
    assert_int_equal(l.aides.v[1].url.n, 0);       /* not of the web: it would lead nowhere */
    assert_str_equal(l.aides.v[2].financeurs, S("A, B"));
    assert_int_equal(read_ok(a, "[{\"id\":1,\"name\":\"x\"}]").aides.n, 1);
}

static void faults_are_told(void **state)
{
    static const struct {
        const char *text, *says;
    } cases[] = {
        { "{", "Ligne 1" },
        { "[]", "une liste d’aides" },
        { "{\"results\": 3}", "une liste d’aides" },
        { "[{\"id\":1}]", "aide 1, «\u00a0name\u00a0»" },
        { "[{\"id\":1,\"name\":\"x\"},{\"name\":\"y\"}]", "aide 2, «\u00a0slug\u00a0»" },
        { "[{\"id\":1,\"name\":\"x\",\"subvention_rate_upper_bound\":150}]", "entre 0 et 100" },
        { "[{\"id\":1,\"name\":\"x\",\"submission_deadline\":\"2026-02-30\"}]", "une date" },
    };
    ARENA a = arena_new(8 * MIB);
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        AidesLues l;
        assert_err(aides_lire(a, str_from(cases[i].text), &l), ERR_INVALID);
        assert_true(l.fautes.n > 0);
        if (!str_has(l.fautes.v[0], str_from(cases[i].says)))
            fail_msg("«\u00a0%s\u00a0»\u00a0: %.*s", cases[i].says, STR_ARG(l.fautes.v[0]));
    }
}

static void rare_words_weigh_more(void **state)
{
    ARENA a = arena_new(8 * MIB);
    const Aide aides[] = {
        { .cle = S("1"), .nom = S("Numérique pour tous"), .categories = S("") },
        { .cle = S("2"), .nom = S("Numérique et itinérance"), .categories = S("") },
        { .cle = S("3"), .nom = S("Toitures numériques"), .categories = S("") },
        { .cle = S("4"), .nom = S("Forêts"), .categories = S("") },
        { .cle = S("5"), .nom = S("Itinérances"), .fin = { true, date_from_ymd(2025, 1, 1) }, .categories = S("") },
    };
    const Action x = { .titre = S("Un bus numérique, en itinérance") };
    const AideProposee *p;
    size_t n = 0;
    (void)state;
    assert_ok(aides_proposer(a, &x, aides, 5, date_from_ymd(2026, 1, 1), &p, &n));
    assert_int_equal(n, 3);                        /* what is closed, and what shares nothing, are left out */
    assert_str_equal(p[0].aide->cle, S("2"));
    assert_str_equal(p[0].mots, S("numerique, itinerance"));
    assert_str_equal(p[1].aide->cle, S("1"));      /* equal ones by name */
    assert_true(p[0].score > p[1].score && p[1].score == p[2].score);
    assert_ok(aides_proposer(a, &x, aides, 0, date_from_ymd(2026, 1, 1), &p, &n));
    assert_int_equal(n, 0);
}

static void a_file_replaces_the_one_before(void **state)
{
    WORLD w = world_new(state);
    PlanLu lu;
    PlanBilan b;
    const Aide *all;
    size_t n = 0;
    AidesLues one = read_ok(w->a, answer), two = read_ok(w->a, "[{\"id\":1,\"name\":\"Un bus pour former\"}]");
    w->app.slices = table;
    assert_ok(plan_lire(w->a, str_from(plan_feuille_2024), &lu));
    assert_ok(plan_appliquer(w->db, w->a, NULL, NOW, &lu, false, &b));
    assert_err(aides_remplacer(w->db, w->a, &(Acteur){ .role = ROLE_REFERENT }, NOW, &one), ERR_FORBIDDEN);
    assert_ok(aides_remplacer(w->db, w->a, NULL, NOW, &one));
    HttpAnswer h = get(w, w->ref_brou, "/plan/suivi/1.12/aides");
    has(&h, "https://aides.example.org/bus");
    has(&h, "de 20 à 50");
    has_not(&h, "close");
    h = get(w, w->ref_brou, "/plan/suivi/aides");
    has(&h, "/plan/suivi/1.12/aides");
    assert_ok(aides_remplacer(w->db, w->a, NULL, NOW, &two));
    assert_ok(aides_toutes(w->db, w->a, &all, &n));
    assert_int_equal(n, 1);
    assert_str_equal(all[0].nom, S("Un bus pour former"));
    h = get(w, w->ref_brou, "/plan/suivi/1.12/aides");
    has_not(&h, "aides.example.org");
}

/* One click: the receipt is in the plan of the action, under the spelling known of its funder; it is taken back from there. */
static void an_aid_becomes_a_receipt_hoped_for(void **state)
{
    WORLD w = world_new(state);
    PlanLu lu;
    PlanBilan b;
    Plan plan;
    FinancementPlan m;
    FinancementFaute f;
    AidesLues one = read_ok(w->a,
        "[{\"id\":7,\"name\":\"Un bus pour former\",\"financers\":[\"REGION CENTRE VAL DE LOIRE\",\"ADEME\"],"
        "\"subvention_rate_upper_bound\":40},{\"id\":9,\"name\":\"Forêts\"}]");
    w->app.slices = table;
    assert_ok(plan_lire(w->a, str_from(plan_feuille_2024), &lu));
    assert_ok(plan_appliquer(w->db, w->a, NULL, NOW, &lu, false, &b));
    assert_ok(aides_remplacer(w->db, w->a, NULL, NOW, &one));
    assert_ok(plan_courant(w->db, w->a, &plan));
    const Action *x = plan_action(&plan, S("1.12")), *other = plan_action(&plan, S("1.1"));
    assert_ok(action_cout_ajouter(w->db, w->a, NULL, NOW, x, &(Cout){ .libelle = S("Bus"), .ht = 1000000 }, &f));
    assert_ok(action_cout_ajouter(w->db, w->a, NULL, NOW, other, &(Cout){ .libelle = S("Autre"), .ht = 100 }, &f));
    assert_ok(action_financement_ajouter(w->db, w->a, NULL, NOW, other,
        &(Financement){ .financeur = S("Région Centre-Val de Loire"), .montant = 100 }, &f));
    HttpAnswer h = get(w, w->ref_brou, "/plan/suivi/1.12/aides");
    has_not(&h, "Noter comme pressenti"); /* who follows the plan does not write it */
    assert_int_equal(post(w, w->ref_brou, "/plan/suivi/1.12/aides", "aide=7&montant=4000").status, 403);
    h = get(w, w->admin, "/plan/suivi/1.12/aides");
    has(&h, "Noter comme pressenti");
    has(&h, "value=\"4000\""); /* 40 % of what it costs */
    assert_int_equal(post(w, w->admin, "/plan/suivi/1.12/aides", "aide=7&montant=").status, 400);
    h = post(w, w->admin, "/plan/suivi/1.12/aides", "aide=7&montant=4000.01");
    assert_int_equal(h.status, 400);
    has(&h, "dépasserait le taux maximal");
    assert_int_equal(post(w, w->admin, "/plan/suivi/1.12/aides", "aide=inconnue&montant=1").status, 404);
    h = post(w, w->admin, "/plan/suivi/1.12/aides", "aide=7&montant=4000.00");
    assert_int_equal(h.status, 303);
    leads_to(&h, "/plan/suivi/1.12/aides?fait=pressenti");
    assert_ok(action_argent(w->db, w->a, x->id, &m));
    assert_int_equal(m.lignes_n, 1);
    assert_str_equal(m.lignes[0].financeur, S("Région Centre-Val de Loire"));
    assert_true(m.lignes[0].etat == FINANCEMENT_PRESSENTI && m.lignes[0].montant == 400000);
    assert_true(m.lignes[0].plafond.has && m.lignes[0].plafond.v == 4000);
    h = get(w, w->admin, "/plan/suivi/1.12/aides");
    has(&h, "Pressenti");
    has_not(&h, "Noter comme pressenti");
    const char *undo = str_format(w->a, "financement_id=%lld", (long long)m.lignes[0].id).p;
    assert_int_equal(post(w, w->admin, "/plan/suivi/1.12/financements/retirer", undo).status, 303);
    assert_ok(action_argent(w->db, w->a, x->id, &m));
    assert_int_equal(m.lignes_n, 0);
    h = get(w, w->admin, "/plan/suivi/1.12/aides");
    has(&h, "Noter comme pressenti");
    h = get(w, w->admin, "/plan/suivi/1.12");
    has(&h, "Financement de Région Centre-Val de Loire");
    has(&h, "<option value=\"Région Centre-Val de Loire\">"); /* proposed where one types */
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(aids_are_read),
        cmocka_unit_test(faults_are_told),
        cmocka_unit_test(rare_words_weigh_more),
        cmocka_unit_test(a_file_replaces_the_one_before),
        cmocka_unit_test(an_aid_becomes_a_receipt_hoped_for),
    };
    return SUITE_MAIN("plan_aides", true, tests);
}
