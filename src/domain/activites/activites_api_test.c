// SPDX-License-Identifier: AGPL-3.0-or-later
/* What programs write and read: once by key, within the territory, told by field; both engines. */
#include <jansson.h>

#include "core/slice.h"
#include "domain/activites/activites_world_test.h"
#include "domain/activites/arretes.h"
#include "domain/activites/statistiques.h"

static const char good[] =
    "{\"type\":\"individuel\",\"jour\":\"2026-10-05\",\"duree\":45,\"themes\":[\"email\",\"bureautique\"],"
    "\"dispositif\":\"autre\",\"lieu_type\":\"lieu_activite\",\"nouveau\":true,\"regle\":true,"
    "\"satisfaction\":5,\"note\":\"sans nom\"}";

static HttpAnswer call(World *w, const char *session, const char *method, const char *target, const char *more,
    Str body)
{
    Str headers = str_cat(w->a, test_key_header(w->a, session), str_from(more));
    return http_call(&w->app, w->db, w->a, method, target, headers.p, body);
}

static HttpAnswer write_one(World *w, const char *session, const char *key, const char *body)
{
    Str more = str_format(w->a, "Content-Type: application/json\r\n%s%s%s", key ? "Idempotency-Key: " : "",
        key ? key : "", key ? "\r\n" : "");
    return call(w, session, "POST", "/api/v1/activites", more.p, str_from(body));
}

static HttpAnswer read_some(World *w, const char *session, const char *target)
{
    HttpAnswer h = call(w, session, "GET", target, "", STR_NONE);
    if (h.status != 200)
        fail_msg("%s : %d %.*s", target, h.status, STR_ARG(h.body));
    return h;
}

static int64_t total(World *w)
{
    const StatQuestion q = { .du = day("2000-01-01"), .au = day("2026-12-31"), .dispositif = -1, .epci = STR_NONE };
    Chiffres c;
    assert_ok(statistiques(w->db, w->a, &q, true, &c));
    return c.accompagnements;
}

static void a_key_writes_once(void **state)
{
    ACTIVITES w = activites_new(state);
    HttpAnswer h = write_one(w, w->ref_voves, "cle-0001", good);
    if (h.status != 201)
        fail_msg("%d %.*s", h.status, STR_ARG(h.body));
    has(&h, "\"deja\":false");
    Str first = str_dup(w->a, h.body);
    h = write_one(w, w->ref_voves, "cle-0001", good); /* the answer was lost: the same one comes again */
    assert_int_equal(h.status, 201);
    assert_str_equal(h.body, first);
    h = write_one(w, w->ref_voves, "cle-0001", "{\"type\":\"individuel\"}");
    assert_int_equal(h.status, 409);
    has(&h, "autre contenu");
    assert_int_equal(total(w), 1);
    h = write_one(w, w->ref_voves, NULL, good);
    assert_int_equal(h.status, 400);
    has(&h, "Idempotency-Key");
    h = write_one(w, w->ref_voves, "court", good);
    assert_int_equal(h.status, 400);
    h = write_one(w, w->ref_brou, "cle-0001", good); /* the test's programs have one name: another one would be new */
    assert_int_equal(total(w), 1);
    assert_int_equal(written(w, "activite.creer"), 1);
    h = write_one(w, w->ref_voves, "cle-0002",
        "{\"type\":\"collectif\",\"jour\":\"2026-10-06\",\"duree\":90,\"themes\":\"email\",\"dispositif\":\"autre\","
        "\"participants\":8,\"nouveaux\":3,\"titre\":\"Atelier\"}");
    assert_int_equal(h.status, 201);
    assert_int_equal(total(w), 9);
}

