// SPDX-License-Identifier: AGPL-3.0-or-later
/* What the suites of the plan stand on: a base with Max in it, and the roadmap of 2024 loaded. */
#pragma once

#include "domain/administration/administration_test.h"
#include "domain/plan/import.h"
#include "domain/plan/plan.h"

extern const Acteur pilote; /* the one who steers */

/* Without the sessions of world_new, of which a program has 64. */
World *plan_new(void **state);
#define PLAN WORLD
/* With them, the pages of the plan and its roadmap. */
World *plan_world(void **state, Plan *ret);
/* A file that must be taken. */
PlanBilan load(World *w, Str text);
Plan roadmap(World *w);
/* The plan as it is now, as JSON. */
Str written_json(World *w);
Str written_version(World *w, Str depuis); /* what a version would keep now */
/* The plan read anew, and one action of it. */
const Action *again(World *w, Plan *p, const char *numero);
/* What the form of that action would send, unchanged. */
ActionSaisie as_read(const Action *x);
