// SPDX-License-Identifier: AGPL-3.0-or-later
/*
 * Flow: one sheet of XLSX whose bytes leave as its rows come, so that a file of any length takes the same memory. libxlsxwriter
 * and libzip write a whole archive at once; this one is the ZIP of APPNOTE 6.3 with the sheet deflated by zlib as it is made, its
 * sizes said after it (data descriptor, 4.3.9). The cells are those of xlsx.h: a text is a text whatever it begins with.
 *
 *     Flow *f = flow_new(a, &properties, "Activités", columns);
 *     flow_to(f, out);
 *     flow_above(f, S("Total"), S("12"));         // rows of two cells over the table, before its first row
 *     flow_text(f, nom); flow_integer(f, 3); flow_end_row(f);
 *     TRY(flow_finish(f));
 *
 * All that it needs is taken from the arena by flow_new and dies with it: an answer that is given up leaves nothing behind.
 */
#pragma once

#include "core/xlsx/xlsx.h"

typedef struct Flow Flow;

/* NULL without memory: what follows does nothing, and flow_finish returns ERR_MEMORY. `columns` and the texts of `p` live on. */
Flow *flow_new(Arena *a, const XlsxProperties *p, const char *name, const XlsxColumn *columns);
/* Where what comes next is written. */
void flow_to(Flow *f, Buf *out);
void flow_above(Flow *f, Str label, Str value);
void flow_text(Flow *f, Str s);
void flow_integer(Flow *f, int64_t v);
void flow_decimal(Flow *f, double v);
void flow_date(Flow *f, Date d);
void flow_instant(Flow *f, int64_t at);
void flow_empty(Flow *f);
void flow_end_row(Flow *f);
/* The end of the file, once. ERR_INVALID, ERR_TOO_LARGE, ERR_MEMORY; the first one met. */
Err flow_finish(Flow *f);
