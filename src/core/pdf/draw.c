// SPDX-License-Identifier: AGPL-3.0-or-later
/*
 * Drawing: the fragments, page by page, each inside its tag. cairo gives a place in the structure to the innermost tags only:
 * a paragraph with links holds spans and links, and a container opens with the first thing that it holds.
 */
#include <cairo-pdf.h>
#include <stdio.h>

#include "core/pdf/pdf_priv.h"

enum { PENDING_MAX = 4 };

typedef struct Draw {
    Pdf *p;
    cairo_t *cr;
    cairo_surface_t *surface;
    int page;
    const char *pending[PENDING_MAX];              /* containers that hold nothing yet */
    int n_pending;
    VEC(Str) alts;
    Buf scopes;
} Draw;

static cairo_status_t write_bytes(void *to, const unsigned char *bytes, unsigned n)
{
    Buf *b = to;
    buf_put(b, str_of((const char *)bytes, n));
    return b->failed ? CAIRO_STATUS_WRITE_ERROR : CAIRO_STATUS_SUCCESS;
}

void pdf_color(cairo_t *cr, PdfColor color)
{
    static const uint32_t colors[PDF_COLORS_N] = {
        [PDF_INK] = 0x1c2a26,
        [PDF_GREY] = 0x4f5d57,
        [PDF_LINE] = 0xd8cfb6,
        [PDF_PAPER] = 0xffffff,
        [PDF_PINE] = 0x0f5648,
        [PDF_WHEAT] = 0xe9b44c,
        [PDF_WHEAT_PALE] = 0xfbeecb,
        [PDF_BRICK] = 0x9c3414,
        [PDF_BLUE] = 0x0b5a6b,
        [PDF_D1] = 0x14695f,
        [PDF_D2] = 0xd68a1c,
        [PDF_D3] = 0x6d4a8c,
        [PDF_D4] = 0x8fb6ad,
        [PDF_D5] = 0xa8471f,
        [PDF_K1] = 0xf7edc8,
        [PDF_K2] = 0xdccf8c,
        [PDF_K3] = 0x9fb877,
        [PDF_K4] = 0x4c8d72,
        [PDF_K5] = 0x1d5550,
    };
    uint32_t c = colors[color];
    cairo_set_source_rgb(cr, (c >> 16) / 255.0, (c >> 8 & 0xff) / 255.0, (c & 0xff) / 255.0);
}

static void fill_rect(cairo_t *cr, double x, double y, double w, double h, PdfColor color)
{
    pdf_color(cr, color);
    cairo_rectangle(cr, x, y, w, h);
    cairo_fill(cr);
}

/* ---- tags ---- */

static void open_pending(Draw *d)
{
    for (int i = 0; i < d->n_pending; i++)
        cairo_tag_begin(d->cr, d->pending[i], NULL);
    d->n_pending = 0;
}

static void leaf(Draw *d, const char *tag)
{
    open_pending(d);
    cairo_tag_begin(d->cr, tag, NULL);
}

static void container(Draw *d, const Block *b)
{
    if (b->kind == BLOCK_OPEN && d->n_pending < PENDING_MAX)
        d->pending[d->n_pending++] = b->tag;
    else if (b->kind == BLOCK_CLOSE && d->n_pending > 0)
        d->n_pending--;
    else
        cairo_tag_end(d->cr, b->tag);
}

/* ---- lines ---- */

/* Which run the leaf that is open belongs to. */
typedef struct Leaf {
    bool open;
    bool link;
    size_t run;
} Leaf;

static void leaf_close(Draw *d, Leaf *l)
{
    if (l->open)
        cairo_tag_end(d->cr, l->link ? CAIRO_TAG_LINK : "Span");
    l->open = false;
}

