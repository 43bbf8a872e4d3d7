// SPDX-License-Identifier: AGPL-3.0-or-later
/* Cards published, found, taken away; what an export holds; both engines. */
#include "core/slice.h"
#include "domain/administration/administration_test.h"
#include "domain/annuaire/annuaire.h"
#include "domain/notifications/notifications.h"
#include "domain/territoire/charge_test.h"

static const Slice *const table[] = { &slice_territoire, &slice_annuaire, NULL };

static const char communes_json[] =
    "[{\"code\":\"28061\",\"nom\":\"Brou\",\"departement\":\"28\",\"region\":\"24\",\"arrondissement\":\"282\","
    "\"type\":\"commune-actuelle\",\"codesPostaux\":[\"28160\"],\"population\":3345},"
    "{\"code\":\"28422\",\"nom\":\"Les Villages Vovéens\",\"departement\":\"28\",\"region\":\"24\","
    "\"arrondissement\":\"281\",\"type\":\"commune-actuelle\",\"codesPostaux\":[\"28150\"],\"population\":4000},"
    "{\"code\":\"41018\",\"nom\":\"Blois\",\"departement\":\"41\",\"region\":\"24\",\"arrondissement\":\"411\","
    "\"type\":\"commune-actuelle\",\"codesPostaux\":[\"41000\"],\"population\":46000}]";
static const char epci_json[] =
    "[{\"code\":\"200000001\",\"nom\":\"CC du Grand Perche\",\"type\":\"CC\",\"membres\":[{\"code\":\"28061\"}]},"
    "{\"code\":\"200000002\",\"nom\":\"CC Cœur de Beauce\",\"type\":\"CC\",\"membres\":[{\"code\":\"28422\"}]},"
    "{\"code\":\"200000003\",\"nom\":\"CA de Blois\",\"type\":\"CA\",\"membres\":[{\"code\":\"41018\"}]}]";

static World *annuaire_new(void **state)
{
    World *w = world_new(state);
    w->app.slices = table;
    territoire_charge(w->db, w->a, NOW,
        &(TerritoireEssai){ .communes = str_from(communes_json), .epci = str_from(epci_json) });
    assert_ok(snapshots_new(table, &w->app.snapshots));
    assert_ok(snapshots_refresh(w->app.snapshots, w->db));
    return w;
}

static void annuaire_freep(World **w)
{
    snapshots_free((*w)->app.snapshots);
    world_freep(w);
}
#define ANNUAIRE __attribute__((cleanup(annuaire_freep))) World *

#define ACCORD "&accord=1"
#define DEMARCHES "Aide%20aux%20d%C3%A9marches%20administratives"

static void publishes(World *w, const char *session, const char *body)
{
    HttpAnswer h = post(w, session, "/espace/annuaire", body);
    leads_to(&h, "/espace/annuaire?fait=publiee");
}

static void nobody_is_there_without_having_asked(void **state)
{
    ANNUAIRE w = annuaire_new(state);
    HttpAnswer h = get(w, w->admin, "/annuaire");
    assert_int_equal(h.status, 200);
    has(&h, "L’annuaire est encore vide");
    has(&h, "Publier ma fiche");
    h = get(w, w->ref_brou, "/espace/annuaire");
    has(&h, "Votre fiche n’y est pas");
    has(&h, "value=\"max@example.org\"");          /* proposed, not published */
    h = post(w, w->ref_brou, "/espace/annuaire", "territoires=Brou&courriel=max@example.org");
    assert_int_equal(h.status, 400);
    h = get(w, w->admin, "/annuaire");
    has_not(&h, "max@example.org");
    assert_int_equal(written(w, "annuaire.publier"), 0);
    assert_int_equal(written(w, "annuaire.lire"), 2);
}

