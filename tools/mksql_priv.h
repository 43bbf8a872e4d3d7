// SPDX-License-Identifier: AGPL-3.0-or-later
/* What the halves of mksql share: the lexical rules of SQL. */
#pragma once

#include "tools/mksql_lib.h"

enum { MKSQL_OUTPUT_MAX = 16 * 1024 * 1024 };

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
