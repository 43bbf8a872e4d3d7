// SPDX-License-Identifier: AGPL-3.0-or-later
/* The layers of the map: absent without data, then drawn, told and exported; both engines. */
#include <fcntl.h>

#include "core/app.h"
#include "core/http/inproc.h"
#include "domain/cartes/cartes.h"
#include "domain/diagnostic/couches.h"
#include "domain/diagnostic/diagnostic.h"
#include "domain/diagnostic/diagnostic_test.h"
#include "domain/lieux/lieux.h"
#include "domain/site/site.h"
#include "domain/territoire/carte.h"
#include "lieux_sql.h"
#include "web/assets.h"

static const Slice *const table[] = { &slice_territoire, &slice_lieux, &slice_diagnostic, &slice_cartes, NULL };
static const Site site = { .nom = S_INIT("Essai"), .territoire = S_INIT("ici") };

typedef struct World {
    Fixture f;
    App app;
    int64_t now;
} World;

static void world_new(void **state, World *w)
{
    char *const environment[] = { NULL };
    Config *config = NULL;
    Str message = STR_NONE;
    *w = (World){ .f = fixture_new(state), .now = TEST_NOW };
    assert_ok(config_load(w->f.a, environment, &config, &message));
    w->app = (App){ .clock = clock_fixed(&w->now), .slices = table, .site = &site, .config = config };
    assert_ok(log_new(open("/dev/null", O_WRONLY | O_CLOEXEC), false, w->app.clock, &w->app.log));
    w->app.assets = assets;
    snapshots_free(w->f.all);                      /* of the fixture, which has no places */
    w->f.all = NULL;
    assert_ok(snapshots_new(table, &w->f.all));
    w->app.snapshots = w->f.all;
    refresh(&w->f);
}

static HttpAnswer get(World *w, const char *target, int status)
{
    HttpAnswer h = http_call(&w->app, w->f.db, w->f.a, "GET", target, NULL, STR_NONE);
    if (h.status != status)
        fail_msg("%s : %d au lieu de %d\n%.*s", target, h.status, status, STR_ARG(h.body));
    return h;
}

static void has(const HttpAnswer *h, const char *what)
{
    if (!str_has(h->body, str_from(what)))
        fail_msg("« %s » manque dans :\n%.*s", what, STR_ARG(h->body));
}

static void without_data_nothing_is_shown(void **state)
{
    World w;
    world_new(state, &w);
    HttpAnswer h = get(&w, "/cartes", 200);
    has(&h, "Aucune carte n’est encore disponible");
    assert_false(str_has(h.body, S("ragilité")));
    get(&w, "/cartes?couche=fragilite", 404);
    h = get(&w, "/cartes.csv", 200);
    has(&h, "code,nom,population,valeur,classe,source,source_population");
    log_free(w.app.log);
    fixture_done(&w.f);
}

static void values_are_told_in_order_with_their_class(void **state)
{
    World w;
    world_new(state, &w);
    /* The same communes, in the département shown. */
    Str communes = str_replace(w.f.a, str_from(test_communes), S("\"departement\":\"99\""),
        S("\"departement\":\"28\""));
    load_territoire(&w.f, communes, str_from(test_epci), STR_NONE);
    load_populations(&w.f, str_from(test_populations), "populations.csv");
    load_ifn(&w.f, str_from(test_ifn), "2023-08-24", "pop_a");
    refresh(&w.f);
    HttpAnswer h = get(&w, "/cartes?couche=fragilite", 200);
    has(&h, "<h1>Fragilité numérique par commune</h1>");
    has(&h, "<tr><th scope=\"row\">Deux</th><td class=\"n\">non connu</td><td class=\"n\">4,0</td><td>de 3 à "
            "4,5</td></tr>");
    has(&h,
        "<tr><th scope=\"row\">Un</th><td class=\"n\">non connu</td><td class=\"n\">5,0</td><td>de 4,5 à 6</td></tr>");
    assert_true(str_find(h.body, 0, S("<th scope=\"row\">Un<")) < str_find(h.body, 0, S("<th scope=\"row\">Deux<")));
    has(&h, "essai");                              /* the licence of the figures */
    h = get(&w, "/cartes.csv?couche=fragilite", 200);
    has(&h, "99002,Deux,,4");
    has(&h, "\"indice d’essai, 2023-08-24, essai\",");
    assert_false(str_has(h.headers, S("fictif")));
    get(&w, "/cartes.xlsx?couche=fragilite", 200);
    get(&w, "/cartes?couche=zzz", 404);
    log_free(w.app.log);
    fixture_done(&w.f);
}

