// SPDX-License-Identifier: AGPL-3.0-or-later
#include "core/xlsx/flow.h"

#include <assert.h>
#include <math.h>
#include <string.h>
#include <zlib.h>

#include "core/xlsx/xlsx_priv.h"

enum {
    RAW = 32 * 1024,                               /* of the sheet, before it is deflated */
    OUT = 16 * 1024,
    ABOVE_MAX = 20,
    LEVEL = 5,
    WINDOW = -15,                                  /* raw deflate */
    MEM_LEVEL = 8,
    PARTS = 7,
    VERSION = 20, /* of ZIP: deflate */
    FLAG_UTF8 = 0x0800,
    FLAG_AFTER = 0x0008, /* sizes after the bytes */
    STORED = 0,
    DEFLATED = 8,
    STYLE_HEAD = 1,
    STYLE_INTEGER,
    STYLE_DATE,
    STYLE_INSTANT,
};

typedef struct Part {
    const char *name;
    uint32_t crc, packed, plain, at;
    int method;
} Part;

struct Flow {
    Arena *a;
    XlsxProperties p;
    const char *name;
    const XlsxColumn *columns;
    Buf *out;
    z_stream z;
    char *raw, *cell;
    size_t raw_n;
    Part parts[PARTS];
    size_t parts_n;
    int64_t written, bytes; /* of the file; of the cells */
    Str above[ABOVE_MAX][2];
    int above_n, n, at; /* columns; the next cell's */
    int64_t row; /* the next one, from 1 */
    bool begun, row_open;
    Err err;
    uint16_t time, date; /* as ZIP writes them */
};

static bool goes_on(const Flow *f)
{
    return f && f->err == OK;
}

/* ---- the archive ---- */

static void emit(Flow *f, const void *p, size_t n)
{
    buf_put(f->out, str_of(p, n));
    f->written += (int64_t)n;
    if (f->out->failed || f->written > UINT32_MAX / 2)
        f->err = f->err == OK ? ERR_TOO_LARGE : f->err;
}

static void put16(Flow *f, unsigned v)
{
    const unsigned char b[] = { v & 0xff, v >> 8 & 0xff };
    emit(f, b, sizeof b);
}

static void put32(Flow *f, uint32_t v)
{
    put16(f, v & 0xffff);
    put16(f, v >> 16);
}

/* What the local header and the directory's have in common. */
static void put_common(Flow *f, const Part *p, bool known)
{
    put16(f, VERSION);
    put16(f, FLAG_UTF8 | (p->method == DEFLATED ? FLAG_AFTER : 0));
    put16(f, (unsigned)p->method);
    put16(f, f->time);
    put16(f, f->date);
    put32(f, known ? p->crc : 0);
    put32(f, known ? p->packed : 0);
    put32(f, known ? p->plain : 0);
    put16(f, (unsigned)strlen(p->name));
    put16(f, 0);
}

static Part *open_part(Flow *f, const char *name, int method, Str content)
{
    assert(f->parts_n < PARTS);
    Part *p = &f->parts[f->parts_n++];
    *p = (Part){ .name = name, .at = (uint32_t)f->written, .method = method };
    p->plain = p->packed = (uint32_t)content.n;
    p->crc = (uint32_t)crc32(0, (const Bytef *)content.p, (uInt)content.n);
    put32(f, 0x04034b50);
    put_common(f, p, method == STORED);
    emit(f, name, strlen(name));
    emit(f, content.p, content.n);
    return p;
}

static void put_directory(Flow *f)
{
    uint32_t from = (uint32_t)f->written;
    for (size_t i = 0; i < f->parts_n; i++) {
        const Part *p = &f->parts[i];
        put32(f, 0x02014b50);
        put16(f, VERSION);
        put_common(f, p, true);
        put16(f, 0);                               /* comment, disk, attributes */
        put16(f, 0);
        put16(f, 0);
        put32(f, 0);
        put32(f, p->at);
        emit(f, p->name, strlen(p->name));
    }
    uint32_t size = (uint32_t)f->written - from;
    put32(f, 0x06054b50);
    put32(f, 0);
    put16(f, (unsigned)f->parts_n);
    put16(f, (unsigned)f->parts_n);
    put32(f, size);
    put32(f, from);
    put16(f, 0);
}

