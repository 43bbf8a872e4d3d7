// SPDX-License-Identifier: AGPL-3.0-or-later
#include "core/slice.h"
#include "domain/plan/plan_priv.h"

const Slice slice_plan = { .name = "plan",
    .routes = plan_routes,
    .commands = plan_commands,
    .queries = plan_queries,
    .attentes = plan_attentes,
    .donnees = plan_donnees,
    .oublier = plan_oublier };
