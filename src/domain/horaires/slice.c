// SPDX-License-Identifier: AGPL-3.0-or-later
#include "core/slice.h"
#include "domain/horaires/horaires_impl.h"

extern const struct Command horaires_commands[];

const Slice slice_horaires = { .name = "horaires", .commands = horaires_commands };
