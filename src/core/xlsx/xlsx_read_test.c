// SPDX-License-Identifier: AGPL-3.0-or-later
/* Workbooks read: what spreadsheets write, what our own writer writes, and what must be refused. */
#include "core/xlsx/xlsx_read.h"

#include <string.h>
#include <zip.h>

#include "core/xlsx/xlsx.h"
#include "support/suite.h"

#define MAIN "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
#define REL "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
#define RELATION(id, type, target) "<Relationship Id='" id "' Type='" REL "/" type "' Target='" target "'/>"

typedef struct Part {
    const char *name, *text;
} Part;
enum { RELS, BOOK, BOOK_RELS, STYLES, STRINGS, SHEET, PARTS };
static const Part whole[PARTS + 1] = {
    { "_rels/.rels", "<Relationships>" RELATION("r1", "officeDocument", "/xl/workbook.xml") "</Relationships>" },
    { "xl/workbook.xml",
        "<workbook xmlns='" MAIN "' xmlns:r='" REL "'><sheets><sheet name='Liste' sheetId='1' r:id='r1'/>"
        "</sheets></workbook>" },
    { "xl/_rels/workbook.xml.rels",
        "<Relationships>" RELATION("r1", "worksheet", "../xl/worksheets/./un.xml")
            RELATION("r2", "styles", "styles.xml") RELATION("r3", "sharedStrings", "textes.xml") "</Relationships>" },
    { "xl/styles.xml",
        "<styleSheet xmlns='" MAIN "'><numFmts><numFmt numFmtId='164' formatCode='dd\"m\"/[h]'/>"
        "<numFmt numFmtId='165' formatCode='0.00\" days\"[Red]\\d'/></numFmts><cellStyleXfs><xf numFmtId='14'/>"
        "</cellStyleXfs><cellXfs><xf numFmtId='0'/><xf numFmtId='14'/><xf numFmtId='164'/><xf numFmtId='165'/>"
        "</cellXfs></styleSheet>" },
    { "xl/textes.xml",
        "<sst xmlns='" MAIN "'><si><t>Brou</t></si><si><r><t>Cha</t></r><r><t xml:space='preserve'>rtres </t></r>"
        "<rPh><t>x</t></rPh></si><si><t>a_x000A_b_x0001__x005F_c_xyz_</t></si><si/></sst>" },
    { "xl/worksheets/un.xml",
        "<worksheet xmlns='" MAIN "'><sheetData>"
        "<row r='1'><c r='A1' t='s'><v>0</v></c><c r='C1' t='s'><v>1</v></c><c t='s'><v>2</v></c></row>"
        "<row r='4'><c r='A4' s='1'><v>45448</v></c><c r='B4' s='2'><v>45448.5416666667</v></c>"
        "<c r='C4' s='3'><v>45448</v></c><c r='D4' s='1'><v>0.25</v></c><c r='E4' s='1'><v>1</v></c>"
        "<c r='F4' s='1'><v>60</v></c></row>"
        "<row r='5'><c r='A5' t='inlineStr'><is><r><t>é</t></r><t>à</t></is></c><c t='b'><v>1</v></c>"
        "<c t='e'><v>#REF!</v></c><c t='str'><f>A1&amp;\"x\"</f><v>vu</v></c><c><f>1+1</f><v>2</v></c>"
        "<c t='n'><v>0.30000000000000004</v></c><c><v>1E-5</v></c><c r='AB5'><v>-3.50</v></c></row>"
        "<row r='6'/><row r='7'><c r='A7' s='1'/><c r='B7' t='s'><v>3</v></c></row></sheetData></worksheet>" },
    { 0 },
};

static Str zip_of(Arena *a, const Part *parts)
{
    zip_error_t error;
    zip_error_init(&error);
    zip_source_t *to = zip_source_buffer_create(NULL, 0, 0, &error);
    assert_non_null(to);
    zip_source_keep(to);
    zip_t *z = zip_open_from_source(to, ZIP_TRUNCATE, &error);
    assert_non_null(z);
    for (; parts->name; parts++)
        if (parts->text)
            assert_true(
                zip_file_add(z, parts->name, zip_source_buffer(z, parts->text, strlen(parts->text), 0), 0) >= 0);
    assert_int_equal(zip_close(z), 0);
    zip_stat_t st;
    assert_int_equal(zip_source_stat(to, &st), 0);
    char *p = NEW(a, char, st.size + 1);
    assert_non_null(p);
    assert_int_equal(zip_source_open(to), 0);
    assert_int_equal(zip_source_read(to, p, st.size), (zip_int64_t)st.size);
    zip_source_close(to);
    zip_source_free(to);
    return str_of(p, st.size);
}

