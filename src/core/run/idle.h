// SPDX-License-Identifier: AGPL-3.0-or-later
/*
 * The wait of a thread that works for others with a connection of its own: after IDLE_S without work the memory kept
 * for more of it goes back to the system (db_rest), once. A small server is not left with the memory of its busiest
 * minute.
 */
#pragma once

#include <errno.h>
#include <pthread.h>
#include <time.h>

#include "core/db/db.h"

enum { IDLE_S = 1 };

/* A condition whose timed waits go by the monotonic clock. */
static inline void idle_cond_init(pthread_cond_t *more)
{
    pthread_condattr_t attr;
    pthread_condattr_init(&attr);
    pthread_condattr_setclock(&attr, CLOCK_MONOTONIC);
    pthread_cond_init(more, &attr);
    pthread_condattr_destroy(&attr);
}

/* One wait for `more`, made by idle_cond_init, `lock` held. `rested` is the thread's: true when there is nothing to give back. */
static inline void idle_wait(pthread_cond_t *more, pthread_mutex_t *lock, Db *db, bool *rested)
{
    struct timespec until;
    if (*rested) {
        pthread_cond_wait(more, lock);
        return;
    }
    clock_gettime(CLOCK_MONOTONIC, &until);
    until.tv_sec += IDLE_S;
    if (pthread_cond_timedwait(more, lock, &until) != ETIMEDOUT)
        return;
    *rested = true;
    pthread_mutex_unlock(lock);
    db_rest(db);
    pthread_mutex_lock(lock);
}
