// SPDX-License-Identifier: AGPL-3.0-or-later
/* What the invented médiateurs have planned, around the day of the demonstration. */
#pragma once

#include "domain/acteurs/acteurs.h"

typedef struct DemoSeances {
    Structure structure;
    PersonneId qui, avec; /* a médiateur of that structure, and a colleague */
    size_t rang; /* of the structure: days differ from one to the next */
    bool toutes; /* also those of which something is to be said: past, given up */
} DemoSeances;
/* In the caller's transaction; adds to `ret_n` how many there are. */
Err demo_seances(Db *db, Arena *a, int64_t now, Random random, const DemoSeances *d, int64_t *ret_n);
