// SPDX-License-Identifier: AGPL-3.0-or-later
/*
 * Banc: one durable write as an internal route, and two commands, for `make bench` and for the kill test. Linked only
 * into the program ensemble-bench; the installed program has none of it.
 */
#pragma once

#include "core/slice.h"

extern const Slice slice_banc;
