// SPDX-License-Identifier: AGPL-3.0-or-later
/*
 * The parts of a body multipart/form-data (RFC 7578), as browsers write them. A pure function over bytes: nothing is
 * copied or decoded, each part is a slice of the body. Stricter than RFC 2046: nothing before the first boundary nor
 * after the last one, every line ended by CRLF, one Content-Disposition a part.
 *
 *     Str boundary;
 *     Part parts[PARTS_MAX];
 *     size_t n;
 *     if (!multipart_boundary(content_type, &boundary))
 *         return ERR_INVALID;
 *     TRY(multipart_parse(body, boundary, parts, &n));
 *
 * Upload: what a part that is a file becomes in a form. Its type is what both its name and its first bytes say; what
 * the browser declares is not believed. It is never shown inline: it is read by an import, or given back by req_download.
 */
#pragma once

#include "base/base.h"

enum { PARTS_MAX = 64, PART_HEAD_MAX = 2048, PART_NAME_MAX = 100, BOUNDARY_MAX = 70 };

typedef struct Part {
    Str name;
    Str filename; /* as sent; STR_NONE: not a file */
    Str bytes;
} Part;

/* Of "multipart/form-data; boundary=x"; false for any other type, and for a boundary that RFC 2046 does not allow. */
bool multipart_boundary(Str content_type, Str *ret);
/* ERR_INVALID: not such a body, truncated, or a NUL or control character in a head; ERR_TOO_LARGE: past one of the
 * limits above. */
Err multipart_parse(Str body, Str boundary, Part ret_parts[static PARTS_MAX], size_t *ret_n);

typedef enum FileType {
    FILE_CSV = 1, /* text without NUL */
    FILE_JSON = 2, /* .json, .geojson: an object or an array */
    FILE_XLSX = 4,
    FILE_PDF = 8,
    FILE_PNG = 16,
    FILE_JPEG = 32,
    FILE_ODT = 64,
} FileType;

/* One of the types in `accepted` that the extension names and the first bytes confirm; 0: none. */
FileType file_type(Str filename, Str bytes, unsigned accepted);
const char *file_media(FileType type);            /* "application/pdf" */
/* "CSV ou Excel (.xlsx)" */
Str file_types_said(Arena *a, unsigned accepted);

typedef struct Upload {
    Str name; /* without folders, as browsers escape it undone; valid UTF-8, NFC, no control character */
    FileType type;
    Str bytes; /* borrowed from the request's body */
} Upload;

/* False: `p` has no name that can be kept, or is none of the types in `accepted`. */
bool upload_read(Arena *a, const Part *p, unsigned accepted, Upload *ret);
