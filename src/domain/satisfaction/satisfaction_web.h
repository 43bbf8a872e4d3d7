// SPDX-License-Identifier: AGPL-3.0-or-later
#pragma once

#include "core/http/req.h"
#include "core/qr/qr.h"
#include "domain/satisfaction/satisfaction.h"
#include "web/champs.h"

typedef struct AvisPage {
    const Form *form;
    Structure structure;
    Str jeton;
    Champ note, recommande;
    bool merci;
} AvisPage;

typedef struct SatisfactionPage {
    const Form *form;
    Structure structure;
    Str adresse; /* of the page, whole where the site's is known; STR_NONE: not made yet */
    Str chemin;
    Qr qr;
    AvisChiffres c;
} SatisfactionPage;
