// SPDX-License-Identifier: AGPL-3.0-or-later
/* The pages of the directory over requests in process, on both engines. */
#include <fcntl.h>

#include "core/http/inproc.h"
#include "core/slice.h"
#include "domain/lieux/lieux.h"
#include "domain/lieux/lieux_web.h"
#include "domain/site/site.h"
#include "lieux_sql.h"
#include "support/suite.h"

static const Slice *const table[] = { &slice_territoire, &slice_lieux, NULL };
static const Site site = { .nom = S_INIT("Essai"), .territoire = S_INIT("en Eure-et-Loir") };

typedef struct Monde {
    Arena *a;
    Db *db;
    App app;
    int64_t now;
} Monde;

static SqlLieuInsertArgs lieu(Str id, Str nom)
{
    return (SqlLieuInsertArgs){ .id = id,
        .pivot = S("00000000000000"),
        .nom = nom,
        .commune = S("Brou"),
        .code_postal = S("28160"),
        .code_insee = S("28061"),
        .adresse = S("4 rue de la Rivière"),
        .latitude = S("48.21"),
        .longitude = S("1.16"),
        .telephone = S("+33261910028"),
        .date_maj = S("2026-01-01"),
        .services = S("Aide aux démarches administratives"),
        .frais_a_charge = S("Gratuit"),
        .origine = S("essai"),
        .horaires = S("Mo-Fr 09:00-12:00,14:00-17:30; PH off"),
        .empreinte = S("x") };
}

static void monde(void **state, Monde *m, const SqlLieuInsertArgs *lieux, size_t n)
{
    *m = (Monde){ .a = arena_new(256 * MIB), .db = test_db(state), .now = 1700000000 };
    TX tx = tx_begin(m->db, HERE);
    for (size_t i = 0; i < n; i++)
        assert_ok(sql_lieu_insert(m->db, &lieux[i]));
    assert_ok(snapshot_touch(m->db, &lieux_snapshot));
    assert_ok(tx_commit(&tx));
    m->app = (App){ .clock = clock_fixed(&m->now), .slices = table, .site = &site };
    Str message;
    Config *config;
    assert_ok(config_load(m->a, NULL, &config, &message));
    m->app.config = config;
    assert_ok(log_new(open("/dev/null", O_WRONLY | O_CLOEXEC), false, m->app.clock, &m->app.log));
    assert_ok(snapshots_new(table, &m->app.snapshots));
    assert_ok(snapshots_refresh(m->app.snapshots, m->db));
}

static void monde_fini(Monde *m)
{
    snapshots_free(m->app.snapshots);
    log_free(m->app.log);
    arena_free(m->a);
}

static HttpAnswer get(Monde *m, const char *target, int status)
{
    HttpAnswer h = http_call(&m->app, m->db, m->a, "GET", target, NULL, STR_NONE);
    if (h.status != status)
        fail_msg("%s : %d au lieu de %d\n%.*s", target, h.status, status, STR_ARG(h.body));
    return h;
}

static void has(const HttpAnswer *h, const char *what)
{
    if (!str_has(h->body, str_from(what)))
        fail_msg("« %s » manque dans :\n%.*s", what, STR_ARG(h->body));
}

static void has_not(const HttpAnswer *h, const char *what)
{
    if (str_has(h->body, str_from(what)))
        fail_msg("« %s » ne devait pas être dans :\n%.*s", what, STR_ARG(h->body));
}

static void annuaire_vide(void **state)
{
    Monde m;
    monde(state, &m, NULL, 0);
    HttpAnswer h = get(&m, "/lieux", 200);
    has(&h, "<h1>Aucun lieu en Eure-et-Loir</h1>");
    has(&h, "Voir tous les lieux");
    get(&m, "/lieux/inconnu", 404);
    h = get(&m, "/lieux.csv", 200);
    has(&h, "\xEF\xBB\xBFid,pivot,nom,");
    monde_fini(&m);
}