/* The same workbook, with that part changed; NULL: left out. */
static Str with(Arena *a, int part, const char *text)
{
    Part parts[PARTS + 1];
    memcpy(parts, whole, sizeof whole);
    parts[part].text = text;
    return zip_of(a, parts);
}

static Str opened(Arena *a, Str file, XlsxReader **ret)
{
    Str message = STR_NONE;
    Err e = xlsx_open(a, file, xlsx_limits, ret, &message);
    if (e == OK)
        e = xlsx_read_sheet(*ret, 0, &message);
    assert_true((e == OK) == str_is_none(message));
    return message;
}

/* "1[a|b] 4[c]", a problem as "!…". */
static Str shown(Arena *a, XlsxReader *x)
{
    BUF b = buf_new(MIB);
    XlsxRow row;
    Str problem;
    while (xlsx_next(x, a, &row, &problem)) {
        buf_i64(&b, row.row);
        buf_char(&b, '[');
        for (size_t i = 0; i < row.n; i++) {
            if (i)
                buf_char(&b, '|');
            buf_put(&b, row.cells[i]);
        }
        buf_char(&b, ']');
        if (problem.n)
            buf_char(&b, '!');
        buf_put(&b, problem);
        buf_char(&b, ' ');
    }
    assert_false(xlsx_next(x, a, &row, &problem));
    return str_dup(a, buf_str(&b));
}

static void what_a_spreadsheet_writes_is_read(void **state)
{
    ARENA a = arena_new(16 * MIB);
    XLSX_READER x = NULL;
    assert_str_equal(opened(a, zip_of(a, whole), &x), STR_NONE);
    assert_int_equal(xlsx_sheets(x), 1);
    assert_str_equal(xlsx_sheet_name(x, 0), S("Liste"));
    assert_int_equal(xlsx_sheet_find(x, S("LISTE")), 0);
    assert_int_equal(xlsx_sheet_find(x, S("Autre")), 1);
    Str want = S("1[Brou||Chartres |a\nb_c_xyz_] "
                 "4[2024-06-05|2024-06-05T13:00:00|45448|06:00:00|1900-01-01|60] "
                 "5[éà|VRAI|#REF!|vu|2|0.3|0.00001|||||||||||||||||||||-3.5] ");
    assert_str_equal(shown(a, x), want);
    Str message = STR_NONE;
    assert_ok(xlsx_read_sheet(x, 0, &message));    /* again, from its first row */
    assert_str_equal(shown(a, x), want);
    assert_err(xlsx_read_sheet(x, 1, &message), ERR_NOT_FOUND);
}

static void days_since_1904(void **state)
{
    ARENA a = arena_new(16 * MIB);
    XLSX_READER x = NULL;
    Str file = with(a, BOOK,
        "<workbook xmlns='" MAIN "' xmlns:r='" REL "'><workbookPr date1904='1'/><sheets>"
        "<sheet name='Liste' sheetId='1' r:id='r1'/></sheets></workbook>");
    assert_str_equal(opened(a, file, &x), STR_NONE);
    assert_true(str_has(shown(a, x), S("4[2028-06-06|")));
}

