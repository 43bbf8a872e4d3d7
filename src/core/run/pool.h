// SPDX-License-Identifier: AGPL-3.0-or-later
/*
 * Pool: threads for what would hold up an event loop (SLOW routes, READ routes on PostgreSQL, commands received by the
 * server, jobs). Each thread has its own read-only connection, reopened when it is lost.
 */
#pragma once

#include "base/base.h"
#include "core/db/db.h"

typedef struct Pool Pool;

/* The task is the caller's; `fn` runs on a pool thread and is its last use by the pool. `db` is NULL when no
 * connection could be had. */
typedef struct PoolTask {
    void (*fn)(struct PoolTask *task, Db *db);
    struct PoolTask *next;                         /* private to the pool */
} PoolTask;

Err pool_start(Str url, int threads, size_t queue_max, Pool **ret);
Err pool_post(Pool *p, PoolTask *task);            /* ERR_BUSY: the queue is full, `fn` is not called */
void pool_free(Pool *p);                           /* finishes what was accepted */
