// SPDX-License-Identifier: AGPL-3.0-or-later
/* What the handlers of this slice give to its views. */
#pragma once

#include "core/http/req.h"
#include "domain/annuaire/annuaire.h"
#include "web/champs.h"
#include "web/liste.h"

typedef struct FicheVue {
    Str nom, fonction, structures, dispositifs, territoires, sujets; /* as shown; STR_NONE: none */
    Str courriel, telephone, tel_uri;
} FicheVue;

typedef struct AnnuairePage {
    const Form *form;
    const FicheVue *fiches;
    size_t n;
    Pagination pages;
    bool cherche, a_ma_fiche;
    const Choice *epci; /* those where somebody works */
    Str csv, xlsx; /* STR_NONE: not for this role */
} AnnuairePage;

typedef struct MaFichePage {
    const Form *form;
    bool publiee, ancienne;
    Str accord, confirmee; /* when */
    Str nom, fonction, structures;
    Champ dispositifs, territoires, sujets, courriel, telephone;
} MaFichePage;
