// SPDX-License-Identifier: AGPL-3.0-or-later
/* The rows of a sheet: the parser is stopped at the end of each one, and goes on when the next one is asked for. */
#include <math.h>
#include <string.h>

#include "base/planted.h"
#include "core/xlsx/xlsx_read_priv.h"

enum {
    LETTERS = 26,
    EPOCH_1970 = 25569, /* the spreadsheet's number of 1970-01-01 */
    LEAP_1900 = 60, /* its 29 February 1900, which never was */
    BASE_1904 = 1462,
    SERIAL_MAX = 2958465, /* 31 December 9999 */
    DAY_S = 24 * 3600,
    HOUR_S = 3600,
    MINUTE_S = 60,
};

static const char too_wide[] = "Cette ligne a trop de colonnes.";
static const char too_long[] = "Une cellule de cette ligne est trop longue.";
static const char disordered[] = "Les cellules de cette ligne ne sont pas dans l’ordre\u00a0: le fichier est abîmé.";
static const char no_text[] = "Une cellule de cette ligne renvoie à un texte qui n’est pas dans le fichier.";

static void note(RowState *s, const char *problem)
{
    if (str_is_none(s->problem))
        s->problem = str_from(problem);
}

/* "BC12": 54, from 0; SIZE_MAX: not a reference. */
static size_t column_of(Str ref)
{
    size_t column = 0, i = 0;
    for (; i < ref.n && i < 4 && ref.p[i] >= 'A' && ref.p[i] <= 'Z'; i++)
        column = column * PLANTED(LETTERS, LETTERS - 1) + (size_t)(ref.p[i] - 'A') + 1;
    return i == 0 || i == ref.n ? SIZE_MAX : column - 1;
}

/* ---- values ---- */

static Str clock_text(Arena *a, int64_t seconds)
{
    return str_format(a, "%02d:%02d:%02d", (int)(seconds / HOUR_S), (int)(seconds % HOUR_S / MINUTE_S),
        (int)(seconds % MINUTE_S));
}

static Str serial_text(const XlsxReader *x, Arena *a, double v)
{
    if (x->base_1904)
        v += BASE_1904;
    double whole = floor(v);
    int64_t seconds = llround((v - whole) * DAY_S);
    if (seconds == DAY_S) {
        seconds = 0;
        whole += 1;
    }
    if (whole < 1 && !x->base_1904)
        return whole < 0 ? STR_NONE : clock_text(a, seconds);
    if (whole > SERIAL_MAX || whole == LEAP_1900)
        return STR_NONE;
    Date day = { (int32_t)whole - EPOCH_1970 + (whole < LEAP_1900) };
    Str iso = date_iso(a, day);
    return seconds ? str_format(a, "%.*sT%.*s", STR_ARG(iso), STR_ARG(clock_text(a, seconds))) : iso;
}

/* As a spreadsheet shows it: fifteen digits. */
static Str number_text(Arena *a, double v)
{
    enum { DIGITS = 15 };
    if (v == floor(v) && fabs(v) < 1e15)
        return str_format(a, "%lld", (long long)v);
    Str shown = str_format(a, "%.*g", DIGITS, v);
    double again = 0;
    BUF b = buf_new(64);
    if (!str_to_f64(shown, &again))
        return STR_NONE;
    buf_f64(&b, again);
    return str_dup(a, buf_str(&b));
}

static Str shared_text(XlsxReader *x, Str raw)
{
    int64_t i = -1;
    bool there = str_to_i64(raw, &i) && i >= 0 && (size_t)i < x->strings.n;
    if (there && x->strings.v[i].n <= x->limits.max_cell)
        return x->strings.v[i];
    note(&x->s, there ? too_long : no_text);
    return S("");
}

static Str value_of(XlsxReader *x, Arena *a, Str raw, XlsxCellKind *ret_kind)
{
    const RowState *s = &x->s;
    double v = 0;
    Str date = STR_NONE;
    switch (s->type) {
    case 's':
        *ret_kind = XLSX_CELL_TEXT;
        return shared_text(x, str_trim(raw));
    case 'b':
        *ret_kind = XLSX_CELL_BOOL;
        return str_eq(str_trim(raw), S("1")) ? S("VRAI") : S("FAUX");
    case 'e':
        *ret_kind = XLSX_CELL_ERROR;
        return str_dup(a, raw);
    case 'd':
        *ret_kind = XLSX_CELL_DATE;
        return str_dup(a, raw);
    case 'n':
        break;
    default:
        *ret_kind = XLSX_CELL_TEXT;
        return xlsx_unescape(a, raw);
    }
    *ret_kind = XLSX_CELL_NUMBER;
    if (!str_to_f64(str_trim(raw), &v))
        return str_dup(a, raw);
    if (s->style < x->dates.n && x->dates.v[s->style])
        date = serial_text(x, a, v);
    if (str_is_none(date))
        return number_text(a, v);
    *ret_kind = XLSX_CELL_DATE;
    return date;
}

/* ---- elements ---- */

static void begin_row(XlsxReader *x, const char **attributes)
{
    RowState *s = &x->s;
    int64_t row = s->last + 1;
    str_to_i64(xlsx_attribute(attributes, "r"), &row);
    s->cells.n = s->kinds.n = 0;
    s->cells.v = NULL;
    s->kinds.v = NULL;
    s->cells.cap = s->kinds.cap = 0;
    s->problem = STR_NONE;
    s->column = 0;
    s->in_row = true;
    if (row <= s->last) {
        note(s, "Les lignes de cette feuille ne sont pas dans l’ordre\u00a0: le fichier est abîmé.");
        row = s->last + 1;
    }
    if (row > x->limits.max_rows) {
        note(s, "Cette feuille a trop de lignes.");
        row = s->last + 1;
        s->broken = true;
    }
    s->row = s->last = row;
}

