// SPDX-License-Identifier: AGPL-3.0-or-later
#include "core/run/pool.h"

#include <assert.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>

#include "core/run/idle.h"

enum { POOL_ARENA = 64 * 1024 };

struct Pool {
    pthread_mutex_t lock;
    pthread_cond_t more;
    PoolTask *first, *last;
    size_t waiting, max;
    bool stopping;
    char *url;
    int n;
    pthread_t threads[];
};

/* Opens or reopens the thread's connection; NULL when it cannot be had now. */
static Db *connect_reader(const Pool *p, Db *db)
{
    if (db && !db_lost(db))
        return db;
    db_close(db);
    db = NULL;
    ARENA a = arena_new(POOL_ARENA);
    Str message;
    return a && db_open(a, str_from(p->url), DB_READ, &db, &message) == OK ? db : NULL;
}

static PoolTask *next_task(Pool *p, Db *db)
{
    bool rested = !db;
    pthread_mutex_lock(&p->lock);
    while (!p->first && !p->stopping)
        idle_wait(&p->more, &p->lock, db, &rested);
    PoolTask *task = p->first;
    if (task) {
        p->first = task->next;
        if (!p->first)
            p->last = NULL;
        p->waiting--;
    }
    pthread_mutex_unlock(&p->lock);
    return task;
}

static void *pool_thread(void *arg)
{
    Pool *p = arg;
    Db *db = NULL;
    for (PoolTask *task = next_task(p, db); task; task = next_task(p, db)) {
        db = connect_reader(p, db);
        task->fn(task, db);
    }
    db_close(db);
    return NULL;
}

Err pool_start(Str url, int threads, size_t queue_max, Pool **ret)
{
    assert(threads > 0);
    Pool *p = calloc(1, sizeof *p + (size_t)threads * sizeof p->threads[0]);
    char *z = p ? strndup(url.p, url.n) : NULL;
    if (!z) {
        free(p);
        return ERR_MEMORY;
    }
    p->url = z;
    p->max = queue_max;
    pthread_mutex_init(&p->lock, NULL);
    idle_cond_init(&p->more);
    while (p->n < threads && pthread_create(&p->threads[p->n], NULL, pool_thread, p) == 0)
        p->n++;
    if (p->n < threads) {
        pool_free(p);
        return ERR_MEMORY;
    }
    *ret = p;
    return OK;
}

Err pool_post(Pool *p, PoolTask *task)
{
    pthread_mutex_lock(&p->lock);
    bool taken = !p->stopping && p->waiting < p->max;
    if (taken) {
        task->next = NULL;
        if (p->last)
            p->last->next = task;
        else
            p->first = task;
        p->last = task;
        p->waiting++;
        pthread_cond_signal(&p->more);
    }
    pthread_mutex_unlock(&p->lock);
    return taken ? OK : ERR_BUSY;
}

void pool_free(Pool *p)
{
    if (!p)
        return;
    pthread_mutex_lock(&p->lock);
    p->stopping = true;
    pthread_cond_broadcast(&p->more);
    pthread_mutex_unlock(&p->lock);
    for (int i = 0; i < p->n; i++)
        pthread_join(p->threads[i], NULL);
    pthread_cond_destroy(&p->more);
    pthread_mutex_destroy(&p->lock);
    free(p->url);
    free(p);
}
