// SPDX-License-Identifier: AGPL-3.0-or-later
/* The plane on which maps are drawn, and its borders as SVG paths. */
#include <math.h>
#include <string.h>

#include "domain/territoire/carte.h"
#include "domain/territoire/import.h"
#include "domain/territoire/mosaique.h"
#include "domain/territoire/territoire_impl.h"
#include "domain/territoire/trace.h"

#include "territoire_sql.h"

enum { WIDTH = 800, HEIGHT_MAX = 4000, MARGIN = 4, MARGIN_POINTS = 40, PATH_MAX_BYTES = 4 * 1024 * 1024 };
static const size_t CONTOURS_ARENA_MAX = (size_t)2 * 1024 * MIB;
static const double TOLERANCE = 2;                 /* units of the viewBox: 0.25 % of the map's width */
static const double TOLERANCE_MAILLES = 4;  /* shapes are sent one by one: each border twice */

/* ---- plane ---------------------------------------------------------------------------------------------------------- */

static bool make_plane(double lonmin, double latmin, double lonmax, double latmax, int margin, CarteFond *ret)
{
    double width = lonmax - lonmin, height = latmax - latmin, narrowing = cos((latmin + latmax) / 2 * M_PI / 180);
    if (!(width > 1e-4) || !(height > 1e-4) || !(narrowing > 0.01))
        return false;
    double kx = (WIDTH - 2 * margin) / width, ky = kx / narrowing;
    double tall = height * ky + 2 * margin;
    if (!(tall >= 1) || tall > HEIGHT_MAX)
        return false;
    ret->largeur = WIDTH;
    ret->hauteur = (int)ceil(tall);
    ret->lon0 = lonmin - margin / kx;
    ret->lat0 = latmax + margin / ky;
    ret->echelle_x = kx;
    ret->echelle_y = ky;
    return true;
}

bool carte_xy(const CarteFond *c, Point p, int *ret_x, int *ret_y)
{
    double x = (p.lon - c->lon0) * c->echelle_x, y = (c->lat0 - p.lat) * c->echelle_y;
    double slack_x = c->largeur * 0.05, slack_y = c->hauteur * 0.05;
    if (!(x >= -slack_x && x <= c->largeur + slack_x && y >= -slack_y && y <= c->hauteur + slack_y))
        return false;
    *ret_x = (int)lround(x);
    *ret_y = (int)lround(y);
    return true;
}

const CarteFond *territoire_carte(const Territoire *t, Str departement)
{
    for (size_t i = 0; t && i < t->n_cartes; i++)
        if (str_eq(t->cartes[i].departement, departement))
            return &t->cartes[i].fond;
    return NULL;
}

Str carte_trace(const CarteFond *c, Str echelon, Str code)
{
    size_t low = 0, high = c ? c->n_mailles : 0;
    while (low < high) {
        size_t mid = (low + high) / 2;
        const CarteMaille *m = &c->mailles[mid];
        int order = str_cmp(m->echelon, echelon);
        if (order == 0)
            order = str_cmp(m->code, code);
        if (order == 0)
            return m->trace;
        if (order < 0)
            low = mid + 1;
        else
            high = mid;
    }
    return STR_NONE;
}

/* Its communes as dots, which give the département its shape. */
static void put_points(Territoire *t, CarteEntry *e)
{
    BUF b = buf_new(PATH_MAX_BYTES);
    for (size_t i = 0; i < t->n_communes; i++) {
        const Commune *c = &t->communes[i];
        int x, y;
        if (c->localisation == LOCALISATION_COMMUNE && str_eq(c->departement, e->departement) &&
            carte_xy(&e->fond, c->point, &x, &y))
            buf_format(&b, "M%d %dh0", x, y);
    }
    e->fond.points = str_dup(t->arena, buf_str(&b));
}

