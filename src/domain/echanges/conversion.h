// SPDX-License-Identifier: AGPL-3.0-or-later
/*
 * Conversion: a file of another form, read through a correspondence into the rows of an import of places. It is the
 * `lire` of ImportFichier: what comes out is judged, compared and told as any other row.
 *
 *     Conversion k = { .correspondance = c, .aujourdhui = today };
 *     ImportFichier f = { …, .forme = S("hublo"), .lire = conversion_lire, .lire_arg = &k };
 *
 * Files: CSV (as core/csv reads them) or a JSON array of objects, whose members are named by dots ("contact.mail").
 */
#pragma once

#include "domain/echanges/correspondance.h"
#include "domain/lieux/import.h"

typedef struct Conversion {
    const Correspondance *correspondance;
    Date aujourdhui;
    bool a_date_maj;
    Date date_maj;                                 /* --date-maj: for the rows that say no day */
    Str octets;                                    /* borrowed */
    bool json;
} Conversion;

/* ERR_INVALID with a French message: the file is refused whole (unreadable, a column that it does not have). */
Err conversion_lire(void *arg, Arena *a, ImportRapport *r, Str *ret_message);

/* ---- pieces, for the tests and the fuzz targets ---- */

/* The one date that a text holds; false: none, or several that differ. */
bool date_du_texte(Str s, Date *ret);
