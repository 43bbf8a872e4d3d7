// SPDX-License-Identifier: AGPL-3.0-or-later
/*
 * Jobs: work done beside requests, listed in table `job`, taken under a lease so that several processes share it and
 * a process that dies gives it back when the lease ends. At least once: a job must bear to run twice.
 */
#pragma once

#include "base/base.h"
#include "core/db/db.h"

typedef struct App App;

typedef struct Job {
    const App *app;
    Arena *arena;
    Db *db;                                        /* reads; changes go through app->writer */
    int64_t id;
    Str payload;                                   /* what job_add was given */
    int attempt;                                   /* 1 = first */
    int64_t now;
} Job;

typedef struct JobDef {
    const char *kind;                              /* "sauvegarde.quotidienne" */
    Err (*fn)(Job *j);
    int every_s;                                   /* > 0: put back after each success */
    int lease_s;                                   /* longest run */
    int max_attempts;                              /* retried with growing delay, then kept as failed */
    const char *summary;                           /* French */
} JobDef;

/* In the caller's transaction. `unique` (may be STR_NONE): does nothing when a waiting job of that kind has the key. */
Err job_add(Db *db, const char *kind, Str payload, Str unique, int64_t run_at);
