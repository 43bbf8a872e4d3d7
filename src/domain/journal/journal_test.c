// SPDX-License-Identifier: AGPL-3.0-or-later
/* Lines, seals, rotation, and what the verification finds in a copy that somebody worked on. */
#include "domain/journal/journal.h"

#include <pthread.h>
#include <stdio.h>

#include "core/app.h"
#include "core/slice.h"
#include "support/suite.h"

enum { NOW = 1795435200, DAY = 24 * 3600 };        /* 2026-11-23 12:00 UTC */

static Keys keys;
static uint8_t cle[JOURNAL_PUBLIC_KEY];

static const Acteur lea = { .personne_id = 7,
    .portee = S_INIT("departement"),
    .code = S_INIT("28"),
    .nom = S_INIT("Léa Martin"),
    .role_nom = S_INIT("Coordinateur"),
    .role_cle = S_INIT("coordinateur") };

/* A statement of somebody who has the database at hand. */
static void tamper(Db *db, const char *text)
{
    static SqlQuery queries[64];                   /* a connection knows its statements by their address */
    static size_t n;
    assert_true(n < sizeof queries / sizeof *queries);
    queries[n] = (SqlQuery){ .name = "essai", .text = { text, text }, .shape = SQL_EXEC };
    assert_ok(db_exec(db, &queries[n++], NULL, NULL));
}

static void write_n(Db *db, int n, int64_t at)
{
    TX tx = tx_begin(db, HERE);
    for (int i = 0; i < n; i++)
        assert_ok(journal_ecrire(db, &lea, at, "role.donner", S("personne:K3F"), i % 2 == 0));
    assert_ok(tx_commit(&tx));
}

static JournalScelles seal(Db *db, int64_t at)
{
    ARENA a = arena_new(MIB);
    JournalScelles s = { 0 };
    TX tx = tx_begin(db, HERE);
    assert_ok(journal_sceller(db, a, &keys, at, &s));
    assert_ok(tx_commit(&tx));
    return s;
}

static JournalEtat check(Db *db, int64_t now)
{
    JournalEtat e;
    assert_ok(journal_verifier(db, cle, now, (JournalAttendu){ 0 }, &e));
    return e;
}

static void a_line_is_found_again(void **state)
{
    Db *db = test_db(state);
    ARENA a = arena_new(MIB);
    const JournalLigne *l = NULL;
    size_t n = 0;
    int64_t total = 0;
    assert_ok(journal_chercher(db, a, &(JournalRecherche){ 0 }, 1, &l, &n, &total));
    assert_int_equal(n + (size_t)total, 0);
    write_n(db, 60, NOW);
    assert_ok(journal_ecrire(db, NULL, NOW + 5, "connexion.refuser", STR_NONE, false));
    assert_ok(journal_chercher(db, a, &(JournalRecherche){ 0 }, 1, &l, &n, &total));
    assert_int_equal(total, 61);
    assert_int_equal(n, JOURNAL_PAGE);
    assert_str_equal(l[0].action, S("connexion.refuser"));
    assert_false(l[0].personne_id.has || l[0].fait || l[0].role.n || l[0].objet.n);
    assert_str_equal(l[1].portee, S("departement:28"));
    assert_str_equal(l[1].role, S("coordinateur"));
    assert_ok(journal_chercher(db, a, &(JournalRecherche){ 0 }, 2, &l, &n, &total));
    assert_int_equal(n, 11);
    const JournalRecherche none[] = { { .action = S("autre") }, { .objet = S("personne:X") },
        { .personne_id = { true, 8 } }, { .depuis = { true, NOW + 6 } }, { .avant = { true, NOW } } };
    for (size_t i = 0; i < sizeof none / sizeof *none; i++) {
        assert_ok(journal_chercher(db, a, &none[i], 1, &l, &n, &total));
        assert_int_equal(n + (size_t)total, 0);
    }
    const JournalRecherche all = { S("role.donner"), S("personne:K3F"), { true, 7 }, { true, NOW }, { true, NOW + 1 } };
    assert_ok(journal_chercher(db, a, &all, 1, &l, &n, &total));
    assert_int_equal(total, 60);
    const Str *actions = NULL;
    assert_ok(journal_actions(db, a, &actions, &n));
    assert_int_equal(n, 2);
    assert_str_equal(actions[0], S("connexion.refuser"));
}