static void leaf_to(Draw *d, const Block *b, size_t run, Leaf *l)
{
    bool link = b->runs[run].link.n > 0;
    if (l->open && (l->link ? l->run == run : !link))
        return;
    leaf_close(d, l);
    *l = (Leaf){ true, link, run };
    if (!link) {
        cairo_tag_begin(d->cr, "Span", NULL);
        return;
    }
    char attributes[8 * 1024 + 16];
    (void)snprintf(attributes, sizeof attributes, "uri='%.*s'", STR_ARG(b->runs[run].link));
    cairo_tag_begin(d->cr, CAIRO_TAG_LINK, attributes);
}

static size_t run_at(const Block *b, int offset)
{
    size_t i = 0;
    while (i + 1 < b->n_runs && (int)b->runs[i].to <= offset)
        i++;
    return i;
}

static PdfColor color_of(const Block *b, const Run *r)
{
    if (r && r->link.n > 0)
        return PDF_BLUE;
    if ((r && r->muted) || b->style == PDF_MUTED)
        return PDF_GREY;
    return b->level > 0 && b->kind == BLOCK_TEXT ? PDF_PINE : PDF_INK;
}

static void show_item(Draw *d, const Block *b, const Laid *l, PangoLayoutIter *it, double x, double y, Leaf *open)
{
    PangoGlyphItem *item = pango_layout_iter_get_run_readonly(it);
    if (!item)
        return;
    PangoRectangle place;
    pango_layout_iter_get_run_extents(it, NULL, &place);
    size_t at = run_at(b, item->item->offset);
    const Run *r = b->n_runs ? &b->runs[at] : NULL;
    if (r && b->links)
        leaf_to(d, b, at, open);
    double left = x + pango_units_to_double(place.x);
    pdf_color(d->cr, color_of(b, r));
    cairo_move_to(d->cr, left, y);
    pango_cairo_show_glyph_item(d->cr, pango_layout_get_text(l->layout), item);
    if (r && r->link.n > 0) {
        cairo_set_line_width(d->cr, 0.6);
        cairo_move_to(d->cr, left, y + 1.6);
        cairo_rel_line_to(d->cr, pango_units_to_double(place.width), 0);
        cairo_stroke(d->cr);
    }
}

/* Lines [from, to) of `l`, the first one's top at (x, y). */
static void show_lines(Draw *d, const Block *b, const Laid *l, int from, int to, double x, double y)
{
    if (from >= l->n)
        return;
    Leaf open = { 0 };
    PangoLayoutIter *it = pango_layout_get_iter(l->layout);
    PangoLayoutLine *last = NULL;
    int line = -1;
    do {
        PangoLayoutLine *now = pango_layout_iter_get_line_readonly(it);
        if (now != last) {
            if (open.link)
                leaf_close(d, &open);              /* the rectangle of a link is that of one line */
            line++;
            last = now;
        }
        if (line >= from && line < to && line < l->n)
            show_item(d, b, l, it, x, y - l->lines[from].top + l->lines[line].baseline, &open);
    } while (line < to && pango_layout_iter_next_run(it));
    pango_layout_iter_free(it);
    leaf_close(d, &open);
}

static void show_text(Draw *d, const Block *b, const Fragment *f)
{
    bool item = b->tag[0] == 'L';
    if (item) {
        open_pending(d);
        cairo_tag_begin(d->cr, "LI", NULL);
    }
    leaf(d, b->tag);
    if (item && f->from == 0) {
        double r = d->p->g.body * 0.15;
        pdf_color(d->cr, PDF_PINE);
        cairo_new_path(d->cr);
        cairo_arc(d->cr, f->x - d->p->g.body * 0.6, f->y + b->laid.lines[0].baseline - d->p->g.body * 0.28, r, 0,
            2 * G_PI);
        cairo_fill(d->cr);
    }
    show_lines(d, b, &b->laid, f->from, f->to, f->x, f->y);
    cairo_tag_end(d->cr, b->tag);
    if (item)
        cairo_tag_end(d->cr, "LI");
}

/* ---- the other blocks ---- */

