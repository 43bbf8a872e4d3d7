// SPDX-License-Identifier: AGPL-3.0-or-later
/* The map beside the list: the marks of the places of this page, and where the interactive map reads all of them. */
#include "domain/lieux/lieux_web.h"

#include "core/app.h"

void carte_make(Req *r, const Territoire *t, LieuxPage *p)
{
    p->carte = t ? territoire_carte(t, config_str(r->app->config, CONF_DEPARTEMENT)) : NULL;
    Repere *v = NEW(r->arena, Repere, p->result.n + 1);
    if (!p->carte || !v)
        return;
    for (size_t i = 0; i < p->result.n; i++) {
        Repere m = { .rang = p->rang + i + 1, .lieu = p->result.rows[i].lieu };
        if (m.lieu->a_point && carte_xy(p->carte, m.lieu->point, &m.x, &m.y))
            v[p->reperes_n++] = m;
    }
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
    e.rayon = e.tri = -1;
    e.page = 1;
    Str url = etat_url(a, "/api/v1/lieux", &e);
    return str_format(a, "%.*s%slimite=500%s", STR_ARG(url), str_has(url, S("?")) ? "&" : "?",
        q->rayon_m > 0 ? str_format(a, "&rayon_km=%.0f", q->rayon_m / 1000).p : "");
}
