// SPDX-License-Identifier: AGPL-3.0-or-later
/* Closed periods: who closes, what is kept, what changes after, what never does; both engines. */
#include "domain/activites/arretes.h"

#include <jansson.h>
#include <pthread.h>
#include <time.h>

#include "core/auth/sha256.h"
#include "core/slice.h"
#include "domain/activites/activites_world_test.h"
#include "support/pdf.h"
#include "domain/activites/rapprochements.h"
#include "support/command.h"

static const StatQuestion *year(void)
{
    static StatQuestion q;
    q = (StatQuestion){ .du = day("2025-01-01"), .au = day("2025-12-31"), .dispositif = -1, .epci = STR_NONE };
    return &q;
}

/* Twelve alone, a workshop of twenty with a card, in 2025. */
static Usager fill_year(World *w, const Acteur *par)
{
    bool deja;
    Usager known = card(w, par, &w->voves);
    Activite x = individual("2025-03-02"), workshop = individual("2025-04-02");
    for (int i = 0; i < 12; i++)
        (void)record(w, par, &x, STR_NONE, &deja);
    workshop.type = ACTIVITE_COLLECTIF;
    workshop.anonymes = 19;
    workshop.suivis = &known;
    workshop.suivis_n = 1;
    workshop.titre = S("Atelier « mots \"entre\" guillemets »");
    (void)record(w, par, &workshop, STR_NONE, &deja);
    return known;
}

static Arrete close_year(World *w)
{
    Str uid;
    Arrete x;
    assert_ok(arreter(w->db, w->a, NULL, w->now, w->app.random, year(), S("Tout le territoire"), &uid));
    assert_ok(arrete_ouvrir(w->db, w->a, NULL, uid, &x));
    return x;
}

static Str canonical(World *w, Str text)
{
    JSON_VALUE v = NULL;
    Str message;
    assert_ok(json_read(w->a, text, (JsonLimits){ text.n, 16, false }, &v, &message));
    char *z = json_dumps(v, JSON_COMPACT | JSON_SORT_KEYS);
    assert_non_null(z);
    Str s = str_dup(w->a, str_from(z));
    free(z);
    return s;
}

static void what_is_kept_is_canonical(void **state)
{
    ACTIVITES w = activites_new(state);
    Acteur zoe = referent(&w->zoe, &w->voves);
    ArreteContenu *c = NEW(w->a, ArreteContenu, 1);
    StatQuestion q;
    (void)fill_year(w, &zoe);
    Arrete x = close_year(w);
    assert_str_equal(x.contenu, canonical(w, x.contenu));
    assert_str_equal(x.empreinte, sha256_hex(w->a, x.contenu));
    assert_ok(arrete_contenu_lire(w->a, x.contenu, c));
    q = arrete_question(&x);
    assert_str_equal(arrete_contenu_ecrire(w->a, &q, x.territoire, c), x.contenu);
    const Chiffres *all = &c->chiffres[arrete_choix(-1)];
    assert_int_equal(all->accompagnements, 32);
    assert_int_equal(all->accompagnements, all->individuels + all->participants);
    assert_int_equal(c->chiffres[DISPOSITIF_AUTRE].usagers_connus, 1);
    assert_err(arrete_contenu_lire(w->a, S("{\"chiffres\":{\"tous\":{}}}"), c), ERR_INVALID);
    assert_err(arrete_contenu_lire(w->a, S("[1"), c), ERR_INVALID);
    /* one of before residences were added up by intercommunalité */
    Str old = x.contenu, rest = x.contenu, part;
    for (old = S(""); rest.n; old = str_cat(w->a, old, part)) {
        size_t at = str_find(rest, 0, S("\"residence_epci\""));
        part = at < rest.n ? str_cat(w->a, str_slice(rest, 0, at), S("\"autrefois_rien\"")) : rest;
        rest = at < rest.n ? str_slice(rest, at + S("\"residence_epci\"").n, rest.n) : S("");
    }
    assert_ok(arrete_contenu_lire(w->a, old, c));
    assert_int_equal(c->n[arrete_choix(-1)][STAT_PAR_RESIDENCE_EPCI], 1);
    assert_int_equal(c->lignes[arrete_choix(-1)][STAT_PAR_RESIDENCE_EPCI][0].accompagnements, 32);
    /* the journal holds the fingerprint */
    assert_int_equal(written(w, "arrete.creer"), 1);
}

