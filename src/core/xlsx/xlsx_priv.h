// SPDX-License-Identifier: AGPL-3.0-or-later
/* What both writers of XLSX share: what a cell may hold. */
#pragma once

#include "core/xlsx/xlsx.h"

/* `s` as the format holds it: no control character but line ends; cut, and saying so, past XLSX_CELL_MAX characters. `cell` holds
 * XLSX_CELL_MAX * 4 + 1 bytes and receives a NUL at the end. Returns the bytes written. */
size_t xlsx_cell_text(char *cell, Str s);
/* The serial number of that day; false: before March 1900, where the format has none and `z` receives the ISO text. */
bool xlsx_serial(Date d, double *ret, char z[static 16]);
/* The part of its day that this instant is at, in Paris. */
double xlsx_day_part(int64_t at);
