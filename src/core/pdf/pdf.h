// SPDX-License-Identifier: AGPL-3.0-or-later
/*
 * Pdf: printed documents, over cairo and pango. What is written flows down the page: headings, paragraphs, lists, tables
 * whose header comes back on each page, drawings, QR codes, one or two columns. The file is tagged (headings, paragraphs,
 * lists, tables with the scope of their headers, links, drawings with their description), says that it is in French, has a
 * title, bookmarks and embedded letters, and each page says its number and where its content comes from.
 *
 *     Pdf *p = pdf_new(r->arena, r->app->assets, &(PdfInfo){ .titre = S("Lieux de Brou"), .format = PDF_A5,
 *         .editeur = site->nom, .pied = S("Données du 3 mars 2026. À vérifier par téléphone."), .now = r->now });
 *     pdf_heading(p, 1, S("Lieux de Brou"));
 *     pdf_text(p, PDF_LEAD, S("Trois lieux pour se faire aider."));
 *     pdf_contents(p, 2);                         // titles with their pages, here
 *     pdf_keep(p);                                // the whole entry on one page
 *     pdf_heading(p, 2, S("Médiathèque"));
 *     pdf_runs(p, PDF_BODY, (PdfRun[]){ { S("Téléphone : "), .bold = true }, { S("02 37 00 00 00"), .link = S("tel:+33…") } }, 2);
 *     pdf_keep_end(p);
 *     TRY(pdf_finish(p, req_body(r, "application/pdf")));
 *     req_download(r, S("lieux-brou.pdf"));
 *
 * Nothing is drawn before pdf_finish: the calls only note, in the arena, and need no check; what went wrong in one of them
 * (memory, a limit) is told by pdf_finish. Texts are copied. The same calls on the same day give the same bytes.
 * Rows that call it are SLOW: a page takes about a millisecond. Any thread may make one, each its own.
 *
 * Limits: PDF_PAGES_MAX pages, PDF_BLOCKS_MAX calls, PDF_TEXT_MAX bytes of text: ERR_TOO_LARGE. GLib, under pango, ends the
 * process when memory is refused to it: these limits keep what it asks for under some 60 MiB.
 *
 * Letters: Atkinson Hyperlegible, Latin and Latin extended, and no other, so that a document is the same on every machine. A
 * sign that it lacks is written otherwise ("≈" → "env. ", "→" → "›"), else "?".
 * What cairo 1.16 does not do is added at the end of its file, as an update of a few objects (mend.c): /Lang, the title in the
 * window's bar, descriptions of drawings, scope of headers. Page headers and footers are outside the structure, which readers
 * leave out; they are not marked as artifacts, which PDF/UA would ask for.
 */
#pragma once

#include "base/base.h"
#include "core/http/asset.h"

enum { PDF_PAGES_MAX = 500, PDF_BLOCKS_MAX = 40000, PDF_TEXT_MAX = 4 * 1024 * 1024, PDF_COLUMNS_MAX = 12 };
enum { PDF_BYTES_MAX = 32 * 1024 * 1024 };         /* for the Buf of a document that is made in memory */

/* PDF_A4_GRAND: letters of 16 points at the least, for who sees badly. */
typedef enum PdfFormat { PDF_A4, PDF_A5, PDF_A4_GRAND, PDF_A6 } PdfFormat;

typedef struct PdfInfo {
    Str titre; /* of the file; on each page but the first */
    Str editeur; /* author of the file */
    Str sujet; /* STR_NONE: none */
    Str pied; /* foot of each page: source, its date, "à vérifier par téléphone"; three lines at most are shown, five in large letters */
    int64_t now; /* its day is the date of issue: in the file and at the top of pages */
    PdfFormat format;
} PdfInfo;

typedef struct Pdf Pdf;
/* `assets`: where the letters are (App.assets). Never NULL but when memory fails: every call then does nothing, and
 * pdf_finish(NULL, …) is ERR_MEMORY. */
Pdf *pdf_new(Arena *a, const Asset *assets, const PdfInfo *info);
/* Lays out, draws, appends the file to `out`. Once. `ret_pages`: NULL, or how many there are.
 * ERR_TOO_LARGE: a limit of the head comment, or that of `out`; ERR_MEMORY; ERR_IO: the letters cannot be read. */
Err pdf_finish(Pdf *p, Buf *out, int *ret_pages);

/* ---- text ---- */

typedef enum PdfStyle {
    PDF_BODY,
    PDF_LEAD, /* larger: what a page says first */
    PDF_SMALL,
    PDF_MUTED, /* small and grey: secondary */
    PDF_CENTRED,
    PDF_BIG, /* centred, twice the body: a telephone number on a poster */
    PDF_POSTER, /* centred, bold, three times the body: the name on a poster */
    PDF_ADDRESS, /* right half of the page: whom a letter is for, behind the window of its envelope */
    PDF_STYLES_N
} PdfStyle;

