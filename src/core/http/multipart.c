// SPDX-License-Identifier: AGPL-3.0-or-later
#include "core/http/multipart.h"

#include <string.h>

#include "base/planted.h"

enum { FILENAME_MAX_BYTES = 1000, FILENAME_SHOWN = 150 };

/* ---- the boundary ------------------------------------------------------------------------------------------------- */

static bool is_boundary(Str s)
{
    if (s.n == 0 || s.n > BOUNDARY_MAX || s.p[s.n - 1] == ' ')
        return false;
    for (size_t i = 0; i < s.n; i++) {
        char c = s.p[i];
        bool alnum = (c >= '0' && c <= '9') || ((c | 0x20) >= 'a' && (c | 0x20) <= 'z');
        if (!alnum && (c == 0 || !strchr("'()+_,-./:=? ", c)))
            return false;
    }
    return true;
}

bool multipart_boundary(Str content_type, Str *ret)
{
    Str rest = content_type, part;
    if (!str_split(&rest, ';', &part) || !str_eq_nocase(str_trim(part), S("multipart/form-data")))
        return false;
    Str found = STR_NONE;
    while (str_split(&rest, ';', &part)) {
        size_t eq = str_find_char(part, 0, '=');
        if (!str_eq_nocase(str_trim(str_slice(part, 0, eq)), S("boundary")))
            continue;
        if (!str_is_none(found))
            return false;
        found = str_trim(str_slice(part, eq + 1, part.n));
        if (found.n >= 2 && found.p[0] == '"' && found.p[found.n - 1] == '"')
            found = str_slice(found, 1, found.n - 1);
    }
    if (!is_boundary(found))
        return false;
    *ret = found;
    return true;
}

/* ---- the head of a part ------------------------------------------------------------------------------------------- */

static bool has_control(Str s)
{
    for (size_t i = 0; i < s.n; i++)
        if ((unsigned char)s.p[i] < 0x20 || s.p[i] == 0x7f)
            return true;
    return false;
}

/* Takes `; key="value"` off the front: browsers always quote, and write a quote as %22. */
static bool parameter(Str *rest, Str *ret_key, Str *ret_value)
{
    Str s = *rest;
    size_t at = 0;
    if (s.n == 0 || s.p[at++] != ';')
        return false;
    while (at < s.n && s.p[at] == ' ')
        at++;
    size_t eq = str_find(s, at, S("=\""));
    size_t end = str_find_char(s, eq + 2, '"');
    if (eq == s.n || end >= s.n)
        return false;
    *ret_key = str_slice(s, at, eq);
    *ret_value = str_slice(s, eq + 2, end);
    if (!ret_value->p)
        *ret_value = S("");
    *rest = str_slice(s, end + 1, s.n);
    return true;
}

static bool disposition(Str value, Part *ret)
{
    Str form = S("form-data"), key, v;
    if (!str_eq_nocase(str_slice(value, 0, form.n), form))
        return false;
    value = str_slice(value, form.n, value.n);
    while (value.n) {
        if (!parameter(&value, &key, &v))
            return false;
        if (str_eq_nocase(key, S("name")) && str_is_none(ret->name))
            ret->name = v;
        else if (str_eq_nocase(key, S("filename")) && str_is_none(ret->filename))
            ret->filename = v;
        else
            return false;
    }
    return ret->name.n > 0;
}

/* `head`: its lines, without the empty one. */
static Err head_read(Str head, Part *ret)
{
    Str line;
    bool told = false;
    while (head.n) {
        size_t end = str_find(head, 0, S("\r\n"));
        line = str_slice(head, 0, end);
        head = str_slice(head, end + 2, head.n);
        size_t colon = str_find_char(line, 0, ':');
        if (colon == line.n || colon == 0 || has_control(line) || !utf8_valid(line))
            return ERR_INVALID;
        if (!str_eq_nocase(str_slice(line, 0, colon), S("Content-Disposition")))
            continue; /* the type that the browser declares is not believed */
        if (told || !disposition(str_trim(str_slice(line, colon + 1, line.n)), ret))
            return ERR_INVALID;
        told = true;
    }
    if (!told)
        return ERR_INVALID;
    return ret->name.n > PART_NAME_MAX || ret->filename.n > FILENAME_MAX_BYTES ? ERR_TOO_LARGE : OK;
}

/* ---- the body ------------------------------------------------------------------------------------------------------- */

Err multipart_parse(Str body, Str boundary, Part ret_parts[static PARTS_MAX], size_t *ret_n)
{
    char line[BOUNDARY_MAX + 8] = "\r\n--";
    if (boundary.n == 0 || boundary.n > BOUNDARY_MAX)
        return ERR_INVALID;
    memcpy(line + 4, boundary.p, boundary.n);
    Str between = str_of(line, boundary.n + 4), first = str_slice(between, 2, between.n);
    if (!str_starts(body, first))
        return ERR_INVALID;
    size_t at = first.n, n = 0;
    while (str_starts(str_slice(body, at, body.n), S("\r\n"))) {
        if (n == PARTS_MAX)
            return ERR_TOO_LARGE;
        at += 2;
        Str window = str_slice(body, at, at + PART_HEAD_MAX + 4);
        size_t blank = str_find(window, 0, S("\r\n\r\n"));
        if (blank == window.n)
            return window.n < PART_HEAD_MAX + 4 ? ERR_INVALID : ERR_TOO_LARGE;
        Part p = { 0 };
        TRY(head_read(str_slice(body, at, at + blank), &p));
        at += blank + 4;
        size_t end = str_find(body, at, between);
        if (end == body.n)
            return ERR_INVALID;
        p.bytes = str_of(body.p + at, end - at + PLANTED(0, 2));
        ret_parts[n++] = p;
        at = end + between.n;
    }
    Str tail = str_slice(body, at, body.n);
    if (!str_eq(tail, S("--\r\n")) && !str_eq(tail, S("--")))
        return ERR_INVALID;
    *ret_n = n;
    return OK;
}

