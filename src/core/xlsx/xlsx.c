// SPDX-License-Identifier: AGPL-3.0-or-later
#include "core/xlsx/xlsx.h"

#include <assert.h>
#include <errno.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>
#include <xlsxwriter.h>

#include "base/utf8.h"
#include "core/xlsx/xlsx_priv.h"

enum { EPOCH_1970 = 25569, FIRST_SERIAL = 61, DAY_S = 24 * 3600, PIECE = 64 * 1024 };
static const char cut_mark[] = " […] (texte coupé)";

struct Xlsx {
    lxw_workbook *book;
    lxw_worksheet *sheet;
    lxw_format *head, *integer, *date, *instant;
    const XlsxColumn *columns;
    int n, at; /* columns; the next cell's */
    lxw_row_t row;
    int64_t bytes;
    char *cell; /* the text of one cell, ended by a NUL */
    Err err;
    int fd;
};

/* ---- the book ---- */

static char *text_of(Arena *a, Str s)
{
    return s.n ? (char *)str_dup(a, s).p : NULL;
}

static void set_properties(Xlsx *x, const XlsxProperties *p)
{
    ARENA a = arena_new(64 * KIB);
    lxw_doc_properties doc = { .title = text_of(a, p->title),
        .comments = text_of(a, p->source),
        .author = text_of(a, p->author),
        .created = (time_t)p->now };
    if (!a || arena_failed(a) || workbook_set_properties(x->book, &doc) != LXW_NO_ERROR)
        x->err = ERR_MEMORY;
}

static lxw_format *number_format(Xlsx *x, const char *pattern)
{
    lxw_format *f = workbook_add_format(x->book);
    if (!f)
        x->err = ERR_MEMORY;
    else if (pattern)
        format_set_num_format(f, pattern);
    return f;
}

Xlsx *xlsx_new(const XlsxProperties *p)
{
    char path[64];
    lxw_workbook_options options = { .constant_memory = LXW_TRUE };
    Xlsx *x = calloc(1, sizeof *x);
    if (!x)
        return NULL;
    x->fd = memfd_create("xlsx", MFD_CLOEXEC);
    x->cell = malloc((size_t)XLSX_CELL_MAX * 4 + 1);
    snprintf(path, sizeof path, "/proc/self/fd/%d", x->fd);
    x->book = x->fd >= 0 && x->cell ? workbook_new_opt(path, &options) : NULL;
    if (!x->book) {
        xlsx_free(x);
        return NULL;
    }
    x->head = number_format(x, NULL);
    x->integer = number_format(x, "#,##0");
    x->date = number_format(x, "dd/mm/yyyy");
    x->instant = number_format(x, "dd/mm/yyyy hh:mm");
    if (x->head)
        format_set_bold(x->head);
    if (x->err == OK)
        set_properties(x, p);
    return x;
}

/* The library gives its memory and its working files back only by closing the book. */
static lxw_error close_book(Xlsx *x)
{
    lxw_error e = x->book ? workbook_close(x->book) : LXW_NO_ERROR;
    x->book = NULL;
    return e;
}

void xlsx_free(Xlsx *x)
{
    if (!x)
        return;
    close_book(x);
    if (x->fd >= 0)
        close(x->fd);
    free(x->cell);
    free(x);
}

static bool goes_on(const Xlsx *x)
{
    return x && x->err == OK;
}

static void note(Xlsx *x, lxw_error e)
{
    if (e != LXW_NO_ERROR && x->err == OK)
        x->err = e == LXW_ERROR_MEMORY_MALLOC_FAILED ? ERR_MEMORY : ERR_IO;
}

/* ---- rows ---- */

static void end_sheet(Xlsx *x)
{
    if (x->sheet && x->n)
        note(x, worksheet_autofilter(x->sheet, 0, 0, x->row > 1 ? x->row - 1 : 1, (lxw_col_t)(x->n - 1)));
}

void xlsx_sheet(Xlsx *x, const char *name, const XlsxColumn *columns)
{
    if (!goes_on(x))
        return;
    assert(x->at == 0);
    end_sheet(x);
    x->sheet = workbook_add_worksheet(x->book, name);
    if (!x->sheet) {
        x->err = ERR_MEMORY;
        return;
    }
    x->columns = columns;
    for (x->n = 0; columns[x->n].title; x->n++) {
        assert(x->n < XLSX_COLUMNS_MAX);
        lxw_col_t c = (lxw_col_t)x->n;
        note(x, worksheet_set_column(x->sheet, c, c, columns[x->n].width, NULL));
        note(x, worksheet_write_string(x->sheet, 0, c, columns[x->n].title, x->head));
    }
    worksheet_freeze_panes(x->sheet, 1, 0);
    x->row = 1;
}

