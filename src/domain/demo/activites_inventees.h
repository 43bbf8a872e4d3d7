// SPDX-License-Identifier: AGPL-3.0-or-later
/*
 * The invented records of 2023: 57,022 accompaniments in 24 invented structures, which add up to the roadmap's figures:
 * conseillers numériques 7,123 accompaniments, 4,059 people, 564 workshops; France Services 48,317, 4,713, 10.4 a day and
 * structure, 78.21 % settled at once, 95 % of those who answered satisfied; Aidants Connect 1,582 and 429.
 */
#pragma once

#include "base/base.h"
#include "core/db/db.h"

typedef struct DemoLieu {
    Str id, nom, commune; /* of a place of France Services */
} DemoLieu;

enum { DEMO_ACCOMPAGNEMENTS = 57022 };

/* In the caller's transaction. The same number gives the same records. ERR_INVALID: fewer than 24 places. */
Err demo_activites(Db *db, Arena *a, int64_t now, int64_t graine, const DemoLieu *lieux, size_t n);
