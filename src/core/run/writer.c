// SPDX-License-Identifier: AGPL-3.0-or-later
#include "core/run/writer.h"

#include <assert.h>
#include <pthread.h>
#include <sched.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "core/run/idle.h"

enum { WRITER_ARENA = 64 * 1024, RETRY_FIRST_MS = 100, RETRY_MAX_MS = 5000 };

struct Writer {
    Db *own;                                       /* inline: the caller's connection */
    DbEngine engine;
    char *url;
    void (*after_commit)(void *arg);
    void *after_arg;
    pthread_mutex_t answered_lock;
    void (*on_answered)(void *arg);
    void *answered_arg;

    pthread_mutex_t lock;
    pthread_cond_t more;                           /* something waits, or the end */
    WriterTask *first, *last;
    size_t waiting, max;
    bool stopping;
    Db *db;                                        /* SQLite: the thread's connection, opened by writer_start */
    int n;
    pthread_t threads[];
};

/* ---- one task ---------------------------------------------------------------------------------------------------- */

/* The task in its own transaction: a savepoint when the caller has one open. `*ret_begun` false: nothing was done. */
static Err run_task(Db *db, Arena *a, WriteFn *fn, void *arg, bool *ret_begun)
{
    db_guard(db, a);
    TX tx = tx_begin(db, HERE);
    *ret_begun = tx.err == OK;
    Err e = tx.err;
    if (e == OK)
        e = fn(db, a, arg);
    if (e == OK)
        e = tx_commit(&tx);
    tx_done(&tx);
    db_guard(db, NULL);
    return e;
}

static void after_commit(Writer *w)
{
    if (w->after_commit)
        w->after_commit(w->after_arg);
}

void writer_on_answered(Writer *w, void (*fn)(void *arg), void *arg)
{
    pthread_mutex_lock(&w->answered_lock);
    w->on_answered = fn;
    w->answered_arg = arg;
    pthread_mutex_unlock(&w->answered_lock);
}

static void answered(Writer *w)
{
    pthread_mutex_lock(&w->answered_lock);
    if (w->on_answered)
        w->on_answered(w->answered_arg);
    pthread_mutex_unlock(&w->answered_lock);
}

/* ---- the queue --------------------------------------------------------------------------------------------------- */

Err writer_post(Writer *w, WriterTask *task)
{
    if (w->own) {
        bool begun;
        task->done(task, run_task(w->own, task->arena, task->fn, task->arg, &begun));
        answered(w);
        return OK;
    }
    pthread_mutex_lock(&w->lock);
    bool taken = !w->stopping && w->waiting < w->max;
    if (taken) {
        task->next = NULL;
        if (w->last)
            w->last->next = task;
        else
            w->first = task;
        w->last = task;
        w->waiting++;
        pthread_cond_signal(&w->more);
    }
    pthread_mutex_unlock(&w->lock);
    return taken ? OK : ERR_BUSY;
}

/* Takes at most `n` tasks off the queue; NULL when nothing is there, after having waited for some or for the end. */
static WriterTask *take(Writer *w, size_t n, bool wait)
{
    bool rested = !w->db;
    pthread_mutex_lock(&w->lock);
    while (wait && !w->first && !w->stopping)
        idle_wait(&w->more, &w->lock, w->db, &rested);
    WriterTask *list = w->first, *end = NULL;
    for (WriterTask *t = list; t && n > 0; t = t->next, n--) {
        end = t;
        w->waiting--;
    }
    if (end) {
        w->first = end->next;
        end->next = NULL;
    }
    if (!w->first)
        w->last = NULL;
    pthread_mutex_unlock(&w->lock);
    return end ? list : NULL;
}

/* A caller of writer_run waiting for its task. */
typedef struct Waiting {
    WriterTask task;
    pthread_mutex_t lock;
    pthread_cond_t ready;
    bool done;
    Err result;
} Waiting;