static void show_line_of_text(Draw *d, Str text, double size, PdfColor color, double x, double y, double width,
    PdfAlign align)
{
    PangoLayout *l = pdf_layout_new(d->p, text, size, false, width, align, NULL, 0);
    if (width >= 0) {
        pango_layout_set_ellipsize(l, PANGO_ELLIPSIZE_END);
        pango_layout_set_height(l, -1);
    }
    pdf_color(d->cr, color);
    cairo_move_to(d->cr, x, y);
    pango_cairo_show_layout(d->cr, l);
    g_object_unref(l);
}

static void show_entry(Draw *d, const Block *b, const Fragment *f)
{
    const Block *target = &d->p->blocks.v[b->target];
    char z[96];
    double right = f->x + b->width, size = pdf_size(d->p, b), last = b->laid.lines[b->laid.n - 1].baseline;
    (void)snprintf(z, sizeof z, "page=%d pos=[%.1f %.1f]", target->page + 1, target->x, target->y);
    leaf(d, b->tag);
    cairo_tag_begin(d->cr, CAIRO_TAG_LINK, z);
    show_lines(d, b, &b->laid, f->from, f->to, f->x, f->y);
    if (f->to == b->laid.n) {
        Str number = str_format(d->p->arena, " p. %d", target->page + 1);
        show_line_of_text(d, str_or_empty(number), size, PDF_INK, right - 4 * size,
            f->y + b->laid.lines[b->laid.n - 1].top - b->laid.lines[f->from].top, 4 * size, PDF_RIGHT);
    }
    cairo_tag_end(d->cr, CAIRO_TAG_LINK);
    cairo_tag_end(d->cr, b->tag);
    pdf_color(d->cr, PDF_LINE);
    cairo_set_line_width(d->cr, 0.6);
    cairo_move_to(d->cr, f->x, f->y + last + 4.5);
    cairo_line_to(d->cr, right, f->y + last + 4.5);
    cairo_stroke(d->cr);
}

static void show_row(Draw *d, const Block *b, const Fragment *f)
{
    const Table *t = b->table;
    double x = f->x, low = 0;
    if (!f->again) {
        open_pending(d);
        cairo_tag_begin(d->cr, "TR", NULL);
    }
    for (size_t i = 0; i < t->n; i++) {
        const Laid *l = &b->cells_laid[i];
        bool head = b->title || t->columns[i].head;
        int to = f->to < l->n ? f->to : l->n;
        if (!f->again) {
            cairo_tag_begin(d->cr, head ? "TH" : "TD", NULL);
            if (head)
                buf_char(&d->scopes, b->title ? 'c' : 'r');
        }
        if (f->from < l->n)
            show_lines(d, b, l, f->from, to, x + 5, f->y + 3);
        if (!f->again)
            cairo_tag_end(d->cr, head ? "TH" : "TD");
        x += cell_width(t, i, b->width);
        if (f->from < to && l->lines[to - 1].bottom - l->lines[f->from].top > low)
            low = l->lines[to - 1].bottom - l->lines[f->from].top;
    }
    if (!f->again)
        cairo_tag_end(d->cr, "TR");
    pdf_color(d->cr, b->title ? PDF_PINE : PDF_LINE);
    cairo_set_line_width(d->cr, b->title ? 1.2 : 0.6);
    cairo_move_to(d->cr, f->x, f->y + low + 6);
    cairo_rel_line_to(d->cr, b->width, 0);
    cairo_stroke(d->cr);
}

