// SPDX-License-Identifier: AGPL-3.0-or-later
/* Transactions: scopes, savepoints, faults at every statement, batches, a connection that is lost; migrations. */
#include <stdio.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "core/db/migrate.h"
#include "db_test_sql.h"
#include "support/suite.h"

static Db *essai_db(void **state)
{
    Db *db = test_db(state);
    assert_ok(db_script(db, essai_tables[db_engine(db)]));
    return db;
}

static int64_t count(Db *db)
{
    ARENA a = arena_new(MIB);
    SqlEssaiCount row;
    assert_ok(sql_essai_count(db, a, &row));
    return row.n;
}

/* ---- scopes ------------------------------------------------------------------------------------------------------ */

static Err put_two(Db *db, int64_t first, Err leave)
{
    TX tx = tx_begin(db, HERE);
    TRY(sql_essai_put(db, first, S("a")));
    TRY(leave);
    TRY(sql_essai_put(db, first + 1, S("b")));
    return tx_commit(&tx);
}

static void a_scope_commits_or_rolls_back(void **state)
{
    Db *db = essai_db(state);
    assert_ok(put_two(db, 1, OK));
    assert_int_equal(count(db), 2);
    assert_err(put_two(db, 3, ERR_FORBIDDEN), ERR_FORBIDDEN);
    assert_int_equal(count(db), 2);
    assert_err(put_two(db, 2, OK), ERR_CONFLICT); /* 2 is there: 3 is not kept either */
    assert_int_equal(count(db), 2);
    assert_ok(put_two(db, 10, OK));
    assert_int_equal(count(db), 4);
}

static void an_inner_scope_fails_alone(void **state)
{
    Db *db = essai_db(state);
    TX tx = tx_begin(db, HERE);
    assert_ok(sql_essai_put(db, 1, S("a")));
    assert_err(put_two(db, 1, OK), ERR_CONFLICT); /* refused by the engine, inside its savepoint */
    assert_err(put_two(db, 5, ERR_FORBIDDEN), ERR_FORBIDDEN);
    assert_ok(put_two(db, 10, OK));
    assert_int_equal(count(db), 3);
    assert_ok(tx_commit(&tx));
    assert_int_equal(count(db), 3);
}

static void after_a_refusal_only_a_rollback_is_possible(void **state)
{
    Db *db = essai_db(state);
    assert_ok(put_two(db, 1, OK));
    {
        TX tx = tx_begin(db, HERE);
        assert_ok(sql_essai_put(db, 7, S("a")));
        assert_err(sql_essai_put(db, 1, S("double")), ERR_CONFLICT);
        Str said = db_message(db);
        assert_err(sql_essai_put(db, 8, S("b")), ERR_CONFLICT);
        assert_err(put_two(db, 20, OK), ERR_CONFLICT);
        assert_err(tx_commit(&tx), ERR_CONFLICT);
        assert_true(said.n > 0 && str_eq(said, db_message(db))); /* the first reason is kept */
    }
    assert_int_equal(count(db), 2);
    assert_ok(put_two(db, 7, OK));
}

static void deep_nesting(void **state)
{
    Db *db = essai_db(state);
    TX t0 = tx_begin(db, HERE);
    TX t1 = tx_begin(db, HERE);
    TX t2 = tx_begin(db, HERE);
    TX t3 = tx_begin(db, HERE);
    assert_ok(sql_essai_put(db, 3, S("c")));
    assert_ok(tx_commit(&t3));
    tx_done(&t2); /* takes t3's work with it */
    assert_int_equal(count(db), 0);
    assert_ok(sql_essai_put(db, 1, S("a")));
    assert_ok(tx_commit(&t1));
    assert_ok(tx_commit(&t0));
    assert_int_equal(count(db), 1);
}

static void a_failed_arena_is_not_committed(void **state)
{
    Db *db = essai_db(state);
    ARENA a = arena_new(16 * KIB);
    db_guard(db, a);
    assert_ok(put_two(db, 1, OK));
    assert_null(arena_alloc(a, MIB));
    assert_err(put_two(db, 3, OK), ERR_MEMORY);
    assert_int_equal(count(db), 2);
    assert_err(sql_essai_put(db, 5, str_dup(a, S("x"))), OK);
    TX tx = tx_begin(db, HERE);
    assert_err(sql_essai_put(db, 6, STR_NONE), ERR_MEMORY); /* what a failed arena gives */
    assert_err(tx_commit(&tx), ERR_MEMORY);
    db_guard(db, NULL);
    assert_ok(put_two(db, 8, OK));
}

/* ---- faults ------------------------------------------------------------------------------------------------------ */

