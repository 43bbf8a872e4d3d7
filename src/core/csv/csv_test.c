// SPDX-License-Identifier: AGPL-3.0-or-later
#include "core/csv/csv.h"

#include <string.h>

#include "support/suite.h"

static const CsvLimits LIMITS = { .max_cells = 8, .max_cell = 1000 };

/* Rows as one text: cells between [ ], rows ended by their line, problems between < >. */
static Str dump(Arena *a, Str text, CsvLimits limits)
{
    CsvReader *r;
    Str message = STR_NONE;
    if (csv_open(a, text, limits, &r, &message) != OK)
        return message;
    BUF b = buf_new(MIB);
    CsvRow row;
    Str problem;
    while (csv_next(r, a, &row, &problem)) {
        for (size_t i = 0; i < row.n; i++)
            buf_format(&b, "[%.*s]", STR_ARG(row.cells[i]));
        if (!str_is_none(problem))
            buf_format(&b, "<%.*s>", STR_ARG(problem));
        buf_format(&b, "%lld\n", (long long)row.line);
    }
    return str_dup(a, buf_str(&b));
}

static void reads_rows(void **state)
{
    static const struct {
        Str text, rows;
    } cases[] = {
        { S_INIT("a,b\r\n1,2\r\n"), S_INIT("[a][b]1\n[1][2]2\n") },
        { S_INIT("a,b\n1,2"), S_INIT("[a][b]1\n[1][2]2\n") },
        { S_INIT("a,b\r1,2\r"), S_INIT("[a][b]1\n[1][2]2\n") },
        { S_INIT("a;b\n1,5;2\n"), S_INIT("[a][b]1\n[1,5][2]2\n") },
        { S_INIT("a\tb\n1\t\n"), S_INIT("[a][b]1\n[1][]2\n") },
        { S_INIT("\"a,x\";b;c\n1;2;3\n"), S_INIT("[a,x][b][c]1\n[1][2][3]2\n") },
        { S_INIT("sep=;\r\na;b,c,d\n"), S_INIT("[a][b,c,d]2\n") },
        { S_INIT("\n\na,b\n\n\n1,2\n\n"), S_INIT("[a][b]3\n[1][2]6\n") },
        { S_INIT("a,b\n\"x \"\"y\"\" z\",\"l1\nl2\"\n3,4\n"), S_INIT("[a][b]1\n[x \"y\" z][l1\nl2]2\n[3][4]4\n") },
        { S_INIT("a,b\n\"\",\"\"\"\"\n"), S_INIT("[a][b]1\n[][\"]2\n") },
        { S_INIT("a,b\nécran 12\",2\n"), S_INIT("[a][b]1\n[écran 12\"][2]2\n") },
        { S_INIT("a,b\n\"x\" ,2\n"), S_INIT("[a][b]1\n[x][2]2\n") },
        { S_INIT("seul"), S_INIT("[seul]1\n") },
        { S_INIT("a,b,\n,,\n"), S_INIT("[a][b][]1\n[][][]2\n") },
    };
    ARENA a = arena_new(4 * MIB);
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++)
        assert_str_equal(dump(a, cases[i].text, LIMITS), cases[i].rows);
}

static void recovers_after_a_broken_row(void **state)
{
    ARENA a = arena_new(4 * MIB);
    Str got = dump(a, S("a,b\n\"jamais fermé,2\n3,4\n\"x\"y,5\n6,7\n"), LIMITS);
    assert_str_equal(got, S("[a][b]1\n"
                            "<un guillemet est mal placé à la ligne 4 : dans une case entre guillemets, un guillemet "
                            "s’écrit \"\">2\n"
                            "[3][4]3\n"
                            "<un guillemet est mal placé à la ligne 4 : dans une case entre guillemets, un guillemet "
                            "s’écrit \"\">4\n"
                            "[6][7]5\n"));
    got = dump(a, S("a,b\n1,\"fin\n3,4\n"), LIMITS);
    assert_str_equal(got, S("[a][b]1\n<le guillemet ouvert à la ligne 2 n’est jamais refermé>2\n[3][4]3\n"));
    got = dump(a, S("a,b\n1,2,3,4,5,6,7,8,9,10\n3,4\n"), LIMITS);
    assert_str_equal(got, S("[a][b]1\n<la ligne a 10 cases, le maximum est 8>2\n[3][4]3\n"));
    got = dump(a, S("a,b\nxxxxxxxxxxxx,2\n3,4\n"), (CsvLimits){ 8, 10 });
    assert_str_equal(got, S("[a][b]1\n<une case dépasse 10 octets>2\n[3][4]3\n"));
    got = dump(a, S("a,b\n1,\"xxxxxxxxxxxx\nyyy\n"), (CsvLimits){ 8, 10 });
    assert_true(str_has(got, S("dépasse 10 octets")));
    assert_true(str_ends(got, S("[yyy]3\n")));
}

