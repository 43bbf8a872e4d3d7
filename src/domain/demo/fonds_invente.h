// SPDX-License-Identifier: AGPL-3.0-or-later
/* The invented fund of the demonstration. */
#pragma once

#include "base/base.h"
#include "core/db/db.h"

/* In the caller's transaction. */
Err demo_fonds(Db *db, Arena *a, int64_t now);
