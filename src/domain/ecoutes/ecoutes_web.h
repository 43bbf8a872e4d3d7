// SPDX-License-Identifier: AGPL-3.0-or-later
/* /diagnostic/ecoutes, read by everybody, and /espace/ecoutes, where they are written. Private to this slice. */
#pragma once

#include "core/http/ajout.h"
#include "core/http/req.h"
#include "core/json/json.h"
#include "domain/ecoutes/ecoutes.h"
#include "web/champs.h"
#include "web/liste.h"

typedef struct EcouteVue {
    const Ecoute *x;
    Str jour, lieu, lieu_url, themes, ingenierie; /* lieu_url STR_NONE: no sheet */
    Str url, extrait; /* extrait: how the summary begins */
} EcouteVue;

typedef struct EcoutesListe {
    const Form *form;
    const EcouteVue *v;
    size_t n;
    Pagination pages;
    Champ genre, territoire, theme, du, au, supprimees;
    const Choice *territoires;
    bool cherche, publique;
    Str export; /* the search, for the files */
    Str titre; /* of the page */
} EcoutesListe;

typedef struct EcouteSaisie {
    const Form *form;
    Str uid, cle; /* uid: of the record that is mended; "" a new one */
    int genre;
    bool contributions; /* no other kind for this role */
    int64_t version;
    const Choice *territoires;
    Champ territoire, jour, titre, organisme, themes, ingenierie, resume, personnes, accord, notes;
} EcouteSaisie;

typedef struct EcouteFiche {
    const Form *form;
    EcouteVue v;
    Str qui, ecrite, changee; /* qui STR_NONE: not told */
    Str corrigee; /* when, by a correction that can be undone; STR_NONE: none */
    bool publique, modifiable, publiable;
} EcouteFiche;

Err ecoutes_donnees(Db *db, Arena *a, int64_t personne_id, Json *j);
Err ecoutes_anonymiser(Db *db, Arena *a, const Acteur *par, int64_t now, int64_t personne_id);