/* What our writer wrote comes back as it was given. */
static void our_own_files_come_back(void **state)
{
    static const XlsxColumn columns[] = { { "Texte", XLSX_TEXT, 20 }, { "N", XLSX_INTEGER, 8 },
        { "Part", XLSX_DECIMAL, 8 }, { "Jour", XLSX_DATE, 12 }, { "Vu", XLSX_INSTANT, 18 }, { 0 } };
    ARENA a = arena_new(64 * MIB);
    BUF b = buf_new(16 * MIB);
    XLSX out = xlsx_new(&(XlsxProperties){ .title = S("Essai"), .now = 1795435200 });
    xlsx_sheet(out, "Essai", columns);
    for (int64_t i = 0; i < 20000; i++) {
        xlsx_text(out, i % 7 ? S("=1+1 & <été>\n« l’un »") : S(""));
        xlsx_integer(out, i);
        xlsx_decimal(out, (double)i / 8);
        xlsx_date(out, (Date){ 19879 });
        xlsx_instant(out, 1795435200);
        xlsx_end_row(out);
    }
    assert_ok(xlsx_finish(out, &b));
    XLSX_READER x = NULL;
    XlsxRow row;
    Str problem;
    assert_str_equal(opened(a, buf_str(&b), &x), STR_NONE);
    assert_true(xlsx_next(x, a, &row, &problem));
    assert_str_equal(row.cells[4], S("Vu"));
    for (int64_t i = 0; i < 20000; i++) {
        ArenaMark mark = arena_mark(a);
        assert_true(xlsx_next(x, a, &row, &problem) && problem.n == 0);
        assert_int_equal(row.row, i + 2);
        assert_str_equal(row.cells[0], i % 7 ? S("=1+1 & <été>\n« l’un »") : S(""));
        assert_str_equal(row.cells[1], str_format(a, "%lld", (long long)i));
        assert_str_equal(row.cells[3], S("2024-06-05"));
        assert_str_equal(row.cells[4], S("2026-11-23T13:00:00"));
        assert_int_equal(row.kinds[4], XLSX_CELL_DATE);
        arena_reset(a, mark);
    }
    assert_false(xlsx_next(x, a, &row, &problem));
    assert_true(arena_used(a) < MIB);              /* one row at a time */
}

static void refused(Arena *a, Str file, Err want, const char *words)
{
    XLSX_READER x = NULL;
    Str message = STR_NONE;
    assert_err(xlsx_open(a, file, xlsx_limits, &x, &message), want);
    if (!str_has(message, str_from(words)))
        assert_str_equal(message, str_from(words));
}

static void what_is_missing_or_foreign_is_refused(void **state)
{
    ARENA a = arena_new(16 * MIB);
    for (int part = 0; part < SHEET; part++)
        refused(a, with(a, part, NULL), ERR_INVALID, "Il manque des parties");
    refused(a, S(""), ERR_INVALID, "n’est pas un classeur XLSX");
    refused(a, S("id,nom\n1,Brou\n"), ERR_INVALID, "n’est pas un classeur XLSX");
    refused(a, S("\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"), ERR_UNSUPPORTED, "mot de passe");
    Str file = zip_of(a, whole);
    refused(a, str_slice(file, 0, file.n / 2), ERR_INVALID, "abîmé");
    refused(a, zip_of(a, (Part[]){ { "META-INF/manifest.xml", "<x/>" }, { 0 } }), ERR_UNSUPPORTED, "OpenDocument");
    refused(a,
        with(a, BOOK_RELS, "<Relationships>" RELATION("r1", "worksheet", "../../../etc/passwd") "</Relationships>"),
        ERR_INVALID, "Il manque des parties");
    refused(a, with(a, BOOK, "<workbook"), ERR_INVALID, "abîmée");
    XLSX_READER x = NULL;
    assert_true(str_has(opened(a, with(a, SHEET, NULL), &x), S("Il manque des parties")));
}

/* A declaration of entities is refused in every part, whatever it would do. */
static void entities_are_refused(void **state)
{
    static const char bomb[] = "<!DOCTYPE x [<!ENTITY a 'aaaaaaaaaa'><!ENTITY b '&a;&a;&a;&a;'>"
                               "<!ENTITY c SYSTEM 'file:///etc/passwd'>]><x>&b;&c;</x>";
    ARENA a = arena_new(16 * MIB);
    for (int part = 0; part < SHEET; part++)
        refused(a, with(a, part, bomb), ERR_INVALID, "ne peut pas être lu");
    XLSX_READER x = NULL;
    assert_str_equal(opened(a, with(a, SHEET, bomb), &x), STR_NONE);
    assert_true(str_starts(shown(a, x), S("1[]!La feuille est abîmée à partir de cette ligne")));
    XLSX_READER y = NULL;
    assert_str_equal(opened(a, with(a, SHEET, "<worksheet><row><c><v>&a;</v></c></row></worksheet>"), &y), STR_NONE);
    assert_true(str_starts(shown(a, y), S("1[]!La feuille est abîmée")));
}

static const char *repeated(Arena *a, const char *before, const char *s, size_t n, const char *after)
{
    BUF b = buf_new(64 * MIB);
    buf_put(&b, str_from(before));
    while (n-- > 0)
        buf_put(&b, str_from(s));
    buf_put(&b, str_from(after));
    return str_dup(a, buf_str(&b)).p;
}

