// SPDX-License-Identifier: AGPL-3.0-or-later
/* The file is opened again and its cells are compared. Serial numbers of days: ECMA-376, part 1, 18.17.4.1. */
#include "core/xlsx/xlsx.h"

#include <math.h>
#include <string.h>

#include "core/xlsx/sheet.h"
#include "core/xlsx/xlsx_read.h"
#include "support/suite.h"
#include "support/zip.h"

enum { NOW = 1795435200 };                         /* 2026-11-23T12:00:00Z */

static const XlsxColumn columns[] = {
    { "Structure", XLSX_TEXT, 40 },
    { "Aidants", XLSX_INTEGER, 10 },
    { "Part", XLSX_DECIMAL, 10 },
    { "Depuis", XLSX_DATE, 12 },
    { "Vue", XLSX_INSTANT, 18 },
    { 0 },
};
static const XlsxProperties properties = { S_INIT("Structures & lieux"), S_INIT("Source : essai <1>"), S_INIT("Essai"),
    NOW };

static void put_row(Xlsx *x, Str text, int64_t n, double part, Date d, int64_t at)
{
    xlsx_text(x, text);
    xlsx_integer(x, n);
    xlsx_decimal(x, part);
    xlsx_date(x, d);
    xlsx_instant(x, at);
    xlsx_end_row(x);
}

static Str finished(Arena *a, Xlsx *x)
{
    BUF b = buf_new(8 * MIB);
    assert_ok(xlsx_finish(x, &b));
    return str_dup(a, buf_str(&b));
}

/* What is between <c r="A2" …> and </c>, with the tag. */
static Str cell(Arena *a, Str sheet, const char *at)
{
    Str begin = str_format(a, "<c r=\"%s\"", at);
    size_t from = str_find(sheet, 0, begin), to = str_find(sheet, from, S("</c>"));
    return from < sheet.n ? str_slice(sheet, from, to) : STR_NONE;
}

#define assert_cell(sheet, at, has)                                                                                    \
    do {                                                                                                               \
        Str cell_ = cell(a, (sheet), (at));                                                                            \
        if (!str_has(cell_, S(has)))                                                                                   \
            fail_msg("%s:%d: %s : « %.*s »", __FILE__, __LINE__, (at), STR_ARG(cell_));                                \
    } while (0)

static void cells_come_back_as_they_were_given(void **state)
{
    ARENA a = arena_new(32 * MIB);
    XLSX x = xlsx_new(&properties);
    xlsx_sheet(x, "Structures", columns);
    put_row(x, S("Médiathèque « L’Été » & <co>"), 1582, 78.25, date_from_ymd(2024, 6, 5), NOW);
    put_row(x, S(""), -3, 0, date_from_ymd(1900, 3, 1), 0);
    for (int i = 0; i < 5; i++)
        xlsx_empty(x);
    xlsx_end_row(x);
    xlsx_sheet(x, "Autre", columns);
    put_row(x, S("seule"), 1, 1, date_from_ymd(1899, 12, 31), NOW);
    Str file = finished(a, x);
    Str one = test_zip_part(a, file, S("xl/worksheets/sheet1.xml"));
    Str two = test_zip_part(a, file, S("xl/worksheets/sheet2.xml"));
    assert_cell(one, "A1", "<t>Structure</t>");
    assert_cell(one, "E1", "<t>Vue</t>");
    assert_cell(one, "A2", "<t>Médiathèque « L’Été » &amp; &lt;co&gt;</t>");
    assert_cell(one, "B2", "<v>1582</v>");
    assert_cell(one, "C2", "<v>78.25</v>");
    assert_cell(one, "D2", "<v>45448</v>");
    assert_cell(one, "E2", "<v>46349.541666666");  /* 13 h in Paris */
    assert_true(str_is_none(cell(a, one, "A3")));
    assert_cell(one, "B3", "<v>-3</v>");
    assert_cell(one, "D3", "<v>61</v>");
    assert_true(str_is_none(cell(a, one, "A4")) && str_is_none(cell(a, one, "B4")));
    assert_cell(two, "A2", "<t>seule</t>");
    assert_cell(two, "D2", "<t>1899-12-31</t>");
    assert_true(str_has(one, S("<autoFilter ref=\"A1:E4\"/>")) && str_has(one, S("state=\"frozen\"")));
    Str core = test_zip_part(a, file, S("docProps/core.xml"));
    assert_true(str_has(core, S("Structures &amp; lieux")) && str_has(core, S("Source : essai &lt;1&gt;")));
    assert_true(str_has(core, S("2026-11-23T12:00:00Z")));
}

