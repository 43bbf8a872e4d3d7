// SPDX-License-Identifier: AGPL-3.0-or-later
#include "core/slice.h"
#include "domain/horaires/vacances.h"
#include "horaires_sql.h"

extern const struct Command horaires_commands[];

static const SnapshotDef *const snapshots[] = { &vacances_snapshot, NULL };

const Slice slice_horaires = {
    .name = "horaires",
    .commands = horaires_commands,
    .snapshots = snapshots,
    .queries = horaires_queries,
};
