// SPDX-License-Identifier: AGPL-3.0-or-later
/*
 * A workbook → what it says. Its first sheet is a table like the CSV one; the sheet "Feuille de route" has rows of types
 * `feuille` and `axe`; those of details.c have one line each, led by the number of the action. Others are not read.
 *
 * The template of Territoires en Transitions has its 28 titles on the second row and its first action on the fourth, below
 * words of help (its own reader, excel-parser.ts, 2026-08).
 */
#include "base/planted.h"
#include "core/xlsx/xlsx_read.h"
#include "domain/plan/lire.h"

enum { TITRES_AVANT = 5, MODELE_TITRES = 2, MODELE_AIDE = 3 };
#define FEUILLE_DE_ROUTE "Feuille de route"

static CsvRow as_row(Lecture *l, const XlsxRow *r)
{
    l->ligne = r->row;
    l->sortes = r->kinds;
    return (CsvRow){ r->cells, r->n, r->row };
}

/* A row of titles: those of the two tables name an axis. */
static bool is_head(Arena *a, const XlsxRow *r)
{
    Str own = utf8_fold(a, S("Axe")), theirs = utf8_fold(a, str_from(tet_colonnes[TET_AXE]));
    for (size_t i = 0; i < r->n; i++) {
        Str key = utf8_fold(a, str_trim(r->cells[i]));
        if (str_eq(key, own) || str_eq(key, theirs))
            return true;
    }
    return false;
}

static bool next(XlsxReader *x, Lecture *l, XlsxRow *ret, bool *ret_sound)
{
    Str problem = STR_NONE;
    if (l->to->fautes.n >= PLAN_FAUTES_MAX || arena_failed(l->a) || !xlsx_next(x, l->a, ret, &problem))
        return false;
    *ret_sound = !problem.n;
    if (problem.n)
        faute(l->a, l->to, ret->row, "fichier", S(""), str_dup(l->a, problem).p);
    return true;
}

static Err open_sheet(XlsxReader *x, Lecture *l, size_t i)
{
    Str message = STR_NONE;
    Err e = xlsx_read_sheet(x, i, &message);
    if (e == ERR_INVALID)
        faute(l->a, l->to, 1, "fichier", S(""), message.n ? str_dup(l->a, message).p : "cette feuille ne se lit pas");
    return e;
}

static Err read_table(XlsxReader *x, Lecture *l, size_t sheet)
{
    XlsxRow row;
    CsvRow head = { 0 };
    bool sound = false, opened = false, model = false;
    TRY(open_sheet(x, l, sheet));
    while (next(x, l, &row, &sound)) {
        if (!sound)
            continue;
        CsvRow r = as_row(l, &row);
        if (opened) {
            if (!(model && row.row == MODELE_AIDE))
                table_ligne(l, &r);
            continue;
        }
        if (row.row > TITRES_AVANT)
            break;
        if (!is_head(l->a, &row))
            continue;
        opened = true;
        head = r;
        table_ouvrir(l, &head);
        model = l->to->format == PLAN_TET && row.row == MODELE_TITRES;
    }
    if (!opened && !l->to->fautes.n)
        faute(l->a, l->to, 1, "Axe", S(""),
            "une des premières lignes doit nommer au moins les colonnes «\u00a0Axe\u00a0» et «\u00a0Action\u00a0» (ou "
            "les 28 colonnes d’un "
            "plan)");
    return OK;
}

static ActionLue *numbered(PlanLu *to, Str numero)
{
    for (size_t i = 0; i < to->actions.n; i++)
        if (str_eq(to->actions.v[i].numero, numero))
            return &to->actions.v[i];
    return NULL;
}

static int column_of(Arena *a, const CsvRow *head, Str name)
{
    Str key = utf8_fold(a, name);
    for (size_t i = 0; i < head->n; i++)
        if (str_eq(utf8_fold(a, str_trim(head->cells[i])), key))
            return (int)i;
    return -1;
}

static Str at(const CsvRow *row, int i)
{
    return i >= 0 && (size_t)i < row->n ? str_trim(row->cells[i]) : S("");
}

static void detail_row(Lecture *l, PlanDetail d, const CsvRow *row, int number, const int *columns)
{
    Str cells[DETAIL_CELLULES_MAX], numero = at(row, number);
    ActionLue *x = numero.n ? numbered(l->to, numero) : NULL;
    for (size_t i = 0; i < details[d].n; i++)
        cells[i] = at(row, columns[i]);
    if (l->sortes[number < (int)row->n ? number : 0] == XLSX_CELL_NUMBER && str_has(numero, S(".")))
        faute(l->a, l->to, l->ligne, "Numéro", numero,
            "le tableur l’a pris pour un nombre et a pu en changer la fin\u00a0: mettez cette colonne au format texte");
    else if (!x)
        faute(l->a, l->to, l->ligne, "Numéro", numero, "aucune action de la première feuille n’a ce numéro");
    else if (PLANTED(cells[details[d].texte].n == 0, false) && d != DETAIL_DEPENSES)
        faute(l->a, l->to, l->ligne, details[d].cellules[details[d].texte].name, S(""), "cette valeur manque");
    else
        detail_lire(l, x, d, cells);
}

static Err read_details(XlsxReader *x, Lecture *l, PlanDetail d, size_t sheet)
{
    XlsxRow row;
    bool sound = false;
    int number = -1, columns[DETAIL_CELLULES_MAX];
    TRY(open_sheet(x, l, sheet));
    while (next(x, l, &row, &sound)) {
        if (!sound)
            continue;
        CsvRow r = as_row(l, &row);
        if (number >= 0) {
            detail_row(l, d, &r, number, columns);
            continue;
        }
        number = column_of(l->a, &r, S("Numéro"));
        for (size_t i = 0; i < details[d].n; i++)
            columns[i] = column_of(l->a, &r, str_from(details[d].cellules[i].name));
        if (number < 0) {
            faute(l->a, l->to, row.row, "Numéro", S(""),
                "la première ligne de cette feuille doit nommer cette colonne");
            break;
        }
    }
    return OK;
}

static Err read_sheets(XlsxReader *x, Lecture *l)
{
    size_t n = xlsx_sheets(x);
    TRY(read_table(x, l, 0));
    size_t i = xlsx_sheet_find(x, S(FEUILLE_DE_ROUTE));
    if (l->to->format != PLAN_CSV || l->to->fautes.n)
        return OK;
    if (i > 0 && i < n) {
        l->to->feuille_lue = S(FEUILLE_DE_ROUTE);
        TRY(read_table(x, l, i));
    }
    for (int d = 0; d < DETAILS_N; d++) {
        i = xlsx_sheet_find(x, str_from(details[d].nom));
        if (i == 0 || i >= n)
            continue;
        l->to->feuille_lue = str_from(details[d].nom);
        TRY(read_details(x, l, (PlanDetail)d, i));
    }
    return OK;
}

Err plan_lire_classeur(Arena *a, Str octets, PlanLu *to)
{
    XLSX_READER x = NULL;
    Str message = STR_NONE;
    Lecture l = { .a = a, .to = to, .ligne = 1 };
    Err e = xlsx_open(a, octets, xlsx_limits, &x, &message);
    if (e == OK)
        e = read_sheets(x, &l);
    else if (e == ERR_INVALID || e == ERR_UNSUPPORTED)
        faute(a, to, 1, "fichier", S(""), message.n ? str_dup(a, message).p : "ce classeur ne se lit pas");
    return e == ERR_UNSUPPORTED ? ERR_INVALID : e;
}
