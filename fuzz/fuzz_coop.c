// SPDX-License-Identifier: AGPL-3.0-or-later
/*
 * The national tool's activities: rows on lines, cells between |, ~ for a line end within a cell; what begins with PK is a
 * workbook's bytes as they are. Laws: what is wrong is told; each row is in one record; values are within their bounds.
 */
#include "fuzz.h"

#include "core/xlsx/xlsx.h"
#include "domain/coop/coop.h"

enum { COLUMNS = 40 };

static Str workbook(Arena *a, Str s)
{
    static XlsxColumn columns[COLUMNS + 1];
    BUF b = buf_new(16 * MIB);
    Str line, part;
    for (size_t i = 0; i < COLUMNS; i++)
        columns[i] = (XlsxColumn){ "x", XLSX_TEXT, 8 };
    XLSX x = xlsx_new(&(XlsxProperties){ .title = S("x") });
    xlsx_sheet(x, "x", columns);
    while (str_split(&s, '\n', &line)) {
        for (size_t c = 0; c < COLUMNS; c++)
            xlsx_text(x, str_split(&line, '|', &part) ? str_replace(a, part, S("~"), S("\n")) : S(""));
        xlsx_end_row(x);
    }
    return xlsx_finish(x, &b) == OK ? str_dup(a, buf_str(&b)) : STR_NONE;
}

static void check_record(const CoopFiche *f)
{
    const Activite *x = &f->x;
    FUZZ_CHECK(f->id.n > 0 && f->id.n <= COOP_ID_MAX && f->ligne > 1);
    FUZZ_CHECK(f->lignes == f->annonces && f->lignes == x->anonymes && x->anonymes >= 1);
    FUZZ_CHECK(x->nouveaux == 0 && x->suivis_n == 0);
    FUZZ_CHECK(x->autonomie >= 0 && x->autonomie <= 3 && x->niveau >= 0 && x->niveau <= 3);
    FUZZ_CHECK(x->duree_min >= 1 && x->duree_min <= DUREE_MAX);
    FUZZ_CHECK(x->type >= 0 && x->type < ACTIVITE_TYPES_N && x->lieu_type >= 0 && x->lieu_type < LIEU_TYPES_N);
    FUZZ_CHECK(x->themes < 1U << THEMES_N && (!x->demarches || (x->themes & 1U << THEME_DEMARCHES)));
    FUZZ_CHECK(x->commune.n == 0 || x->commune.n == 5);
    FUZZ_CHECK(utf8_valid(x->titre) && utf8_length(x->titre) <= TITRE_MAX);
    FUZZ_CHECK(utf8_valid(x->note) && utf8_length(x->note) <= NOTE_MAX);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
    FUZZ_TEXT s = fuzz_text(data, n);
    ARENA a = arena_new(64 * MIB);
    CoopLu lu;
    int64_t rows = 0;
    Str file = str_starts(s, S("PK")) ? s : workbook(a, s);
    if (str_is_none(file))
        return 0;
    Err e = coop_lire(a, file, &lu);
    FUZZ_CHECK((e == OK) == (lu.n_fautes == 0) && lu.fautes.n <= COOP_FAUTES_MAX);
    for (size_t i = 0; i < lu.fautes.n; i++)
        FUZZ_CHECK(lu.fautes.v[i].n > 0 && utf8_valid(lu.fautes.v[i]));
    if (e != OK)
        return 0;
    for (size_t i = 0; i < lu.fiches.n; i++) {
        check_record(&lu.fiches.v[i]);
        rows += lu.fiches.v[i].lignes;
    }
    FUZZ_CHECK(rows == lu.lignes);
    return 0;
}