static void each_fault_is_told_on_its_field(void **state)
{
    static const struct {
        const char *body, *says;
    } bad[] = {
        { "{\"jour\":\"2026-10-05\",\"duree\":30}", "\"champ\":\"themes\"" },
        { "{\"jour\":\"2026-13-05\",\"duree\":30,\"themes\":[\"email\"]}", "\"champ\":\"jour\"" },
        { "{\"jour\":\"2026-10-05\",\"duree\":0,\"themes\":[\"email\"]}", "\"champ\":\"duree\"" },
        { "{\"jour\":\"2999-10-05\",\"duree\":30,\"themes\":[\"email\"]}", "est à venir" },
        { "{\"jour\":\"2026-10-05\",\"duree\":30,\"themes\":[\"zzz\"]}", "\"champ\":\"themes\"" },
        { "{\"jour\":\"2026-10-05\",\"duree\":30,\"themes\":[\"email\"],\"carte\":\"ABCD\"}", "\"champ\":\"carte\"" },
        { "{\"jour\":\"2026-10-05\",\"duree\":30,\"themes\":[\"email\"],\"satisfaction\":6}",
            "\"champ\":\"satisfaction\"" },
        { "{\"jour\":\"2026-10-05\",\"duree\":30,\"themes\":[\"email\"],\"age\":6}", "n’est le nom d’aucun champ" },
        { "{\"jour\":{\"an\":2026},\"duree\":30}", "attend une valeur simple" },
        { "[]", "objet JSON" },
        { "{\"jour\":", "Ligne 1" },
    };
    ACTIVITES w = activites_new(state);
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        HttpAnswer h = write_one(w, w->ref_voves, str_format(w->a, "mauvaise-%zu", i).p, bad[i].body);
        if (h.status != 400 || !str_has(h.body, str_from(bad[i].says)))
            fail_msg("%s : %d %.*s", bad[i].body, h.status, STR_ARG(h.body));
    }
    assert_int_equal(total(w), 0);
    /* a key that is not known hears nothing of what it sent */
    HttpAnswer h = http_call(&w->app, w->db, w->a, "POST", "/api/v1/activites",
        "Authorization: Bearer ne_faux\r\nContent-Type: application/json\r\n", S("[]"));
    assert_int_equal(h.status, 401);
    has_not(&h, "objet JSON");
    /* mended under the same key, it is taken: a refusal takes no key */
    assert_int_equal(write_one(w, w->ref_voves, "mauvaise-0", good).status, 201);
}

static void a_foreign_structure_is_refused(void **state)
{
    ACTIVITES w = activites_new(state);
    Str here = str_format(w->a, "{\"structure\":\"%.*s\",%s", STR_ARG(w->voves.uid), good + 1);
    Str there = str_format(w->a, "{\"structure\":\"%.*s\",%s", STR_ARG(w->brou.uid), good + 1);
    assert_int_equal(write_one(w, w->admin, "ici-00001", here.p).status, 201);
    HttpAnswer h = write_one(w, w->ref_voves, "ailleurs-1", there.p);
    assert_int_equal(h.status, 400);
    has(&h, "\"champ\":\"structure\"");
    assert_int_equal(write_one(w, w->admin, "nulle-part", good).status, 400);
    const char *reader = world_session(w, w->tom.id, ROLE_RANG_LECTEUR, PORTEE_DEPARTEMENT, S("28"));
    assert_int_equal(write_one(w, reader, "lecteur-1", good).status, 403);
    assert_int_equal(call(w, reader, "GET", "/api/v1/activites", "", STR_NONE).status, 403);
    assert_int_equal(total(w), 1);
}

/* A page at a time, with the cursor that each answer gives. */
static void pages_hold_each_record_once(void **state)
{
    enum { N = 23 };
    ACTIVITES w = activites_new(state);
    Acteur zoe = referent(&w->zoe, &w->voves), max = referent(&w->max, &w->brou);
    Activite x = individual("2026-05-04");
    bool deja, seen[N + 1] = { false };
    Str uid[N], other, next = S("");
    for (int i = 0; i < N; i++) { /* several in one second: the id tells them apart */
        w->now += i % 7 == 0;
        uid[i] = record(w, &zoe, &x, STR_NONE, &deja);
    }
    x.note = S("une note");
    assert_ok(activite_enregistrer(w->db, w->a, &max, w->now, w->app.random, &w->brou, &x, STR_NONE, &other, &deja));
    assert_ok(activite_supprimer(w->db, w->a, &zoe, w->now, uid[3], true, STR_NONE));
    int pages = 0, n = 0;
    for (bool more = true; more; pages++) {
        JSON_VALUE root = NULL;
        Str message;
        HttpAnswer h = read_some(w, w->ref_voves, str_format(w->a, "/api/v1/activites?limite=5%.*s", STR_ARG(next)).p);
        has_not(&h, "une note");
        has_not(&h, "cle:");
        assert_ok(json_read(w->a, h.body, (JsonLimits){ h.body.n, 8, false }, &root, &message));
        const json_t *list = json_object_get(root, "activites");
        for (size_t i = 0; i < json_array_size(list); i++, n++) {
            int k = 0;
            while (k < N && !str_eq(uid[k], json_member_str(json_array_get(list, i), "id")))
                k++;
            assert_true(k < N && !seen[k]);        /* ours, and not seen yet */
            assert_int_equal(json_object_get(json_array_get(list, i), "suppression") != NULL, k == 3);
            seen[k] = true;
        }
        more = json_is_string(json_object_get(root, "suivant"));
        next = more ? str_format(w->a, "&apres=%.*s", STR_ARG(json_member_str(root, "suivant"))) : S("");
    }
    assert_int_equal(n, N);
    assert_int_equal(pages, 5);
    HttpAnswer h = read_some(w, w->ref_voves, "/api/v1/activites?modifie_depuis=2026-11-24");
    has(&h, "\"activites\":[]");
    h = read_some(w, w->ref_voves, "/api/v1/activites?modifie_depuis=2026-11-23&limite=1");
    has(&h, "\"suivant\":\"");
    h = call(w, w->ref_voves, "GET", "/api/v1/activites?apres=zzz", "", STR_NONE);
    assert_int_equal(h.status, 400);
    has(&h, "\"champ\":\"apres\"");
    assert_int_equal(call(w, w->ref_voves, "GET", "/api/v1/activites?limite=501", "", STR_NONE).status, 400);
    assert_true(written(w, "api.activites") > 0);
    /* one's own, for a médiateur */
    const char *tom = world_session(w, w->tom.id, ROLE_RANG_MEDIATEUR, PORTEE_STRUCTURE, w->voves.uid);
    h = read_some(w, tom, "/api/v1/activites");
    has(&h, "\"activites\":[]");
}

