// SPDX-License-Identifier: AGPL-3.0-or-later
#include "core/run/snapshot.h"

#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>

#include "core/slice.h"
#include "support/suite.h"

typedef struct Number {
    int64_t v;
    const struct Number *from;                     /* into another snapshot */
} Number;

static int64_t next_value = 1;
static bool must_fail, second_must_fail;
static atomic_int alive, first_builds, second_builds;

static Err number_new(int64_t v, void **ret)
{
    Number *n = malloc(sizeof *n);
    if (!n)
        return ERR_MEMORY;
    *n = (Number){ .v = v };
    atomic_fetch_add(&alive, 1);
    *ret = n;
    return OK;
}

static void number_free(void *n)
{
    atomic_fetch_sub(&alive, 1);
    free(n);
}

static Err build_first(Db *db, const SnapshotView *earlier, void **ret)
{
    (void)db;
    (void)earlier;
    atomic_fetch_add(&first_builds, 1);
    return must_fail ? ERR_DB : number_new(next_value, ret);
}
static const SnapshotDef first = { .name = "premier", .build = build_first, .free = number_free };

static Err build_second(Db *db, const SnapshotView *earlier, void **ret)
{
    (void)db;
    const Number *n = snapshot_get(earlier, &first);
    atomic_fetch_add(&second_builds, 1);
    if (second_must_fail)
        return ERR_DB;
    TRY(number_new(n ? n->v * 10 : -1, ret));
    ((Number *)*ret)->from = n;
    return OK;
}
static const SnapshotDef *const second_uses[] = { &first, NULL };
static const SnapshotDef second = { .name = "second", .build = build_second, .free = number_free, .uses = second_uses };

static const SnapshotDef *const defs[] = { &first, &second, NULL };
static const Slice slice = { .name = "essai", .snapshots = defs };
static const Slice *const table[] = { &slice, NULL };

static Snapshots *world(void)
{
    Snapshots *all;
    next_value = 1;
    must_fail = second_must_fail = false;
    atomic_store(&first_builds, 0);
    atomic_store(&second_builds, 0);
    assert_ok(snapshots_new(table, &all));
    return all;
}

static int64_t value(const SnapshotView *view, const SnapshotDef *def)
{
    const Number *n = snapshot_get(view, def);
    return n ? n->v : 0;
}

static void touch(Db *db, const SnapshotDef *def)
{
    TX tx = tx_begin(db, HERE);
    assert_ok(snapshot_touch(db, def));
    assert_ok(tx_commit(&tx));
}

static void built_once_then_when_touched(void **state)
{
    Db *db = test_db(state);
    Snapshots *all = world();
    SnapshotView *before = snapshot_view(all);
    assert_int_equal(value(before, &first), 0);            /* never built */
    assert_ok(snapshots_refresh(all, db));
    assert_ok(snapshots_refresh(all, db));
    assert_int_equal(first_builds, 1);
    SnapshotView *old = snapshot_view(all);
    next_value = 2;
    touch(db, &first);
    assert_ok(snapshots_refresh(all, db));
    SnapshotView *fresh = snapshot_view(all);
    assert_int_equal(value(old, &first), 1);               /* a reader keeps what it holds */
    assert_int_equal(value(old, &second), 10);
    assert_int_equal(value(fresh, &first), 2);
    assert_int_equal(value(fresh, &second), 20);           /* rebuilt because it uses the first */
    assert_true(snapshot_view_version(old) != snapshot_view_version(fresh));
    assert_int_equal(alive, 4);
    snapshot_view_free(before);
    snapshot_view_free(old);
    assert_int_equal(alive, 2);
    snapshot_view_free(fresh);
    snapshots_free(all);
    assert_int_equal(alive, 0);
}

static void only_what_changed_is_rebuilt(void **state)
{
    Db *db = test_db(state);
    Snapshots *all = world();
    assert_ok(snapshots_refresh(all, db));
    touch(db, &second);
    assert_ok(snapshots_refresh(all, db));
    assert_int_equal(first_builds, 1);
    assert_int_equal(second_builds, 2);
    snapshots_free(all);
    assert_int_equal(alive, 0);
}