static void a_card_is_found(void **state)
{
    static const struct {
        const char *search;
        bool found;
    } cases[] = { { "", true }, { "?q=dur", true }, { "?q=MAX+durand", true }, { "?q=maison+numerique", true },
        { "?q=demarches", true }, { "?q=zzz", false }, { "?epci=200000001", true }, { "?epci=200000002", false },
        { "?dispositif=france-services", true }, { "?dispositif=aidants-connect", false },
        { "?sujet=" DEMARCHES, true }, { "?sujet=Acc%C3%A8s%20internet%20et%20mat%C3%A9riel%20informatique", false } };
    ANNUAIRE w = annuaire_new(state);
    publishes(w, w->ref_brou,
        "territoires=Brou&dispositifs=france-services&sujets=" DEMARCHES
        "&courriel=Max@Example.org&telephone=02%2037%2000%2000%2000" ACCORD);
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        HttpAnswer h = get(w, w->admin, str_cat(w->a, S("/annuaire"), str_from(cases[i].search)).p);
        assert_int_equal(h.status, 200);
        if (str_has(h.body, S("mailto:max@example.org")) != cases[i].found)
            fail_msg("/annuaire%s", cases[i].search);
    }
    HttpAnswer h = get(w, w->admin, "/annuaire");
    has(&h, "<a href=\"tel:+33237000000\">");
    has(&h, "France Services");
    has(&h, "Maison du numérique");
    h = get(w, w->ref_brou, "/espace/annuaire");
    has(&h, "Votre fiche est publiée depuis votre accord du");
    has(&h, ">\nBrou</textarea>");
}

static void places_are_read_or_refused(void **state)
{
    static const struct {
        const char *typed, *stored, *told;
    } cases[] = {
        { "brou", "commune:28061", NULL },
        { "28160%0D%0ALes%20Villages%20Vov%C3%A9ens", "commune:28061|commune:28422", NULL },
        { "Grand%20Perche", "epci:200000001", NULL },
        { "200000002", "epci:200000002", NULL },
        { "28", "departement:28", NULL },
        { "Zanzibar", NULL, "ne s’appelle" },
        { "", NULL, "obligatoire" },
    };
    ANNUAIRE w = annuaire_new(state);
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        Fiche f;
        HttpAnswer h = post(w, w->ref_brou, "/espace/annuaire",
            str_format(w->a, "territoires=%s" ACCORD, cases[i].typed).p);
        if (cases[i].told) {
            assert_int_equal(h.status, 400);
            has(&h, cases[i].told);
            continue;
        }
        leads_to(&h, "/espace/annuaire?fait=publiee");
        assert_ok(fiche_lire(w->db, w->a, w->max.id, &f));
        assert_str_equal(f.t.territoires, str_from(cases[i].stored));
        assert_int_equal(f.accord_at, NOW);
        assert_int_equal(f.accord_texte, ANNUAIRE_ACCORD);
    }
    HttpAnswer h = post(w, w->ref_brou, "/espace/annuaire", "territoires=Brou&courriel=max@&telephone=12" ACCORD);
    assert_int_equal(h.status, 400);
    has(&h, "Cette adresse n’est pas complète");
    has(&h, "Ce numéro n’est pas complet");
}

static void a_card_is_taken_away_at_once(void **state)
{
    ANNUAIRE w = annuaire_new(state);
    Fiche f;
    publishes(w, w->ref_brou, "territoires=Brou&courriel=max@example.org" ACCORD);
    HttpAnswer h = post(w, w->ref_brou, "/espace/annuaire/retirer", "");
    leads_to(&h, "/espace/annuaire?fait=retiree");
    assert_err(fiche_lire(w->db, w->a, w->max.id, &f), ERR_NOT_FOUND);
    h = post(w, w->ref_brou, "/espace/annuaire/retirer", "");
    leads_to(&h, "/espace/annuaire?fait=retiree"); /* asked twice is done once */
    assert_int_equal(written(w, "annuaire.retirer"), 1);
    h = get(w, w->admin, "/annuaire");
    has(&h, "L’annuaire est encore vide");
    h = post(w, w->ref_brou, "/espace/annuaire/confirmer", "");
    assert_int_equal(h.status, 404);
}

