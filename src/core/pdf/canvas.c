// SPDX-License-Identifier: AGPL-3.0-or-later
/* What a drawing is made of. */
#include "core/pdf/pdf_priv.h"

void canvas_rect(PdfCanvas *c, double x, double y, double w, double h, PdfColor fill)
{
    pdf_color(c->cr, fill);
    cairo_rectangle(c->cr, x, y, w, h);
    cairo_fill(c->cr);
}

void canvas_line(PdfCanvas *c, double x1, double y1, double x2, double y2, double thickness, PdfColor color)
{
    pdf_color(c->cr, color);
    cairo_set_line_width(c->cr, thickness);
    cairo_move_to(c->cr, x1, y1);
    cairo_line_to(c->cr, x2, y2);
    cairo_stroke(c->cr);
}

void canvas_circle(PdfCanvas *c, double x, double y, double radius, PdfColor fill)
{
    pdf_color(c->cr, fill);
    cairo_new_path(c->cr);
    cairo_arc(c->cr, x, y, radius, 0, 2 * G_PI);
    cairo_fill(c->cr);
}

static bool part_of_number(char c)
{
    return (c >= '0' && c <= '9') || c == '.';
}

static bool number(Str d, size_t *i, double *ret)
{
    while (*i < d.n && (d.p[*i] == ' ' || d.p[*i] == ',' || d.p[*i] == '\n'))
        (*i)++;
    size_t from = *i;
    if (*i < d.n && d.p[*i] == '-')
        (*i)++;
    while (*i < d.n && part_of_number(d.p[*i]))
        (*i)++;
    return str_to_f64(str_slice(d, from, *i), ret);
}

static bool next_is_number(Str d, size_t i)
{
    while (i < d.n && (d.p[i] == ' ' || d.p[i] == ',' || d.p[i] == '\n'))
        i++;
    return i < d.n && (part_of_number(d.p[i]) || d.p[i] == '-');
}

/* One step of the path; false: not of those that are understood. */
static bool step(cairo_t *cr, char op, Str d, size_t *i)
{
    double x = 0, y = 0, cx = 0, cy = 0;
    bool relative = op >= 'a';
    if (cairo_has_current_point(cr))
        cairo_get_current_point(cr, &cx, &cy);
    switch (op | 0x20) {
    case 'z':
        cairo_close_path(cr);
        return true;
    case 'h':
        if (!number(d, i, &x))
            return false;
        cairo_line_to(cr, relative ? cx + x : x, cy);
        return true;
    case 'v':
        if (!number(d, i, &y))
            return false;
        cairo_line_to(cr, cx, relative ? cy + y : y);
        return true;
    case 'm':
    case 'l':
        if (!number(d, i, &x) || !number(d, i, &y))
            return false;
        if ((op | 0x20) == 'm')
            cairo_move_to(cr, relative ? cx + x : x, relative ? cy + y : y);
        else
            cairo_line_to(cr, relative ? cx + x : x, relative ? cy + y : y);
        return true;
    default:
        return false;
    }
}

bool canvas_path(PdfCanvas *c, Str d, double thickness, PdfColor color)
{
    bool known = true;
    char op = 0;
    cairo_new_path(c->cr);
    for (size_t i = 0; i < d.n && known;) {
        if (d.p[i] == ' ' || d.p[i] == '\n') {
            i++;
            continue;
        }
        if (!next_is_number(d, i))
            op = d.p[i++];
        else if ((op | 0x20) == 'z' || op == 0)
            known = false;
        known = known && step(c->cr, op, d, &i);
        if (op == 'm' || op == 'M')
            op = op == 'm' ? 'l' : 'L';            /* further pairs after a move are lines */
    }
    pdf_color(c->cr, color);
    if (thickness > 0) {
        cairo_set_line_width(c->cr, thickness);
        cairo_set_line_join(c->cr, CAIRO_LINE_JOIN_ROUND);
        cairo_stroke(c->cr);
    } else {
        cairo_fill(c->cr);
    }
    return known;
}

void canvas_text(PdfCanvas *c, double x, double y, double size, PdfAlign align, PdfColor color, Str text)
{
    Str shown = pdf_sanitize(c->p->arena, c->p->assets, text);
    if (str_is_none(shown))
        return;                                    /* the arena has failed: pdf_finish says so */
    PangoLayout *l = pdf_layout_new(c->p, shown, size, false, -1, PDF_LEFT, NULL, 0);
    int width = 0;
    pango_layout_set_single_paragraph_mode(l, TRUE);
    pango_layout_get_size(l, &width, NULL);
    double w = pango_units_to_double(width);
    pdf_color(c->cr, color);
    cairo_move_to(c->cr,
        align == PDF_LEFT    ? x
        : align == PDF_RIGHT ? x - w
                             : x - w / 2,
        y - pango_units_to_double(pango_layout_get_baseline(l)));
    pango_cairo_show_layout(c->cr, l);
    g_object_unref(l);
}
