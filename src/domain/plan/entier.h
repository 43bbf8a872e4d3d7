// SPDX-License-Identifier: AGPL-3.0-or-later
/* The plan with everything that its actions hold, read by a handful of queries however many they are: for exports, versions. */
#pragma once

#include "domain/plan/relations.h"

typedef struct ActionEntiere {
    ActionFiche f; /* without people */
    FinancementPlan m;
    ActionRelations r; /* resources and places only */
} ActionEntiere;
/* One an action of `p`, in its order. What those that nobody changed since `depuis` hold is not read; 0: all of it. */
Err plan_entier(Db *db, Arena *a, const Plan *p, int64_t depuis, ActionEntiere **ret);
