// SPDX-License-Identifier: AGPL-3.0-or-later
/* The demonstration's accounts: each enters with what was printed, and nothing is printed of an instance that is a real one. */
#include <stdio.h>
#include <string.h>

#include "app/app_slices.h"
#include "core/app.h"
#include "core/http/inproc.h"
#include "domain/administration/administration.h"
#include "domain/connexion/connexion.h"
#include "domain/demo/comptes_inventes.h"
#include "domain/deploiement/deploiement.h"
#include "domain/plan/import.h"
#include "domain/site/site.h"
#include "support/command.h"
#include "support/session.h"
#include "support/suite.h"
#include "web/assets.h"

typedef struct World {
    Arena *a;
    Db *db;
    TestCommand command;
    char *environment[3];
    Keys keys;
    Site site;
    App app;
} World;

static TestRun run(World *w, const char *typed)
{
    return test_run(w->a, &w->command, typed);
}

/* The database and the commands only: one process owns the file at a time. */
static World *world_bare(void **state)
{
    Arena *a = arena_new(512 * MIB);
    World *w = NEW(a, World, 1);
    Str dir = test_dir(state);
    w->a = a;
    w->environment[0] = (char *)str_format(a, "ENSEMBLE_CLE=%.*s/cle", STR_ARG(dir)).p;
    w->environment[1] = (char *)str_format(a, "ENSEMBLE_COURRIEL_DOSSIER=%.*s", STR_ARG(dir)).p;
    w->command =
        (TestCommand){ .slices = all_slices, .dir = dir, .url = test_db_url(state), .environment = w->environment };
    test_expect(run(w, "--db @ demo --comptes"), 0, "", "60 personnes inventées dans 24 structures");
    return w;
}

static World *world_new(void **state)
{
    World *w = world_bare(state);
    Arena *a = w->a;
    Str message = STR_NONE;
    Config *config = NULL;
    assert_ok(db_open(a, w->command.url, DB_WRITE, &w->db, &message));
    test_engine(w->db);
    assert_ok(config_load(a, w->environment, &config, &message));
    assert_ok(site_from_config(config, a, &w->site));
    assert_ok(keys_load(a, str_cat(a, w->command.dir, S("/cle")), &w->keys, &message));
    w->app = (App){ .config = config,
        .clock = clock_real(),
        .slices = all_slices,
        .site = &w->site,
        .error_page = site_error_page,
        .keys = &w->keys,
        .random = test_random(),
        .gate = connexion_gate,
        .signin = "/connexion",
        .assets = assets };
    assert_ok(snapshots_new(all_slices, &w->app.snapshots));
    assert_ok(snapshots_refresh(w->app.snapshots, w->db));
    assert_ok(writer_inline(w->db, &w->app.writer));
    return w;
}

static void world_freep(World **w)
{
    if ((*w)->app.snapshots)
        snapshots_free((*w)->app.snapshots);
    writer_free((*w)->app.writer);
    db_close((*w)->db);
    arena_free((*w)->a);
}
#define WORLD __attribute__((cleanup(world_freep))) World *

/* What is printed after `label` in the block of that account. */
static Str printed(Str out, const char *courriel, Str label)
{
    size_t at = str_find(out, str_find(out, 0, str_from(courriel)), label);
    assert_true(at < out.n);
    Str rest = str_slice(out, at + label.n, out.n);
    return str_slice(rest, 0, str_find_char(rest, 0, '\n'));
}

static Str cookie_of(const HttpAnswer *h, const char *name)
{
    Str rest = h->headers, line;
    while (str_split(&rest, '\n', &line)) {
        Str pair = str_slice(line, sizeof "Set-Cookie: " - 1, str_find_char(line, 0, ';'));
        if (str_starts(line, S("Set-Cookie: ")) && str_starts(pair, str_from(name)))
            return pair;
    }
    return STR_NONE;
}

static HttpAnswer post(World *w, Str cookie, const char *page, const char *target, Str body)
{
    Str header = str_format(w->a, "Cookie: %.*s\r\n", STR_ARG(cookie));
    HttpAnswer h = http_call(&w->app, w->db, w->a, "GET", page, header.p, STR_NONE);
    assert_int_equal(h.status, 200);
    Str token = test_field(h.body, "jeton");
    body = str_format(w->a, "%.*s&jeton=%.*s", STR_ARG(body), STR_ARG(token));
    return http_call(&w->app, w->db, w->a, "POST", target, header.p, body);
}

