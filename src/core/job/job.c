// SPDX-License-Identifier: AGPL-3.0-or-later
#include "core/job/jobs.h"

#include <errno.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "core/app.h"
#include "core/run/idle.h"
#include "job_sql.h"

enum { JOB_ARENA = 64 * 1024 * 1024, POLL_S = 5, RETRY_FIRST_S = 30, RETRY_MAX_S = 3600 };

/* Key of the one waiting row of a recurring kind. */
static const Str RECURRING = S_INIT("recurrent");

Err job_add(Db *db, const char *kind, Str payload, Str unique, int64_t run_at)
{
    return sql_job_insert(db, str_from(kind), str_or_empty(payload), unique, run_at);
}

/* ---- planning ---- */

typedef struct Plan {
    const App *app;
    int64_t now;
} Plan;

static Err plan_all(Db *db, Arena *a, void *arg)
{
    const Plan *plan = arg;
    (void)a;
    for (const Slice *const *s = plan->app->slices; *s; s++)
        for (const JobDef *def = (*s)->jobs; def && def->kind; def++)
            if (def->every_s > 0)
                TRY(job_add(db, def->kind, S(""), RECURRING, plan->now + def->every_s));
    return OK;
}

Err jobs_plan(const App *app, Arena *a)
{
    Plan plan = { app, clock_now(app->clock) };
    return writer_run(app->writer, a, plan_all, &plan);
}

/* ---- one job ---- */

typedef struct Run {
    const App *app;
    const JobDef *def;
    Str owner;
    int64_t now;
    bool found;
    SqlJobTake row;
    Err result;
} Run;

static Err take(Db *db, Arena *a, void *arg)
{
    Run *run = arg;
    return sql_job_take(db, a, str_from(run->def->kind), run->now, run->now + run->def->lease_s, run->owner, &run->row,
        &run->found);
}

static int64_t retry_delay_s(int64_t attempts)
{
    int64_t delay = RETRY_FIRST_S;
    for (int64_t i = 1; i < attempts && delay < RETRY_MAX_S; i++)
        delay *= 2;
    return delay < RETRY_MAX_S ? delay : RETRY_MAX_S;
}

static Err end(Db *db, Arena *a, void *arg)
{
    const Run *run = arg;
    (void)a;
    int64_t changed = 0;
    Str error = run->result == OK ? STR_NONE : str_from(err_info(run->result)->name);
    if (run->result != OK && run->row.attempts < run->def->max_attempts)
        return sql_job_retry(db, run->row.job_id, run->owner, run->now + retry_delay_s(run->row.attempts), error,
            &changed);
    Str state = run->result == OK ? S("done") : S("failed");
    TRY(sql_job_end(db, run->row.job_id, run->owner, state, error, run->now, &changed));
    if (changed && run->def->every_s > 0)
        TRY(job_add(db, run->def->kind, S(""), RECURRING, run->now + run->def->every_s));
    return OK;
}

static Err run_one(const App *app, Db *db, const JobDef *def, Str owner, bool *ret_found)
{
    ARENA a = arena_new(JOB_ARENA);
    if (!a)
        return ERR_MEMORY;
    Run run = { .app = app, .def = def, .owner = owner, .now = clock_now(app->clock) };
    TRY(writer_run(app->writer, a, take, &run));
    *ret_found = run.found;
    if (!run.found)
        return OK;
    int64_t began_ns = clock_mono_ns();
    Job job = { .app = app,
        .arena = a,
        .db = db,
        .id = run.row.job_id,
        .payload = run.row.payload,
        .attempt = (int)run.row.attempts,
        .now = run.now };
    run.result = def->fn(&job);
    if (run.result == OK && arena_failed(a))
        run.result = ERR_MEMORY;
    run.now = clock_now(app->clock);
    log_line(app->log, run.result == OK ? LOG_INFO : LOG_WARN, "tache", LS("genre", def->kind), LI("id", job.id),
        LI("essai", job.attempt), LS("issue", err_info(run.result)->name),
        LI("duree_us", (clock_mono_ns() - began_ns) / 1000));
    ARENA last = arena_new(JOB_ARENA);             /* a job's failed arena must not keep its end from being written */
    return last ? writer_run(app->writer, last, end, &run) : ERR_MEMORY;
}

Err jobs_run_due(const App *app, Db *db, Str owner, const atomic_bool *stop, int *ret_ran)
{
    int ran = 0;
    for (const Slice *const *s = app->slices; *s; s++) {
        for (const JobDef *def = (*s)->jobs; def && def->kind; def++) {
            bool found = true;
            while (found && !(stop && atomic_load(stop))) {
                TRY(run_one(app, db, def, owner, &found));
                ran += found;
            }
        }
    }
    *ret_ran = ran;
    return OK;
}

/* ---- the runner's thread ---- */

struct Jobs {
    const App *app;
    char *url;
    pthread_t thread;
    pthread_mutex_t lock;
    pthread_cond_t wake;
    atomic_bool stop;
};

static void wait_a_while(Jobs *j)
{
    struct timespec until;
    clock_gettime(CLOCK_MONOTONIC, &until);
    until.tv_sec += POLL_S;
    pthread_mutex_lock(&j->lock);
    while (!atomic_load(&j->stop) && pthread_cond_timedwait(&j->wake, &j->lock, &until) != ETIMEDOUT)
        ;
    pthread_mutex_unlock(&j->lock);
}

static Db *reader(const Jobs *j, Arena *a, Db *db)
{
    if (db && !db_lost(db))
        return db;
    db_close(db);
    db = NULL;
    Str message;
    if (db_open(a, str_from(j->url), DB_READ, &db, &message) != OK)
        log_line(j->app->log, LOG_WARN, "taches_sans_base", LT("message", message));
    return db;
}

static void *jobs_thread(void *arg)
{
    Jobs *j = arg;
    Db *db = NULL;
    bool planned = false;
    char host[256] = "";
    gethostname(host, sizeof host - 1);
    while (!atomic_load(&j->stop)) {
        ARENA a = arena_new(MIB);
        Str owner = str_format(a, "%s:%ld", host, (long)getpid());
        db = reader(j, a, db);
        int ran = 0;
        if (!planned)
            planned = jobs_plan(j->app, a) == OK;
        if (planned && db && jobs_run_due(j->app, db, owner, &j->stop, &ran) != OK)
            log_line(j->app->log, LOG_WARN, "taches_interrompues", LI("faites", ran));
        wait_a_while(j);
    }
    db_close(db);
    return NULL;
}

Err jobs_start(const App *app, Str db_url, Jobs **ret)
{
    Jobs *j = calloc(1, sizeof *j);
    char *url = j ? strndup(db_url.p, db_url.n) : NULL;
    if (!url) {
        free(j);
        return ERR_MEMORY;
    }
    j->app = app;
    j->url = url;
    idle_cond_init(&j->wake);
    pthread_mutex_init(&j->lock, NULL);
    if (pthread_create(&j->thread, NULL, jobs_thread, j) != 0) {
        pthread_cond_destroy(&j->wake);
        pthread_mutex_destroy(&j->lock);
        free(j->url);
        free(j);
        return ERR_MEMORY;
    }
    *ret = j;
    return OK;
}

void jobs_free(Jobs *j)
{
    if (!j)
        return;
    pthread_mutex_lock(&j->lock);
    atomic_store(&j->stop, true);
    pthread_cond_signal(&j->wake);
    pthread_mutex_unlock(&j->lock);
    pthread_join(j->thread, NULL);
    pthread_cond_destroy(&j->wake);
    pthread_mutex_destroy(&j->lock);
    free(j->url);
    free(j);
}