static void un_lieu(void **state)
{
    Monde m;
    const SqlLieuInsertArgs l = lieu(S("b/é ?"), S("L’Atelier"));
    monde(state, &m, &l, 1);
    HttpAnswer h = get(&m, "/lieux", 200);
    has(&h, "<h1>1\xC2\xA0lieu en Eure-et-Loir</h1>");
    has(&h, "href=\"/lieux/b%2F%C3%A9%20%3F\"");
    has(&h, "href=\"tel:+33261910028\"");
    h = get(&m, "/lieux/b%2F%C3%A9%20%3F", 200);
    has(&h, "<h1>L’Atelier</h1>");
    has(&h, "Appeler le 02\xC2\xA0"
            "61\xC2\xA0"
            "91\xC2\xA0"
            "00\xC2\xA0"
            "28");
    has(&h, "9\xC2\xA0h – 12\xC2\xA0h et 14\xC2\xA0h – 17\xC2\xA0h\xC2\xA0"
            "30");
    has(&h, "Fermé les jours fériés.");
    has(&h, "1er\xC2\xA0janvier 2026");
    h = get(&m, "/lieux?services=Acquisition%20de%20mat%C3%A9riel%20informatique%20%C3%A0%20prix%20solidaire", 200);
    has(&h, "<h1>Aucun lieu en Eure-et-Loir</h1>");
    has(&h, "noindex");
    monde_fini(&m);
}

static void adresse_canonique(void **state)
{
    Monde m;
    const SqlLieuInsertArgs l = lieu(S("a"), S("A"));
    monde(state, &m, &l, 1);
    HttpAnswer h = get(&m, "/lieux?q=&commune=&frais_a_charge=Payant&frais_a_charge=Gratuit&page=1", 303);
    assert_str_equal(http_answer_header(&h, "Location"), S("/lieux?frais_a_charge=Gratuit%7CPayant"));
    get(&m, "/lieux?frais_a_charge=Gratuit%7CPayant", 200);
    h = get(&m, "/lieux?q=", 303);
    assert_str_equal(http_answer_header(&h, "Location"), S("/lieux"));
    h = get(&m, "/lieux?rayon_km=7", 200);
    has(&h, "Il reste un point à corriger");
    has(&h, "href=\"#c-rayon_km\"");
    h = get(&m, "/lieux?commune=Nulle-Part", 200);
    has(&h, "Aucune commune ne s’appelle « Nulle-Part »");
    monde_fini(&m);
}

static void quatre_cents_lieux(void **state)
{
    Monde m;
    static SqlLieuInsertArgs l[400];
    ARENA a = arena_new(MIB);
    for (size_t i = 0; i < 400; i++)
        l[i] = lieu(str_format(a, "l%03zu", i), str_format(a, "Lieu %03zu", i));
    monde(state, &m, l, 400);
    HttpAnswer h = get(&m, "/lieux?page=17", 200);
    has(&h, "id=\"lieu-400\"");
    has(&h, "Lieu 399");
    has(&h, "rel=\"prev\" href=\"/lieux?page=16\"");
    has_not(&h, "rel=\"next\"");
    h = get(&m, "/lieux?page=18", 404);
    has(&h, "Cette page n’existe pas");
    has(&h, "href=\"/lieux?page=17\"");
    h = get(&m, "/lieux.csv", 200);
    size_t lines = 0;
    for (size_t i = 0; i < h.body.n; i++)
        lines += h.body.p[i] == '\n';
    assert_int_equal(lines, 401);
    monde_fini(&m);
}

static void noms_hostiles(void **state)
{
    Monde m;
    ARENA a = arena_new(MIB);
    Str bad = S("\"'><script>alert(1)</script>");
    char *many = NEW(a, char, 10000);
    for (size_t i = 0; i < 10000; i++)
        many[i] = 'n';
    SqlLieuInsertArgs l[] = { lieu(S("x"), bad), lieu(S("long"), str_of(many, 10000)) };
    l[0].adresse = l[0].commune = l[0].complement_adresse = l[0].presentation_resume = l[0].presentation_detail = bad;
    l[0].telephone = l[0].horaires = l[0].source = l[0].structure_parente = l[0].courriels = bad;
    l[0].site_web = S("javascript:alert(1)|https://exemple.test/\"><script>");
    l[0].prise_rdv = l[0].fiche_acces_libre = S("javascript:alert(1)");
    l[0].date_maj = S("2026-01-01");
    monde(state, &m, l, 2);
    const char *const pages[] = { "/lieux", "/lieux/x", "/lieux/long", "/lieux?q=%22%3E%3Cscript%3E",
        "/lieux?commune=%22%3E%3Cscript%3E" };
    for (size_t i = 0; i < sizeof pages / sizeof *pages; i++) {
        HttpAnswer h = get(&m, pages[i], 200);
        has_not(&h, "<script>");
        has_not(&h, "href=\"javascript:");
    }
    HttpAnswer h = get(&m, "/lieux.csv", 200);
    has(&h, "nom,");
    monde_fini(&m);
}