/* Eight statements and a nested transaction, all or nothing; an inner failure is passed on. */
static Err transfer(Db *db, Arena *a)
{
    int64_t n = 0;
    SqlEssaiCount row;
    TX tx = tx_begin(db, HERE);
    TRY(sql_essai_rename(db, 1, S("debit"), &n));
    TRY(sql_essai_put(db, 100, S("journal")));
    TRY(put_two(db, 200, OK));
    TRY(sql_essai_count(db, a, &row));
    ROWS rows = { 0 };
    SqlEssaiList item;
    TRY(sql_essai_list(db, 0, &rows));
    while (sql_essai_list_next(&rows, &item))
        n++;
    TRY(rows_end(&rows));
    TRY(sql_essai_rename(db, 2, S("credit"), &n));
    return tx_commit(&tx);
}

static Str content(Db *db, Arena *a)
{
    Str all = S("");
    ROWS rows = { 0 };
    SqlEssaiList row;
    assert_ok(sql_essai_list(db, 0, &rows));
    while (sql_essai_list_next(&rows, &row))
        all = str_format(a, "%.*s%lld=%.*s;", STR_ARG(all), (long long)row.nombre, STR_ARG(row.texte));
    assert_ok(rows_end(&rows));
    return all;
}

static void a_fault_at_any_statement_changes_nothing(void **state)
{
    Db *db = essai_db(state);
    ARENA a = arena_new(MIB);
    assert_ok(put_two(db, 1, OK));
    Str before = content(db, a);
    int faults = 0;
    for (int n = 1;; n++) {
        db_fault_at(db, n);
        Err e = transfer(db, a);
        db_fault_at(db, 0);
        if (e == OK)
            break;
        assert_int_equal(e, ERR_DB);
        assert_str_equal(db_message(db), S("injected fault"));
        assert_str_equal(content(db, a), before);
        faults++;
    }
    assert_int_equal(faults, 11); /* BEGIN, 7 queries, SAVEPOINT, RELEASE, COMMIT */
    assert_str_equal(content(db, a), S("1=debit;2=credit;100=journal;200=a;201=b;"));
}

/* ---- batches ----------------------------------------------------------------------------------------------------- */

static Err batch(Db *db, int64_t n, int64_t twice)
{
    TX tx = tx_begin(db, HERE);
    TRY(db_batch_begin(db));
    for (int64_t i = 1; i <= n; i++)
        if (sql_essai_put(db, i == twice ? 1 : i, S("lot")) != OK)
            break; /* told again by db_batch_end */
    TRY(db_batch_end(db));
    return tx_commit(&tx);
}

static void a_batch_is_written_whole_or_not_at_all(void **state)
{
    Db *db = essai_db(state);
    assert_err(batch(db, 3000, 1500), ERR_CONFLICT);
    assert_int_equal(count(db), 0);
    assert_err(batch(db, 3000, 3000), ERR_CONFLICT);
    assert_int_equal(count(db), 0);
    assert_ok(batch(db, 3000, 0));
    assert_int_equal(count(db), 3000);
    assert_ok(put_two(db, 5000, OK));
}

static void a_batch_is_for_writing_only(void **state)
{
    Db *db = essai_db(state);
    ARENA a = arena_new(MIB);
    SqlEssaiCount row;
    assert_err(db_batch_begin(db), ERR_INTERNAL); /* outside of a transaction */
    {
        TX tx = tx_begin(db, HERE);
        assert_ok(tx.err);
        assert_ok(db_batch_begin(db));
        assert_ok(sql_essai_put(db, 1, S("a")));
        assert_err(sql_essai_count(db, a, &row), ERR_INTERNAL);
    } /* left with the batch open */
    assert_int_equal(count(db), 0);
    assert_ok(batch(db, 10, 0));
    assert_int_equal(count(db), 10);
}

/* ---- lost connections -------------------------------------------------------------------------------------------- */

static void a_lost_connection_says_so(void **state)
{
    Str url = test_db_url(state), message;
    ARENA a = arena_new(MIB);
    DB db = NULL;
    DB other = NULL;
    assert_ok(db_open(a, url, DB_WRITE, &db, &message));
    test_engine(db);
    assert_false(db_lost(db));
    if (!test_on_postgres())
        return;
    assert_ok(db_script(db, essai_tables[DB_POSTGRES]));
    assert_ok(db_open(a, url, DB_WRITE, &other, &message));
    {
        TX tx = tx_begin(db, HERE);
        assert_ok(sql_essai_put(db, 1, S("a")));
        assert_ok(db_script(other, "SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity"
                                   " WHERE datname = current_database() AND pid <> pg_backend_pid()"));
        assert_err(sql_essai_put(db, 2, S("b")), ERR_IO);
        assert_true(db_lost(db));
        assert_err(tx_commit(&tx), ERR_IO);
    }
    assert_err(sql_essai_put(db, 3, S("c")), ERR_IO);
    assert_int_equal(count(other), 0);
}

