// SPDX-License-Identifier: AGPL-3.0-or-later
/* What the handler of /parcours gives to its view. */
#pragma once

#include "domain/lieux/lieux_web.h"
#include "domain/parcours/parcours.h"
#include "domain/site/site.h"

typedef enum Etape { ETAPE_BESOIN = 1, ETAPE_OU, ETAPE_COMPTE, ETAPE_QUAND, ETAPE_RESULTAT } Etape;

/* One answer already given: its words, and the address of its step. */
typedef struct Reponse {
    const char *question;
    Str texte, url;
} Reponse;

typedef struct BesoinLien {
    const Besoin *besoin;
    Str url;
    bool choisi;
} BesoinLien;

typedef struct ParcoursLigne {
    const LieuxRow *row;
    Raisons raisons;
    Badge badge;
    Str horaires; /* in French, or what to do where they are not known */
    Str sms;
} ParcoursLigne;

typedef struct ParcoursPage {
    const Form *form;
    Etape etape;
    Str titre, canonique;
    size_t total; /* places that answer what has been said */
    Reponse reponses[4];
    size_t reponses_n;
    BesoinLien besoins[BESOINS_N];
    Str sans_besoin; /* address of the next step, without a need */
    const Cachee *cachees;
    size_t cachees_n;
    Str precedente; /* address of the step before; STR_NONE: none */
    Str passer; /* address of the next step, this one left unanswered; STR_NONE */
    Relache relache;
    const ParcoursLigne *lignes;
    size_t lignes_n;
    Str liste; /* the same search in the directory */
} ParcoursPage;
