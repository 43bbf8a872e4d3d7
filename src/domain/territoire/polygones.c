// SPDX-License-Identifier: AGPL-3.0-or-later
#include "domain/territoire/polygones.h"

#include <math.h>

#include "domain/territoire/trace.h"

static const double METRE = 1e5; /* five decimals of a degree */

typedef struct Sommet {
    int64_t x, y;
} Sommet;

typedef struct Anneau {
    VEC(Sommet) v; /* not closed */
    int profondeur; /* rings around it */
    size_t dans; /* index of the smallest of them */
    double aire; /* twice; positive: clockwise on the map, whose y goes down */
} Anneau;
typedef VEC(Anneau) Anneaux;

void position_json(Json *j, const CarteFond *c, int grille, int64_t x, int64_t y)
{
    json_arr(j);
    json_f64(j, round((c->lon0 + (double)x / grille / c->echelle_x) * METRE) / METRE);
    json_f64(j, round((c->lat0 - (double)y / grille / c->echelle_y) * METRE) / METRE);
    json_end(j);
}

static double area_of(const Anneau *r)
{
    double sum = 0;
    for (size_t i = 0; i < r->v.n; i++) {
        const Sommet *p = &r->v.v[i], *q = &r->v.v[i + 1 < r->v.n ? i + 1 : 0];
        sum += (double)p->x * (double)q->y - (double)q->x * (double)p->y;
    }
    return sum;
}

static Err read_rings(Arena *a, Str trace, Anneaux *ret)
{
    Trace t = { .d = trace };
    Anneau *ring = NULL;
    for (TracePas step; (step = trace_next(&t)) != TRACE_FIN;) {
        if (step == TRACE_DEBUT) {
            ring = vec_push(a, ret);
            if (!ring)
                return ERR_MEMORY;
            *ring = (Anneau){ .dans = SIZE_MAX };
        }
        Sommet *to = ring && step != TRACE_FERME ? vec_push(a, &ring->v) : NULL;
        if (to)
            *to = (Sommet){ t.x, t.y };
    }
    return arena_failed(a) ? ERR_MEMORY : OK;
}

/* Rings of one territory touch at corners at most, so the middle of an edge is on one side of every other ring. */
static bool inside(const Anneau *r, double x, double y)
{
    bool in = false;
    for (size_t i = 0, k = r->v.n - 1; i < r->v.n; k = i++) {
        double xi = (double)r->v.v[i].x, yi = (double)r->v.v[i].y, xk = (double)r->v.v[k].x, yk = (double)r->v.v[k].y;
        if ((yi > y) != (yk > y) && x < (xk - xi) * (y - yi) / (yk - yi) + xi)
            in = !in;
    }
    return in;
}

static void nest(Anneaux *rings)
{
    for (size_t i = 0; i < rings->n; i++)
        rings->v[i].aire = area_of(&rings->v[i]);
    for (size_t i = 0; i < rings->n; i++) {
        Anneau *r = &rings->v[i];
        if (r->v.n < 3)
            continue;
        double x = (double)(r->v.v[0].x + r->v.v[1].x) / 2, y = (double)(r->v.v[0].y + r->v.v[1].y) / 2;
        for (size_t k = 0; k < rings->n; k++)
            if (k != i && rings->v[k].v.n >= 3 && inside(&rings->v[k], x, y)) {
                r->profondeur++;
                if (r->dans == SIZE_MAX || fabs(rings->v[k].aire) < fabs(rings->v[r->dans].aire))
                    r->dans = k;
            }
    }
}

/* The y of the map goes down and degrees go up: what turns clockwise on one turns clockwise in the other's positive sum. */
static void ring_json(Json *j, const CarteFond *c, const Anneau *r, bool outer)
{
    bool backwards = (r->aire > 0) == outer;
    json_arr(j);
    for (size_t i = 0; i <= r->v.n; i++) {
        size_t at = i % r->v.n;
        const Sommet *p = &r->v.v[backwards ? (r->v.n - at) % r->v.n : at];
        position_json(j, c, c->grille, p->x, p->y);
    }
    json_end(j);
}

Err polygones_json(Json *j, Arena *a, const CarteFond *c, Str trace)
{
    Anneaux rings = { 0 };
    TRY(read_rings(a, trace, &rings));
    nest(&rings);
    json_obj(j);
    json_kstr(j, "type", S("MultiPolygon"));
    json_key(j, S("coordinates"));
    json_arr(j);
    for (size_t i = 0; i < rings.n; i++) {
        const Anneau *r = &rings.v[i];
        if (r->v.n < 3 || r->profondeur % 2)
            continue;
        json_arr(j);
        ring_json(j, c, r, true);
        for (size_t k = 0; k < rings.n; k++)
            if (rings.v[k].profondeur == r->profondeur + 1 && rings.v[k].dans == i && rings.v[k].v.n >= 3)
                ring_json(j, c, &rings.v[k], false);
        json_end(j);
    }
    json_end(j);
    json_end(j);
    return OK;
}
