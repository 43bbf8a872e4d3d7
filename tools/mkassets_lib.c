// SPDX-License-Identifier: AGPL-3.0-or-later
#include "tools/mkassets_lib.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include <brotli/encode.h>
#include <sodium.h>
#include <zlib.h>

enum { URL_HEX = 12, ETAG_HEX = 32, FILES_MAX = 1000, BYTES_A_LINE = 80 };

typedef struct Type {
    Str extension;
    const char *type;
    bool compressed;      /* worth compressing */
    bool refers;          /* may hold asset:NAME */
} Type;

static const Type types[] = {
    { S_INIT(".css"), "text/css; charset=utf-8", true, true },
    { S_INIT(".js"), "text/javascript; charset=utf-8", true, true },
    { S_INIT(".webmanifest"), "application/manifest+json", true, true },
    { S_INIT(".json"), "application/json", true, false },
    { S_INIT(".svg"), "image/svg+xml", true, false },
    { S_INIT(".txt"), "text/plain; charset=utf-8", true, false },
    { S_INIT(".ico"), "image/x-icon", true, false },
    { S_INIT(".png"), "image/png", false, false },
    { S_INIT(".webp"), "image/webp", false, false },
    { S_INIT(".woff2"), "font/woff2", false, false },
};

typedef enum Progress { UNSEEN, UNDER_WAY, DONE } Progress;

typedef struct Made {
    AssetFile file;
    const Type *type;
    Str macro, url, etag;
    Str raw, gzip, brotli;
    Progress progress;
} Made;

typedef struct Work {
    Arena *a;
    Made *v;
    size_t n;
    Str prefix;
    Str *message;
} Work;

static bool is_name_char(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '.' || c == '-' ||
           c == '_';
}

static const Type *type_of(Str name)
{
    for (size_t i = 0; i < sizeof types / sizeof types[0]; i++)
        if (name.n > types[i].extension.n && str_ends(name, types[i].extension))
            return &types[i];
    return NULL;
}

/* "style-carte.css" → "ASSET_STYLE_CARTE_CSS". */
static Str macro_of(Arena *a, Str name)
{
    Str macro = str_cat(a, S("ASSET_"), name);
    char *p = (char *)macro.p;
    for (size_t i = 0; i < macro.n; i++) {
        if (p[i] >= 'a' && p[i] <= 'z')
            p[i] = (char)(p[i] - 'a' + 'A');
        else if (p[i] == '.' || p[i] == '-')
            p[i] = '_';
    }
    return macro;
}

static Err refuse(Work *w, Str name, const char *why)
{
    *w->message = str_format(w->a, "%.*s: %s", STR_ARG(name), why);
    return ERR_INVALID;
}

static Err compressed(Arena *a, Str raw, Str *ret_gzip, Str *ret_brotli)
{
    z_stream z = { 0 };
    if (deflateInit2(&z, 9, Z_DEFLATED, 15 + 16, 9, Z_DEFAULT_STRATEGY) != Z_OK)
        return ERR_MEMORY;
    size_t room = deflateBound(&z, raw.n);
    char *out = arena_alloc(a, room);
    z.next_in = (Bytef *)raw.p;
    z.avail_in = (uInt)raw.n;
    z.next_out = (Bytef *)out;
    z.avail_out = (uInt)room;
    int done = out ? deflate(&z, Z_FINISH) : Z_MEM_ERROR;
    size_t n = z.total_out;
    deflateEnd(&z);
    if (done != Z_STREAM_END)
        return ERR_MEMORY;
    *ret_gzip = n < raw.n ? str_of(out, n) : STR_NONE;

    room = BrotliEncoderMaxCompressedSize(raw.n);
    out = arena_alloc(a, room);
    if (!out || !BrotliEncoderCompress(BROTLI_MAX_QUALITY, BROTLI_MAX_WINDOW_BITS, BROTLI_MODE_TEXT, raw.n,
                    (const uint8_t *)raw.p, &room, (uint8_t *)out))
        return ERR_MEMORY;
    *ret_brotli = room < raw.n ? str_of(out, room) : STR_NONE;
    return OK;
}

