// SPDX-License-Identifier: AGPL-3.0-or-later
/* What this level itself offers. */
#pragma once

#include "core/slice.h"

extern const Slice slice_base;                     /* migrer, sauvegarder, restaurer, verifier, config, version */
extern const Slice slice_servir;                   /* servir */
extern const Slice slice_routes;                   /* routes, /api/v1/openapi.json */
