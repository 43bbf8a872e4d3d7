// SPDX-License-Identifier: AGPL-3.0-or-later
/* The slice's tables, between its own files and slice.c. */
#pragma once

#include "core/cli/command.h"
#include "core/http/route.h"

extern const Command territoire_commands[];
extern const Route territoire_routes[];