static void who_may_close(void **state)
{
    ACTIVITES w = activites_new(state);
    Acteur zoe = referent(&w->zoe, &w->voves);
    Acteur perche = { .personne_id = w->lea.id.v,
        .role = ROLE_COORDINATEUR,
        .portee = S("epci"),
        .code = S("200070159"),
        .role_cle = S("coordinateur") };
    StatQuestion q = *year();
    const Arrete *all;
    size_t n;
    Str uid;
    (void)fill_year(w, &zoe);
    assert_err(arreter(w->db, w->a, &zoe, w->now, w->app.random, &q, S("x"), &uid), ERR_NOT_FOUND);
    assert_err(arreter(w->db, w->a, &perche, w->now, w->app.random, &q, S("x"), &uid), ERR_NOT_FOUND);
    assert_err(arretes_lister(w->db, w->a, &zoe, &all, &n), ERR_NOT_FOUND);
    q.epci = S("200070159");
    assert_ok(arreter(w->db, w->a, &perche, w->now, w->app.random, &q, S("x"), &uid));
    Arrete whole = close_year(w);
    assert_ok(arretes_lister(w->db, w->a, &perche, &all, &n));
    assert_int_equal(n, 1);
    assert_str_equal(all[0].uid, uid);
    Arrete x;
    assert_err(arrete_ouvrir(w->db, w->a, &perche, whole.uid, &x), ERR_NOT_FOUND);
    q.au = date_paris(w->now); /* today is not over */
    assert_err(arreter(w->db, w->a, NULL, w->now, w->app.random, &q, S("x"), &uid), ERR_INVALID);
}

/* From the page: closed, corrected with a reason, shown with it; the public year does not move. */
static void a_closed_year_on_its_pages(void **state)
{
    ACTIVITES w = activites_new(state);
    Acteur zoe = referent(&w->zoe, &w->voves);
    bool deja;
    set_threshold(w, "1");                          /* one person only has a card: the year would not be told */
    (void)fill_year(w, &zoe);
    Activite one = individual("2025-06-02");
    Str uid = record(w, &zoe, &one, STR_NONE, &deja);
    HttpAnswer h = get(w, w->admin, "/statistiques/arretes");
    has(&h, "Aucune période n’est arrêtée");
    h = post(w, w->admin, "/statistiques/arretes", "du=2025-12-31&au=2025-01-01");
    assert_int_equal(h.status, 400);
    has(&h, "ne peut pas précéder");
    h = post(w, w->admin, "/statistiques/arretes", "du=2026-01-01&au=2026-12-31");
    has(&h, "n’est pas finie");
    h = post(w, w->admin, "/statistiques/arretes", "du=2025-01-01&au=2025-12-31&epci=zzz");
    has(&h, "de la liste");
    h = post(w, w->admin, "/statistiques/arretes", "du=2025-01-01&au=2025-12-31&epci=");
    assert_int_equal(h.status, 303);
    Str page = str_dup(w->a, http_answer_header(&h, "Location"));
    page = str_slice(page, 0, str_find_char(page, 0, '?'));
    h = post(w, w->admin, "/statistiques/arretes", "du=2025-01-01&au=2025-12-31");
    has(&h, "déjà arrêtée");
    h = get(w, NULL, "/chiffres/2025");
    has(&h, "33 accompagnements en 2025");
    has(&h, "Chiffres arrêtés le");
    has(&h, "Rien n’a été corrigé depuis");
    /* a reason is asked */
    const char *tom = world_session(w, w->zoe.id, ROLE_RANG_REFERENT, PORTEE_STRUCTURE, w->voves.uid);
    h = get(w, tom, url(w, "/activites/modifier?fiche=UID", uid));
    has(&h, "Pourquoi cette correction");
    const char *body = url(w,
        "fiche=UID&version=1&type=collectif&participants=5&themes=email&duree=60&jour=2025-06-02"
        "&lieu_type=lieu_activite&dispositif=autre",
        uid);
    h = post(w, tom, "/activites/modifier", body);
    assert_int_equal(h.status, 400);
    has(&h, "Dites en quelques mots pourquoi");
    h = post(w, tom, "/activites/modifier", str_format(w->a, "%s&motif=Un+atelier+en+fait", body).p);
    assert_int_equal(h.status, 303);
    h = post(w, tom, "/activites/supprimer", url(w, "fiche=UID", uid));
    assert_int_equal(h.status, 400);
    has(&h, "pourquoi cette fiche d’une période arrêtée est supprimée");
    h = get(w, w->admin, page.p);
    has(&h, "Un atelier en fait");
    has(&h, "Zoé Durand");
    has(&h, "+4\u00a0accompagnements, +1\u00a0atelier, +30\u00a0minutes");
    has_not(&h, "à vérifier");
    h = get(w, NULL, "/chiffres/2025");
    has(&h, "33 accompagnements en 2025");
    has(&h, "Fiche corrigée");
    has_not(&h, "atelier en fait");               /* what somebody typed is not public */
    h = get(w, NULL, "/chiffres?annee=2025");
    has(&h, "33 accompagnements en 2025");
    h = get(w, w->admin, str_cat(w->a, page, S("/arrete.json")).p);
    assert_str_equal(h.body, canonical(w, h.body));
    const char *reader = world_session(w, w->tom.id, ROLE_RANG_LECTEUR, PORTEE_DEPARTEMENT, S("28"));
    h = get(w, reader, page.p);
    has(&h, "Fiche corrigée");
    has_not(&h, "Zoé Durand");
    assert_int_equal(get(w, reader, str_cat(w->a, page, S("/arrete.json")).p).status, 403);
    assert_int_equal(get(w, w->admin, "/statistiques/arretes/absent").status, 404);
}

