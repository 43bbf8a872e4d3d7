// SPDX-License-Identifier: AGPL-3.0-or-later
/*
 * Sheet: rows for a spreadsheet, written once for both of its formats. CSV (core/csv) has the columns' names, ISO dates
 * and the formula guard; XLSX has their French titles and typed cells. An address ends with the format:
 *
 *     static const SheetDef def = { "structures", "Structures", "Annuaire des structures", columns };
 *     SHEET t = sheet_open(&def, sheet_format(r->path), S("Source"), r->now);
 *     sheet_text(t, s->nom);
 *     sheet_integer(t, s->lieux);
 *     sheet_end_row(t);
 *     TRY(sheet_finish(t, req_body(r, sheet_type(t))));
 */
#pragma once

#include "core/xlsx/xlsx.h"

typedef struct SheetColumn {
    const char *name; /* in CSV: "nom"; NULL ends the table */
    XlsxColumn xlsx;
} SheetColumn;

typedef struct SheetDef {
    const char *file; /* without its extension: "structures" */
    const char *name; /* at most 31 characters */
    const char *title;
    const SheetColumn *columns;
} SheetDef;

enum { SHEETS_MAX = 8 };
typedef enum SheetFormat { SHEET_CSV, SHEET_XLSX } SheetFormat;
typedef struct Sheet Sheet;

/* By the end of an address or of a file's name; CSV where it says nothing. */
SheetFormat sheet_format(Str path);
/* NULL without memory: what follows does nothing, and sheet_finish returns ERR_MEMORY. `source`: STR_NONE: not said. */
Sheet *sheet_open(const SheetDef *def, SheetFormat format, Str source, int64_t now);
void sheet_free(Sheet *t);
static inline void sheet_freep(Sheet **t)
{
    sheet_free(*t);
}
#define SHEET __attribute__((cleanup(sheet_freep))) Sheet *

const char *sheet_format_type(SheetFormat format); /* Content-Type */
const char *sheet_type(const Sheet *t);
Str sheet_file(Arena *a, const Sheet *t); /* "structures.xlsx" */

void sheet_text(Sheet *t, Str s);
void sheet_integer(Sheet *t, int64_t v);
void sheet_decimal(Sheet *t, double v);
void sheet_date(Sheet *t, Date d);
void sheet_instant(Sheet *t, int64_t at);
void sheet_empty(Sheet *t);
void sheet_end_row(Sheet *t);
/* XLSX: what follows goes to a new sheet, SHEETS_MAX at most; of `def` its name and columns count. Not in CSV, which has one. */
void sheet_next(Sheet *t, const SheetDef *def);
/* The whole file, appended to `to`. ERR_TOO_LARGE, ERR_MEMORY, ERR_IO. */
Err sheet_finish(Sheet *t, Buf *to);

/*
 * The same rows written as they come (core/xlsx/flow.h; CSV as it is): for answers and files of any length, in memory that does
 * not grow with them. All of it is in `a`; sheet_free is not called.
 *
 *     Sheet *t = sheet_flow(r->arena, &def, SHEET_XLSX, S("Source"), r->now);
 *     …
 *     sheet_into(t, out);                         // at each piece; then rows as above
 *     if (last) TRY(sheet_end(t));
 */
Sheet *sheet_flow(Arena *a, const SheetDef *def, SheetFormat format, Str source, int64_t now);
void sheet_into(Sheet *t, Buf *out);
/* A line over the table, in XLSX alone, before its first row; without a value it is a title. */
void sheet_above(Sheet *t, Str label, Str value);
/* ERR_INVALID, ERR_TOO_LARGE, ERR_MEMORY. */
Err sheet_end(Sheet *t);
