// SPDX-License-Identifier: AGPL-3.0-or-later
/*
 * What cairo 1.16 leaves out of a tagged file, added at its end as an incremental update (ISO 32000-1, 7.5.6): the objects
 * concerned are written again with one more entry, then a cross-reference section for them, which points to the first one. The
 * bytes that cairo made are not touched.
 *
 *     the catalog    /Lang (fr-FR), /ViewerPreferences << /DisplayDocTitle true >>    (ISO 14289-1, 7.2 and 7.1)
 *     /S /Figure     /Alt: its description                                            (7.3)
 *     /S /TH         /A << /O /Table /Scope /Column or /Row >>                         (7.5)
 *
 * Objects of the structure are numbered in the order in which their tags began.
 */
#include <string.h>

#include "core/pdf/pdf_priv.h"

typedef struct Entry {
    int64_t object, offset;
} Entry;

typedef struct Mending {
    Arena *arena;
    Str made;
    int64_t xref, size;                            /* where the table is; objects, 0 included */
    size_t first;                                  /* of its lines of 20 bytes */
    Str trailer;                                   /* its dictionary, without << and >> */
    VEC(Entry) entries;
    Buf *out;
    size_t base;                                   /* what `out` held before */
} Mending;

static bool after(Str *rest, const char *mark)
{
    Str m = str_from(mark);
    if (!str_starts(*rest, m))
        return false;
    *rest = str_slice(*rest, m.n, rest->n);
    return true;
}

static bool read_table(Mending *m)
{
    Str tail = str_slice(m->made, m->made.n > 2048 ? m->made.n - 2048 : 0, m->made.n);
    size_t at = str_find(tail, 0, S("startxref\n"));
    Str rest = str_slice(tail, at, tail.n), line;
    if (!after(&rest, "startxref\n") || !str_split(&rest, '\n', &line) || !str_to_i64(line, &m->xref))
        return false;
    if (m->xref < 0 || (size_t)m->xref >= m->made.n)
        return false;
    rest = str_slice(m->made, (size_t)m->xref, m->made.n);
    if (!after(&rest, "xref\n0 ") || !str_split(&rest, '\n', &line) || !str_to_i64(line, &m->size))
        return false;
    m->first = (size_t)(rest.p - m->made.p);
    if (m->size < 1 || (size_t)m->size * 20 > rest.n)
        return false;
    rest = str_slice(rest, (size_t)m->size * 20, rest.n);
    if (!after(&rest, "trailer\n<<"))
        return false;
    m->trailer = str_slice(rest, 0, str_find(rest, 0, S(">>")));
    return m->trailer.n < rest.n;
}

static int64_t object_offset(const Mending *m, int64_t object)
{
    int64_t offset = 0;
    Str line = str_slice(m->made, m->first + (size_t)object * 20, m->first + (size_t)object * 20 + 20);
    bool used = line.n == 20 && line.p[17] == 'n' && str_to_i64(str_slice(line, 0, 10), &offset);
    return used && offset > 0 && (size_t)offset < m->made.n ? offset : -1;
}

/* The object's bytes up to the end of its dictionary; empty: it is not one. Structure and catalog hold no stream. */
static Str object_open(const Mending *m, int64_t object)
{
    int64_t offset = object_offset(m, object);
    if (offset < 0)
        return S("");
    Str whole = str_slice(m->made, (size_t)offset, m->made.n);
    Str head = str_slice(whole, 0, 48);
    if (!str_has(head, S("/Type /StructElem")) && !str_has(head, S("/Type /Catalog")))
        return S("");
    size_t end = str_find(whole, 0, S("\nendobj"));
    Str body = str_slice(whole, 0, end);
    return end < whole.n && str_ends(body, S(">>")) ? str_slice(body, 0, body.n - 2) : S("");
}

static Err again(Mending *m, int64_t object, Str open, Str more)
{
    Entry *e = vec_push(m->arena, &m->entries);
    if (!e)
        return ERR_MEMORY;
    *e = (Entry){ object, (int64_t)(m->out->n - m->base) };
    buf_put(m->out, open);
    buf_put(m->out, more);
    buf_put(m->out, S("\n>>\nendobj\n"));
    return OK;
}

/* A text string in UTF-16 (7.9.2.2), in hexadecimal. */
static Str text_string(Arena *a, Str s)
{
    BUF b = buf_new(64 * KIB);
    buf_put(&b, S("<FEFF"));
    for (size_t i = 0; i < s.n;) {
        uint32_t c = utf8_next(s, &i);
        if (c >= 0x10000) {
            c -= 0x10000;
            buf_format(&b, "%04X%04X", 0xD800U + (c >> 10), 0xDC00U + (c & 0x3FF));
        } else {
            buf_format(&b, "%04X", c);
        }
    }
    buf_char(&b, '>');
    return str_dup(a, buf_str(&b));
}

static Err mend_object(Mending *m, const PdfMend *with, int64_t object, size_t *alts, size_t *scopes, bool *catalog)
{
    Str open = object_open(m, object);
    if (open.n == 0)
        return OK;
    if (str_has(open, S("/Type /Catalog"))) {
        *catalog = true;
        return again(m, object, open, S("   /Lang (fr-FR)\n   /ViewerPreferences << /DisplayDocTitle true >>"));
    }
    if (str_has(open, S("/S /Figure\n")) && *alts < with->n_alts) {
        Str alt = text_string(m->arena, with->alts[(*alts)++]);
        return again(m, object, open, str_cat(m->arena, S("   /Alt "), alt));
    }
    if (str_has(open, S("/S /TH\n")) && *scopes < with->n_scopes)
        return again(m, object, open,
            with->scopes[(*scopes)++] == 'c' ? S("   /A << /O /Table /Scope /Column >>")
                                             : S("   /A << /O /Table /Scope /Row >>"));
    return OK;
}

Err pdf_mend(Arena *a, Str made, const PdfMend *with, Buf *out)
{
    Mending m = { .arena = a, .made = made, .out = out, .base = out->n };
    size_t alts = 0, scopes = 0;
    bool catalog = false;
    if (!read_table(&m))
        return ERR_INTERNAL;
    buf_put(out, made);
    for (int64_t object = 1; object < m.size; object++)
        TRY(mend_object(&m, with, object, &alts, &scopes, &catalog));
    if (!catalog || alts != with->n_alts || scopes != with->n_scopes)
        return ERR_INTERNAL;
    int64_t table = (int64_t)(out->n - m.base);
    buf_put(out, S("xref\n"));
    for (size_t i = 0; i < m.entries.n; i++)
        buf_format(out, "%lld 1\n%010lld 00000 n \n", (long long)m.entries.v[i].object,
            (long long)m.entries.v[i].offset);
    buf_put(out, S("trailer\n<<"));
    buf_put(out, m.trailer);
    buf_format(out, "   /Prev %lld\n>>\nstartxref\n%lld\n%%%%EOF\n", (long long)m.xref, (long long)table);
    if (out->failed)
        return ERR_TOO_LARGE;
    return arena_failed(a) ? ERR_MEMORY : OK;
}
