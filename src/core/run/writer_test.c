// SPDX-License-Identifier: AGPL-3.0-or-later
#include "core/run/writer.h"

#include <pthread.h>
#include <semaphore.h>
#include <stdatomic.h>
#include <stdio.h>

#include "core/db/db_priv.h"
#include "support/suite.h"

/* Rows of snapshot_version, a table with a key and nothing else. */
static const SqlColumn params[] = { { "name", SQL_STR, false } };
static const SqlColumn n_col[] = { { "n", SQL_I64, false } };
static const SqlQuery insert_query = {
    .name = "insert",
    .shape = SQL_EXEC,
    .n_params = 1,
    .params = params,
    .text = { "INSERT INTO snapshot_version (name, version) VALUES (?1, 1)",
        "INSERT INTO snapshot_version (name, version) VALUES ($1, 1)" },
};
static const SqlQuery count_query = {
    .name = "count",
    .shape = SQL_ONE,
    .n_cols = 1,
    .cols = n_col,
    .text = { "SELECT COUNT(*) AS n FROM snapshot_version", "SELECT COUNT(*) AS n FROM snapshot_version" },
};

typedef struct Work {
    WriterTask task;
    int number;
    Err wanted;                                    /* what the task returns after its insertion */
    int fault_at;                                  /* arms a fault for what comes after */
    sem_t *begun;                                  /* told when the task begins */
    sem_t *gate;                                   /* waited for before anything */
    atomic_int calls;                              /* of `done` */
    Err result;
    sem_t *answered;
} Work;

static Err put(Db *db, int number)
{
    char name[32];
    int n = snprintf(name, sizeof name, "essai %d", number);
    return db_exec(db, &insert_query, &(SqlValue){ .s = str_of(name, (size_t)n) }, NULL);
}

static Err work(Db *db, Arena *a, void *arg)
{
    Work *w = arg;
    if (w->begun)
        sem_post(w->begun);
    if (w->gate)
        sem_wait(w->gate);
    TRY(put(db, w->number));
    if (w->fault_at)
        db_fault_at(db, w->fault_at);
    if (w->wanted == ERR_MEMORY)
        arena_fail(a);
    return w->wanted == ERR_MEMORY ? OK : w->wanted;
}

static void done(WriterTask *task, Err result)
{
    Work *w = (Work *)task;
    w->result = result;
    atomic_fetch_add(&w->calls, 1);
    if (w->answered)
        sem_post(w->answered);
}

static Work *work_init(Work *w, int number)
{
    *w = (Work){ .task = { .fn = work, .arg = w, .done = done }, .number = number };
    return w;
}

static Str database(void **state, Arena *a)
{
    Str url = test_db_url(state), message = STR_NONE;
    DB db = NULL;
    int applied;
    assert_ok(db_open(a, url, DB_WRITE, &db, &message));
    test_engine(db);
    assert_ok(db_migrate(db, a, &applied, &message));
    return url;
}

static Writer *started(Str url, Arena *a, int threads, size_t max, void (*after)(void *arg), void *arg)
{
    Writer *w = NULL;
    Str message = STR_NONE;
    if (writer_start(a, url, threads, max, after, arg, &w, &message) != OK)
        fail_msg("%.*s", STR_ARG(message));
    return w;
}

static int64_t rows_in(Str url, Arena *a)
{
    DB db = NULL;
    Str message;
    SqlValue n;
    assert_ok(db_open(a, url, DB_READ, &db, &message));
    assert_ok(db_row(db, a, &count_query, NULL, &n, NULL));
    return n.i;
}

