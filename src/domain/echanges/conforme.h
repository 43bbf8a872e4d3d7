// SPDX-License-Identifier: AGPL-3.0-or-later
/*
 * A place as it leaves for the national base: each value that the published schema or the npm library
 * @gouvfr-anct/lieux-de-mediation-numerique 2.3.0 would refuse or drop is written in the form that both take where there is only
 * one (an address without its "https://", hours in French), else left out; each time told. What is stored here does not
 * change, and `--tel-quel` exports it. Two things have no form that both take, and stay as they are, told too (standard v1.0.2
 * against library 2.3.0): a pivot of 9 to 13 characters, and the label "Étapes numériques (La Poste)".
 */
#pragma once

#include "domain/lieux/standard.h"

typedef struct Ecart {
    StandardField champ;
    Str valeur; /* of the field, or of one value of its list */
    Str raison;
    Str ecrit; /* what is written in its place; STR_NONE: nothing, it is left out */
    bool garde; /* written as it is all the same: nothing else can be */
} Ecart;

enum { ECARTS_MAX = 200 };

/* Changes `champs` in place; `ret`: what was changed, at most ECARTS_MAX of them. */
size_t lieu_conforme(Arena *a, Str champs[STANDARD_N], Ecart ret[ECARTS_MAX]);
