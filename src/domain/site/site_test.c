// SPDX-License-Identifier: AGPL-3.0-or-later
/* The rules of the site and each of its routes, in process, without a directory: the state of a new installation. */
#include "domain/site/site.h"

#include "core/app.h"
#include "core/http/inproc.h"
#include "domain/lieux/lieux.h"
#include "support/suite.h"
#include "web/assets.h"

typedef struct World {
    Arena *a;
    Db *db;
    Config *config;
    Site site;
    Snapshots *snapshots;
    App app;
    int64_t now;
} World;

static const SnapshotDef *const defs[] = { &territoire_snapshot, &lieux_snapshot, NULL };
static const Slice slice_defs = { .name = "essai", .snapshots = defs };
static const Slice *const table[] = { &slice_defs, &slice_site, NULL };

static World *world_new(void **state, char *const *environ_)
{
    Arena *a = arena_new(16 * MIB);
    World *w = NEW(a, World, 1);
    Str why = STR_NONE;
    w->a = a;
    w->now = 1750000000;
    w->db = test_db(state);
    assert_ok(config_load(a, environ_, &w->config, &why));
    assert_ok(site_from_config(w->config, a, &w->site));
    assert_ok(snapshots_new(table, &w->snapshots));
    assert_ok(snapshots_refresh(w->snapshots, w->db));
    w->app = (App){
        .config = w->config,
        .clock = clock_fixed(&w->now),
        .snapshots = w->snapshots,
        .slices = table,
        .site = &w->site,
        .demonstration = site_demonstration,
        .error_page = site_error_page,
        .assets = assets,
    };
    return w;
}

static void world_freep(World **w)
{
    snapshots_free((*w)->snapshots);
    arena_free((*w)->a);
}
#define WORLD __attribute__((cleanup(world_freep))) World *

static HttpAnswer get(World *w, const char *target)
{
    return http_call(&w->app, w->db, w->a, "GET", target, NULL, STR_NONE);
}

static size_t times(Str text, Str what)
{
    size_t n = 0;
    for (size_t at = 0; (at = str_find(text, at, what)) < text.n; at++)
        n++;
    return n;
}

static void test_needs_reach_every_service(void **state)
{
    bool reached[STANDARD_ENUM_MAX] = { false };
    for (size_t i = 0; i < BESOINS_N; i++)
        for (size_t k = 0; k < BESOIN_SERVICES_MAX; k++) {
            Str service = besoins[i].services[k];
            int value = standard_enum_index(ENUM_SERVICES, service);
            assert_true(value >= 0 || str_is_none(service));
            if (value >= 0)
                reached[value] = true;
        }
    for (int v = 0; v < standard_enum_n(ENUM_SERVICES); v++)
        assert_true(reached[v]);
}

static void test_telephone(void **state)
{
    static char phone[] = "ENSEMBLE_TELEPHONE=02 61 91 00 28",
                state_[] = "ENSEMBLE_ACCESSIBILITE=partiellement-conforme";
    char *const with[] = { phone, state_, NULL };
    WORLD w = world_new(state, with);
    assert_str_equal(w->site.telephone_uri, S("tel:+33261910028"));
    assert_str_equal(w->site.telephone, S("02\u00A061\u00A091\u00A000\u00A028"));
    assert_str_equal(w->site.accessibilite, S("partiellement conforme"));
    HttpAnswer home = get(w, "/");
    assert_true(str_has(home.body, S("href=\"tel:+33261910028\"")));
    assert_true(str_has(home.body, S("Appelez-nous")));
    assert_true(str_has(get(w, "/accessibilite").body, S("partiellement conforme")));
}

static void test_every_page(void **state)
{
    WORLD w = world_new(state, NULL);
    static const char *const pages[] = { "/", "/accessibilite", "/mentions-legales", "/credits", "/plan-du-site" };
    for (size_t i = 0; i < sizeof pages / sizeof pages[0]; i++) {
        HttpAnswer h = get(w, pages[i]);
        assert_int_equal(h.status, 200);
        assert_int_equal(times(h.body, S("<h1>")), 1);
        assert_int_equal(times(h.body, S("<main id=\"contenu\">")), 1);
        assert_int_equal(times(h.body, S("Accessibilité\u00A0: non auditée")), 1);
        assert_int_equal(times(h.body, S("style=")), 0);
        assert_int_equal(times(h.body, S("http://")), 0);
        assert_true(str_ends(str_trim(h.body), S("</html>")));
    }
    /* A page in the menu says so, once in each of its two forms. */
    assert_int_equal(times(get(w, "/plan-du-site").body, S("href=\"/plan-du-site\" aria-current=\"page\"")), 2);
}

static void test_nothing_is_made_up(void **state)
{
    WORLD w = world_new(state, NULL);
    assert_int_equal(times(get(w, "/mentions-legales").body, S("Non renseigné")), 4);
    assert_true(str_has(get(w, "/accessibilite").body, S("n’a pas encore été audité")));
    assert_false(str_has(get(w, "/").body, S("Appelez-nous")));
    assert_false(str_has(get(w, "/").body, S("Démonstration")));
    assert_true(str_has(get(w, "/").body, S("encore vide")));
}