/* ---- the sheet's bytes ---- */

static void deflate_raw(Flow *f, int flush)
{
    unsigned char out[OUT];
    Part *p = &f->parts[f->parts_n - 1];
    p->crc = (uint32_t)crc32(p->crc, (const Bytef *)f->raw, (uInt)f->raw_n);
    p->plain += (uint32_t)f->raw_n;
    f->z.next_in = (Bytef *)f->raw;
    f->z.avail_in = (uInt)f->raw_n;
    int said = Z_OK;
    do {
        f->z.next_out = out;
        f->z.avail_out = sizeof out;
        said = deflate(&f->z, flush);
        emit(f, out, sizeof out - f->z.avail_out);
        p->packed += (uint32_t)(sizeof out - f->z.avail_out);
    } while (f->z.avail_out == 0 && said == Z_OK);
    if (said == Z_STREAM_ERROR)
        f->err = ERR_INTERNAL;
    f->raw_n = 0;
}

static void put(Flow *f, Str s)
{
    for (size_t at = 0; at < s.n && f->err == OK;) {
        size_t n = s.n - at < RAW - f->raw_n ? s.n - at : RAW - f->raw_n;
        memcpy(f->raw + f->raw_n, s.p + at, n);
        f->raw_n += n;
        at += n;
        if (f->raw_n == RAW)
            deflate_raw(f, Z_NO_FLUSH);
    }
}

static void put_z(Flow *f, const char *z)
{
    put(f, str_from(z));
}

static void put_i64(Flow *f, int64_t v)
{
    char z[STR_I64_MAX];
    put(f, str_of_i64(v, z));
}

static Str entity(char c)
{
    return c == '&' ? S("&amp;") : c == '<' ? S("&lt;") : c == '>' ? S("&gt;") : S("&quot;");
}

static void put_escaped(Flow *f, Str s)
{
    size_t from = 0;
    for (size_t i = 0; i < s.n; i++)
        if (s.p[i] == '&' || s.p[i] == '<' || s.p[i] == '>' || s.p[i] == '"') {
            put(f, str_slice(s, from, i));
            put(f, entity(s.p[i]));
            from = i + 1;
        }
    put(f, str_slice(s, from, s.n));
}

/* ---- small parts, whole ---- */

#define XML "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n"
#define OOX "http://schemas.openxmlformats.org/"

static const char types[] = XML
    "<Types xmlns=\"" OOX "package/2006/content-types\"><Default Extension=\"rels\" "
    "ContentType=\"application/vnd.openxmlformats-package.relationships+xml\"/><Default Extension=\"xml\" "
    "ContentType=\"application/xml\"/><Override PartName=\"/xl/workbook.xml\" "
    "ContentType=\"application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml\"/><Override "
    "PartName=\"/xl/worksheets/sheet1.xml\" "
    "ContentType=\"application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml\"/><Override "
    "PartName=\"/xl/styles.xml\" "
    "ContentType=\"application/vnd.openxmlformats-officedocument.spreadsheetml.styles+xml\"/><Override "
    "PartName=\"/docProps/core.xml\" "
    "ContentType=\"application/vnd.openxmlformats-package.core-properties+xml\"/></Types>";
static const char links[] = XML
    "<Relationships xmlns=\"" OOX "package/2006/relationships\"><Relationship Id=\"rId1\" Type=\"" OOX
    "officeDocument/2006/relationships/officeDocument\" Target=\"xl/workbook.xml\"/><Relationship Id=\"rId2\" "
    "Type=\"" OOX "package/2006/relationships/metadata/core-properties\" "
    "Target=\"docProps/core.xml\"/></Relationships>";