static void detects_the_encoding(void **state)
{
    static const struct {
        Str text;
        CsvEncoding encoding;
        Str name;
    } cases[] = {
        { S_INIT("nom\nété\n"), CSV_UTF8, S_INIT("été") },
        { S_INIT("\xEF\xBB\xBFnom\nété\n"), CSV_UTF8_BOM, S_INIT("été") },
        { S_INIT("nom\n\xE9t\xE9\n"), CSV_CP1252, S_INIT("été") },
        { S_INIT("nom\n\"\x80 \x9C\"\"uvre\"\n"), CSV_CP1252, S_INIT("€ œ\"uvre") },
    };
    ARENA a = arena_new(MIB);
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        CsvReader *r;
        Str message = STR_NONE, problem;
        CsvRow row;
        assert_ok(csv_open(a, cases[i].text, LIMITS, &r, &message));
        assert_int_equal(csv_encoding(r), cases[i].encoding);
        assert_true(csv_next(r, a, &row, &problem));
        assert_str_equal(row.cells[0], S("nom"));
        assert_true(csv_next(r, a, &row, &problem));
        assert_str_equal(row.cells[0], cases[i].name);
        assert_false(csv_next(r, a, &row, &problem));
    }
}

static void one_bad_byte_does_not_spoil_the_file(void **state)
{
    ARENA a = arena_new(MIB);
    Str got = dump(a, S("nom\nété\nÉpernon\nc\xE9lia\nŒuvre\n"), LIMITS);
    assert_true(str_has(got, S("[été]2\n[Épernon]3\n<la ligne contient des octets")));
    assert_true(str_ends(got, S("[Œuvre]5\n")));
    got = dump(a, S("nom\nété\nÉpernon\nabc\xC3"), LIMITS);
    assert_true(str_has(got, S("<la ligne contient des octets")));
}

static void says_what_is_not_text(void **state)
{
    static const struct {
        Str bytes, words;
    } cases[] = {
        { S_INIT(""), S_INIT("vide") },
        { S_INIT(" \r\n \n"), S_INIT("vide") },
        { S_INIT("\xEF\xBB\xBF"), S_INIT("vide") },
        { S_INIT("\xFF\xFEi\0d\0"), S_INIT("UTF-16") },
        { S_INIT("\xFE\xFF\0i\0d"), S_INIT("UTF-16") },
        { S_INIT("PK\x03\x04zzz"), S_INIT("classeur") },
        { S_INIT("\xD0\xCF\x11\xE0zz"), S_INIT("classeur") },
        { S_INIT("%PDF-1.7"), S_INIT("PDF") },
        { S_INIT("\x1F\x8B\x08"), S_INIT("gzip") },
        { S_INIT("id,nom\n1,a\0b\n"), S_INIT("ligne 2") },
    };
    ARENA a = arena_new(MIB);
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        CsvReader *r = NULL;
        Str message = STR_NONE;
        assert_int_equal(csv_open(a, cases[i].bytes, LIMITS, &r, &message), ERR_INVALID);
        if (!str_has(message, cases[i].words))
            fail_msg("« %.*s »", STR_ARG(message));
        assert_null(r);
    }
}

/* A million cells on one line, and a line without end, cost time in proportion and no memory. */
static void hostile_lines_stay_bounded(void **state)
{
    enum { N = 2 * 1000 * 1000 };
    ARENA big = arena_new(8 * MIB);
    ARENA a = arena_new(64 * KIB);
    char *text = arena_alloc(big, N);
    assert_non_null(text);
    for (int kind = 0; kind < 4; kind++) {
        memset(text, kind == 0 ? ',' : kind == 1 ? 'x' : kind == 2 ? '"' : '\n', N);
        if (kind == 3)                             /* quotes opened on every line, never closed */
            for (size_t i = 0; i < N; i += 4)
                memcpy(text + i, "\"a\n ", 4);
        CsvReader *r;
        Str message, problem;
        CsvRow row;
        ArenaMark mark = arena_mark(a);
        assert_ok(csv_open(a, str_of(text, N), LIMITS, &r, &message));
        ArenaMark each = arena_mark(a);
        size_t rows = 0;
        while (csv_next(r, a, &row, &problem)) {
            rows++;
            arena_reset(a, each);
        }
        assert_true(rows > 0 && csv_position(r) == N);
        arena_reset(a, mark);
    }
}

static Str written(Arena *a, const Str *cells, size_t n, bool guard)
{
    BUF b = buf_new(MIB);
    CsvWriter w = csv_to(&b, guard);
    for (size_t i = 0; i < n; i++)
        csv_cell(&w, cells[i]);
    csv_end_row(&w);
    return str_dup(a, buf_str(&b));
}

