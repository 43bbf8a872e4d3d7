// SPDX-License-Identifier: AGPL-3.0-or-later
#include "core/xlsx/sheet.h"

#include <assert.h>
#include <stdlib.h>

#include "core/csv/csv.h"

enum { CSV_MAX = 64 * 1024 * 1024, CELL_ARENA = 4096 };

struct Sheet {
    const SheetDef *def;
    SheetFormat format;
    Xlsx *xlsx;
    XlsxColumn *heads[SHEETS_MAX]; /* of each sheet, to the end */
    size_t sheets;
    bool memory; /* there was some for each of them */
    Buf csv;
    CsvWriter w;
    Arena *cell;
};

SheetFormat sheet_format(Str path)
{
    return str_ends(path, S(".xlsx")) ? SHEET_XLSX : SHEET_CSV;
}

static void open_csv(Sheet *t)
{
    t->cell = arena_new(CELL_ARENA);
    t->csv = buf_new(CSV_MAX);
    t->w = csv_to(&t->csv, true);
    for (const SheetColumn *c = t->def->columns; c->name; c++)
        csv_cell(&t->w, str_from(c->name));
    csv_end_row(&t->w);
}

static void new_sheet(Sheet *t, const SheetDef *def)
{
    assert(t->sheets < SHEETS_MAX);
    size_t n = 0;
    while (def->columns[n].name && n < XLSX_COLUMNS_MAX)
        n++;
    XlsxColumn *heads = calloc(n + 1, sizeof *heads);
    t->memory = t->memory && heads;
    t->heads[t->sheets++] = heads;
    for (size_t i = 0; heads && i < n; i++)
        heads[i] = def->columns[i].xlsx;
    if (heads)
        xlsx_sheet(t->xlsx, def->name, heads);
}

static void open_xlsx(Sheet *t, Str source, int64_t now)
{
    t->memory = true;
    t->xlsx = xlsx_new(&(XlsxProperties){ .title = str_from(t->def->title), .source = source, .now = now });
    new_sheet(t, t->def);
}

Sheet *sheet_open(const SheetDef *def, SheetFormat format, Str source, int64_t now)
{
    Sheet *t = calloc(1, sizeof *t);
    if (!t)
        return NULL;
    t->def = def;
    t->format = format;
    if (format == SHEET_CSV)
        open_csv(t);
    else
        open_xlsx(t, source, now);
    return t;
}

void sheet_free(Sheet *t)
{
    if (!t)
        return;
    xlsx_free(t->xlsx);
    for (size_t i = 0; i < t->sheets; i++)
        free(t->heads[i]);
    buf_done(&t->csv);
    arena_free(t->cell);
    free(t);
}

const char *sheet_format_type(SheetFormat format)
{
    return format == SHEET_XLSX ? XLSX_TYPE : "text/csv; charset=utf-8";
}

const char *sheet_type(const Sheet *t)
{
    return sheet_format_type(t ? t->format : SHEET_CSV);
}

Str sheet_file(Arena *a, const Sheet *t)
{
    return t ? str_format(a, "%s.%s", t->def->file, t->format == SHEET_XLSX ? "xlsx" : "csv") : STR_NONE;
}

static bool to_xlsx(const Sheet *t)
{
    return t && t->format == SHEET_XLSX;
}

void sheet_next(Sheet *t, const SheetDef *def)
{
    assert(!t || t->format == SHEET_XLSX);
    if (t && t->memory)
        new_sheet(t, def);
}

/* A cell of CSV made in the small arena, which is emptied after each. */
static void put(Sheet *t, Str s)
{
    if (t)
        csv_cell(&t->w, s);
}

void sheet_text(Sheet *t, Str s)
{
    if (to_xlsx(t))
        xlsx_text(t->xlsx, s);
    else
        put(t, s);
}

void sheet_integer(Sheet *t, int64_t v)
{
    char z[STR_I64_MAX];
    if (to_xlsx(t))
        xlsx_integer(t->xlsx, v);
    else
        put(t, str_of_i64(v, z));
}

void sheet_decimal(Sheet *t, double v)
{
    if (to_xlsx(t)) {
        xlsx_decimal(t->xlsx, v);
        return;
    }
    BUF b = buf_new(CELL_ARENA);
    buf_f64(&b, v);
    put(t, buf_str(&b));
}

/* `text` was made in t->cell from `mark` on. */
static void put_made(Sheet *t, Str text, ArenaMark mark)
{
    put(t, text);
    if (arena_failed(t->cell))
        t->csv.failed = true;
    arena_reset(t->cell, mark);
}

void sheet_date(Sheet *t, Date d)
{
    if (to_xlsx(t)) {
        xlsx_date(t->xlsx, d);
    } else if (t && t->cell) {
        ArenaMark mark = arena_mark(t->cell);
        put_made(t, date_iso(t->cell, d), mark);
    }
}

void sheet_instant(Sheet *t, int64_t at)
{
    if (to_xlsx(t)) {
        xlsx_instant(t->xlsx, at);
    } else if (t && t->cell) {
        ArenaMark mark = arena_mark(t->cell);
        put_made(t, instant_iso(t->cell, at), mark);
    }
}

void sheet_empty(Sheet *t)
{
    if (to_xlsx(t))
        xlsx_empty(t->xlsx);
    else
        put(t, STR_NONE);
}

void sheet_end_row(Sheet *t)
{
    if (to_xlsx(t))
        xlsx_end_row(t->xlsx);
    else if (t)
        csv_end_row(&t->w);
}

Err sheet_finish(Sheet *t, Buf *to)
{
    if (!t)
        return ERR_MEMORY;
    if (to_xlsx(t))
        return t->memory ? xlsx_finish(t->xlsx, to) : ERR_MEMORY;
    if (!t->cell || t->csv.failed)
        return t->cell ? ERR_TOO_LARGE : ERR_MEMORY;
    buf_put(to, buf_str(&t->csv));
    return to->failed ? ERR_TOO_LARGE : OK;
}