static void who_is_not_active_is_not_shown(void **state)
{
    ANNUAIRE w = annuaire_new(state);
    publishes(w, w->ref_brou, "territoires=Brou&courriel=max@example.org" ACCORD);
    const Acteur lea = { .personne_id = w->lea.id.v, .role = ROLE_ADMINISTRATEUR, .portee = S("instance") };
    assert_ok(personne_suspendre(w->db, w->a, &lea, NOW, w->max.id, true));
    HttpAnswer h = get(w, w->admin, "/annuaire");
    has_not(&h, "max@example.org");
    assert_ok(personne_suspendre(w->db, w->a, &lea, NOW, w->max.id, false));
    h = get(w, w->admin, "/annuaire");
    has(&h, "max@example.org");
}

/* A file goes further than a page: it stays in the territory of the role. */
static void an_export_stays_in_its_territory(void **state)
{
    ANNUAIRE w = annuaire_new(state);
    const char *perche = world_session(w, w->lea.id, ROLE_RANG_COORDINATEUR, PORTEE_EPCI, S("200000001"));
    const char *eure_et_loir = world_session(w, w->lea.id, ROLE_RANG_PILOTE, PORTEE_DEPARTEMENT, S("28"));
    publishes(w, w->ref_brou, "territoires=Brou&courriel=max@example.org" ACCORD);
    publishes(w, w->ref_voves, "territoires=Blois&courriel=zoe@example.org" ACCORD);
    HttpAnswer h = get(w, w->admin, "/annuaire.csv");
    assert_int_equal(h.status, 200);
    has(&h, "max@example.org");
    has(&h, "zoe@example.org");
    h = get(w, perche, "/annuaire.csv");
    has(&h, "max@example.org");
    has_not(&h, "zoe@example.org");
    h = get(w, eure_et_loir, "/annuaire.csv");
    has(&h, "max@example.org");
    has_not(&h, "zoe@example.org");
    publishes(w, w->ref_voves, "territoires=28&courriel=zoe@example.org" ACCORD);
    h = get(w, perche, "/annuaire.csv");
    has(&h, "zoe@example.org");
    assert_int_equal(get(w, w->ref_brou, "/annuaire.csv").status, 403);
    assert_int_equal(written(w, "annuaire.exporter"), 4);
}

static void who_only_reads_figures_does_not_read_people(void **state)
{
    ANNUAIRE w = annuaire_new(state);
    const char *financeur = world_session(w, w->lea.id, ROLE_RANG_FINANCEUR, PORTEE_INSTANCE, STR_NONE);
    assert_int_equal(get(w, financeur, "/annuaire").status, 403);
    assert_int_equal(get(w, NULL, "/annuaire").status, 303);
}

static void a_long_list_has_pages(void **state)
{
    enum { N = 110 };
    ANNUAIRE w = annuaire_new(state);
    TX tx = tx_begin(w->db, HERE);
    for (int i = 0; i < N; i++) {
        PersonneId id;
        Str courriel = str_format(w->a, "p%03d@example.org", i), nom = str_format(w->a, "Nom%03d", i);
        assert_ok(personne_creer(w->db, w->a, NULL, NOW, w->app.random, courriel, nom, S("Paul"), &id));
        assert_ok(personne_connectee(w->db, w->a, NOW, id));
        const FicheTextes t = { S(""), S("commune:28061"), S(""), courriel, S("") };
        assert_ok(fiche_publier(w->db, w->a, &(Acteur){ .personne_id = id.v }, NOW, &t));
    }
    assert_ok(tx_commit(&tx));
    HttpAnswer h = get(w, w->admin, "/annuaire");
    has(&h, "110\u00a0personnes");
    has(&h, "p049@");
    has_not(&h, "p050@");
    has(&h, "/annuaire?page=2");
    h = get(w, w->admin, "/annuaire?page=3&q=nom");
    has(&h, "p109@");
    has(&h, "/annuaire?q=nom&amp;page=2");
    h = get(w, w->admin, "/annuaire?page=9");
    has(&h, "Cette page de la liste n’existe pas");
}

