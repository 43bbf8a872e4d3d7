// SPDX-License-Identifier: AGPL-3.0-or-later
#include "support/workbook.h"

#include "core/xlsx/xlsx.h"
#include "support/suite.h"

static void put_rows(Xlsx *x, const TestWorkbook *t, const char *const *rows)
{
    Str part;
    for (; *rows; rows++) {
        Str rest = str_from(*rows);
        for (size_t c = 0; c < t->columns; c++)
            xlsx_text(x, str_split(&rest, '|', &part) ? part : S(""));
        xlsx_end_row(x);
    }
}

Str test_workbook(Arena *a, const TestWorkbook *t)
{
    XlsxColumn *columns = NEW(a, XlsxColumn, t->columns + 1);
    assert_non_null(columns);
    for (size_t i = 0; i < t->columns; i++)
        columns[i] = i ? (XlsxColumn){ " ", XLSX_TEXT, 10 } : (XlsxColumn){ t->above, XLSX_TEXT, 20 };
    XLSX x = xlsx_new(&(XlsxProperties){ .title = str_from(t->sheet), .now = 0 });
    xlsx_sheet(x, t->sheet, columns);
    put_rows(x, t, t->heads);
    put_rows(x, t, t->rows);
    BUF b = buf_new(4 * MIB);
    assert_ok(xlsx_finish(x, &b));
    return str_dup(a, buf_str(&b));
}
