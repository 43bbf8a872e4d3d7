// SPDX-License-Identifier: AGPL-3.0-or-later
/*
 * Invented censuses of the demonstration: rows about its invented places, and schools and actors of reuse that do not exist. As files
 * of the censuses, so that they go through the same reading as anybody's; each row says that it is invented.
 */
#pragma once

#include "domain/demo/activites_inventees.h"
#include "domain/recensements/recensements.h"

/* All of them, in the caller's transaction, about `lieux`: all invented places, in the order of their file; `ret_lignes`: how many rows. ERR_INTERNAL: one was not taken. */
Err demo_recensements(Db *db, Arena *a, int64_t now, Random random, const Territoire *t, const DemoLieu *lieux,
    size_t n, int64_t *ret_lignes);