static void a_change_rolled_back_rebuilds_nothing(void **state)
{
    Db *db = test_db(state);
    Snapshots *all = world();
    assert_ok(snapshots_refresh(all, db));
    {
        TX tx = tx_begin(db, HERE);
        assert_ok(tx.err);
        assert_ok(snapshot_touch(db, &first));
    }
    assert_ok(snapshots_refresh(all, db));
    assert_int_equal(first_builds, 1);
    snapshots_free(all);
}

static void a_failed_build_keeps_the_old_one_and_is_tried_again(void **state)
{
    Db *db = test_db(state);
    Snapshots *all = world();
    assert_ok(snapshots_refresh(all, db));
    touch(db, &first);
    must_fail = true;
    next_value = 3;
    assert_int_equal(snapshots_refresh(all, db), ERR_DB);
    SnapshotView *view = snapshot_view(all);
    assert_int_equal(value(view, &first), 1);
    snapshot_view_free(view);
    must_fail = false;
    assert_ok(snapshots_refresh(all, db));
    view = snapshot_view(all);
    assert_int_equal(value(view, &first), 3);
    assert_int_equal(value(view, &second), 30);
    snapshot_view_free(view);
    snapshots_free(all);
    assert_int_equal(alive, 0);
}

static void a_snapshot_keeps_what_it_points_into(void **state)
{
    Db *db = test_db(state);
    Snapshots *all = world();
    assert_ok(snapshots_refresh(all, db));
    next_value = 4;
    second_must_fail = true;
    touch(db, &first);
    assert_int_equal(snapshots_refresh(all, db), ERR_DB);
    SNAPSHOT_VIEW view = snapshot_view(all);
    assert_int_equal(value(view, &first), 4);
    const Number *second_now = snapshot_get(view, &second);
    assert_int_equal(second_now->from->v, 1);              /* still there although replaced in the set */
    snapshots_free(all);
    snapshot_view_free(view);
    view = NULL;
    assert_int_equal(alive, 0);
}

typedef struct Reader {
    Snapshots *all;
    atomic_bool *stop;
    int64_t seen;
    bool incoherent;
} Reader;

static void *read_views(void *arg)
{
    Reader *r = arg;
    do {
        SNAPSHOT_VIEW view = snapshot_view(r->all);
        r->incoherent |= value(view, &second) != value(view, &first) * 10;
        r->seen++;
    } while (!atomic_load(r->stop));
    return NULL;
}

static void readers_see_whole_sets_while_it_changes(void **state)
{
    Db *db = test_db(state);
    Snapshots *all = world();
    assert_ok(snapshots_refresh(all, db));
    atomic_bool stop = false;
    Reader readers[3];
    pthread_t threads[3];
    for (int i = 0; i < 3; i++) {
        readers[i] = (Reader){ all, &stop, 0, false };
        assert_int_equal(pthread_create(&threads[i], NULL, read_views, &readers[i]), 0);
    }
    for (next_value = 2; next_value < 150; next_value++) {
        touch(db, &first);
        assert_ok(snapshots_refresh(all, db));
    }
    atomic_store(&stop, true);
    for (int i = 0; i < 3; i++) {
        pthread_join(threads[i], NULL);
        assert_false(readers[i].incoherent);
        assert_in_range(readers[i].seen, 1, INT64_MAX);
    }
    snapshots_free(all);
    assert_int_equal(alive, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(built_once_then_when_touched),
        cmocka_unit_test(only_what_changed_is_rebuilt),
        cmocka_unit_test(a_change_rolled_back_rebuilds_nothing),
        cmocka_unit_test(a_failed_build_keeps_the_old_one_and_is_tried_again),
        cmocka_unit_test(a_snapshot_keeps_what_it_points_into),
        cmocka_unit_test(readers_see_whole_sets_while_it_changes),
    };
    return SUITE_MAIN("snapshot", true, tests);
}