/* ---- files ---------------------------------------------------------------------------------------------------------- */

static bool is_text(Str bytes)
{
    return str_find_char(bytes, 0, '\0') == bytes.n;
}

static bool is_json(Str bytes)
{
    Str s = str_trim(str_starts(bytes, S("\xEF\xBB\xBF")) ? str_slice(bytes, 3, bytes.n) : bytes);
    return is_text(bytes) && (str_starts(s, S("{")) || str_starts(s, S("[")));
}

/* A zip whose first member is named as Office names it. */
static bool is_xlsx(Str bytes)
{
    enum { LOCAL_HEADER = 30 };
    Str name = str_slice(bytes, LOCAL_HEADER, bytes.n);
    return str_starts(bytes, S("PK\x03\x04")) &&
           (str_starts(name, S("[Content_Types].xml")) || str_starts(name, S("_rels/")) || str_starts(name, S("xl/")) ||
               str_starts(name, S("docProps/")));
}

/* OpenDocument 1.2, part 3, 3.3: the first member of the zip is "mimetype", stored as it is. */
static bool is_odt(Str bytes)
{
    enum { LOCAL_HEADER = 30 };
    return str_starts(bytes, S("PK\x03\x04")) &&
           str_starts(str_slice(bytes, LOCAL_HEADER, bytes.n), S("mimetypeapplication/vnd.oasis.opendocument.text"));
}

static bool is_pdf(Str bytes)
{
    return str_starts(bytes, S("%PDF-"));
}

static bool is_png(Str bytes)
{
    return str_starts(bytes, S("\x89PNG\r\n\x1a\n"));
}

static bool is_jpeg(Str bytes)
{
    return str_starts(bytes, S("\xff\xd8\xff"));
}

static const struct {
    FileType type;
    const char *extension, *said, *media;
    bool (*confirms)(Str bytes);
} types[] = {
    { FILE_CSV, ".csv", "CSV", "text/csv; charset=utf-8", is_text },
    { FILE_JSON, ".json", "JSON", "application/json", is_json },
    { FILE_JSON, ".geojson", NULL, "application/json", is_json },
    { FILE_XLSX, ".xlsx", "Excel (.xlsx)", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        is_xlsx },
    { FILE_ODT, ".odt", "texte (.odt)", "application/vnd.oasis.opendocument.text", is_odt },
    { FILE_PDF, ".pdf", "PDF", "application/pdf", is_pdf },
    { FILE_PNG, ".png", "PNG", "image/png", is_png },
    { FILE_JPEG, ".jpg", "JPEG", "image/jpeg", is_jpeg },
    { FILE_JPEG, ".jpeg", NULL, "image/jpeg", is_jpeg },
};
enum { TYPES_N = sizeof types / sizeof *types };

FileType file_type(Str filename, Str bytes, unsigned accepted)
{
    for (size_t i = 0; i < TYPES_N; i++) {
        Str extension = str_from(types[i].extension);
        if (!(types[i].type & accepted) || filename.n <= extension.n)
            continue;
        if (str_eq_nocase(str_slice(filename, filename.n - extension.n, filename.n), extension))
            return types[i].confirms(bytes) ? types[i].type : 0;
    }
    return 0;
}

const char *file_media(FileType type)
{
    for (size_t i = 0; i < TYPES_N; i++)
        if (types[i].type == type)
            return types[i].media;
    return "application/octet-stream";
}

Str file_types_said(Arena *a, unsigned accepted)
{
    Str said[TYPES_N], all = STR_NONE;
    size_t n = 0;
    for (size_t i = 0; i < TYPES_N; i++)
        if (types[i].said && types[i].type & accepted)
            said[n++] = str_from(types[i].said);
    for (size_t i = 0; i < n; i++)
        all = i == 0 ? said[0] : str_cat(a, str_cat(a, all, i + 1 == n ? S(" ou ") : S(", ")), said[i]);
    return all;
}

bool upload_read(Arena *a, const Part *p, unsigned accepted, Upload *ret)
{
    Str name = str_replace(a, p->filename, S("%22"), S("\""));
    for (size_t i = name.n; i-- > 0;)
        if (name.p[i] == '/' || name.p[i] == '\\') {
            name = str_slice(name, i + 1, name.n);
            break;
        }
    name = str_trim(utf8_nfc(a, name));
    FileType type = file_type(name, p->bytes, accepted);
    if (!type || utf8_length(name) > FILENAME_SHOWN)
        return false;
    *ret = (Upload){ name, type, p->bytes };
    return true;
}
