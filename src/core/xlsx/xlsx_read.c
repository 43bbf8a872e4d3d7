// SPDX-License-Identifier: AGPL-3.0-or-later
/* The package: its parts, the list of the sheets, shared texts, styles that are dates. */
#include "core/xlsx/xlsx_read.h"

#include <stdlib.h>
#include <string.h>

#include "base/utf8.h"
#include "core/xlsx/xlsx.h"
#include "core/xlsx/xlsx_read_priv.h"

const XlsxLimits xlsx_limits = { .max_inflated = 256 * MIB,
    .max_strings = 64 * MIB,
    .max_rows = XLSX_ROWS_MAX + 1,
    .max_cells = XLSX_COLUMNS_MAX,
    .max_cell = 64 * KIB };

enum { RELATIONS_MAX = 1000, STYLES_MAX = 65536, FORMATS_MAX = 1000, ESCAPE = 7 };

/* ---- parts ---- */

Err xlsx_part_open(XlsxReader *x, Str path, zip_file_t **ret)
{
    zip_stat_t st;
    Str z = str_dup(x->a, path);
    if (str_is_none(z))
        return ERR_MEMORY;
    if (str_is_empty(z) || zip_stat(x->zip, z.p, 0, &st) != 0)
        return ERR_NOT_FOUND;
    if ((st.valid & ZIP_STAT_ENCRYPTION_METHOD) && st.encryption_method != ZIP_EM_NONE)
        return ERR_UNSUPPORTED;
    *ret = zip_fopen_index(x->zip, st.index, 0);
    return *ret ? OK : ERR_INVALID;
}

Err xlsx_part_feed(XlsxReader *x, zip_file_t *part, XML_Parser xml, bool *ret_whole)
{
    void *to = XML_GetBuffer(xml, XLSX_PIECE);
    if (!to)
        return ERR_MEMORY;
    zip_int64_t n = zip_fread(part, to, XLSX_PIECE);
    if (n < 0)
        return ERR_INVALID;
    x->inflated += (size_t)n;
    if (x->inflated > x->limits.max_inflated)
        return ERR_TOO_LARGE;
    *ret_whole = n == 0;
    return XML_ParseBuffer(xml, (int)n, n == 0) == XML_STATUS_ERROR ? ERR_INVALID : OK;
}

static void refuse_doctype(void *xml, const char *name, const char *system, const char *public, int has_internal)
{
    (void)name, (void)system, (void)public, (void)has_internal;
    XML_StopParser(xml, XML_FALSE);
}

XML_Parser xlsx_parser(void *user, XML_StartElementHandler start, XML_EndElementHandler end,
    XML_CharacterDataHandler text)
{
    XML_Parser xml = XML_ParserCreateNS(NULL, '|');
    if (!xml)
        return NULL;
    XML_SetUserData(xml, user);
    XML_UseParserAsHandlerArg(xml);
    XML_SetElementHandler(xml, start, end);
    XML_SetCharacterDataHandler(xml, text);
    XML_SetStartDoctypeDeclHandler(xml, refuse_doctype);
    return xml;
}

static void parser_freep(XML_Parser *xml)
{
    XML_ParserFree(*xml);
}
#define PARSER __attribute__((cleanup(parser_freep))) XML_Parser

static void part_freep(zip_file_t **part)
{
    if (*part)
        zip_fclose(*part);
}
#define PART __attribute__((cleanup(part_freep))) zip_file_t *

Str xlsx_local(const char *name)
{
    const char *bar = strrchr(name, '|');
    return str_from(bar ? bar + 1 : name);
}

Str xlsx_attribute(const char **attributes, const char *local)
{
    for (; attributes[0]; attributes += 2)
        if (str_eq(xlsx_local(attributes[0]), str_from(local)))
            return str_from(attributes[1]);
    return STR_NONE;
}

/* A whole part, element by element. */
typedef struct Walk {
    XlsxReader *x;
    Err err;
    VEC(SheetPart) relations; /* name: type, path: target */
    Str folder; /* what a relative target is relative to */
    Buf text;
    bool in_text, in_phonetic, in_styles;
    size_t strings; /* bytes */
    VEC(int64_t) date_formats;
} Walk;

