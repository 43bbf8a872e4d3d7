// SPDX-License-Identifier: AGPL-3.0-or-later
/* What is written, noted block by block; the end: layout, drawing, what cairo left out. */
#include "core/pdf/pdf.h"

#include <assert.h>
#include <string.h>

#include "core/pdf/pdf_priv.h"
#include "core/qr/qr.h"

static const Geometry formats[] = {
    [PDF_A4] = { 595.28, 841.89, 51, 46, 51, 36, 11 },
    [PDF_A5] = { 419.53, 595.28, 37, 38, 37, 26, 10 },
    [PDF_A4_GRAND] = { 595.28, 841.89, 45, 54, 45, 36, 16 },
    [PDF_A6] = { 297.64, 419.53, 26, 36, 26, 24, 9 },
};

Pdf *pdf_new(Arena *a, const Asset *assets, const PdfInfo *info)
{
    Pdf *p = NEW(a, Pdf, 1);
    if (!p)
        return NULL;
    p->arena = a;
    p->assets = assets;
    p->g = formats[info->format];
    p->info = *info;
    p->info.titre = pdf_sanitize(a, assets, info->titre);
    p->info.editeur = pdf_sanitize(a, assets, info->editeur);
    p->info.sujet = pdf_sanitize(a, assets, info->sujet);
    p->info.pied = pdf_sanitize(a, assets, info->pied);
    return p;
}

static Block *add(Pdf *p, BlockKind kind)
{
    if (!p || p->err != OK)
        return NULL;
    Block *b = p->blocks.n < PDF_BLOCKS_MAX ? vec_push(p->arena, &p->blocks) : NULL;
    if (!b) {
        p->err = p->blocks.n < PDF_BLOCKS_MAX ? ERR_MEMORY : ERR_TOO_LARGE;
        return NULL;
    }
    b->kind = kind;
    return b;
}

static Str copied(Pdf *p, Str text)
{
    if (p->err != OK)
        return S("");
    p->bytes += text.n;
    if (p->bytes > PDF_TEXT_MAX) {
        p->err = ERR_TOO_LARGE;
        return S("");
    }
    Str s = pdf_sanitize(p->arena, p->assets, text);
    if (str_is_none(s))
        p->err = ERR_MEMORY;
    return str_or_empty(s);
}

/* As it stands between the quotes of cairo's attribute: printable ASCII, none of its signs. */
static Str link_ready(Pdf *p, Str url)
{
    static const char *const schemes[] = { "https://", "http://", "mailto:", "tel:" };
    bool known = false;
    for (size_t i = 0; i < sizeof schemes / sizeof *schemes; i++)
        known = known || str_starts(url, str_from(schemes[i]));
    if (!known || url.n > 2000)
        return STR_NONE;
    BUF b = buf_new(8 * KIB);
    for (size_t i = 0; i < url.n; i++) {
        unsigned char c = (unsigned char)url.p[i];
        if (c <= ' ' || c >= 0x7F || strchr("'\\()<>\"[]{}", c))
            buf_format(&b, "%%%02X", c);
        else
            buf_char(&b, (char)c);
    }
    return str_dup(p->arena, buf_str(&b));
}

void pdf_heading(Pdf *p, int level, Str text)
{
    static const char *const tags[] = { "H1", "H2", "H3" };
    Block *b = add(p, BLOCK_TEXT);
    if (!b)
        return;
    b->level = level < 1 ? 1 : level > 3 ? 3 : level;
    b->tag = tags[b->level - 1];
    b->text = copied(p, text);
}

void pdf_banner(Pdf *p, Str text)
{
    pdf_heading(p, 1, text);
    if (p && p->err == OK)
        p->blocks.v[p->blocks.n - 1].style = PDF_POSTER;
}

void pdf_runs(Pdf *p, PdfStyle style, const PdfRun *runs, size_t n)
{
    Block *b = add(p, BLOCK_TEXT);
    Run *noted = b ? NEW(p->arena, Run, n ? n : 1) : NULL;
    Str *parts = b ? NEW(p->arena, Str, n ? n : 1) : NULL;
    if (!noted || !parts) {
        if (b)
            p->err = ERR_MEMORY;
        return;
    }
    size_t at = 0;
    for (size_t i = 0; i < n; i++) {
        parts[i] = copied(p, runs[i].text);
        noted[i] = (Run){ (uint32_t)at, (uint32_t)(at + parts[i].n), runs[i].bold, runs[i].muted,
            link_ready(p, runs[i].link) };
        b->links = b->links || noted[i].link.n > 0;
        at += parts[i].n;
    }
    b->tag = "P";
    b->style = style;
    b->runs = noted;
    b->n_runs = n;
    b->text = str_join(p->arena, parts, n, S(""));
    if (str_is_none(b->text))
        p->err = ERR_MEMORY;
}

