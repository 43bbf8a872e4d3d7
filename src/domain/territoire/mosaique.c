// SPDX-License-Identifier: AGPL-3.0-or-later
#include "domain/territoire/mosaique.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "domain/territoire/trace.h"

enum { GRILLE_MIN = 2, GRILLE_MAX = 64, NIVEAUX = 6, TRACE_MAX = 4 * 1024 * 1024 };

/* ---- one arc on the grid ---------------------------------------------------------------------------------------------- */

static bool same(const int *p, const int *q)
{
    return p[0] == q[0] && p[1] == q[1];
}

static bool closed(const GeoArc *arc)
{
    return arc->points[0].x == arc->points[arc->n - 1].x && arc->points[0].y == arc->points[arc->n - 1].y;
}

/* Half of the tolerance a level; at the last one, every point. */
static Err draw_arc(Geo *g, Arena *a, const GeoArc *arc, double tolerance, int level, int grille, MosaiqueArc *ret)
{
    const GeoXy *points = arc->points;
    size_t n = arc->n;
    if (level < NIVEAUX)
        TRY(geo_simplify(g, a, arc->points, arc->n, ldexp(tolerance, -level), &points, &n));
    MosaiqueArc out = { .p = arena_array(a, n, sizeof *out.p), .sides = { arc->sides[0], arc->sides[1] } };
    if (!out.p)
        return ERR_MEMORY;
    for (size_t i = 0; i < n; i++) {
        int at[2] = { (int)lround(points[i].x * grille), (int)lround(points[i].y * grille) };
        if (out.n == 0 || !same(out.p[out.n - 1], at))
            memcpy(out.p[out.n++], at, sizeof at);
    }
    *ret = out;
    return OK;
}

/* ---- do they hold together? -------------------------------------------------------------------------------------------- */

typedef struct Segment {
    const int *p, *q;
    uint32_t arc, at;
    int xmin, xmax;
} Segment;

static int by_xmin(const void *x, const void *y)
{
    const Segment *s = x, *t = y;
    return (s->xmin > t->xmin) - (s->xmin < t->xmin);
}

static int64_t turn(const int *o, const int *p, const int *q)
{
    return (int64_t)(p[0] - o[0]) * (q[1] - o[1]) - (int64_t)(p[1] - o[1]) * (q[0] - o[0]);
}

static bool within(const int *p, const int *q, const int *r)
{
    return r[0] >= (p[0] < q[0] ? p[0] : q[0]) && r[0] <= (p[0] > q[0] ? p[0] : q[0]) &&
           r[1] >= (p[1] < q[1] ? p[1] : q[1]) && r[1] <= (p[1] > q[1] ? p[1] : q[1]);
}

/* They have a point in common. Whole numbers: exact. */
static bool meet(const Segment *s, const Segment *t)
{
    int64_t a = turn(s->p, s->q, t->p), b = turn(s->p, s->q, t->q), c = turn(t->p, t->q, s->p),
            d = turn(t->p, t->q, s->q);
    if (((a > 0 && b < 0) || (a < 0 && b > 0)) && ((c > 0 && d < 0) || (c < 0 && d > 0)))
        return true;
    return (a == 0 && within(s->p, s->q, t->p)) || (b == 0 && within(s->p, s->q, t->q)) ||
           (c == 0 && within(t->p, t->q, s->p)) || (d == 0 && within(t->p, t->q, s->q));
}

/* From the point they share, both go the same way. */
static bool overlap(const int *o, const int *p, const int *q)
{
    int64_t dot = (int64_t)(p[0] - o[0]) * (q[0] - o[0]) + (int64_t)(p[1] - o[1]) * (q[1] - o[1]);
    return turn(o, p, q) == 0 && dot > 0;
}

static bool is_end(const Segment *s, const int *point, const MosaiqueArc *arcs)
{
    const MosaiqueArc *arc = &arcs[s->arc];
    return (s->at == 0 && same(point, arc->p[0])) || (s->at == arc->n - 2 && same(point, arc->p[arc->n - 1]));
}

