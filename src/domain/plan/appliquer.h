// SPDX-License-Identifier: AGPL-3.0-or-later
/* What the two halves of an import share: appliquer.c puts what is new, concilier.c brings up to date what is there. */
#pragma once

#include "domain/plan/lire.h"

typedef struct Pose {
    Db *db;
    Arena *a;
    const Acteur *par;
    int64_t now;
    PlanLu *lu;
    Plan plan;
    PlanBilan bilan;
    bool neuve; /* the roadmap comes with this file */
} Pose;

Err effet_dire(Pose *p, PlanEffet e);
/* Of an axis or the roadmap, which keep no history of their own; nothing where the texts are the same. */
Err effet_hors_action(Pose *p, Str objet, Str champ, Str avant, Str apres);
/* ERR_INVALID: told in lu->fautes. */
Err action_concilier(Pose *p, const ActionLue *x, const Action *was);
/* Steps, money, resources and places; `neuve`: of an action that was made just now. */
Err details_concilier(Pose *p, const ActionLue *x, ActionId id, bool neuve);
