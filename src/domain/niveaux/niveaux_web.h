// SPDX-License-Identifier: AGPL-3.0-or-later
/* /niveaux and /lieux/{id}/niveau. */
#pragma once

#include "core/http/req.h"
#include "domain/lieux/facettes.h"
#include "web/champs.h"

/* What a level means for who comes. */
const char *niveau_sens(int niveau);

typedef struct NiveauxPage {
    int64_t n[NIVEAU_N];                           /* places of each level */
    int64_t lieux, confirmes;
} NiveauxPage;

typedef struct NiveauPage {
    const Form *form;
    const Lieu *lieu;
    Champ niveau, version;
    bool confirme;
} NiveauPage;
