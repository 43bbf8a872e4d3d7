// SPDX-License-Identifier: AGPL-3.0-or-later
/* /administration/import-lieux: a file is left, looked at, then confirmed or put aside. */
#pragma once

#include "core/http/req.h"
#include "domain/lieux/import.h"
#include "web/champs.h"

typedef struct ImportPage {
    const Form *form, *adresse;                    /* what is filled in; what the address says */
    Str attend, attend_depuis;                     /* a file left earlier; STR_NONE: none */
    const ImportFait *faits;                       /* the last ones */
    size_t faits_n;
} ImportPage;

typedef struct ApercuLigne {
    Str ligne, champ, valeur, raison, suite;
} ApercuLigne;

typedef struct ApercuPage {
    const Form *form;
    Str uid, nom, jusque;                          /* of the deposit; when it is over */
    Str refus;                                     /* the whole file is refused: why; STR_NONE */
    const ImportRapport *rapport;                  /* NULL with `refus` */
    Str forme;
    bool utile;                                    /* something would change */
    const ApercuLigne *lignes;
    size_t n, total;                               /* shown, and to be seen in all */
} ApercuPage;
