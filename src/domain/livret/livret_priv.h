// SPDX-License-Identifier: AGPL-3.0-or-later
/* What the files of this slice share, and what its view is given. */
#pragma once

#include "core/cli/command.h"
#include "core/http/req.h"
#include "domain/livret/livret.h"
#include "web/champs.h"

extern const Route livret_routes[];
extern const Command livret_commands[];

/* In the order of PdfFormat. */
extern const Choice livret_formats[];
/* "livret-cc-du-perche-a5.pdf" */
Str livret_fichier(Arena *a, const char *quoi, Str nom, PdfFormat format);

typedef struct LivretEpci {
    Str code, nom;
    int64_t lieux;
} LivretEpci;
typedef struct DocumentsPage {
    const Form *form;
    bool pret; /* places are known */
    Str departement, departement_nom; /* STR_NONE: not loaded */
    int64_t lieux;
    bool trop; /* too many for one booklet */
    const LivretEpci *epci; /* by name */
    size_t epci_n;
} DocumentsPage;