static void wake(WriterTask *task, Err result)
{
    Waiting *wait = (Waiting *)task;
    pthread_mutex_lock(&wait->lock);
    wait->result = result;
    wait->done = true;
    pthread_cond_signal(&wait->ready);
    pthread_mutex_unlock(&wait->lock);
}

Err writer_run(Writer *w, Arena *a, WriteFn *fn, void *arg)
{
    bool begun;
    if (w->own)
        return run_task(w->own, a, fn, arg, &begun);
    Waiting wait = { .task = { .fn = fn, .arg = arg, .arena = a, .done = wake } };
    pthread_mutex_init(&wait.lock, NULL);
    pthread_cond_init(&wait.ready, NULL);
    Err e = writer_post(w, &wait.task);
    if (e == OK) {
        pthread_mutex_lock(&wait.lock);
        while (!wait.done)
            pthread_cond_wait(&wait.ready, &wait.lock);
        e = wait.result;
        pthread_mutex_unlock(&wait.lock);
    }
    pthread_cond_destroy(&wait.ready);
    pthread_mutex_destroy(&wait.lock);
    return e;
}

/* ---- SQLite: one thread, group commit ---------------------------------------------------------------------------- */

/* A task's result while it waits for the group's COMMIT. */
typedef struct Answer {
    WriterTask *task;
    Err err;
} Answer;

typedef struct Group {
    Answer *answers;
    size_t n, max, good;
} Group;

static void run_tasks(Writer *w, Err opened, WriterTask *list, Group *g)
{
    for (WriterTask *t = list; t; t = t->next) {
        bool begun;
        Answer *answer = &g->answers[g->n++];
        *answer = (Answer){ t, opened };
        if (opened == OK)
            answer->err = run_task(w->db, t->arena, t->fn, t->arg, &begun);
        g->good += answer->err == OK;
    }
}

/*
 * Runs the tasks in one transaction, a savepoint each, and answers them all once it is committed. A task that fails
 * undoes its own savepoint only. What breaks the whole transaction (full disk, failed COMMIT) is every task's error.
 * What arrived meanwhile is taken along, up to the length of the queue: a COMMIT costs more than many tasks, and the
 * thread that receives them may be waiting for this very processor, hence the yield.
 */
static void run_group(Writer *w, WriterTask *list, Group *g)
{
    TX tx = tx_begin(w->db, HERE);
    for (; list; list = g->n < g->max ? take(w, g->max - g->n, false) : NULL) {
        run_tasks(w, tx.err, list, g);
        sched_yield();
    }
    Err group = g->good > 0 ? tx_commit(&tx) : OK;
    tx_done(&tx);
    if (g->good > 0 && group == OK)
        after_commit(w);
    for (size_t i = 0; i < g->n; i++) { /* `done` may free its task: the lists are not followed any more */
        const Answer *answer = &g->answers[i];
        answer->task->done(answer->task, answer->err == OK ? group : answer->err);
    }
    answered(w);
}

static void *group_thread(void *arg)
{
    Writer *w = arg;
    Answer one, *answers = calloc(w->max, sizeof *answers);
    Group g = answers ? (Group){ answers, 0, w->max, 0 } : (Group){ &one, 0, 1, 0 };
    for (WriterTask *list; (list = take(w, g.max, true)); g.n = g.good = 0)
        run_group(w, list, &g);
    free(answers);
    return NULL;
}

/* ---- PostgreSQL: several threads, a connection and a transaction each -------------------------------------------- */

static bool is_stopping(Writer *w)
{
    pthread_mutex_lock(&w->lock);
    bool stopping = w->stopping;
    pthread_mutex_unlock(&w->lock);
    return stopping;
}

/* In short pieces, so that a stop is not kept waiting. */
static void pause_ms(Writer *w, int ms)
{
    for (; ms > 0 && !is_stopping(w); ms -= RETRY_FIRST_MS)
        nanosleep(&(struct timespec){ .tv_nsec = RETRY_FIRST_MS * 1000000L }, NULL);
}

