// SPDX-License-Identifier: AGPL-3.0-or-later
/* What the files of this slice share, and what its views are given. */
#pragma once

#include "core/http/req.h"
#include "core/job/job.h"
#include "domain/lieux/lieux_web.h"
#include "domain/numerovert/numerovert.h"
#include "web/champs.h"

extern const JobDef numerovert_jobs[];
extern const Choice appel_suites[]; /* in the order of AppelSuite */

typedef struct ReponseVue {
    LieuxRow row;
    Str adresse, telephone, tel_uri, horaires, script; /* telephone: STR_NONE */
    Badge badge;
    Str envoyer; /* address of the page that sends it */
} ReponseVue;

typedef struct CandidateVue {
    Str nom, url;
} CandidateVue;

typedef struct NumerovertPage {
    const Form *form;
    const Commune *commune; /* the caller's; NULL */
    Str cherche; /* the words of the need; STR_NONE */
    bool demandee; /* something was asked */
    const ReponseVue *reponses;
    size_t n;
    const CandidateVue *candidates;
    size_t candidates_n;
    const Choice *besoins;
} NumerovertPage;

typedef struct EnvoiPage {
    const Form *form;
    ReponseVue r;
    Str sms, retour, commune;
    size_t signes;
} EnvoiPage;

typedef struct CompteVue {
    Str nom;
    int64_t appels, sans, minutes; /* sans: without an answer */
} CompteVue;
typedef struct AppelsPage {
    Date du, au;
    int64_t appels, sans, minutes;
    const CompteVue *mois, *besoins, *epci, *communes;
    size_t mois_n, besoins_n, epci_n, communes_n;
} AppelsPage;
Err appels_page(Req *r);
Err appels_fichier(Req *r);
Str besoin_montre(Str besoin);
/* A sentence of ours, going on after a colon: "Mardi : de 14 h…" → "mardi : de 14 h…". */
Str numerovert_suite(Arena *a, Str s);
