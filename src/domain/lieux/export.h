// SPDX-License-Identifier: AGPL-3.0-or-later
/*
 * Export of the directory. The standard's own formats are lossless: the values as they are stored, in the order in
 * which the places came, the disappeared ones left out. The formula guard is for the CSV that people open in a
 * spreadsheet (/lieux.csv): it begins with a BOM, which is how an import knows that the guard has to be taken off.
 */
#pragma once

#include "core/csv/csv.h"
#include "core/db/db.h"
#include "domain/lieux/lieux.h"

typedef enum ExportFormat { EXPORT_STANDARD_CSV, EXPORT_STANDARD_JSON, EXPORT_GEOJSON } ExportFormat;

/* Every listed place, read row by row: memory stays flat when `out` has a sink. */
Err lieux_export(Db *db, ExportFormat format, Buf *out, int64_t *ret_n);
/* The same, each place as `change` leaves its fields; what it makes lives until its next call. */
typedef void ExportChange(void *arg, Str champs[STANDARD_N]);
Err lieux_export_as(Db *db, ExportFormat format, ExportChange *change, void *arg, Buf *out, int64_t *ret_n);

/* ---- pieces, for the pages -------------------------------------------------------------------------------------- */

/* The BOM of the download for spreadsheets; the writer to use after it is csv_to(b, true). */
#define LIEUX_CSV_BOM S("\xEF\xBB\xBF")
void lieux_csv_header(CsvWriter *w);
void lieux_csv_row(CsvWriter *w, const Str champs[STANDARD_N]);