/* Two segments may only share a node of the map, or the point that follows one with the other on their arc. */
static bool conflict(const Segment *s, const Segment *t, const MosaiqueArc *arcs)
{
    const int *const ends[4][4] = { { s->p, s->q, t->p, t->q }, { s->p, s->q, t->q, t->p }, { s->q, s->p, t->p, t->q },
        { s->q, s->p, t->q, t->p } };
    if (!meet(s, t))
        return false;
    bool allowed = false;
    for (int i = 0; i < 4; i++) {
        if (!same(ends[i][0], ends[i][2]))
            continue;
        if (overlap(ends[i][0], ends[i][1], ends[i][3]))
            return true;
        bool follow = s->arc == t->arc && (s->at + 1 == t->at || t->at + 1 == s->at);
        allowed |= follow || (is_end(s, ends[i][0], arcs) && is_end(t, ends[i][0], arcs));
    }
    return !allowed;
}

static Err find_conflicts(Arena *a, const MosaiqueArc *arcs, size_t n, bool *bad, bool *ret_any)
{
    size_t total = 0, got = 0;
    for (size_t i = 0; i < n; i++)
        total += arcs[i].n;
    Segment *v = NEW(a, Segment, total + 1);
    if (!v)
        return ERR_MEMORY;
    for (size_t i = 0; i < n; i++)
        for (size_t k = 0; k + 1 < arcs[i].n; k++) {
            const int *p = arcs[i].p[k], *q = arcs[i].p[k + 1];
            v[got++] = (Segment){ p, q, (uint32_t)i, (uint32_t)k, p[0] < q[0] ? p[0] : q[0],
                p[0] > q[0] ? p[0] : q[0] };
        }
    qsort(v, got, sizeof *v, by_xmin);
    for (size_t i = 0; i < got; i++)
        for (size_t k = i + 1; k < got && v[k].xmin <= v[i].xmax; k++)
            if (conflict(&v[i], &v[k], arcs))
                bad[v[i].arc] = bad[v[k].arc] = *ret_any = true;
    return OK;
}

typedef struct Noeud {
    int at[2];
    GeoXy from;
} Noeud;

static int by_place(const void *x, const void *y)
{
    const Noeud *p = x, *q = y;
    return p->at[0] != q->at[0] ? (p->at[0] > q->at[0]) - (p->at[0] < q->at[0])
                                : (p->at[1] > q->at[1]) - (p->at[1] < q->at[1]);
}

/* Two nodes of the map that the grid puts at one place: only a finer grid helps. */
static Err nodes_apart(Arena *a, const GeoArc *arcs, size_t n, int grille, bool *ret)
{
    Noeud *v = NEW(a, Noeud, 2 * n + 1);
    if (!v)
        return ERR_MEMORY;
    for (size_t i = 0; i < 2 * n; i++) {
        const GeoXy *at = i % 2 ? &arcs[i / 2].points[arcs[i / 2].n - 1] : arcs[i / 2].points;
        v[i] = (Noeud){ { (int)lround(at->x * grille), (int)lround(at->y * grille) }, *at };
    }
    qsort(v, 2 * n, sizeof *v, by_place);
    *ret = true;
    for (size_t i = 1; i < 2 * n; i++)
        if (same(v[i - 1].at, v[i].at) && (v[i - 1].from.x != v[i].from.x || v[i - 1].from.y != v[i].from.y))
            *ret = false;
    return OK;
}

/* Until no arc is bad. `*ret_held` false: every point is kept, and some still are. */
static Err try_grid(Geo *g, Arena *a, const GeoArc *arcs, size_t n, double tolerance, Mosaique *m, bool *ret_held)
{
    int *levels = NEW(a, int, n + 1);
    bool *bad = NEW(a, bool, n + 1);
    if (!levels || !bad)
        return ERR_MEMORY;
    *ret_held = false;
    TRY(nodes_apart(a, arcs, n, m->grille, ret_held));
    if (!*ret_held)
        return OK;
    for (size_t i = 0; i < n; i++)
        bad[i] = true;
    for (bool any = true; any;) {
        for (size_t i = 0; i < n; i++)
            if (bad[i])
                TRY(draw_arc(g, a, &arcs[i], tolerance, levels[i], m->grille, &m->arcs[i]));
        any = false;
        for (size_t i = 0; i < n; i++) {
            bad[i] = m->arcs[i].n < 2 || (m->arcs[i].n < 4 && closed(&arcs[i]));
            any |= bad[i];
        }
        TRY(find_conflicts(a, m->arcs, n, bad, &any));
        bool better = false;
        for (size_t i = 0; i < n; i++) {
            bad[i] = bad[i] && levels[i] < NIVEAUX;
            levels[i] += bad[i];
            better |= bad[i];
        }
        *ret_held = !any;
        if (any && !better)
            return OK;
    }
    return OK;
}

