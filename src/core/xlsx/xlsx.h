// SPDX-License-Identifier: AGPL-3.0-or-later
/*
 * XLSX out (Office Open XML, ECMA-376), by libxlsxwriter: one or several sheets, each with a header row that stays in
 * sight and can be filtered, then typed cells. A text is a text cell whatever it begins with: no formula, no link and
 * nothing else that a spreadsheet would run can be written. Rows go out one after the other (constant memory); the file
 * is made in an anonymous file of this process and leaves no trace.
 *
 *     static const XlsxColumn columns[] = {
 *         { "Structure", XLSX_TEXT, 40 }, { "Aidants", XLSX_INTEGER, 10 }, { "Depuis", XLSX_DATE, 12 }, { 0 } };
 *     XLSX x = xlsx_new(&(XlsxProperties){ .title = S("Structures"), .now = r->now });
 *     xlsx_sheet(x, "Structures", columns);
 *     xlsx_text(x, nom); xlsx_integer(x, 3); xlsx_date(x, depuis); xlsx_end_row(x);
 *     TRY(xlsx_finish(x, req_body(r, XLSX_TYPE)));
 *
 * Errors are sticky: the first one is what xlsx_finish returns, and nothing is then written. Cells are given in the
 * order of the columns, with their kind, or empty; anything else is a programmer's mistake and asserts.
 */
#pragma once

#include "base/base.h"

#define XLSX_TYPE "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"

enum {
    XLSX_ROWS_MAX = 1048575, /* under the header: a sheet of the format has 1,048,576 */
    XLSX_COLUMNS_MAX = 200,
    XLSX_CELL_MAX = 32767, /* characters of a cell, by the format; a longer text is cut and says so */
    XLSX_TEXT_MAX = 256 * 1024 * 1024, /* bytes of all cells: past it, ERR_TOO_LARGE */
};

typedef enum XlsxKind {
    XLSX_TEXT = 1,
    XLSX_INTEGER, /* shown with its thousands; exact up to 2^53, like any number of a spreadsheet */
    XLSX_DECIMAL,
    XLSX_DATE,
    XLSX_INSTANT, /* in Paris */
} XlsxKind;

typedef struct XlsxColumn {
    const char *title; /* NULL ends the table */
    XlsxKind kind;
    int width; /* in characters */
} XlsxColumn;

typedef struct XlsxProperties {
    Str title, source; /* source: where the figures come from, as the document's comment; STR_NONE: not said */
    Str author; /* STR_NONE: not said */
    int64_t now; /* of its making */
} XlsxProperties;

typedef struct Xlsx Xlsx;

/* NULL without memory; everything below then does nothing, and xlsx_finish returns ERR_MEMORY. */
Xlsx *xlsx_new(const XlsxProperties *p);
void xlsx_free(Xlsx *x);
static inline void xlsx_freep(Xlsx **x)
{
    xlsx_free(*x);
}
#define XLSX __attribute__((cleanup(xlsx_freep))) Xlsx *

/* A new sheet; `name` is ours: at most 31 characters, none of []:*?/\ . `columns` lives until the end. */
void xlsx_sheet(Xlsx *x, const char *name, const XlsxColumn *columns);
void xlsx_text(Xlsx *x, Str s); /* STR_NONE and the empty text are an empty cell; control characters are left out */
void xlsx_integer(Xlsx *x, int64_t v);
void xlsx_decimal(Xlsx *x, double v); /* ERR_INVALID for what is not finite */
void xlsx_date(Xlsx *x, Date d); /* before March 1900, where the format has no day: its ISO text */
void xlsx_instant(Xlsx *x, int64_t at);
void xlsx_empty(Xlsx *x); /* of any kind */
void xlsx_end_row(Xlsx *x);
/* The whole file, appended to `to`. Once. ERR_INVALID, ERR_TOO_LARGE, ERR_MEMORY, ERR_IO. */
Err xlsx_finish(Xlsx *x, Buf *to);