/* ---- migrations -------------------------------------------------------------------------------------------------- */

// clang-format off
#define BOTH(sql) { sql, sql }
// clang-format on
static const Migration list[] = {
    { 1, "0001_un", BOTH("CREATE TABLE un (x BIGINT); INSERT INTO un (x) VALUES (1);"), "sha-1" },
    { 2, "0002_deux", BOTH("CREATE TABLE deux (y BIGINT); INSERT INTO deux (y) SELECT x FROM un;"), "sha-2" },
    { 3, "0003_trois", BOTH("ALTER TABLE deux ADD COLUMN z BIGINT;"), "sha-3" },
    { 0 },
};
static const Migration first_only[] = {
    { 1, "0001_un", BOTH("CREATE TABLE un (x BIGINT); INSERT INTO un (x) VALUES (1);"), "sha-1" },
    { 0 },
};
static const Migration altered[] = {
    { 1, "0001_un", BOTH("CREATE TABLE un (x BIGINT);"), "sha-other" },
    { 0 },
};
static const Migration broken[] = {
    { 1, "0001_un", BOTH("CREATE TABLE un (x BIGINT); INSERT INTO un (x) VALUES (1);"), "sha-1" },
    { 2, "0002_casse", BOTH("CREATE TABLE deux (y BIGINT); INSERT INTO absente (y) VALUES (1);"), "sha-2" },
    { 0 },
};

static Db *fresh(void **state, Arena *a)
{
    Db *db = NULL;
    Str message;
    assert_ok(db_open(a, test_db_url(state), DB_WRITE, &db, &message));
    test_engine(db);
    return db;
}

static void migrations_fresh_then_partial(void **state)
{
    ARENA a = arena_new(MIB);
    DB db = fresh(state, a);
    MigrationState s;
    Str message = STR_NONE;
    int n = -1;
    assert_ok(migrate_state(db, list, &s));
    assert_true(s.applied == 0 && s.latest == 3 && !s.newer && !s.altered);
    assert_ok(migrate_apply(db, a, first_only, &n, &message));
    assert_int_equal(n, 1);
    assert_true(str_is_none(message)); /* a new database is not copied */
    assert_ok(migrate_apply(db, a, list, &n, &message));
    assert_int_equal(n, 2);
    assert_ok(migrate_state(db, list, &s));
    assert_true(s.applied == 3 && s.latest == 3 && !s.newer && !s.altered);
    Str copy = str_format(a, "%s.avant-0002", db->path ? db->path : "-");
    assert_int_equal(str_has(message, copy), !test_on_postgres());
    assert_ok(migrate_apply(db, a, list, &n, &message));
    assert_int_equal(n, 0);
    assert_true(str_is_none(message));
    if (test_on_postgres())
        return;
    DB before = NULL;
    assert_ok(db_open(a, copy, DB_READ, &before, &message));
    assert_ok(migrate_state(before, list, &s));
    assert_int_equal(s.applied, 1);
}

static void migrations_newer_and_altered_are_refused(void **state)
{
    ARENA a = arena_new(MIB);
    DB db = fresh(state, a);
    MigrationState s;
    Str message = STR_NONE;
    int n = -1;
    assert_ok(migrate_apply(db, a, list, &n, &message));
    assert_err(migrate_apply(db, a, first_only, &n, &message), ERR_UNSUPPORTED);
    assert_true(str_has(message, S("plus récente")));
    assert_ok(migrate_state(db, first_only, &s));
    assert_true(s.newer && s.applied == 3);
    DB other = fresh(state, a);
    assert_ok(migrate_apply(other, a, first_only, &n, &message));
    assert_err(migrate_apply(other, a, altered, &n, &message), ERR_UNSUPPORTED);
    assert_true(str_has(message, S("différentes")));
    assert_ok(migrate_state(other, altered, &s));
    assert_true(s.altered && !s.newer);
}

enum { CHILD_LOCKED = 201, CHILD_FAILED = 202 };