/* The same rows make the same bytes. */
static void the_same_content_makes_the_same_file(void **state)
{
    ARENA a = arena_new(32 * MIB);
    Str files[2];
    for (int i = 0; i < 2; i++) {
        XLSX x = xlsx_new(&properties);
        xlsx_sheet(x, "Structures", columns);
        put_row(x, S("une"), 1, 2, date_from_ymd(2024, 6, 5), NOW);
        files[i] = finished(a, x);
    }
    assert_true(str_eq(files[0], files[1]));
}

static void nothing_that_runs_can_be_written(void **state)
{
    static const char *const texts[] = { "=1+1", "+33 2 37 00 00 00", "-1", "@SUM(A1)", "\t=1+1", "\r=1+1", "{=1+1}",
        "=HYPERLINK(\"https://exemple.fr\")", "https://exemple.fr", "mailto:a@exemple.fr" };
    ARENA a = arena_new(32 * MIB);
    static const XlsxColumn one[] = { { "Texte", XLSX_TEXT, 20 }, { 0 } };
    XLSX x = xlsx_new(&properties);
    xlsx_sheet(x, "Textes", one);
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        xlsx_text(x, str_from(texts[i]));
        xlsx_end_row(x);
    }
    Str file = finished(a, x), sheet = test_zip_part(a, file, S("xl/worksheets/sheet1.xml"));
    assert_cell(sheet, "A2", "t=\"inlineStr\"");
    assert_cell(sheet, "A2", "<t>=1+1</t>");
    assert_cell(sheet, "A5", "<t>@SUM(A1)</t>");
    assert_cell(sheet, "A7", "<t>=1+1</t>");       /* without its carriage return */
    assert_false(str_has(sheet, S("<f>")) || str_has(sheet, S("hyperlink")));
    assert_false(str_has(test_zip_text(a, file), S("Target=\"https://exemple.fr")));
}

static Str repeated(Arena *a, Str s, size_t n)
{
    BUF b = buf_new(8 * MIB);
    while (n-- > 0)
        buf_put(&b, s);
    return str_dup(a, buf_str(&b));
}

static void a_long_text_is_cut_and_says_so(void **state)
{
    ARENA a = arena_new(32 * MIB);
    static const XlsxColumn one[] = { { "Texte", XLSX_TEXT, 20 }, { 0 } };
    XLSX x = xlsx_new(&properties);
    xlsx_sheet(x, "Textes", one);
    xlsx_text(x, repeated(a, S("é"), XLSX_CELL_MAX));
    xlsx_end_row(x);
    xlsx_text(x, repeated(a, S("é"), XLSX_CELL_MAX + 1));
    xlsx_end_row(x);
    xlsx_text(x, S("a\x01"
                   "b\nc"));
    xlsx_end_row(x);
    Str sheet = test_zip_part(a, finished(a, x), S("xl/worksheets/sheet1.xml"));
    Str whole = cell(a, sheet, "A2"), cut = cell(a, sheet, "A3");
    assert_true(whole.n > (size_t)XLSX_CELL_MAX * 2 && !str_has(whole, S("coupé")));
    assert_true(cut.n <= whole.n && str_has(cut, S("éé […] (texte coupé)</t>")));
    assert_cell(sheet, "A4", "<t>ab\nc</t>");
}

static void what_cannot_be_written_is_refused(void **state)
{
    static const XlsxColumn one[] = { { "Part", XLSX_DECIMAL, 20 }, { 0 } };
    static const XlsxColumn text[] = { { "Texte", XLSX_TEXT, 20 }, { 0 } };
    BUF b = buf_new(MIB);
    XLSX x = xlsx_new(&properties);
    xlsx_sheet(x, "Parts", one);
    xlsx_decimal(x, NAN);
    xlsx_end_row(x);
    assert_err(xlsx_finish(x, &b), ERR_INVALID);
    XLSX y = xlsx_new(&properties);
    xlsx_sheet(y, "Textes", text);
    xlsx_text(y, S("\xff"));
    xlsx_end_row(y);
    assert_err(xlsx_finish(y, &b), ERR_INVALID);
    assert_int_equal(b.n, 0);
    assert_err(xlsx_finish(NULL, &b), ERR_MEMORY);
    XLSX left = xlsx_new(&properties);             /* given up: nothing is left behind (AddressSanitizer) */
    xlsx_sheet(left, "Textes", text);
    xlsx_text(left, S("x"));
    BUF small = buf_new(100);
    XLSX z = xlsx_new(&properties);
    xlsx_sheet(z, "Textes", text);
    assert_err(xlsx_finish(z, &small), ERR_TOO_LARGE);
}

