// SPDX-License-Identifier: AGPL-3.0-or-later
/*
 * Bodies multipart/form-data. An input is the Content-Type, a line end, the body. Each part is a slice of the body,
 * followed by its boundary, that does not hold it; names have no control character; a file is of an accepted type and its
 * name has no folder.
 */
#include "fuzz.h"

#include <string.h>

#include "core/http/form.h"
#include "core/http/multipart.h"

static const Field fields[] = {
    { "nom", FIELD_TEXT, "Nom" },
    { "note", FIELD_LINES, "Note" },
    { "fichier", FIELD_FILE, "Fichier", .max = 200, .files = FILE_CSV | FILE_JSON | FILE_XLSX | FILE_PNG },
    { 0 },
};

static bool clean(Str s)
{
    for (size_t i = 0; i < s.n; i++)
        if ((unsigned char)s.p[i] < ' ' || s.p[i] == 0x7f)
            return false;
    return utf8_valid(s);
}

static bool inside(Str all, Str s)
{
    return s.p >= all.p && s.p + s.n <= all.p + all.n;
}

static void check_parts(Str body, Str boundary, const Part *parts, size_t n)
{
    char line[BOUNDARY_MAX + 8];
    int length = snprintf(line, sizeof line, "\r\n--%.*s", STR_ARG(boundary));
    Str between = str_of(line, (size_t)length);
    FUZZ_CHECK(n <= PARTS_MAX);
    for (size_t i = 0; i < n; i++) {
        const Part *p = &parts[i];
        FUZZ_CHECK(p->name.n > 0 && p->name.n <= PART_NAME_MAX && clean(p->name) && clean(p->filename));
        FUZZ_CHECK(inside(body, p->name) && inside(body, p->bytes));
        FUZZ_CHECK(!str_has(p->bytes, between));
        size_t after = (size_t)(p->bytes.p - body.p) + p->bytes.n;
        FUZZ_CHECK(str_starts(str_slice(body, after, body.n), between));
        FUZZ_CHECK(i == 0 || p->name.p > parts[i - 1].bytes.p + parts[i - 1].bytes.n);
    }
}

static void check_form(const Part *parts, size_t n)
{
    ARENA a = arena_new(16 * MIB);
    Form form;
    FieldValue *values;
    FUZZ_CHECK(form_parse_parts(a, fields, parts, n, &form, &values) == OK);
    for (size_t i = 0; i < 3; i++)
        FUZZ_CHECK(values[i].present || str_is_none(values[i].text));
    if (!values[2].present)
        return;
    const Upload *f = &values[2].file;
    FUZZ_CHECK(f->name.n > 0 && clean(f->name) && !str_has(f->name, S("/")) && !str_has(f->name, S("\\")));
    FUZZ_CHECK(f->bytes.n > 0 && f->bytes.n <= 200);
    FUZZ_CHECK(f->type == file_type(f->name, f->bytes, fields[2].files) && (f->type & fields[2].files));
    FUZZ_CHECK(str_is_none(form.raw[2]));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
    FUZZ_TEXT s = fuzz_text(data, n);
    size_t end = str_find_char(s, 0, '\n');
    Str body = str_slice(s, end + 1, s.n), boundary;
    Part parts[PARTS_MAX];
    size_t count = 0;
    if (!multipart_boundary(str_slice(s, 0, end), &boundary))
        return 0;
    FUZZ_CHECK(boundary.n > 0 && boundary.n <= BOUNDARY_MAX && clean(boundary));
    Err e = multipart_parse(body, boundary, parts, &count);
    FUZZ_CHECK(e == OK || e == ERR_INVALID || e == ERR_TOO_LARGE);
    if (e != OK)
        return 0;
    check_parts(body, boundary, parts, count);
    check_form(parts, count);
    return 0;
}
