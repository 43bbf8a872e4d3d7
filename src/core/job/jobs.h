// SPDX-License-Identifier: AGPL-3.0-or-later
/*
 * The runner of jobs (job.h): takes what is due under a lease, runs it, writes down how it ended. Taking and ending go
 * through app->writer like any change; the work itself decides by itself what it writes.
 */
#pragma once

#include <stdatomic.h>

#include "core/job/job.h"
#include "core/slice.h"

/* Puts each recurring kind of all slices in the table when it is not waiting there. At the server's start. */
Err jobs_plan(const App *app, Arena *a);

/*
 * Takes and runs what is due at app->clock's instant, one after another, until nothing is left or `*stop` is true
 * (NULL: never). `owner` names this process and thread. `ret_ran`: how many ran, failed ones included.
 */
Err jobs_run_due(const App *app, Db *db, Str owner, const atomic_bool *stop, int *ret_ran);

/* A thread that plans, then looks every five seconds. jobs_free lets the running job end. */
typedef struct Jobs Jobs;
Err jobs_start(const App *app, Str db_url, Jobs **ret);
void jobs_free(Jobs *j);

/* db_optimize on the writer: what the daily job does, and the server once more when it stops. */
Err jobs_optimize(const App *app, Arena *a);

/* The core's own jobs: daily copy of the database, purge of ended jobs, measure of the tables. */
extern const Slice slice_jobs;
