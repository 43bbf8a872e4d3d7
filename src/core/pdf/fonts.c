// SPDX-License-Identifier: AGPL-3.0-or-later
/*
 * The letters of printed documents, from the program itself: the fonts of the pages, made into files that live in memory
 * only. Pango wants a path and reads no WOFF2; FreeType opens one, and gives back the font inside. A font map knows no other
 * font, so that what is installed on the machine changes nothing.
 */
#include <fcntl.h>
#include <fontconfig/fontconfig.h>
#include <ft2build.h>
#include FT_FREETYPE_H
#include FT_TRUETYPE_TABLES_H
#include <pango/pangofc-fontmap.h>
#include <pthread.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "core/pdf/pdf_priv.h"

static const char *const files[] = {
    "atkinson-hyperlegible-400.woff2",
    "atkinson-hyperlegible-700.woff2",
    "atkinson-hyperlegible-ext-400.woff2",
    "atkinson-hyperlegible-ext-700.woff2",
};
enum { FILES_N = sizeof files / sizeof *files, COVERED = 0x2300 };

/* Made once, kept until the end of the process: cairo knows a font by its path, which must always be the same font. */
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static struct {
    bool ready;
    int fds[FILES_N];
    uint8_t covered[COVERED / 8];                  /* bit c: there is a drawing for the code point c */
} letters;

static const Asset *asset_named(const Asset *table, const char *name)
{
    for (const Asset *a = table; a && a->url; a++)
        if (strcmp(a->name, name) == 0)
            return a;
    return NULL;
}

static int file_of(const void *bytes, size_t n)
{
    int fd = memfd_create("police", MFD_CLOEXEC | MFD_ALLOW_SEALING);
    if (fd < 0)
        return -1;
    for (size_t done = 0; done < n;) {
        ssize_t w = write(fd, (const char *)bytes + done, n - done);
        if (w <= 0) {
            close(fd);
            return -1;
        }
        done += (size_t)w;
    }
    (void)fcntl(fd, F_ADD_SEALS, F_SEAL_WRITE | F_SEAL_SHRINK | F_SEAL_GROW | F_SEAL_SEAL);
    return fd;
}

static void note_covered(FT_Face face)
{
    FT_UInt glyph = 0;
    for (FT_ULong c = FT_Get_First_Char(face, &glyph); glyph; c = FT_Get_Next_Char(face, c, &glyph))
        if (c >= 0x20 && c < COVERED)
            letters.covered[c / 8] |= (uint8_t)(1U << (c % 8));
}

/* -1: cannot be read. */
static int unpack(FT_Library library, const Asset *asset)
{
    FT_Face face = NULL;
    FT_ULong n = 0;
    int fd = -1;
    if (FT_New_Memory_Face(library, (const FT_Byte *)asset->raw.p, (FT_Long)asset->raw.n, 0, &face))
        return -1;
    ARENA a = arena_new(4 * MIB);
    FT_Byte *bytes = NULL;
    if (FT_Load_Sfnt_Table(face, 0, 0, NULL, &n) == 0 && n > 0)
        bytes = arena_alloc(a, n);
    if (bytes && FT_Load_Sfnt_Table(face, 0, 0, bytes, &n) == 0)
        fd = file_of(bytes, n);
    if (fd >= 0)
        note_covered(face);
    FT_Done_Face(face);
    return fd;
}

static bool unpack_all(const Asset *assets)
{
    FT_Library library = NULL;
    int fds[FILES_N];
    size_t n = 0;
    if (FT_Init_FreeType(&library))
        return false;
    for (; n < FILES_N; n++) {
        const Asset *asset = asset_named(assets, files[n]);
        fds[n] = asset ? unpack(library, asset) : -1;
        if (fds[n] < 0)
            break;
    }
    FT_Done_FreeType(library);
    if (n == FILES_N) {
        memcpy(letters.fds, fds, sizeof fds);
        letters.ready = true;
        return true;
    }
    while (n > 0)
        close(fds[--n]);
    return false;
}

