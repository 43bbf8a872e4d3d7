// SPDX-License-Identifier: AGPL-3.0-or-later
/* What the two halves of mksql share: a source with a position, its errors, its lexical rules, its output. */
#pragma once

#include "tools/mksql_lib.h"

enum { MKSQL_OUTPUT_MAX = 16 * 1024 * 1024 };

typedef struct Source {
    Arena *a;
    const MksqlFile *file;
    Str text;
    size_t at;
    Str error;            /* the first one; STR_NONE: none */
} Source;

/* Records "path:line:column: error: …" for the byte at `at` and returns ERR_INVALID. */
Err source_fail(Source *s, size_t at, const char *fmt, ...) __attribute__((format(printf, 3, 4)));
int source_line(const Source *s, size_t at);

/* UTF-8 without control characters other than tab, CR and LF, or ERR_INVALID. */
Err source_check(Source *s);

bool is_space(char c);
bool is_name_start(char c);
bool is_name(char c);

/*
 * The piece of SQL that begins at s->at: a quoted string or name, a comment, a run of white space, a word, or one byte.
 * Advances. ERR_INVALID for what does not end.
 */
typedef enum PieceKind { PIECE_QUOTED, PIECE_COMMENT, PIECE_SPACE, PIECE_WORD, PIECE_BYTE, PIECE_END } PieceKind;
typedef struct Piece {
    PieceKind kind;
    size_t at;
    Str text;
} Piece;
Err source_piece(Source *s, Piece *ret);

/* Writes a text as a C string literal. */
void put_literal(Buf *b, Str s);
/* Last part of a path, without its ".sql". */
Str path_stem(Str path);