static void show_figure(Draw *d, const Block *b, const Fragment *f)
{
    const PdfFigure *g = &b->figure;
    double wide = MM(g->width_mm), shift = g->align == PDF_LEFT ? 0 : b->width - wide;
    Str *alt = vec_push(d->p->arena, &d->alts);
    if (alt)
        *alt = g->alt;
    leaf(d, b->tag);
    cairo_save(d->cr);
    cairo_translate(d->cr, f->x + (g->align == PDF_MIDDLE ? shift / 2 : shift), f->y);
    cairo_scale(d->cr, wide / g->width, wide / g->width);
    cairo_rectangle(d->cr, 0, 0, g->width, g->height);
    cairo_clip(d->cr);
    g->draw(&(PdfCanvas){ d->p, d->cr }, g->arg);
    cairo_restore(d->cr);
    cairo_tag_end(d->cr, b->tag);
}

/* ---- pages ---- */

static void show_edges(Draw *d)
{
    const Pdf *p = d->p;
    const Geometry *g = &p->g;
    double small = p->info.format == PDF_A4_GRAND ? g->body : g->body * 0.78, width = g->width - g->left - g->right;
    if (d->page == 0) {
        fill_rect(d->cr, 0, 0, g->width, 5, PDF_PINE);
        fill_rect(d->cr, 0, 7, g->width, 2, PDF_WHEAT);
        fill_rect(d->cr, 0, 11, g->width, 1, PDF_PINE);
    }
    Str issued = str_cat(p->arena, S("Édité le "), date_french(p->arena, date_paris(p->info.now)));
    Str number = str_format(p->arena, "page %d/%d", d->page + 1, p->pages);
    if (str_is_none(issued) || str_is_none(number))
        return;                                    /* the arena has failed: pdf_finish says so */
    double top = g->top - 12 - small * 1.3, foot = g->height - g->bottom - p->foot + 6;
    show_line_of_text(d, d->page == 0 ? p->info.editeur : p->info.titre, small, PDF_GREY, g->left, top, width * 0.58,
        PDF_LEFT);
    show_line_of_text(d, issued, small, PDF_GREY, g->left + width * 0.6, top, width * 0.4, PDF_RIGHT);
    fill_rect(d->cr, g->left, foot, width, 0.6, PDF_LINE);
    PangoLayout *l = pdf_layout_new(p, p->info.pied, small, false, width - 7 * small, PDF_LEFT, NULL, 0);
    pango_layout_set_height(l, -pdf_foot_lines(p));
    pango_layout_set_ellipsize(l, PANGO_ELLIPSIZE_END);
    pdf_color(d->cr, PDF_GREY);
    cairo_move_to(d->cr, g->left, foot + 6);
    pango_cairo_show_layout(d->cr, l);
    g_object_unref(l);
    show_line_of_text(d, number, small, PDF_GREY, g->left + width - 7 * small, foot + 6, 7 * small, PDF_RIGHT);
}

static void page_to(Draw *d, int page)
{
    while (d->page < page) {
        cairo_show_page(d->cr);
        d->page++;
        show_edges(d);
    }
}

static void show(Draw *d, const Fragment *f)
{
    const Block *b = &d->p->blocks.v[f->block];
    switch (b->kind) {
    case BLOCK_OPEN:
    case BLOCK_CLOSE:
        container(d, b);
        return;
    case BLOCK_TEXT:
        page_to(d, f->page);
        show_text(d, b, f);
        return;
    case BLOCK_ENTRY:
        page_to(d, f->page);
        show_entry(d, b, f);
        return;
    case BLOCK_ROW:
        page_to(d, f->page);
        show_row(d, b, f);
        return;
    case BLOCK_FIGURE:
        page_to(d, f->page);
        show_figure(d, b, f);
        return;
    case BLOCK_RULE:
        page_to(d, f->page);
        fill_rect(d->cr, f->x, f->y, b->width, 0.6, PDF_LINE);
        return;
    case BLOCK_SPACE:
    case BLOCK_PAGE:
    case BLOCK_COLUMNS:
    case BLOCK_KEEP:
    case BLOCK_KEEP_END:
    case BLOCK_CONTENTS:
        return;
    }
}