/* A part of a paragraph. */
typedef struct PdfRun {
    Str text;
    bool bold, muted;
    Str link; /* http, https, mailto or tel; STR_NONE: none. Anything else is left as text */
} PdfRun;

/* Level 1 is the document's title, once; 2 and 3 divide it. Kept with what follows; each is a bookmark. */
void pdf_heading(Pdf *p, int level, Str text);
void pdf_banner(Pdf *p, Str text); /* the title of a poster: level 1, in PDF_POSTER */
void pdf_text(Pdf *p, PdfStyle style, Str text); /* one paragraph; '\n' begins a line */
void pdf_runs(Pdf *p, PdfStyle style, const PdfRun *runs, size_t n);
void pdf_list(Pdf *p, const Str *items, size_t n); /* with bullets */
/* Titles from level 2 to `level`, each with its page, here. */
void pdf_contents(Pdf *p, int level);

/* ---- tables ---- */

typedef struct PdfColumn {
    Str title;
    double width; /* its share, against the other columns */
    bool right; /* numbers */
    bool head; /* its cells name their row (a first column) */
} PdfColumn;
/* From pdf_table to pdf_table_end, pdf_row alone: as many cells as columns. `caption`: STR_NONE for none. */
void pdf_table(Pdf *p, Str caption, const PdfColumn *columns, size_t n);
void pdf_row(Pdf *p, const Str *cells);
void pdf_table_end(Pdf *p);

/* ---- the page ---- */

/* What is between them is not cut, unless it is longer than a page. They are not nested. */
void pdf_keep(Pdf *p);
void pdf_keep_end(Pdf *p);
/* 1 or 2, from here down to the foot of the pages, the left column first. Back to 1: below both. */
void pdf_columns(Pdf *p, int n);
void pdf_page_break(Pdf *p);
void pdf_column_break(Pdf *p); /* to the next column; with one column, to the next page */
void pdf_space(Pdf *p, double mm); /* nothing at the top of a column */
void pdf_rule(Pdf *p); /* a thin line across the column */

/* ---- drawings ---- */

typedef enum PdfAlign { PDF_LEFT, PDF_MIDDLE, PDF_RIGHT } PdfAlign;
/* The colours of the design (web/style.css), as paper shows them. */
typedef enum PdfColor {
    PDF_INK,
    PDF_GREY,
    PDF_LINE,
    PDF_PAPER,
    PDF_PINE,
    PDF_WHEAT,
    PDF_WHEAT_PALE,
    PDF_BRICK,
    PDF_BLUE, /* links */
    PDF_D1,
    PDF_D2,
    PDF_D3,
    PDF_D4,
    PDF_D5, /* series of charts */
    PDF_K1,
    PDF_K2,
    PDF_K3,
    PDF_K4,
    PDF_K5, /* classes of maps */
    PDF_COLORS_N
} PdfColor;

/* A drawing of `width` by `height` units, the y axis down, scaled to its place on the page. */
typedef struct PdfCanvas PdfCanvas;
typedef void PdfDrawFn(PdfCanvas *c, void *arg);
typedef struct PdfFigure {
    double width, height; /* in units of the drawing */
    double width_mm; /* on the page; 0: the whole column. Made smaller where it would not fit */
    PdfAlign align;
    Str alt; /* what it shows, for who does not see it: never empty */
    PdfDrawFn *draw; /* called by pdf_finish, once */
    void *arg;
} PdfFigure;
void pdf_figure(Pdf *p, const PdfFigure *figure);
void canvas_rect(PdfCanvas *c, double x, double y, double w, double h, PdfColor fill);
void canvas_line(PdfCanvas *c, double x1, double y1, double x2, double y2, double thickness, PdfColor color);
void canvas_circle(PdfCanvas *c, double x, double y, double radius, PdfColor fill);
/* Data of an SVG path (M L H V Z, and m l h v z), as the maps of the pages have (CarteFond). False: anything else in it;
 * what came before is drawn. `thickness` 0: filled. */
bool canvas_path(PdfCanvas *c, Str d, double thickness, PdfColor color);
/* One line, `size` units high, its baseline at y, placed at x by `align`. */
void canvas_text(PdfCanvas *c, double x, double y, double size, PdfAlign align, PdfColor color, Str text);

/* A QR code of `url` (core/qr), `mm` wide with its quiet zone. `alt`: "Code à scanner : page de la médiathèque". The address is
 * for phones only: write it beside, in words. */
void pdf_qr(Pdf *p, Str url, double mm, PdfAlign align, Str alt);
