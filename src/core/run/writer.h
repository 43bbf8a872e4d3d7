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

/*
 * The same without waiting, for event loops: `done` is called on a writer's thread, after the COMMIT (OK) or with the
 * task's error; it must be short and must not block. The task is the caller's and stays untouched until then.
 * ERR_BUSY: the queue is full, `done` is not called.
 */
typedef struct WriterTask {
    WriteFn *fn;
    void *arg;
    Arena *arena;
    void (*done)(struct WriterTask *task, Err result);
    struct WriterTask *next;                       /* private to the writer */
} WriterTask;
Err writer_post(Writer *w, WriterTask *task);

/* From now on `fn(arg)` is called on a writer's thread once all the answers of a COMMIT have been given: whoever is told
 * by `done` may then wake its own threads once a group and not once an answer. NULL: nobody any more, and no call of
 * the former one is under way. It must be short. */
void writer_on_answered(Writer *w, void (*fn)(void *arg), void *arg);

/* The server's writer: SQLite, one thread with group commit; PostgreSQL, `threads` connections. `after_commit` (may
 * be NULL) is called on the writer's thread after each COMMIT and before the tasks of that COMMIT are answered, so that
 * what it has begun is under way when their callers come back; it must be short. The server uses it to have its
 * snapshots refreshed.
 * writer_free finishes what was accepted. */
Err writer_start(Arena *a, Str url, int threads, size_t queue_max, void (*after_commit)(void *arg), void *arg,
    Writer **ret, Str *ret_message);

/* A writer that works on `db` (kept by the caller) on the calling thread. */
Err writer_inline(Db *db, Writer **ret);
void writer_free(Writer *w);