static void give_up(XML_Parser xml, Err e)
{
    Walk *w = XML_GetUserData(xml);
    if (w->err == OK)
        w->err = e;
    XML_StopParser(xml, XML_FALSE);
}

static Err walk(Walk *w, Str path, XML_StartElementHandler start, XML_EndElementHandler end,
    XML_CharacterDataHandler text)
{
    bool whole = false;
    PART part = NULL;
    TRY(xlsx_part_open(w->x, path, &part));
    PARSER xml = xlsx_parser(w, start, end, text);
    if (!xml)
        return ERR_MEMORY;
    while (!whole) {
        Err e = xlsx_part_feed(w->x, part, xml, &whole);
        if (e != OK)
            return w->err != OK ? w->err : e;
    }
    return w->err;
}

/* ---- relations ---- */

/* "worksheets/sheet1.xml" from "xl/", "/xl/worksheets/sheet1.xml", "../x.xml": the name of an entry; STR_NONE: it leaves. */
static Str target_of(Arena *a, Str folder, Str target)
{
    VEC(Str) parts = { 0 };
    Str whole = target.n && target.p[0] == '/' ? target : str_cat(a, folder, target), one;
    while (str_split(&whole, '/', &one)) {
        if (str_is_empty(one) || str_eq(one, S(".")))
            continue;
        if (str_eq(one, S(".."))) {
            if (parts.n == 0)
                return STR_NONE;
            parts.n--;
            continue;
        }
        Str *to = vec_push(a, &parts);
        if (!to)
            return STR_NONE;
        *to = one;
    }
    return str_join(a, parts.v, parts.n, S("/"));
}

static void relation_start(void *xml, const char *name, const char **attributes)
{
    Walk *w = XML_GetUserData(xml);
    Str target = xlsx_attribute(attributes, "Target");
    if (!str_eq(xlsx_local(name), S("Relationship")) || str_is_none(target) ||
        str_eq(xlsx_attribute(attributes, "TargetMode"), S("External")))
        return;
    SheetPart *r = w->relations.n < RELATIONS_MAX ? vec_push(w->x->a, &w->relations) : NULL;
    if (!r) {
        give_up(xml, ERR_TOO_LARGE);
        return;
    }
    *r = (SheetPart){ str_dup(w->x->a, xlsx_attribute(attributes, "Type")),
        str_dup(w->x->a, xlsx_attribute(attributes, "Id")), target_of(w->x->a, w->folder, target) };
}

/* The target of the first relation of that type; STR_NONE. */
static Str related(const Walk *w, Str type)
{
    for (size_t i = 0; i < w->relations.n; i++)
        if (str_ends(w->relations.v[i].name, type))
            return w->relations.v[i].path;
    return STR_NONE;
}

/* ---- the workbook ---- */

static void workbook_start(void *xml, const char *name, const char **attributes)
{
    Walk *w = XML_GetUserData(xml);
    Str local = xlsx_local(name);
    if (str_eq(local, S("workbookPr"))) {
        Str v = xlsx_attribute(attributes, "date1904");
        w->x->base_1904 = str_eq(v, S("1")) || str_eq(v, S("true"));
    }
    if (!str_eq(local, S("sheet")))
        return;
    SheetPart *s = w->x->sheets.n < XLSX_SHEETS_MAX ? vec_push(w->x->a, &w->x->sheets) : NULL;
    if (!s) {
        give_up(xml, ERR_TOO_LARGE);
        return;
    }
    Str id = STR_NONE; /* r:id; sheetId is another thing */
    for (const char **at = attributes; at[0]; at += 2)
        if (strchr(at[0], '|') && str_eq(xlsx_local(at[0]), S("id")))
            id = str_from(at[1]);
    *s = (SheetPart){ str_dup(w->x->a, xlsx_attribute(attributes, "name")), str_dup(w->x->a, id), STR_NONE };
}

