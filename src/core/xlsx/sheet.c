// SPDX-License-Identifier: AGPL-3.0-or-later
#include "core/xlsx/sheet.h"

#include <assert.h>
#include <stdlib.h>

#include "core/csv/csv.h"
#include "core/xlsx/flow.h"

enum { CSV_MAX = 64 * 1024 * 1024, CELL_ARENA = 4096 };

struct Sheet {
    const SheetDef *def;
    SheetFormat format;
    Xlsx *xlsx;
    Flow *flow; /* as rows come; NULL: at the end */
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

static void csv_heads(Sheet *t)
{
    for (const SheetColumn *c = t->def->columns; c->name; c++)
        csv_cell(&t->w, str_from(c->name));
    csv_end_row(&t->w);
}

static void open_csv(Sheet *t)
{
    t->cell = arena_new(CELL_ARENA);
    t->csv = buf_new(CSV_MAX);
    t->w = csv_to(&t->csv, true);
    csv_heads(t);
}

static size_t columns_n(const SheetDef *def)
{
    size_t n = 0;
    while (def->columns[n].name && n < XLSX_COLUMNS_MAX)
        n++;
    return n;
}

static void put_heads(XlsxColumn *heads, const SheetDef *def, size_t n)
{
    for (size_t i = 0; heads && i < n; i++)
        heads[i] = def->columns[i].xlsx;
}

static void new_sheet(Sheet *t, const SheetDef *def)
{
    assert(t->sheets < SHEETS_MAX);
    size_t n = columns_n(def);
    XlsxColumn *heads = calloc(n + 1, sizeof *heads);
    t->memory = t->memory && heads;
    t->heads[t->sheets++] = heads;
    put_heads(heads, def, n);
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
    assert(!t || (t->format == SHEET_XLSX && !t->flow));
    if (t && t->memory)
        new_sheet(t, def);
}

#define XLSX_CELL(t, kind, v) ((t)->flow ? flow_##kind((t)->flow, (v)) : xlsx_##kind((t)->xlsx, (v)))

/* A cell of CSV made in the small arena, which is emptied after each. */
static void put(Sheet *t, Str s)
{
    if (t)
        csv_cell(&t->w, s);
}

void sheet_text(Sheet *t, Str s)
{
    if (to_xlsx(t))
        XLSX_CELL(t, text, s);
    else
        put(t, s);
}

void sheet_integer(Sheet *t, int64_t v)
{
    char z[STR_I64_MAX];
    if (to_xlsx(t))
        XLSX_CELL(t, integer, v);
    else
        put(t, str_of_i64(v, z));
}

void sheet_decimal(Sheet *t, double v)
{
    if (to_xlsx(t)) {
        XLSX_CELL(t, decimal, v);
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
        t->w.b->failed = true;
    arena_reset(t->cell, mark);
}

void sheet_date(Sheet *t, Date d)
{
    if (to_xlsx(t)) {
        XLSX_CELL(t, date, d);
    } else if (t && t->cell) {
        ArenaMark mark = arena_mark(t->cell);
        put_made(t, date_iso(t->cell, d), mark);
    }
}

void sheet_instant(Sheet *t, int64_t at)
{
    if (to_xlsx(t)) {
        XLSX_CELL(t, instant, at);
    } else if (t && t->cell) {
        ArenaMark mark = arena_mark(t->cell);
        put_made(t, instant_iso(t->cell, at), mark);
    }
}

void sheet_empty(Sheet *t)
{
    if (to_xlsx(t))
        t->flow ? flow_empty(t->flow) : xlsx_empty(t->xlsx);
    else
        put(t, STR_NONE);
}

void sheet_end_row(Sheet *t)
{
    if (to_xlsx(t))
        t->flow ? flow_end_row(t->flow) : xlsx_end_row(t->xlsx);
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

/* ---- as rows come ---- */

Sheet *sheet_flow(Arena *a, const SheetDef *def, SheetFormat format, Str source, int64_t now)
{
    Sheet *t = NEW(a, Sheet, 1);
    if (!t)
        return NULL;
    t->def = def;
    t->format = format;
    t->cell = a;
    if (format == SHEET_CSV)
        return t;
    size_t n = columns_n(def);
    XlsxColumn *heads = NEW(a, XlsxColumn, n + 1);
    if (!heads)
        return NULL;
    put_heads(heads, def, n);
    t->flow = flow_new(a, &(XlsxProperties){ .title = str_from(def->title), .source = source, .now = now }, def->name,
        heads);
    return t->flow ? t : NULL;
}

void sheet_into(Sheet *t, Buf *out)
{
    bool first = t && !t->w.b;
    if (!t)
        return;
    t->w = csv_to(out, true);
    if (t->flow)
        flow_to(t->flow, out);
    else if (first)
        csv_heads(t);
}

void sheet_above(Sheet *t, Str label, Str value)
{
    if (t && t->flow)
        flow_above(t->flow, label, value);
}

Err sheet_end(Sheet *t)
{
    if (!t)
        return ERR_MEMORY;
    if (t->flow)
        return flow_finish(t->flow);
    return t->w.b->failed ? ERR_TOO_LARGE : OK;
}
