// SPDX-License-Identifier: AGPL-3.0-or-later
#include "support/suite.h"

#include <string.h>

#include <brotli/decode.h>
#include <zlib.h>

#include "mkassets_fixture.h"
#include "tools/mkassets_lib.h"

static const Asset *by_name(const char *name)
{
    for (const Asset *asset = assets; asset->url; asset++)
        if (strcmp(asset->name, name) == 0)
            return asset;
    fail_msg("no asset %s", name);
    return NULL;
}

static void the_table_is_what_the_files_are(void **state)
{
    ARENA a = arena_new(4 * MIB);
    static const char *const names[] = { "rond.svg", "points.woff2" };
    for (size_t i = 0; i < 2; i++) {
        Str path = str_format(a, "assets/%s", names[i]);
        assert_str_equal(by_name(names[i])->raw, test_read(a, test_fixture(a, path.p)));
    }
    assert_string_equal(by_name("rond.svg")->type, "image/svg+xml");
    assert_string_equal(by_name("points.woff2")->type, "font/woff2");
    assert_string_equal(by_name("page.css")->type, "text/css; charset=utf-8");
    assert_null(by_name("points.woff2")->gzip.p);
    assert_null(by_name("points.woff2")->brotli.p);
}

static void found_by_url(void **state)
{
    size_t n = 0;
    for (const Asset *asset = assets; asset->url; asset++, n++) {
        assert_ptr_equal(asset_find(assets, str_from(asset->url)), asset);
        assert_true(n == 0 || strcmp(assets[n - 1].url, asset->url) < 0);
    }
    assert_int_equal(n, 3);
    assert_null(asset_find(assets, S("/a/rond.svg")));
    assert_null(asset_find(assets, S("")));
    assert_null(asset_find(assets, STR_NONE));
    assert_null(asset_find(assets, str_slice(S(ASSET_ROND_SVG), 0, sizeof ASSET_ROND_SVG - 2)));
}

static void references_are_followed(void **state)
{
    const Asset *css = by_name("page.css");
    assert_true(str_has(css->raw, S("url(\"" ASSET_POINTS_WOFF2 "\")")));
    assert_true(str_has(css->raw, S("url(\"" ASSET_ROND_SVG "\")")));
    assert_false(str_has(css->raw, S("asset:")));
}

static void the_two_codings_give_the_content_back(void **state)
{
    const Asset *css = by_name("page.css");
    char out[4096];
    assert_true(css->gzip.n > 0 && css->gzip.n < css->raw.n);
    z_stream z = { .next_in = (Bytef *)css->gzip.p,
        .avail_in = (uInt)css->gzip.n,
        .next_out = (Bytef *)out,
        .avail_out = sizeof out };
    assert_int_equal(inflateInit2(&z, 15 + 16), Z_OK);
    assert_int_equal(inflate(&z, Z_FINISH), Z_STREAM_END);
    assert_str_equal(str_of(out, z.total_out), css->raw);
    inflateEnd(&z);
    size_t n = sizeof out;
    assert_true(css->brotli.n > 0 && css->brotli.n < css->raw.n);
    assert_int_equal(BrotliDecoderDecompress(css->brotli.n, (const uint8_t *)css->brotli.p, &n, (uint8_t *)out),
        BROTLI_DECODER_RESULT_SUCCESS);
    assert_str_equal(str_of(out, n), css->raw);
}

static void tags_differ_by_coding(void **state)
{
    for (const Asset *asset = assets; asset->url; asset++) {
        assert_int_equal(strlen(asset->etag), 34);
        assert_true(asset->etag[0] == '"' && asset->etag[33] == '"');
        assert_string_not_equal(asset->etag, asset->etag_gzip);
        assert_string_not_equal(asset->etag, asset->etag_brotli);
        assert_string_not_equal(asset->etag_gzip, asset->etag_brotli);
    }
}

static Err run(Arena *a, const AssetFile *files, size_t n, Str *ret_header, Str *ret_message)
{
    BUF header = buf_new(MIB);
    BUF source = buf_new(MIB);
    TRY(mkassets(a, files, n, S("/a/"), &header, &source, ret_message));
    *ret_header = str_dup(a, buf_str(&header));
    return OK;
}

/* SHA-256 of "abc" (FIPS 180-2, appendix B.1) begins with ba7816bf8f01. */
static void the_name_is_the_hash(void **state)
{
    ARENA a = arena_new(16 * MIB);
    Str header = STR_NONE, message = STR_NONE;
    assert_ok(run(a, (AssetFile[]){ { S_INIT("un-mot.txt"), S_INIT("abc") } }, 1, &header, &message));
    assert_true(str_has(header, S("#define ASSET_UN_MOT_TXT \"/a/un-mot.ba7816bf8f01.txt\"\n")));
    assert_ok(run(a, NULL, 0, &header, &message));
}

static void a_changed_font_changes_its_style_sheet(void **state)
{
    ARENA a = arena_new(16 * MIB);
    Str first = STR_NONE, second = STR_NONE, message = STR_NONE;
    AssetFile files[] = { { S_INIT("a.css"), S_INIT("url(asset:b.css)") },
        { S_INIT("b.css"), S_INIT("url(asset:c.woff2)") }, { S_INIT("c.woff2"), S_INIT("1") } };
    assert_ok(run(a, files, 3, &first, &message));
    files[2].bytes = S("2");
    assert_ok(run(a, files, 3, &second, &message));
    Str line = STR_NONE, rest = first;
    while (str_split(&rest, '\n', &line))
        if (str_starts(line, S("#define")))
            assert_false(str_has(second, line));
}

static void refusals(void **state)
{
    static const struct {
        AssetFile files[2];
        const char *says;
    } bad[] = {
        { { { S_INIT("a.css"), S_INIT("url(asset:b.png)") }, { S_INIT("c.png"), S_INIT("") } },
            "no file for asset:b.png" },
        { { { S_INIT("a.css"), S_INIT("asset:b.js") }, { S_INIT("b.js"), S_INIT("asset:a.css") } }, "names itself" },
        { { { S_INIT("a.css"), S_INIT("asset:a.css") }, { S_INIT("b.js"), S_INIT("") } }, "names itself" },
        { { { S_INIT("a.exe"), S_INIT("") }, { S_INIT("b.js"), S_INIT("") } }, "extension" },
        { { { S_INIT(".css"), S_INIT("") }, { S_INIT("b.js"), S_INIT("") } }, "extension" },
        { { { S_INIT("a b.css"), S_INIT("") }, { S_INIT("b.js"), S_INIT("") } }, "letters" },
        { { { S_INIT("a-b.js"), S_INIT("") }, { S_INIT("a.b.js"), S_INIT("") } }, "macro" },
    };
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
        ARENA a = arena_new(16 * MIB);
        Str header = STR_NONE, message = STR_NONE;
        assert_err(run(a, bad[i].files, 2, &header, &message), ERR_INVALID);
        if (!str_has(message, str_from(bad[i].says)))
            fail_msg("case %zu: « %.*s »", i, STR_ARG(message));
    }
}

int main(void)
{
    const struct CMUnitTest all[] = {
        cmocka_unit_test(the_table_is_what_the_files_are),
        cmocka_unit_test(found_by_url),
        cmocka_unit_test(references_are_followed),
        cmocka_unit_test(the_two_codings_give_the_content_back),
        cmocka_unit_test(tags_differ_by_coding),
        cmocka_unit_test(the_name_is_the_hash),
        cmocka_unit_test(a_changed_font_changes_its_style_sheet),
        cmocka_unit_test(refusals),
    };
    return SUITE_MAIN("mkassets", false, all);
}