static void inline_on_the_callers_thread(void **state)
{
    Db *db = test_db(state);
    ARENA a = arena_new(MIB);
    Writer *w;
    Work x;
    SqlValue n;
    assert_ok(writer_inline(db, &w));
    assert_ok(writer_run(w, a, work, work_init(&x, 1)));
    work_init(&x, 2)->wanted = ERR_FORBIDDEN;
    assert_err(writer_run(w, a, work, &x), ERR_FORBIDDEN);
    work_init(&x, 3)->wanted = ERR_MEMORY;
    assert_err(writer_run(w, a, work, &x), ERR_MEMORY);    /* the arena failed: not committed */
    assert_err(writer_run(w, NULL, work, work_init(&x, 1)), ERR_CONFLICT);
    assert_ok(writer_post(w, &work_init(&x, 4)->task));
    assert_int_equal(x.calls, 1);
    assert_int_equal(x.result, OK);
    assert_int_equal(db->depth, 0);
    ARENA fresh = arena_new(MIB);
    assert_ok(db_row(db, fresh, &count_query, NULL, &n, NULL));
    assert_int_equal(n.i, 2);
    writer_free(w);
}

/* ---- many callers ------------------------------------------------------------------------------------------------- */

enum { CALLERS = 8, EACH = 200 };

typedef struct Caller {
    Writer *writer;
    int first;
    int wrong;
} Caller;

static void *caller(void *arg)
{
    Caller *c = arg;
    for (int i = 0; i < EACH; i++) {
        ARENA a = arena_new(64 * KIB);
        Work w;
        work_init(&w, c->first + i)->wanted = i % 7 == 3 ? ERR_FORBIDDEN : i % 7 == 5 ? ERR_MEMORY : OK;
        Err e = ERR_BUSY;
        while (e == ERR_BUSY)
            e = writer_run(c->writer, a, work, &w);
        c->wrong += e != w.wanted;
        /* A second time: refused by the key when it is there. */
        if (i % 10 == 0 && w.wanted == OK)
            c->wrong += writer_run(c->writer, a, work, &w) != ERR_CONFLICT;
    }
    return NULL;
}

static void each_task_exactly_once_from_many_threads(void **state)
{
    ARENA a = arena_new(MIB);
    Str url = database(state, a);
    Writer *w = started(url, a, 4, 1000, NULL, NULL);
    Caller callers[CALLERS];
    pthread_t threads[CALLERS];
    int64_t good = 0;
    for (int i = 0; i < CALLERS; i++) {
        callers[i] = (Caller){ .writer = w, .first = i * EACH };
        assert_int_equal(pthread_create(&threads[i], NULL, caller, &callers[i]), 0);
    }
    for (int i = 0; i < CALLERS; i++) {
        pthread_join(threads[i], NULL);
        assert_int_equal(callers[i].wrong, 0);
    }
    for (int i = 0; i < EACH; i++)
        good += i % 7 != 3 && i % 7 != 5;
    writer_free(w);
    assert_int_equal(rows_in(url, a), good * CALLERS);
}

/* ---- the queue ---------------------------------------------------------------------------------------------------- */

static void counted(void *arg)
{
    atomic_fetch_add((atomic_int *)arg, 1);
}

enum { ANSWERED = 20 };

typedef struct Seen {
    Work tasks[ANSWERED];
    atomic_int calls, answers; /* answers given when it was last told */
    sem_t told;
} Seen;

static void count_answers(void *arg)
{
    Seen *s = arg;
    int answers = 0;
    for (int i = 0; i < ANSWERED; i++)
        answers += s->tasks[i].calls;
    s->answers = answers;
    s->calls++;
    sem_post(&s->told);
}

/* A writer whose only thread is held in `first`, so that what is posted next waits together. */
static Writer *held(Str url, Arena *a, size_t max, Work *first, sem_t *gate, atomic_int *commits)
{
    Writer *w = started(url, a, 1, max, commits ? counted : NULL, commits);
    sem_t begun;
    sem_init(&begun, 0, 0);
    sem_init(gate, 0, 0);
    work_init(first, 0)->gate = gate;
    first->begun = &begun;
    assert_ok(writer_post(w, &first->task));
    sem_wait(&begun);
    sem_destroy(&begun);
    return w;
}