static const Slice *const commands[] = { &slice_activites, NULL };

static Str asked(World *w, const TestCommand *c, const char *line)
{
    TestRun r = test_run(w->a, c, line);
    if (r.code != 0)
        fail_msg("%.*s", STR_ARG(r.err));
    return r.out;
}

/* Corrected, deleted, merged, its people forgotten, and years later: the same bytes. */
static void the_same_answer_in_2033(void **state)
{
    static const char frozen[] = "--db @ statistiques --du 2025-01-01 --au 2025-12-31",
                      by_month[] = "--db @ statistiques --du 2025-01-01 --au 2025-12-31 --arrete --par mois",
                      by_age[] = "--db @ statistiques --du 2025-01-01 --au 2025-12-31 --par age --format csv "
                                 "--dispositif autre",
                      csv[] = "/statistiques.csv?du=2025-01-01&au=2025-12-31&par=mois";
    ACTIVITES w = activites_new(state);
    Acteur zoe = referent(&w->zoe, &w->voves);
    const TestCommand c = { .slices = commands, .url = test_db_same_url(), .dir = test_dir(state) };
    bool deja;
    Usager known = fill_year(w, &zoe), other = card(w, &zoe, &w->voves);
    Activite one = individual("2025-06-02");
    set_threshold(w, "1");                          /* one person only has a card: the year would not be told */
    one.suivis = &other;
    one.suivis_n = 1;
    one.anonymes = 0;
    Str uid = record(w, &zoe, &one, STR_NONE, &deja);
    test_expect(test_run(w->a, &c, by_month), 3, "", "n’est pas arrêtée");
    (void)close_year(w);
    Str all = asked(w, &c, frozen), months = asked(w, &c, by_month), ages = asked(w, &c, by_age);
    Str file = get(w, w->admin, csv).body, changed = get(w, w->admin, "/tableau-de-bord/evolution.csv?annee=2025").body;
    assert_true(str_has(all, S("\"accompagnements\":33,")) && str_has(all, S("\"empreinte\":\"")));
    assert_true(str_has(months, S("\"cle\":\"2025-04\"")));
    assert_ok(usager_fusionner(w->db, w->a, &zoe, w->now, known.code, other.code));
    assert_ok(activite_supprimer(w->db, w->a, &zoe, w->now, uid, true, S("doublon")));
    w->now += (int64_t)7 * 365 * DAY;
    assert_ok(usager_effacer(w->db, w->a, &zoe, w->now, known.code));
    assert_ok(usager_effacer(w->db, w->a, &zoe, w->now, other.code));
    assert_ok(slice_activites.oublier(w->db, w->a, NULL, w->now, w->zoe.id.v));
    assert_ok(personne_effacer(w->db, w->a, NULL, w->now, w->zoe.id));
    assert_str_equal(asked(w, &c, frozen), all);
    assert_str_equal(asked(w, &c, by_month), months);
    assert_str_equal(asked(w, &c, by_age), ages);
    Str now = asked(w, &c, "--db @ statistiques --du 2025-01-01 --au 2025-12-31 --aujourdhui");
    assert_true(str_has(now, S("\"accompagnements\":32,")) && !str_has(now, S("empreinte")));
    assert_str_equal(get(w, w->admin, csv).body, file);
    assert_str_equal(get(w, w->admin, "/tableau-de-bord/evolution.csv?annee=2025").body, changed);
    HttpAnswer h = get(w, w->admin, "/statistiques?du=2025-01-01&au=2025-12-31");
    has(&h, "33 accompagnements en 2025");
    has(&h, "Fiche supprimée");
    h = get(w, w->admin, "/statistiques?du=2025-01-01&au=2025-12-31&dispositif=autre");
    has(&h, "33 accompagnements en 2025");
    h = get(w, w->admin, "/tableau-de-bord?annee=2025");
    has(&h, "33 accompagnements en 2025");
    has(&h, "Chiffres arrêtés le ");
    h = get(w, w->admin, "/bilan.pdf?annee=2025");
    assert_true(str_has(test_pdf(state, w->a, h.body, "pdftotext '%s' -"), S("Chiffres arrêtés le")));
    h = get(w, NULL, "/chiffres/2025");
    has(&h, "33 accompagnements en 2025");
    has(&h, "Cartes d’une même personne réunies");
    has(&h, "Fiche supprimée");
    /* the reason went with who wrote it; the difference stays */
    const Arrete *x;
    const Ajustement *j;
    size_t n;
    assert_ok(arretes_lister(w->db, w->a, NULL, &x, &n));
    assert_ok(ajustements_lister(w->db, w->a, x[0].id, 1, &j, &n));
    assert_int_equal(n, 2);
    assert_int_equal(j[0].e.accompagnements, -1);
    assert_str_equal(j[0].motif, S(""));
    test_expect(test_run(w->a, &c, "--db @ arretes"), 0, "intact", "Une période arrêtée");
}