/* A plane for each département that has located communes and no drawn map. */
Err cartes_from_points(Territoire *t)
{
    typedef struct Box {
        double lonmin, latmin, lonmax, latmax;
    } Box;
    size_t n = t->n_departements_vus;
    Box *boxes = NEW(t->arena, Box, n);
    CarteEntry *all = NEW(t->arena, CarteEntry, n + t->n_cartes);
    if (!boxes || !all)
        return ERR_MEMORY;
    for (size_t i = 0; i < n; i++)
        boxes[i] = (Box){ INFINITY, INFINITY, -INFINITY, -INFINITY };
    for (size_t i = 0, d = 0; i < t->n_communes; i++) {
        const Commune *c = &t->communes[i];
        if (c->localisation != LOCALISATION_COMMUNE)
            continue;
        while (!str_eq(t->departements_vus[d], c->departement))
            d = (d + 1) % n;
        boxes[d].lonmin = fmin(boxes[d].lonmin, c->point.lon);
        boxes[d].lonmax = fmax(boxes[d].lonmax, c->point.lon);
        boxes[d].latmin = fmin(boxes[d].latmin, c->point.lat);
        boxes[d].latmax = fmax(boxes[d].latmax, c->point.lat);
    }
    size_t kept = t->n_cartes;
    if (kept)
        memcpy(all, t->cartes, kept * sizeof *all);
    for (size_t i = 0; i < n; i++) {
        CarteEntry *e = &all[kept];
        if (!territoire_carte(t, t->departements_vus[i]) &&
            make_plane(boxes[i].lonmin, boxes[i].latmin, boxes[i].lonmax, boxes[i].latmax, MARGIN_POINTS, &e->fond)) {
            e->departement = t->departements_vus[i];
            put_points(t, e);
            kept++;
        }
    }
    t->cartes = all;
    t->n_cartes = kept;
    return OK;
}

/* ---- paths ---------------------------------------------------------------------------------------------------------- */

typedef struct Ints {
    int (*p)[2];
    size_t n;
    bool used;
} Ints;

/* Rounded to units of the viewBox, without points that follow themselves. */
static Err round_arc(Arena *a, const GeoArc *arc, Ints *ret)
{
    Ints out = { .p = arena_array(a, arc->n, sizeof *out.p) };
    if (!out.p)
        return ERR_MEMORY;
    for (size_t i = 0; i < arc->n; i++) {
        int x = (int)lround(arc->points[i].x), y = (int)lround(arc->points[i].y);
        if (out.n && out.p[out.n - 1][0] == x && out.p[out.n - 1][1] == y)
            continue;
        out.p[out.n][0] = x;
        out.p[out.n][1] = y;
        out.n++;
    }
    *ret = out;
    return OK;
}

static bool same(const int *p, const int *q)
{
    return p[0] == q[0] && p[1] == q[1];
}

static void put_arc(Buf *b, const Ints *arc)
{
    trace_start(b, arc->p[0]);
    for (size_t i = 1; i < arc->n; i++)
        trace_step(b, arc->p[i - 1], arc->p[i], i == 1);
}

/* Outline: arcs joined end to end into rings, so that the inside can be filled. */
static void put_rings(Buf *b, Ints *arcs, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        if (arcs[i].used || arcs[i].n < 2)
            continue;
        const int *first = arcs[i].p[0], *at = first;
        Ints *next = &arcs[i];
        bool forward = true, started = false;
        while (next) {
            next->used = true;
            for (size_t k = 1; k < next->n; k++) {
                const int *to = next->p[forward ? k : next->n - 1 - k];
                if (!started)
                    trace_start(b, first);
                trace_step(b, at, to, !started);
                started = true;
                at = to;
            }
            next = NULL;
            for (size_t k = 0; k < n && !next && !same(at, first); k++) {
                if (arcs[k].used || arcs[k].n < 2)
                    continue;
                forward = same(arcs[k].p[0], at);
                if (forward || same(arcs[k].p[arcs[k].n - 1], at))
                    next = &arcs[k];
            }
        }
        buf_char(b, 'z');
    }
}

static bool too_small(const Ints *arc)
{
    return arc->n < 2 || (arc->n < 4 && same(arc->p[0], arc->p[arc->n - 1]));
}