static void writes_and_quotes(void **state)
{
    ARENA a = arena_new(MIB);
    const Str cells[] = { S("a"), S("b,c"), S("d\"e"), S("l1\nl2"), S(""), STR_NONE, S(" x"), S("y ") };
    assert_str_equal(written(a, cells, 8, false), S("a,\"b,c\",\"d\"\"e\",\"l1\nl2\",,,\" x\",\"y \"\r\n"));
}

static void guards_formulas(void **state)
{
    static const struct {
        Str cell, out;
    } cases[] = {
        { S_INIT("=cmd|' /C calc'!A0"), S_INIT("\"'=cmd|' /C calc'!A0\"\r\n") },
        { S_INIT("+1+cmd"), S_INIT("\"'+1+cmd\"\r\n") },
        { S_INIT("-2+3"), S_INIT("\"'-2+3\"\r\n") },
        { S_INIT("@SUM(A1)"), S_INIT("\"'@SUM(A1)\"\r\n") },
        { S_INIT("\t=1"), S_INIT("\"'\t=1\"\r\n") },
        { S_INIT("'=1"), S_INIT("\"''=1\"\r\n") },
        { S_INIT("+33237813893"), S_INIT("+33237813893\r\n") },
        { S_INIT("+33 2 37 81 38 93"), S_INIT("+33 2 37 81 38 93\r\n") },
        { S_INIT("-0.008588"), S_INIT("-0.008588\r\n") },
        { S_INIT("-"), S_INIT("\"'-\"\r\n") },
        { S_INIT("-1-2"), S_INIT("\"'-1-2\"\r\n") },
        { S_INIT("'ami"), S_INIT("'ami\r\n") },
    };
    ARENA a = arena_new(MIB);
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++)
        assert_str_equal(written(a, &cases[i].cell, 1, true), cases[i].out);
}

static uint64_t next_random(uint64_t *s)
{
    *s ^= *s << 13;
    *s ^= *s >> 7;
    *s ^= *s << 17;
    return *s;
}

/* Whatever the cells, with and without the guard: what is read back is what was written. */
static void round_trip_property(void **state)
{
    static const char alphabet[] = "'=+-@\t\r\n\",; a1.";
    ARENA a = arena_new(8 * MIB);
    ArenaMark mark = arena_mark(a);
    uint64_t seed = 28;
    for (int i = 0; i < 20000; i++) {
        char bytes[3][8];
        Str cells[3] = { S("c"), S("c"), S("c") };
        for (int k = 1; k < 3; k++) {
            size_t n = next_random(&seed) % 8;
            for (size_t c = 0; c < n; c++)
                bytes[k][c] = alphabet[next_random(&seed) % (sizeof alphabet - 1)];
            cells[k] = str_of(bytes[k], n);
        }
        bool guard = i & 1;
        Str text = str_cat(a, S("a,b,c\r\n"), written(a, cells, 3, guard));
        CsvReader *r;
        Str message, problem;
        CsvRow row;
        assert_ok(csv_open(a, text, LIMITS, &r, &message));
        assert_true(csv_next(r, a, &row, &problem) && csv_next(r, a, &row, &problem));
        assert_int_equal(row.n, 3);
        for (int k = 0; k < 3; k++)
            assert_str_equal(guard ? csv_unguard(row.cells[k]) : row.cells[k], cells[k]);
        assert_false(csv_next(r, a, &row, &problem));
        arena_reset(a, mark);
    }
}

#ifdef ENSEMBLE_FAULTS
static void no_memory_is_told(void **state)
{
    for (int64_t at = 1; at < 4; at++) {
        ARENA a = arena_new(MIB);
        CsvReader *r = NULL;
        Str message, problem = STR_NONE;
        CsvRow row;
        arena_fault_at(at);
        Err e = csv_open(a, S("a,b\n\"x\"\"y\",2\n"), LIMITS, &r, &message);
        bool told = e == ERR_MEMORY;
        while (e == OK && csv_next(r, a, &row, &problem))
            told = told || !str_is_none(problem);
        assert_true(told);
        arena_fault_at(0);
    }
}
#endif

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(reads_rows),
    cmocka_unit_test(recovers_after_a_broken_row),
    cmocka_unit_test(detects_the_encoding),
    cmocka_unit_test(one_bad_byte_does_not_spoil_the_file),
    cmocka_unit_test(says_what_is_not_text),
    cmocka_unit_test(hostile_lines_stay_bounded),
    cmocka_unit_test(writes_and_quotes),
    cmocka_unit_test(guards_formulas),
    cmocka_unit_test(round_trip_property),
#ifdef ENSEMBLE_FAULTS
    cmocka_unit_test(no_memory_is_told),
#endif
};

int main(void)
{
    return SUITE_MAIN("csv", false, tests);
}
