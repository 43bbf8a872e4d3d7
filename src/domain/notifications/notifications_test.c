// SPDX-License-Identifier: AGPL-3.0-or-later
/* Told once, by mail where it is wanted; what must be told is no choice. */
#include "domain/notifications/notifications.h"

#include <string.h>

#include "core/http/inproc.h"
#include "core/slice.h"
#include "domain/connexion/connexion.h"
#include "domain/journal/journal.h"
#include "support/session.h"
#include "support/suite.h"

enum { NOW = 1795435200, DAY_S = 24 * 3600 };
static const Slice *const slices[] = { &slice_journal, &slice_acteurs, &slice_connexion, &slice_notifications, NULL };
static const Site site = { .nom = S_INIT("Essai") };

typedef struct World {
    Arena *a;
    Db *db;
    App app;
    int64_t now;
    PersonneId lea;
    Acteur acteur;
} World;

static World *world_new(void **state)
{
    Arena *a = arena_new(64 * MIB);
    World *w = NEW(a, World, 1);
    char *const settings[] = { (char[]){ "ENSEMBLE_COURRIEL_DOSSIER=/tmp" },
        (char[]){ "ENSEMBLE_URL_PUBLIQUE=https://essai.example" }, NULL };
    Config *config = NULL;
    Str message = STR_NONE;
    Writer *writer = NULL;
    *w = (World){ .a = a, .db = test_db(state), .now = NOW };
    assert_ok(config_load(a, settings, &config, &message));
    assert_ok(writer_inline(w->db, &writer));
    w->app = (App){ .config = config,
        .clock = clock_fixed(&w->now),
        .slices = slices,
        .site = &site,
        .keys = test_keys(),
        .random = test_random(),
        .writer = writer,
        .gate = test_gate };
    assert_ok(personne_creer(w->db, a, NULL, NOW, w->app.random, S("lea@exemple.fr"), S("Martin"), S("Léa"), &w->lea));
    assert_ok(personne_connectee(w->db, a, NOW, w->lea));
    assert_ok(acteur_de(w->db, a, w->lea, (RoleTenuId){ 0 }, &w->acteur));
    return w;
}

static void world_freep(World **w)
{
    writer_free((*w)->app.writer);
    arena_free((*w)->a);
}
#define WORLD __attribute__((cleanup(world_freep))) World *

/* Mails that wait, whoever they are for. */
static int64_t mails(World *w)
{
    static const SqlColumn column[] = { { "n", SQL_I64, false } };
    static const SqlQuery count = { .name = "essai_courriels",
        .text = { "SELECT COUNT(*) AS n FROM job WHERE kind = 'courriel.envoyer'",
            "SELECT COUNT(*) AS n FROM job WHERE kind = 'courriel.envoyer'" },
        .shape = SQL_ONE,
        .n_cols = 1,
        .cols = column };
    SqlValue v = { 0 };
    bool found = false;
    assert_ok(db_row(w->db, w->a, &count, NULL, &v, &found));
    return v.i;
}

static void put(World *w, NotificationGenre genre, const char *cle)
{
    const Notification n = { str_from(cle), S("Votre fiche a plus d’un an."), S("/espace/annuaire") };
    assert_ok(notification_deposer(w->db, w->a, &w->app, w->now, genre, w->lea, &n));
}

static int64_t unread(World *w)
{
    int64_t n = 0;
    assert_ok(notifications_non_lues(w->db, w->a, w->lea, &n));
    return n;
}

static void told_once(void **state)
{
    WORLD w = world_new(state);
    put(w, NOTIFICATION_RAPPELS, "fiche:1");
    put(w, NOTIFICATION_RAPPELS, "fiche:1");
    assert_int_equal(unread(w), 1);
    assert_int_equal(mails(w), 1);
    put(w, NOTIFICATION_RAPPELS, "fiche:2");
    put(w, NOTIFICATION_ECHEANCES, "fiche:1");
    assert_int_equal(unread(w), 3);
    assert_int_equal(mails(w), 3);
}

static void what_is_not_wanted_is_not_sent(void **state)
{
    WORLD w = world_new(state);
    bool wanted = false;
    assert_ok(notification_vouloir(w->db, w->lea, NOTIFICATION_RAPPELS, false));
    put(w, NOTIFICATION_RAPPELS, "fiche:1");
    assert_int_equal(mails(w), 0);
    assert_int_equal(unread(w), 1);                /* still on her space */
    put(w, NOTIFICATION_ECHEANCES, "cle:1");
    assert_int_equal(mails(w), 1);
    assert_ok(notification_vouloir(w->db, w->lea, NOTIFICATION_RAPPELS, true));
    put(w, NOTIFICATION_RAPPELS, "fiche:2");
    assert_int_equal(mails(w), 2);
    /* no choice is given on what keeps an account safe */
    assert_ok(notification_vouloir(w->db, w->lea, NOTIFICATION_CONNEXIONS, false));
    assert_ok(notification_voulue(w->db, w->a, w->lea, NOTIFICATION_CONNEXIONS, &wanted));
    assert_true(wanted);
}

