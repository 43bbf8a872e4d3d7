// SPDX-License-Identifier: AGPL-3.0-or-later
/* What the pages of this slice are given. */
#pragma once

#include "domain/activites/statistiques.h"
#include "domain/bilans/bilans.h"
#include "web/champs.h"
#include "web/liste.h"

typedef struct BilanVue {
    const BilanLigne *l;
    Str mois;
} BilanVue;

typedef struct BilansPage {
    const Form *form;
    const BilanVue *bilans;
    size_t n;
    int64_t total;
    const BilanSomme *sommes;
    size_t sommes_n;
    const Choice *annees;
    Champ annee;
    Str periode, csv, xlsx;
    Pagination pages;
    bool saisit;
} BilansPage;

typedef struct BilanSaisie {
    const Form *form;
    const Choice *structures;
    bool une_structure;
    Champ structure, dispositif, mois, jours, accompagnements, usagers, regles, satisfaits, reponses;
} BilanSaisie;
