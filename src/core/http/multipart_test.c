// SPDX-License-Identifier: AGPL-3.0-or-later
/* Bodies in parts: what is read, what is refused, and files sent to a route in process. */
#include "core/http/multipart.h"

#include "core/http/inproc.h"
#include "http/site.h"
#include "support/suite.h"

static int64_t now = 1795435200;

#define TYPE "Content-Type: multipart/form-data; boundary=x\r\n"
#define HEAD(name) "--x\r\nContent-Disposition: form-data; name=\"" name "\"\r\n\r\n"
#define FILE_HEAD(file)                                                                                                \
    "--x\r\nContent-Disposition: form-data; name=\"fichier\"; filename=\"" file "\"\r\nContent-Type: "                 \
    "text/html\r\n\r\n"
#define END "\r\n--x--\r\n"

static HttpAnswer send_body(Arena *a, const char *headers, Str body)
{
    const App app = { .clock = clock_fixed(&now), .slices = site_slices, .assets = site_assets };
    return http_call(&app, NULL, a, "POST", "/fichier", headers, body);
}

/* The rest of the header of a zip's first member. */
#define ZIP_HEAD "\x14\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0"

static void boundaries(void **state)
{
    static const struct {
        Str type, boundary; /* STR_NONE: refused */
    } cases[] = {
        { S_INIT("multipart/form-data; boundary=x"), S_INIT("x") },
        { S_INIT("Multipart/Form-Data;boundary=\"a b\""), S_INIT("a b") },
        { S_INIT("multipart/form-data; charset=utf-8; BOUNDARY=----WebKitFormBoundary7"),
            S_INIT("----WebKitFormBoundary7") },
        { S_INIT("multipart/form-data"), STR_NONE },
        { S_INIT("multipart/form-data; boundary="), STR_NONE },
        { S_INIT("multipart/form-data; boundary=a; boundary=b"), STR_NONE },
        { S_INIT("multipart/form-data; boundary=a\0b"), STR_NONE },
        { S_INIT("multipart/form-data; boundary=é"), STR_NONE },
        { S_INIT("multipart/mixed; boundary=x"), STR_NONE },
        { S_INIT(""), STR_NONE },
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        Str got = STR_NONE;
        assert_int_equal(multipart_boundary(cases[i].type, &got), !str_is_none(cases[i].boundary));
        assert_str_equal(got, cases[i].boundary);
    }
}

static void parts_are_slices(void **state)
{
    Part p[PARTS_MAX];
    size_t n = 0;
    Str body = S(HEAD("texte") "a\r\n--\r\nb\r\n" FILE_HEAD("é.csv") "nom\r\n" END);
    assert_ok(multipart_parse(body, S("x"), p, &n));
    assert_int_equal(n, 2);
    assert_str_equal(p[0].name, S("texte"));
    assert_true(str_is_none(p[0].filename));
    assert_str_equal(p[0].bytes, S("a\r\n--\r\nb"));
    assert_str_equal(p[1].filename, S("é.csv"));
    assert_str_equal(p[1].bytes, S("nom\r\n"));
}

/* A body cut anywhere is no body. */
static void truncated_anywhere(void **state)
{
    Part p[PARTS_MAX];
    size_t n = 77;
    Str body = S(HEAD("texte") "a\r\n" FILE_HEAD("a.csv") "nom" END);
    for (size_t cut = 0; cut + 2 < body.n; cut++)
        if (multipart_parse(str_slice(body, 0, cut), S("x"), p, &n) != ERR_INVALID)
            fail_msg("%zu bytes are taken", cut);
    assert_int_equal(n, 77);
}

static void types_by_name_and_bytes(void **state)
{
    unsigned all = FILE_CSV | FILE_JSON | FILE_XLSX | FILE_PDF | FILE_PNG | FILE_JPEG | FILE_ODT;
    assert_int_equal(file_type(S("a.CSV"), S("a;b"), all), FILE_CSV);
    assert_int_equal(file_type(S("a.geojson"), S("\xEF\xBB\xBF {}"), all), FILE_JSON);
    assert_int_equal(file_type(S("a.pdf"), S("%PDF-1.7"), all), FILE_PDF);
    assert_int_equal(file_type(S("a.png"), S("\x89PNG\r\n\x1a\n"), all), FILE_PNG);
    assert_int_equal(file_type(S("a.jpeg"), S("\xff\xd8\xff\xe0"), all), FILE_JPEG);
    assert_int_equal(file_type(S("a.csv"), S("a\0b"), all), 0);
    Str odt = S("PK\x03\x04" ZIP_HEAD "mimetypeapplication/vnd.oasis.opendocument.textPK");
    assert_int_equal(file_type(S("a.odt"), odt, all), FILE_ODT);
    assert_int_equal(file_type(S("a.xlsx"), odt, all), 0);
    assert_int_equal(file_type(S("a.odt"), S("PK\x03\x04" ZIP_HEAD "[Content_Types].xml"), all), 0);
    assert_int_equal(file_type(S("a.png"), S("<svg onload=alert(1)>"), all), 0);
    assert_int_equal(file_type(S("a.html"), S("<p>"), all), 0);
    assert_int_equal(file_type(S("a.pdf"), S("%PDF-1.7"), FILE_CSV), 0);
    assert_int_equal(file_type(S(".csv"), S("a"), all), 0);
    ARENA a = arena_new(MIB);
    assert_str_equal(file_types_said(a, FILE_CSV | FILE_JSON | FILE_XLSX), S("CSV, JSON ou Excel (.xlsx)"));
    assert_str_equal(file_types_said(a, FILE_PDF), S("PDF"));
}

