// SPDX-License-Identifier: AGPL-3.0-or-later
#include "core/run/snapshot.h"

#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "core/slice.h"
#include "run_sql.h"

enum { SNAPSHOTS_MAX = 32 };

/* One built snapshot, shared by the views that hold it. It keeps alive those that it was built from: it may point
 * into them, and may outlive their place in the set when its own rebuilding fails. */
typedef struct Item {
    const SnapshotDef *def;
    void *data;
    int64_t version;                               /* of its row when the build began */
    atomic_int refs;
    size_t n_used;
    struct Item *used[SNAPSHOTS_MAX];
} Item;

struct SnapshotView {
    atomic_int refs;
    int64_t version;
    size_t n;
    const SnapshotDef *defs[SNAPSHOTS_MAX];
    Item *items[SNAPSHOTS_MAX];                    /* NULL: never built */
};

struct Snapshots {
    pthread_mutex_t lock;                          /* of `current` */
    SnapshotView *current;
    bool stale[SNAPSHOTS_MAX];                     /* a build failed: try again; refresh's own */
};

Err snapshot_touch(Db *db, const SnapshotDef *def)
{
    struct timespec t;
    clock_gettime(CLOCK_REALTIME, &t);
    return sql_snapshot_version_touch(db, str_from(def->name), (int64_t)t.tv_sec * 1000000 + t.tv_nsec / 1000);
}

/* ---- views ---- */

static void item_drop(Item *item)
{
    if (!item || atomic_fetch_sub(&item->refs, 1) != 1)
        return;
    item->def->free(item->data);
    for (size_t i = 0; i < item->n_used; i++)
        item_drop(item->used[i]);
    free(item);
}

void snapshot_view_free(SnapshotView *view)
{
    if (!view || atomic_fetch_sub(&view->refs, 1) != 1)
        return;
    for (size_t i = 0; i < view->n; i++)
        item_drop(view->items[i]);
    free(view);
}

SnapshotView *snapshot_view(Snapshots *all)
{
    pthread_mutex_lock(&all->lock);
    SnapshotView *view = all->current;
    atomic_fetch_add(&view->refs, 1);
    pthread_mutex_unlock(&all->lock);
    return view;
}

const void *snapshot_get(const SnapshotView *view, const SnapshotDef *def)
{
    for (size_t i = 0; i < view->n; i++)
        if (view->defs[i] == def)
            return view->items[i] ? view->items[i]->data : NULL;
    return NULL;
}

int64_t snapshot_view_version(const SnapshotView *view)
{
    return view->version;
}

/* The same content, to be changed before it is published. */
static SnapshotView *view_copy(const SnapshotView *from)
{
    SnapshotView *view = malloc(sizeof *view);
    if (!view)
        return NULL;
    memcpy(view, from, sizeof *view);
    atomic_init(&view->refs, 1);
    for (size_t i = 0; i < view->n; i++)
        if (view->items[i])
            atomic_fetch_add(&view->items[i]->refs, 1);
    return view;
}

/* The same for two processes that serve the same content. */
static int64_t combined_version(const SnapshotView *view)
{
    uint64_t h = 0;
    for (size_t i = 0; i < view->n; i++)
        h = h * 1099511628211u + (uint64_t)(view->items[i] ? view->items[i]->version : -1);
    return (int64_t)(h >> 1);
}

/* ---- the set ---- */

Err snapshots_new(const Slice *const *slices, Snapshots **ret)
{
    Snapshots *all = calloc(1, sizeof *all);
    SnapshotView *view = all ? calloc(1, sizeof *view) : NULL;
    if (!view) {
        free(all);
        return ERR_MEMORY;
    }
    atomic_init(&view->refs, 1);
    for (const Slice *const *s = slices; s && *s; s++) {
        for (const SnapshotDef *const *def = (*s)->snapshots; def && *def; def++) {
            if (view->n == SNAPSHOTS_MAX) {
                free(view);
                free(all);
                return ERR_INTERNAL;
            }
            view->defs[view->n++] = *def;
        }
    }
    pthread_mutex_init(&all->lock, NULL);
    all->current = view;
    *ret = all;
    return OK;
}