/* From the page of passwords to one's space, with what the command said. */
static Str enter(World *w, const char *courriel)
{
    TestRun told = run(w, "--db @ utilisateur demo");
    assert_int_equal(told.code, 0);
    Str password = printed(told.out, courriel, S("mot de passe\u00A0: "));
    Str code = printed(told.out, courriel, S("code en ce moment\u00A0: "));
    HttpAnswer h = http_call(&w->app, w->db, w->a, "GET", "/connexion/mot-de-passe", NULL, STR_NONE);
    Str form = cookie_of(&h, "formulaire=");
    Str body = str_format(w->a, "courriel=%s&mot_de_passe=%.*s", courriel, STR_ARG(password));
    h = post(w, form, "/connexion/mot-de-passe", "/connexion/mot-de-passe", body);
    assert_str_equal(http_answer_header(&h, "Location"), S("/connexion/second"));
    h = post(w, form, "/connexion/second", "/connexion/second",
        str_format(w->a, "moyen=application&code=%.*s", STR_ARG(code)));
    assert_int_equal(h.status, 303);
    Str session = cookie_of(&h, "session=");
    assert_true(session.n > 40);
    return str_format(w->a, "Cookie: %.*s\r\n", STR_ARG(session));
}

static void each_enters_with_what_was_printed(void **state)
{
    WORLD w = world_new(state);
    for (size_t i = 0; i < DEMO_COMPTES; i++) {
        const DemoCompte *c = &demo_comptes[i];
        Str session = enter(w, c->courriel);
        HttpAnswer h = http_call(&w->app, w->db, w->a, "GET", "/espace", session.p, STR_NONE);
        assert_int_equal(h.status, 200);
        assert_true(str_has(h.body, str_from(c->prenom)));
        for (int k = 0; k < c->n; k++)
            assert_true(str_has(h.body, role_info(c->roles[k].rang)->montre));
    }
}

/* Who enters as a médiateur finds what is planned, what is over, what was given up; the same day gives the same. */
static void sessions_are_planned(void **state)
{
    static const char *const there[] = { "Permanence sans rendez-vous", "Prendre en main sa tablette", "à confirmer",
        "Rendez-vous individuel" };
    WORLD w = world_new(state);
    Str session = enter(w, "mediation@example.org");
    HttpAnswer h = http_call(&w->app, w->db, w->a, "GET", "/seances", session.p, STR_NONE);
    assert_int_equal(h.status, 200);
    for (size_t i = 0; i < sizeof there / sizeof *there; i++)
        if (!str_has(h.body, str_from(there[i])))
            fail_msg("%s", there[i]);
    h = http_call(&w->app, w->db, w->a, "GET", "/seances?liste=passees", session.p, STR_NONE);
    assert_true(str_has(h.body, S("Faire son CV")));
    h = http_call(&w->app, w->db, w->a, "GET", "/seances/agenda.ics", session.p, STR_NONE);
    assert_true(str_has(h.body, S("SUMMARY:Reconnaître une arnaque en ligne")));
    h = http_call(&w->app, w->db, w->a, "GET", "/espace", session.p, STR_NONE);
    assert_true(str_has(h.body, S("séance prévue est passée")));
}

static Str page_of(World *w, Str session, const char *path)
{
    HttpAnswer h = http_call(&w->app, w->db, w->a, "GET", path, session.p, STR_NONE);
    if (h.status != 200)
        fail_msg("%s : %d", path, h.status);
    return h.body;
}

/* Each of those who carry the plan finds what is hers, said to be invented; the roadmap's words are as they were. */
static void the_plan_lives(void **state)
{
    static const struct {
        const char *who, *path, *there;
    } seen[] = {
        { "pilotage@example.org", "/plan/suivi", "En cours" },
        { "pilotage@example.org", "/plan/suivi/1.12", "Aucun véhicule adapté" },
        { "pilotage@example.org", "/plan/suivi/indicateurs", "Appareils donnés (inventé)" },
        { "comite@example.org", "/plan/comites/1", "Comité de pilotage (inventé)" },
        { "comite@example.org", "/plan/reunions/2", "Une malle d’ordinateurs à prêter (demande inventée)" },
        { "reference@example.org", "/fonds/demandes", "Un coin numérique dans l’accueil (demande inventée)" },
        { "financement@example.org", "/fonds/demandes", "Un coin numérique dans l’accueil (demande inventée)" },
    };
    WORLD w = world_new(state);
    Str session = STR_NONE;
    for (size_t i = 0; i < sizeof seen / sizeof *seen; i++) {
        if (i == 0 || strcmp(seen[i].who, seen[i - 1].who) != 0) /* a code enters once */
            session = enter(w, seen[i].who);
        if (!str_has(page_of(w, session, seen[i].path), str_from(seen[i].there)))
            fail_msg("%s, %s : %s", seen[i].who, seen[i].path, seen[i].there);
    }
    PlanLu roadmap;
    Plan p;
    assert_ok(plan_lire(w->a, str_from(plan_feuille_2024), &roadmap));
    assert_ok(plan_courant(w->db, w->a, &p));
    assert_int_equal(p.actions_n, roadmap.actions.n);
    for (size_t i = 0; i < p.actions_n; i++)
        assert_str_equal(p.actions[i].titre, roadmap.actions.v[i].titre);
}