/* ---- shared texts ---- */

static void strings_start(void *xml, const char *name, const char **attributes)
{
    Walk *w = XML_GetUserData(xml);
    Str local = xlsx_local(name);
    (void)attributes;
    w->in_text = str_eq(local, S("t"));
    if (str_eq(local, S("rPh")))
        w->in_phonetic = true;
    if (str_eq(local, S("si")))
        w->text.n = 0;
}

static void strings_text(void *xml, const char *p, int n)
{
    Walk *w = XML_GetUserData(xml);
    if (w->in_text && !w->in_phonetic)
        buf_put(&w->text, str_of(p, (size_t)n));
}

static void strings_end(void *xml, const char *name)
{
    Walk *w = XML_GetUserData(xml);
    Str local = xlsx_local(name);
    w->in_text = false;
    if (str_eq(local, S("rPh")))
        w->in_phonetic = false;
    if (!str_eq(local, S("si")))
        return;
    w->strings += w->text.n + sizeof(Str);
    if (w->text.failed || w->strings > w->x->limits.max_strings) {
        give_up(xml, ERR_TOO_LARGE);
        return;
    }
    Str *s = vec_push(w->x->a, &w->x->strings);
    if (s)
        *s = xlsx_unescape(w->x->a, w->text.n ? buf_str(&w->text) : S(""));
    else
        give_up(xml, ERR_MEMORY);
}

Str xlsx_unescape(Arena *a, Str s)
{
    char *to = NEW(a, char, s.n + 1);
    size_t n = 0;
    if (!to)
        return STR_NONE;
    for (size_t i = 0; i < s.n; i++) {
        unsigned v = 0;
        bool escaped = i + ESCAPE <= s.n && s.p[i] == '_' && s.p[i + 1] == 'x' && s.p[i + ESCAPE - 1] == '_';
        for (size_t k = 2; escaped && k < ESCAPE - 1; k++) {
            static const char digits[] = "0123456789abcdef";
            char c = s.p[i + k] >= 'A' && s.p[i + k] <= 'F' ? (char)(s.p[i + k] - 'A' + 'a') : s.p[i + k];
            const char *at = c ? strchr(digits, c) : NULL;
            escaped = at != NULL;
            v = v * 16 + (at ? (unsigned)(at - digits) : 0);
        }
        if (!escaped || v > 0x7f) { /* beyond ASCII, nothing has to be escaped */
            to[n++] = s.p[i];
            continue;
        }
        if (v >= 0x20 || v == '\n' || v == '\t')
            to[n++] = (char)v;
        i += ESCAPE - 1;
    }
    return str_of(to, n);
}

/* ---- styles ---- */

/* Whether that format shows a day or an hour: a letter of them outside of quotes, brackets and escapes. */
static bool format_is_date(Str f)
{
    for (size_t i = 0; i < f.n; i++) {
        char c = f.p[i];
        if (c == '"')
            i = str_find_char(f, i + 1, '"');
        else if (c == '[')
            i = str_find_char(f, i + 1, ']');
        else if (c == '\\' || c == '_' || c == '*')
            i++;
        else if (c && strchr("dmyhsDMYHS", c))
            return !str_starts(f, S("General"));
    }
    return false;
}

/* The formats that have no text in the file: ECMA-376 part 1, 18.8.30. */
static bool number_is_date(int64_t id)
{
    return (id >= 14 && id <= 22) || (id >= 27 && id <= 36) || (id >= 45 && id <= 47) || (id >= 50 && id <= 58);
}