static const char book_links[] = XML
    "<Relationships xmlns=\"" OOX "package/2006/relationships\"><Relationship Id=\"rId1\" Type=\"" OOX
    "officeDocument/2006/relationships/worksheet\" Target=\"worksheets/sheet1.xml\"/><Relationship Id=\"rId2\" "
    "Type=\"" OOX "officeDocument/2006/relationships/styles\" Target=\"styles.xml\"/></Relationships>";
/* In the order of STYLE_…: plain, head, integer, day, instant. */
static const char styles[] = XML
    "<styleSheet xmlns=\"" OOX
    "spreadsheetml/2006/main\"><numFmts count=\"2\"><numFmt numFmtId=\"164\" formatCode=\"dd/mm/yyyy\"/><numFmt "
    "numFmtId=\"165\" formatCode=\"dd/mm/yyyy hh:mm\"/></numFmts><fonts count=\"2\"><font><sz val=\"11\"/><name "
    "val=\"Calibri\"/></font><font><b/><sz val=\"11\"/><name val=\"Calibri\"/></font></fonts><fills "
    "count=\"2\"><fill><patternFill patternType=\"none\"/></fill><fill><patternFill "
    "patternType=\"gray125\"/></fill></fills><borders "
    "count=\"1\"><border><left/><right/><top/><bottom/><diagonal/></border></borders><cellStyleXfs "
    "count=\"1\"><xf/></cellStyleXfs><cellXfs count=\"5\"><xf/><xf fontId=\"1\" applyFont=\"1\"/><xf "
    "numFmtId=\"3\" applyNumberFormat=\"1\"/><xf numFmtId=\"164\" applyNumberFormat=\"1\"/><xf numFmtId=\"165\" "
    "applyNumberFormat=\"1\"/></cellXfs></styleSheet>";

/* Made in `raw`, which the sheet does not use yet. */
static Str made(Flow *f)
{
    size_t n = f->raw_n;
    f->raw_n = 0;
    return str_of(f->raw, n);
}

static void put_core(Flow *f)
{
    ArenaMark mark = arena_mark(f->a);
    Str at = instant_iso(f->a, f->p.now);
    put_z(f, XML "<cp:coreProperties xmlns:cp=\"" OOX
                 "package/2006/metadata/core-properties\" xmlns:dc=\"http://purl.org/dc/elements/1.1/\" "
                 "xmlns:dcterms=\"http://purl.org/dc/terms/\" "
                 "xmlns:xsi=\"http://www.w3.org/2001/XMLSchema-instance\"><dc:title>");
    put_escaped(f, f->p.title);
    put_z(f, "</dc:title><dc:description>");
    put_escaped(f, str_or_empty(f->p.source));
    put_z(f, "</dc:description><dcterms:created xsi:type=\"dcterms:W3CDTF\">");
    put(f, at);
    put_z(f, "</dcterms:created></cp:coreProperties>");
    arena_reset(f->a, mark);
    open_part(f, "docProps/core.xml", STORED, made(f));
}

static void put_book(Flow *f)
{
    put_z(f, XML "<workbook xmlns=\"" OOX "spreadsheetml/2006/main\" xmlns:r=\"" OOX
                 "officeDocument/2006/relationships\"><sheets><sheet name=\"");
    put_escaped(f, str_from(f->name));
    put_z(f, "\" sheetId=\"1\" r:id=\"rId1\"/></sheets></workbook>");
    open_part(f, "xl/workbook.xml", STORED, made(f));
}

/* ---- rows ---- */

static void put_name(Flow *f, int column, int64_t row)
{
    char z[4];
    size_t n = 0;
    for (int c = column + 1; c > 0 && n < sizeof z; c = (c - 1) / 26)
        z[n++] = (char)('A' + (c - 1) % 26);
    while (n-- > 0)
        put(f, str_of(&z[n], 1));
    put_i64(f, row);
}

static void begin_cell(Flow *f, int style, bool text)
{
    put_z(f, "<c r=\"");
    put_name(f, f->at, f->row);
    put_z(f, "\"");
    if (style) {
        put_z(f, " s=\"");
        put_i64(f, style);
        put_z(f, "\"");
    }
    put_z(f, text ? " t=\"inlineStr\"><is><t xml:space=\"preserve\">" : "><v>");
}

