// SPDX-License-Identifier: AGPL-3.0-or-later
/* What the files of this slice share, and what its views are given. */
#pragma once

#include "core/http/req.h"
#include "core/json/json.h"
#include "domain/deploiement/deploiement.h"
#include "web/champs.h"

/* In the order of the enumerations. */
extern const Choice habilitation_etats[], aidant_etats[], structure_labels[];

Err deploiement_donnees(Db *db, Arena *a, int64_t personne_id, Json *j);
Err deploiement_oublier(Db *db, Arena *a, const Acteur *par, int64_t now, int64_t personne_id);

typedef struct LigneVue {
    Str nom;
    const Avancement *a;
} LigneVue;
typedef struct TableauPage {
    const Form *form;
    const LigneVue *epci;
    size_t n_epci;
    const Suivie *structures;
    size_t n_structures;
    bool modifie; /* this role opens the sheets */
} TableauPage;

typedef struct AidantVue {
    Str uid, nom, etat, etape, depuis; /* etat STR_NONE: not followed yet; depuis: its last day */
    bool suivi, operationnel, bloque;
} AidantVue;
typedef struct LabelVue {
    Str valeur, nom, obtenu, expire; /* expire STR_NONE: no end */
    bool perime;
} LabelVue;
typedef struct SuiviPage {
    const Form *form;
    Structure structure;
    Champ etat, demande, decision;
    const AidantVue *aidants;
    size_t aidants_n;
    const LabelVue *labels;
    size_t labels_n;
} SuiviPage;

typedef struct AidantPage {
    const Form *form;
    Structure structure;
    Str uid, nom;
    Champ etat, pairs, demande, formation, pix, pix_score, carte, connexion, activite;
} AidantPage;