static Err write_paths(Geo *g, Arena *a, const GeoArc *arcs, size_t n, const int *epci_of, CarteFond *c)
{
    BUF communes = buf_new(PATH_MAX_BYTES);
    BUF epci = buf_new(PATH_MAX_BYTES);
    BUF outline = buf_new(PATH_MAX_BYTES);
    Ints *outer = NEW(a, Ints, n);
    size_t n_outer = 0;
    if (!outer)
        return ERR_MEMORY;
    for (size_t i = 0; i < n; i++) {
        int one = arcs[i].sides[0], other = arcs[i].sides[1];
        GeoArc simple = arcs[i];
        Ints arc;
        TRY(geo_simplify(g, a, arcs[i].points, arcs[i].n, TOLERANCE, &simple.points, &simple.n));
        TRY(round_arc(a, &simple, &arc));
        if (one == other || too_small(&arc))
            continue; /* a sliver between two areas drawn apart, or an islet of one unit */
        if (one < 0 || other < 0)
            outer[n_outer++] = arc;
        else
            put_arc(epci_of[one] != epci_of[other] ? &epci : &communes, &arc);
    }
    put_rings(&outline, outer, n_outer);
    c->communes = str_dup(a, buf_str(&communes));
    c->epci = str_dup(a, buf_str(&epci));
    c->departement = str_dup(a, buf_str(&outline));
    return str_is_none(c->communes) || str_is_none(c->epci) || str_is_none(c->departement) ? ERR_MEMORY : OK;
}

Err carte_draw(Geo *g, Arena *a, const GeoArea *areas, size_t n, const int *epci_of, CarteFond *ret,
    const GeoArc **ret_arcs, size_t *ret_n)
{
    double lonmin, latmin, lonmax, latmax;
    CarteFond c = { 0 };
    TRY(geo_bounds(g, areas, n, &lonmin, &latmin, &lonmax, &latmax));
    if (!make_plane(lonmin, latmin, lonmax, latmax, MARGIN, &c))
        return ERR_INVALID;
    GeoPlane plane = { c.lon0, c.lat0, c.echelle_x, c.echelle_y };
    TRY(geo_borders(g, a, areas, n, plane, 0, ret_arcs, ret_n));
    TRY(write_paths(g, a, *ret_arcs, *ret_n, epci_of, &c));
    *ret = c;
    return OK;
}

/* ---- all maps, from the database ------------------------------------------------------------------------------------ */

typedef struct CommuneInfo {
    Str code, departement;
    int epci, arrondissement; /* index of its code among those met; -1: none */
} CommuneInfo;

typedef VEC(CommuneInfo) CommuneInfos;

typedef VEC(Str) Codes;

static int number_of(Arena *a, Str code, Codes *met)
{
    if (str_is_empty(code))
        return -1;
    for (size_t i = met->n; i-- > 0;)
        if (str_eq(met->v[i], code))
            return (int)i;
    Str *s = vec_push(a, met);
    if (s)
        *s = str_dup(a, code);
    return (int)met->n - 1;
}

static Err read_infos(Db *db, Arena *a, CommuneInfos *infos, Codes *epci, Codes *arrondissements)
{
    ROWS rows = { 0 };
    SqlCommuneAll r;
    TRY(sql_commune_all(db, &rows));
    while (sql_commune_all_next(&rows, &r)) {
        CommuneInfo *c = vec_push(a, infos);
        if (!c)
            return ERR_MEMORY;
        *c = (CommuneInfo){ str_dup(a, r.code), str_dup(a, r.departement), number_of(a, r.epci, epci),
            number_of(a, r.arrondissement, arrondissements) };
    }
    return rows_end(&rows);
}

/* Index of a commune of today by its code (rows are in order of code), or -1. */
static int find_info(const CommuneInfos *infos, Str code)
{
    size_t low = 0, high = infos->n;
    while (low < high) {
        size_t mid = (low + high) / 2;
        int order = str_cmp(infos->v[mid].code, code);
        if (order == 0)
            return (int)mid;
        if (order < 0)
            low = mid + 1;
        else
            high = mid;
    }
    return -1;
}

typedef struct Alias {
    Str code;
    int commune;
} Alias;
typedef VEC(Alias) Aliases;

static Err read_aliases(Db *db, Arena *a, const CommuneInfos *infos, Aliases *aliases)
{
    ROWS rows = { 0 };
    SqlAncienneAll r;
    TRY(sql_ancienne_all(db, &rows));
    while (sql_ancienne_all_next(&rows, &r)) {
        Alias *x = vec_push(a, aliases);
        if (!x)
            return ERR_MEMORY;
        *x = (Alias){ str_dup(a, r.code), find_info(infos, r.commune) };
    }
    return rows_end(&rows);
}

