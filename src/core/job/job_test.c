// SPDX-License-Identifier: AGPL-3.0-or-later
#include "core/job/jobs.h"

#include <fcntl.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "core/app.h"
#include "job_sql.h"
#include "support/suite.h"

static int ran, failures_left;
static Str seen;
static int seen_attempt;

static Err work(Job *j)
{
    static char payload[64];
    ran++;
    seen_attempt = j->attempt;
    assert_in_range(j->payload.n, 0, sizeof payload);
    memcpy(payload, j->payload.p, j->payload.n);
    seen = str_of(payload, j->payload.n);
    if (failures_left > 0) {
        failures_left--;
        return ERR_IO;
    }
    return OK;
}

static const JobDef defs[] = {
    { "essai.simple", work, 0, 60, 3, "Une fois" },
    { "essai.recurrent", work, 3600, 60, 3, "Chaque heure" },
    { 0 },
};
static const Slice slice = { .name = "essai", .jobs = defs };
static const Slice *const table[] = { &slice, NULL };

typedef struct World {
    App app;
    Db *db;
    int64_t now;
} World;

static int world_new(void **state, World *w)
{
    w->db = test_db(state);
    w->now = 1000000;
    ran = failures_left = 0;
    seen = STR_NONE;
    w->app = (App){ .clock = clock_fixed(&w->now), .slices = table };
    assert_ok(log_new(open("/dev/null", O_WRONLY | O_CLOEXEC), false, w->app.clock, &w->app.log));
    assert_ok(writer_inline(w->db, &w->app.writer));
    return 0;
}

static void world_done(World *w)
{
    writer_free(w->app.writer);
    log_free(w->app.log);
}

static void add(World *w, const char *kind, Str payload, Str unique, int64_t at)
{
    TX tx = tx_begin(w->db, HERE);
    assert_ok(job_add(w->db, kind, payload, unique, at));
    assert_ok(tx_commit(&tx));
}

static int run_due(World *w)
{
    int n = -1;
    assert_ok(jobs_run_due(&w->app, w->db, S("moi"), NULL, &n));
    return n;
}

static int64_t in_state(World *w, const char *kind, const char *what)
{
    ARENA a = arena_new(MIB);
    SqlJobCount row;
    assert_ok(sql_job_count(w->db, a, str_from(kind), str_from(what), &row));
    return row.n;
}

static void runs_what_is_due_and_only_once(void **state)
{
    World w;
    world_new(state, &w);
    add(&w, "essai.simple", S("charge é"), STR_NONE, w.now);
    add(&w, "essai.simple", S("plus tard"), STR_NONE, w.now + 10);
    assert_int_equal(run_due(&w), 1);
    assert_str_equal(seen, S("charge é"));
    assert_int_equal(run_due(&w), 0);
    w.now += 10;
    assert_int_equal(run_due(&w), 1);
    assert_int_equal(in_state(&w, "essai.simple", "done"), 2);
    world_done(&w);
}

static void a_unique_key_waits_once(void **state)
{
    World w;
    world_new(state, &w);
    add(&w, "essai.simple", S("1"), S("cle"), w.now);
    add(&w, "essai.simple", S("2"), S("cle"), w.now);
    assert_int_equal(run_due(&w), 1);
    assert_str_equal(seen, S("1"));
    add(&w, "essai.simple", S("3"), S("cle"), w.now);      /* the first is done: a new one may wait */
    assert_int_equal(run_due(&w), 1);
    world_done(&w);
}

static void a_failure_is_tried_again_later_then_kept(void **state)
{
    World w;
    world_new(state, &w);
    failures_left = 3;
    add(&w, "essai.simple", S(""), STR_NONE, w.now);
    assert_int_equal(run_due(&w), 1);
    assert_int_equal(run_due(&w), 0);                      /* not at once */
    w.now += 30;
    assert_int_equal(run_due(&w), 1);
    assert_int_equal(seen_attempt, 2);
    w.now += 30;
    assert_int_equal(run_due(&w), 0);                      /* the delay grows */
    w.now += 30;
    assert_int_equal(run_due(&w), 1);
    assert_int_equal(in_state(&w, "essai.simple", "failed"), 1);
    w.now += 100000;
    assert_int_equal(run_due(&w), 0);
    world_done(&w);
}

static void a_recurring_job_comes_back(void **state)
{
    World w;
    world_new(state, &w);
    ARENA a = arena_new(MIB);
    assert_ok(jobs_plan(&w.app, a));
    assert_ok(jobs_plan(&w.app, a));                       /* a second process plans the same one */
    assert_int_equal(in_state(&w, "essai.recurrent", "waiting"), 1);
    w.now += 3600;
    assert_int_equal(run_due(&w), 1);
    assert_int_equal(in_state(&w, "essai.recurrent", "waiting"), 1);
    failures_left = 3;
    for (int i = 0; i < 3; i++) {
        w.now += 4000;
        assert_int_equal(run_due(&w), 1);
    }
    assert_int_equal(in_state(&w, "essai.recurrent", "failed"), 1);
    assert_int_equal(in_state(&w, "essai.recurrent", "waiting"), 1);
    world_done(&w);
}