static void figures_are_those_of_the_command(void **state)
{
    static const char year[] = "/api/v1/statistiques?du=2025-01-01&au=2025-12-31";
    ACTIVITES w = activites_new(state);
    Acteur zoe = referent(&w->zoe, &w->voves);
    Activite x = individual("2025-03-02"), workshop = individual("2025-04-02");
    const StatQuestion q = { .du = day("2025-01-01"), .au = day("2025-12-31"), .dispositif = -1, .epci = STR_NONE };
    BUF b = buf_new(64 * KIB);
    Json j = json_to(&b);
    Chiffres c;
    bool deja;
    Str uid;
    (void)record(w, &zoe, &x, STR_NONE, &deja);
    workshop.type = ACTIVITE_COLLECTIF;
    workshop.anonymes = 19;
    workshop.commune = S("28061");
    (void)record(w, &zoe, &workshop, STR_NONE, &deja);
    assert_ok(statistiques(w->db, w->a, &q, false, &c));
    assert_ok(statistiques_nouveaux(w->db, w->a, &q, &c));
    json_obj(&j);
    statistiques_json(&j, w->a, &q, &c);
    json_end(&j);
    Str wanted = str_slice(buf_str(&b), 1, buf_str(&b).n - 1);
    HttpAnswer h = read_some(w, w->admin, year);
    assert_true(str_has(h.body, wanted));
    has(&h, "\"accompagnements\":20,\"individuels\":1,\"participants\":19,");
    h = read_some(w, w->admin, "/api/v1/statistiques?du=2025-01-01&au=2025-12-31&par=commune");
    has(&h, "\"cle\":\"28422\",\"nom\":\"28422\",\"masque\":false,\"accompagnements\":1");
    /* whoever may not open the records gets what everybody may read */
    const char *reader = world_session(w, w->tom.id, ROLE_RANG_LECTEUR, PORTEE_DEPARTEMENT, S("28"));
    h = read_some(w, reader, "/api/v1/statistiques?du=2025-01-01&au=2025-12-31&par=commune");
    has(&h, "\"cle\":\"28422\",\"nom\":\"28422\",\"masque\":true}");
    has(&h, "\"cle\":\"28061\",\"nom\":\"28061\",\"masque\":true}");
    h = call(w, reader, "GET", "/api/v1/statistiques?du=2025-03-02&au=2025-03-02", "", STR_NONE);
    assert_int_equal(h.status, 400);
    has(&h, "une année civile à la fois");
    (void)read_some(w, w->admin, "/api/v1/statistiques?du=2025-03-02&au=2025-03-02");
    set_threshold(w, "21");
    h = read_some(w, reader, year);
    assert_str_equal(h.body, S("{\"masque\":true,\"seuil\":21}"));
    set_threshold(w, NULL);
    h = read_some(w, w->ref_brou, year);
    has(&h, "\"accompagnements\":0,");
    assert_int_equal(call(w, w->admin, "GET", "/api/v1/statistiques?du=2025-01-01", "", STR_NONE).status, 400);
    assert_int_equal(call(w, w->admin, "GET", "/api/v1/statistiques?du=2025-02-01&au=2025-01-01", "", STR_NONE).status,
        400);
    const char *perche = world_session(w, w->lea.id, ROLE_RANG_COORDINATEUR, PORTEE_EPCI, S("200070159"));
    assert_int_equal(call(w, perche, "GET", str_format(w->a, "%s&epci=200033181", year).p, "", STR_NONE).status, 404);
    /* closed, the year keeps its figures; what changed since is named beside */
    assert_ok(arreter(w->db, w->a, NULL, w->now, w->app.random, &q, S("Tout le territoire"), &uid));
    (void)record(w, &zoe, &x, STR_NONE, &deja);
    h = read_some(w, w->admin, year);
    assert_true(str_has(h.body, wanted));
    has(&h, "\"empreinte\":\"");
    has(&h, "\"nature\":\"creer\"");
    has(&h, "\"aujourdhui\":{");
    has(&h, "\"accompagnements\":21,");
    h = read_some(w, w->admin, "/api/v1/statistiques?du=2025-01-01&au=2025-12-31&dispositif=autre&par=mois");
    has(&h, "\"cle\":\"2025-03\",\"nom\":\"Mars 2025\",\"masque\":false,\"accompagnements\":1,");
}

