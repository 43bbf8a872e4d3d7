// SPDX-License-Identifier: AGPL-3.0-or-later
/*
 * A plan as a workbook: "== name" opens a sheet, its titles on the next line (one that begins with # has numbers), then its rows;
 * cells between |, ~ for a line end within a cell. What begins with PK is a workbook's bytes as they are. Laws: what is wrong is
 * told; each step, funder and resource has a name; amounts are within their bounds; a number taken for a decimal is refused.
 */
#include "fuzz.h"

#include "core/xlsx/xlsx.h"
#include "domain/plan/import.h"

enum { SHEETS = 7, COLUMNS = 40, LINES_MAX = 200, WIDTH = 8 };
static const char *const names[SHEETS] = { "Actions", "Feuille de route", "Étapes", "Dépenses", "Financements",
    "Ressources", "Autre" };

static size_t sheet_named(Str s)
{
    size_t i = 0;
    while (i + 1 < SHEETS && !str_eq(s, str_from(names[i])))
        i++;
    return i;
}

static size_t read_titles(Arena *a, Str line, XlsxColumn *columns)
{
    size_t n = 0;
    Str title;
    while (n < COLUMNS && str_split(&line, '|', &title)) {
        bool number = str_starts(title, S("#"));
        Str words = number ? str_slice(title, 1, title.n) : title;
        columns[n++] = (XlsxColumn){ words.n ? str_dup(a, words).p : " ", number ? XLSX_DECIMAL : XLSX_TEXT, WIDTH };
    }
    return n;
}

static void write_row(Arena *a, Xlsx *x, const XlsxColumn *columns, size_t n, Str line)
{
    Str cell;
    double v = 0;
    for (size_t c = 0; c < n; c++) {
        bool there = str_split(&line, '|', &cell);
        if (!there)
            xlsx_empty(x);
        else if (columns[c].kind == XLSX_TEXT)
            xlsx_text(x, str_replace(a, cell, S("~"), S("\n")));
        else if (str_to_f64(cell, &v))
            xlsx_decimal(x, v);
        else
            xlsx_empty(x);
    }
    xlsx_end_row(x);
}

/* STR_NONE: no sheet, or what our own writer refuses. */
static Str workbook(Arena *a, Str s)
{
    BUF b = buf_new(16 * MIB);
    XLSX x = xlsx_new(&(XlsxProperties){ .title = S("x") });
    XlsxColumn *columns = NULL;
    bool seen[SHEETS] = { false }, titles = false;
    size_t n = 0, rows = 0;
    Str line;
    while (str_split(&s, '\n', &line)) {
        if (str_starts(line, S("== "))) {
            size_t i = sheet_named(str_slice(line, 3, line.n));
            if (seen[i])
                return STR_NONE;
            seen[i] = true;
            columns = NEW(a, XlsxColumn, COLUMNS + 1);
            FUZZ_CHECK(columns);
            n = str_split(&s, '\n', &line) ? read_titles(a, line, columns) : 0;
            if (n == 0)
                return STR_NONE;
            xlsx_sheet(x, names[i], columns);
            titles = true;
        } else if (titles && rows++ < LINES_MAX)
            write_row(a, x, columns, n, line);
    }
    return titles && xlsx_finish(x, &b) == OK ? str_dup(a, buf_str(&b)) : STR_NONE;
}

static void check_details(const ActionLue *x)
{
    for (size_t i = 0; i < x->etapes.n; i++)
        FUZZ_CHECK(x->etapes.v[i].titre.n > 0);
    for (size_t i = 0; i < x->couts.n; i++) {
        const Cout *c = &x->couts.v[i];
        FUZZ_CHECK(c->ht >= 0 && c->ht <= MONTANT_MAX && c->tva >= 0 && c->tva <= MONTANT_MAX && c->nature < COUTS_N);
    }
    for (size_t i = 0; i < x->lignes.n; i++)
        FUZZ_CHECK(x->lignes.v[i].financeur.n > 0 && x->lignes.v[i].verse <= x->lignes.v[i].montant);
    for (size_t i = 0; i < x->ressources.n; i++)
        FUZZ_CHECK(x->ressources.v[i].libelle.n > 0 && x->ressources.v[i].quantite > 0);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
    FUZZ_TEXT s = fuzz_text(data, n);
    ARENA a = arena_new(64 * MIB);
    PlanLu lu = { 0 };
    Str file = str_starts(s, S("PK")) ? s : workbook(a, s);
    if (str_is_none(file))
        return 0;
    Err e = plan_lire(a, file, &lu);
    FUZZ_CHECK(e == OK || e == ERR_INVALID || e == ERR_MEMORY || e == ERR_TOO_LARGE);
    FUZZ_CHECK(e != ERR_INVALID || lu.fautes.n > 0);
    for (size_t i = 0; i < lu.fautes.n; i++)
        FUZZ_CHECK(lu.fautes.v[i].n > 0 && utf8_valid(lu.fautes.v[i]));
    if (e != OK)
        return 0;
    FUZZ_CHECK(lu.fautes.n == 0 && lu.actions.n > 0 && lu.format != PLAN_JSON);
    for (size_t i = 0; i < lu.actions.n; i++) {
        FUZZ_CHECK(lu.actions.v[i].titre.n > 0 && utf8_valid(lu.actions.v[i].titre));
        check_details(&lu.actions.v[i]);
    }
    return 0;
}
