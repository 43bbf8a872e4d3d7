// SPDX-License-Identifier: AGPL-3.0-or-later
/* What the files of this slice share, and what its views are given. */
#pragma once

#include "core/app.h"
#include "core/slice.h"
#include "domain/acces/acces.h"
#include "web/champs.h"

extern const Choice acces_droits[], acces_formes[]; /* acces_formes: in the order of SignatureScheme */

/* The route that asks for the right of that name and proof; NULL: none. */
const Route *acces_route(const App *app, Proof proof, Str droit);
/* Keeps the hour of the last use, at most every CLE_VUE_S, without making the answer wait. */
void cle_noter(Req *r, int64_t cle_id);

typedef struct CleVue {
    Str uid, nom, de, droits, portee, cree, expire, vue; /* vue STR_NONE: never */
    Str etat; /* "vivante", "expiree", "retiree", "sans-role" */
} CleVue;
typedef struct ExpediteurVue {
    Str uid, nom, droit, portee, cree, vue, adresse, entete;
    bool retire;
} ExpediteurVue;

typedef struct ClesPage {
    const Form *form;
    const CleVue *cles;
    size_t n;
    const Choice *portees; /* within the role acted with; NULL: this role has nothing to lend */
    bool une_portee;
} ClesPage;
typedef struct ProgrammesPage {
    const Form *form;
    const CleVue *cles;
    size_t n;
    const ExpediteurVue *expediteurs;
    size_t n_expediteurs;
    const Choice *portees, *messages; /* messages: what may be sent; NULL: nothing in this program */
} ProgrammesPage;
/* Shown once. */
typedef struct SecretPage {
    Str titre, nom, secret, adresse, entete; /* adresse, entete: of a sender; STR_NONE */
    Str suite;
} SecretPage;

extern const Route acces_routes[];
extern const JobDef acces_jobs[];
