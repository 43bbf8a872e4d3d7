// SPDX-License-Identifier: AGPL-3.0-or-later
#include "connexion_sql.h"
#include "core/slice.h"
#include "domain/connexion/connexion_priv.h"

const Slice slice_connexion = {
    .name = "connexion",
    .routes = connexion_routes,
    .commands = connexion_commands,
    .jobs = connexion_jobs,
    .queries = connexion_queries,
};