/* 200,000 rows: what is in memory stays flat, the answer is bounded. */
static void many_rows_stay_flat(void **state)
{
    static const XlsxColumn two[] = { { "N", XLSX_INTEGER, 10 }, { "Texte", XLSX_TEXT, 20 }, { 0 } };
    ARENA a = arena_new(64 * MIB);
    BUF b = buf_new(16 * MIB);
    XLSX x = xlsx_new(&properties);
    xlsx_sheet(x, "Lignes", two);
    for (int64_t i = 0; i < 200000; i++) {
        xlsx_integer(x, i);
        xlsx_text(x, S("une ligne de plus"));
        xlsx_end_row(x);
    }
    assert_ok(xlsx_finish(x, &b));
    Str sheet = test_zip_part(a, buf_str(&b), S("xl/worksheets/sheet1.xml"));
    assert_cell(sheet, "A200001", "<v>199999</v>");
    assert_cell(sheet, "B200001", "<t>une ligne de plus</t>");
}

static void both_formats_say_the_same(void **state)
{
    static const SheetColumn of[] = { { "nom", { "Nom", XLSX_TEXT, 20 } }, { "n", { "Nombre", XLSX_INTEGER, 8 } },
        { "part", { "Part", XLSX_DECIMAL, 8 } }, { "jour", { "Jour", XLSX_DATE, 12 } },
        { "vu", { "Vu", XLSX_INSTANT, 18 } }, { 0 } };
    static const SheetDef def = { "essai", "Essai", "Un essai", of };
    ARENA a = arena_new(8 * MIB);
    Str out[2];
    for (int f = SHEET_CSV; f <= SHEET_XLSX; f++) {
        BUF b = buf_new(MIB);
        SHEET t = sheet_open(&def, sheet_format(f ? S("/essai.xlsx") : S("/essai.csv")), S("Source"), NOW);
        sheet_text(t, S("=1+1"));
        sheet_integer(t, 1582);
        sheet_decimal(t, 0.5);
        sheet_date(t, date_from_ymd(2024, 6, 5));
        sheet_instant(t, NOW);
        sheet_end_row(t);
        for (int i = 0; i < 5; i++)
            sheet_empty(t);
        sheet_end_row(t);
        assert_str_equal(sheet_file(a, t), f ? S("essai.xlsx") : S("essai.csv"));
        assert_string_equal(sheet_type(t), f ? XLSX_TYPE : "text/csv; charset=utf-8");
        assert_ok(sheet_finish(t, &b));
        out[f] = str_dup(a, buf_str(&b));
    }
    assert_str_equal(out[SHEET_CSV],
        S("nom,n,part,jour,vu\r\n\"'=1+1\",1582,0.5,2024-06-05,2026-11-23T12:00:00Z\r\n,,,,\r\n"));
    Str sheet = test_zip_part(a, out[SHEET_XLSX], S("xl/worksheets/sheet1.xml"));
    assert_cell(sheet, "A1", "<t>Nom</t>");
    assert_cell(sheet, "A2", "<t>=1+1</t>");
    assert_cell(sheet, "D2", "<v>45448</v>");
    assert_err(sheet_finish(NULL, NULL), ERR_MEMORY);
}