/* However the lines are cut in pages, each comes once, the newest first, those of one second too. */
static void lines_are_read_to_the_end(void **state)
{
    Db *db = test_db(state);
    ARENA a = arena_new(MIB);
    const JournalRecherche all = { 0 }, refused = { .action = S("connexion.refuser") };
    write_n(db, 7, NOW);
    write_n(db, 3, NOW + 2);
    assert_ok(journal_ecrire(db, NULL, NOW + 1, "connexion.refuser", STR_NONE, false));
    for (size_t max = 1; max <= 12; max++) {
        JournalCurseur at = { 0 };
        const JournalLigne *l = NULL;
        size_t n = 0, seen = 0;
        int64_t last = INT64_MAX;
        do {
            assert_ok(journal_parcourir(db, a, &all, max, &at, &l, &n));
            for (size_t i = 0; i < n; i++) {
                assert_true(l[i].at <= last);
                last = l[i].at;
            }
            seen += n;
        } while (n == max);
        assert_int_equal(seen, 11);
    }
    JournalCurseur at = { 0 };
    const JournalLigne *l = NULL;
    size_t n = 0;
    assert_ok(journal_parcourir(db, a, &refused, 5, &at, &l, &n));
    assert_int_equal(n, 1);
    assert_int_equal(l[0].at, NOW + 1);
}

static void seals_are_told_without_a_proof(void **state)
{
    Db *db = test_db(state);
    ARENA a = arena_new(MIB);
    JournalScellement s;
    assert_ok(journal_scellement(db, a, &s));
    assert_int_equal(s.point_rang + s.point_at + s.attente + s.attente_depuis, 0);
    write_n(db, 3, NOW);
    seal(db, NOW + 1);
    write_n(db, 1, NOW + 9);
    write_n(db, 1, NOW + 8);
    assert_ok(journal_scellement(db, a, &s));
    assert_int_equal(s.point_rang, 3);
    assert_int_equal(s.point_at, NOW + 1);
    assert_int_equal(s.attente, 2);
    assert_int_equal(s.attente_depuis, NOW + 8);
}

static void committed_lines_are_sealed_and_proved(void **state)
{
    Db *db = test_db(state);
    JournalEtat e = check(db, NOW);
    assert_true(journal_est_intact(&e));
    write_n(db, 3, NOW);
    {
        TX tx = tx_begin(db, HERE);                /* a change rolled back leaves no line */
        assert_ok(tx.err);
        assert_ok(journal_ecrire(db, &lea, NOW, "role.retirer", STR_NONE, true));
    }
    e = check(db, NOW + 9);
    assert_true(journal_est_intact(&e));
    assert_int_equal(e.attente, 3);
    assert_int_equal(e.attente_depuis, NOW);
    assert_int_equal(seal(db, NOW + 1).rang, 3);
    assert_int_equal(seal(db, NOW + 1).n, 0);
    write_n(db, 1001, NOW + 2);
    JournalScelles s = seal(db, NOW + 3);
    assert_true(s.reste);
    s = seal(db, NOW + 3);
    assert_int_equal(s.n, 1);
    assert_false(s.reste);
    e = check(db, NOW + 4);
    assert_true(journal_est_intact(&e));
    assert_int_equal(e.lignes, 1004);
    assert_int_equal(e.point_rang, 1004);
    assert_int_equal(e.attente, 0);
    assert_true(journal_hash_eq(e.chaine, s.chaine));
}

typedef struct Fraud {
    const char *what[4];
    JournalVerdict verdict;
    int64_t rang;
} Fraud;

static void every_fraud_is_found(void **state)
{
    static const Fraud frauds[] = {
        { { "UPDATE journal SET objet = 'personne:AUTRE' WHERE journal_id = 3" }, JOURNAL_TAMPERED, 3 },
        { { "UPDATE journal SET personne_id = NULL WHERE journal_id = 5" }, JOURNAL_TAMPERED, 5 },
        { { "UPDATE journal SET at = at - 1 WHERE journal_id = 1" }, JOURNAL_TAMPERED, 1 },
        { { "UPDATE journal SET objet = 'personne:AUTRE', empreinte = (SELECT empreinte FROM journal WHERE "
            "journal_id = 1) WHERE journal_id = 3" },
            JOURNAL_TAMPERED, 3 },
        { { "DELETE FROM journal WHERE journal_id = 4" }, JOURNAL_DISORDER, 4 },
        { { "DELETE FROM journal_sceau WHERE rang = 4", "DELETE FROM journal WHERE journal_id = 4" }, JOURNAL_DISORDER,
            4 },
        { { "UPDATE journal_sceau SET journal_id = 99 WHERE rang = 2",
              "UPDATE journal_sceau SET journal_id = 2 WHERE "
              "rang = 3",
              "UPDATE journal_sceau SET journal_id = 3 WHERE rang = 2" },
            JOURNAL_TAMPERED, 2 },
        { { "DELETE FROM journal_sceau WHERE rang > 4", "DELETE FROM journal WHERE journal_id > 4" }, JOURNAL_SHORTENED,
            5 },
        { { "DELETE FROM journal_sceau WHERE rang <= 2", "DELETE FROM journal WHERE journal_id <= 2" },
            JOURNAL_DISORDER, 1 },
        { { "DELETE FROM journal_sceau", "DELETE FROM journal" }, JOURNAL_SHORTENED, 6 },
        { { "UPDATE journal_point SET at = at + 1" }, JOURNAL_FORGED, 6 },
        { { "UPDATE journal_point SET rang = 5 WHERE rang = 6" }, JOURNAL_FORGED, 5 },
    };
    for (size_t i = 0; i < sizeof frauds / sizeof *frauds; i++) {
        Db *db = test_db(state);
        write_n(db, 6, NOW);
        seal(db, NOW);
        for (size_t k = 0; k < 4 && frauds[i].what[k]; k++)
            tamper(db, frauds[i].what[k]);
        JournalEtat e = check(db, NOW + 5);
        assert_false(journal_est_intact(&e));
        if (e.verdict != frauds[i].verdict || e.faute_rang != frauds[i].rang)
            fail_msg("%s : verdict %d au rang %lld", frauds[i].what[0], (int)e.verdict, (long long)e.faute_rang);
    }
}

