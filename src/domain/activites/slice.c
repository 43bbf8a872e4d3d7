// SPDX-License-Identifier: AGPL-3.0-or-later
#include "core/slice.h"

#include "activites_sql.h"
#include "domain/activites/activites_priv.h"

const Slice slice_activites = {
    .name = "activites",
    .commands = activites_commands,
    .queries = activites_queries,
    .donnees = activites_donnees,
    .oublier = activites_oublier,
};