static void a_file_reaches_its_handler(void **state)
{
    ARENA a = arena_new(4 * MIB);
    HttpAnswer h = send_body(a, TYPE,
        S(HEAD("texte") "Léa\r\n" FILE_HEAD("C:\\Bureau\\mes lieux%22.csv") "nom;commune" END));
    assert_int_equal(h.status, 200);
    assert_str_equal(h.body, S("Léa|mes lieux\".csv|1|11"));
}

static void files_refused_with_their_reason(void **state)
{
    static const struct {
        Str body;
        const char *said;
    } cases[] = {
        { S_INIT(HEAD("texte") "a" END), "choisissez un fichier." },
        { S_INIT(FILE_HEAD("") "" END), "choisissez un fichier." },
        { S_INIT(HEAD("fichier") "nom;commune" END), "choisissez un fichier." },
        { S_INIT(FILE_HEAD("a.csv") "" END), "ce fichier est vide." },
        { S_INIT(FILE_HEAD("a.html") "<p>" END), "choisissez un fichier CSV ou Excel (.xlsx)." },
        { S_INIT(FILE_HEAD("a.csv") "a\0b" END), "choisissez un fichier CSV ou Excel (.xlsx)." },
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        ARENA a = arena_new(4 * MIB);
        HttpAnswer h = send_body(a, TYPE, cases[i].body);
        assert_int_equal(h.status, 400);
        if (!str_has(h.body, str_from(cases[i].said)))
            fail_msg("« %.*s »", STR_ARG(h.body));
    }
    ARENA a = arena_new(4 * MIB);
    BUF b = buf_new(8 * KIB);
    buf_put(&b, S(FILE_HEAD("a.csv")));
    for (int i = 0; i < 1001; i++)
        buf_char(&b, 'a');
    buf_put(&b, S(END));
    HttpAnswer h = send_body(a, TYPE, buf_str(&b));
    assert_int_equal(h.status, 400);
    assert_true(str_has(h.body, S("ce fichier est trop lourd")));
}

static Str repeated(Buf *b, Str part, int times, Str end)
{
    for (int i = 0; i < times; i++)
        buf_put(b, part);
    buf_put(b, end);
    return buf_str(b);
}

static void bodies_refused(void **state)
{
    ARENA a = arena_new(16 * MIB);
    BUF many = buf_new(64 * KIB);
    BUF huge = buf_new(64 * KIB);
    const struct {
        const char *headers;
        Str body;
        int status;
    } cases[] = {
        { "Content-Type: multipart/form-data\r\n", S(HEAD("texte") "a" END), 400 },
        { "Content-Type: multipart/form-data; boundary=y\r\n", S(HEAD("texte") "a" END), 400 },
        { TYPE, S(HEAD("texte") "a"), 400 },
        { TYPE, S("avant\r\n" HEAD("texte") "a" END), 400 },
        { TYPE, S(HEAD("te\0xte") "a" END), 400 },
        { TYPE, S("--x\r\nContent-Disposition: form-data; name=texte\r\n\r\na" END), 400 },
        { TYPE,
            repeated(&many, S("--x\r\nContent-Disposition: form-data; name=\"a\"\r\n\r\n\r\n"), PARTS_MAX + 1,
                S("--x--")),
            413 },
        { TYPE, repeated(&huge, S("aaaaaaaaaa"), 500, S("")), 413 },
        { "Content-Type: text/csv\r\n", S("nom;commune"), 415 },
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        HttpAnswer h = send_body(a, cases[i].headers, cases[i].body);
        if (h.status != cases[i].status)
            fail_msg("case %zu: %d instead of %d", i, h.status, cases[i].status);
    }
}

/* A row without a file takes pairs only. */
static void parts_only_where_a_file_is_declared(void **state)
{
    ARENA a = arena_new(4 * MIB);
    const App app = { .clock = clock_fixed(&now), .slices = site_slices, .assets = site_assets };
    HttpAnswer h = http_call(&app, NULL, a, "POST", "/ecrire", TYPE, S(HEAD("texte") "a" END));
    assert_int_equal(h.status, 415);
}

int main(void)
{
    const struct CMUnitTest all[] = {
        cmocka_unit_test(boundaries),
        cmocka_unit_test(parts_are_slices),
        cmocka_unit_test(truncated_anywhere),
        cmocka_unit_test(types_by_name_and_bytes),
        cmocka_unit_test(a_file_reaches_its_handler),
        cmocka_unit_test(files_refused_with_their_reason),
        cmocka_unit_test(bodies_refused),
        cmocka_unit_test(parts_only_where_a_file_is_declared),
    };
    return SUITE_MAIN("http_parties", false, all);
}
