// SPDX-License-Identifier: AGPL-3.0-or-later
/* Dispatcher, fields, negotiation and headers, in process. */
#include "http/site.h"

#include "core/http/exchange.h"
#include "core/http/inproc.h"
#include "support/suite.h"

static int64_t now = 1795435200;

static HttpAnswer call(Arena *a, const char *method, const char *target, const char *headers, Str body)
{
    const App app = { .clock = clock_fixed(&now), .slices = site_slices, .assets = site_assets };
    return http_call(&app, NULL, a, method, target, headers, body);
}

static HttpAnswer get(Arena *a, const char *target, const char *headers)
{
    return call(a, "GET", target, headers, STR_NONE);
}

static void test_paths(void **state)
{
    static const struct {
        const char *method, *target;
        int status;
    } cases[] = {
        { "GET", "/", 200 },
        { "GET", "/lieux/12", 200 },
        { "GET", "/lieux/neuf", 200 },
        { "GET", "/absent", 404 },
        { "GET", "/lieux", 404 },
        { "GET", "/lieux//", 404 },
        { "GET", "/lieux/1/2", 404 },
        { "POST", "/", 405 },
        { "HEAD", "/", 200 },
        { "GET", "/lieux/%zz", 400 },
        { "GET", "/lieux/%C3", 400 },
        { "GET", "/lieux/%00", 400 },
        { "GET", "/lieux/a%", 400 },
        { "GET", "/x/", 308 },
        { "GET", "/erreur", 409 },
        { "OPTIONS", "/absent", 404 },
        { "OPTIONS", "/x", 204 },
        { "DELETE", "/a/gros.1234.css", 405 },
        { "GET", "/a/gros.1234.css", 200 },
        { "GET", "/api/absent", 404 },
        { "POST", "/ecrire", 400 },
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        ARENA a = arena_new(4 * MIB);
        HttpAnswer h = call(a, cases[i].method, cases[i].target, NULL, STR_NONE);
        if (h.status != cases[i].status)
            fail_msg("%s %s: %d instead of %d", cases[i].method, cases[i].target, h.status, cases[i].status);
        assert_true(http_answer_header(&h, "Content-Security-Policy").n > 0);
        assert_str_equal(http_answer_header(&h, "Date"), S("Mon, 23 Nov 2026 12:00:00 GMT"));
    }
}

static void test_answers(void **state)
{
    ARENA a = arena_new(4 * MIB);
    HttpAnswer h = get(a, "/lieux/neuf", NULL);
    assert_str_equal(h.body, S("bonjour"));
    h = get(a, "/lieux/L%27%C3%89cole%2F1?q=+b%C3%A9+&limite=3&choix=a|%C3%A9&choix=b+c", NULL);
    assert_str_equal(h.body, S("{\"id\":\"L'École/1\",\"q\":\"bé\",\"limite\":3,\"choix\":3,\"erreurs\":0}"));
    h = get(a, "/x/?b=c", NULL);
    assert_str_equal(http_answer_header(&h, "Location"), S("/x?b=c"));
    h = call(a, "POST", "/lieux/12", NULL, STR_NONE);
    assert_int_equal(h.status, 405);
    assert_str_equal(http_answer_header(&h, "Allow"), S("GET, HEAD, OPTIONS"));
    h = call(a, "HEAD", "/x", NULL, STR_NONE);
    assert_int_equal(h.body.n, 0);
    assert_str_equal(http_answer_header(&h, "Content-Length"), S("7"));
}

