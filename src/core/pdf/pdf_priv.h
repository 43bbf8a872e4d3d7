// SPDX-License-Identifier: AGPL-3.0-or-later
/*
 * The document between its writing (pdf.c), its layout (layout.c) and its drawing (draw.c).
 *
 *     calls → Block[] (texts and what they are) → Fragment[] (which lines of which block, on which page, where) → cairo → mend
 */
#pragma once

#include <cairo.h>
#include <pango/pangocairo.h>

#include "core/pdf/pdf.h"

typedef enum BlockKind {
    BLOCK_TEXT,
    BLOCK_CONTENTS, /* replaced by BLOCK_ENTRY before the layout */
    BLOCK_ENTRY, /* of the table of contents */
    BLOCK_ROW,
    BLOCK_FIGURE,
    BLOCK_SPACE,
    BLOCK_RULE,
    BLOCK_PAGE,
    BLOCK_COLUMNS,
    BLOCK_KEEP,
    BLOCK_KEEP_END,
    BLOCK_OPEN, /* a container of the structure: Table, L, TOC */
    BLOCK_CLOSE,
} BlockKind;

typedef struct Line {
    float top, baseline, bottom;                   /* points, from the top of its text */
} Line;

/* A text made ready: pango's lines, or those of a cell. */
typedef struct Laid {
    PangoLayout *layout;
    const Line *lines;
    int n;
    double height;
} Laid;

typedef struct Run {
    uint32_t from, to;                             /* bytes of the text */
    bool bold, muted;
    Str link;                                      /* ready for cairo's attribute; STR_NONE */
} Run;

typedef struct Table {
    const PdfColumn *columns;
    size_t n;
    double total;                                  /* of the shares */
    size_t header;                                 /* its block */
} Table;

typedef struct Block {
    BlockKind kind;
    const char *tag;                               /* "P", "H2", "LBody"; of a container too */
    Str text;
    const Run *runs;
    size_t n_runs;
    bool links;                                    /* some run has one */
    int level;                                     /* heading: 1 to 3; 0: not one */
    PdfStyle style;
    bool title;                                    /* BLOCK_ROW: the header */
    const Table *table;
    const Str *cells;
    PdfFigure figure;
    double amount; /* millimetres; columns; BLOCK_PAGE: 1 for the next column only */
    size_t target;                                 /* BLOCK_ENTRY: the heading's block */
    /* from the layout */
    Laid laid, *cells_laid;
    double width, height, gap;                     /* points; gap: above, but at the top of a column */
    int page;                                      /* where it begins, from 0 */
    double x, y;
} Block;

typedef struct Fragment {
    size_t block;
    int page;
    int from, to;                                  /* lines */
    double x, y;
    bool again;                                    /* a table's header that comes back: out of the structure */
} Fragment;

typedef struct Geometry {
    double width, height, left, top, right, bottom; /* points; margins */
    double body;                                   /* size of the body */
} Geometry;

struct Pdf {
    Arena *arena;
    const Asset *assets;
    PdfInfo info;
    Geometry g;
    Err err;
    VEC(Block) blocks;
    VEC(Fragment) fragments;
    size_t bytes;
    Table *table;                                  /* being written */
    bool keep, columns;
    int pages;
    /* while finishing */
    PangoFontMap *fonts;
    PangoContext *context;
    double foot;                                   /* height of the footer */
};

static inline int pdf_foot_lines(const Pdf *p)
{
    return p->info.format == PDF_A4_GRAND ? 5 : 3;
}

#define MM(x) ((x)*72.0 / 25.4)

/* Letters (fonts.c): a font map with ours only; NULL: they cannot be read. */
PangoFontMap *pdf_fonts(const Asset *assets);
/* The same text with signs that our letters have. `assets` NULL or without letters: only control characters go. */
Str pdf_sanitize(Arena *a, const Asset *assets, Str text);

/* A text of the style; `width` in points, < 0: one line. `runs` may be NULL. NULL when memory fails. */
PangoLayout *pdf_layout_new(const Pdf *p, Str text, double size, bool bold, double width, PdfAlign align,
    const Run *runs, size_t n);
double pdf_size(const Pdf *p, const Block *b);     /* of its letters, in points */
Err pdf_lay_out(Pdf *p);
void pdf_laid_done(Pdf *p);
double cell_width(const Table *t, size_t i, double width);

Err pdf_draw(Pdf *p, Buf *out);
void pdf_color(cairo_t *cr, PdfColor color);
struct PdfCanvas {
    Pdf *p;
    cairo_t *cr;
};

/* What cairo left out (mend.c). */
typedef struct PdfMend {
    const Str *alts;                               /* of each Figure, in the order of the file */
    size_t n_alts;
    const char *scopes;                            /* of each TH: 'c' column, 'r' row */
    size_t n_scopes;
} PdfMend;
/* Appends `made`, then the update. ERR_INTERNAL: `made` is not a file as cairo makes them. */
Err pdf_mend(Arena *a, Str made, const PdfMend *with, Buf *out);