static void a_lease_ends_and_the_job_goes_to_another(void **state)
{
    World w;
    world_new(state, &w);
    ARENA a = arena_new(MIB);
    SqlJobTake row;
    bool found;
    add(&w, "essai.simple", S("reprise"), STR_NONE, w.now);
    assert_ok(sql_job_take(w.db, a, S("essai.simple"), w.now, w.now + 60, S("mort"), &row, &found));
    assert_true(found);
    assert_int_equal(run_due(&w), 0);
    w.now += 61;
    assert_int_equal(run_due(&w), 1);
    assert_int_equal(seen_attempt, 2);
    int64_t changed = -1; /* the dead owner comes back: it has nothing to say any more */
    assert_ok(sql_job_end(w.db, row.job_id, S("mort"), S("failed"), STR_NONE, w.now, &changed));
    assert_int_equal(changed, 0);
    assert_int_equal(in_state(&w, "essai.simple", "done"), 1);
    world_done(&w);
}

/* The core's own jobs, on a day when they are due: each ends well on both engines, and waits for the next day. */
static void our_own_jobs_run_each_day(void **state)
{
    static const Slice *const own[] = { &slice_jobs, NULL };
    static char *const nothing[] = { NULL };
    World w;
    world_new(state, &w);
    ARENA a = arena_new(MIB);
    Config *config = NULL;
    Str message = STR_NONE;
    int kinds = 0;
    assert_ok(config_load(a, nothing, &config, &message));
    w.app.config = config;
    w.app.slices = own;
    assert_ok(jobs_plan(&w.app, a));
    w.now += 24 * 3600;
    for (const JobDef *def = slice_jobs.jobs; def->kind; def++)
        kinds++;
    assert_int_equal(run_due(&w), kinds);
    assert_int_equal(run_due(&w), 0);
    for (const JobDef *def = slice_jobs.jobs; def->kind; def++) {
        assert_int_equal(in_state(&w, def->kind, "done"), 1);
        assert_int_equal(in_state(&w, def->kind, "waiting"), 1);
    }
    world_done(&w);
}

/* ---- two runners at once ------------------------------------------------------------------------------------------ */

enum { RUNNERS = 2, MANY = 200 };

static atomic_int times[MANY]; /* each job ran, by its payload */
static pthread_barrier_t together;

typedef struct Runner {
    App app;
    Str url;
    char owner[16];
    int64_t now;
    bool met; /* it has waited for the other one, with a job in its hands */
    int ran;
    Err err;
} Runner;

/* The first job of each runner waits for the other's: they are at work at the same time, whatever the machine does. */
static Err note(Job *j)
{
    Runner *r = (Runner *)(void *)((char *)(uintptr_t)j->app - offsetof(Runner, app));
    int64_t i = -1;
    if (!str_to_i64(j->payload, &i) || i < 0 || i >= MANY)
        return ERR_INVALID;
    if (!r->met)
        pthread_barrier_wait(&together);
    r->met = true;
    atomic_fetch_add(&times[i], 1);
    return OK;
}

static const JobDef noted_defs[] = { { "essai.note", note, 0, 60, 3, "Noté" }, { 0 } };
static const Slice noted = { .name = "essai", .jobs = noted_defs };
static const Slice *const noted_table[] = { &noted, NULL };

static void *runner_thread(void *arg)
{
    Runner *r = arg;
    ARENA a = arena_new(MIB);
    DB db = NULL;
    Str message = STR_NONE;
    r->err = db_open(a, r->url, DB_READ, &db, &message);
    if (r->err == OK)
        r->err = jobs_run_due(&r->app, db, str_from(r->owner), NULL, &r->ran);
    return NULL;
}

typedef struct Added {
    int from, to;
    int64_t at;
} Added;

static Err add_noted(Db *db, Arena *a, void *arg)
{
    const Added *added = arg;
    for (int i = added->from; i < added->to; i++)
        TRY(job_add(db, "essai.note", str_format(a, "%d", i), STR_NONE, added->at));
    return OK;
}

static Err take_and_die(Db *db, Arena *a, void *arg)
{
    SqlJobTake row;
    bool found = false;
    const int64_t *now = arg;
    TRY(sql_job_take(db, a, S("essai.note"), *now, *now + 60, S("mort"), &row, &found));
    return found ? OK : ERR_NOT_FOUND;
}

