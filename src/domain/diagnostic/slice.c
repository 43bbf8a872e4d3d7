// SPDX-License-Identifier: AGPL-3.0-or-later
#include "core/slice.h"
#include "domain/diagnostic/couches.h"
#include "domain/diagnostic/diagnostic_impl.h"
#include "domain/diagnostic/diagnostic_web.h"
#include "diagnostic_sql.h"

static const SnapshotDef *const snapshots[] = { &diagnostic_snapshot, NULL };

static const Couche *const couches[] = { &couche_fragilite, &couche_besoin, &couche_couverture, &couche_fibre,
    &couche_cuivre, &couche_mobile, NULL };

const Slice slice_diagnostic = {
    .name = "diagnostic",
    .routes = diagnostic_routes,
    .commands = diagnostic_commands,
    .snapshots = snapshots,
    .couches = couches,
    .queries = diagnostic_queries,
};
