// SPDX-License-Identifier: AGPL-3.0-or-later
/*
 * Freshness: once a year a mail asks whoever holds a place whether its sheet is still right, with a link. The link opens a page
 * with one button; opening it changes nothing, so that a program that looks into mails says nothing in anybody's name. The
 * link is signed and lasts RELANCE_LIEN_J days; it stays good until then, since confirming twice does no harm.
 */
#pragma once

#include "core/job/job.h"
#include "domain/tenue/tenue_web.h"

enum {
    RELANCE_LIEN_J = 60,
    RELANCE_ECART_J = 60, /* between two mails about one place */
    RELANCES_MAX = 3, /* without an answer: then a human has to call */
    RELANCES_PASSAGE = 200, /* mails a run */
};

/* "<day it ends>.<signature>" */
Str fraicheur_jeton(Arena *a, const Keys *keys, Str id, Date fin);
/* Not ours, of another place, or over: false. */
bool fraicheur_jeton_lire(Arena *a, const Keys *keys, Str id, Str jeton, Date today);

extern const JobDef tenue_jobs[];

extern const Field toujours_champs[], fraicheur_champs[];
Err toujours_page(Req *r);
Err toujours_envoi(Req *r);
Err fraicheur_page(Req *r);
Err fraicheur_csv(Req *r);

typedef struct ToujoursPage {
    const Form *form;
    LieuLigne lieu;
    Str action;
    BlocVue blocs[BLOCS_N];
} ToujoursPage;
typedef struct FraicheurEpci {
    Str code, nom;
    int64_t lieux, perimes, relances;
} FraicheurEpci;
typedef struct FraicheurLieu {
    LieuLigne lieu;
    Str tenants; /* STR_NONE: nobody */
    Str epci, relance; /* date of the last mail; STR_NONE */
    int64_t n;
} FraicheurLieu;
typedef struct FraicheurPage {
    const Form *form;
    const FraicheurEpci *epci; /* the last one is all of them */
    size_t epci_n;
    const FraicheurLieu *lieux; /* stale, the oldest first */
    size_t n;
    Pagination pages;
    Str csv;
    bool courriel;
} FraicheurPage;