static void styles_start(void *xml, const char *name, const char **attributes)
{
    Walk *w = XML_GetUserData(xml);
    Str local = xlsx_local(name);
    int64_t id = -1;
    str_to_i64(xlsx_attribute(attributes, "numFmtId"), &id);
    if (str_eq(local, S("cellXfs")))
        w->in_styles = true;
    if (str_eq(local, S("numFmt")) && format_is_date(xlsx_attribute(attributes, "formatCode"))) {
        int64_t *to = w->date_formats.n < FORMATS_MAX ? vec_push(w->x->a, &w->date_formats) : NULL;
        if (to)
            *to = id;
        else
            give_up(xml, ERR_TOO_LARGE);
    }
    if (!w->in_styles || !str_eq(local, S("xf")))
        return;
    bool *date = w->x->dates.n < STYLES_MAX ? vec_push(w->x->a, &w->x->dates) : NULL;
    if (!date) {
        give_up(xml, ERR_TOO_LARGE);
        return;
    }
    *date = number_is_date(id);
    for (size_t i = 0; i < w->date_formats.n; i++)
        *date = *date || w->date_formats.v[i] == id;
}

static void styles_end(void *xml, const char *name)
{
    Walk *w = XML_GetUserData(xml);
    if (str_eq(xlsx_local(name), S("cellXfs")))
        w->in_styles = false;
}

/* ---- opening ---- */

static Err told(Arena *a, Err e, const char *words, Str *ret_message)
{
    *ret_message = str_format(a, "%s", words);
    return e;
}

static Err open_zip(XlsxReader *x, Arena *a, Str file, Str *ret_message)
{
    zip_error_t error;
    if (str_starts(file, S("\xd0\xcf\x11\xe0")))
        return told(a, ERR_UNSUPPORTED,
            "C’est un classeur protégé par un mot de passe, ou d’un ancien format (.xls). Enregistrez-le sans mot de "
            "passe, au format « Classeur Excel (.xlsx) ».",
            ret_message);
    zip_error_init(&error);
    zip_source_t *from = zip_source_buffer_create(file.p, file.n, 0, &error);
    if (!from)
        return ERR_MEMORY;
    x->zip = str_starts(file, S("PK")) ? zip_open_from_source(from, ZIP_RDONLY, &error) : NULL;
    if (!x->zip) {
        zip_source_free(from);
        return told(a, ERR_INVALID,
            "Ce n’est pas un classeur XLSX, ou il est abîmé. Ouvrez-le dans votre tableur et enregistrez-le au format "
            "« Classeur Excel (.xlsx) ».",
            ret_message);
    }
    if (zip_get_num_entries(x->zip, 0) > XLSX_ENTRIES_MAX)
        return told(a, ERR_TOO_LARGE, "Ce classeur contient trop de fichiers\u00a0: 2\u202f000 au plus.", ret_message);
    if (zip_name_locate(x->zip, "META-INF/manifest.xml", 0) >= 0)
        return told(a, ERR_UNSUPPORTED,
            "C’est un classeur au format OpenDocument (.ods). Enregistrez-le au format « Classeur Excel (.xlsx) ».",
            ret_message);
    return OK;
}

/* "xl/" of "xl/workbook.xml", and its relations' part. */
static Str folder_of(Str path)
{
    size_t n = path.n;
    while (n > 0 && path.p[n - 1] != '/')
        n--;
    return str_slice(path, 0, n);
}

static Err read_optional(Walk *w, Str path, XML_StartElementHandler start, XML_EndElementHandler end,
    XML_CharacterDataHandler text)
{
    return str_is_none(path) ? OK : walk(w, path, start, end, text);
}

static Err read_parts(XlsxReader *x, Walk *w)
{
    Arena *a = x->a;
    w->folder = S("");
    TRY(walk(w, S("_rels/.rels"), relation_start, NULL, NULL));
    Str book = related(w, S("/officeDocument"));
    if (str_is_none(book))
        return ERR_NOT_FOUND;
    w->folder = folder_of(book);
    w->relations.n = 0;
    TRY(walk(w, book, workbook_start, NULL, NULL));
    Str base = str_slice(book, w->folder.n, book.n);
    TRY(walk(w, str_format(a, "%.*s_rels/%.*s.rels", STR_ARG(w->folder), STR_ARG(base)), relation_start, NULL, NULL));
    for (size_t i = 0; i < x->sheets.n; i++)
        for (size_t k = 0; k < w->relations.n; k++)
            if (str_eq(w->relations.v[k].id, x->sheets.v[i].id) && str_ends(w->relations.v[k].name, S("/worksheet")))
                x->sheets.v[i].path = w->relations.v[k].path;
    TRY(read_optional(w, related(w, S("/styles")), styles_start, styles_end, NULL));
    return read_optional(w, related(w, S("/sharedStrings")), strings_start, strings_end, strings_text);
}