static int follow(const CommuneInfos *infos, const Aliases *aliases, Str code)
{
    int i = find_info(infos, code);
    for (size_t k = 0; i < 0 && k < aliases->n; k++)
        if (str_eq(aliases->v[k].code, code))
            return aliases->v[k].commune;
    return i;
}

typedef VEC(GeoArea) Areas;
typedef struct Contours {
    CommuneInfos infos;
    VEC(Areas) by_departement; /* same order as `departements` */
    VEC(Str) departements;
    VEC(Str) outlines; /* contour of the whole département; STR_NONE: none */
    int *commune_of, *epci_of, *arrondissement_of, *departement_of; /* by index of commune */
    Codes epci, arrondissements;
} Contours;

static size_t departement_slot(Arena *a, Contours *c, Str code)
{
    for (size_t i = 0; i < c->departements.n; i++)
        if (str_eq(c->departements.v[i], code))
            return i;
    Str *d = vec_push(a, &c->departements), *o = vec_push(a, &c->outlines);
    Areas *v = vec_push(a, &c->by_departement);
    if (!d || !o || !v)
        return SIZE_MAX;
    *d = str_dup(a, code);
    *o = STR_NONE;
    return c->departements.n - 1;
}

static Err read_contours(Db *db, Arena *a, Contours *c)
{
    Aliases aliases = { 0 };
    TRY(read_infos(db, a, &c->infos, &c->epci, &c->arrondissements));
    TRY(read_aliases(db, a, &c->infos, &aliases));
    c->commune_of = NEW(a, int, c->infos.n);
    c->epci_of = NEW(a, int, c->infos.n);
    c->arrondissement_of = NEW(a, int, c->infos.n);
    c->departement_of = NEW(a, int, c->infos.n);
    if (!c->commune_of || !c->epci_of || !c->arrondissement_of || !c->departement_of)
        return ERR_MEMORY;
    for (size_t i = 0; i < c->infos.n; i++) {
        c->commune_of[i] = (int)i;
        c->epci_of[i] = c->infos.v[i].epci;
        c->arrondissement_of[i] = c->infos.v[i].arrondissement;
    }
    ROWS rows = { 0 };
    SqlContourAll r;
    TRY(sql_contour_all(db, &rows));
    while (sql_contour_all_next(&rows, &r)) {
        bool whole = r.code.n < 5; /* a département */
        int commune = whole ? -1 : follow(&c->infos, &aliases, r.code);
        if (!whole && commune < 0)
            continue;
        size_t slot = departement_slot(a, c, whole ? r.code : c->infos.v[commune].departement);
        if (slot == SIZE_MAX)
            return ERR_MEMORY;
        Str wkb = str_dup(a, r.geometrie);
        GeoArea *area = whole ? NULL : vec_push(a, &c->by_departement.v[slot]);
        if (str_is_none(wkb) || (!whole && !area))
            return ERR_MEMORY;
        if (whole)
            c->outlines.v[slot] = wkb;
        else
            *area = (GeoArea){ wkb, commune };
    }
    return rows_end(&rows);
}

static Err add_maille(Arena *a, const Mosaique *m, const char *echelon, Str code, const int *groupes, int groupe,
    CarteDessinee *d)
{
    CarteMaille x = { str_from(echelon), code, STR_NONE };
    TRY(mosaique_trace(a, m, groupes, groupe, &x.trace));
    CarteMaille *to = x.trace.n ? vec_push(a, &d->mailles) : NULL;
    if (x.trace.n && !to)
        return ERR_MEMORY;
    if (to)
        *to = x;
    return OK;
}