static void begin_cell(XlsxReader *x, const char **attributes)
{
    RowState *s = &x->s;
    int64_t style = 0;
    Str ref = xlsx_attribute(attributes, "r"), type = xlsx_attribute(attributes, "t");
    if (!str_is_none(ref)) {
        size_t column = column_of(ref);
        if (column == SIZE_MAX || column < s->column)
            note(s, disordered);
        else
            s->column = column;
    }
    str_to_i64(xlsx_attribute(attributes, "s"), &style);
    s->style = style >= 0 ? (size_t)style : SIZE_MAX;
    s->type = str_is_empty(type) ? 'n' : type.p[0];
    if (str_eq(type, S("inlineStr")) || str_eq(type, S("str")))
        s->type = 'i';
    s->value.n = 0;
    s->value.failed = false;
    s->in_cell = true;
}

static void start(void *xml, const char *name, const char **attributes)
{
    XlsxReader *x = XML_GetUserData(xml);
    RowState *s = &x->s;
    Str local = xlsx_local(name);
    if (str_eq(local, S("row")))
        begin_row(x, attributes);
    else if (s->in_row && str_eq(local, S("c")))
        begin_cell(x, attributes);
    else if (str_eq(local, S("rPh")))
        s->in_phonetic = true;
    else if (s->in_cell && !s->in_phonetic)
        s->in_value = str_eq(local, S("v")) || str_eq(local, S("t"));
}

static void text(void *xml, const char *p, int n)
{
    XlsxReader *x = XML_GetUserData(xml);
    if (x->s.in_value && !x->s.in_phonetic)
        buf_put(&x->s.value, str_of(p, (size_t)n));
}

/* Up to that column, empty ones included. */
static bool widen(XlsxReader *x, size_t n)
{
    RowState *s = &x->s;
    while (s->cells.n < n) {
        Str *cell = vec_push(s->row_arena, &s->cells);
        unsigned char *kind = vec_push(s->row_arena, &s->kinds);
        if (!cell || !kind)
            return false;
        *cell = S("");
        *kind = XLSX_CELL_EMPTY;
    }
    return true;
}

static void end_cell(XlsxReader *x)
{
    RowState *s = &x->s;
    XlsxCellKind kind = XLSX_CELL_EMPTY;
    size_t at = s->column++;
    s->in_cell = s->in_value = false;
    if (s->value.failed)
        note(s, too_long);
    if (s->value.failed || s->value.n == 0)
        return;
    if (at >= x->limits.max_cells) {
        note(s, too_wide);
        return;
    }
    Str v = value_of(x, s->row_arena, buf_str(&s->value), &kind);
    if (str_is_empty(v) || !widen(x, at + 1))
        return;
    s->cells.v[at] = v;
    s->kinds.v[at] = (unsigned char)kind;
}

static void end(void *xml, const char *name)
{
    XlsxReader *x = XML_GetUserData(xml);
    RowState *s = &x->s;
    Str local = xlsx_local(name);
    if (str_eq(local, S("rPh"))) {
        s->in_phonetic = false;
    } else if (s->in_row && str_eq(local, S("c"))) {
        end_cell(x);
    } else if (s->in_row && str_eq(local, S("row"))) {
        s->in_row = false;
        if (s->cells.n == 0 && str_is_none(s->problem))
            return;
        s->ready = true;
        XML_StopParser(xml, s->broken ? XML_FALSE : XML_TRUE);
    } else {
        s->in_value = false;
    }
}

Err xlsx_rows_begin(XlsxReader *x)
{
    RowState *s = &x->s;
    s->value = buf_new(x->limits.max_cell);
    s->xml = xlsx_parser(x, start, end, text);
    return s->xml ? OK : ERR_MEMORY;
}

void xlsx_rows_done(RowState *s)
{
    if (s->part)
        zip_fclose(s->part);
    if (s->xml)
        XML_ParserFree(s->xml);
    s->part = NULL;
    s->xml = NULL;
    buf_done(&s->value);
}

/* ---- out ---- */

/* Goes on until a row is whole, the sheet ends, or it cannot be read any more. */
static void advance(XlsxReader *x)
{
    RowState *s = &x->s;
    XML_ParsingStatus status;
    Err e = OK;
    XML_GetParsingStatus(s->xml, &status);
    if (status.parsing == XML_SUSPENDED && XML_ResumeParser(s->xml) == XML_STATUS_ERROR)
        e = ERR_INVALID;
    while (e == OK && !s->ready && !s->whole)
        e = xlsx_part_feed(x, s->part, s->xml, &s->whole);
    if (e == OK && !s->ready)
        s->ended = true;
    if (e == OK || s->ready)
        return;
    note(s, e == ERR_TOO_LARGE ? "Cette feuille est trop grosse une fois décompressée. La lecture s’arrête ici."
                               : "La feuille est abîmée à partir de cette ligne. Enregistrez le classeur de nouveau "
                                 "depuis votre tableur.");
    s->row = s->in_row ? s->row : s->last + 1;
    s->ready = s->broken = true;
}

bool xlsx_next(XlsxReader *x, Arena *a, XlsxRow *ret_row, Str *ret_problem)
{
    RowState *s = &x->s;
    if (!s->xml || s->ended || s->broken)
        return false;
    s->ready = false;
    s->row_arena = a;
    s->problem = STR_NONE;
    s->cells.n = 0;
    advance(x);
    if (!s->ready)
        return false;
    if (arena_failed(a))
        note(s, too_long);
    *ret_row = (XlsxRow){ s->cells.v, s->kinds.v, s->cells.n, s->row };
    *ret_problem = s->problem;
    return true;
}
