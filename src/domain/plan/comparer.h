// SPDX-License-Identifier: AGPL-3.0-or-later
/*
 * Two versions of the roadmap side by side. Both are the JSON that plan_ecrire_version writes; actions are told apart by their
 * number, and only those whose text differs are read: a plan of 500 is compared in a few milliseconds.
 */
#pragma once

#include "base/base.h"
#include "base/vec.h"

/* The text of one action, cut out of it without being read. */
typedef struct PlanMorceau {
    Str numero, json;
    int64_t revision; /* -1: of a version made before they were counted */
} PlanMorceau;
typedef VEC(PlanMorceau) PlanMorceaux;
/* `ret_head` (may be NULL): what comes before the actions. ERR_INVALID: not such a text. */
Err plan_decouper(Arena *a, Str json, Str *ret_head, PlanMorceaux *ret);
/* Most often it is at the same place in both, or near it: looked for from there. NULL: none. */
const PlanMorceau *plan_morceau(const PlanMorceaux *v, Str numero, size_t near);

typedef struct PlanDifference {
    Str champ, avant, apres; /* as a person reads them; of lists, one line the other has not */
} PlanDifference;
typedef struct ActionComparee {
    Str numero, titre;
    const PlanDifference *d; /* none of an action added or taken away */
    size_t n;
} ActionComparee;
typedef struct PlanComparaison {
    const PlanDifference *feuille; /* the roadmap, its axes */
    size_t feuille_n;
    const ActionComparee *ajoutees, *retirees, *changees; /* in the order of their plan */
    size_t ajoutees_n, retirees_n, changees_n;
    int64_t inchangees;
} PlanComparaison;
/* ERR_INVALID: one of them is not such a text. Texts live in `a`, or in what was given. */
Err plan_comparer(Arena *a, Str avant, Str apres, PlanComparaison *ret);
