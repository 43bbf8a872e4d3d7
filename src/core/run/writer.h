// SPDX-License-Identifier: AGPL-3.0-or-later
/*
 * Writer: the one way to change the database outside a WRITE route. A task is a function; it runs in a transaction of
 * its own (a SAVEPOINT of the group) and writer_run comes back once the COMMIT is durable, or with the task's error
 * and nothing changed.
 *
 * In the server with SQLite there is one writer thread: it takes the whole waiting queue, runs each task in a
 * SAVEPOINT, commits once, answers all (group commit). With PostgreSQL tasks run on connections of the pool. On the
 * command line and in tests the writer is inline: the same calls on the caller's own thread.
 */
#pragma once

#include "base/base.h"
#include "core/db/db.h"

typedef struct Writer Writer;
typedef Err WriteFn(Db *db, Arena *a, void *arg);

/* Not from an event loop. ERR_BUSY when the queue is full. `a` is the task's arena, guarded at commit. */
Err writer_run(Writer *w, Arena *a, WriteFn *fn, void *arg);

/* A writer that works on `db` (kept by the caller) on the calling thread. */
Err writer_inline(Db *db, Writer **ret);
void writer_free(Writer *w);
