// SPDX-License-Identifier: AGPL-3.0-or-later
/*
 * Layout: the blocks, in order, to the lines and places of the pages. A block asks how much has to hold together from it on
 * (a title and two lines after it, the whole of a kept group, a table's header and its first row), moves to the next
 * column when that does not fit, then places its lines, cut in two where they are many: never a line alone.
 */
#include <math.h>

#include "core/pdf/pdf_priv.h"

enum { GUTTER = 20, CELL_X = 5, CELL_Y = 3 };

typedef struct Walk {
    Pdf *p;
    int page, column, columns;
    double y, top, deepest, bottom;                /* of the region of columns, on this page */
    bool fresh;                                    /* nothing stands above in this column */
    size_t kept;                                   /* up to this block nothing is cut: it has been seen to fit */
} Walk;

static double content_width(const Pdf *p)
{
    return p->g.width - p->g.left - p->g.right;
}

static double column_width(const Walk *w)
{
    return (content_width(w->p) - (w->columns - 1) * GUTTER) / w->columns;
}

static double column_x(const Walk *w)
{
    return w->p->g.left + w->column * (column_width(w) + GUTTER);
}

double cell_width(const Table *t, size_t i, double width)
{
    return width * t->columns[i].width / t->total;
}

/* ---- texts ---- */

double pdf_size(const Pdf *p, const Block *b)
{
    static const double styles[PDF_STYLES_N] = { [PDF_BODY] = 1,
        [PDF_LEAD] = 1.2,
        [PDF_SMALL] = 0.87,
        [PDF_MUTED] = 0.87,
        [PDF_CENTRED] = 1,
        [PDF_BIG] = 2,
        [PDF_POSTER] = 3,
        [PDF_ADDRESS] = 1 };
    static const double titles[] = { 1, 1.9, 1.35, 1.1 }, titles_grand[] = { 1, 1.6, 1.25, 1.05 };
    bool grand = p->info.format == PDF_A4_GRAND;
    double k = b->level && b->kind == BLOCK_TEXT && b->style != PDF_POSTER ? (grand ? titles_grand : titles)[b->level]
                                                                           : styles[b->style];
    if (b->kind == BLOCK_ROW)
        k = 0.9;
    return p->g.body * (grand && k < 1 ? 1 : k);
}

static void add_attributes(PangoLayout *l, const Run *runs, size_t n)
{
    PangoAttrList *list = pango_attr_list_new();
    for (size_t i = 0; i < n; i++) {
        /* A colour of its own, which nothing draws with: pango then never joins two runs. */
        PangoAttribute *split = pango_attr_foreground_new((guint16)i, 0, 0);
        split->start_index = runs[i].from;
        split->end_index = runs[i].to;
        pango_attr_list_insert(list, split);
        if (!runs[i].bold)
            continue;
        PangoAttribute *bold = pango_attr_weight_new(PANGO_WEIGHT_BOLD);
        bold->start_index = runs[i].from;
        bold->end_index = runs[i].to;
        pango_attr_list_insert(list, bold);
    }
    pango_layout_set_attributes(l, list);
    pango_attr_list_unref(list);
}

PangoLayout *pdf_layout_new(const Pdf *p, Str text, double size, bool bold, double width, PdfAlign align,
    const Run *runs, size_t n)
{
    static const PangoAlignment alignments[] = { PANGO_ALIGN_LEFT, PANGO_ALIGN_CENTER, PANGO_ALIGN_RIGHT };
    PangoLayout *l = pango_layout_new(p->context);
    PangoFontDescription *d = pango_font_description_new();
    pango_font_description_set_family_static(d, "Atkinson Hyperlegible");
    pango_font_description_set_weight(d, bold ? PANGO_WEIGHT_BOLD : PANGO_WEIGHT_NORMAL);
    pango_font_description_set_absolute_size(d, size * PANGO_SCALE);
    pango_layout_set_font_description(l, d);
    pango_font_description_free(d);
    pango_layout_set_text(l, text.p, (int)text.n);
    pango_layout_set_alignment(l, alignments[align]);
    pango_layout_set_width(l, width < 0 ? -1 : (int)(width * PANGO_SCALE));
    pango_layout_set_wrap(l, PANGO_WRAP_WORD_CHAR);
    pango_layout_set_spacing(l, (int)(size * 0.06 * PANGO_SCALE));
    if (n > 0)
        add_attributes(l, runs, n);
    return l;
}

