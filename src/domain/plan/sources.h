// SPDX-License-Identifier: AGPL-3.0-or-later
/*
 * Sources: where the formulas of indicators read. Access is as the crow flies, over the inhabitants of the communes of the
 * département (diagnostic/calculs.h); each place listed that has coordinates is a place of help.
 */
#pragma once

#include "core/http/req.h"

typedef struct MesureSources {
    const void *lieux, *diagnostic, *territoire; /* snapshots of now; NULL: not known */
    Str departement;
} MesureSources;
MesureSources mesure_sources(Req *r);
typedef struct Cmd Cmd;
MesureSources mesure_sources_cmd(Cmd *c);

/* Parts of the inhabitants, in percent, rounded to the nearest; left as they are where the data is not loaded. */
Err mesure_acces(Arena *a, const MesureSources *from, OptI64 *ret_5_km, OptI64 *ret_10_km);