/* What a page would say and leave out, a file refuses. */
static void csv_refuse(void **state)
{
    Monde m;
    const SqlLieuInsertArgs l = lieu(S("a"), S("A"));
    monde(state, &m, &l, 1);
    get(&m, "/lieux.csv?rayon_km=7", 400);
    get(&m, "/lieux.csv?commune=Nulle-Part", 400);
    get(&m, "/lieux.csv?pres=148.2,1.1", 400);
    get(&m, "/lieux.csv?services=Inconnu", 400);
    HttpAnswer h = get(&m, "/lieux.csv?frais_a_charge=Gratuit", 200);
    has(&h, "00000000000000");
    monde_fini(&m);
}

/* Told as soon as a place is invented, on errors too; not told for real places. */
static void demonstration_dite(void **state)
{
    static const char *const pages[] = { "/lieux", "/lieux/a" };
    for (int invented = 0; invented < 2; invented++) {
        Monde m;
        SqlLieuInsertArgs l = lieu(S("a"), S("A"));
        l.source = invented ? S("Démonstration (données inventées)") : S("Recensement");
        l.id = invented ? S("a") : S("b");
        monde(state, &m, &l, 1);
        m.app.demonstration = site_demonstration;
        m.app.error_page = site_error_page;
        for (size_t i = 0; i < sizeof pages / sizeof *pages; i++) {
            HttpAnswer h = http_call(&m.app, m.db, m.a, "GET", pages[i], NULL, STR_NONE);
            assert_int_equal(str_has(h.body, S("class=\"demo\"")), invented);
        }
        HttpAnswer h = get(&m, "/lieux/inconnu", 404);
        assert_int_equal(str_has(h.body, S("class=\"demo\"")), invented);
        monde_fini(&m);
    }
}

static void horaires(void **state)
{
    (void)state;
    ARENA a = arena_new(MIB);
    Semaine w;
    assert_true(horaires_simples(a, S("Mo,We-Fr 09:00-12:00; Sa off; PH off"), &w));
    assert_str_equal(w.jours[0], S("9\xC2\xA0h – 12\xC2\xA0h"));
    assert_str_equal(w.jours[1], S("fermé"));
    assert_str_equal(w.jours[6], S("fermé"));
    assert_true(w.feries_fermes);
    static const char *const refused[] = { "", "24/7", "week 1-53/2 Mo 09:00-12:00", "Mo 09:00-12:00, Tu 10:00-11:00",
        "Mo 9:00-12:00", "Mo 12:00-09:00", "Mo 25:00-26:00", "Fr-Mo 09:00-12:00", "Mo 09:00+", "PH 10:00-12:00",
        "Mo-Fr off", "Mo 09:00-12:00,11:00-13:00", "Jan Mo 09:00-10:00", "lundi de 9h à 12h" };
    for (size_t i = 0; i < sizeof refused / sizeof *refused; i++)
        if (horaires_simples(a, str_from(refused[i]), &w))
            fail_msg("« %s » ne devait pas être compris", refused[i]);
}

int main(void)
{
    const struct CMUnitTest all[] = {
        cmocka_unit_test(annuaire_vide),
        cmocka_unit_test(un_lieu),
        cmocka_unit_test(adresse_canonique),
        cmocka_unit_test(quatre_cents_lieux),
        cmocka_unit_test(noms_hostiles),
        cmocka_unit_test(horaires),
        cmocka_unit_test(csv_refuse),
        cmocka_unit_test(demonstration_dite),
    };
    return SUITE_MAIN("lieux_web", true, all);
}
