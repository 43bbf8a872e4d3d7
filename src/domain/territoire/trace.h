// SPDX-License-Identifier: AGPL-3.0-or-later
/*
 * Trace: shapes on the grid of the map as the data of an SVG path, written once and read again: an absolute start, then
 * differences, whole numbers only, "z" where a ring ends: "M436 895l5 24-2 7z".
 */
#pragma once

#include "base/base.h"

void trace_start(Buf *b, const int *at);
/* `first`: just after trace_start. */
void trace_step(Buf *b, const int *from, const int *to, bool first);

/* Begins as { .d = the trace }. */
typedef struct Trace {
    Str d;
    size_t i;
    int64_t x, y;                                  /* where it is */
} Trace;

typedef enum TracePas { TRACE_FIN, TRACE_DEBUT, TRACE_POINT, TRACE_FERME } TracePas;
/* The beginning of a line, a further point of it, a ring that ends, or nothing more. */
TracePas trace_next(Trace *t);