/* In a process of its own: waits for the start, migrates; the exit status is the number of migrations applied. */
static pid_t migrate_in_child(Str url, int start)
{
    pid_t pid = fork();
    if (pid != 0)
        return pid;
    ARENA a = arena_new(MIB);
    Str message = STR_NONE;
    Db *db = NULL;
    char byte;
    int n = 0;
    while (read(start, &byte, 1) < 0)
        continue;
    Err e = db_open(a, url, DB_WRITE, &db, &message);
    if (e == OK)
        e = db_migrate(db, a, &n, &message);
    db_close(db);
    _exit(e == OK ? n : e == ERR_LOCKED ? CHILD_LOCKED : CHILD_FAILED);
}

/*
 * Two programs that start on one empty database. PostgreSQL: both succeed, each migration is applied once. SQLite: the
 * file's lock keeps the second out if it comes meanwhile.
 */
static void two_processes_migrate_at_once(void **state)
{
    enum { PROCESSES = 2, ROUNDS = 5 };
    for (int round = 0; round < ROUNDS; round++) {
        Str url = test_db_url(state), message = STR_NONE;
        int start[2], applied = 0, locked = 0;
        pid_t pids[PROCESSES];
        assert_int_equal(pipe(start), 0);
        for (int i = 0; i < PROCESSES; i++) {
            pids[i] = migrate_in_child(url, start[0]);
            assert_true(pids[i] > 0);
        }
        assert_int_equal(write(start[1], "gogo", PROCESSES), PROCESSES);
        for (int i = 0; i < PROCESSES; i++) {
            int status = 0;
            assert_int_equal(waitpid(pids[i], &status, 0), pids[i]);
            assert_true(WIFEXITED(status) && WEXITSTATUS(status) != CHILD_FAILED);
            locked += WEXITSTATUS(status) == CHILD_LOCKED;
            applied += WEXITSTATUS(status) == CHILD_LOCKED ? 0 : WEXITSTATUS(status);
        }
        close(start[0]);
        close(start[1]);
        ARENA a = arena_new(MIB);
        DB db = NULL;
        MigrationState s;
        assert_ok(db_open(a, url, DB_READ, &db, &message));
        test_engine(db);
        assert_ok(db_migration_state(db, &s));
        assert_false(s.newer || s.altered);
        assert_int_equal(s.applied, s.latest);
        assert_int_equal(applied, s.latest);
        assert_in_range(locked, 0, test_on_postgres() ? 0 : 1);
    }
}

static void a_migration_that_fails_leaves_nothing(void **state)
{
    ARENA a = arena_new(MIB);
    DB db = fresh(state, a);
    MigrationState s;
    Str message = STR_NONE;
    int n = -1;
    assert_int_not_equal(migrate_apply(db, a, broken, &n, &message), OK);
    assert_int_equal(n, -1);
    assert_true(str_has(message, S("0002_casse")));
    assert_ok(migrate_state(db, list, &s));
    assert_int_equal(s.applied, 1);
    assert_ok(migrate_apply(db, a, list, &n, &message)); /* table "deux" was not left behind */
    assert_int_equal(n, 2);
}

static void faults_during_migrations_leave_whole_steps(void **state)
{
    ARENA a = arena_new(4 * MIB);
    DB db = fresh(state, a);
    MigrationState s;
    Str message;
    int n = -1, faults = 0;
    for (int at = 1; at < 200; at++) {
        db_fault_at(db, at);
        Err e = migrate_apply(db, a, list, &n, &message);
        db_fault_at(db, 0);
        assert_ok(migrate_state(db, list, &s));
        assert_false(s.altered || s.newer);
        if (e == OK && s.applied == 3)
            break;
        faults++;
    }
    assert_true(faults > 3);
    assert_int_equal(s.applied, 3);
    bool empty = true;
    assert_ok(db_is_empty(db, &empty));
    assert_false(empty);
}

int main(void)
{
    const struct CMUnitTest all[] = {
        cmocka_unit_test(a_scope_commits_or_rolls_back),
        cmocka_unit_test(an_inner_scope_fails_alone),
        cmocka_unit_test(after_a_refusal_only_a_rollback_is_possible),
        cmocka_unit_test(deep_nesting),
        cmocka_unit_test(a_failed_arena_is_not_committed),
        cmocka_unit_test(a_fault_at_any_statement_changes_nothing),
        cmocka_unit_test(a_batch_is_written_whole_or_not_at_all),
        cmocka_unit_test(a_batch_is_for_writing_only),
        cmocka_unit_test(a_lost_connection_says_so),
        cmocka_unit_test(migrations_fresh_then_partial),
        cmocka_unit_test(migrations_newer_and_altered_are_refused),
        cmocka_unit_test(two_processes_migrate_at_once),
        cmocka_unit_test(a_migration_that_fails_leaves_nothing),
        cmocka_unit_test(faults_during_migrations_leave_whole_steps),
    };
    return SUITE_MAIN("tx", true, all);
}
