// SPDX-License-Identifier: AGPL-3.0-or-later
/*
 * mksql: named typed SQL queries → typed C functions, and migrations → one C table (docs/GENERATORS.md). Pure
 * functions over bytes: no file is opened here, so that tests and the fuzzer call them directly.
 */
#pragma once

#include "tools/source.h"

typedef SourceFile MksqlFile;

typedef struct MksqlCode {
    Str header;           /* <stem>_sql.h */
    Str source;           /* <stem>_sql.c */
} MksqlCode;

/* ERR_INVALID: `ret_error` is "path:line:column: error: …" (no line end). ERR_MEMORY: the arena's limit. */
Err mksql_run(Arena *a, const MksqlFile *in, MksqlCode *ret, Str *ret_error);

/* `files` in order of number, named NNNN_words.sql, numbered from 1 without a hole. */
Err mksql_migrations(Arena *a, const MksqlFile *files, size_t n, Str *ret_source, Str *ret_error);
