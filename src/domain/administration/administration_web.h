// SPDX-License-Identifier: AGPL-3.0-or-later
/* What the files of this slice share, and what its views are given. */
#pragma once

#include "core/http/req.h"
#include "domain/administration/administration.h"

/* ---- words of the matrix ---- */
Str droit_preuve(const Right *right);              /* "aucune", "formulaire", "session" */
Str role_portees(Arena *a, int rang, Str separateur);

typedef struct DroitsPage {
    const DroitsRubrique *rubriques;
    size_t n;
} DroitsPage;

/* A page that the role acted with may open. */
typedef struct Acces {
    Str url, titre;
} Acces;
typedef struct AdministrationPage {
    const Acces *acces;
    size_t n;
} AdministrationPage;

Err administration_page(Req *r);
Err droits_page(Req *r);

extern const Command administration_commands[];