static void a_failed_task_does_not_sink_its_group(void **state)
{
    enum { N = 30 };
    ARENA a = arena_new(MIB);
    Str url = database(state, a);
    Work first, tasks[N];
    sem_t gate;
    Writer *w = held(url, a, 100, &first, &gate, NULL);
    for (int i = 0; i < N; i++) {
        work_init(&tasks[i], i % 5 == 2 ? 0 : 100 + i)->wanted = i % 5 == 4 ? ERR_FORBIDDEN : OK;
        assert_ok(writer_post(w, &tasks[i].task));
    }
    sem_post(&gate);
    writer_free(w); /* finishes what was accepted */
    assert_int_equal(first.result, OK);
    for (int i = 0; i < N; i++) {
        assert_int_equal(tasks[i].calls, 1);
        assert_int_equal(tasks[i].result, i % 5 == 2 ? ERR_CONFLICT : i % 5 == 4 ? ERR_FORBIDDEN : OK);
    }
    assert_int_equal(rows_in(url, a), 1 + N * 3 / 5);
    sem_destroy(&gate);
}

static void a_full_queue_is_busy_and_a_stop_drains(void **state)
{
    enum { MAX = 50 };
    ARENA a = arena_new(MIB);
    Str url = database(state, a);
    Work first, tasks[MAX + 2];
    sem_t gate;
    Writer *w = held(url, a, MAX, &first, &gate, NULL);
    int accepted = 0;
    while (accepted < MAX + 2 && writer_post(w, &work_init(&tasks[accepted], 1 + accepted)->task) == OK)
        accepted++;
    assert_int_equal(accepted, MAX);
    Work late;
    assert_err(writer_post(w, &work_init(&late, 999)->task), ERR_BUSY);
    assert_err(writer_run(w, a, work, &late), ERR_BUSY);
    sem_post(&gate);
    writer_free(w);
    for (int i = 0; i < accepted; i++) {
        assert_int_equal(tasks[i].calls, 1);
        assert_int_equal(tasks[i].result, OK);
    }
    assert_int_equal(late.calls, 0);
    assert_int_equal(rows_in(url, a), accepted + 1);
    sem_destroy(&gate);
}

static void a_commit_that_fails_is_everybodys_error(void **state)
{
    ARENA a = arena_new(MIB);
    Str url = database(state, a);
    Work first, tasks[3];
    sem_t gate;
    Writer *w = held(url, a, 100, &first, &gate, NULL);
    for (int i = 0; i < 3; i++) {
        work_init(&tasks[i], 1 + i);
        if (i == 2) /* RELEASE then COMMIT; PostgreSQL: COMMIT */
            tasks[i].fault_at = test_on_postgres() ? 1 : 2;
    }
    for (int i = 0; i < 3; i++)
        assert_ok(writer_post(w, &tasks[i].task));
    sem_post(&gate);
    writer_free(w);
    int64_t kept = rows_in(url, a), good = first.result == OK;
    assert_int_equal(tasks[2].result, ERR_DB);
    for (int i = 0; i < 3; i++) {
        assert_int_equal(tasks[i].calls, 1);
        good += tasks[i].result == OK;
    }
    assert_int_equal(kept, good); /* what was said is what is there */
    if (!test_on_postgres())
        assert_int_equal(kept, 0);
    sem_destroy(&gate);
}

/* SQLite: a group ends when nothing waits any more. PostgreSQL: a transaction each. */
static void what_arrives_meanwhile_is_in_the_same_commit(void **state)
{
    enum { N = 20 };
    ARENA a = arena_new(MIB);
    Str url = database(state, a);
    atomic_int commits = 0;
    Work first, tasks[N];
    sem_t gate;
    Writer *w = held(url, a, 100, &first, &gate, &commits);
    for (int i = 0; i < N; i++)
        assert_ok(writer_post(w, &work_init(&tasks[i], 1 + i)->task));
    sem_post(&gate);
    writer_free(w);
    assert_int_equal(commits, test_on_postgres() ? N + 1 : 1);
    assert_int_equal(rows_in(url, a), N + 1);
    sem_destroy(&gate);
}

