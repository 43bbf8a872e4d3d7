// SPDX-License-Identifier: AGPL-3.0-or-later
/* What the view of this slice is given. */
#pragma once

#include "core/http/req.h"
#include "domain/lieux/lieux_web.h"
#include "domain/orientation/orientation.h"
#include "web/champs.h"

typedef struct OrientationPage {
    const Form *form;
    bool cherche; /* a commune or a place is known: the sheet can be filled */
    bool envoyee; /* and refused: what was typed is shown again */
    const Choice *proposes; /* identifiers and names of places; ends with STR_NONE */
    size_t proposes_n;
    Str lieu; /* the one to begin with; STR_NONE */
} OrientationPage;

typedef struct OrientationLieu {
    const Lieu *lieu;
    Str adresse, telephone, tel_uri, horaires, services, cout, accueil; /* STR_NONE: not known */
} OrientationLieu;
typedef struct OrientationFiche {
    const Form *form;
    Orientation o;
    OrientationLieu lieux[ORIENTATION_LIEUX];
    const Str *lignes; /* of the notes */
    size_t lignes_n;
    Date le;
} OrientationFiche;