static void name_by_content(Work *w, Made *m)
{
    unsigned char hash[crypto_hash_sha256_BYTES];
    char hex[sizeof hash * 2 + 1];
    crypto_hash_sha256(hash, (const unsigned char *)m->raw.p, m->raw.n);
    sodium_bin2hex(hex, sizeof hex, hash, sizeof hash);
    Str stem = str_slice(m->file.name, 0, m->file.name.n - m->type->extension.n);
    m->url = str_format(w->a, "%.*s%.*s.%.*s%.*s", STR_ARG(w->prefix), STR_ARG(stem), URL_HEX, hex,
        STR_ARG(m->type->extension));
    m->etag = str_format(w->a, "%.*s", ETAG_HEX, hex);
}

static Err make(Work *w, Made *m);

/* The content with every asset:NAME replaced by its URL. */
static Err resolve(Work *w, const Made *m, Str *ret)
{
    static const Str mark = S_INIT("asset:");
    BUF b = buf_new(64 * MIB);
    Str s = m->file.bytes;
    size_t done = 0;
    for (size_t at = str_find(s, 0, mark); at < s.n; at = str_find(s, done, mark)) {
        size_t from = at + mark.n, to = from;
        while (to < s.n && is_name_char(s.p[to]))
            to++;
        Made *other = NULL;
        for (size_t i = 0; i < w->n && !other; i++)
            if (str_eq(w->v[i].file.name, str_slice(s, from, to)))
                other = &w->v[i];
        if (!other) {
            Str why = str_format(w->a, "no file for %.*s", STR_ARG(str_slice(s, at, to)));
            return refuse(w, m->file.name, why.p ? why.p : "no such file");
        }
        TRY(make(w, other));
        buf_put(&b, str_slice(s, done, at));
        buf_put(&b, other->url);
        done = to;
    }
    buf_put(&b, str_slice(s, done, s.n));
    *ret = str_dup(w->a, buf_str(&b));
    return ret->p ? OK : ERR_MEMORY;
}

static Err make(Work *w, Made *m)
{
    if (m->progress == DONE)
        return OK;
    if (m->progress == UNDER_WAY)
        return refuse(w, m->file.name, "names itself, directly or through others");
    m->progress = UNDER_WAY;
    m->raw = m->file.bytes;
    if (m->type->refers)
        TRY(resolve(w, m, &m->raw));
    name_by_content(w, m);
    if (m->type->compressed)
        TRY(compressed(w->a, m->raw, &m->gzip, &m->brotli));
    m->progress = DONE;
    return OK;
}

/* ---- C text ---------------------------------------------------------------------------------------------------- */

static void put_bytes(Buf *b, Str s)
{
    for (size_t i = 0; i < s.n; i++) {
        unsigned char c = (unsigned char)s.p[i];
        if (i % BYTES_A_LINE == 0)
            buf_put(b, i ? S("\"\n    \"") : S("    \""));
        if (c >= ' ' && c < 0x7F && c != '"' && c != '\\' && c != '?')
            buf_char(b, (char)c);
        else
            buf_format(b, "\\%03o", c);
    }
    buf_put(b, s.n ? S("\"") : S("    \"\""));
}

static void put_content(Buf *b, const Made *m, const char *coding, Str bytes)
{
    if (!bytes.p)
        return;
    buf_format(b, "\nstatic const char %.*s_%s[] =\n", STR_ARG(m->macro), coding);
    put_bytes(b, bytes);
    buf_put(b, S(";\n"));
}

static void put_str(Buf *b, const Made *m, const char *coding, Str bytes)
{
    if (bytes.p)
        buf_format(b, "{ %.*s_%s, %zu }", STR_ARG(m->macro), coding, bytes.n);
    else
        buf_put(b, S("{ NULL, 0 }"));
}

