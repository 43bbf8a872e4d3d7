// SPDX-License-Identifier: AGPL-3.0-or-later
#include "core/slice.h"
#include "domain/livret/livret_priv.h"

const Slice slice_livret = {
    .name = "livret",
    .routes = livret_routes,
    .commands = livret_commands,
};
