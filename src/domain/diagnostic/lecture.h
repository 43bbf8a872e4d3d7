// SPDX-License-Identifier: AGPL-3.0-or-later
/*
 * Rows of a CSV with named columns, for the readers of this slice. A row lives until the next one; what is kept is
 * copied. What is wrong with a row goes to the report.
 */
#pragma once

#include "core/csv/csv.h"
#include "domain/diagnostic/import.h"

enum { TABLE_COLONNES_MAX = 128, TABLE_CASE_MAX = 4096 };

typedef struct Table {
    Arena *a;                                      /* of what is kept */
    Arena *ligne;                                  /* of one row */
    ArenaMark debut;
    CsvReader *csv;
    Rapport *rapport;
    size_t n;                                      /* columns */
    Str noms[TABLE_COLONNES_MAX];
    bool prises[TABLE_COLONNES_MAX];               /* asked for */
    CsvRow row;
    int64_t lignes_max;
    bool refusee;                                  /* the current row */
} Table;

/* ERR_INVALID with a French sentence: not a CSV, no header, a column named twice. table_done frees. */
Err table_open(Table *t, Arena *a, Str octets, Rapport *r, Str *ret_message);
void table_done(Table *t);
#define TABLE __attribute__((cleanup(table_done))) Table
/* -1: no such column. `#` in the name is any digit, a last `*` any end. */
int table_column(Table *t, const char *nom);
/* The names of the columns that nobody asked for, into the report. */
void table_leftover(Table *t);
/* ERR_TOO_LARGE: more rows than `lignes_max`, DIAGNOSTIC_LIGNES_MAX where nobody says otherwise. A row that cannot be read is refused and passed over. */
Err table_next(Table *t, bool *ret_more, Str *ret_message);
/* The cell without outer blanks; empty where the column is not there (-1). */
Str table_cell(const Table *t, int colonne);

void table_refuse(Table *t, Str champ, Str valeur, const char *raison, Str remede);
void table_flag(Table *t, Str champ, Str valeur, const char *raison, Str remede);
/* The same for a row read before. */
void rapport_refuse(Arena *a, Rapport *r, int64_t ligne, Str champ, Str valeur, const char *raison, Str remede);

/* Decimal point or comma; blanks between digits are not numbers. */
bool number_parse(Str s, double *ret);
/* A commune's code that lost its first zero in a spreadsheet; else what to do with a wrong code. */
Str commune_remedy(Arena *a, Str code);