static Err lay(Pdf *p, PangoLayout *l, Laid *ret)
{
    int n = pango_layout_get_line_count(l), i = 0;
    Line *lines = NEW(p->arena, Line, (size_t)n);
    ret->layout = l;                               /* freed by pdf_laid_done whatever comes */
    if (!lines)
        return ERR_MEMORY;
    PangoLayoutIter *it = pango_layout_get_iter(l);
    do {
        int top, bottom;
        pango_layout_iter_get_line_yrange(it, &top, &bottom);
        lines[i++] = (Line){ (float)pango_units_to_double(top),
            (float)pango_units_to_double(pango_layout_iter_get_baseline(it)), (float)pango_units_to_double(bottom) };
    } while (i < n && pango_layout_iter_next_line(it));
    pango_layout_iter_free(it);
    ret->lines = lines;
    ret->n = i;
    ret->height = i ? lines[i - 1].bottom : 0;
    return OK;
}

static void laid_free(Laid *l)
{
    if (l->layout)
        g_object_unref(l->layout);
    *l = (Laid){ 0 };
}

static void block_free(Block *b)
{
    laid_free(&b->laid);
    for (size_t i = 0; b->cells_laid && b->table && i < b->table->n; i++)
        laid_free(&b->cells_laid[i]);
    b->cells_laid = NULL;
}

void pdf_laid_done(Pdf *p)
{
    for (size_t i = 0; i < p->blocks.n; i++)
        block_free(&p->blocks.v[i]);
}

/* ---- the size of each block ---- */

static double indent_of(const Pdf *p, const Block *b, double width)
{
    if (b->kind == BLOCK_TEXT && b->style == PDF_ADDRESS)
        return width / 2;
    if (b->kind == BLOCK_TEXT && b->tag[0] == 'L')
        return p->g.body * 1.1;
    return b->kind == BLOCK_ENTRY ? (b->level - 2) * p->g.body * 1.5 : 0;
}

static double gap_of(const Pdf *p, const Block *b)
{
    static const double titles[] = { 0.45, 0.2, 1.3, 0.8 };
    double k = 0;
    if (b->kind == BLOCK_TEXT)
        k = b->tag[0] == 'L' ? 0.2 : b->tag[0] == 'C' ? 0.9 : titles[b->level];
    else if (b->kind == BLOCK_FIGURE || b->kind == BLOCK_RULE)
        k = 0.7;
    else if (b->kind == BLOCK_ENTRY)
        k = 0.3;
    else if (b->kind == BLOCK_ROW && b->title)
        k = 0.4;
    return k * p->g.body;
}

static Err prepare_row(Pdf *p, Block *b, double width)
{
    const Table *t = b->table;
    b->cells_laid = NEW(p->arena, Laid, t->n);
    if (!b->cells_laid)
        return ERR_MEMORY;
    for (size_t i = 0; i < t->n; i++) {
        const PdfColumn *c = &t->columns[i];
        double inner = cell_width(t, i, width) - 2 * CELL_X;
        if (inner < p->g.body)
            inner = p->g.body;
        TRY(lay(p,
            pdf_layout_new(p, b->cells[i], pdf_size(p, b), b->title || c->head, inner, c->right ? PDF_RIGHT : PDF_LEFT,
                NULL, 0),
            &b->cells_laid[i]));
        if (b->cells_laid[i].height > b->height)
            b->height = b->cells_laid[i].height;
    }
    b->height += 2 * CELL_Y;
    return OK;
}

static Err prepare_text(Pdf *p, Block *b, double width)
{
    bool centred = b->style == PDF_CENTRED || b->style == PDF_BIG || b->style == PDF_POSTER;
    double inner = width - indent_of(p, b, width) - (b->kind == BLOCK_ENTRY ? 4.5 * p->g.body : 0);
    TRY(lay(p,
        pdf_layout_new(p, b->text, pdf_size(p, b),
            (b->level > 0 && b->kind == BLOCK_TEXT) || b->style == PDF_POSTER || b->style == PDF_BIG, inner,
            centred ? PDF_MIDDLE : PDF_LEFT, b->runs, b->n_runs),
        &b->laid));
    b->height = b->laid.height;
    return OK;
}

static void prepare_figure(const Walk *w, Block *b, double width)
{
    double room = w->bottom - w->p->g.top;
    double wide = b->figure.width_mm > 0 ? MM(b->figure.width_mm) : width;
    wide = wide > width ? width : wide;
    b->height = wide * b->figure.height / b->figure.width;
    if (b->height > room) {
        wide *= room / b->height;
        b->height = room;
    }
    b->figure.width_mm = wide * 25.4 / 72;
}

static Err prepare(Walk *w, Block *b)
{
    double width = column_width(w);
    if (b->width > 0 && fabs(b->width - width) < 0.01)
        return OK;
    block_free(b);
    b->width = width;
    b->height = 0;
    b->gap = gap_of(w->p, b);
    if (b->kind == BLOCK_TEXT || b->kind == BLOCK_ENTRY)
        return prepare_text(w->p, b, width);
    if (b->kind == BLOCK_ROW)
        return prepare_row(w->p, b, width);
    if (b->kind == BLOCK_FIGURE)
        prepare_figure(w, b, width);
    else if (b->kind == BLOCK_SPACE)
        b->height = MM(b->amount);
    else if (b->kind == BLOCK_RULE)
        b->height = 1;
    return OK;
}

