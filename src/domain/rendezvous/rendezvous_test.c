// SPDX-License-Identifier: AGPL-3.0-or-later
/* Signed messages of RDV Service Public, through the dispatcher, and what the médiateur does of them; both engines. */
#include "domain/rendezvous/rendezvous.h"

#include "core/slice.h"
#include "domain/acces/acces.h"
#include "domain/activites/activites.h"
#include "domain/administration/administration_test.h"
#include "web/assets.h"

static const Slice *const table[] = { &slice_rendezvous, &slice_activites, NULL };

typedef struct Essai {
    World *w;
    Str uid, secret;
    const char *tom;
} Essai;

static Essai essai_new(void **state, Portee portee, Str code)
{
    Essai e = { .w = world_new(state) };
    World *w = e.w;
    w->app.slices = table;
    w->app.assets = assets;
    w->app.signature = acces_signature;
    const Acteur lea = { .personne_id = w->lea.id.v,
        .role = ROLE_ADMINISTRATEUR,
        .portee = S("instance"),
        .role_cle = S("administrateur") };
    const ExpediteurDemande d = { S("RDV"), S("rdv.recevoir"), portee_nom(portee),
        portee == PORTEE_STRUCTURE && str_is_none(code) ? w->voves.uid : str_or_empty(code), SIGNATURE_BODY };
    assert_ok(expediteur_creer(w->db, w->a, &w->app, &lea, w->now, &d, &e.uid, &e.secret));
    e.tom = world_session(w, w->tom.id, ROLE_RANG_MEDIATEUR, PORTEE_STRUCTURE, w->voves.uid);
    return e;
}

/* `at`: minutes and seconds of meta.timestamp, "10:00". */
static Str message(World *w, const char *event, const char *status, const char *starts, const char *agent,
    const char *at)
{
    return str_format(w->a,
        "{\"data\":{\"id\":77,\"status\":\"%s\",\"starts_at\":\"%s\",\"duration_in_min\":45,\"collectif\":false,"
        "\"users_count\":1,\"motif\":{\"name\":\"Secret\",\"location_type\":\"phone\"},\"context\":\"Confidence\","
        "\"agents\":[{\"email\":\"ailleurs@example.org\"},{\"email\":\"%s\"}],"
        "\"users\":[{\"first_name\":\"Jeanne\",\"last_name\":\"Invente\",\"email\":\"jeanne@example.org\"}]},"
        "\"meta\":{\"model\":\"Rdv\",\"event\":\"%s\",\"timestamp\":\"2026-11-23T12:%s+01:00\"}}",
        status, starts, agent, event, at);
}

static HttpAnswer send(const Essai *e, Str body)
{
    World *w = e->w;
    Str headers = str_format(w->a, "X-Lapin-Signature: %.*s\r\nContent-Type: application/json; charset=utf-8\r\n",
        STR_ARG(signature_write(w->a, SIGNATURE_BODY, e->secret, 0, body)));
    return http_call(&w->app, w->db, w->a, "POST", str_cat(w->a, S("/api/v1/rdv/"), e->uid).p, headers.p, body);
}

static void says(const Essai *e, Str body, const char *etat)
{
    HttpAnswer h = send(e, body);
    Str wanted = str_format(e->w->a, "\"etat\":\"%s\"", etat);
    if (h.status != 200 || !str_has(h.body, wanted))
        fail_msg("%d %.*s", h.status, STR_ARG(h.body));
}

#define TOM "tom@example.org"
#define HIER "2026-11-22T10:30:00+01:00"

