// SPDX-License-Identifier: AGPL-3.0-or-later
/* A workbook of texts, as other programs write theirs: a line over the table, its headings, its rows; cells of a row are "a|b|c". */
#pragma once

#include "base/base.h"

typedef struct TestWorkbook {
    const char *sheet, *above; /* above: in the first cell of the first row */
    size_t columns;
    const char *const *heads, *const *rows; /* each ends with NULL */
} TestWorkbook;

Str test_workbook(Arena *a, const TestWorkbook *t);