static void text_cell(Flow *f, Str s, int style)
{
    if (!utf8_valid(s)) {
        f->err = ERR_INVALID;
        return;
    }
    size_t n = xlsx_cell_text(f->cell, s);
    if (n) {
        begin_cell(f, style, true);
        put_escaped(f, str_of(f->cell, n));
        put_z(f, "</t></is></c>");
    }
    f->at++;
}

static void open_row(Flow *f)
{
    put_z(f, "<row r=\"");
    put_i64(f, f->row);
    put_z(f, "\">");
    f->row_open = true;
}

static void close_row(Flow *f)
{
    put_z(f, "</row>");
    f->row_open = false;
    f->at = 0;
    f->row++;
}

static void put_above(Flow *f)
{
    for (int i = 0; i < f->above_n; i++) {
        open_row(f);
        text_cell(f, f->above[i][0], str_is_empty(f->above[i][1]) ? STYLE_HEAD : 0);
        text_cell(f, f->above[i][1], 0);
        close_row(f);
    }
    if (f->above_n)
        f->row++;                                  /* a blank one */
}

static void put_columns(Flow *f)
{
    put_z(f, "<cols>");
    for (int c = 0; c < f->n; c++) {
        put_z(f, "<col min=\"");
        put_i64(f, c + 1);
        put_z(f, "\" max=\"");
        put_i64(f, c + 1);
        put_z(f, "\" width=\"");
        put_i64(f, f->columns[c].width);
        put_z(f, "\" customWidth=\"1\"/>");
    }
    put_z(f, "</cols><sheetData>");
}

/* All that comes before the first row of the table. */
static void begin(Flow *f)
{
    f->begun = true;
    open_part(f, "[Content_Types].xml", STORED, str_from(types));
    open_part(f, "_rels/.rels", STORED, str_from(links));
    put_core(f);
    put_book(f);
    open_part(f, "xl/_rels/workbook.xml.rels", STORED, str_from(book_links));
    open_part(f, "xl/styles.xml", STORED, str_from(styles));
    open_part(f, "xl/worksheets/sheet1.xml", DEFLATED, S(""));
    int64_t head = f->above_n ? f->above_n + 2 : 1;
    put_z(f, XML "<worksheet xmlns=\"" OOX "spreadsheetml/2006/main\"><sheetViews><sheetView "
                 "workbookViewId=\"0\"><pane ySplit=\"");
    put_i64(f, head);
    put_z(f, "\" topLeftCell=\"A");
    put_i64(f, head + 1);
    put_z(f, "\" activePane=\"bottomLeft\" state=\"frozen\"/></sheetView></sheetViews>");
    put_columns(f);
    put_above(f);
    open_row(f);
    for (int c = 0; c < f->n; c++)
        text_cell(f, str_from(f->columns[c].title), STYLE_HEAD);
    close_row(f);
}

/* Whether there is a cell of that kind to be written here. */
static bool cell_begins(Flow *f, XlsxKind kind, size_t bytes)
{
    if (!goes_on(f))
        return false;
    if (!f->begun)
        begin(f);
    assert(f->at < f->n && (kind == 0 || f->columns[f->at].kind == kind));
    if (!f->row_open)
        open_row(f);
    f->bytes += (int64_t)bytes;
    if (f->row > XLSX_ROWS_MAX || f->bytes > 4 * (int64_t)XLSX_TEXT_MAX)
        f->err = ERR_TOO_LARGE;
    return f->err == OK;
}

void flow_text(Flow *f, Str s)
{
    if (cell_begins(f, XLSX_TEXT, s.n))
        text_cell(f, s, 0);
}

static void number_cell(Flow *f, double v, int style)
{
    BUF b = buf_new(KIB);
    begin_cell(f, style, false);
    buf_f64(&b, v);
    put(f, buf_str(&b));
    put_z(f, "</v></c>");
    f->at++;
}

