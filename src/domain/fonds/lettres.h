// SPDX-License-Identifier: AGPL-3.0-or-later
/*
 * Amounts in words, as an agreement says them beside the figures.
 *
 *     montant_lettres(a, 20000050)   "deux cent mille euros et cinquante centimes"
 *
 * The traditional spelling, not that of 1990: a hyphen only below one hundred and where there is no "et" ("vingt et un",
 * "soixante et onze", "quatre-vingt-un"); "vingt" and "cent" multiplied take an s at the end of the number and before
 * "million", which is a noun, never before "mille" ("deux cents", "deux cent mille", "quatre-vingts millions").
 */
#pragma once

#include "base/base.h"

/* 0 to 999 999 999 999; STR_NONE beyond. */
Str nombre_lettres(Arena *a, int64_t n);
/* Not negative. "un euro", "un million d’euros", "un centime"; STR_NONE where the euros are beyond nombre_lettres. */
Str montant_lettres(Arena *a, int64_t centimes);