/* One writer each with PostgreSQL, as two processes have; the file's one writer with SQLite. */
static void two_runners(Str url, Runner *runners, int64_t now)
{
    ARENA a = arena_new(MIB);
    Str message = STR_NONE;
    for (int i = 0; i < RUNNERS; i++) {
        Runner *r = &runners[i];
        *r = (Runner){ .url = url, .now = now };
        snprintf(r->owner, sizeof r->owner, "moi:%d", i);
        r->app = (App){ .clock = clock_fixed(&r->now), .slices = noted_table };
        assert_ok(log_new(open("/dev/null", O_WRONLY | O_CLOEXEC), false, r->app.clock, &r->app.log));
        if (i == 0 || test_on_postgres())
            assert_ok(writer_start(a, url, 1, 100, NULL, NULL, &r->app.writer, &message));
        else
            r->app.writer = runners[0].app.writer;
    }
}

static void runners_work(Runner *runners)
{
    pthread_t threads[RUNNERS];
    for (int i = 0; i < RUNNERS; i++)
        assert_int_equal(pthread_create(&threads[i], NULL, runner_thread, &runners[i]), 0);
    for (int i = 0; i < RUNNERS; i++) {
        pthread_join(threads[i], NULL);
        assert_ok(runners[i].err);
    }
}

static void runners_done(Runner *runners)
{
    for (int i = RUNNERS - 1; i >= 0; i--) {
        if (i == 0 || test_on_postgres())
            writer_free(runners[i].app.writer);
        log_free(runners[i].app.log);
    }
}

static Str migrated(void **state, Arena *a)
{
    Str url = test_db_url(state), message = STR_NONE;
    DB db = NULL;
    int applied = 0;
    assert_ok(db_open(a, url, DB_WRITE, &db, &message));
    assert_ok(db_migrate(db, a, &applied, &message));
    test_engine(db);
    return url;
}

static void two_runners_share_without_running_twice(void **state)
{
    ARENA a = arena_new(MIB);
    Runner runners[RUNNERS];
    Added all = { 0, MANY, 1000000 };
    for (int i = 0; i < MANY; i++)
        atomic_store(&times[i], 0);
    pthread_barrier_init(&together, NULL, RUNNERS);
    two_runners(migrated(state, a), runners, all.at);
    assert_ok(writer_run(runners[0].app.writer, a, add_noted, &all));
    runners_work(runners);
    for (int i = 0; i < MANY; i++)
        assert_int_equal(atomic_load(&times[i]), 1);
    assert_int_equal(runners[0].ran + runners[1].ran, MANY);
    assert_true(runners[0].ran > 0 && runners[1].ran > 0);
    runners_done(runners);
    pthread_barrier_destroy(&together);
}

/* While its lease runs nobody touches what a dead runner held; then exactly one of the others takes it over. */
static void the_jobs_of_a_dead_runner_are_taken_over_once(void **state)
{
    enum { HELD = 2 };
    ARENA a = arena_new(MIB);
    Runner runners[RUNNERS];
    Added all = { 0, HELD, 1000000 };
    for (int i = 0; i < HELD; i++)
        atomic_store(&times[i], 0);
    pthread_barrier_init(&together, NULL, RUNNERS);
    two_runners(migrated(state, a), runners, all.at);
    Writer *writer = runners[0].app.writer;
    assert_ok(writer_run(writer, a, add_noted, &all));
    for (int i = 0; i < HELD; i++)
        assert_ok(writer_run(writer, a, take_and_die, &all.at));
    runners_work(runners);
    assert_int_equal(runners[0].ran + runners[1].ran, 0);
    for (int i = 0; i < RUNNERS; i++)
        runners[i].now += 61;
    runners_work(runners); /* one each: the barrier lets neither take both */
    for (int i = 0; i < HELD; i++)
        assert_int_equal(atomic_load(&times[i]), 1);
    assert_int_equal(runners[0].ran, 1);
    assert_int_equal(runners[1].ran, 1);
    runners_done(runners);
    pthread_barrier_destroy(&together);
}

static void a_stop_is_obeyed(void **state)
{
    World w;
    world_new(state, &w);
    add(&w, "essai.simple", S(""), STR_NONE, w.now);
    atomic_bool stop = true;
    int n = -1;
    assert_ok(jobs_run_due(&w.app, w.db, S("moi"), &stop, &n));
    assert_int_equal(n, 0);
    assert_int_equal(in_state(&w, "essai.simple", "waiting"), 1);
    world_done(&w);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(runs_what_is_due_and_only_once),
        cmocka_unit_test(a_unique_key_waits_once),
        cmocka_unit_test(a_failure_is_tried_again_later_then_kept),
        cmocka_unit_test(a_recurring_job_comes_back),
        cmocka_unit_test(a_lease_ends_and_the_job_goes_to_another),
        cmocka_unit_test(our_own_jobs_run_each_day),
        cmocka_unit_test(two_runners_share_without_running_twice),
        cmocka_unit_test(the_jobs_of_a_dead_runner_are_taken_over_once),
        cmocka_unit_test(a_stop_is_obeyed),
    };
    return SUITE_MAIN("job", true, tests);
}