/* Opens the thread's connection, again and again with growing pauses; gives up when the writer stops. */
static Db *connected(Writer *w, Db *db)
{
    if (db && !db_lost(db))
        return db;
    db_close(db);
    for (int pause = RETRY_FIRST_MS;; pause = pause * 2 < RETRY_MAX_MS ? pause * 2 : RETRY_MAX_MS) {
        ARENA a = arena_new(WRITER_ARENA);
        Str message;
        db = NULL;
        if (a && db_open(a, str_from(w->url), DB_WRITE, &db, &message) == OK)
            return db;
        if (is_stopping(w))
            return NULL;
        pause_ms(w, pause);
    }
}

static void *server_thread(void *arg)
{
    Writer *w = arg;
    Db *db = NULL;
    for (WriterTask *t = take(w, 1, true); t; t = take(w, 1, true)) {
        Err e = ERR_IO;
        bool begun = false;
        /* A connection lost while it was idle is noticed at the BEGIN: nothing was done, so it is done again. */
        for (int tries = 0; tries < 2 && !begun; tries++) {
            db = connected(w, db);
            if (!db)
                break;
            e = run_task(db, t->arena, t->fn, t->arg, &begun);
            if (!db_lost(db))
                break;
        }
        if (e == OK)
            after_commit(w);
        t->done(t, e);
        answered(w);
    }
    db_close(db);
    return NULL;
}

/* ---- life -------------------------------------------------------------------------------------------------------- */

static Writer *writer_alloc(int threads)
{
    Writer *w = calloc(1, sizeof *w + (size_t)threads * sizeof w->threads[0]);
    if (w) {
        pthread_mutex_init(&w->lock, NULL);
        pthread_mutex_init(&w->answered_lock, NULL);
        idle_cond_init(&w->more);
    }
    return w;
}

Err writer_inline(Db *db, Writer **ret)
{
    Writer *w = writer_alloc(0);
    if (!w)
        return ERR_MEMORY;
    w->own = db;
    w->engine = db_engine(db);
    *ret = w;
    return OK;
}

static Err threads_start(Writer *w, int threads)
{
    void *(*fn)(void *) = w->engine == DB_SQLITE ? group_thread : server_thread;
    while (w->n < threads) {
        if (pthread_create(&w->threads[w->n], NULL, fn, w) != 0)
            return ERR_MEMORY;
        w->n++;
    }
    return OK;
}

Err writer_start(Arena *a, Str url, int threads, size_t queue_max, void (*after)(void *arg), void *arg, Writer **ret,
    Str *ret_message)
{
    assert(threads > 0 && queue_max > 0);
    /* Opened here, so that an address that cannot be used or a locked file is told at the start. */
    Db *db = NULL;
    TRY(db_open(a, url, DB_WRITE, &db, ret_message));
    if (db_engine(db) == DB_SQLITE)
        threads = 1;
    Writer *w = writer_alloc(threads);
    char *z = w ? strndup(url.p, url.n) : NULL;
    if (!z) {
        db_close(db);
        writer_free(w);
        return ERR_MEMORY;
    }
    w->url = z;
    w->engine = db_engine(db);
    w->max = queue_max;
    w->after_commit = after;
    w->after_arg = arg;
    if (w->engine == DB_SQLITE)
        w->db = db;
    else
        db_close(db);
    Err e = threads_start(w, threads);
    if (e != OK) {
        writer_free(w);
        return e;
    }
    *ret = w;
    return OK;
}

void writer_free(Writer *w)
{
    if (!w)
        return;
    pthread_mutex_lock(&w->lock);
    w->stopping = true;
    pthread_cond_broadcast(&w->more);
    pthread_mutex_unlock(&w->lock);
    for (int i = 0; i < w->n; i++)
        pthread_join(w->threads[i], NULL);
    db_close(w->db);
    pthread_cond_destroy(&w->more);
    pthread_mutex_destroy(&w->lock);
    pthread_mutex_destroy(&w->answered_lock);
    free(w->url);
    free(w);
}
