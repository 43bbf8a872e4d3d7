// SPDX-License-Identifier: AGPL-3.0-or-later
#include "core/run/pool.h"

#include <semaphore.h>
#include <stdatomic.h>
#include <string.h>

#include "support/suite.h"

typedef struct Counting {
    PoolTask task;
    atomic_int *ran;
    atomic_int *with_db;
    sem_t *gate;                                   /* NULL: does not wait */
} Counting;

static void count(PoolTask *task, Db *db)
{
    Counting *c = (Counting *)task;
    if (c->gate)
        sem_wait(c->gate);
    if (db)
        atomic_fetch_add(c->with_db, 1);
    atomic_fetch_add(c->ran, 1);
}

/* A database that exists, on this run's engine. */
static Str existing_db(void **state)
{
    static char url[512];
    ARENA a = arena_new(MIB);
    Str made = test_db_url(state), message;
    DB db = NULL;
    assert_ok(db_open(a, made, DB_WRITE, &db, &message));
    test_engine(db);
    assert_in_range(made.n, 1, sizeof url);
    memcpy(url, made.p, made.n);
    return str_of(url, made.n);
}

static void runs_each_task_once_with_a_connection(void **state)
{
    enum { N = 200 };
    static Counting tasks[N];
    atomic_int ran = 0, with_db = 0;
    Pool *p;
    assert_ok(pool_start(existing_db(state), 3, N, &p));
    for (int i = 0; i < N; i++) {
        tasks[i] = (Counting){ { .fn = count }, &ran, &with_db, NULL };
        assert_ok(pool_post(p, &tasks[i].task));
    }
    pool_free(p);                                  /* finishes what was accepted */
    assert_int_equal(ran, N);
    assert_int_equal(with_db, N);
}

static void a_full_queue_is_refused(void **state)
{
    enum { QUEUE = 4 };
    static Counting tasks[QUEUE + 8];
    atomic_int ran = 0, with_db = 0;
    sem_t gate;
    sem_init(&gate, 0, 0);
    Pool *p;
    assert_ok(pool_start(existing_db(state), 1, QUEUE, &p));
    int accepted = 0;
    Err e = OK;
    while (accepted < QUEUE + 2 && e == OK) {      /* one may run, QUEUE wait */
        tasks[accepted] = (Counting){ { .fn = count }, &ran, &with_db, &gate };
        e = pool_post(p, &tasks[accepted].task);
        accepted += e == OK;
    }
    assert_int_equal(e, ERR_BUSY);
    assert_in_range(accepted, QUEUE, QUEUE + 1);
    for (int i = 0; i < accepted; i++)
        sem_post(&gate);
    pool_free(p);
    assert_int_equal(ran, accepted);
    sem_destroy(&gate);
}

static void without_a_database_the_task_runs_and_knows(void **state)
{
    (void)state;
    Counting c;
    atomic_int ran = 0, with_db = 0;
    Pool *p;
    assert_ok(pool_start(S("sqlite:/nowhere/absent.db"), 1, 1, &p));
    c = (Counting){ { .fn = count }, &ran, &with_db, NULL };
    assert_ok(pool_post(p, &c.task));
    pool_free(p);
    assert_int_equal(ran, 1);
    assert_int_equal(with_db, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(runs_each_task_once_with_a_connection),
        cmocka_unit_test(a_full_queue_is_refused),
        cmocka_unit_test(without_a_database_the_task_runs_and_knows),
    };
    return SUITE_MAIN("pool", true, tests);
}
