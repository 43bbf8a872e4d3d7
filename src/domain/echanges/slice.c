// SPDX-License-Identifier: AGPL-3.0-or-later
#include "core/slice.h"
#include "domain/echanges/echanges.h"
#include "domain/echanges/echanges_priv.h"

const Slice slice_echanges = {
    .name = "echanges",
    .commands = echanges_commands,
};
