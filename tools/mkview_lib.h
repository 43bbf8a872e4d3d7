// SPDX-License-Identifier: AGPL-3.0-or-later
/*
 * mkview: HTML views → C functions that escape by context (docs/GENERATORS.md). A pure function over bytes: no file is
 * opened here, so that tests and the fuzzer call it directly.
 */
#pragma once

#include "tools/source.h"

typedef struct MkviewCode {
    Str header;           /* <stem>_view.h */
    Str source;           /* <stem>_view.c */
} MkviewCode;

/* ERR_INVALID: `ret_error` is "path:line:column: error: …" (no line end). ERR_MEMORY: the arena's limit. */
Err mkview_run(Arena *a, const SourceFile *in, MkviewCode *ret, Str *ret_error);
