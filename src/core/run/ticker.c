// SPDX-License-Identifier: AGPL-3.0-or-later
#include "core/run/ticker.h"

#include <assert.h>
#include <pthread.h>
#include <stdlib.h>
#include <time.h>

#include "core/run/idle.h"

struct Ticker {
    TickFn *fn;
    void *arg;
    int period_ms;
    pthread_t thread;
    pthread_mutex_t lock;
    pthread_cond_t woken;
    bool stopping;
};

/* False when it is time to stop. */
static bool wait_turn(Ticker *t)
{
    struct timespec until;
    clock_gettime(CLOCK_MONOTONIC, &until);
    until.tv_sec += t->period_ms / 1000;
    until.tv_nsec += (long)(t->period_ms % 1000) * 1000000;
    until.tv_sec += until.tv_nsec / 1000000000;
    until.tv_nsec %= 1000000000;
    pthread_mutex_lock(&t->lock);
    while (!t->stopping && pthread_cond_timedwait(&t->woken, &t->lock, &until) == 0)
        continue;
    bool go_on = !t->stopping;
    pthread_mutex_unlock(&t->lock);
    return go_on;
}

static void *run(void *arg)
{
    Ticker *t = arg;
    do
        t->fn(t->arg);
    while (wait_turn(t));
    return NULL;
}

static void release(Ticker *t)
{
    pthread_cond_destroy(&t->woken);
    pthread_mutex_destroy(&t->lock);
    free(t);
}

Err ticker_start(TickFn *fn, void *arg, int period_ms, Ticker **ret)
{
    assert(period_ms > 0);
    Ticker *t = calloc(1, sizeof *t);
    if (!t)
        return ERR_MEMORY;
    *t = (Ticker){ .fn = fn, .arg = arg, .period_ms = period_ms };
    pthread_mutex_init(&t->lock, NULL);
    idle_cond_init(&t->woken);
    if (pthread_create(&t->thread, NULL, run, t) != 0) {
        release(t);
        return ERR_MEMORY;
    }
    *ret = t;
    return OK;
}

void ticker_free(Ticker *t)
{
    if (!t)
        return;
    pthread_mutex_lock(&t->lock);
    t->stopping = true;
    pthread_cond_signal(&t->woken);
    pthread_mutex_unlock(&t->lock);
    pthread_join(t->thread, NULL);
    release(t);
}
