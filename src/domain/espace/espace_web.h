// SPDX-License-Identifier: AGPL-3.0-or-later
/* What the handlers of this slice give to its views. */
#pragma once

#include "core/http/attente.h"
#include "domain/acteurs/acteurs.h"
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

typedef struct Lien {
    Str url, lien;
} Lien;

/* Pages under one heading. */
typedef struct Rayon {
    Str titre;
    const Lien *entrees;
    size_t n;
} Rayon;

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
    const Rayon *rayons;                           /* those that hold something for this role */
    size_t rayons_n;
    const Geste *gestes;
    size_t gestes_n;
} EspacePage;

typedef struct ProfilPage {
    const Form *form;
    const Personne *personne;
    const Champ *champs;                           /* prenom, nom, fonction, telephone, version */
} ProfilPage;