static void an_appointment_becomes_a_record(void **state)
{
    Essai e = essai_new(state, PORTEE_STRUCTURE, STR_NONE);
    WORLD w = e.w;
    says(&e, message(w, "created", "unknown", HIER, TOM, "00:00"), "pris");
    HttpAnswer h = get(w, e.tom, "/rendez-vous");
    has(&h, "22 novembre 2026 à 10\u00a0h\u00a030");
    has(&h, "45\u00a0minutes. À distance");
    has_not(&h, "Invente");
    has_not(&h, "Secret");
    size_t at = str_find(h.body, 0, S("/activites/saisir?")), end = str_find_char(h.body, at, '"');
    Str form = str_replace(w->a, str_slice(h.body, at, end), S("&amp;"), S("&"));
    h = get(w, e.tom, form.p);
    has(&h, "value=\"45\"");
    has(&h, "value=\"2026-11-22\"");
    has(&h, "value=\"rdv-");
    Str sent = str_format(w->a, "%.*s&themes=email&dispositif=autre",
        STR_ARG(str_slice(form, sizeof "/activites/saisir?" - 1, form.n)));
    h = post(w, e.tom, "/activites/saisir", sent.p);
    assert_int_equal(h.status, 303);
    h = post(w, e.tom, "/activites/saisir", sent.p); /* pressed twice */
    assert_true(str_has(http_answer_header(&h, "Location"), S("fait=deja")));
    assert_int_equal(written(w, "activite.creer"), 1);
    h = get(w, e.tom, "/rendez-vous");
    has(&h, "Aucun rendez-vous n’attend");
    /* told again later, it is not to be done again */
    says(&e, message(w, "updated", "seen", HIER, TOM, "05:00"), "mis_a_jour");
    h = get(w, e.tom, "/rendez-vous");
    has(&h, "Aucun rendez-vous n’attend");
}

/* However many are written already, what waits is there; the page says how many it does not show. */
static void none_is_hidden_by_those_that_are_written(void **state)
{
    enum { MANY = RDV_LISTE_MAX + 5 };
    Essai e = essai_new(state, PORTEE_STRUCTURE, STR_NONE);
    WORLD w = e.w;
    const RendezVous *x;
    size_t n;
    int64_t later;
    Str old = message(w, "created", "unknown", "2026-11-02T09:00:00+01:00", TOM, "00:00");
    says(&e, old, "pris");
    for (int i = 0; i < MANY; i++) {
        Str id = str_format(w->a, "\"id\":%d", 1000 + i);
        says(&e, str_replace(w->a, message(w, "created", "unknown", HIER, TOM, "00:00"), S("\"id\":77"), id), "pris");
    }
    HttpAnswer h = get(w, e.tom, "/rendez-vous");
    has(&h, "sur 106");
    assert_ok(rdv_lister(w->db, w->a, w->tom.id, date_paris(w->now), &x, &n, &later));
    assert_int_equal(n, MANY + 1);
    for (size_t i = 0; i < MANY; i++) {
        Str sent = str_format(w->a,
            "type=individuel&jour=2026-11-22&duree=45&themes=email&dispositif=autre&cle=rdv-%.*s", STR_ARG(x[i].uid));
        assert_int_equal(post(w, e.tom, "/activites/saisir", sent.p).status, 303);
    }
    h = get(w, e.tom, "/rendez-vous");
    has(&h, "2 novembre 2026 à 9\u00a0h\u00a000");
    has_not(&h, "22 novembre 2026");
    has_not(&h, ", sur ");
}

static void messages_come_twice_late_and_in_disorder(void **state)
{
    Essai e = essai_new(state, PORTEE_STRUCTURE, STR_NONE);
    WORLD w = e.w;
    Str first = message(w, "created", "unknown", HIER, TOM, "00:00");
    says(&e, first, "pris");
    assert_int_equal(send(&e, first).status, 409); /* the very same one: taken once */
    says(&e, message(w, "updated", "unknown", "2026-11-21T09:15:00+01:00", TOM, "10:00"), "mis_a_jour");
    says(&e, message(w, "updated", "unknown", "2026-11-20T09:15:00+01:00", TOM, "05:00"), "ignore");
    HttpAnswer h = get(w, e.tom, "/rendez-vous");
    has(&h, "21 novembre 2026 à 9\u00a0h\u00a015");
    says(&e, message(w, "updated", "revoked", HIER, TOM, "20:00"), "annule");
    h = get(w, e.tom, "/rendez-vous");
    has(&h, "Aucun rendez-vous n’attend");
    says(&e, message(w, "updated", "unknown", "2026-12-01T09:00:00+01:00", TOM, "30:00"), "mis_a_jour");
    h = get(w, e.tom, "/rendez-vous");
    has(&h, "rendez-vous est à venir");
    says(&e, message(w, "destroyed", "unknown", HIER, TOM, "40:00"), "annule");
    h = get(w, e.tom, "/rendez-vous");
    has_not(&h, "à venir");
}

