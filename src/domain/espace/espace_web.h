// SPDX-License-Identifier: AGPL-3.0-or-later
/* What the handlers of this slice give to its views. */
#pragma once

#include "core/http/attente.h"
#include "domain/acteurs/acteurs.h"
#include "domain/annuaire/annuaire.h"
#include "domain/connexion/connexion.h"
#include "domain/journal/journal.h"
#include "web/champs.h"

typedef struct Geste {
    Str quand, quoi;
} Geste;

typedef struct EspacePage {
    const Form *form;
    Str prenom;
    const Attente *attentes;
    size_t attentes_n;
    const RoleTenu *roles;
    size_t roles_n;
    int64_t role_actuel;
    bool annuaire; /* this role may read it */
    bool administration;                           /* this role has something to do there */
    const Geste *gestes;
    size_t gestes_n;
} EspacePage;

typedef struct ProfilPage {
    const Form *form;
    const Personne *personne;
    const Champ *champs;                           /* prenom, nom, fonction, telephone, version */
} ProfilPage;
