// SPDX-License-Identifier: AGPL-3.0-or-later
/* A file of places to be imported, in any of the forms: what the command and the page both ask. */
#pragma once

#include "domain/echanges/correspondance.h"
#include "domain/lieux/import.h"

typedef struct Demande {
    ImportFichier fichier;                         /* its name, bytes, source, territory, day, progress */
    Str forme;                                     /* "auto", "standard-csv"… "correspondance" */
    Str correspondance;                            /* the text of the rules; STR_NONE */
    bool a_date_maj;
    Date date_maj;
} Demande;

/* As lieux_import_read. */
Err demande_lire(Arena *a, const Demande *d, ImportRapport **ret, Str *ret_message);