static void one_sets_aside_ones_own(void **state)
{
    Essai e = essai_new(state, PORTEE_STRUCTURE, STR_NONE);
    WORLD w = e.w;
    const RendezVous *x;
    size_t n;
    int64_t later;
    says(&e, message(w, "created", "unknown", HIER, TOM, "00:00"), "pris");
    assert_ok(rdv_lister(w->db, w->a, w->tom.id, date_paris(w->now), &x, &n, &later));
    assert_int_equal(n, 1);
    const char *body = str_format(w->a, "rdv=%.*s", STR_ARG(x[0].uid)).p;
    assert_int_equal(post(w, w->ref_voves, "/rendez-vous/ecarter", body).status, 404);
    HttpAnswer h = post(w, e.tom, "/rendez-vous/ecarter", body);
    leads_to(&h, "/rendez-vous?fait=ecarte");
    says(&e, message(w, "updated", "seen", HIER, TOM, "10:00"), "mis_a_jour");
    h = get(w, e.tom, "/rendez-vous");
    has(&h, "Aucun rendez-vous n’attend"); /* said once, it stays said */
    assert_ok(slice_rendezvous.oublier(w->db, w->a, NULL, w->now, w->tom.id.v));
}

static void who_is_not_ours_is_told(void **state)
{
    Essai e = essai_new(state, PORTEE_STRUCTURE, STR_NONE);
    WORLD w = e.w;
    HttpAnswer h = send(&e, message(w, "created", "unknown", HIER, "personne@example.org", "00:00"));
    has(&h, "Aucun des agents");
    says(&e, message(w, "created", "unknown", HIER, "max@example.org", "01:00"), "ignore"); /* of another structure */
    says(&e,
        S("{\"data\":{},\"meta\":{\"model\":\"Absence\",\"event\":\"created\",\"timestamp\":\"2026-11-23T12:00:00+01:"
          "00\"}}"),
        "ignore");
    h = send(&e, message(w, "created", "unknown", "demain", TOM, "02:00"));
    assert_int_equal(h.status, 400);
    has(&h, "data.starts_at");
    Str forged = message(w, "created", "unknown", HIER, TOM, "03:00");
    h = http_call(&w->app, w->db, w->a, "POST", str_cat(w->a, S("/api/v1/rdv/"), e.uid).p,
        str_format(w->a, "X-Lapin-Signature: %064d\r\n", 0).p, forged);
    assert_int_equal(h.status, 401);
    /* given to somebody who is not ours, it leaves the list */
    says(&e, message(w, "created", "unknown", HIER, TOM, "10:00"), "pris");
    says(&e, message(w, "updated", "unknown", HIER, "personne@example.org", "20:00"), "ignore");
    h = get(w, e.tom, "/rendez-vous");
    has(&h, "Aucun rendez-vous n’attend");
}

int main(void)
{
    const struct CMUnitTest all[] = {
        cmocka_unit_test(an_appointment_becomes_a_record),
        cmocka_unit_test(none_is_hidden_by_those_that_are_written),
        cmocka_unit_test(messages_come_twice_late_and_in_disorder),
        cmocka_unit_test(one_sets_aside_ones_own),
        cmocka_unit_test(who_is_not_ours_is_told),
    };
    return SUITE_MAIN("rendezvous", true, all);
}