/* Said above the map, in its table, in the name of its file, and on the interactive map. */
static void what_is_invented_says_so(void **state)
{
    World w;
    world_new(state, &w);
    load_territoire(&w.f, str_replace(w.f.a, str_from(test_communes), S("\"99\""), S("\"28\"")), str_from(test_epci),
        STR_NONE);
    load_populations(&w.f, str_from(test_populations), "populations.csv");
    load_ifn_fictif(&w.f, str_from(test_ifn));
    refresh(&w.f);
    HttpAnswer h = get(&w, "/cartes?couche=fragilite", 200);
    has(&h, "Valeurs fictives.");
    has(&h, "<caption>Fictif. ");
    h = get(&w, "/cartes.csv?couche=fragilite", 200);
    assert_true(str_has(h.headers, S("fictif-carte.csv")));
    has(&h, "Démonstration (données inventées)");
    h = get(&w, "/api/v1/couches/fragilite", 200);
    has(&h, "\"fictif\":true");
    has(&h, "(fictif)\"");
    h = get(&w, "/api/v1/couches", 200);
    has(&h, "(fictif)\"");
    log_free(w.app.log);
    fixture_done(&w.f);
}

/* ---- a département of real size ---- */

/* The lines of the département, and the first one: codes are in their own column, quoted or not. */
static Str lines_of_28(Arena *a, Str csv, int column)
{
    BUF b = buf_new(16 * MIB);
    Str line, part;
    for (bool first = true; str_split(&csv, '\n', &line); first = false) {
        Str rest = line;
        for (int i = 0; i <= column && str_split(&rest, ',', &part); i++)
            continue;
        if (!first && !str_starts(part, S("28")) && !str_starts(part, S("\"28")))
            continue;
        buf_put(&b, line);
        buf_char(&b, '\n');
    }
    return str_dup(a, buf_str(&b));
}

static void load_28(Fixture *f)
{
    Str message = STR_NONE;
    ContoursLus c = { .source = S("e"), .millesime = S("2018"), .fichier = S("c") };
    ContoursBilan bilan;
    Coordonnees points = { .source = S("e"), .fichier = S("p") };
    CoordonneesBilan placed;
    CartesDessinees cartes;
    DecoupageBilan done;
    Tableau t = { .fichier = S("t.csv"), .source = S("e"), .licence = S("l"), .millesime = S("2025") };
    Rapport r = { 0 };
    Decoupage d = { .departement = S("28"),
        .source = S("e"),
        .fichier = S("c"),
        .source_epci = S("e"),
        .fichier_epci = S("f"),
        .millesime = S("2026") };
    Str data = test_source(f->a, "node_modules/@etalab/decoupage-administratif/data");
    Str geojson = test_read(f->a, test_real_file(f->a, "territoire/communes-28_cog2018.geojson"));
    Str ifn = test_read(f->a, test_real_file(f->a, "ifn/ifn-city-all-variation_2023-08-24.csv"));
    Str communes = test_read(f->a, test_real_file(f->a, "territoire/communes_fr.csv"));
    Str services = test_read(f->a, test_real_file(f->a, "territoire/france_services_fr.csv"));
    communes = lines_of_28(f->a, communes, 0);
    assert_ok(decoupage_read_communes(f->a, test_read(f->a, str_cat(f->a, data, S("/communes.json"))), &d, &message));
    assert_ok(decoupage_read_epci(f->a, test_read(f->a, str_cat(f->a, data, S("/epci.json"))), &d, &message));
    assert_ok(decoupage_apply(f->db, f->a, &d, TEST_NOW, &done));
    assert_ok(contours_read(f->a, geojson, NULL, NULL, &c, &message));
    assert_ok(contours_apply(f->db, f->a, &c, TEST_NOW, &bilan));
    assert_ok(coordonnees_read(f->a, communes, &points, &message));
    assert_ok(coordonnees_apply(f->db, f->a, &points, TEST_NOW, &placed));
    assert_ok(cartes_compute(f->db, f->a, NULL, NULL, &cartes));
    assert_ok(cartes_write(f->db, &cartes));
    load_populations(f, communes, "communes_fr.csv");
    load_ifn(f, lines_of_28(f->a, ifn, 2), "2023-08-24", "pop_cog2021");
    assert_ok(tableau_read(f->a, services, &t, &r, &message));
    assert_ok(tableau_apply(f->db, f->a, &t, &r, TEST_NOW));
}

static void add_place(Db *db)
{
    const SqlLieuInsertArgs l = { .id = S("mairie"),
        .pivot = S("00000000000000"),
        .nom = S("Relais"),
        .commune = S("Chartres"),
        .code_insee = S("28085"),
        .code_postal = S("28000"),
        .adresse = S("1 rue"),
        .latitude = S("48.44"),
        .longitude = S("1.48"),
        .horaires = S("Mo-Fr 09:00-12:00"),
        .date_maj = S("2026-01-01"),
        .origine = S("essai"),
        .empreinte = S("x") };
    assert_ok(sql_lieu_insert(db, &l));
    assert_ok(snapshot_touch(db, &lieux_snapshot));
}