/* Little once packed, much once inflated: what is inflated is counted, and reading stops there. */
static void bombs_stop(void **state)
{
    ARENA a = arena_new(256 * MIB);
    XlsxLimits small = xlsx_limits;
    small.max_inflated = MIB;
    Str message = STR_NONE;
    XLSX_READER x = NULL;
    XLSX_READER y = NULL;
    XLSX_READER z = NULL;
    Str file = with(a, STRINGS, repeated(a, "<sst>", "<si><t>aaaaaaaaaaaaaaaa</t></si>", 200000, "</sst>"));
    assert_true(file.n < 100000);
    assert_err(xlsx_open(a, file, small, &x, &message), ERR_TOO_LARGE);
    assert_true(str_has(message, S("trop gros une fois décompressé")));
    small = xlsx_limits;
    small.max_strings = MIB;
    assert_err(xlsx_open(a, file, small, &x, &message), ERR_TOO_LARGE);
    small.max_inflated = MIB;
    file = with(a, SHEET, repeated(a, "<worksheet>", "<row><c><v>12345678</v></c></row>", 200000, "</worksheet>"));
    assert_ok(xlsx_open(a, file, small, &y, &message));
    assert_ok(xlsx_read_sheet(y, 0, &message));
    assert_true(str_has(shown(a, y), S("]!Cette feuille est trop grosse une fois décompressée")));
    small = xlsx_limits;
    small.max_rows = 10;
    assert_ok(xlsx_open(a, file, small, &z, &message));
    assert_ok(xlsx_read_sheet(z, 0, &message));
    assert_true(str_has(shown(a, z), S("10[12345678] 11[12345678]!Cette feuille a trop de lignes")));
}

static void bad_rows_are_named(void **state)
{
    ARENA a = arena_new(16 * MIB);
    XLSX_READER x = NULL;
    XlsxLimits small = xlsx_limits;
    Str message = STR_NONE,
        file = with(a, SHEET,
            "<worksheet><row r='2'><c r='B2'><v>1</v></c><c r='A2'><v>2</v></c></row>"
            "<row r='1'><c><v>3</v></c></row><row r='9'><c r='E9'><v>4</v></c></row>"
            "<row r='10'><c t='s'><v>99</v></c></row><row r='11'><c t='str'><v>0123456789abcdef</v></c></row>"
            "<row r='12'><c t='str'><v>bon</v></c></row></worksheet>");
    small.max_cells = 4;
    small.max_cell = 12;
    assert_ok(xlsx_open(a, file, small, &x, &message));
    assert_ok(xlsx_read_sheet(x, 0, &message));
    Str got = shown(a, x);
    assert_true(str_has(got, S("]!Les cellules de cette ligne ne sont pas dans l’ordre")));
    assert_true(str_has(got, S("3[3]!Les lignes de cette feuille ne sont pas dans l’ordre")));
    assert_true(str_has(got, S("9[]!Cette ligne a trop de colonnes.")));
    assert_true(str_has(got, S("10[]!Une cellule de cette ligne renvoie à un texte")));
    assert_true(str_has(got, S("11[]!Une cellule de cette ligne est trop longue.")));
    assert_true(str_ends(got, S("12[bon] ")));
}

static void no_memory_is_an_error(void **state)
{
    ARENA a = arena_new(64 * MIB);
    Str file = zip_of(a, whole);
    for (int64_t nth = 1; nth < 60; nth++) {
        ArenaMark mark = arena_mark(a);
        XLSX_READER x = NULL;
        Str message = STR_NONE, problem = STR_NONE;
        XlsxRow row;
        arena_fault_at(nth);
        Err e = xlsx_open(a, file, xlsx_limits, &x, &message);
        if (e == OK)
            e = xlsx_read_sheet(x, 0, &message);
        bool bad = e != OK || arena_failed(a);
        while (e == OK && xlsx_next(x, a, &row, &problem))
            bad = bad || problem.n > 0 || arena_failed(a);
        if (arena_fault_at(0) >= nth)
            assert_true(bad);
        arena_reset(a, mark);
    }
}

int main(void)
{
    static const struct CMUnitTest all[] = {
        cmocka_unit_test(what_a_spreadsheet_writes_is_read),
        cmocka_unit_test(days_since_1904),
        cmocka_unit_test(our_own_files_come_back),
        cmocka_unit_test(what_is_missing_or_foreign_is_refused),
        cmocka_unit_test(entities_are_refused),
        cmocka_unit_test(bombs_stop),
        cmocka_unit_test(bad_rows_are_named),
        cmocka_unit_test(no_memory_is_an_error),
    };
    return SUITE_MAIN("xlsx_read", false, all);
}
