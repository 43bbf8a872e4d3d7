// SPDX-License-Identifier: AGPL-3.0-or-later
/*
 * Asset: a file of web/ compiled into the program by tools/mkassets.c: style sheet, script, font, icon. Its URL holds
 * the hash of its content, so the answer is `Cache-Control: public, max-age=31536000, immutable`, and a changed file
 * is another URL. The generated "web/assets.h" declares the table and one macro a file:
 *
 *     #include "web/assets.h"
 *     const Asset *a = asset_find(assets, S("/a/style.3f9a1c0b7d21.css"));
 *     <link rel="stylesheet" href="{{ ASSET_STYLE_CSS }}">        (a `const char *`; a missing file does not compile)
 *
 * Bytes are static and never change; nothing here is freed.
 */
#pragma once

#include "base/str.h"

typedef struct Asset {
    const char *url;      /* "/a/style.3f9a1c0b7d21.css"; NULL ends the table */
    const char *name;     /* "style.css" */
    const char *type;     /* "text/css; charset=utf-8" */
    Str raw;
    Str gzip, brotli;     /* p == NULL where the coding would not be smaller (fonts, small files) */
    const char *etag, *etag_gzip,
        *etag_brotli; /* strong, quotes included: another one for each coding (RFC 9110, 8.8.3) */
} Asset;

/* The asset of this path, without query string; NULL when there is none. `table` is sorted by url. */
const Asset *asset_find(const Asset *table, Str url);