static void test_health(void **state)
{
    WORLD w = world_new(state, NULL);
    HttpAnswer h = get(w, "/sante");
    assert_int_equal(h.status, 200);
    assert_true(str_starts(h.body, S("{\"statut\":\"ok\",\"version\":\"")));
    assert_str_equal(http_answer_header(&h, "Cache-Control"), S("no-cache"));
}

static void test_robots(void **state)
{
    WORLD w = world_new(state, NULL);
    HttpAnswer h = get(w, "/robots.txt");
    assert_str_equal(h.body,
        S("User-agent: *\nDisallow: /lieux?\nDisallow: /api/\nDisallow: /affichage\nDisallow: /sante\n"));
    assert_int_equal(get(w, "/sitemap.xml").status, 404);

    static char url[] = "ENSEMBLE_URL_PUBLIQUE=https://numerique.example.org";
    char *const with[] = { url, NULL };
    WORLD known = world_new(state, with);
    assert_true(str_ends(get(known, "/robots.txt").body, S("Sitemap: https://numerique.example.org/sitemap.xml\n")));
    h = get(known, "/sitemap.xml");
    assert_int_equal(h.status, 200);
    assert_true(str_has(h.body, S("<url><loc>https://numerique.example.org/credits</loc></url>")));
    assert_false(str_has(h.body, S("/sante")));
}

static void test_favicon(void **state)
{
    WORLD w = world_new(state, NULL);
    HttpAnswer h = get(w, "/favicon.ico");
    assert_int_equal(h.status, 303);
    assert_str_equal(http_answer_header(&h, "Location"), S(ASSET_FAVICON_SVG));
    assert_int_equal(get(w, ASSET_FAVICON_SVG).status, 200);
}

static void test_errors_have_ways_out(void **state)
{
    WORLD w = world_new(state, NULL);
    HttpAnswer h = get(w, "/nulle-part");
    assert_int_equal(h.status, 404);
    assert_true(str_has(h.body, S("action=\"/lieux\"")));
    assert_true(str_has(h.body, S("<meta name=\"robots\" content=\"noindex\">")));
    assert_int_equal(http_call(&w->app, w->db, w->a, "POST", "/credits", NULL, STR_NONE).status, 405);
    assert_int_equal(times(h.body, S("<h1>")), 1);
}

/* The declared budget: front.md, A7. */
static void test_weights(void **state)
{
    size_t fonts = 0, map = 0;
    Str style = S("");
    for (const Asset *a = assets; a->url; a++)
        if (str_eq(str_from(a->name), S("style.css")))
            style = a->raw;
    for (const Asset *a = assets; a->url; a++) {
        Str name = str_from(a->name);
        size_t sent = str_is_none(a->gzip) ? a->raw.n : a->gzip.n;
        if (str_ends(name, S(".woff2")) && str_has(style, str_from(a->url))) /* the others are for printed documents */
            fonts += sent;
        if (str_starts(name, S("carte.")))
            map += sent;
        if (str_eq(name, S("style.css")))
            assert_in_range(sent, 1000, 15000);
        if (str_eq(name, S("lieux.js")) || str_eq(name, S("proche.js")))
            assert_in_range(sent, 100, 5000);
    }
    assert_in_range(fonts, 1000, 40000);
    assert_in_range(map, 1000, 60000);
}

/* Another site is asked for images only where the instance has said which, and the visitor is told. */
static void test_a_ground_for_the_map_is_told(void **state)
{
    static char address[] = "ENSEMBLE_TUILES_ADRESSE=https://tuiles.example:8443/{z}/{x}/{y}.png";
    static char *const with[] = { address, NULL };
    WORLD w = world_new(state, NULL);
    assert_false(str_has(get(w, "/mentions-legales").body, S("fond-de-carte")));
    WORLD other = world_new(state, with);
    assert_str_equal(other->site.tuiles_origine, S("https://tuiles.example:8443"));
    assert_str_equal(other->site.tuiles_hote, S("tuiles.example:8443"));
    Str page = get(other, "/mentions-legales").body;
    assert_true(
        str_has(page, S("id=\"fond-de-carte\"")) && str_has(page, S("demande le fond de carte à tuiles.example:8443")));
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_needs_reach_every_service),
        cmocka_unit_test(test_telephone),
        cmocka_unit_test(test_every_page),
        cmocka_unit_test(test_nothing_is_made_up),
        cmocka_unit_test(test_a_ground_for_the_map_is_told),
        cmocka_unit_test(test_health),
        cmocka_unit_test(test_robots),
        cmocka_unit_test(test_favicon),
        cmocka_unit_test(test_errors_have_ways_out),
        cmocka_unit_test(test_weights),
    };
    return SUITE_MAIN("site", true, tests);
}