static void test_fields(void **state)
{
    ARENA a = arena_new(4 * MIB);
    /* ROUTE_LAX: the page is made, without what could not be read. */
    HttpAnswer h = get(a, "/lieux/1?limite=501&choix=a|zz&q=%FF", NULL);
    assert_str_equal(h.body, S("{\"id\":\"1\",\"q\":null,\"limite\":24,\"choix\":1,\"erreurs\":3}"));
    /* Else it is refused, and each field says why. */
    h = get(a, "/api/lieux/1?limite=501&q=a%0Ab", NULL);
    assert_int_equal(h.status, 400);
    assert_true(str_has(h.body, S("\"champ\":\"limite\"")));
    assert_true(str_has(h.body, S("entre 1 et 500")));
    assert_true(str_has(h.body, S("sur une seule ligne")));
    h = call(a, "POST", "/ecrire", "Content-Type: text/xml\r\n", S("<a/>"));
    assert_int_equal(h.status, 415);
    h = call(a, "POST", "/x", NULL, str_of(site_big, sizeof site_big));
    assert_int_equal(h.status, 200);
    BUF many = buf_new(MIB);
    for (int i = 0; i <= FORM_PAIRS_MAX; i++)
        buf_put(&many, S("a=b&"));
    h = call(a, "POST", "/ecrire", NULL, buf_str(&many));
    assert_int_equal(h.status, 413);
}

static void test_cors_and_caches(void **state)
{
    ARENA a = arena_new(4 * MIB);
    HttpAnswer h = call(a, "OPTIONS", "/api/gros", "Origin: https://a.test\r\n", STR_NONE);
    assert_str_equal(http_answer_header(&h, "Access-Control-Allow-Methods"), S("GET, HEAD, OPTIONS"));
    h = get(a, "/api/gros", NULL);
    assert_str_equal(http_answer_header(&h, "Access-Control-Allow-Origin"), S("*"));
    assert_str_equal(http_answer_header(&h, "Cache-Control"), S("public, max-age=60"));
    assert_str_equal(http_answer_header(&h, "ETag"), S("W/\"v1\""));
    assert_int_equal(h.body.n, sizeof site_big);
    h = get(a, "/api/gros", "If-None-Match: \"x\", W/\"v1\"\r\n");
    assert_int_equal(h.status, 304);
    assert_int_equal(h.body.n, 0);
    h = get(a, "/api/gros", "Cookie: affichage=texte-grand.inconnu\r\nIf-None-Match: W/\"v1\"\r\n");
    assert_str_equal(http_answer_header(&h, "ETag"), S("W/\"v1.texte-grand\""));
    h = get(a, "/", NULL);
    assert_true(str_is_none(http_answer_header(&h, "Access-Control-Allow-Origin")));
}