void snapshots_free(Snapshots *all)
{
    if (!all)
        return;
    snapshot_view_free(all->current);
    pthread_mutex_destroy(&all->lock);
    free(all);
}

/* ---- rebuilding ---- */

static Err read_versions(Db *db, const SnapshotView *view, int64_t *ret_versions)
{
    ROWS rows = { 0 };
    SqlSnapshotVersions row;
    TRY(sql_snapshot_versions(db, &rows));
    while (sql_snapshot_versions_next(&rows, &row))
        for (size_t i = 0; i < view->n; i++)
            if (str_eq(row.name, str_from(view->defs[i]->name)))
                ret_versions[i] = row.version;
    return rows_end(&rows);
}

static bool uses_a_changed_one(const SnapshotView *view, size_t i, const bool *changed)
{
    for (const SnapshotDef *const *used = view->defs[i]->uses; used && *used; used++)
        for (size_t k = 0; k < i; k++)
            if (view->defs[k] == *used && changed[k])
                return true;
    return false;
}

static void keep_used(Item *item, const SnapshotView *view)
{
    for (const SnapshotDef *const *used = item->def->uses; used && *used; used++) {
        for (size_t k = 0; k < view->n; k++) {
            if (view->defs[k] == *used && view->items[k]) {
                atomic_fetch_add(&view->items[k]->refs, 1);
                item->used[item->n_used++] = view->items[k];
            }
        }
    }
}

static Err build(Db *db, SnapshotView *next, size_t i, int64_t version)
{
    const SnapshotDef *def = next->defs[i];
    Item *item = calloc(1, sizeof *item);
    if (!item)
        return ERR_MEMORY;
    Err e = def->build(db, next, &item->data);
    if (e != OK) {
        free(item);
        return e;
    }
    item->def = def;
    item->version = version;
    atomic_init(&item->refs, 1);
    keep_used(item, next);
    item_drop(next->items[i]);
    next->items[i] = item;
    return OK;
}

static void publish(Snapshots *all, SnapshotView *next)
{
    next->version = combined_version(next);
    pthread_mutex_lock(&all->lock);
    SnapshotView *old = all->current;
    all->current = next;
    pthread_mutex_unlock(&all->lock);
    snapshot_view_free(old);
}

Err snapshots_refresh(Snapshots *all, Db *db)
{
    int64_t versions[SNAPSHOTS_MAX] = { 0 };
    bool changed[SNAPSHOTS_MAX] = { false };
    const SnapshotView *now = all->current;        /* only this thread replaces it */
    bool any = false;
    TX tx = tx_begin(db, HERE);                    /* versions and contents of one instant */
    TRY(tx.err);
    TRY(read_versions(db, now, versions));
    for (size_t i = 0; i < now->n; i++)
        any |= !now->items[i] || now->items[i]->version != versions[i] || all->stale[i];
    if (!any)
        return tx_commit(&tx);
    SnapshotView *next = view_copy(now);
    if (!next)
        return ERR_MEMORY;
    Err first = OK;
    any = false;
    for (size_t i = 0; i < next->n; i++) {
        bool wanted = !next->items[i] || next->items[i]->version != versions[i] || all->stale[i] ||
                      uses_a_changed_one(next, i, changed);
        Err e = wanted ? build(db, next, i, versions[i]) : OK;
        changed[i] = wanted && e == OK;
        all->stale[i] = e != OK;
        any |= changed[i];
        if (first == OK)
            first = e;
    }
    if (any)
        publish(all, next);
    else
        snapshot_view_free(next);
    TRY(tx_commit(&tx));
    if (any)
        db_shrink(db);
    return first;
}
