// SPDX-License-Identifier: AGPL-3.0-or-later
/*
 * Where the official files come from, and what to do with them. An address stands here only if it was verified; the others
 * stay empty, with the publisher and what to look for: an address is never guessed. Those of a territory are given by
 * `--depuis`, or kept in a file of lines `source adresse [empreinte SHA-256]` given by `--adresses`.
 */
#pragma once

#include "base/base.h"

typedef struct Source {
    const char *nom;                               /* "ifn" */
    const char *titre;
    const char *editeur;
    const char *chercher;                          /* what to look for at the publisher's */
    const char *adresse;                           /* verified; NULL: none is */
    const char *fichier;                           /* name in the folder */
    const char *importer, *options; /* of `ensemble`: what loads it, before and after its name; NULL: no option */
    int64_t max; /* bytes */
} Source;

extern const Source sources[]; /* ends with a NULL name */

/* NULL: no such source. */
const Source *source_par_nom(Str nom);

typedef struct SourceAdresse {
    Str adresse, sha256; /* STR_NONE: none is given */
} SourceAdresse;

enum { ADRESSES_LIGNES_MAX = 200 };

/*
 * What a file of addresses says of that source. Blank lines and those that begin with "#" are left out. ERR_INVALID, with the line,
 * the value and the remedy: an unknown source, a line of one word or more than three, a fingerprint that is not 64 hexadecimal
 * digits, a source given twice.
 */
Err source_adresse_lire(Arena *a, Str text, const Source *s, SourceAdresse *ret, Str *ret_message);
bool empreinte_valable(Str sha256);
