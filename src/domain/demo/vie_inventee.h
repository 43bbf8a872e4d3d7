// SPDX-License-Identifier: AGPL-3.0-or-later
/*
 * An invented life of the plan, for whoever enters the demonstration: some actions under way with their dates and their money,
 * indicators, two committees with what they decided, two requests to the fund. The words of the roadmap stay as they are, and
 * each invented thing says that it is invented.
 */
#pragma once

#include "core/app.h"
#include "domain/acteurs/acteurs.h"

typedef struct DemoVie {
    const App *app;
    Random random;
    int64_t now;
    PersonneId pilote, comite, referent, second,
        financeur; /* second: referent of another structure, member of the committee too */
    Structure structures[2];                                /* of the two referents */
    int64_t actions, demandes;                              /* how many were made */
} DemoVie;
/* After the plan and the fund (demo_fonds). */
Err demo_vie(Db *db, Arena *a, DemoVie *d);
