// SPDX-License-Identifier: AGPL-3.0-or-later
/*
 * The rules of docs/ARCHITECTURE.md and of the house style that a compiler does not know, checked file by file: licence
 * line, levels and slices, functions that we do not use, unfinished work, addresses that must not be in the tree.
 */
#pragma once

#include "base/base.h"

/* A rule broken: "src/x.c:12: …". */
typedef VEC(Str) Findings;

/*
 * `path` is relative to the root, with `/`. `readme` is the text of the slice's README.md for a file under
 * src/domain/<slice>/, STR_NONE elsewhere or when it is missing: other slices' headers may only be included when it
 * names them (`domain/territoire/territoire.h`).
 */
void check_file(Arena *a, Str path, Str text, Str readme, Findings *ret);
