// SPDX-License-Identifier: AGPL-3.0-or-later
/* What the files of this slice share, and what its views are given. */
#pragma once

#include "core/http/req.h"
#include "domain/journal/journal.h"
#include "domain/protection/protection.h"
#include "web/champs.h"

enum { PASSAGES_MONTRES = 30 };

typedef struct Passage {
    Str quand;
    Conservation fait;
} Passage;
Err passages_derniers(Db *db, Arena *a, const Passage **ret, size_t *ret_n);

typedef struct ConservationTour {
    const App *app;
    int64_t now;
    Conservation fait;
} ConservationTour;
/* A WriteFn over a ConservationTour. */
Err write_conservation(Db *db, Arena *a, void *arg);

typedef struct DonneesPage {
    Str dpo;                                       /* who answers; STR_NONE: not said */
} DonneesPage;

typedef struct ConservationPage {
    Conservation prevu;
    const Passage *passages;
    size_t passages_n;
} ConservationPage;

typedef struct Lecture {
    Str quand, quoi, role;
} Lecture;
typedef struct MesDonneesPage {
    const Form *form;
    const Personne *personne;
    const Lecture *lectures;
    size_t lectures_n;
} MesDonneesPage;

extern const JobDef protection_jobs[];
extern const Command protection_commands[];
extern const Route protection_routes[];