static void nothing_for_who_is_not_there(void **state)
{
    WORLD w = world_new(state);
    assert_ok(personne_suspendre(w->db, w->a, NULL, NOW, w->lea, true));
    put(w, NOTIFICATION_RAPPELS, "fiche:1");
    assert_int_equal(mails(w) + unread(w), 0);
}

static void the_page_shows_and_keeps_choices(void **state)
{
    WORLD w = world_new(state);
    const char *lea = test_session(&w->acteur);
    bool wanted = true;
    put(w, NOTIFICATION_RAPPELS, "fiche:1");
    HttpAnswer h = http_call(&w->app, w->db, w->a, "GET", "/espace/notifications", lea, STR_NONE);
    assert_int_equal(h.status, 200);
    assert_true(str_has(h.body, S("nouveau")) && str_has(h.body, S("Votre fiche a plus d’un an.")));
    /* Each kind that is a choice is one on the page: what is not shown could not be kept. */
    for (int g = 0; g < NOTIFICATION_GENRES; g++) {
        const NotificationInfo *info = notification_info((NotificationGenre)g);
        Str box = str_format(w->a, "value=\"%.*s\" checked", STR_ARG(info->nom));
        assert_int_equal(str_has(h.body, box), !info->toujours);
    }
    h = test_post(&w->app, w->db, w->a, lea, "/espace/notifications", "/espace/notifications", "genres=echeances");
    assert_int_equal(h.status, 303);
    assert_ok(notification_voulue(w->db, w->a, w->lea, NOTIFICATION_RAPPELS, &wanted));
    assert_false(wanted);
    assert_ok(notification_voulue(w->db, w->a, w->lea, NOTIFICATION_ECHEANCES, &wanted));
    assert_true(wanted);
    h = test_post(&w->app, w->db, w->a, lea, "/espace/notifications", "/espace/notifications",
        "genres=messages&genres=reunions");
    assert_int_equal(h.status, 303);
    assert_ok(notification_voulue(w->db, w->a, w->lea, NOTIFICATION_MESSAGES, &wanted));
    assert_true(wanted);
    assert_ok(notification_voulue(w->db, w->a, w->lea, NOTIFICATION_REUNIONS, &wanted));
    assert_true(wanted);
    h = test_post(&w->app, w->db, w->a, lea, "/espace/notifications", "/espace/notifications/lues", "");
    assert_int_equal(h.status, 303);
    assert_int_equal(unread(w), 0);
    h = http_call(&w->app, w->db, w->a, "GET", "/espace/notifications", lea, STR_NONE);
    assert_false(str_has(h.body, S(">nouveau<")));
}

static void read_ones_go_then_all(void **state)
{
    WORLD w = world_new(state);
    const NotificationLigne *l = NULL;
    size_t n = 0;
    put(w, NOTIFICATION_RAPPELS, "fiche:1");
    assert_ok(notifications_lire(w->db, w->lea, NOW));
    put(w, NOTIFICATION_RAPPELS, "fiche:2");
    const int days[] = { NOTIFICATION_LUE_J, NOTIFICATION_LUE_J + 1, NOTIFICATION_J + 1 };
    const size_t left[] = { 2, 1, 0 };
    for (int i = 0; i < 3; i++) {
        Job j = { .app = &w->app, .db = w->db, .arena = w->a, .now = NOW + (int64_t)days[i] * DAY_S };
        assert_ok(slice_notifications.jobs[0].fn(&j));
        assert_ok(notifications_de(w->db, w->a, w->lea, &l, &n));
        assert_int_equal(n, left[i]);
    }
    put(w, NOTIFICATION_RAPPELS, "fiche:3");
    assert_ok(slice_notifications.oublier(w->db, w->a, NULL, NOW, w->lea.v));
    assert_int_equal(unread(w), 0);
}

int main(void)
{
    static const struct CMUnitTest all[] = {
        cmocka_unit_test(told_once),
        cmocka_unit_test(what_is_not_wanted_is_not_sent),
        cmocka_unit_test(nothing_for_who_is_not_there),
        cmocka_unit_test(the_page_shows_and_keeps_choices),
        cmocka_unit_test(read_ones_go_then_all),
    };
    return SUITE_MAIN("notifications", true, all);
}