static void told_once_the_answers_of_a_commit_are_given(void **state)
{
    ARENA a = arena_new(MIB);
    Str url = database(state, a);
    Seen seen = { 0 };
    Work first, late;
    sem_t gate;
    Writer *w = held(url, a, 100, &first, &gate, NULL);
    for (int i = 0; i < ANSWERED; i++)
        assert_ok(writer_post(w, &work_init(&seen.tasks[i], 1 + i)->task));
    sem_init(&seen.told, 0, 0);
    writer_on_answered(w, count_answers, &seen);
    sem_post(&gate);
    do
        sem_wait(&seen.told);
    while (seen.answers < ANSWERED);
    writer_on_answered(w, NULL, NULL);
    int calls = seen.calls;
    assert_true(test_on_postgres() ? calls >= ANSWERED : calls == 1);
    assert_ok(writer_run(w, a, work, work_init(&late, 101)));
    writer_free(w);
    assert_int_equal(seen.calls, calls);
    sem_destroy(&seen.told);
    sem_destroy(&gate);
}

static void after_each_commit_and_never_without(void **state)
{
    ARENA a = arena_new(MIB);
    Str url = database(state, a);
    atomic_int commits = 0;
    Writer *w = started(url, a, 1, 10, counted, &commits);
    Work x;
    assert_ok(writer_run(w, a, work, work_init(&x, 1)));
    assert_int_equal(commits, 1); /* already seen by who reads after the answer */
    work_init(&x, 2)->wanted = ERR_FORBIDDEN;
    assert_err(writer_run(w, a, work, &x), ERR_FORBIDDEN);
    assert_int_equal(commits, 1);
    assert_ok(writer_run(w, a, work, work_init(&x, 3)));
    assert_int_equal(commits, 2);
    writer_free(w);
}

/* ---- connections -------------------------------------------------------------------------------------------------- */

static void a_lost_connection_is_opened_again(void **state)
{
    ARENA a = arena_new(MIB);
    Str url = database(state, a), message;
    Writer *w = started(url, a, 2, 10, NULL, NULL);
    Work x;
    for (int i = 0; i < 6; i++) {
        if (test_on_postgres()) {
            DB other = NULL;
            assert_ok(db_open(a, url, DB_WRITE, &other, &message));
            assert_ok(db_script(other, "SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity"
                                       " WHERE datname = current_database() AND pid <> pg_backend_pid()"));
        }
        assert_ok(writer_run(w, a, work, work_init(&x, i)));
    }
    writer_free(w);
    assert_int_equal(rows_in(url, a), 6);
}

static void a_start_that_cannot_be_is_told(void **state)
{
    ARENA a = arena_new(MIB);
    Str url = database(state, a), message = STR_NONE;
    Writer *w = NULL;
    DB owner = NULL;
    assert_int_not_equal(writer_start(a, S("sqlite:/nowhere/at/all.db"), 1, 10, NULL, NULL, &w, &message), OK);
    assert_true(message.n > 0);
    assert_ok(db_open(a, url, DB_WRITE, &owner, &message));
    if (!test_on_postgres())
        assert_err(writer_start(a, url, 1, 10, NULL, NULL, &w, &message), ERR_LOCKED);
    assert_null(w);
}

int main(void)
{
    const struct CMUnitTest all[] = {
        cmocka_unit_test(inline_on_the_callers_thread),
        cmocka_unit_test(each_task_exactly_once_from_many_threads),
        cmocka_unit_test(a_failed_task_does_not_sink_its_group),
        cmocka_unit_test(a_full_queue_is_busy_and_a_stop_drains),
        cmocka_unit_test(a_commit_that_fails_is_everybodys_error),
        cmocka_unit_test(what_arrives_meanwhile_is_in_the_same_commit),
        cmocka_unit_test(told_once_the_answers_of_a_commit_are_given),
        cmocka_unit_test(after_each_commit_and_never_without),
        cmocka_unit_test(a_lost_connection_is_opened_again),
        cmocka_unit_test(a_start_that_cannot_be_is_told),
    };
    return SUITE_MAIN("writer", true, all);
}