void pdf_text(Pdf *p, PdfStyle style, Str text)
{
    Block *b = add(p, BLOCK_TEXT);
    if (!b)
        return;
    b->tag = "P";
    b->style = style;
    b->text = copied(p, text);
}

static void container(Pdf *p, BlockKind kind, const char *tag)
{
    Block *b = add(p, kind);
    if (b)
        b->tag = tag;
}

void pdf_list(Pdf *p, const Str *items, size_t n)
{
    if (n == 0)
        return;
    container(p, BLOCK_OPEN, "L");
    for (size_t i = 0; i < n; i++) {
        Block *b = add(p, BLOCK_TEXT);
        if (!b)
            return;
        b->tag = "LBody";
        b->text = copied(p, items[i]);
    }
    container(p, BLOCK_CLOSE, "L");
}

void pdf_contents(Pdf *p, int level)
{
    Block *b = add(p, BLOCK_CONTENTS);
    if (b)
        b->level = level;
}

/* ---- tables ---- */

static void row(Pdf *p, const Str *cells, bool title)
{
    Table *t = p && p->err == OK ? p->table : NULL;
    if (!t)
        return;
    Block *b = add(p, BLOCK_ROW);
    Str *kept = b ? NEW(p->arena, Str, t->n) : NULL;
    if (!kept) {
        p->err = p->err == OK ? ERR_MEMORY : p->err;
        return;
    }
    for (size_t i = 0; i < t->n; i++)
        kept[i] = copied(p, cells[i]);
    b->title = title;
    b->table = t;
    b->cells = kept;
}

void pdf_table(Pdf *p, Str caption, const PdfColumn *columns, size_t n)
{
    assert(n > 0 && n <= PDF_COLUMNS_MAX);
    container(p, BLOCK_OPEN, "Table");
    if (caption.n > 0) {
        pdf_runs(p, PDF_SMALL, &(PdfRun){ .text = caption, .bold = true }, 1);
        if (p && p->err == OK)
            p->blocks.v[p->blocks.n - 1].tag = "Caption";
    }
    if (!p || p->err != OK)
        return;
    Table *t = NEW(p->arena, Table, 1);
    PdfColumn *kept = NEW(p->arena, PdfColumn, n);
    Str *titles = NEW(p->arena, Str, n);
    if (!t || !kept || !titles) {
        p->err = ERR_MEMORY;
        return;
    }
    *t = (Table){ .columns = kept, .n = n, .header = p->blocks.n };
    for (size_t i = 0; i < n; i++) {
        kept[i] = columns[i];
        titles[i] = columns[i].title;
        t->total += columns[i].width;
    }
    p->table = t;
    row(p, titles, true);
}

void pdf_row(Pdf *p, const Str *cells)
{
    row(p, cells, false);
}

void pdf_table_end(Pdf *p)
{
    container(p, BLOCK_CLOSE, "Table");
    if (p)
        p->table = NULL;
}

/* ---- the page ---- */

void pdf_keep(Pdf *p)
{
    if (p && !p->keep && add(p, BLOCK_KEEP))
        p->keep = true;
}

void pdf_keep_end(Pdf *p)
{
    if (p && p->keep && add(p, BLOCK_KEEP_END))
        p->keep = false;
}

void pdf_columns(Pdf *p, int n)
{
    Block *b = add(p, BLOCK_COLUMNS);
    if (b)
        b->amount = n == 2 ? 2 : 1;
}

void pdf_page_break(Pdf *p)
{
    (void)add(p, BLOCK_PAGE);
}

void pdf_column_break(Pdf *p)
{
    Block *b = add(p, BLOCK_PAGE);
    if (b)
        b->amount = 1;
}

void pdf_space(Pdf *p, double mm)
{
    Block *b = add(p, BLOCK_SPACE);
    if (b)
        b->amount = mm;
}

void pdf_rule(Pdf *p)
{
    (void)add(p, BLOCK_RULE);
}

/* ---- drawings ---- */