#define ALTER "UPDATE arrete SET contenu = REPLACE(contenu, '\"accompagnements\":32', '\"accompagnements\":99')"
static const SqlQuery alter = { .name = "essai", .text = { ALTER, ALTER }, .where = "essai", .shape = SQL_EXEC };

/* Somebody writes in the table: it is seen on each reading. */
static void what_was_altered_is_seen(void **state)
{
    ACTIVITES w = activites_new(state);
    Acteur zoe = referent(&w->zoe, &w->voves);
    const TestCommand c = { .slices = commands, .url = test_db_same_url(), .dir = test_dir(state) };
    set_threshold(w, "1");                          /* one person only has a card: the year would not be told */
    (void)fill_year(w, &zoe);
    Arrete x = close_year(w);
    HttpAnswer h = get(w, w->admin, str_cat(w->a, S("/statistiques/arretes/"), x.uid).p);
    has(&h, "relue et conforme");
    assert_ok(db_exec(w->db, &alter, NULL, NULL));
    h = get(w, w->admin, str_cat(w->a, S("/statistiques/arretes/"), x.uid).p);
    has(&h, "ne correspond plus à son empreinte");
    h = get(w, NULL, "/chiffres/2025");
    has(&h, "ne correspond plus à son empreinte");
    test_expect(test_run(w->a, &c, "--db @ arretes"), 7, "altéré", "ne correspond plus");
    test_expect(test_run(w->a, &c, "--db @ statistiques --du 2025-01-01 --au 2025-12-31 --arrete"), 7, "",
        "ne correspond plus");
}

static void closed_from_the_command_line(void **state)
{
    Arena *a = arena_new(16 * MIB);
    const TestCommand c = { .slices = commands, .url = test_db_url(state), .dir = test_dir(state) };
    test_expect(test_run(a, &c, "--db @ arreter --du 2025-01-01 --au 2025-12-31"), 0, "", "Arrêté");
    test_expect(test_run(a, &c, "--db @ arreter --du 2025-01-01 --au 2025-12-31"), 5, "", "déjà arrêtée");
    test_expect(test_run(a, &c, "--db @ arreter --du 2025-02-01 --au 2025-01-31"), 2, "", "ne peut pas précéder");
    test_expect(test_run(a, &c, "--db @ arreter --du 2025-01-01 --au 2999-12-31"), 2, "", "jour passé");
    test_expect(test_run(a, &c, "--db @ arreter --du 2025-01-01 --au 2025-12-31 --epci x"), 2, "", "SIREN");
    test_expect(test_run(a, &c, "--db @ arreter --du 2025-01-01 --au 2025-03-31 --epci 200070159"), 0, "", "Arrêté");
    test_expect(test_run(a, &c, "--db @ arretes"), 0, "2025-01-01 2025-03-31 tous", "2 périodes arrêtées");
    arena_free(a);
}

