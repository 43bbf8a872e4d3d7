// SPDX-License-Identifier: AGPL-3.0-or-later
/* The form that anybody sends, the queue, one correction. */
#pragma once

#include "domain/tenue/corrections.h"
#include "domain/tenue/tenue_web.h"

extern const Field corriger_champs[], corrections_champs[], correction_champs[];
Err corriger_page(Req *r);
Err corriger_envoi(Req *r);
Err corrections_page(Req *r);
Err correction_page(Req *r);
Err correction_accepter_envoi(Req *r);
Err correction_refuser_envoi(Req *r);

typedef struct CorrigerPage {
    const Form *form;
    LieuLigne lieu;
    Str adresse; /* of the place's page */
    bool envoyee; /* just sent: thanked, and not asked again */
    Champ champs[CORRECTION_PROPOSABLES];
} CorrigerPage;
typedef struct CorrectionLigne {
    Str uid, lieu, commune, quand, resume;
} CorrectionLigne;
typedef struct CorrectionsPage {
    const Form *form;
    const CorrectionLigne *lignes;
    size_t n;
} CorrectionsPage;
typedef struct PropositionVue {
    Str nom, ici, propose; /* what there is, what is proposed */
    Str probleme; /* why it cannot be taken as it is; STR_NONE */
} PropositionVue;
typedef struct CorrectionPage {
    const Form *form;
    LieuLigne lieu;
    Str uid, quand, message, etat;
    bool ferme, a_courriel, acceptable;
    const PropositionVue *v;
    size_t n;
} CorrectionPage;
