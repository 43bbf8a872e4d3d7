// SPDX-License-Identifier: AGPL-3.0-or-later
/*
 * Snapshots: immutable copies of database content in memory, from which SNAPSHOT routes answer. One is built whole,
 * swapped atomically, and freed when its last reader lets it go. A change is seen by its version row: the domain
 * function that changes the content calls snapshot_touch in its transaction; this process rebuilds after the commit,
 * the others when they see the new version (polled every second).
 */
#pragma once

#include "base/base.h"
#include "core/db/db.h"

typedef struct SnapshotDef SnapshotDef;
typedef struct Snapshots Snapshots;                /* all snapshots of the program, with their current versions */
typedef struct SnapshotView SnapshotView;          /* a coherent set, held while it is being read */

struct SnapshotDef {
    const char *name;                              /* key of its row in table snapshot_version */
    /* Builds from the database and from snapshots listed before (snapshot_get(view, &other)). */
    Err (*build)(Db *db, const SnapshotView *earlier, void **ret);
    void (*free)(void *snapshot);
    const SnapshotDef *const *uses;                /* NULL-ended: rebuilt when one of these changes; NULL: none */
};

/* In the transaction of the change. */
Err snapshot_touch(Db *db, const SnapshotDef *def);

/* Takes the current set (never blocks on a build) and gives it back. */
SnapshotView *snapshot_view(Snapshots *all);
void snapshot_view_free(SnapshotView *view);
static inline void snapshot_view_freep(SnapshotView **v)
{
    snapshot_view_free(*v);
}
#define SNAPSHOT_VIEW __attribute__((cleanup(snapshot_view_freep))) SnapshotView *
/* NULL when it was never built. */
const void *snapshot_get(const SnapshotView *view, const SnapshotDef *def);
/* Changes whenever any snapshot of the set does: for ETags. */
int64_t snapshot_view_version(const SnapshotView *view);

/* `slices`: NULL-ended list of tables; all snapshots start unbuilt. */
struct Slice;
Err snapshots_new(const struct Slice *const *slices, Snapshots **ret);
void snapshots_free(Snapshots *all);
/* Rebuilds what has changed according to the version rows (all on the first call). Called by one thread at a time. */
Err snapshots_refresh(Snapshots *all, Db *db);
