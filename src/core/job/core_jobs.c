// SPDX-License-Identifier: AGPL-3.0-or-later
#include <dirent.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "core/app.h"
#include "core/job/jobs.h"
#include "job_sql.h"

enum { DAY_S = 24 * 3600, KEPT_S = 30 * DAY_S };

static Err purge(Db *db, Arena *a, void *arg)
{
    const Job *j = arg;
    (void)a;
    int64_t gone = 0;
    return sql_job_purge(db, j->now - KEPT_S, &gone);
}

static Err job_purge(Job *j)
{
    return writer_run(j->app->writer, j->arena, purge, j);
}

static Err optimize(Db *db, Arena *a, void *arg)
{
    (void)a, (void)arg;
    return db_optimize(db);
}

Err jobs_optimize(const App *app, Arena *a)
{
    return writer_run(app->writer, a, optimize, NULL);
}

static Err job_optimize(Job *j)
{
    return jobs_optimize(j->app, j->arena);
}

/* "ensemble-2026-11-23.db": names sort by day. */
static bool is_copy(const char *name)
{
    Str s = str_from(name), day = str_slice(s, sizeof "ensemble-" - 1, sizeof "ensemble-2026-11-23" - 1);
    Date d;
    return str_starts(s, S("ensemble-")) && str_ends(s, S(".db")) && s.n == sizeof "ensemble-2026-11-23.db" - 1 &&
           date_parse(day, &d);
}

static int by_name(const void *x, const void *y)
{
    return str_cmp(*(const Str *)x, *(const Str *)y);
}

/* Removes the oldest copies so that `kept` stay. Other files are left alone. */
static Err prune(Arena *a, Str folder, int64_t kept)
{
    DIR *dir = opendir(folder.p);
    if (!dir)
        return ERR_IO;
    VEC(Str) copies = { 0 };
    for (struct dirent *e = readdir(dir); e; e = readdir(dir)) {
        Str *name = is_copy(e->d_name) ? vec_push(a, &copies) : NULL;
        if (name)
            *name = str_dup(a, str_from(e->d_name));
    }
    closedir(dir);
    if (arena_failed(a))
        return ERR_MEMORY;
    if (copies.n)
        qsort(copies.v, copies.n, sizeof *copies.v, by_name);
    for (size_t i = 0; i + (size_t)kept < copies.n; i++)
        if (unlink(str_format(a, "%.*s/%.*s", STR_ARG(folder), STR_ARG(copies.v[i])).p) != 0)
            return ERR_IO;
    return OK;
}

static Err job_backup(Job *j)
{
    Str folder = config_str(j->app->config, CONF_SAUVEGARDES);
    if (str_is_empty(folder) || db_engine(j->db) != DB_SQLITE)
        return OK;
    folder = str_dup(j->arena, folder);
    Str day = date_iso(j->arena, date_paris(j->now)), message;
    Str path = str_format(j->arena, "%.*s/ensemble-%.*s.db", STR_ARG(folder), STR_ARG(day));
    if (str_is_none(path))
        return ERR_MEMORY;
    Err e = db_backup(j->db, j->arena, path, &message);
    if (e != OK && e != ERR_CONFLICT)              /* today's copy is already there: the job ran twice */
        return e;
    return prune(j->arena, folder, config_i64(j->app->config, CONF_SAUVEGARDES_GARDEES));
}

static const JobDef jobs[] = {
    { "base.sauvegarde", job_backup, DAY_S, 3600, 5, "Copie quotidienne de la base dans le dossier des sauvegardes" },
    { "base.purge_taches", job_purge, DAY_S, 600, 3, "Efface les tâches terminées depuis plus de trente jours" },
    { "base.optimisation", job_optimize, DAY_S, 600, 3, "Mesure les tables pour choisir le bon index (SQLite)" },
    { 0 },
};

const Slice slice_jobs = { .name = "taches", .jobs = jobs, .queries = job_queries };
