// SPDX-License-Identifier: AGPL-3.0-or-later
/* Acteur: who sends a request, once the session is known (App.gate). One role at a time, the one chosen to act with. */
#pragma once

#include "base/base.h"

typedef struct Acteur {
    int64_t personne_id, session_id;
    int64_t role_id; /* the row that gives the role; 0: no role */
    unsigned role; /* its bit; 0: none */
    Str portee, code; /* its scope: "departement", "28" */
    Str nom, role_nom; /* shown at the top of the page */
    Str role_cle; /* as stored and journalled: "administrateur"; empty: none */
    Str programme; /* what acts in her place, or alone (personne_id 0): "cle:UID", "expediteur:UID"; STR_NONE: herself */
} Acteur;
