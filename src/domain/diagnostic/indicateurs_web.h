// SPDX-License-Identifier: AGPL-3.0-or-later
/* /diagnostic/indicateurs: what is loaded, and the page of each. Private to this slice. */
#pragma once

#include "domain/diagnostic/deciles.h"
#include "domain/diagnostic/diagnostic_web.h"

typedef struct IndicateurValeur {
    Str code, nom, url;
    int64_t population;
    Short valeur;
} IndicateurValeur;

typedef struct IndicateurPage {
    const Indicateur *i;
    Str departement, poids;
    bool fictif;
    bool par_commune; /* it has no value for a larger territory */
    Short pour_le_departement;
    Str agregation;
    const IndicateurValeur *epci, *communes;
    size_t epci_n, communes_n;
    Choroplethe carte;
    Pagination pages;
} IndicateurPage;

typedef struct IndicateursPage {
    const Indicateur *v;
    size_t n;
    const Jeu *jeux;
    size_t jeux_n;
} IndicateursPage;

RouteFn diagnostic_indicateurs_page, diagnostic_indicateur_page;
extern const Field diagnostic_indicateur_champs[];
/* "Indice de fragilité numérique, scores" */
Str groupe_dit(Str groupe);