/* ---- what holds together ---- */

/* The whole group that opens at block `i`. */
static Err group_height(Walk *w, size_t i, size_t *ret_end, double *ret)
{
    double sum = 0;
    for (i++; i < w->p->blocks.n && w->p->blocks.v[i].kind != BLOCK_KEEP_END; i++) {
        Block *b = &w->p->blocks.v[i];
        TRY(prepare(w, b));
        sum += b->height + b->gap;
    }
    *ret_end = i;
    *ret = sum;
    return OK;
}

/* From block `i` on, what must not be parted, its first gap left out. */
static Err together(Walk *w, size_t i, double *ret)
{
    double sum = 0;
    bool more = true;
    for (bool first = true; more && i < w->p->blocks.n; i++) {
        Block *b = &w->p->blocks.v[i];
        if (b->kind == BLOCK_OPEN || b->kind == BLOCK_CLOSE || b->kind == BLOCK_KEEP_END)
            continue;
        if (b->kind == BLOCK_PAGE || b->kind == BLOCK_COLUMNS || b->kind == BLOCK_CONTENTS)
            break;
        if (b->kind == BLOCK_KEEP) {
            size_t end = i;
            double group = 0;
            TRY(group_height(w, i, &end, &group));
            if (group <= w->bottom - w->p->g.top) {
                *ret = sum + group;
                return OK;
            }
            continue;                              /* longer than a page: its pieces are on their own */
        }
        TRY(prepare(w, b));
        sum += first ? 0 : b->gap;
        first = false;
        more = (b->level > 0 && b->kind == BLOCK_TEXT) || (b->kind == BLOCK_ROW && b->title) ||
               b->kind == BLOCK_SPACE || b->kind == BLOCK_RULE || (b->kind == BLOCK_TEXT && b->tag[0] == 'C');
        sum += b->kind == BLOCK_TEXT && !more && b->laid.n > 3 ? b->laid.lines[1].bottom : b->height;
    }
    *ret = sum;
    return OK;
}

/* ---- placing ---- */

static Err next_column(Walk *w)
{
    if (w->y > w->deepest)
        w->deepest = w->y;
    if (w->column + 1 < w->columns) {
        w->column++;
    } else {
        w->page++;
        w->column = 0;
        w->top = w->deepest = w->p->g.top;
    }
    w->y = w->top;
    w->fresh = true;
    return w->page < PDF_PAGES_MAX ? OK : ERR_TOO_LARGE;
}

static Err emit(Walk *w, Block *b, Fragment f, double height)
{
    Fragment *to = vec_push(w->p->arena, &w->p->fragments);
    if (!to)
        return ERR_MEMORY;
    *to = f;
    to->block = (size_t)(b - w->p->blocks.v);
    to->page = w->page;
    to->x = column_x(w) + indent_of(w->p, b, b->width);
    to->y = w->y;
    if (f.from == 0 && !f.again) {
        b->page = w->page;
        b->x = to->x;
        b->y = w->y;
    }
    w->y += height;
    w->fresh = false;
    return OK;
}

static Err place_text(Walk *w, Block *b)
{
    const Laid *l = &b->laid;
    for (int from = 0; from < l->n;) {
        double above = l->lines[from].top, room = w->bottom - w->y + 0.5;
        int to = from;
        while (to < l->n && l->lines[to].bottom - above <= room)
            to++;
        if (to < l->n && to - from >= 3 && l->n - to == 1)
            to--;
        if (to < l->n && to - from < 2 && !w->fresh) {
            TRY(next_column(w));
            continue;
        }
        to = to == from ? from + 1 : to;           /* a line higher than a page */
        TRY(emit(w, b, (Fragment){ .from = from, .to = to }, l->lines[to - 1].bottom - above));
        from = to;
        if (from < l->n)
            TRY(next_column(w));
    }
    return OK;
}

static Err repeat_header(Walk *w, const Block *b)
{
    Block *title = &w->p->blocks.v[b->table->header];
    if (b == title)
        return OK;
    TRY(prepare(w, title));
    return emit(w, title, (Fragment){ .to = INT32_MAX, .again = true }, title->height);
}

