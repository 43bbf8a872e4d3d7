// SPDX-License-Identifier: AGPL-3.0-or-later
/* Shared by the files of this slice only. */
#pragma once

#include "core/slice.h"

extern const Command echanges_commands[];
