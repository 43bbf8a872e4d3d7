// SPDX-License-Identifier: AGPL-3.0-or-later
/* What this level itself offers. */
#pragma once

#include "core/slice.h"

/* Ends a command that could not open or change the database: what core/db says, or the error's own sentence; where the
 * file is locked, by whom, and what to do. */
Err fail_db(Cmd *c, Err e, Str message);

extern const Slice slice_base;                     /* migrer, sauvegarder, restaurer, verifier, config, version */
extern const Slice slice_servir;                   /* servir */
extern const Slice slice_routes;                   /* routes, /api/v1/openapi.json */
