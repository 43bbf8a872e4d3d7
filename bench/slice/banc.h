// SPDX-License-Identifier: AGPL-3.0-or-later
/*
 * Banc: one durable write as an internal route, and commands, for `make bench` and for the kill test. Linked only
 * into the program ensemble-bench; the installed program has none of it.
 */
#pragma once

#include "core/cli/command.h"
#include "core/slice.h"

extern const Slice slice_banc;

/* activites.c: a département's year, the sums of a country, and how long their figures take. */
Err banc_activites(Cmd *c);
Err banc_national(Cmd *c);
Err banc_chiffres(Cmd *c);
