// SPDX-License-Identifier: AGPL-3.0-or-later
/*
 * App: the services that the parts of one process share. Made once at the start, never changed afterwards, passed
 * explicitly; there is no other global state.
 */
#pragma once

#include "base/base.h"
#include "core/config/config.h"
#include "core/log/log.h"
#include "core/run/snapshot.h"
#include "core/run/writer.h"

struct Slice;

typedef struct App {
    const Config *config;
    Log *log;
    Clock clock;
    Writer *writer;                                /* NULL where nothing may be written */
    Snapshots *snapshots;
    const struct Slice *const *slices;
} App;