Err mosaique_make(Geo *g, Arena *a, const GeoArc *arcs, size_t n, double tolerance, Mosaique *ret)
{
    Mosaique m = { .n = 0 };
    GeoArc *kept = NEW(a, GeoArc, n + 1);
    m.arcs = NEW(a, MosaiqueArc, n + 1);
    if (!kept || !m.arcs)
        return ERR_MEMORY;
    for (size_t i = 0; i < n; i++)
        if (arcs[i].sides[0] != arcs[i].sides[1] && arcs[i].n >= 2) /* else a sliver between areas drawn apart */
            kept[m.n++] = arcs[i];
    bool held = false;
    for (m.grille = GRILLE_MIN; m.grille <= GRILLE_MAX; m.grille *= 2) {
        TRY(try_grid(g, a, kept, m.n, tolerance, &m, &held));
        if (held)
            break;
    }
    if (!held || m.n == 0)
        return ERR_INVALID;
    *ret = m;
    return OK;
}

/* ---- shapes ------------------------------------------------------------------------------------------------------------- */

static int group_of(const int *groupes, int id)
{
    return id < 0 ? -1 : groupes[id];
}

static void put_points(Buf *b, const MosaiqueArc *arc, bool forward, bool first, bool whole)
{
    size_t last = arc->n - (whole ? 0 : 1); /* "z" goes back to the beginning by itself */
    for (size_t k = 1; k < last; k++) {
        const int *from = arc->p[forward ? k - 1 : arc->n - k], *to = arc->p[forward ? k : arc->n - 1 - k];
        trace_step(b, from, to, first && k == 1);
    }
}

/* From `i` on, arc after arc, back to where it began. */
static void put_ring(Buf *b, const MosaiqueArc *const *v, size_t n, bool *used, size_t i)
{
    const int *start = v[i]->p[0];
    bool forward = true, first = true;
    trace_start(b, start);
    for (size_t next = i; next < n;) {
        const MosaiqueArc *arc = v[next];
        const int *end = arc->p[forward ? arc->n - 1 : 0];
        used[next] = true;
        put_points(b, arc, forward, first, !same(end, start));
        first = false;
        next = n;
        for (size_t k = 0; k < n && next == n && !same(end, start); k++) {
            if (used[k])
                continue;
            forward = same(v[k]->p[0], end);
            if (forward || same(v[k]->p[v[k]->n - 1], end))
                next = k;
        }
    }
    buf_char(b, 'z');
}

Err mosaique_trace(Arena *a, const Mosaique *m, const int *groupes, int groupe, Str *ret)
{
    BUF b = buf_new(TRACE_MAX);
    const MosaiqueArc **v = NEW(a, const MosaiqueArc *, m->n + 1);
    bool *used = NEW(a, bool, m->n + 1);
    size_t n = 0;
    if (!v || !used)
        return ERR_MEMORY;
    for (size_t i = 0; i < m->n; i++)
        if ((group_of(groupes, m->arcs[i].sides[0]) == groupe) != (group_of(groupes, m->arcs[i].sides[1]) == groupe))
            v[n++] = &m->arcs[i];
    for (size_t i = 0; i < n; i++)
        if (!used[i])
            put_ring(&b, v, n, used, i);
    *ret = str_dup(a, buf_str(&b));
    return str_is_none(*ret) ? ERR_MEMORY : OK;
}

Err mosaique_limites(Arena *a, const Mosaique *m, const int *groupes, Str *ret)
{
    BUF b = buf_new(TRACE_MAX);
    for (size_t i = 0; i < m->n; i++) {
        int one = m->arcs[i].sides[0], other = m->arcs[i].sides[1];
        if (one < 0 || other < 0 || groupes[one] == groupes[other])
            continue;
        trace_start(&b, m->arcs[i].p[0]);
        put_points(&b, &m->arcs[i], true, true, true);
    }
    *ret = str_dup(a, buf_str(&b));
    return str_is_none(*ret) ? ERR_MEMORY : OK;
}
