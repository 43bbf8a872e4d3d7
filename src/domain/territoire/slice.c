// SPDX-License-Identifier: AGPL-3.0-or-later
#include "core/slice.h"
#include "domain/territoire/territoire.h"
#include "domain/territoire/territoire_tables.h"
#include "territoire_sql.h"

static const SnapshotDef *const snapshots[] = { &territoire_snapshot, NULL };

const Slice slice_territoire = {
    .name = "territoire",
    .routes = territoire_routes,
    .commands = territoire_commands,
    .snapshots = snapshots,
    .queries = territoire_queries,
};
