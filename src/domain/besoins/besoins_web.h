// SPDX-License-Identifier: AGPL-3.0-or-later
/* What the views of this slice are given. Private to it. */
#pragma once

#include "core/http/req.h"
#include "domain/besoins/besoins.h"
#include "domain/diagnostic/provenance.h"
#include "web/champs.h"

typedef struct BesoinLigne {
    Str nom, url;
    int64_t population;
    double personnes; /* NAN: not known for one of its communes */
} BesoinLigne;

typedef struct ManquantVue {
    Str epci, besoin;
    Str appels, recherches; /* "moins de 3" under three */
} ManquantVue;

typedef struct BesoinsPage {
    const Form *form;
    Scenario scenario;
    const Scenario *scenarios;
    size_t scenarios_n;
    const ManquantVue *manquants;
    size_t manquants_n;
    Str faute; /* STR_NONE: none */
    bool fictif, modifie;
    Str departement;
    int64_t population;
    double personnes;
    const BesoinLigne *epci;
    size_t epci_n;
    Provenances prov;
    int habitants_prov, personnes_prov, appels_prov, recherches_prov;
    Champ nom, methode, parametre, poids, note;
} BesoinsPage;