/* One of each role; every role is somebody's. */
static void every_role_is_there(void **state)
{
    unsigned seen = 0;
    int most = 0;
    for (size_t i = 0; i < DEMO_COMPTES; i++) {
        for (int k = 0; k < demo_comptes[i].n; k++)
            seen |= 1U << demo_comptes[i].roles[k].rang;
        most = demo_comptes[i].n > most ? demo_comptes[i].n : most;
        assert_true(str_ends(str_from(demo_comptes[i].courriel), S("@example.org")));
        assert_true(str_has(str_from(demo_comptes[i].fonction), S("inventée")));
    }
    assert_int_equal(seen, (1U << ROLES_N) - 1);
    assert_true(most >= 3);
}

static void the_deployment_adds_up(void **state)
{
    WORLD w = world_new(state);
    Tableau t;
    assert_ok(deploiement_tableau(w->db, w->a, NULL, date_paris(clock_now(w->app.clock)), &t));
    const Avancement *all = &t.epci[t.n_epci - 1];
    int64_t structures = 0, aidants = 0;
    for (size_t i = 0; i + 1 < t.n_epci; i++) {
        structures += t.epci[i].structures;
        aidants += t.epci[i].aidants;
    }
    assert_int_equal(structures, all->structures);
    assert_int_equal(aidants, all->aidants);
    assert_true(all->structures > 5 && all->eligibles > all->attente && all->attente > 0 && all->closes > 0);
    for (int e = 1; e < ETAPES_N; e++)
        if (!(all->etapes[e] <= all->etapes[e - 1] && all->etapes[e] > 0))
            fail_msg("étape %d : %lld, avant %lld", e, (long long)all->etapes[e], (long long)all->etapes[e - 1]);
    assert_true(all->operationnels > 0 && all->bloques > 0);
}

/* The secrets are those of one key: another instance has others. */
static void another_instance_has_other_secrets(void **state)
{
    ARENA a = arena_new(MIB);
    Keys one, two;
    keys_derive((const uint8_t[KEY_BYTES]){ 1 }, &one);
    keys_derive((const uint8_t[KEY_BYTES]){ 2 }, &two);
    const DemoCompte *c = &demo_comptes[0], *d = &demo_comptes[1];
    assert_str_equal(demo_mot_de_passe(a, &one, c), demo_mot_de_passe(a, &one, c));
    assert_false(str_eq(demo_mot_de_passe(a, &one, c), demo_mot_de_passe(a, &two, c)));
    assert_false(str_eq(demo_mot_de_passe(a, &one, c), demo_mot_de_passe(a, &one, d)));
    assert_false(str_eq(demo_secret(a, &one, c), demo_secret(a, &two, c)));
    assert_int_equal(demo_secret(a, &one, c).n, TOTP_SECRET_NEW);
    assert_int_equal(demo_mot_de_passe(a, &one, c).n, 19);
}

/* As soon as one real place is there, nothing is told; nor where there are no accounts, or no demonstration. */
static void nothing_is_told_of_a_real_instance(void **state)
{
    WORLD w = world_bare(state);
    test_expect(run(w, "--db @ utilisateur demo"), 0, "administration@example.org", "change toutes les 30 secondes");
    test_write(str_cat(w->a, w->command.dir, S("/vrai.csv")),
        S("id,pivot,nom,commune,code_postal,code_insee,adresse,services,date_maj,source\n"
          "vrai-1,13002526500013,Médiathèque,Chartres,28000,28085,1 rue X,Aide aux démarches "
          "administratives,2026-01-01,Vraie "
          "source\n"));
    test_expect(run(w, "--db @ importer lieux vrai.csv --source Vraie"), 0, "", "");
    TestRun told = run(w, "--db @ utilisateur demo");
    test_expect(told, 5, "", "n’est pas celle de la démonstration");
    assert_int_equal(told.out.n, 0);
    test_expect(run(w, "--db @ demo --remplacer"), 0, "", "");
    test_expect(run(w, "--db @ utilisateur demo"), 3, "", "n’a pas de comptes");
}

int main(void)
{
    static const struct CMUnitTest all[] = {
        cmocka_unit_test(each_enters_with_what_was_printed),
        cmocka_unit_test(sessions_are_planned),
        cmocka_unit_test(the_plan_lives),
        cmocka_unit_test(every_role_is_there),
        cmocka_unit_test(the_deployment_adds_up),
        cmocka_unit_test(another_instance_has_other_secrets),
        cmocka_unit_test(nothing_is_told_of_a_real_instance),
    };
    return SUITE_MAIN("demo_comptes", true, all);
}
