// SPDX-License-Identifier: AGPL-3.0-or-later
/* CSV: bounds, progress, and the law of the reader and the writer: what was read, written, is read again the same. */
#include "fuzz.h"

#include <string.h>

#include "core/csv/csv.h"

enum { ROWS_MAX = 400 };
static const CsvLimits limits = { .max_cells = 40, .max_cell = 2000 };
static const CsvLimits written_limits = { .max_cells = 41, .max_cell = 16000 };

typedef struct Rows {
    CsvRow v[ROWS_MAX];
    size_t n;
} Rows;

static void check_row(CsvRow row, int64_t line_before, Str problem)
{
    FUZZ_CHECK(row.line > line_before);
    FUZZ_CHECK(row.n <= limits.max_cells || problem.n > 0);
    if (problem.n > 0) {
        FUZZ_CHECK(utf8_valid(problem));
        return;
    }
    FUZZ_CHECK(row.n > 0);
    for (size_t i = 0; i < row.n; i++)             /* a byte of Windows-1252 makes up to three of UTF-8 */
        FUZZ_CHECK(row.cells[i].n <= 3 * limits.max_cell && utf8_valid(row.cells[i]));
}

/* Each row is written after a cell of our own: so that none is blank, which would be passed over, nor "sep=,". */
static void check_written(Arena *a, const Rows *rows)
{
    BUF b = buf_new(64 * MIB);
    CsvWriter w = csv_to(&b, false);
    for (size_t i = 0; i < rows->n; i++) {
        csv_cell(&w, S("x"));
        for (size_t k = 0; k < rows->v[i].n; k++)
            csv_cell(&w, rows->v[i].cells[k]);
        csv_end_row(&w);
    }
    CsvReader *r = NULL;
    Str message = STR_NONE;
    FUZZ_CHECK(csv_open(a, buf_str(&b), written_limits, &r, &message) == OK);
    if (csv_delimiter(r) != ',')
        return;                                    /* few columns, full of other delimiters: a better guess */
    for (size_t i = 0; i < rows->n; i++) {
        CsvRow row = { 0 };
        Str problem = STR_NONE;
        FUZZ_CHECK(csv_next(r, a, &row, &problem) && problem.n == 0 && row.n == rows->v[i].n + 1);
        for (size_t k = 1; k < row.n; k++)
            FUZZ_SAME(row.cells[k], rows->v[i].cells[k - 1]);
    }
}

/* With the guard on, nothing that a spreadsheet would run begins a cell, and the cell can be had back exactly. */
static void check_guard(Arena *a, Str cell)
{
    BUF b = buf_new(MIB);
    CsvWriter w = csv_to(&b, true);
    csv_cell(&w, S("x"));                          /* so that the line is never blank */
    csv_cell(&w, cell);
    csv_end_row(&w);
    CsvReader *r = NULL;
    CsvRow row = { 0 };
    Str message = STR_NONE, problem = STR_NONE;
    FUZZ_CHECK(csv_open(a, buf_str(&b), (CsvLimits){ 8, MIB }, &r, &message) == OK);
    if (csv_delimiter(r) != ',')
        return;
    FUZZ_CHECK(csv_next(r, a, &row, &problem) && problem.n == 0 && row.n == 2);
    char first = row.cells[1].n ? row.cells[1].p[0] : 0;
    bool number = first == '+' || first == '-';
    for (size_t i = 1; i < row.cells[1].n; i++)
        number = number && strchr("0123456789. ", row.cells[1].p[i]);
    FUZZ_CHECK(number || !first || !strchr("=+-@\t\r", first));
    FUZZ_SAME(csv_unguard(row.cells[1]), cell);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
    FUZZ_TEXT s = fuzz_text(data, n);
    ARENA a = arena_new(128 * MIB);
    CsvReader *r = NULL;
    Str message = STR_NONE;
    if (csv_open(a, s, limits, &r, &message) != OK) {
        FUZZ_CHECK(message.n > 0 && utf8_valid(message));
        return 0;
    }
    static Rows rows;
    rows.n = 0;
    bool sound = true;
    int64_t line = 0;
    size_t position = 0;
    CsvRow row = { 0 };
    for (Str problem = STR_NONE; csv_next(r, a, &row, &problem); problem = STR_NONE) {
        check_row(row, line, problem);
        FUZZ_CHECK(csv_position(r) > position);
        line = row.line;
        position = csv_position(r);
        sound = sound && problem.n == 0;
        if (rows.n < ROWS_MAX)
            rows.v[rows.n++] = row;
    }
    if (sound && rows.n < ROWS_MAX && rows.n > 0) {
        check_written(a, &rows);
        for (size_t i = 0; i < rows.v[0].n; i++)
            check_guard(a, rows.v[0].cells[i]);
    }
    return 0;
}
