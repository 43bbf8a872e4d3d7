// SPDX-License-Identifier: AGPL-3.0-or-later
/* The map beside the list: the marks of the places of this page, and where the interactive map reads all of them. */
#include "domain/lieux/lieux_web.h"

#include "core/app.h"

/* In units of the drawing, of which a telephone shows 36 in a centimetre: two marks never touch, each has its 24 pixels
 * on the narrowest screen (WCAG 2.2, 2.5.8). */
enum { REPERE_ECART = 70, REPERE_MARGE = 36, ANNEAU = 10, ANNEAUX = 60, DIRECTIONS = 16 };

static int within(int v, int max)
{
    return max < 2 * REPERE_MARGE ? max / 2
         : v < REPERE_MARGE       ? REPERE_MARGE
         : v > max - REPERE_MARGE ? max - REPERE_MARGE
                                  : v;
}

static bool is_free(const Repere *v, size_t n, int x, int y)
{
    for (size_t i = 0; i < n; i++) {
        int dx = v[i].x - x, dy = v[i].y - y;
        if (dx * dx + dy * dy < REPERE_ECART * REPERE_ECART)
            return false;
    }
    return true;
}

/* Each mark, in the order of the list, takes the free spot nearest to its place: the same list, the same drawing. */
static void spread(Repere *v, size_t n, int largeur, int hauteur)
{
    static const int turn[DIRECTIONS][2] = { { 0, -100 }, { 38, -92 }, { 71, -71 }, { 92, -38 }, { 100, 0 }, { 92, 38 },
        { 71, 71 }, { 38, 92 }, { 0, 100 }, { -38, 92 }, { -71, 71 }, { -92, 38 }, { -100, 0 }, { -92, -38 },
        { -71, -71 }, { -38, -92 } };
    for (size_t i = 0; i < n; i++) {
        Repere *m = &v[i];
        m->x = within(m->x0, largeur);
        m->y = within(m->y0, hauteur);
        for (int k = 0; k < ANNEAUX * DIRECTIONS && !is_free(v, i, m->x, m->y); k++) {
            int radius = ANNEAU * (k / DIRECTIONS + 1);
            m->x = within(m->x0 + turn[k % DIRECTIONS][0] * radius / 100, largeur);
            m->y = within(m->y0 + turn[k % DIRECTIONS][1] * radius / 100, hauteur);
        }
        m->ecarte = m->x != m->x0 || m->y != m->y0;
    }
}

void carte_make(Req *r, const Territoire *t, LieuxPage *p)
{
    p->carte = t ? territoire_carte(t, config_str(r->app->config, CONF_DEPARTEMENT)) : NULL;
    Repere *v = NEW(r->arena, Repere, p->result.n + 1);
    if (!p->carte || !v)
        return;
    for (size_t i = 0; i < p->result.n; i++) {
        Repere m = { .rang = p->rang + i + 1, .lieu = p->result.rows[i].lieu };
        if (m.lieu->a_point && carte_xy(p->carte, m.lieu->point, &m.x0, &m.y0))
            v[p->reperes_n++] = m;
    }
    spread(v, p->reperes_n, p->carte->largeur, p->carte->hauteur);
    p->sans_position = p->result.n - p->reperes_n;
    p->reperes = v;
    BUF b = buf_new(256);
    double numbers[] = { p->carte->lat0, p->carte->lon0, p->carte->echelle_x, p->carte->echelle_y };
    for (size_t i = 0; i < 4; i++) {
        if (i)
            buf_char(&b, ',');
        buf_f64(&b, numbers[i]);
    }
    p->projection = str_dup(r->arena, buf_str(&b));
}

Str api_url(Arena *a, const LieuxPage *p, const LieuxQuery *q)
{
    LieuxEtat e = p->etat;
    e.commune = q->commune;
    e.a_pres = q->a_point;
    e.pres = q->point;
    e.rayon = e.tri = e.ouvert = e.heure = -1;
    e.page = 1;
    Str url = etat_url(a, "/api/v1/lieux", &e), moment = minute_iso(a, q->moment);
    url = str_format(a, "%.*s%slimite=500%s", STR_ARG(url), str_has(url, S("?")) ? "&" : "?",
        q->rayon_m > 0 ? str_format(a, "&rayon_km=%.0f", q->rayon_m / 1000).p : "");
    switch (q->ouvert) {
    case LIEUX_OUVERT_INDIFFERENT:
        break;
    case LIEUX_OUVERT_A:
        return str_format(a, "%.*s&ouvert_a=%.*s", STR_ARG(url), STR_ARG(moment));
    case LIEUX_OUVERT_CE_JOUR:
        return str_format(a, "%.*s&ouvert_a=%.*s", STR_ARG(url), STR_ARG(str_slice(moment, 0, 10)));
    }
    return url;
}