/* All the pages of a map, in each method: every commune is drawn and told, and no page weighs more than 80 kB, before any
 * compression. */
static void every_page_of_a_map_is_small(void **state)
{
    static const char *const pages[] = { "/cartes?couche=fragilite", "/cartes?couche=besoin",
        "/cartes?couche=couverture", "/cartes?couche=fragilite&classes=jenks&page=3", "/diagnostic/fragilite",
        "/diagnostic/fragilite?classes=jenks", "/diagnostic/fragilite?classes=egales&page=4", "/diagnostic/precarite",
        "/diagnostic/precarite?classes=jenks", "/diagnostic/couverture", "/diagnostic/couverture?classes=quantiles",
        "/diagnostic/offre", "/diagnostic/offre?classes=jenks", "/diagnostic/offre?carte=croisee",
        "/diagnostic/indicateurs/poverty_rate", "/diagnostic/indicateurs/poverty_rate?classes=jenks&page=2" };
    enum { COMMUNES = 363, OCTETS_MAX = 80000, COMPRESSES_MAX = 40000 };
    World w;
    world_new(state, &w);
    load_28(&w.f);
    add_place(w.f.db);
    refresh(&w.f);
    for (size_t i = 0; i < sizeof pages / sizeof *pages; i++) {
        HttpAnswer h = get(&w, pages[i], 200);
        HttpAnswer z = http_call(&w.app, w.f.db, w.f.a, "GET", pages[i], "Accept-Encoding: gzip\r\n", STR_NONE);
        size_t shapes = 0, from = str_find(h.body, 0, S("<svg class=\"choro\""));
        size_t to = str_find(h.body, from, S("</svg>"));
        for (size_t at = from; (at = str_find(h.body, at, S("<a href=\"/t/28"))) < to; at++)
            shapes++;
        print_message("%zu octets, %zu transmis : %s\n", h.body.n, z.body.n, pages[i]);
        assert_int_equal(shapes, COMMUNES); /* each a link to its sheet */
        has(&h, "Passer la carte (363\u00A0territoires)");
        assert_in_range(h.body.n, OCTETS_MAX / 2, OCTETS_MAX);
        assert_in_range(z.body.n, 1, COMPRESSES_MAX);
        has(&h, "Comment lire cette carte");
        if (str_has(str_from(pages[i]), S("jenks")))
            has(&h, "seuils naturels de Jenks");
        has(&h, "id=\"c28"); /* a row that is shown leads to its commune on the map */
    }
    HttpAnswer h = get(&w, "/diagnostic/fragilite?epci=200033181", 200);
    assert_true(h.body.n < OCTETS_MAX && str_has(h.body, S("id=\"c28085\"")));
    get(&w, "/diagnostic/fragilite?epci=999999999", 404);
    h = get(&w, "/api/v1/indicateurs/poverty_rate.geojson", 200);
    has(&h, "\"type\":\"MultiPolygon\"");
    assert_false(str_has(h.body, S("\"geometry\":null")));
    h = get(&w, "/api/v1/indicateurs/poverty_rate.geojson?echelon=epci", 200);
    has(&h, "\"type\":\"MultiPolygon\"");
    has(&h, "\"contours\":\"");
    /* The sheets on paper: two pages, with all that is loaded. */
    static const char *const sheets[] = { "/territoires/commune/28085.pdf", "/territoires/commune/28061.pdf",
        "/territoires/epci/200033181.pdf", "/territoires/epci/200069912.pdf" };
    for (size_t i = 0; i < sizeof sheets / sizeof *sheets; i++)
        assert_in_range(test_pdf_pages(state, w.f.a, get(&w, sheets[i], 200).body), 1, 2);
    h = get(&w, "/cartes.csv?couche=fragilite&classes=jenks", 200);
    has(&h, "28085,Chartres,");
    assert_false(str_has(h.body, S("de 4,5 à 6\r\n")));
    get(&w, "/cartes?couche=fragilite&classes=zzz", 400);
    log_free(w.app.log);
    fixture_done(&w.f);
}

static void classes_hold_their_lower_bound(void **state)
{
    static const struct {
        double v;
        int classe;
    } rows[] = { { -1, 0 }, { 2.999, 0 }, { 3, 1 }, { 4.499, 1 }, { 4.5, 2 }, { 6, 3 }, { 7.4999, 3 }, { 7.5, 4 },
        { 1e9, 4 } };
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        assert_int_equal(couche_classe(&couche_fragilite, rows[i].v), rows[i].classe);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(without_data_nothing_is_shown),
        cmocka_unit_test(values_are_told_in_order_with_their_class),
        cmocka_unit_test(what_is_invented_says_so),
        cmocka_unit_test(every_page_of_a_map_is_small),
        cmocka_unit_test(classes_hold_their_lower_bound),
    };
    return SUITE_MAIN("cartes", true, tests);
}
