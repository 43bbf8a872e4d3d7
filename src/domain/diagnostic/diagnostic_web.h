// SPDX-License-Identifier: AGPL-3.0-or-later
/* Pages of the diagnosis: what their views show. Private to this slice. */
#pragma once

#include <math.h>

#include "core/http/ajout.h"
#include "core/http/req.h"
#include "domain/diagnostic/calculs.h"
#include "domain/diagnostic/diagnostic_impl.h"
#include "domain/diagnostic/iris.h"
#include "domain/diagnostic/provenance.h"
#include "domain/territoire/choroplethe.h"
#include "web/champs.h"
#include "web/liste.h"

/* A score on its rule: 1 to 10 over 180 units from x = 10. */
typedef struct ScoreVue {
    const Indicateur *indicateur;
    double score, national; /* NAN: none; national: the country is not loaded */
    double x, x_national, x_plancher;
    bool haut; /* one point at least above the national mean */
    bool plancher; /* known, and above 1 */
    int prov; /* number of its source in the page's list */
} ScoreVue;

typedef struct LigneVue {
    Str titre, url; /* url STR_NONE: no page */
    int64_t population; /* -1: not known */
    double indice;
    int64_t lieux;
    int classe; /* 0: no score, else 1 to 5 */
    bool ici;
    bool fictif;
    Str code, carte; /* carte: address of its own map; STR_NONE: none */
} LigneVue;

typedef struct ChiffreVue {
    const char *nom;
    int64_t n, publie; /* n -1: not followed here; publie -1: no published value */
} ChiffreVue;

/* Numbers of the sources of what is not an indicator; 0: not shown. */
typedef struct ProvenancesVue {
    Provenances l;
    int indice, habitants, lieux, heures, distance, publie;
} ProvenancesVue;

/* One page's worth; each view reads its own part. */
typedef struct DiagnosticPage {
    const Form *form;
    Str titre, chapo, echelon, code, poids, poids_code;
    bool scores; /* scores and populations are loaded */
    bool fictif; /* and were invented */
    const Jeu *jeu;
    int64_t population;
    double indice, coeur; /* over the choice; over the five */
    bool choisi; /* another choice than the five */
    bool par_epci; /* the map is that of the EPCI */
    bool indice_seul; /* without its scores: another page shows them */
    ScoreVue *v;
    size_t n;
    bool tous; /* `autres` are shown too */
    ScoreVue *autres; /* raw indicators, coverage, services, zonings */
    size_t autres_n;
    ScoreVue *contexte; /* published beside the index, and not chosen */
    size_t contexte_n;
    ProvenancesVue prov;
    LigneVue *lignes; /* EPCI of the département; or what a territory is compared with */
    size_t lignes_n;
    LigneVue *communes;
    size_t communes_n;
    ChiffreVue *chiffres;
    size_t chiffres_n;
    bool publies; /* the roadmap of this very département has published values */
    Choroplethe carte;
    Pagination pages; /* of the communes */
    Str vue; /* the EPCI that the map shows alone; STR_NONE: the département */
    ListeFichiers fichiers;
    const Iris *iris; /* quarters of a commune, with the index of 2019 */
    size_t iris_n;
    Str iris_reference;
    int iris_prov;
    int64_t lieux;
    Str epci, epci_url;
    Str proche, proche_url; /* the nearest place of a commune; STR_NONE: not known */
    double proche_km, heures; /* open to the public in the territory, a week; -1: none is known */
    double alpha;
    int *services; /* the basket: numbers of their sources */
    size_t services_n;
    const PrecariteCommune *precaires;
    size_t precaires_n;
    const Str *phrases; /* what there is to know, told */
    size_t phrases_n;
    Ajouts ajouts; /* what other slices say of it */
} DiagnosticPage;

/* What the pages read: the snapshots, the département shown, the populations and the indicators chosen. */
typedef struct Monde {
    const Diagnostic *d;
    const Territoire *t;
    const Lieux *lieux;
    Str departement;
    int poids; /* -1: none loaded */
    Choix coeur, choix;
} Monde;
enum { FICHE_LIGNES = 6 }; /* of a long table of a sheet on paper: as ".court" of style.css says */
enum { PAR_PAGE = 12, PAGE_MAX = 1000 }; /* rows of communes on a page with its map: it stays under 80 kB */
Monde world(Req *r);
void note_world(const Monde *m, DiagnosticPage *p);
bool find_zone(const Monde *m, Arena *a, Str echelon, Str code, Zone *ret);
/* The name of the département, or its code. */
Str departement_titre(const Monde *m);
/* Scores of the zone with the national ones beside; what is not a score goes to `autres`. */
Err put_scores(Req *r, const Monde *m, const Zone *z, DiagnosticPage *p);
/* Its name, its inhabitants and its places, from the territory: false: there is none. */
bool identify(Req *r, const Monde *m, Str echelon, Str code, DiagnosticPage *p);

/* The nearest place of a commune, and the hours of the places that are in the territory. */
void dire_aide(Req *r, const Monde *m, DiagnosticPage *p);
/* Three to five sentences, of a page that holds its scores, its places and its lines already. */
Err resume_territoire(Req *r, const Monde *m, DiagnosticPage *p);
/* What the slices have to say of a territory (Slice.territoires); the route's mode has a connection. */
Err dire_ajouts(Req *r, Str echelon, Str code, Ajouts *to);

Short score_montre(double v); /* "5,3", "sans score" */
Short valeur_montree(const ScoreVue *s); /* in the indicator's unit */
Short valeur_dite(const Indicateur *i, double v);
/* The quarters of a commune, where they are loaded; the route's mode has a connection. */
Err put_iris(Req *r, const Monde *m, DiagnosticPage *p);
Str reference_iris(Str reference); /* "la région" */
RouteFn iris_export;
extern const Route diagnostic_routes[];
Err fiche_pdf(Req *r, const DiagnosticPage *p); /* fiche_pdf.c; orders p->communes by population */