static void a_card_is_read_again_each_year(void **state)
{
    ANNUAIRE w = annuaire_new(state);
    publishes(w, w->ref_brou, "territoires=Brou" ACCORD);
    HttpAnswer h = get(w, w->ref_brou, "/espace/annuaire");
    has_not(&h, "toujours exacte");
    w->now += (ANNUAIRE_CONFIRMER_J + 1) * DAY;
    h = get(w, w->ref_brou, "/espace/annuaire");
    has(&h, "Est-elle toujours exacte");
    h = post(w, w->ref_brou, "/espace/annuaire/confirmer", "");
    leads_to(&h, "/espace/annuaire?fait=confirmee");
    h = get(w, w->ref_brou, "/espace/annuaire");
    has_not(&h, "Est-elle toujours exacte");
}

/* By the job: once a year for each card, until it is said exact, and again a year later. */
static void a_reminder_is_sent_once_a_year(void **state)
{
    ANNUAIRE w = annuaire_new(state);
    const FicheTextes t = { S(""), S("departement:28"), S(""), S(""), S("") };
    const Acteur max = { .personne_id = w->max.id.v };
    const int days[] = { 1, 366, 367, 400, 600, 770 };
    const size_t told[] = { 0, 1, 1, 1, 1, 2 };
    assert_ok(fiche_publier(w->db, w->a, &max, NOW, &t));
    for (size_t i = 0; i < sizeof days / sizeof *days; i++) {
        const NotificationLigne *l = NULL;
        size_t n = 0;
        Job j = { .app = &w->app, .db = w->db, .arena = w->a, .now = NOW + (int64_t)days[i] * DAY };
        assert_ok(slice_annuaire.jobs[0].fn(&j));
        assert_ok(notifications_de(w->db, w->a, w->max.id, &l, &n));
        assert_int_equal(n, told[i]);
        if (days[i] == 400)
            assert_ok(fiche_confirmer(w->db, &max, j.now));
    }
}

static void what_is_held_is_given_and_forgotten(void **state)
{
    ANNUAIRE w = annuaire_new(state);
    Fiche f;
    BUF b = buf_new(MIB);
    publishes(w, w->ref_brou, "territoires=Brou&telephone=0237000000" ACCORD);
    for (int turn = 0; turn < 2; turn++) {
        b.n = 0;
        Json j = json_to(&b);
        json_obj(&j);
        assert_ok(slice_annuaire.donnees(w->db, w->a, w->max.id.v, &j));
        json_end(&j);
        assert_int_equal(str_has(buf_str(&b), S("\"telephone\":\"+33237000000\"")), turn == 0);
        assert_int_equal(str_has(buf_str(&b), S("\"accord_le\":")), turn == 0);
        assert_ok(slice_annuaire.oublier(w->db, w->a, NULL, NOW, w->max.id.v));
    }
    assert_err(fiche_lire(w->db, w->a, w->max.id, &f), ERR_NOT_FOUND);
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(nobody_is_there_without_having_asked),
        cmocka_unit_test(a_card_is_found),
        cmocka_unit_test(places_are_read_or_refused),
        cmocka_unit_test(a_card_is_taken_away_at_once),
        cmocka_unit_test(who_is_not_active_is_not_shown),
        cmocka_unit_test(an_export_stays_in_its_territory),
        cmocka_unit_test(who_only_reads_figures_does_not_read_people),
        cmocka_unit_test(a_long_list_has_pages),
        cmocka_unit_test(a_card_is_read_again_each_year),
        cmocka_unit_test(a_reminder_is_sent_once_a_year),
        cmocka_unit_test(what_is_held_is_given_and_forgotten),
    };
    return SUITE_MAIN("annuaire", true, tests);
}
