// SPDX-License-Identifier: AGPL-3.0-or-later
/*
 * XLSX in (Office Open XML, ECMA-376 parts 1 and 2): rows of a workbook, one after the other, over the whole file in memory
 * (the caller has capped it). libzip opens the package, expat reads its parts by pieces; of a sheet, one row is held at a
 * time, of the workbook the list of its sheets, the texts that cells share and which styles are dates.
 *
 *     XLSX_READER x = NULL;
 *     TRY(xlsx_open(a, file, xlsx_limits, &x, &message));        // message: French, for the person in front of it
 *     TRY(xlsx_read_sheet(x, 0, &message));
 *     while (xlsx_next(x, a, &row, &problem)) …
 *
 * A cell is a text: as written; a number in its shortest form ("1582", "78.25"); a day "2024-06-05", an instant
 * "2024-06-05T13:00:00", an hour "13:00:00"; a boolean "VRAI" or "FAUX"; an error "#REF!". Formulas are never run: what the
 * spreadsheet kept of their result is read. Nothing outside of the file is ever looked for.
 *
 * Refused: a document type declaration (entities), parts that are missing, ciphered or outside the package, more bytes than
 * the limits once inflated (zip bombs: what is really inflated is counted, whatever the entries say of themselves).
 */
#pragma once

#include "base/base.h"

typedef struct XlsxLimits {
    size_t max_inflated; /* bytes of all that is read, once inflated */
    size_t max_strings; /* bytes of the shared texts, kept in memory */
    int64_t max_rows; /* the number of the last one */
    size_t max_cells; /* a row */
    size_t max_cell; /* bytes */
} XlsxLimits;

/* What every import may take: 256 MiB inflated, 64 MiB of texts, 200 columns, 64 KiB a cell, all the rows of the format. */
extern const XlsxLimits xlsx_limits;

enum { XLSX_SHEETS_MAX = 200, XLSX_ENTRIES_MAX = 2000 };

typedef enum XlsxCellKind {
    XLSX_CELL_EMPTY,
    XLSX_CELL_TEXT,
    XLSX_CELL_NUMBER,
    XLSX_CELL_DATE, /* a day, an instant or an hour */
    XLSX_CELL_BOOL,
    XLSX_CELL_ERROR,
} XlsxCellKind;

typedef struct XlsxRow {
    const Str *cells; /* up to the last one that is not empty; empty ones are "" */
    const unsigned char *kinds; /* XlsxCellKind */
    size_t n;
    int64_t row; /* from 1, as the spreadsheet shows it; rows that are not in the file are passed over */
} XlsxRow;

typedef struct XlsxReader XlsxReader;

/* ERR_INVALID, ERR_UNSUPPORTED (another format, ciphered), ERR_TOO_LARGE, ERR_MEMORY, with `ret_message` in `a`. */
Err xlsx_open(Arena *a, Str file, XlsxLimits limits, XlsxReader **ret, Str *ret_message);
void xlsx_close(XlsxReader *x);
static inline void xlsx_closep(XlsxReader **x)
{
    xlsx_close(*x);
}
#define XLSX_READER __attribute__((cleanup(xlsx_closep))) XlsxReader *

size_t xlsx_sheets(const XlsxReader *x);
Str xlsx_sheet_name(const XlsxReader *x, size_t i);
/* The sheet of that name, ASCII case set aside; xlsx_sheets(x): none. */
size_t xlsx_sheet_find(const XlsxReader *x, Str name);
/* From its first row. ERR_NOT_FOUND: no such sheet; else as xlsx_open. */
Err xlsx_read_sheet(XlsxReader *x, size_t i, Str *ret_message);
/*
 * The next row that has a cell; false at the end. A row that cannot be read comes with `ret_problem` set to a French
 * sentence; where the sheet is broken it is the last one. `a` receives the cells.
 */
bool xlsx_next(XlsxReader *x, Arena *a, XlsxRow *ret_row, Str *ret_problem);
