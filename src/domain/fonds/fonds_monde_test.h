// SPDX-License-Identifier: AGPL-3.0-or-later
/* A fund with two contributors, an envelope and a call that is open, and who asks it: what the suites of this slice begin with. */
#pragma once

#include "domain/administration/administration_test.h"
#include "domain/fonds/fonds.h"

extern const Acteur pilote;
extern const Upload budget; /* a paper */

typedef struct Caisse {
    World *w;
    FondsId fonds;
    AppelFonds appel;
    const Contribution *c; /* "Banque des territoires", "Département" */
    Acteur brou, voves, financeur; /* référents of two structures; somebody of the Département */
    Str uid;
} Caisse;

World *fonds_new(void **state);
Caisse caisse_new(World *w);
/* A request of brou, whole, still a draft. */
void draft(Caisse *k, int64_t montant, int64_t depense);
Err move(Caisse *k, const Acteur *par, DemandeEtat vers, int64_t accorde, FondsFaute *f);
/* A committee that adopts what is asked, or rejects it. */
void decide(Caisse *k, bool adopt);
void accepted(Caisse *k, int64_t montant, int64_t depense, int64_t accorde);
Date day(int n); /* that many days from now */
int64_t first_payment(Caisse *k, size_t at);