/* Written as it comes, by pieces, then read again by libzip; nothing that was given is lost, and what runs stays a text. */
static void a_flow_is_a_whole_workbook(void **state)
{
    static const SheetColumn of[] = { { "nom", { "Nom", XLSX_TEXT, 20 } }, { "n", { "Nombre", XLSX_INTEGER, 8 } },
        { "part", { "Part", XLSX_DECIMAL, 8 } }, { "jour", { "Jour", XLSX_DATE, 12 } },
        { "vu", { "Vu", XLSX_INSTANT, 18 } }, { 0 } };
    static const SheetDef def = { "essai", "Essai & <fin>", "Un essai", of };
    enum { LINES_N = 3000 };
    ARENA a = arena_new(64 * MIB);
    BUF b = buf_new(16 * MIB);
    Sheet *t = sheet_flow(a, &def, SHEET_XLSX, S("Source <1>"), NOW);
    sheet_into(t, &b);
    sheet_above(t, S("Informations export"), S(""));
    sheet_above(t, S("Total"), S("3"));
    for (int64_t i = 0; i < LINES_N; i++) {
        BUF piece = buf_new(MIB);
        sheet_into(t, i == 1 ? &piece : &b);
        sheet_text(t, i ? str_format(a, "=l’« été » & <%lld>\nsuite\x01", (long long)i) : S(""));
        sheet_integer(t, i);
        sheet_decimal(t, (double)i / 4);
        sheet_date(t, date_from_ymd(2024, 6, 5));
        sheet_instant(t, NOW);
        sheet_end_row(t);
        buf_put(&b, buf_str(&piece));
    }
    sheet_into(t, &b);
    assert_ok(sheet_end(t));
    XLSX_READER x = NULL;
    Str message, problem;
    XlsxRow row;
    int64_t n = 0;
    assert_ok(xlsx_open(a, buf_str(&b), xlsx_limits, &x, &message));
    assert_str_equal(xlsx_sheet_name(x, 0), S("Essai & <fin>"));
    assert_ok(xlsx_read_sheet(x, 0, &message));
    assert_true(xlsx_next(x, a, &row, &problem) && xlsx_next(x, a, &row, &problem));
    assert_str_equal(row.cells[1], S("3"));
    assert_true(xlsx_next(x, a, &row, &problem) && row.row == 4 && row.n == 5);
    assert_str_equal(row.cells[4], S("Vu"));
    for (; xlsx_next(x, a, &row, &problem); n++) {
        assert_str_equal(row.cells[0], n ? str_format(a, "=l’« été » & <%lld>\nsuite", (long long)n) : S(""));
        assert_str_equal(row.cells[3], S("2024-06-05"));
        assert_str_equal(row.cells[4], S("2026-11-23T13:00:00"));
        assert_true(row.kinds[1] == XLSX_CELL_NUMBER && row.row == n + 5);
    }
    assert_int_equal(n, LINES_N);
    Str sheet = test_zip_part(a, buf_str(&b), S("xl/worksheets/sheet1.xml"));
    assert_cell(sheet, "C6", "<v>0.25</v>");
    assert_true(str_has(sheet, S("<autoFilter ref=\"A4:E3004\"/>")) && !str_has(sheet, S("<f>")));
    assert_true(str_has(test_zip_part(a, buf_str(&b), S("docProps/core.xml")), S("Source &lt;1&gt;")));
}

/* An empty table has its titles; CSV is the same as when it is made whole; a fault is told at the end. */
static void a_flow_is_told_at_its_end(void **state)
{
    static const SheetColumn of[] = { { "nom", { "Nom", XLSX_TEXT, 20 } }, { 0 } };
    static const SheetDef def = { "essai", "Essai", "Un essai", of };
    ARENA a = arena_new(8 * MIB);
    BUF b = buf_new(MIB);
    Sheet *t = sheet_flow(a, &def, SHEET_XLSX, STR_NONE, NOW);
    sheet_into(t, &b);
    assert_ok(sheet_end(t));
    assert_cell(test_zip_part(a, buf_str(&b), S("xl/worksheets/sheet1.xml")), "A1", "Nom</t>");
    t = sheet_flow(a, &def, SHEET_XLSX, STR_NONE, NOW);
    sheet_into(t, &b);
    sheet_text(t, S("\xff"));
    sheet_end_row(t);
    assert_err(sheet_end(t), ERR_INVALID);
    BUF csv = buf_new(MIB), small = buf_new(100);
    t = sheet_flow(a, &def, SHEET_CSV, STR_NONE, NOW);
    sheet_into(t, &csv);
    sheet_above(t, S("Total"), S("3"));
    sheet_text(t, S("=1"));
    sheet_end_row(t);
    sheet_into(t, &csv);
    sheet_text(t, S("b"));
    sheet_end_row(t);
    assert_ok(sheet_end(t));
    assert_str_equal(buf_str(&csv), S("nom\r\n\"'=1\"\r\nb\r\n"));
    t = sheet_flow(a, &def, SHEET_XLSX, STR_NONE, NOW);
    sheet_into(t, &small);
    sheet_text(t, S("b"));
    sheet_end_row(t);
    assert_err(sheet_end(t), ERR_TOO_LARGE);
    assert_err(sheet_end(NULL), ERR_MEMORY);
}

int main(void)
{
    static const struct CMUnitTest all[] = {
        cmocka_unit_test(cells_come_back_as_they_were_given),
        cmocka_unit_test(the_same_content_makes_the_same_file),
        cmocka_unit_test(nothing_that_runs_can_be_written),
        cmocka_unit_test(a_long_text_is_cut_and_says_so),
        cmocka_unit_test(what_cannot_be_written_is_refused),
        cmocka_unit_test(many_rows_stay_flat),
        cmocka_unit_test(both_formats_say_the_same),
        cmocka_unit_test(a_flow_is_a_whole_workbook),
        cmocka_unit_test(a_flow_is_told_at_its_end),
    };
    return SUITE_MAIN("xlsx", false, all);
}