static bool letters_ready(const Asset *assets)
{
    pthread_mutex_lock(&lock);
    bool ready = letters.ready || (assets && unpack_all(assets));
    pthread_mutex_unlock(&lock);
    return ready;
}

PangoFontMap *pdf_fonts(const Asset *assets)
{
    if (!letters_ready(assets))
        return NULL;
    FcConfig *config = FcConfigCreate();
    for (size_t i = 0; config && i < FILES_N; i++) {
        char path[64];
        (void)snprintf(path, sizeof path, "/proc/self/fd/%d", letters.fds[i]);
        if (!FcConfigAppFontAddFile(config, (const FcChar8 *)path)) {
            FcConfigDestroy(config);
            config = NULL;
        }
    }
    if (!config)
        return NULL;
    PangoFontMap *map = pango_cairo_font_map_new_for_font_type(CAIRO_FONT_TYPE_FT);
    if (map)
        pango_fc_font_map_set_config(PANGO_FC_FONT_MAP(map), config);
    FcConfigDestroy(config);                       /* the map holds its own reference */
    return map;
}

/* What is said in place of a sign without a drawing. */
static const struct {
    uint32_t sign;
    const char *said;
} instead[] = {
    { 0x2192, "›" },
    { 0x2190, "‹" },
    { 0x2248, "env. " },
    { 0x2264, "<=" },
    { 0x2265, ">=" },
    { 0x2260, "<>" },
    { 0x2010, "-" },
    { 0x2011, "-" },
    { 0x2012, "–" },
    { 0x2015, "—" },
    { 0x2032, "’" },
    { 0x2033, "”" },
    { 0x2713, "oui" },
    { 0x2714, "oui" },
    { 0x25CF, "•" },
    { 0x260E, "Tél." },
    { 0x1E9E, "SS" },
};

static bool is_blank(uint32_t c)
{
    return (c >= 0x2000 && c <= 0x200A) || c == 0x202F || c == 0x205F || c == 0x3000;
}

/* Nothing to see: joiners, marks of direction, variation selectors, byte order mark. */
static bool is_nothing(uint32_t c)
{
    return c == 0xAD || (c >= 0x200B && c <= 0x200F) || (c >= 0x202A && c <= 0x202E) || (c >= 0x2060 && c <= 0x2069) ||
           (c >= 0xFE00 && c <= 0xFE0F) || c == 0xFEFF;
}

static void put_sign(Buf *b, uint32_t c, bool know)
{
    char z[4];
    if (c == '\n') {
        buf_char(b, '\n');
    } else if (c < 0x20 || c == 0x7F || (c >= 0x80 && c < 0xA0) || c == 0x2028 || c == 0x2029) {
        buf_char(b, ' ');
    } else if (is_nothing(c)) {
        return;
    } else if (!know || is_blank(c) || (c < COVERED && letters.covered[c / 8] >> (c % 8) & 1)) {
        buf_put(b, str_of(z, utf8_put(z, c)));
    } else {
        const char *said = "?";
        for (size_t i = 0; i < sizeof instead / sizeof *instead; i++)
            if (instead[i].sign == c)
                said = instead[i].said;
        buf_put(b, str_from(said));
    }
}

Str pdf_sanitize(Arena *a, const Asset *assets, Str text)
{
    bool know = letters_ready(assets);
    bool plain = true;
    for (size_t i = 0; i < text.n && plain; i++)
        plain = text.p[i] == '\n' || (text.p[i] >= 0x20 && text.p[i] < 0x7F);
    if (plain)
        return str_dup(a, text.p ? text : S(""));
    Str composed = utf8_nfc(a, text);
    BUF b = buf_new(4 * PDF_TEXT_MAX);
    for (size_t i = 0; i < composed.n;)
        put_sign(&b, utf8_next(composed, &i), know);
    return str_dup(a, buf_str(&b));
}