/* Communes, then what they dissolve into. */
static Err draw_mailles(Geo *g, Arena *a, const Contours *c, const Areas *areas, const GeoArc *arcs, size_t n,
    CarteDessinee *d)
{
    Mosaique m = { 0 };
    Err e = mosaique_make(g, a, arcs, n, TOLERANCE_MAILLES, &m);
    if (e != OK) /* no grid tells its shapes apart: circles remain */
        return e == ERR_INVALID ? OK : e;
    bool *seen = NEW(a, bool, c->infos.n + c->epci.n + c->arrondissements.n + 1);
    if (!seen)
        return ERR_MEMORY;
    bool *epci = seen + c->infos.n, *arrondissements = epci + c->epci.n;
    for (size_t i = 0; i < areas->n; i++) {
        int id = areas->v[i].id, k = c->epci_of[id], q = c->arrondissement_of[id];
        if (!seen[id])
            TRY(add_maille(a, &m, "commune", c->infos.v[id].code, c->commune_of, id, d));
        if (k >= 0 && !epci[k])
            TRY(add_maille(a, &m, "epci", c->epci.v[k], c->epci_of, k, d));
        if (q >= 0 && !arrondissements[q])
            TRY(add_maille(a, &m, "arrondissement", c->arrondissements.v[q], c->arrondissement_of, q, d));
        seen[id] = true;
        if (k >= 0)
            epci[k] = true;
        if (q >= 0)
            arrondissements[q] = true;
    }
    TRY(add_maille(a, &m, "departement", d->departement, c->departement_of, 0, d));
    CarteMaille limites = { S("limites"), S(""), STR_NONE };
    TRY(mosaique_limites(a, &m, c->epci_of, &limites.trace));
    CarteMaille *to = vec_push(a, &d->mailles);
    if (!to)
        return ERR_MEMORY;
    *to = limites;
    d->fond.grille = m.grille;
    return OK;
}

Err cartes_compute(Db *db, Arena *a, CarteProgress *progress, void *arg, CartesDessinees *ret)
{
    Contours c = { 0 };
    CartesDessinees out = { 0 };
    GEO g = NULL;
    TRY(read_contours(db, a, &c));
    TRY(geo_new(&g));
    for (size_t i = 0; i < c.departements.n; i++) {
        Areas *areas = &c.by_departement.v[i];
        GeoArea whole = { c.outlines.v[i], 0 };
        const GeoArc *arcs = NULL;
        size_t n = 0;
        const int none = -1;
        CarteDessinee *d = vec_push(a, &out);
        if (!d)
            return ERR_MEMORY;
        *d = (CarteDessinee){ .departement = c.departements.v[i] };
        Err e = areas->n ? carte_draw(g, a, areas->v, areas->n, c.epci_of, &d->fond, &arcs, &n)
                         : carte_draw(g, a, &whole, 1, &none, &d->fond, &arcs, &n);
        if (e == OK && areas->n)
            e = draw_mailles(g, a, &c, areas, arcs, n, d);
        if (e == ERR_INVALID)
            out.n--; /* cannot be drawn: the page falls back on points */
        else if (e != OK)
            return e;
        if (progress)
            progress(arg, (int64_t)i + 1, (int64_t)c.departements.n);
    }
    *ret = out;
    return OK;
}

static Err mailles_write(Db *db, const CarteDessinee *d)
{
    TRY(sql_maille_clear(db, d->departement));
    TRY(db_batch_begin(db));
    for (size_t i = 0; i < d->mailles.n; i++)
        TRY(sql_maille_put(db, d->departement, d->mailles.v[i].echelon, d->mailles.v[i].code, d->mailles.v[i].trace));
    return db_batch_end(db);
}

Err cartes_write(Db *db, const CartesDessinees *cartes)
{
    TX tx = tx_begin(db, HERE);
    for (size_t i = 0; i < cartes->n; i++) {
        const CarteFond *f = &cartes->v[i].fond;
        TRY(sql_carte_put(db, &(SqlCartePutArgs){ .departement = cartes->v[i].departement,
                                  .largeur = f->largeur,
                                  .hauteur = f->hauteur,
                                  .communes = f->communes,
                                  .epci = f->epci,
                                  .contour = f->departement,
                                  .lon0 = f->lon0,
                                  .lat0 = f->lat0,
                                  .echelle_x = f->echelle_x,
                                  .echelle_y = f->echelle_y,
                                  .grille = f->grille }));
        TRY(mailles_write(db, &cartes->v[i]));
    }
    TRY(snapshot_touch(db, &territoire_snapshot));
    return tx_commit(&tx);
}

static Err write_all(Db *db, Arena *a, void *arg)
{
    return cartes_write(db, arg);
}

Err cartes_redraw(Db *db, Writer *writer, Arena *a, ContoursProgress *progress, void *arg)
{
    ARENA scratch = arena_new(CONTOURS_ARENA_MAX);
    CartesDessinees cartes = { 0 };
    if (!scratch)
        return ERR_MEMORY;
    TRY(cartes_compute(db, scratch, progress, arg, &cartes));
    return cartes.n ? writer_run(writer, a, write_all, &cartes) : OK;
}
