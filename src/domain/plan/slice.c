// SPDX-License-Identifier: AGPL-3.0-or-later
#include "core/slice.h"
#include "domain/plan/plan_priv.h"

static const EspaceEntree entrees[] = {
    { RAYON_PLAN, "/plan/suivi", "Suivi du plan d’actions" },
    { RAYON_PLAN, "/plan/suivi/indicateurs", "Indicateurs du plan" },
    { 0 },
};

const Slice slice_plan = { .name = "plan",
    .routes = plan_routes,
    .entrees = entrees,
    .commands = plan_commands,
    .queries = plan_queries,
    .actions = plan_offrir_actions,
    .attentes = plan_attentes,
    .donnees = plan_donnees,
    .oublier = plan_oublier };