void pdf_figure(Pdf *p, const PdfFigure *figure)
{
    Block *b = add(p, BLOCK_FIGURE);
    if (!b)
        return;
    b->tag = "Figure";
    b->figure = *figure;
    b->figure.alt = copied(p, figure->alt);
}

static void draw_qr(PdfCanvas *c, void *arg)
{
    const Qr *qr = arg;
    canvas_rect(c, 0, 0, qr->size, qr->size, PDF_PAPER);
    (void)canvas_path(c, qr->path, 0, PDF_INK);
}

void pdf_qr(Pdf *p, Str url, double mm, PdfAlign align, Str alt)
{
    if (!p || p->err != OK)
        return;
    Qr *qr = NEW(p->arena, Qr, 1);
    Err e = qr ? qr_make(p->arena, url, QR_MEDIUM, qr) : ERR_MEMORY;
    if (e != OK) {
        p->err = e;
        return;
    }
    pdf_figure(p, &(PdfFigure){ qr->size, qr->size, mm, align, alt, draw_qr, qr });
}

/* ---- the end ---- */

/* Titles are known at the end: their entries take the place of BLOCK_CONTENTS, and what follows moves down. */
static Err expand_contents(Pdf *p)
{
    size_t titles = 0, at = 0;
    while (at < p->blocks.n && p->blocks.v[at].kind != BLOCK_CONTENTS)
        at++;
    if (at == p->blocks.n)
        return OK;
    int level = p->blocks.v[at].level;
    for (size_t i = 0; i < p->blocks.n; i++)
        titles += p->blocks.v[i].level >= 2 && p->blocks.v[i].level <= level && p->blocks.v[i].kind == BLOCK_TEXT;
    size_t shift = titles + 1;                     /* with its two containers, without itself */
    Block *v = NEW(p->arena, Block, p->blocks.n + shift);
    if (!v)
        return ERR_MEMORY;
    memcpy(v, p->blocks.v, at * sizeof *v);
    memcpy(v + at + shift + 1, p->blocks.v + at + 1, (p->blocks.n - at - 1) * sizeof *v);
    v[at] = (Block){ .kind = BLOCK_OPEN, .tag = "TOC" };
    size_t n = at + 1, all = p->blocks.n + shift;
    v[at + shift] = (Block){ .kind = BLOCK_CLOSE, .tag = "TOC" };
    for (size_t i = 0; i < all; i++) {
        if (v[i].kind == BLOCK_TEXT && v[i].level >= 2 && v[i].level <= level)
            v[n++] = (Block){ .kind = BLOCK_ENTRY, .tag = "TOCI", .text = v[i].text, .target = i, .level = v[i].level };
        if (v[i].table && v[i].title && i > at)
            ((Table *)v[i].table)->header = i;
    }
    p->blocks.v = v;
    p->blocks.n = all;
    p->blocks.cap = all;
    return OK;
}

static Err finish(Pdf *p, Buf *out)
{
    TRY(p->err);
    TRY(expand_contents(p));
    p->fonts = pdf_fonts(p->assets);
    if (!p->fonts)
        return ERR_IO;
    p->context = pango_font_map_create_context(p->fonts);
    pango_context_set_language(p->context, pango_language_from_string("fr"));
    pango_context_set_round_glyph_positions(p->context, FALSE);
    cairo_font_options_t *o = cairo_font_options_create();
    cairo_font_options_set_hint_style(o, CAIRO_HINT_STYLE_NONE);
    cairo_font_options_set_hint_metrics(o, CAIRO_HINT_METRICS_OFF);
    pango_cairo_context_set_font_options(p->context, o);
    pango_cairo_context_set_resolution(p->context, 72);
    cairo_font_options_destroy(o);
    TRY(pdf_lay_out(p));
    return pdf_draw(p, out);
}

Err pdf_finish(Pdf *p, Buf *out, int *ret_pages)
{
    if (!p)
        return ERR_MEMORY;
    Err e = finish(p, out);
    pdf_laid_done(p);
    if (p->context)
        g_object_unref(p->context);
    if (p->fonts)
        g_object_unref(p->fonts);
    p->context = NULL;
    p->fonts = NULL;
    if (p->err == OK)
        p->err = ERR_INTERNAL;                     /* a second call */
    if (e == OK && arena_failed(p->arena))
        e = ERR_MEMORY;
    if (e == OK && ret_pages)
        *ret_pages = p->pages;
    return e;
}
