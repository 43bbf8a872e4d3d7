// SPDX-License-Identifier: AGPL-3.0-or-later
#include "core/run/refresher.h"

#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "core/run/idle.h"

enum { PERIOD_S = 1, ARENA_MAX = 1024 * 1024 };

struct Refresher {
    pthread_t thread;
    pthread_mutex_t lock;
    pthread_cond_t woken;
    bool poked, stopping, warm;                    /* warm: its connection holds memory of its last work */
    Snapshots *snapshots;
    Log *log;
    char *url;
    Db *db;
};

/* True when there is something to look at, false to stop. */
static bool wait_turn(Refresher *r)
{
    struct timespec until;
    clock_gettime(CLOCK_MONOTONIC, &until);
    until.tv_sec += PERIOD_S;
    pthread_mutex_lock(&r->lock);
    while (!r->poked && !r->stopping && pthread_cond_timedwait(&r->woken, &r->lock, &until) == 0)
        continue;
    bool rest = r->warm && !r->poked, go_on = !r->stopping;
    r->warm = r->poked;
    r->poked = false;
    pthread_mutex_unlock(&r->lock);
    if (rest)
        db_rest(r->db);
    return go_on;
}

/* A connection lost is opened again at the next turn. */
static void refresh(Refresher *r)
{
    if (r->db && db_lost(r->db)) {
        db_close(r->db);
        r->db = NULL;
    }
    ARENA a = arena_new(ARENA_MAX);
    Str message = STR_NONE;
    Err e = r->db ? OK : db_open(a, str_from(r->url), DB_READ, &r->db, &message);
    if (e == OK)
        e = snapshots_refresh(r->snapshots, r->db);
    if (e != OK)
        log_line(r->log, LOG_ERROR, "instantane", LS("erreur", err_info(e)->name),
            LT("message", str_is_none(message) && r->db ? db_message(r->db) : message));
}

static void *run(void *arg)
{
    Refresher *r = arg;
    while (wait_turn(r))
        refresh(r);
    return NULL;
}

Err refresher_start(Arena *a, Snapshots *snapshots, Str url, Log *log, Refresher **ret, Str *ret_message)
{
    Refresher *r = calloc(1, sizeof *r);
    if (!r || !(r->url = strndup(url.p, url.n))) {
        free(r);
        return ERR_MEMORY;
    }
    r->snapshots = snapshots;
    r->log = log;
    pthread_mutex_init(&r->lock, NULL);
    idle_cond_init(&r->woken);
    r->warm = true;
    Err e = db_open(a, url, DB_READ, &r->db, ret_message);
    if (e == OK)
        e = snapshots_refresh(snapshots, r->db);
    if (e == OK && pthread_create(&r->thread, NULL, run, r) != 0)
        e = ERR_MEMORY;
    if (e != OK) {
        r->stopping = true;                        /* no thread to join */
        refresher_free(r);
        return e;
    }
    *ret = r;
    return OK;
}

void refresher_poke(void *refresher)
{
    Refresher *r = refresher;
    pthread_mutex_lock(&r->lock);
    r->poked = true;
    pthread_cond_signal(&r->woken);
    pthread_mutex_unlock(&r->lock);
}

void refresher_free(Refresher *r)
{
    if (!r)
        return;
    if (!r->stopping) {
        pthread_mutex_lock(&r->lock);
        r->stopping = true;
        pthread_cond_signal(&r->woken);
        pthread_mutex_unlock(&r->lock);
        pthread_join(r->thread, NULL);
    }
    db_close(r->db);
    pthread_cond_destroy(&r->woken);
    pthread_mutex_destroy(&r->lock);
    free(r->url);
    free(r);
}
