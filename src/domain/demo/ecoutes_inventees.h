// SPDX-License-Identifier: AGPL-3.0-or-later
/* What invented bodies said, for the demonstration: each says that it is invented. */
#pragma once

#include "base/base.h"
#include "core/auth/random.h"
#include "core/db/db.h"

/* In the caller's transaction; `epci`: the first three are heard. */
Err demo_ecoutes(Db *db, Arena *a, int64_t now, Random random, const Str *epci, size_t n, int64_t *ret_fiches);
