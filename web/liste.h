// SPDX-License-Identifier: AGPL-3.0-or-later
/*
 * Liste: a list that is shown page by page, and whose address keeps its search.
 *
 *     p.pages = pagination(r->arena, adresse_de(r, "/annuaire", criteres), page, PAR_PAGE, total);
 *     {% call pages_de_liste(&p->pages) %}
 */
#pragma once

#include "core/http/req.h"
#include "core/xlsx/sheet.h"

typedef struct Pagination {
    int64_t page, pages, total;
    Str precedente, suivante, premiere; /* addresses; STR_NONE: none */
} Pagination;

/* `adresse`: path and search so far, "/journal?action=x&"; "page=N" is added to it. */
Pagination pagination(Arena *a, Str adresse, int64_t page, int64_t par_page, int64_t total);
/* "/journal?" and those of the named fields that were sent, each followed by "&". */
Str adresse_de(Req *r, const char *chemin, const char *const *champs);

/* The same list as files: the path with each ending, and the search of the page as it was asked. */
typedef struct ListeFichiers {
    Str csv, xlsx;
} ListeFichiers;
ListeFichiers liste_fichiers(const Req *r, const char *chemin);

/* A list as a file, CSV or XLSX by the end of the address; the site's name is its source. */
Sheet *req_sheet_open(Req *r, const SheetDef *def);
/* The whole table as the answer, offered under its name. */
Err req_sheet(Req *r, Sheet *t);
