// SPDX-License-Identifier: AGPL-3.0-or-later
/* What the package (xlsx_read.c) and the rows of its sheets (xlsx_rows.c) share. */
#pragma once

#include <expat.h>
#include <zip.h>

#include "core/xlsx/xlsx_read.h"

typedef struct SheetPart {
    Str name, id, path;
} SheetPart;

/* The sheet being read. */
typedef struct RowState {
    zip_file_t *part;
    XML_Parser xml;
    bool whole, ended, broken; /* all bytes given; nothing more to come; cannot go on */
    bool in_row, in_value, in_phonetic, in_cell;
    int64_t row, last;
    size_t column;
    int type; /* of the cell: its first letter, 'i' inline */
    size_t style;
    Buf value;
    Arena *row_arena; /* of the row being read */
    VEC(Str) cells;
    VEC(unsigned char) kinds;
    Str problem; /* of that row, a static text */
    bool ready; /* a row waits */
} RowState;

struct XlsxReader {
    Arena *a;
    zip_t *zip;
    XlsxLimits limits;
    size_t inflated;
    VEC(SheetPart) sheets;
    VEC(Str) strings;
    VEC(bool) dates; /* by style of a cell */
    bool base_1904;
    RowState s;
    size_t sheet;
};

enum { XLSX_PIECE = 64 * 1024 };

/* Opens that part for reading; ERR_NOT_FOUND, ERR_UNSUPPORTED where it is ciphered. */
Err xlsx_part_open(XlsxReader *x, Str path, zip_file_t **ret);
/* The next piece, given to the parser. `ret_whole`: it was the last one. ERR_INVALID: not well formed, or the part is damaged. */
Err xlsx_part_feed(XlsxReader *x, zip_file_t *part, XML_Parser xml, bool *ret_whole);
/* A parser that refuses a document type, with names as "namespace|name"; its handlers are given the parser itself, and find
 * `user` by XML_GetUserData. NULL without memory. */
XML_Parser xlsx_parser(void *user, XML_StartElementHandler start, XML_EndElementHandler end,
    XML_CharacterDataHandler text);
/* The local part of a name; the value of that attribute, STR_NONE. */
Str xlsx_local(const char *name);
Str xlsx_attribute(const char **attributes, const char *local);
/* _x000D_ and the like, as the format writes what XML cannot hold. */
Str xlsx_unescape(Arena *a, Str s);
Err xlsx_rows_begin(XlsxReader *x);
void xlsx_rows_done(RowState *s);
