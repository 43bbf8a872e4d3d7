// SPDX-License-Identifier: AGPL-3.0-or-later
/*
 * Invented scores of fragility: fourteen figures a commune of Eure-et-Loir, whose means weighed by the real populations
 * are the fourteen that the roadmap prints (ifn_publies_28). For tests and pictures of pages: the row of the set says that
 * they are invented, and every page and file that shows them repeats it.
 */
#pragma once

#include "domain/diagnostic/import.h"
#include "domain/territoire/import.h"

#define DEMO_SCORES_MILLESIME "2024-06-05" /* of the roadmap */

/* `communes`: compiled in, with their populations. Ready for populations_apply, then ifn_apply. */
Err demo_scores(Arena *a, const Decoupage *communes, int64_t graine, Populations *ret_p, Ifn *ret_f);