static void test_codings(void **state)
{
    ARENA a = arena_new(4 * MIB);
    HttpAnswer h = get(a, "/api/gros", "Accept-Encoding: br, gzip\r\n");
    assert_str_equal(http_answer_header(&h, "Content-Encoding"), S("gzip"));
    assert_str_equal(http_answer_header(&h, "Vary"), S("Accept-Encoding"));
    assert_true(h.body.n < 2000);
    h = get(a, "/secret", "Accept-Encoding: gzip\r\n");
    assert_true(str_is_none(http_answer_header(&h, "Content-Encoding")));
    static const struct {
        Str header;
        Coding coding;
    } cases[] = {
        { S_INIT("gzip"), CODING_GZIP },
        { S_INIT("gzip, br"), CODING_BROTLI },
        { S_INIT("gzip;q=1, br;q=0.5"), CODING_GZIP },
        { S_INIT("br;q=0, gzip;q=0"), CODING_NONE },
        { S_INIT("*"), CODING_BROTLI },
        { S_INIT("*;q=0.1, br;q=0"), CODING_GZIP },
        { S_INIT("identity, gzip;q=0.5"), CODING_NONE },
        { S_INIT("GZIP ; q=1"), CODING_GZIP },
        { S_INIT("gzip;q=x"), CODING_NONE },
        { S_INIT(""), CODING_NONE },
        { S_INIT("deflate"), CODING_NONE },
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        if (coding_choose(cases[i].header, true, true) != cases[i].coding)
            fail_msg("%.*s", STR_ARG(cases[i].header));
}

static void test_assets(void **state)
{
    ARENA a = arena_new(4 * MIB);
    static const struct {
        const char *headers;
        int status;
        Str body, range;
    } cases[] = {
        { NULL, 200, S_INIT("0123456789abcdef"), { 0 } },
        { "Accept-Encoding: gzip\r\n", 200, S_INIT("GZ"), { 0 } },
        { "Accept-Encoding: br;q=0.9, gzip;q=0.8\r\n", 200, S_INIT("B"), { 0 } },
        { "If-None-Match: \"h\"\r\n", 304, S_INIT(""), { 0 } },
        { "If-None-Match: \"h\"\r\nAccept-Encoding: br\r\n", 200, S_INIT("B"), { 0 } },
        { "Range: bytes=2-4\r\nAccept-Encoding: br\r\n", 206, S_INIT("234"), S_INIT("bytes 2-4/16") },
        { "Range: bytes=-3\r\n", 206, S_INIT("def"), S_INIT("bytes 13-15/16") },
        { "Range: bytes=14-\r\n", 206, S_INIT("ef"), S_INIT("bytes 14-15/16") },
        { "Range: bytes=10-99\r\n", 206, S_INIT("abcdef"), S_INIT("bytes 10-15/16") },
        { "Range: bytes=16-\r\n", 416, S_INIT(""), S_INIT("bytes */16") },
        { "Range: bytes=-0\r\n", 416, S_INIT(""), S_INIT("bytes */16") },
        { "Range: bytes=1-2,4-5\r\n", 200, S_INIT("0123456789abcdef"), { 0 } },
        { "Range: bytes=5-2\r\n", 200, S_INIT("0123456789abcdef"), { 0 } },
        { "Range: lines=1-2\r\n", 200, S_INIT("0123456789abcdef"), { 0 } },
        { "Range: bytes=0-1\r\nIf-Range: \"h\"\r\n", 206, S_INIT("01"), S_INIT("bytes 0-1/16") },
        { "Range: bytes=0-1\r\nIf-Range: \"old\"\r\n", 200, S_INIT("0123456789abcdef"), { 0 } },
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        HttpAnswer h = get(a, "/a/gros.1234.css", cases[i].headers);
        if (h.status != cases[i].status)
            fail_msg("%s: %d instead of %d", cases[i].headers, h.status, cases[i].status);
        assert_str_equal(h.body, cases[i].body);
        assert_str_equal(http_answer_header(&h, "Content-Range"), cases[i].range);
    }
}

static void test_stream_and_download(void **state)
{
    ARENA a = arena_new(16 * MIB);
    HttpAnswer h = get(a, "/export", NULL);
    assert_int_equal(h.status, 200);
    assert_int_equal(h.body.n % SITE_ROWS, 0);
    assert_true(str_ends(h.body, S("00099999;une ligne;qui n’a rien de long\n")));
    assert_str_equal(http_answer_header(&h, "Content-Disposition"),
        S("attachment; filename=\"__t__.csv\"; filename*=UTF-8''%C3%A9t%C3%A9.csv"));
}

static Err nothing(Req *r)
{
    return OK;
}

static void test_wrong_rows_stop_the_start(void **state)
{
    static const Field no_choices[] = { { .name = "a", .kind = FIELD_CHOICE, .label = "A" }, { 0 } };
    static const Route rows[][3] = {
        { { "GET", "/a", nothing, NULL, SNAPSHOT, NULL, "A", 0, 0 } },
        { { "GET", "/a", nothing, RIGHT_PUBLIC, 0, NULL, "A", 0, 0 } },
        { { "GET", "/a", nothing, RIGHT_PUBLIC, 9, NULL, "A", 0, 0 } },
        { { "GET", "/a", nothing, RIGHT_PUBLIC, WRITE, NULL, "A", 0, 0 } },
        { { "TRACE", "/a", nothing, RIGHT_PUBLIC, READ, NULL, "A", 0, 0 } },
        { { "GET", "a", nothing, RIGHT_PUBLIC, READ, NULL, "A", 0, 0 } },
        { { "GET", "/a/", nothing, RIGHT_PUBLIC, READ, NULL, "A", 0, 0 } },
        { { "GET", "/{a}/{a}", nothing, RIGHT_PUBLIC, READ, NULL, "A", 0, 0 } },
        { { "GET", "/{a}pdf", nothing, RIGHT_PUBLIC, READ, NULL, "A", 0, 0 } },
        { { "GET", "/{a}.", nothing, RIGHT_PUBLIC, READ, NULL, "A", 0, 0 } },
        { { "GET", "/{}", nothing, RIGHT_PUBLIC, READ, NULL, "A", 0, 0 } },
        { { "POST", "/a", nothing, RIGHT_PUBLIC, READ, NULL, "A", ROUTE_EMBED, 0 } },
        { { "GET", "/a", nothing, RIGHT_FORM, READ, NULL, "A", ROUTE_EMBED, 0 } },
        { { "GET", "/a", NULL, RIGHT_PUBLIC, READ, NULL, "A", 0, 0 } },
        { { "GET", "/a", nothing, RIGHT_PUBLIC, READ, NULL, NULL, 0, 0 } },
        { { "GET", "/a", nothing, RIGHT_PUBLIC, READ, no_choices, "A", 0, 0 } },
        { { "GET", "/a/{b}", nothing, RIGHT_PUBLIC, READ, NULL, "A", 0, 0 },
            { "GET", "/a/{c}", nothing, RIGHT_PUBLIC, READ, NULL, "A", 0, 0 } },
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        ARENA a = arena_new(MIB);
        const Slice slice = { .name = "t", .routes = rows[i] };
        const Slice *const all[] = { &slice, NULL };
        Router *router = NULL;
        Str why = STR_NONE;
        if (router_new(a, all, NULL, &router, &why) != ERR_INVALID || why.n == 0)
            fail_msg("row %zu is taken", i);
    }
}

/* "/a/{b}.pdf" is taken before "/a/{b}", after "/a/x.pdf"; the name has no extension. */
static void test_names_with_an_extension(void **state)
{
    static const Route rows[] = {
        { "GET", "/a/{b}", nothing, RIGHT_PUBLIC, READ, NULL, "A", 0, 0 },
        { "GET", "/a/{b}.pdf", nothing, RIGHT_PUBLIC, READ, NULL, "B", 0, 0 },
        { "GET", "/a/{b}.json", nothing, RIGHT_PUBLIC, READ, NULL, "C", 0, 0 },
        { "GET", "/a/x.pdf", nothing, RIGHT_PUBLIC, READ, NULL, "D", 0, 0 },
        { 0 },
    };
    static const struct {
        const char *path, *title, *name;
    } cases[] = { { "/a/y.pdf", "B", "y" }, { "/a/y.json", "C", "y" }, { "/a/y.xml", "A", "y.xml" },
        { "/a/x.pdf", "D", NULL }, { "/a/.pdf", "A", ".pdf" }, { "/a/y%2Epdf", "B", "y" },
        { "/a/a.b.pdf", "B", "a.b" } };
    ARENA a = arena_new(MIB);
    const Slice slice = { .name = "t", .routes = rows };
    const Slice *const all[] = { &slice, NULL };
    Router *router = NULL;
    Str why = STR_NONE;
    assert_ok(router_new(a, all, NULL, &router, &why));
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        RouteMatch m;
        assert_ok(router_match(router, a, S("GET"), str_from(cases[i].path), &m));
        assert_string_equal(m.route->title, cases[i].title);
        assert_int_equal(m.n, cases[i].name != NULL);
        if (cases[i].name)
            assert_str_equal(m.values[0], str_from(cases[i].name));
    }
}

int main(void)
{
    site_start();
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_paths),
        cmocka_unit_test(test_answers),
        cmocka_unit_test(test_fields),
        cmocka_unit_test(test_cors_and_caches),
        cmocka_unit_test(test_codings),
        cmocka_unit_test(test_assets),
        cmocka_unit_test(test_stream_and_download),
        cmocka_unit_test(test_wrong_rows_stop_the_start),
        cmocka_unit_test(test_names_with_an_extension),
    };
    return SUITE_MAIN("http_aiguillage", false, tests);
}
