// SPDX-License-Identifier: AGPL-3.0-or-later
/*
 * CSV in: RFC 4180 plus what files really are: a BOM, `;` `,` or tab, LF or CRLF, UTF-8 or Windows-1252 (of which
 * ISO-8859-1 is a part); what was detected is reported. Quoted cells may hold delimiters, quotes and line ends.
 * The reader works over the whole text in memory (the caller has capped it) and never allocates per row more than
 * the row's cells.
 *
 * CSV out: header and rows, `,`, CRLF, quoted where needed. With the formula guard on, a cell that a spreadsheet
 * would run (=, +, -, @, tab, CR first) is preceded by an apostrophe, except plain numbers and telephone numbers. A
 * cell that already is apostrophes followed by such a character gets one more, so that csv_unguard gives back every
 * cell exactly.
 */
#pragma once

#include "base/base.h"

typedef enum CsvEncoding { CSV_UTF8, CSV_UTF8_BOM, CSV_CP1252 } CsvEncoding;

typedef struct CsvLimits {
    size_t max_cells;                              /* a row */
    size_t max_cell;                               /* bytes */
} CsvLimits;

typedef struct CsvReader CsvReader;

typedef struct CsvRow {
    const Str *cells;
    size_t n;
    int64_t line;                                  /* of the row's first byte, from 1 */
} CsvRow;

/*
 * Detects encoding and delimiter (from the first row). ERR_INVALID for what is not text (a NUL byte, an empty file, a
 * UTF-16 mark, a spreadsheet or a PDF under a .csv name); ERR_MEMORY.
 */
Err csv_open(Arena *a, Str text, CsvLimits limits, CsvReader **ret, Str *ret_message);
CsvEncoding csv_encoding(const CsvReader *r);
char csv_delimiter(const CsvReader *r);
const char *csv_encoding_name(CsvEncoding e);      /* "UTF-8", "UTF-8 avec BOM", "Windows-1252" */
/*
 * The next row, blank lines passed over; false at the end. A row that cannot be read (a quote never closed, a cell or
 * a row past the limits) is returned with `ret_problem` set to a French sentence and the reader goes on at the next
 * line that it can find. `a` receives the cells.
 */
bool csv_next(CsvReader *r, Arena *a, CsvRow *ret_row, Str *ret_problem);
/* Takes the apostrophe of the formula guard off a cell written with it; any other cell comes back as it is. */
Str csv_unguard(Str cell);
/* Bytes read so far, for progress. */
size_t csv_position(const CsvReader *r);

typedef struct CsvWriter {
    Buf *b;
    char delimiter;
    bool guard;                                    /* formula guard */
    bool any;                                      /* a cell was written in this row */
} CsvWriter;

static inline CsvWriter csv_to(Buf *b, bool guard)
{
    return (CsvWriter){ .b = b, .delimiter = ',', .guard = guard };
}
void csv_cell(CsvWriter *w, Str s);                /* STR_NONE and the empty text are both an empty cell */
void csv_end_row(CsvWriter *w);
