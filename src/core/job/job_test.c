// SPDX-License-Identifier: AGPL-3.0-or-later
#include "core/job/jobs.h"

#include <fcntl.h>
#include <stdatomic.h>
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
        cmocka_unit_test(a_stop_is_obeyed),
    };
    return SUITE_MAIN("job", true, tests);
}