void flow_integer(Flow *f, int64_t v)
{
    if (!cell_begins(f, XLSX_INTEGER, sizeof v))
        return;
    begin_cell(f, STYLE_INTEGER, false);
    put_i64(f, v);
    put_z(f, "</v></c>");
    f->at++;
}

void flow_decimal(Flow *f, double v)
{
    if (!cell_begins(f, XLSX_DECIMAL, sizeof v))
        return;
    if (isfinite(v))
        number_cell(f, v, 0);
    else
        f->err = ERR_INVALID;
}

static void day_cell(Flow *f, Date d, double part, int style)
{
    char z[16];
    double serial;
    if (xlsx_serial(d, &serial, z))
        number_cell(f, serial + part, style);
    else
        text_cell(f, str_from(z), 0);
}

void flow_date(Flow *f, Date d)
{
    if (cell_begins(f, XLSX_DATE, sizeof d))
        day_cell(f, d, 0, STYLE_DATE);
}

void flow_instant(Flow *f, int64_t at)
{
    if (cell_begins(f, XLSX_INSTANT, sizeof at))
        day_cell(f, date_paris(at), xlsx_day_part(at), STYLE_INSTANT);
}

void flow_empty(Flow *f)
{
    if (cell_begins(f, 0, 0))
        f->at++;
}

void flow_end_row(Flow *f)
{
    if (!goes_on(f))
        return;
    assert(f->at == f->n);
    close_row(f);
}

/* ---- from end to end ---- */

static void *zlib_alloc(void *arena, unsigned n, unsigned size)
{
    return arena_array(arena, n, size);
}

static void zlib_free(void *arena, void *p)
{
    (void)arena, (void)p;                          /* it goes with the arena */
}

Flow *flow_new(Arena *a, const XlsxProperties *p, const char *name, const XlsxColumn *columns)
{
    Flow *f = NEW(a, Flow, 1);
    if (!f)
        return NULL;
    *f = (Flow){ .a = a, .p = *p, .name = name, .columns = columns, .row = 1 };
    f->raw = arena_alloc(a, RAW);
    f->cell = arena_alloc(a, (size_t)XLSX_CELL_MAX * 4 + 1);
    f->z = (z_stream){ .zalloc = zlib_alloc, .zfree = zlib_free, .opaque = a };
    while (columns[f->n].title)
        f->n++;
    assert(f->n <= XLSX_COLUMNS_MAX);
    Civil c = civil_paris(p->now);
    f->time = (uint16_t)(c.hour << 11 | c.minute << 5 | c.second / 2);
    f->date = (uint16_t)((c.year < 1980 ? 0 : (c.year - 1980) % 128) << 9 | c.month << 5 | c.day);
    if (!f->raw || !f->cell || deflateInit2(&f->z, LEVEL, Z_DEFLATED, WINDOW, MEM_LEVEL, Z_DEFAULT_STRATEGY) != Z_OK)
        return NULL;
    return f;
}

void flow_to(Flow *f, Buf *out)
{
    if (f)
        f->out = out;
}

void flow_above(Flow *f, Str label, Str value)
{
    if (!goes_on(f))
        return;
    assert(!f->begun && f->above_n < ABOVE_MAX);
    f->above[f->above_n][0] = str_dup(f->a, label);
    f->above[f->above_n++][1] = str_dup(f->a, value);
}

Err flow_finish(Flow *f)
{
    if (!f)
        return ERR_MEMORY;
    if (f->err == OK && !f->begun)
        begin(f);
    if (f->err != OK)
        return f->err;
    assert(f->at == 0 && !f->row_open);
    put_z(f, "</sheetData><autoFilter ref=\"");
    put_name(f, 0, f->above_n ? f->above_n + 2 : 1);
    put_z(f, ":");
    put_name(f, f->n - 1, f->row - 1);
    put_z(f, "\"/></worksheet>");
    deflate_raw(f, Z_FINISH);
    deflateEnd(&f->z);
    const Part *p = &f->parts[f->parts_n - 1];
    put32(f, 0x08074b50);
    put32(f, p->crc);
    put32(f, p->packed);
    put32(f, p->plain);
    put_directory(f);
    return f->err;
}
