// SPDX-License-Identifier: AGPL-3.0-or-later
#pragma once

#include "core/cli/command.h"

extern const Command bilans_commands[];