/* ---- closing while somebody writes ---- */

/* Somebody else, on a connection of her own. On SQLite there is one writer: her turn comes at once, or after the commit. */
typedef struct Autre {
    World *w;
    Err (*fn)(Db *db, Arena *a, const World *w, Str fiche);
    Str fiche, url;
    Err err;
    pthread_t thread;
} Autre;

static void *act(void *arg)
{
    Autre *x = arg;
    ARENA a = arena_new(64 * MIB);
    Str message;
    DB own = NULL;
    if (test_on_postgres())
        x->err = db_open(a, x->url, DB_WRITE, &own, &message);
    if (x->err == OK) {
        Db *db = own ? own : x->w->db;
        TX tx = tx_begin(db, HERE);
        x->err = x->fn(db, a, x->w, x->fiche);
        if (x->err == OK)
            x->err = tx_commit(&tx);
    }
    return NULL;
}

/* On PostgreSQL, until she waits for what this connection holds. */
static void begins(Autre *x)
{
    static const SqlColumn cols[] = { { "n", SQL_I64, false } };
    static const SqlQuery waiting = { .name = "waiting",
        .text = { "SELECT 1 AS n", "SELECT COUNT(*) AS n FROM pg_locks l JOIN pg_database d ON d.oid = l.database"
                                   " WHERE NOT l.granted AND d.datname = current_database()" },
        .where = "arretes_test.c",
        .shape = SQL_ONE,
        .n_cols = 1,
        .cols = cols };
    SqlValue n = { 0 };
    bool found;
    if (!test_on_postgres())
        return;
    x->url = test_db_same_url();
    assert_int_equal(pthread_create(&x->thread, NULL, act, x), 0);
    for (int ms = 0; n.i == 0 && ms < 20000; ms++) {
        assert_ok(db_row(x->w->db, x->w->a, &waiting, NULL, &n, &found));
        nanosleep(&(struct timespec){ .tv_nsec = 1000000 }, NULL);
    }
    assert_true(n.i > 0);
}

static Err ends(Autre *x)
{
    if (test_on_postgres())
        pthread_join(x->thread, NULL);
    else
        act(x);
    return x->err;
}

static Err closes(Db *db, Arena *a, const World *w, Str fiche)
{
    Str uid;
    (void)fiche;
    return arreter(db, a, NULL, w->now, w->app.random, year(), S("Tout le territoire"), &uid);
}

static Err writes(Db *db, Arena *a, const World *w, Str fiche)
{
    Acteur zoe = referent(&w->zoe, &w->voves);
    Activite x = individual("2025-05-02");
    Str uid;
    bool deja;
    (void)fiche;
    return activite_enregistrer(db, a, &zoe, w->now, w->app.random, &w->voves, &x, STR_NONE, &uid, &deja);
}

static Err corrects(Db *db, Arena *a, const World *w, Str fiche)
{
    Acteur zoe = referent(&w->zoe, &w->voves);
    Activite x = individual("2024-05-02");
    x.motif = S("mauvaise année");
    return activite_modifier(db, a, &zoe, w->now, fiche, 1, &x);
}

/* What is kept is `frozen` accompagnements, under the hash of what is kept, and today is that and its adjustments. */
static void closed_with(World *w, int64_t frozen, int64_t adjustments)
{
    Arrete x;
    bool found = false;
    ArreteContenu *c = NEW(w->a, ArreteContenu, 1);
    const AjustementSomme *sums;
    Chiffres today;
    size_t n;
    int64_t count = 0;
    assert_ok(arrete_de(w->db, w->a, year(), &x, &found));
    assert_true(found && arrete_intact(w->a, &x));
    assert_ok(arrete_contenu_lire(w->a, x.contenu, c));
    assert_int_equal(c->chiffres[arrete_choix(-1)].accompagnements, frozen);
    assert_ok(ajustements_sommer(w->db, w->a, x.id, &sums, &n));
    for (size_t i = 0; i < n; i++)
        count += sums[i].n;
    assert_int_equal(count, adjustments);
    assert_ok(statistiques(w->db, w->a, year(), true, &today));
    Ecart moved = ajustements_total(sums, n), gap = ecart_de(&c->chiffres[arrete_choix(-1)], &today);
    assert_memory_equal(&moved, &gap, sizeof gap);
}