static void signatures_and_strangers(void **state)
{
    Db *db = test_db(state);
    write_n(db, 4, NOW);
    JournalScelles kept = seal(db, NOW);
    write_n(db, 4, NOW + 3600);
    JournalScelles last = seal(db, NOW + 3600);
    JournalEtat e;
    assert_ok(journal_verifier(db, cle, NOW + 3600, (JournalAttendu){ kept.rang, kept.chaine }, &e));
    assert_true(journal_est_intact(&e));
    tamper(db,
        "INSERT INTO journal (at, role, portee, action, objet, issue, empreinte) SELECT at, role, portee, action, "
        "objet, issue, empreinte FROM journal WHERE journal_id = 1");
    e = check(db, NOW + 3600);
    assert_int_equal(e.inattendues, 1);
    assert_int_equal(e.alterees, 1);               /* its person is not there */
    assert_false(journal_est_intact(&e));
    tamper(db, "DELETE FROM journal WHERE journal_id > 8");
    /* The whole copy brought back to an earlier state holds together; the seal noted elsewhere tells it. */
    tamper(db, "DELETE FROM journal_point WHERE rang > 4");
    e = check(db, NOW + 3600);
    assert_true(e.non_signee && !journal_est_intact(&e));
    tamper(db, "DELETE FROM journal_sceau WHERE rang > 4");
    tamper(db, "DELETE FROM journal WHERE journal_id > 4");
    e = check(db, NOW + 3600);
    assert_true(journal_est_intact(&e));
    assert_ok(journal_verifier(db, cle, NOW + 3600, (JournalAttendu){ last.rang, last.chaine }, &e));
    assert_true(e.attendu_absent && !journal_est_intact(&e));
    uint8_t other[JOURNAL_PUBLIC_KEY], secret[JOURNAL_SECRET_KEY];
    journal_keys((const uint8_t[KEY_BYTES]){ 1 }, other, secret);
    assert_ok(journal_verifier(db, other, NOW, (JournalAttendu){ 0 }, &e));
    assert_false(journal_est_intact(&e));
}

static void rotation_keeps_the_proof(void **state)
{
    Db *db = test_db(state);
    int64_t n = 0;
    write_n(db, 5, NOW);
    seal(db, NOW);
    write_n(db, 5, NOW + 200 * DAY);
    seal(db, NOW + 200 * DAY);
    assert_ok(journal_tourner(db, &keys, NOW + 360 * DAY, &n));
    assert_int_equal(n, 0);
    assert_ok(journal_tourner(db, &keys, NOW + 370 * DAY, &n));
    assert_int_equal(n, 5);
    JournalEtat e = check(db, NOW + 370 * DAY);
    assert_true(journal_est_intact(&e));
    assert_int_equal(e.premier, 6);
    assert_int_equal(e.rang, 10);
    e = check(db, NOW + 300 * DAY);                /* taken away too early, a beginning is not a rotation */
    assert_int_equal(e.verdict, JOURNAL_SHORTENED);
    assert_ok(journal_tourner(db, &keys, NOW + 900 * DAY, &n));
    assert_int_equal(n, 5);
    e = check(db, NOW + 900 * DAY);
    assert_true(journal_est_intact(&e));
    assert_int_equal(e.lignes, 0);
    write_n(db, 1, NOW + 901 * DAY);
    assert_int_equal(seal(db, NOW + 901 * DAY).rang, 11);
    e = check(db, NOW + 901 * DAY);
    assert_true(journal_est_intact(&e));
    tamper(db, "UPDATE journal SET at = at - 1");
    assert_int_equal(check(db, NOW + 901 * DAY).verdict, JOURNAL_TAMPERED);
    assert_err(journal_tourner(db, &keys, NOW + 2000 * DAY, &n), ERR_INTERNAL); /* what is wrong is kept */
    assert_int_equal(check(db, NOW + 901 * DAY).verdict, JOURNAL_TAMPERED);
}

