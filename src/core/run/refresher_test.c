// SPDX-License-Identifier: AGPL-3.0-or-later
/* The thread that keeps the snapshots up to date, over a snapshot that counts its builds. */
#include "core/run/refresher.h"

#include <fcntl.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <time.h>

#include "core/run/writer.h"
#include "core/slice.h"
#include "support/suite.h"

enum { MS = 1000000, PATIENCE_MS = 20000, LONG_BEFORE_A_POLL_MS = 400 };

static atomic_int builds, faults_left;

static Err build(Db *db, const SnapshotView *earlier, void **ret)
{
    if (atomic_load(&faults_left) > 0) {
        atomic_fetch_sub(&faults_left, 1);
        return ERR_DB;
    }
    int *n = malloc(sizeof *n);
    if (!n)
        return ERR_MEMORY;
    *n = atomic_fetch_add(&builds, 1) + 1;
    *ret = n;
    return OK;
}

static const SnapshotDef counted = { .name = "compte", .build = build, .free = free };
static const SnapshotDef *const defs[] = { &counted, NULL };
static const Slice slice = { .name = "essai", .snapshots = defs };
static const Slice *const table[] = { &slice, NULL };

typedef struct World {
    Arena *a;
    Str url;
    Log *log;
    Snapshots *all;
    Refresher *refresher;
} World;

static void world_new(void **state, World *w)
{
    Str message = STR_NONE;
    int applied = 0;
    DB db = NULL;
    *w = (World){ .a = arena_new(MIB), .url = test_db_url(state) };
    atomic_store(&builds, 0);
    atomic_store(&faults_left, 0);
    assert_ok(db_open(w->a, w->url, DB_WRITE, &db, &message));
    assert_ok(db_migrate(db, w->a, &applied, &message));
    test_engine(db);
    assert_ok(log_new(open("/dev/null", O_WRONLY | O_CLOEXEC), false, clock_real(), &w->log));
    assert_ok(snapshots_new(table, &w->all));
}

static void world_start(World *w)
{
    Str message = STR_NONE;
    assert_ok(refresher_start(w->a, w->all, w->url, w->log, &w->refresher, &message));
}

static void world_done(World *w)
{
    refresher_free(w->refresher);
    snapshots_free(w->all);
    log_free(w->log);
    arena_free(w->a);
}

static int shown(const World *w)
{
    SNAPSHOT_VIEW view = snapshot_view(w->all);
    const int *n = snapshot_get(view, &counted);
    return n ? *n : 0;
}

/* Milliseconds until the snapshot is the n-th one. */
static int64_t wait_for(const World *w, int n)
{
    int64_t began = clock_mono_ns();
    while (shown(w) != n) {
        if (clock_mono_ns() - began > (int64_t)PATIENCE_MS * MS)
            fail_msg("instantané %d attendu en vain : %d", n, shown(w));
        nanosleep(&(struct timespec){ .tv_nsec = MS }, NULL);
    }
    return (clock_mono_ns() - began) / MS;
}

static Err touch(Db *db, Arena *a, void *arg)
{
    return snapshot_touch(db, &counted);
}

static Err touch_and_fail(Db *db, Arena *a, void *arg)
{
    TRY(snapshot_touch(db, &counted));
    return ERR_CONFLICT;
}

/* As another process: on a connection of its own, without telling anybody. */
static void touch_elsewhere(World *w)
{
    Str message = STR_NONE;
    DB db = NULL;
    assert_ok(db_open(w->a, w->url, DB_WRITE, &db, &message));
    TX tx = tx_begin(db, HERE);
    assert_ok(snapshot_touch(db, &counted));
    assert_ok(tx_commit(&tx));
}

static void the_first_build_is_there_at_once(void **state)
{
    World w;
    world_new(state, &w);
    assert_int_equal(shown(&w), 0);
    world_start(&w);
    assert_int_equal(shown(&w), 1);
    world_done(&w);
}

static void a_commit_of_ours_is_shown_long_before_a_poll(void **state)
{
    World w;
    world_new(state, &w);
    world_start(&w);
    Writer *writer = NULL;
    Str message = STR_NONE;
    assert_ok(writer_start(w.a, w.url, 1, 10, refresher_poke, w.refresher, &writer, &message));
    int64_t quickest = PATIENCE_MS;
    for (int n = 2; n < 7; n++) {
        assert_ok(writer_run(writer, w.a, touch, NULL));
        int64_t took = wait_for(&w, n);
        quickest = took < quickest ? took : quickest;
    }
    assert_in_range(quickest, 0, LONG_BEFORE_A_POLL_MS);
    assert_err(writer_run(writer, w.a, touch_and_fail, NULL), ERR_CONFLICT);
    assert_ok(writer_run(writer, w.a, touch, NULL));
    wait_for(&w, 7);                               /* the one rolled back was not shown in between */
    writer_free(writer);
    world_done(&w);
}

static void a_commit_of_another_process_is_shown_too(void **state)
{
    World w;
    world_new(state, &w);
    world_start(&w);
    touch_elsewhere(&w);
    wait_for(&w, 2);
    world_done(&w);
}

/* Poked without a change it builds nothing: the next change is still the second build. */
static void a_poke_without_change_builds_nothing(void **state)
{
    World w;
    world_new(state, &w);
    world_start(&w);
    for (int i = 0; i < 1000; i++)
        refresher_poke(w.refresher);
    touch_elsewhere(&w);
    refresher_poke(w.refresher);
    wait_for(&w, 2);
    world_done(&w);
}

static void a_build_that_fails_is_tried_again(void **state)
{
    World w;
    world_new(state, &w);
    world_start(&w);
    atomic_store(&faults_left, 1);
    touch_elsewhere(&w);
    wait_for(&w, 2);
    assert_int_equal(atomic_load(&faults_left), 0);
    world_done(&w);
}

/* Nothing is left behind by a start that fails (the sanitizers see to it). */
static void a_start_that_fails_says_why(void **state)
{
    World w;
    world_new(state, &w);
    Str message = STR_NONE;
    atomic_store(&faults_left, 1);
    assert_err(refresher_start(w.a, w.all, w.url, w.log, &w.refresher, &message), ERR_DB);
    assert_null(w.refresher);
    Str nowhere = test_on_postgres() ? S("postgresql://127.0.0.1:1/rien") : S("sqlite:/nowhere/x.db");
    assert_int_not_equal(refresher_start(w.a, w.all, nowhere, w.log, &w.refresher, &message), OK);
    assert_false(str_is_empty(message));
    assert_null(w.refresher);
    world_done(&w);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_first_build_is_there_at_once),
        cmocka_unit_test(a_commit_of_ours_is_shown_long_before_a_poll),
        cmocka_unit_test(a_commit_of_another_process_is_shown_too),
        cmocka_unit_test(a_poke_without_change_builds_nothing),
        cmocka_unit_test(a_build_that_fails_is_tried_again),
        cmocka_unit_test(a_start_that_fails_says_why),
    };
    return SUITE_MAIN("refresher", true, tests);
}
