// SPDX-License-Identifier: AGPL-3.0-or-later
/* What the pages of this slice are given. */
#pragma once

#include "core/http/attente.h"
#include "core/json/json.h"
#include "domain/seances/seances.h"
#include "web/champs.h"
#include "web/liste.h"

typedef struct SeanceVue {
    const Seance *x;
    Str quand, quoi, ou;
    bool passee; /* planned, and its time is over */
    bool venue; /* its day has come: it can be said done */
} SeanceVue;
typedef struct SeancesPage {
    const Form *form;
    const SeanceVue *lignes;
    size_t n;
    bool passees, miennes;
    Pagination pages;
} SeancesPage;
typedef struct FicheVue {
    Str uid, de; /* de: who wrote it; "" herself, or one that is gone */
    bool lue, retirable; /* by whoever asks */
} FicheVue;
typedef struct SeancePage {
    const Form *form;
    SeanceVue v;
    Str themes;
    const FicheVue *fiches; /* x->fiches_n of them */
    bool tient, defait; /* may say that it was not done: each of its records is hers to take away */
    Champ motif;
} SeancePage;
typedef struct PrevoirPage {
    const Form *form;
    Structure structure;
    Str uid, cle, action, version; /* uid: of the one that is changed; "" a new one */
    const Choice *collegues;
    Champ sorte, titre, jour, heure, duree, lieu_type, lieu, themes, places, attendus, animateurs, fois;
} PrevoirPage;

AttentesFn seances_attentes;
Err seances_donnees(Db *db, Arena *a, int64_t personne_id, Json *j);
Err seances_oublier(Db *db, Arena *a, const Acteur *par, int64_t now, int64_t personne_id);
/* `arg`: the instant. */
Err seances_purger(Db *db, Arena *a, void *arg);