/* ---- several writers ---- */

enum { WRITERS = 4, EACH = 25 };

typedef struct Crowd {
    Writer *writer;
    int64_t now;
} Crowd;

static Err one_line(Db *db, Arena *a, void *arg)
{
    (void)a, (void)arg;
    return journal_ecrire(db, &lea, NOW, "essai.ecrire", S("essai:1"), true);
}

static void *writing(void *arg)
{
    Crowd *c = arg;
    for (int i = 0; i < EACH; i++) {
        ARENA a = arena_new(MIB);
        assert_ok(writer_run(c->writer, a, one_line, NULL));
    }
    return NULL;
}

/* Two sealers at once among the writers: whatever order commits come in, each line is chained once. */
static void writers_and_sealers_together(void **state)
{
    ARENA a = arena_new(8 * MIB);
    Str url = test_db_url(state), message = STR_NONE;
    Crowd crowd = { .now = NOW };
    int applied = 0;
    {
        DB db = NULL;
        assert_ok(db_open(a, url, DB_WRITE, &db, &message));
        assert_ok(db_migrate(db, a, &applied, &message));
        test_engine(db);
    }
    assert_ok(writer_start(a, url, 4, 100, NULL, NULL, &crowd.writer, &message));
    App app = { .clock = clock_fixed(&crowd.now), .writer = crowd.writer, .keys = &keys };
    FILE *nothing = fopen("/dev/null", "w");
    assert_ok(log_new(fileno(nothing), false, app.clock, &app.log));
    pthread_t writers[WRITERS];
    for (int i = 0; i < WRITERS; i++)
        assert_int_equal(pthread_create(&writers[i], NULL, writing, &crowd), 0);
    for (int i = 0; i < 10; i++)
        journal_sceleur(&app);
    for (int i = 0; i < WRITERS; i++)
        pthread_join(writers[i], NULL);
    journal_sceleur(&app);
    DB db = NULL;
    assert_ok(db_open(a, url, DB_READ, &db, &message));
    JournalEtat e = check(db, NOW);
    assert_true(journal_est_intact(&e));
    assert_int_equal(e.lignes, WRITERS * EACH);
    assert_int_equal(e.attente, 0);
    writer_free(crowd.writer);
    log_free(app.log);
    fclose(nothing);
}

/* PostgreSQL: a line with an early id is committed after a later one was sealed; it is sealed in its turn. */
static void an_early_id_committed_late(void **state)
{
    if (!test_on_postgres())
        return;                                    /* SQLite has one writer: ids are committed in order */
    ARENA a = arena_new(8 * MIB);
    Str url = test_db_url(state), message = STR_NONE;
    int applied = 0;
    DB one = NULL;
    DB two = NULL;
    assert_ok(db_open(a, url, DB_WRITE, &one, &message));
    assert_ok(db_migrate(one, a, &applied, &message));
    assert_ok(db_open(a, url, DB_WRITE, &two, &message));
    test_engine(one);
    TX late = tx_begin(one, HERE);
    assert_ok(journal_ecrire(one, &lea, NOW, "essai.premier", STR_NONE, true));
    write_n(two, 2, NOW);
    assert_int_equal(seal(two, NOW).rang, 2);
    assert_ok(tx_commit(&late));
    JournalEtat e = check(two, NOW);
    assert_true(journal_est_intact(&e));
    assert_int_equal(e.attente, 1);
    assert_int_equal(seal(two, NOW).rang, 3);
    e = check(two, NOW);
    assert_true(journal_est_intact(&e));
    assert_int_equal(e.lignes, 3);
}

int main(void)
{
    uint8_t secret[JOURNAL_SECRET_KEY];
    keys_derive((const uint8_t[KEY_BYTES]){ 28 }, &keys);
    journal_keys(keys.seal, cle, secret);
    static const struct CMUnitTest all[] = {
        cmocka_unit_test(a_line_is_found_again),
        cmocka_unit_test(lines_are_read_to_the_end),
        cmocka_unit_test(seals_are_told_without_a_proof),
        cmocka_unit_test(committed_lines_are_sealed_and_proved),
        cmocka_unit_test(every_fraud_is_found),
        cmocka_unit_test(signatures_and_strangers),
        cmocka_unit_test(rotation_keeps_the_proof),
        cmocka_unit_test(writers_and_sealers_together),
        cmocka_unit_test(an_early_id_committed_late),
    };
    return SUITE_MAIN("journal", true, all);
}
