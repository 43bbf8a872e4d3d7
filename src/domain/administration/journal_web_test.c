// SPDX-License-Identifier: AGPL-3.0-or-later
/* /journal and /journal.csv: who reads them, what is found, what their own reading leaves. */
#include "core/app.h"
#include "core/http/inproc.h"
#include "core/slice.h"
#include "domain/administration/administration_web.h"
#include "support/session.h"
#include "support/suite.h"

enum { NOW = 1795435200, DAY = 24 * 3600 };        /* 2026-11-23 12:00 UTC, 13 h in Paris */

static const Slice *const table[] = { &slice_administration, NULL };

typedef struct World {
    Arena *a;
    Site site;
    App app;
    Db *db;
    Personne lea;
    const char *session;
    int64_t now;
} World;

static World *world_new(void **state)
{
    Arena *a = arena_new(128 * MIB);
    World *w = NEW(a, World, 1);
    PersonneId id;
    w->a = a;
    w->now = NOW;
    w->db = test_db(state);
    w->site = (Site){ .nom = S("Essai"), .accessibilite = S("non auditée") };
    w->app = (App){ .clock = clock_fixed(&w->now),
        .slices = table,
        .site = &w->site,
        .keys = test_keys(),
        .random = test_random(),
        .gate = test_gate,
        .signin = "/connexion" };
    assert_ok(writer_inline(w->db, &w->app.writer));
    TX tx = tx_begin(w->db, HERE);
    assert_ok(personne_creer(w->db, a, NULL, NOW - 90 * DAY, w->app.random, S("lea@example.org"), S("Martin"), S("Léa"),
        &id));
    assert_ok(tx_commit(&tx));
    assert_ok(personne_par_id(w->db, a, id, &w->lea));
    const Acteur lea = { .personne_id = id.v,
        .role = ROLE_ADMINISTRATEUR,
        .role_id = 1,
        .portee = S("instance"),
        .nom = S("Léa Martin"),
        .role_nom = S("Administrateur"),
        .role_cle = S("administrateur") };
    w->session = test_session(&lea);
    TX lines = tx_begin(w->db, HERE);
    for (int i = 0; i < 120; i++)
        assert_ok(
            journal_ecrire(w->db, i % 2 ? &lea : NULL, NOW - i * 3600, "essai.faire", S("structure:ZZZ"), i != 3));
    assert_ok(tx_commit(&lines));
    return w;
}

static void world_freep(World **w)
{
    writer_free((*w)->app.writer);
    arena_free((*w)->a);
}
#define WORLD __attribute__((cleanup(world_freep))) World *

static HttpAnswer get(World *w, const char *target)
{
    return http_call(&w->app, w->db, w->a, "GET", target, w->session, STR_NONE);
}

static void has(const HttpAnswer *h, const char *what)
{
    if (!str_has(h->body, str_from(what)))
        fail_msg("« %s » manque dans\n%.*s", what, STR_ARG(h->body));
}

static size_t times(Str text, const char *what)
{
    size_t n = 0;
    Str s = str_from(what);
    for (size_t at = 0; (at = str_find(text, at, s)) < text.n; at++)
        n++;
    return n;
}

static size_t rows_of(const HttpAnswer *h)
{
    return times(h->body, "<tr><th scope=\"row\">");
}

static int64_t written(World *w, const char *action)
{
    const JournalLigne *l = NULL;
    size_t n = 0;
    int64_t total = 0;
    assert_ok(journal_chercher(w->db, w->a, &(JournalRecherche){ .action = str_from(action) }, 1, &l, &n, &total));
    return total;
}

static void fifty_lines_a_page(void **state)
{
    WORLD w = world_new(state);
    HttpAnswer h = get(w, "/journal");
    assert_int_equal(h.status, 200);
    assert_int_equal(rows_of(&h), 50);
    has(&h, "121\u00A0lignes");
    has(&h, "Page 1 sur 3");
    has(&h, "href=\"/journal?page=2\" rel=\"next\"");
    has(&h, "23 novembre 2026 à 13\u00A0h\u00A000");
    has(&h, "Léa Martin</a>");
    has(&h, "Administrateur, instance");
    has(&h, "Le programme");
    has(&h, "refusé");
    h = get(w, "/journal?page=3&action=essai.faire");
    assert_int_equal(rows_of(&h), 20);
    has(&h, "href=\"/journal?action=essai.faire&amp;page=2\" rel=\"prev\"");
    h = get(w, "/journal?page=9");
    has(&h, "Cette page de la liste n’existe pas");
    assert_int_equal(written(w, "journal.lire"), 3); /* reading names is told too */
}

