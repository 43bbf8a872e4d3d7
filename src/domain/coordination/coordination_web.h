// SPDX-License-Identifier: AGPL-3.0-or-later
#pragma once

#include "core/http/req.h"
#include "domain/coordination/coordination.h"
#include "web/champs.h"
#include "web/liste.h"

typedef struct CoordinationSaisie {
    const Form *form;
    Str titre, action, uid, cle; /* uid: of the record that is corrected; "" a new one */
    int genre;
    int64_t version;
    Champ jour, nom, echelon, duree, mediateurs, structures, autres, type, initiative, themes, forme, participants,
        organisateurs, natures, partenaires, type_autre, plan, note;
} CoordinationSaisie;

typedef struct CoordinationLigne {
    const Coordination *x;
    Str jour, quoi;
} CoordinationLigne;
typedef struct CoordinationListe {
    const Form *form;
    const CoordinationLigne *lignes;
    size_t n;
    Pagination pages;
    Champ genre, supprimees;
    bool cherche;
} CoordinationListe;

typedef struct CoordinationFiche {
    const Form *form;
    const Coordination *x;
    Str jour, qui, echelon, type, initiative, themes, organisateurs, natures, ecrite, changee;
} CoordinationFiche;

extern const Route coordination_routes[];
