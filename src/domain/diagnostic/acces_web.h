// SPDX-License-Identifier: AGPL-3.0-or-later
/* /diagnostic/precarite, /diagnostic/couverture, /diagnostic/offre, /diagnostic/comparer, /diagnostic/glossaire. Private to this slice. */
#pragma once

#include "domain/diagnostic/demandes.h"
#include "domain/diagnostic/diagnostic_web.h"

typedef struct AccesLigne {
    Str code, nom, url;
    int64_t population;
    double km; /* to the nearest place, as the crow flies */
    Str lieu, lieu_url; /* that place */
    double indice; /* NAN: not loaded */
    double besoin; /* persons in need */
    double heures; /* accessible, a week, for 100 persons in need */
    double annuaire; /* those of them that the directory's own hours give */
    bool cible;
} AccesLigne;

/* An EPCI: the communes of the département that it has. */
typedef struct AccesEpci {
    Str nom, url;
    int64_t population, couverte;
    double besoin, heures;
} AccesEpci;

typedef struct ReseauVue {
    const Indicateur *i;
    Short valeur;
    int prov;
} ReseauVue;

/* Where the hours come from. */
typedef struct OffreVue {
    const OffreSource *source;
    size_t lieux, muets;
    double heures;
    int prov;
} OffreVue;

typedef struct AccesPage {
    const Form *form;
    Str titre, poids;
    ListeFichiers fichiers;
    bool demandee; /* with criteria in the address */
    int64_t population;
    Couverture total;
    int rayon_km;
    Str dispositif; /* STR_NONE: every place */
    size_t lieux, muets;
    double heures; /* open to the public, a week */
    double besoin; /* persons */
    int portee_km;
    bool apl, croisee, par_indice;
    bool fictif; /* the index that weighs was invented */
    const Choice *besoins; /* whom the offer may be weighed by: two methods, then the stored scenarios */
    DemandeDite demande; /* the one that weighs */
    bool demande_habitants; /* all inhabitants: nothing beside the populations */
    Provenance demande_de;
    int demande_prov;
    const OffreVue *sources;
    size_t sources_n;
    size_t rares_n; /* communes with less than an hour a week for 100 persons */
    int64_t rares_population;
    const AccesLigne *v; /* by code */
    size_t n;
    const AccesLigne *loin; /* the communes with nothing within the distance, the most populous first */
    size_t loin_n, loin_montrees; /* all of them are in the file */
    int64_t loin_population;
    const AccesEpci *epci;
    size_t epci_n;
    const ReseauVue *reseaux; /* fibre, copper, mobile: those loaded, for the département */
    size_t reseaux_n;
    ProvenancesVue prov;
    Choroplethe carte;
    Pagination pages;
    Ajouts ajouts; /* needs that nobody answered, what was heard */
} AccesPage;

typedef struct ComparerLigne {
    Short a, b;
    int prov; /* number of its source; its name is there */
} ComparerLigne;

typedef struct ComparerPage {
    const Form *form;
    Str a, b, a_url, b_url; /* names; STR_NONE: not chosen */
    ComparerLigne *v;
    size_t n;
    Str poids;
    bool fictif; /* a demonstration invented the scores */
    Provenances prov;
} ComparerPage;

RouteFn couverture_page, couverture_export, offre_page, offre_export, territoires_comparer, diagnostic_glossaire_page;
RouteFn precarite_page, precarite_export;
extern const Field precarite_champs[];
extern const Field couverture_champs[], offre_champs[], territoires_comparer_champs[];
