// SPDX-License-Identifier: AGPL-3.0-or-later
/*
 * Compteurs: what is counted on the event loop, where nothing may be written, until a job puts it in the database. In memory, of
 * a fixed size, for one process: a process that dies loses what it had counted since the last job. Never who: keys are facts of
 * the question ("28061|besoin"), not of the visitor. Any thread.
 */
#pragma once

#include "base/base.h"

enum { COMPTEURS_MAX = 2000, COMPTEUR_CLE_MAX = 120 };
typedef struct Compteurs Compteurs;

Compteurs *compteurs_new(void); /* NULL: no memory */
void compteurs_free(Compteurs *c);
/* One more for that key. NULL, a key too long or a full table: not counted. */
void compteurs_noter(Compteurs *c, Str cle);

typedef struct CompteurReleve {
    Str cle;
    int64_t n;
} CompteurReleve;
/* What was counted since the last time; the counters start again from nothing. */
Err compteurs_prendre(Compteurs *c, Arena *a, const CompteurReleve **ret, size_t *ret_n);
