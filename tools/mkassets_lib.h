// SPDX-License-Identifier: AGPL-3.0-or-later
/*
 * mkassets: files of the front end → one table of Asset (core/http/asset.h) and one macro a file.
 *
 * A style sheet, a script or a manifest names another file as `asset:NAME` (`src: url("asset:atkinson-400.woff2")`);
 * it is replaced by that file's URL before the hash is taken, so that a changed font changes its style sheet's name
 * too. A name that does not exist, or files that name each other in a circle, stop the build.
 */
#pragma once

#include "base/base.h"

typedef struct AssetFile {
    Str name;             /* "style.css": letters, digits, dot, dash, underscore; with an extension that is known */
    Str bytes;
} AssetFile;

/* `prefix`: where they are served, "/a/". `ret_message` says which file is wrong and why. */
Err mkassets(Arena *a, const AssetFile *files, size_t n, Str prefix, Buf *header, Buf *source, Str *ret_message);