/* Written first: the freeze waits for it, and counts it. */
static void a_record_being_written_is_counted(void **state)
{
    ACTIVITES w = activites_new(state);
    Acteur zoe = referent(&w->zoe, &w->voves);
    Autre other = { .w = w, .fn = closes };
    (void)fill_year(w, &zoe);
    TX tx = tx_begin(w->db, HERE);
    assert_ok(writes(w->db, w->a, w, STR_NONE));
    begins(&other);
    assert_ok(tx_commit(&tx));
    assert_ok(ends(&other));
    closed_with(w, 33, 0);
}

/* Frozen first: whoever writes, or moves a record out of the period, waits, and her change is an adjustment. */
static void a_period_being_closed_is_waited_for(void **state)
{
    ACTIVITES w = activites_new(state);
    Acteur zoe = referent(&w->zoe, &w->voves);
    Activite one = individual("2025-06-02");
    Autre other = { .w = w, .fn = writes };
    bool deja;
    (void)fill_year(w, &zoe);
    Str uid = record(w, &zoe, &one, STR_NONE, &deja);
    TX tx = tx_begin(w->db, HERE);
    assert_ok(closes(w->db, w->a, w, STR_NONE));
    begins(&other);
    assert_ok(tx_commit(&tx));
    assert_ok(ends(&other));
    closed_with(w, 33, 1);
    WORLD again = activites_new(state);
    other = (Autre){ .w = again, .fn = corrects };
    zoe = referent(&again->zoe, &again->voves);
    (void)fill_year(again, &zoe);
    other.fiche = uid = record(again, &zoe, &one, STR_NONE, &deja);
    TX closing = tx_begin(again->db, HERE);
    assert_ok(closes(again->db, again->a, again, STR_NONE));
    begins(&other);
    assert_ok(tx_commit(&closing));
    assert_ok(ends(&other));
    closed_with(again, 33, 1);
}

/* A card joined meanwhile moves the persons of the period the same way. */
static Err joins(Db *db, Arena *a, const World *w, Str fiche)
{
    Acteur zoe = referent(&w->zoe, &w->voves);
    return usager_fusionner(db, a, &zoe, w->now, str_slice(fiche, 0, CODE_CARTE),
        str_slice(fiche, CODE_CARTE, fiche.n));
}

static void cards_joined_while_it_closes_are_an_adjustment(void **state)
{
    ACTIVITES w = activites_new(state);
    Acteur zoe = referent(&w->zoe, &w->voves);
    Usager known = fill_year(w, &zoe), twice = card(w, &zoe, &w->voves);
    Activite x = individual("2025-06-02");
    bool deja;
    x.suivis = &twice;
    x.suivis_n = 1;
    x.anonymes = 0;
    (void)record(w, &zoe, &x, STR_NONE, &deja);
    Autre other = { .w = w, .fn = joins, .fiche = str_cat(w->a, twice.code, known.code) };
    TX tx = tx_begin(w->db, HERE);
    assert_ok(closes(w->db, w->a, w, STR_NONE));
    begins(&other);
    assert_ok(tx_commit(&tx));
    assert_ok(ends(&other));
    closed_with(w, 33, 1);
}

int main(void)
{
    const struct CMUnitTest all[] = {
        cmocka_unit_test(what_is_kept_is_canonical),
        cmocka_unit_test(who_may_close),
        cmocka_unit_test(a_closed_year_on_its_pages),
        cmocka_unit_test(the_same_answer_in_2033),
        cmocka_unit_test(what_was_altered_is_seen),
        cmocka_unit_test(closed_from_the_command_line),
        cmocka_unit_test(a_record_being_written_is_counted),
        cmocka_unit_test(a_period_being_closed_is_waited_for),
        cmocka_unit_test(cards_joined_while_it_closes_are_an_adjustment),
    };
    return SUITE_MAIN("arretes", true, all);
}
