// SPDX-License-Identifier: AGPL-3.0-or-later
/* The layers of the map: absent without data, then drawn, told and exported; both engines. */
#include <fcntl.h>

#include "core/app.h"
#include "core/http/inproc.h"
#include "domain/cartes/cartes.h"
#include "domain/diagnostic/couches.h"
#include "domain/diagnostic/diagnostic.h"
#include "domain/diagnostic/diagnostic_test.h"
#include "domain/site/site.h"

static const Slice *const table[] = { &slice_territoire, &slice_diagnostic, &slice_cartes, NULL };
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
    has(&h, "code,nom,population,valeur,classe");
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
    get(&w, "/cartes.xlsx?couche=fragilite", 200);
    get(&w, "/cartes?couche=zzz", 404);
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
        cmocka_unit_test(classes_hold_their_lower_bound),
    };
    return SUITE_MAIN("cartes", true, tests);
}