static Err tell_why(Arena *a, Err e, Str *ret_message)
{
    switch ((int)e) {
    case ERR_NOT_FOUND:
        return told(a, ERR_INVALID,
            "Il manque des parties à ce classeur\u00a0: le fichier est incomplet. Téléchargez-le de nouveau, ou "
            "enregistrez-le de nouveau depuis votre tableur.",
            ret_message);
    case ERR_TOO_LARGE:
        return told(a, e,
            "Ce classeur est trop gros une fois décompressé. Enlevez les feuilles inutiles, ou partagez-le en "
            "plusieurs "
            "fichiers.",
            ret_message);
    case ERR_UNSUPPORTED:
        return told(a, e, "Ce classeur est protégé par un mot de passe. Enregistrez-le sans mot de passe.",
            ret_message);
    case ERR_MEMORY:
        return told(a, e, err_info(e)->message, ret_message);
    default:
        return told(a, ERR_INVALID,
            "Ce classeur ne peut pas être lu\u00a0: une de ses parties est abîmée ou n’est pas de ce format. "
            "Enregistrez-le "
            "de nouveau depuis votre tableur.",
            ret_message);
    }
}

static bool has_sheet(const XlsxReader *x)
{
    for (size_t i = 0; i < x->sheets.n; i++)
        if (!str_is_empty(x->sheets.v[i].path))
            return true;
    return false;
}

Err xlsx_open(Arena *a, Str file, XlsxLimits limits, XlsxReader **ret, Str *ret_message)
{
    XLSX_READER x = NEW(a, XlsxReader, 1);
    *ret_message = STR_NONE;
    if (!x)
        return tell_why(a, ERR_MEMORY, ret_message);
    x->limits = limits;
    x->a = arena_new(2 * limits.max_strings + 8 * MIB); /* the list of the texts grows by doubling */
    Err e = x->a ? open_zip(x, a, file, ret_message) : ERR_MEMORY;
    if (e != OK)
        return str_is_none(*ret_message) ? tell_why(a, e, ret_message) : e;
    Walk w = { .x = x, .text = buf_new(limits.max_strings) };
    e = read_parts(x, &w);
    buf_done(&w.text);
    if (e == OK && arena_failed(x->a))
        e = ERR_TOO_LARGE;
    if (e == OK && !has_sheet(x))
        e = ERR_NOT_FOUND;
    if (e != OK)
        return tell_why(a, e, ret_message);
    *ret = x;
    x = NULL;
    return OK;
}

void xlsx_close(XlsxReader *x)
{
    if (!x)
        return;
    xlsx_rows_done(&x->s);
    if (x->zip)
        zip_discard(x->zip);
    arena_free(x->a);
}

size_t xlsx_sheets(const XlsxReader *x)
{
    return x->sheets.n;
}

Str xlsx_sheet_name(const XlsxReader *x, size_t i)
{
    return x->sheets.v[i].name;
}

size_t xlsx_sheet_find(const XlsxReader *x, Str name)
{
    size_t i = 0;
    while (i < x->sheets.n && !str_eq_nocase(x->sheets.v[i].name, name))
        i++;
    return i;
}

Err xlsx_read_sheet(XlsxReader *x, size_t i, Str *ret_message)
{
    xlsx_rows_done(&x->s);
    x->s = (RowState){ 0 };
    x->sheet = i;
    if (i >= x->sheets.n)
        return ERR_NOT_FOUND;
    Err e = xlsx_part_open(x, x->sheets.v[i].path, &x->s.part);
    return e == OK ? xlsx_rows_begin(x) : tell_why(x->a, e, ret_message);
}