/* A row is cut only where it is higher than a page; its cells have letters of one size, so that their lines are level. */
static Err place_row(Walk *w, Block *b)
{
    const Laid *tallest = &b->cells_laid[0];
    for (size_t i = 1; i < b->table->n; i++)
        tallest = b->cells_laid[i].n > tallest->n ? &b->cells_laid[i] : tallest;
    for (int from = 0; from < tallest->n;) {
        double above = tallest->lines[from].top;
        int to = from;
        while (to < tallest->n && tallest->lines[to].bottom - above + 2 * CELL_Y <= w->bottom - w->y + 0.5)
            to++;
        if (to < tallest->n && !w->fresh && (from == 0 || to == from)) {
            TRY(next_column(w));
            TRY(repeat_header(w, b));
            w->fresh = true; /* what does not fit under a header never will */
            continue;
        }
        to = to == from ? from + 1 : to;
        TRY(emit(w, b, (Fragment){ .from = from, .to = to }, tallest->lines[to - 1].bottom - above + 2 * CELL_Y));
        from = to;
    }
    return OK;
}

static Err place(Walk *w, size_t i)
{
    Block *b = &w->p->blocks.v[i];
    TRY(prepare(w, b));
    if (i > w->kept) {
        double need = 0;
        TRY(together(w, i, &need));
        if (!w->fresh && w->y + b->gap + need > w->bottom + 0.5) {
            bool of_table = b->kind == BLOCK_ROW;
            TRY(next_column(w));
            if (of_table) {
                TRY(repeat_header(w, b));
                w->fresh = true;
            }
        }
    }
    if (!w->fresh)
        w->y += b->gap;
    else if (b->kind == BLOCK_SPACE)
        return OK;
    if (b->kind == BLOCK_TEXT || b->kind == BLOCK_ENTRY)
        return place_text(w, b);
    if (b->kind == BLOCK_ROW)
        return place_row(w, b);
    if (b->kind == BLOCK_SPACE) {
        w->y += b->height;
        return OK;
    }
    return emit(w, b, (Fragment){ 0 }, b->height);
}

static Err begin_group(Walk *w, size_t i)
{
    size_t end = i;
    double height = 0;
    if (i <= w->kept)
        return OK;
    TRY(group_height(w, i, &end, &height));
    if (!w->fresh && w->y + height > w->bottom + 0.5)
        TRY(next_column(w));
    if (w->y + height <= w->bottom + 0.5)
        w->kept = end;
    return OK;
}

static void change_columns(Walk *w, int n)
{
    if (w->y > w->deepest)
        w->deepest = w->y;
    w->columns = n;
    w->column = 0;
    w->y = w->deepest + (w->fresh && w->deepest <= w->p->g.top ? 0 : w->p->g.body);
    w->top = w->y;
    w->fresh = true;
}

static Err walk(Walk *w, size_t i)
{
    Block *b = &w->p->blocks.v[i];
    switch (b->kind) {
    case BLOCK_PAGE:
        if (w->fresh && w->column == 0 && w->y <= w->p->g.top)
            return OK;
        w->column = b->amount > 0 ? w->column : w->columns - 1;
        return next_column(w);
    case BLOCK_COLUMNS:
        change_columns(w, (int)b->amount);
        return OK;
    case BLOCK_KEEP:
        return begin_group(w, i);
    case BLOCK_KEEP_END:
    case BLOCK_CONTENTS:
        return OK;
    case BLOCK_OPEN:
    case BLOCK_CLOSE: {
        Fragment *to = vec_push(w->p->arena, &w->p->fragments);
        if (!to)
            return ERR_MEMORY;
        *to = (Fragment){ .block = i, .page = w->page };
        return OK;
    }
    case BLOCK_TEXT:
    case BLOCK_ENTRY:
    case BLOCK_ROW:
    case BLOCK_FIGURE:
    case BLOCK_SPACE:
    case BLOCK_RULE:
        return place(w, i);
    }
    return ERR_INTERNAL;
}

Err pdf_lay_out(Pdf *p)
{
    double small = p->info.format == PDF_A4_GRAND ? p->g.body : p->g.body * 0.78;
    PangoLayout *foot = pdf_layout_new(p, p->info.pied, small, false, content_width(p) - 7 * small, PDF_LEFT, NULL, 0);
    pango_layout_set_height(foot, -3);
    pango_layout_set_ellipsize(foot, PANGO_ELLIPSIZE_END);
    int height = 0;
    pango_layout_get_size(foot, NULL, &height);
    g_object_unref(foot);
    p->foot = pango_units_to_double(height) + 12;
    Walk w = { .p = p, .columns = 1, .y = p->g.top, .top = p->g.top, .deepest = p->g.top, .fresh = true };
    w.bottom = p->g.height - p->g.bottom - p->foot;
    w.kept = 0;
    for (size_t i = 0; i < p->blocks.n; i++)
        TRY(walk(&w, i));
    p->pages = w.page + 1;
    return OK;
}
