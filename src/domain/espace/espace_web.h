// SPDX-License-Identifier: AGPL-3.0-or-later
/* What the handlers of this slice give to its views. */
#pragma once

#include "core/http/attente.h"
#include "domain/acteurs/acteurs.h"
#include "domain/annuaire/annuaire.h"
#include "domain/numerovert/numerovert.h"
#include "domain/connexion/connexion.h"
#include "domain/journal/journal.h"
#include "domain/lieux/lieux.h"
#include "web/champs.h"

typedef struct Geste {
    Str quand, quoi;
} Geste;

/* A structure where one has a role, with its places. */
typedef struct MaStructure {
    Str uid, nom;
    const Lieu **lieux;
    size_t lieux_n;
    bool ouverte; /* one may open its sheet */
} MaStructure;

typedef struct EspacePage {
    const Form *form;
    Str prenom;
    const Attente *attentes;
    size_t attentes_n;
    const RoleTenu *roles;
    size_t roles_n;
    int64_t role_actuel;
    const MaStructure *structures;
    size_t structures_n;
    bool tient, coordonne, professionnel; /* this role keeps places, follows them, sees those for professionals */
    bool annuaire; /* this role may read it */
    bool numerovert, appels; /* it answers calls; it sees their figures */
    bool administration;                           /* this role has something to do there */
    const Geste *gestes;
    size_t gestes_n;
} EspacePage;

typedef struct ProfilPage {
    const Form *form;
    const Personne *personne;
    const Champ *champs;                           /* prenom, nom, fonction, telephone, version */
} ProfilPage;
