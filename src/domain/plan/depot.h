// SPDX-License-Identifier: AGPL-3.0-or-later
/*
 * A plan's file left on the site: seen by who left it only, until it is imported, put aside, replaced or an hour old. What is
 * imported is what was shown: the confirmation names the deposit (`uid`).
 */
#pragma once

#include "core/job/job.h"
#include "domain/plan/plan.h"

enum { PLAN_DEPOT_S = 3600 };

typedef struct PlanDepot {
    Str uid, nom, octets;
    int64_t at;
} PlanDepot;
/* In the caller's transaction. */
Err plan_depot_poser(Db *db, PersonneId id, int64_t now, const PlanDepot *d);
/* ERR_NOT_FOUND: none, or it is over. */
Err plan_depot_lire(Db *db, Arena *a, PersonneId id, int64_t now, PlanDepot *ret);
Err plan_depot_oter(Db *db, PersonneId id);

extern const JobDef plan_jobs[];
