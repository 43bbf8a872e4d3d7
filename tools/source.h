// SPDX-License-Identifier: AGPL-3.0-or-later
/* What the generators share: a source with a position, its errors, C string literals. Pure functions over bytes. */
#pragma once

#include "base/base.h"

typedef struct SourceFile {
    Str text;             /* bytes of the source, any */
    Str path;             /* as given to the tool; begins the error messages */
    Str where;            /* path inside the project: "src/domain/lieux/lieux.sql" */
} SourceFile;

typedef struct Source {
    Arena *a;
    const SourceFile *file;
    Str text;
    size_t at;
    Str error;            /* the first one; STR_NONE: none */
} Source;

/* Records "path:line:column: error: …" for the byte at `at` and returns ERR_INVALID. */
Err source_fail(Source *s, size_t at, const char *fmt, ...) __attribute__((format(printf, 3, 4)));
int source_line(const Source *s, size_t at);
/* Counted in characters, from 1. */
int source_column(const Source *s, size_t at);

/* UTF-8 without control characters other than tab, CR and LF, or ERR_INVALID. */
Err source_check(Source *s);

bool is_space(char c);
bool is_name_start(char c);
bool is_name(char c);

/* Writes a text as a C string literal. */
void put_literal(Buf *b, Str s);
/* Last part of a path, without its extension `ext` (".sql"). */
Str path_stem(Str path, Str ext);
