// SPDX-License-Identifier: AGPL-3.0-or-later
/* /diagnostic/composer: an index of one's own, with what the choice changes. Private to this slice. */
#pragma once

#include <math.h>

#include "core/http/req.h"
#include "domain/diagnostic/deciles.h"
#include "domain/diagnostic/provenance.h"
#include "web/champs.h"
#include "web/liste.h"

typedef struct ComposerLigne {
    Str nom, url;
    int64_t population;
    double publie, compose; /* NAN: none */
    int rang_publie, rang_compose; /* 1: the highest; 0: no index */
} ComposerLigne;

typedef struct ComposerPage {
    const Form *form;
    bool scores, fictif, national;
    Str departement, poids, nature;
    ListeFichiers fichiers;
    bool demande; /* with criteria in the address */
    int64_t population;
    double publie, compose, compose_france;
    const Indicateur *const *choisis;
    const double *coefs;
    const int *provs; /* numbers of their sources */
    Provenances prov;
    int indice, habitants; /* and of these */
    size_t choisis_n;
    const Indicateur *const *autres; /* deciles that may be added by their code */
    size_t autres_n;
    const ComposerLigne *epci;
    size_t epci_n;
    int rang, rang_sur; /* of the département in the country; 0: the country is not loaded */
} ComposerPage;

extern const Field composer_champs[];
RouteFn composer_page, composer_export;
RouteFn indicateurs_api, indicateur_api, indicateur_fichier, indicateur_geojson; /* diagnostic_api.c */
RouteFn territoire_api;
extern const Field indicateur_api_champs[], territoire_champs[];