static void each_criterion_is_kept(void **state)
{
    WORLD w = world_new(state);
    HttpAnswer h = get(w, str_format(w->a, "/journal?personne=%.*s", STR_ARG(w->lea.uid)).p);
    has(&h, "60\u00A0lignes");
    h = get(w, "/journal?personne=Lea%40Example.org");
    has(&h, "61\u00A0lignes");                     /* and the reading just before */
    h = get(w, "/journal?objet=structure%3AZZZ&depuis=2026-11-23&jusqu_a=2026-11-23");
    has(&h, "14\u00A0lignes");                     /* 13 h, 12 h… 0 h in Paris */
    has(&h, "value=\"structure:ZZZ\"");
    has(&h, "value=\"2026-11-23\"");
    h = get(w, "/journal?objet=ZZZ");
    has(&h, "120\u00A0lignes");                    /* of an identifier alone */
    h = get(w, str_format(w->a, "/journal?objet=%.*s", STR_ARG(w->lea.uid)).p);
    has(&h, "Créer un compte");
    h = get(w, "/journal?action=essai.autre");
    has(&h, "Aucune ligne ne répond à cette recherche");
    h = get(w, "/journal?personne=inconnue");
    has(&h, "Personne inconnue");
    assert_true(str_has(h.body, S("<title>Erreur\u00A0:")) || str_has(h.body, S("<title>Erreur :")));
    h = get(w, "/journal?depuis=demain");
    has(&h, "id=\"titre-erreurs\"");
}

/* A reading of somebody's lines names whose; an empty text that a person typed never reaches the journal. */
static void the_reading_says_whose(void **state)
{
    WORLD w = world_new(state);
    const JournalLigne *l = NULL;
    size_t n = 0;
    int64_t total = 0;
    get(w, "/journal?personne=lea%40example.org");
    get(w, "/journal?personne=lea%40example.com");
    assert_ok(journal_chercher(w->db, w->a, &(JournalRecherche){ .action = S("journal.lire") }, 1, &l, &n, &total));
    assert_int_equal(n, 2);
    assert_str_equal(l[0].objet, S(""));
    assert_str_equal(l[1].objet, str_cat(w->a, S("personne:"), w->lea.uid));
}

static void the_file_holds_ids_only(void **state)
{
    WORLD w = world_new(state);
    HttpAnswer h = get(w, "/journal.csv?action=essai.faire");
    assert_int_equal(h.status, 200);
    assert_str_equal(http_answer_header(&h, "Content-Type"), S("text/csv; charset=utf-8"));
    assert_true(str_has(http_answer_header(&h, "Content-Disposition"), S("journal.csv")));
    assert_int_equal(times(h.body, "\r\n"), 121);
    assert_true(str_starts(h.body, S("instant,personne,role,portee,action,objet,issue\r\n2026-11-23T12:00:00Z,,,,"
                                     "essai.faire,structure:ZZZ,fait\r\n2026-11-23T11:00:00Z,")));
    assert_int_equal(times(h.body, ",refuse\r\n"), 1);
    assert_false(str_has(h.body, S("Martin")) || str_has(h.body, S("example.org")));
    assert_int_equal(times(h.body, w->lea.uid.p), 60);
    assert_int_equal(written(w, "journal.exporter"), 1);
    assert_int_equal(get(w, "/journal.csv?depuis=demain").status, 400);
    assert_int_equal(get(w, "/journal.csv?personne=inconnue").status, 400);
    assert_int_equal(written(w, "journal.exporter"), 1);
}

static void the_seal_is_told(void **state)
{
    WORLD w = world_new(state);
    HttpAnswer h = get(w, "/journal");
    has(&h, "Des lignes attendent leur sceau");
    JournalScelles s;
    TX tx = tx_begin(w->db, HERE);
    assert_ok(journal_sceller(w->db, w->a, w->app.keys, NOW, &s));
    assert_ok(tx_commit(&tx));
    h = get(w, "/journal");
    assert_false(str_has(h.body, S("Des lignes attendent leur sceau")));
    has(&h, "après 122\u00A0lignes");
    has(&h, "Aucune ligne</dd>");
}

int main(void)
{
    static const struct CMUnitTest all[] = {
        cmocka_unit_test(fifty_lines_a_page),
        cmocka_unit_test(each_criterion_is_kept),
        cmocka_unit_test(the_reading_says_whose),
        cmocka_unit_test(the_file_holds_ids_only),
        cmocka_unit_test(the_seal_is_told),
    };
    return SUITE_MAIN("administration_journal", true, all);
}