static int by_url(const void *x, const void *y)
{
    return str_cmp(((const Made *)x)->url, ((const Made *)y)->url);
}

static void write_header(Buf *b, const Work *w)
{
    buf_put(b, S("/* Made by mkassets. */\n#pragma once\n\n#include \"core/http/asset.h\"\n\n"));
    for (size_t i = 0; i < w->n; i++)
        buf_format(b, "#define %.*s \"%.*s\"\n", STR_ARG(w->v[i].macro), STR_ARG(w->v[i].url));
    buf_put(b, S("\n/* Sorted by url; ends with a NULL one. */\nextern const Asset assets[];\n"));
}

static void write_source(Buf *b, const Work *w)
{
    buf_put(b, S("/* Made by mkassets. */\n#include \"core/http/asset.h\"\n\nextern const Asset assets[];\n"));
    for (size_t i = 0; i < w->n; i++) {
        put_content(b, &w->v[i], "raw", w->v[i].raw);
        put_content(b, &w->v[i], "gzip", w->v[i].gzip);
        put_content(b, &w->v[i], "brotli", w->v[i].brotli);
    }
    buf_put(b, S("\nconst Asset assets[] = {\n"));
    for (size_t i = 0; i < w->n; i++) {
        const Made *m = &w->v[i];
        buf_format(b, "    { .url = \"%.*s\", .name = \"%.*s\", .type = \"%s\",\n      .raw = ", STR_ARG(m->url),
            STR_ARG(m->file.name), m->type->type);
        put_str(b, m, "raw", m->raw);
        buf_put(b, S(", .gzip = "));
        put_str(b, m, "gzip", m->gzip);
        buf_put(b, S(", .brotli = "));
        put_str(b, m, "brotli", m->brotli);
        buf_format(b,
            ",\n      .etag = \"\\\"%.*s\\\"\", .etag_gzip = \"\\\"%.*s-gz\\\"\", .etag_brotli = \"\\\"%.*s-br\\\"\" "
            "},\n",
            STR_ARG(m->etag), STR_ARG(m->etag), STR_ARG(m->etag));
    }
    buf_put(b, S("    { .url = NULL },\n};\n"));
}

/* ---- whole ----------------------------------------------------------------------------------------------------- */

static Err take_names(Work *w, const AssetFile *files)
{
    for (size_t i = 0; i < w->n; i++) {
        Made *m = &w->v[i];
        m->file = files[i];
        m->type = type_of(m->file.name);
        if (!m->type)
            return refuse(w, m->file.name, "extension that is not known");
        for (size_t k = 0; k < m->file.name.n; k++)
            if (!is_name_char(m->file.name.p[k]))
                return refuse(w, m->file.name, "a name is made of letters, digits, dots, dashes and underscores");
        m->macro = macro_of(w->a, m->file.name);
        for (size_t k = 0; k < i; k++)
            if (str_eq(w->v[k].macro, m->macro))
                return refuse(w, m->file.name, "two files would have this macro");
    }
    return OK;
}

Err mkassets(Arena *a, const AssetFile *files, size_t n, Str prefix, Buf *header, Buf *source, Str *ret_message)
{
    if (sodium_init() < 0)
        return ERR_INTERNAL;
    Work w = { .a = a, .v = NEW(a, Made, n), .n = n, .prefix = prefix, .message = ret_message };
    assert(n <= FILES_MAX);
    if (!w.v)
        return ERR_MEMORY;
    TRY(take_names(&w, files));
    for (size_t i = 0; i < n; i++)
        TRY(make(&w, &w.v[i]));
    if (arena_failed(a))
        return ERR_MEMORY;
    if (n)
        qsort(w.v, n, sizeof w.v[0], by_url);
    write_header(header, &w);
    write_source(source, &w);
    return header->failed || source->failed ? ERR_MEMORY : OK;
}