/* 28422 is the only small commune of its intercommunalité, 28085 the only one of a small one. */
static void small_ones_stay_hidden(World *w, const char *reader)
{
    static const char year[] = "?du=2025-01-01&au=2025-12-31";
    static const char *const hidden[] = { "28404", "28422", "28061", "28085" };
    HttpAnswer h = read_some(w, reader, str_format(w->a, "/api/v1/statistiques%s&par=commune", year).p);
    for (size_t i = 0; i < sizeof hidden / sizeof *hidden; i++)
        has(&h, str_format(w->a, "\"cle\":\"%s\",\"nom\":\"%s\",\"masque\":true}", hidden[i], hidden[i]).p);
    has(&h, "\"cle\":\"28015\",\"nom\":\"28015\",\"masque\":false,\"accompagnements\":50");
    h = read_some(w, reader, str_format(w->a, "/api/v1/statistiques%s&par=epci", year).p);
    has(&h, "\"cle\":\"200070159\",\"nom\":\"200070159\",\"masque\":false,\"accompagnements\":95");
    has(&h, "\"cle\":\"200033181\",\"nom\":\"200033181\",\"masque\":true}");
    has(&h, "\"cle\":\"242800585\",\"nom\":\"242800585\",\"masque\":true}");
    /* asked for alone, what the table hides is not told either */
    h = read_some(w, reader, str_format(w->a, "/api/v1/statistiques%s&epci=242800585", year).p);
    assert_str_equal(h.body, S("{\"masque\":true,\"seuil\":11}"));
    h = read_some(w, reader, str_format(w->a, "/api/v1/statistiques%s&epci=200070159", year).p);
    has(&h, "\"accompagnements\":95");
}

static void what_is_hidden_is_hidden_everywhere(void **state)
{
    ACTIVITES w = activites_new(state);
    Acteur zoe = referent(&w->zoe, &w->voves);
    const StatQuestion q = { .du = day("2025-01-01"), .au = day("2025-12-31"), .dispositif = -1, .epci = STR_NONE };
    const char *reader = world_session(w, w->tom.id, ROLE_RANG_LECTEUR, PORTEE_DEPARTEMENT, S("28"));
    Str uid;
    workshop_at(w, &zoe, "28404", "200070159", 40);
    workshop_at(w, &zoe, "28422", "200070159", 5);
    workshop_at(w, &zoe, "28015", "200070159", 50);
    workshop_at(w, &zoe, "28061", "242800585", 30);
    workshop_at(w, &zoe, "28085", "200033181", 4);
    small_ones_stay_hidden(w, reader);
    assert_ok(arreter(w->db, w->a, NULL, w->now, w->app.random, &q, S("Tout le territoire"), &uid));
    small_ones_stay_hidden(w, reader);
    HttpAnswer h = read_some(w, w->admin, "/api/v1/statistiques?du=2025-01-01&au=2025-12-31&par=commune");
    has(&h, "\"cle\":\"28422\",\"nom\":\"28422\",\"masque\":false,\"accompagnements\":5");
}

int main(void)
{
    const struct CMUnitTest all[] = {
        cmocka_unit_test(a_key_writes_once),
        cmocka_unit_test(each_fault_is_told_on_its_field),
        cmocka_unit_test(a_foreign_structure_is_refused),
        cmocka_unit_test(pages_hold_each_record_once),
        cmocka_unit_test(figures_are_those_of_the_command),
        cmocka_unit_test(what_is_hidden_is_hidden_everywhere),
    };
    return SUITE_MAIN("activites_api", true, all);
}
