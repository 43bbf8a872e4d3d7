// SPDX-License-Identifier: AGPL-3.0-or-later
#include "core/slice.h"
#include "domain/echanges/echanges.h"
#include "domain/echanges/depot.h"
#include "domain/echanges/echanges_priv.h"
#include "domain/echanges/import_web.h"
#include "echanges_sql.h"

const Slice slice_echanges = {
    .name = "echanges",
    .routes = import_routes,
    .commands = echanges_commands,
    .jobs = echanges_jobs,
    .queries = echanges_queries,
    .donnees = echanges_donnees,
    .oublier = echanges_oublier,
};
