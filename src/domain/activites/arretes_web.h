// SPDX-License-Identifier: AGPL-3.0-or-later
/* What the pages of closed periods are given. */
#pragma once

#include "domain/activites/activites_web.h"
#include "domain/activites/arretes.h"

typedef struct ArreteVue {
    Str url, periode, quoi, quand; /* quoi: "tout le territoire, tous les dispositifs" */
} ArreteVue;
typedef struct ArretesPage {
    const Form *form;
    const ArreteVue *arretes;
    size_t n;
    bool arrete; /* this role may close */
    Champ du, au, dispositif, epci;
    const Choice *epcis;
} ArretesPage;

typedef struct ArreteLigne {
    const char *quoi;
    int64_t fige, ajuste, aujourdhui;
} ArreteLigne;
enum { ARRETE_LIGNES = 6 };
typedef struct AjustementVue {
    Str quand, qui, motif, fiche, jour, structure, ecart; /* fiche: uid; "" cards */
    int geste;
} AjustementVue;
/* Of one closed period; also beside the figures of a year, for everybody. */
typedef struct ArretePage {
    const Form *form;
    const Arrete *x;
    Str titre, quoi, quand, qui, empreinte, json; /* empreinte: in groups; json: address, "" for who may not */
    bool intact, petit, inexplique; /* inexplique: a difference is no adjustment's */
    int64_t seuil;
    ArreteLigne lignes[ARRETE_LIGNES];
    Chiffres chiffres;
    Chiffres dispositifs[DISPOSITIFS_N];
    bool masque[DISPOSITIFS_N];
    StatTable mois;
    const AjustementSomme *sommes;
    size_t sommes_n;
    int64_t ajustements_n;
    const AjustementVue *ajustements; /* for who may open the records */
    size_t montres;
    Pagination pages;
} ArretePage;

/* What is kept, what is counted today, what changed. `x` lives as long as `p`. */
Err arrete_page_lire(Req *r, const Arrete *x, const ArreteContenu *c, ArretePage *p);
Str stat_periode(Arena *a, const StatQuestion *q); /* "en 2023", "du 1er mai 2023 au 3 juin 2023" */

Err arretes_page(Req *r);
Err arretes_envoi(Req *r);
Err arrete_page(Req *r);
Err arrete_json(Req *r);
extern const Field arretes_champs[], arrete_champs[], arrete_vue_champs[];
