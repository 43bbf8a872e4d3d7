// SPDX-License-Identifier: AGPL-3.0-or-later
/* The invented corrections of the demonstration, which wait for somebody to look at them. */
#pragma once

#include "base/base.h"
#include "core/auth/random.h"
#include "core/db/db.h"
#include "domain/lieux/import.h"

enum { DEMO_CORRECTIONS = 2 };

/* Of the first two places of France Services of the file. In the caller's transaction. */
Err demo_corrections(Db *db, Arena *a, int64_t now, Random random, const ImportRapport *lieux);