static void add_bookmarks(const Draw *d)
{
    int parents[4] = { CAIRO_PDF_OUTLINE_ROOT, CAIRO_PDF_OUTLINE_ROOT, CAIRO_PDF_OUTLINE_ROOT, CAIRO_PDF_OUTLINE_ROOT };
    for (size_t i = 0; i < d->p->blocks.n; i++) {
        const Block *b = &d->p->blocks.v[i];
        if (b->kind != BLOCK_TEXT || b->level == 0)
            continue;
        char z[96];
        (void)snprintf(z, sizeof z, "page=%d pos=[%.1f %.1f]", b->page + 1, b->x, b->y);
        int id = cairo_pdf_surface_add_outline(d->surface, parents[b->level - 1], b->text.p, z,
            b->level == 1 ? CAIRO_PDF_OUTLINE_FLAG_OPEN : 0);
        for (int level = b->level; level < 4; level++)
            parents[level] = id;
    }
}

static void describe(const Draw *d)
{
    const PdfInfo *i = &d->p->info;
    Str made = date_iso(d->p->arena, date_paris(i->now)); /* the day alone: the same bytes all day */
    cairo_pdf_surface_set_metadata(d->surface, CAIRO_PDF_METADATA_TITLE, i->titre.p);
    cairo_pdf_surface_set_metadata(d->surface, CAIRO_PDF_METADATA_AUTHOR, i->editeur.p);
    cairo_pdf_surface_set_metadata(d->surface, CAIRO_PDF_METADATA_CREATOR, "Ensemble");
    if (i->sujet.n > 0)
        cairo_pdf_surface_set_metadata(d->surface, CAIRO_PDF_METADATA_SUBJECT, i->sujet.p);
    if (made.n > 0) {
        cairo_pdf_surface_set_metadata(d->surface, CAIRO_PDF_METADATA_CREATE_DATE, made.p);
        cairo_pdf_surface_set_metadata(d->surface, CAIRO_PDF_METADATA_MOD_DATE, made.p);
    }
}

static cairo_status_t draw_all(Draw *d)
{
    describe(d);
    cairo_tag_begin(d->cr, "Document", NULL);
    show_edges(d);
    for (size_t i = 0; i < d->p->fragments.n; i++)
        show(d, &d->p->fragments.v[i]);
    page_to(d, d->p->pages - 1);
    cairo_tag_end(d->cr, "Document");
    add_bookmarks(d);
    cairo_show_page(d->cr);
    cairo_status_t status = cairo_status(d->cr);
    cairo_surface_finish(d->surface);
    return status != CAIRO_STATUS_SUCCESS ? status : cairo_surface_status(d->surface);
}

Err pdf_draw(Pdf *p, Buf *out)
{
    BUF made = buf_new(PDF_BYTES_MAX);
    Draw d = { .p = p, .scopes = buf_new(PDF_BLOCKS_MAX * PDF_COLUMNS_MAX) };
    d.surface = cairo_pdf_surface_create_for_stream(write_bytes, &made, p->g.width, p->g.height);
    /* As plain a file as can be: the same objects whatever the version of cairo, for mend.c. */
    cairo_pdf_surface_restrict_to_version(d.surface, CAIRO_PDF_VERSION_1_4);
    d.cr = cairo_create(d.surface);
    cairo_status_t status = draw_all(&d);
    cairo_destroy(d.cr);
    cairo_surface_destroy(d.surface);
    Str scopes = buf_str(&d.scopes);
    Err e = OK;
    if (made.failed)
        e = ERR_TOO_LARGE;
    else if (status == CAIRO_STATUS_NO_MEMORY || d.scopes.failed || arena_failed(p->arena))
        e = ERR_MEMORY;
    else if (status != CAIRO_STATUS_SUCCESS)
        e = ERR_INTERNAL;
    if (e == OK)
        e = pdf_mend(p->arena, buf_str(&made), &(PdfMend){ d.alts.v, d.alts.n, scopes.p, scopes.n }, out);
    buf_done(&d.scopes);
    return e;
}
