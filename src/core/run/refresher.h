// SPDX-License-Identifier: AGPL-3.0-or-later
/*
 * Refresher: a thread that keeps the snapshots up to date: at once after a commit of this process
 * (refresher_poke, from any thread), within a second after one of another process.
 */
#pragma once

#include "core/log/log.h"
#include "core/run/snapshot.h"

typedef struct Refresher Refresher;

/* The first build is done before it comes back, so that the first request finds the snapshots. */
Err refresher_start(Arena *a, Snapshots *snapshots, Str url, Log *log, Refresher **ret, Str *ret_message);
/* As writer_start's after_commit: `refresher` is a Refresher *. */
void refresher_poke(void *refresher);
void refresher_free(Refresher *r);
