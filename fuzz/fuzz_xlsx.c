// SPDX-License-Identifier: AGPL-3.0-or-later
/*
 * A workbook: bytes as they are, or, so that a corpus can be read, the parts of one: "== name" on a line, then the part's
 * text. Laws: what is wrong is told; rows go up; cells are text within the limits; what was read, written by our own writer,
 * is read again the same.
 */
#include "fuzz.h"

#include <string.h>
#include <zip.h>

#include "core/xlsx/xlsx.h"
#include "core/xlsx/xlsx_read.h"

enum { COLUMNS = 40, ROWS = 50, PARTS = 32 };
static const XlsxLimits limits = { 4 * MIB, MIB, 100000, COLUMNS, 4000 };

static Str packed(Arena *a, Str parts)
{
    zip_error_t error;
    Str line;
    zip_error_init(&error);
    zip_source_t *to = zip_source_buffer_create(NULL, 0, 0, &error);
    FUZZ_CHECK(to);
    zip_source_keep(to);
    zip_t *z = zip_open_from_source(to, ZIP_TRUNCATE, &error);
    FUZZ_CHECK(z);
    for (int n = 0; n < PARTS && str_starts(parts, S("== ")) && str_split(&parts, '\n', &line); n++) {
        size_t end = str_starts(parts, S("== ")) ? 0 : str_find(parts, 0, S("\n== "));
        Str name = str_dup(a, str_slice(line, 3, line.n));
        zip_source_t *part = zip_source_buffer(z, parts.n ? parts.p : "", end, 0);
        if (zip_file_add(z, name.p, part, 0) < 0)
            zip_source_free(part);
        parts = str_slice(parts, end + (end < parts.n && parts.p[end] == '\n'), parts.n);
    }
    zip_stat_t st;
    bool empty = zip_get_num_entries(z, 0) == 0;
    if (zip_close(z) != 0)
        zip_discard(z);
    char *p = NULL;
    zip_uint64_t size = 0;
    if (!empty && zip_source_stat(to, &st) == 0 && zip_source_open(to) == 0) {
        size = st.size;
        p = NEW(a, char, size + 1);
        FUZZ_CHECK(p && zip_source_read(to, p, size) == (zip_int64_t)size);
        zip_source_close(to);
    }
    zip_source_free(to);
    return str_of(p ? p : "", size);
}

typedef struct Rows {
    XlsxRow v[ROWS];
    size_t n;
    bool sound;
} Rows;

static void read_rows(Arena *a, XlsxReader *x, Rows *to)
{
    XlsxRow row;
    Str problem;
    int64_t last = 0;
    *to = (Rows){ .sound = true };
    while (xlsx_next(x, a, &row, &problem)) {
        FUZZ_CHECK(row.row > last && row.n <= limits.max_cells);
        FUZZ_CHECK(problem.n > 0 || row.n > 0);
        last = row.row;
        to->sound = to->sound && problem.n == 0;
        for (size_t i = 0; i < row.n; i++) {
            FUZZ_CHECK(utf8_valid(row.cells[i]) && row.cells[i].n <= limits.max_cell);
            FUZZ_CHECK((row.kinds[i] == XLSX_CELL_EMPTY) == (row.cells[i].n == 0));
        }
        if (to->n < ROWS)
            to->v[to->n++] = row;
    }
}

static bool plain(Str s)
{
    for (size_t i = 0; i < s.n; i++)               /* what the writer leaves out, or writes as an escape */
        if (((unsigned char)s.p[i] < 0x20 && s.p[i] != '\n' && s.p[i] != '\t') || s.p[i] == 0x7f || s.p[i] == '_')
            return false;
    return true;
}

static void check_written(Arena *a, const Rows *rows)
{
    static XlsxColumn columns[COLUMNS + 1];
    BUF b = buf_new(16 * MIB);
    for (size_t c = 0; c < COLUMNS; c++)
        columns[c] = (XlsxColumn){ "x", XLSX_TEXT, 8 };
    XLSX out = xlsx_new(&(XlsxProperties){ .title = S("x") });
    xlsx_sheet(out, "x", columns);
    for (size_t i = 0; i < rows->n; i++) {
        for (size_t c = 0; c < COLUMNS; c++)
            xlsx_text(out, c < rows->v[i].n ? rows->v[i].cells[c] : S(""));
        xlsx_end_row(out);
    }
    FUZZ_CHECK(xlsx_finish(out, &b) == OK);
    XLSX_READER x = NULL;
    Str message;
    XlsxRow row;
    Str problem;
    FUZZ_CHECK(xlsx_open(a, buf_str(&b), limits, &x, &message) == OK && xlsx_read_sheet(x, 0, &message) == OK);
    FUZZ_CHECK(xlsx_next(x, a, &row, &problem) && row.n == COLUMNS && problem.n == 0);
    for (size_t i = 0; i < rows->n; i++) {
        FUZZ_CHECK(xlsx_next(x, a, &row, &problem) && problem.n == 0 && row.n == rows->v[i].n);
        for (size_t c = 0; c < row.n; c++)
            if (plain(rows->v[i].cells[c]))
                FUZZ_SAME(row.cells[c], rows->v[i].cells[c]);
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
    FUZZ_TEXT s = fuzz_text(data, n);
    ARENA a = arena_new(128 * MIB);
    static Rows rows;
    XLSX_READER x = NULL;
    Str message = STR_NONE, file = str_starts(s, S("== ")) ? packed(a, s) : s;
    Err e = xlsx_open(a, file, limits, &x, &message);
    FUZZ_CHECK((e == OK) == (message.n == 0) && utf8_valid(message));
    for (size_t i = 0; e == OK && i < xlsx_sheets(x) && i < 4; i++) {
        Err opened = xlsx_read_sheet(x, i, &message);
        FUZZ_CHECK(opened == OK || message.n > 0);
        if (opened != OK)
            continue;
        read_rows(a, x, &rows);
        if (rows.sound && rows.n)
            check_written(a, &rows);
    }
    return 0;
}