/* Whether there is a cell of that kind to be written here. */
static bool begins(Xlsx *x, XlsxKind kind, size_t bytes)
{
    if (!goes_on(x))
        return false;
    assert(x->sheet && x->at < x->n && (kind == 0 || x->columns[x->at].kind == kind));
    x->bytes += (int64_t)bytes;
    if (x->row > XLSX_ROWS_MAX || x->bytes > XLSX_TEXT_MAX)
        x->err = ERR_TOO_LARGE;
    return x->err == OK;
}

/* What the format can hold of `s`: no control character but line ends, at most `max` characters. */
static size_t copy_text(char *to, Str s, size_t max, bool *ret_whole)
{
    size_t n = 0, characters = 0, i = 0;
    for (; i < s.n; i++) {
        unsigned char c = (unsigned char)s.p[i];
        bool starts = (c & 0xc0) != 0x80;
        if ((c < 0x20 && c != '\n' && c != '\t') || c == 0x7f)
            continue;
        if (starts && characters == max)
            break;
        characters += starts;
        to[n++] = (char)c;
    }
    to[n] = '\0';
    *ret_whole = i == s.n;
    return n;
}

size_t xlsx_cell_text(char *cell, Str s)
{
    bool whole;
    size_t n = copy_text(cell, s, XLSX_CELL_MAX, &whole);
    if (!whole) {
        n = copy_text(cell, s, XLSX_CELL_MAX - sizeof cut_mark, &whole);
        memcpy(cell + n, cut_mark, sizeof cut_mark);
        n += sizeof cut_mark - 1;
    }
    return n;
}

static void write_text(Xlsx *x, Str s)
{
    if (xlsx_cell_text(x->cell, s))
        note(x, worksheet_write_string(x->sheet, x->row, (lxw_col_t)x->at, x->cell, NULL));
}

void xlsx_text(Xlsx *x, Str s)
{
    if (!begins(x, XLSX_TEXT, s.n))
        return;
    if (!utf8_valid(s))
        x->err = ERR_INVALID;
    else
        write_text(x, s);
    x->at++;
}

static void write_number(Xlsx *x, double v, lxw_format *f)
{
    note(x, worksheet_write_number(x->sheet, x->row, (lxw_col_t)x->at, v, f));
    x->at++;
}

void xlsx_integer(Xlsx *x, int64_t v)
{
    if (begins(x, XLSX_INTEGER, sizeof v))
        write_number(x, (double)v, x->integer);
}

void xlsx_decimal(Xlsx *x, double v)
{
    if (!begins(x, XLSX_DECIMAL, sizeof v))
        return;
    if (isfinite(v))
        write_number(x, v, NULL);
    else
        x->err = ERR_INVALID;
}

/* The serial number of a spreadsheet's day counts a 29 February 1900 that never was. */
bool xlsx_serial(Date d, double *ret, char z[static 16])
{
    Civil c = date_civil(d);
    *ret = (double)d.days + EPOCH_1970;
    snprintf(z, 16, "%04d-%02d-%02d", c.year % 10000, c.month % 100, c.day % 100);
    return *ret >= FIRST_SERIAL;
}

double xlsx_day_part(int64_t at)
{
    Civil c = civil_paris(at);
    return (double)(c.hour * 3600 + c.minute * 60 + c.second) / DAY_S;
}

static void write_day(Xlsx *x, Date d, double part, lxw_format *f)
{
    char z[16];
    double serial;
    if (xlsx_serial(d, &serial, z)) {
        write_number(x, serial + part, f);
        return;
    }
    write_text(x, str_from(z));
    x->at++;
}

void xlsx_date(Xlsx *x, Date d)
{
    if (begins(x, XLSX_DATE, sizeof d))
        write_day(x, d, 0, x->date);
}

void xlsx_instant(Xlsx *x, int64_t at)
{
    if (begins(x, XLSX_INSTANT, sizeof at))
        write_day(x, date_paris(at), xlsx_day_part(at), x->instant);
}

void xlsx_empty(Xlsx *x)
{
    if (begins(x, 0, 0))
        x->at++;
}

void xlsx_end_row(Xlsx *x)
{
    if (!goes_on(x))
        return;
    assert(x->at == x->n);
    x->at = 0;
    x->row++;
}

/* ---- out ---- */

static Err read_file(int fd, Buf *to)
{
    struct stat st;
    if (fstat(fd, &st) != 0)
        return ERR_IO;
    for (off_t at = 0; at < st.st_size;) {
        char *p = buf_reserve(to, PIECE);
        if (!p)
            return ERR_TOO_LARGE;
        ssize_t n = pread(fd, p, PIECE, at);
        if (n < 0 && errno == EINTR)
            continue;
        if (n <= 0)
            return ERR_IO;
        buf_advance(to, (size_t)n);
        at += n;
    }
    return OK;
}

Err xlsx_finish(Xlsx *x, Buf *to)
{
    if (!x)
        return ERR_MEMORY;
    assert(x->book && x->sheet && (x->err != OK || x->at == 0));
    if (x->err == OK)
        end_sheet(x);
    note(x, close_book(x));
    return x->err != OK ? x->err : read_file(x->fd, to);
}
