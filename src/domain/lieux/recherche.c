// SPDX-License-Identifier: AGPL-3.0-or-later
/*
 * Searching the snapshot. Every condition becomes a set of bits, one a listed place; conditions are joined by AND. A
 * facet's counts are taken over all conditions but its own field's. Listed places are in order of name, so that the
 * bits' own order is the order by name.
 */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "domain/lieux/facettes.h"
#include "domain/lieux/snapshot.h"

enum { MOTS_MAX = 12, SCORE_NOM_ENTIER = 100 };

static const double RAYON_TERRE_M = 6371008.8;

typedef struct Recherche {
    const Lieux *s;
    Arena *a;
    const LieuxQuery *q;
    Bits base;                                     /* every condition but the facets' */
    Bits champs[FACETTES_N];                       /* per facet: its condition; NULL: none */
    uint32_t *scores;                              /* per place, when words were typed */
    double xyz[3];                                 /* of q->point */
} Recherche;

static Bits bits_new(Recherche *r)
{
    return NEW(r->a, uint64_t, r->s->mots64);
}

static void bits_all(const Lieux *s, Bits b)
{
    memset(b, 0xff, s->n / 64 * 8);
    if (s->n % 64)
        b[s->n / 64] = ((uint64_t)1 << (s->n % 64)) - 1;
}

static bool bits_are_all(const Lieux *s, const uint64_t *b)
{
    for (size_t w = 0; w < s->n / 64; w++)
        if (b[w] != UINT64_MAX)
            return false;
    return s->n % 64 == 0 || b[s->n / 64] == ((uint64_t)1 << (s->n % 64)) - 1;
}

static void bits_and(const Lieux *s, Bits to, const uint64_t *from)
{
    for (size_t w = 0; w < s->mots64; w++)
        to[w] &= from[w];
}

/* ---- words ---- */

static bool is_stop_word(Str w)
{
    static const Str stop[] = { S_INIT("a"), S_INIT("au"), S_INIT("aux"), S_INIT("d"), S_INIT("de"), S_INIT("des"),
        S_INIT("du"), S_INIT("en"), S_INIT("et"), S_INIT("l"), S_INIT("la"), S_INIT("le"), S_INIT("les"), S_INIT("ma"),
        S_INIT("mes"), S_INIT("mon"), S_INIT("ou"), S_INIT("pour"), S_INIT("sur"), S_INIT("un"), S_INIT("une") };
    for (size_t i = 0; i < sizeof stop / sizeof *stop; i++)
        if (str_eq(w, stop[i]))
            return true;
    return false;
}

/* The words typed, without the little ones; with them when nothing else was typed. */
static size_t typed_words(Arena *a, Str q, Str ret[MOTS_MAX])
{
    Str folded = utf8_fold_name(a, q);
    for (int with_little = 0; with_little < 2; with_little++) {
        size_t n = 0;
        for (Str rest = folded, w; str_split(&rest, ' ', &w);)
            if (w.n && n < MOTS_MAX && (with_little || !is_stop_word(w)))
                ret[n++] = w;
        if (n)
            return n;
    }
    return 0;
}

/* Places with a word that begins so; `best` keeps the best weight of each. */
static void places_of_prefix(const Lieux *s, Str prefix, Bits bits, uint32_t *best)
{
    for (size_t m = mots_from(s, prefix); m < s->n_mots && str_starts(mot_texte(&s->mots[m]), prefix); m++) {
        uint32_t whole = mot_texte(&s->mots[m]).n == prefix.n;
        for (size_t p = 0; p < s->mots[m].n; p++) {
            const Posting *hit = &s->postings[s->mots[m].from + p];
            uint32_t score = hit->poids * 2 + whole;
            bit_add(bits, hit->lieu);
            if (best[hit->lieu] < score)
                best[hit->lieu] = score;
        }
    }
}

static Err filter_words(Recherche *r)
{
    const Lieux *s = r->s;
    Str words[MOTS_MAX];
    size_t n = typed_words(r->a, r->q->q, words);
    if (!n)
        return arena_failed(r->a) ? ERR_MEMORY : OK;
    Bits bits = bits_new(r);
    uint32_t *best = NEW(r->a, uint32_t, s->n + 1);
    r->scores = NEW(r->a, uint32_t, s->n + 1);
    if (!bits || !best || !r->scores)
        return ERR_MEMORY;
    for (size_t w = 0; w < n; w++) {
        memset(bits, 0, s->mots64 * sizeof *bits);
        memset(best, 0, s->n * sizeof *best);
        places_of_prefix(s, words[w], bits, best);
        bits_and(s, r->base, bits);
        for (size_t i = 0; i < s->n; i++)
            r->scores[i] += best[i];
    }
    Str folded = utf8_fold_name(r->a, r->q->q);
    for (size_t i = 0; i < s->n; i++)
        if (bit_has(r->base, i) && str_starts(lieux_nom(s, i), folded))
            r->scores[i] += SCORE_NOM_ENTIER;
    return OK;
}

/* ---- places ---- */

static void filter_codes(Recherche *r)
{
    const Lieux *s = r->s;
    bool commune = !str_is_none(r->q->commune), postal = !str_is_none(r->q->code_postal);
    if (!commune && !postal)
        return;
    for (size_t i = 0; i < s->n; i++) {
        const Lieu *l = &s->lieux[i];
        Str code = l->commune ? code_insee_str(&l->commune->code) : lieu_champ(l, CHAMP_code_insee);
        if ((commune && !str_eq(code, r->q->commune)) ||
            (postal && !str_eq(lieu_champ(l, CHAMP_code_postal), r->q->code_postal)))
            r->base[i >> 6] &= ~((uint64_t)1 << (i & 63));
    }
}

static bool inside(const LieuxQuery *q, Point p)
{
    return p.lat >= q->latmin && p.lat <= q->latmax && p.lon >= q->lonmin && p.lon <= q->lonmax;
}

static int clamp(double v, int low, int high)
{
    return v < low ? low : v > high ? high : (int)v;
}

static Err filter_bbox(Recherche *r)
{
    const Lieux *s = r->s;
    const LieuxQuery *q = r->q;
    if (!q->a_bbox)
        return OK;
    Bits bits = bits_new(r);
    if (!bits)
        return ERR_MEMORY;
    int first = clamp(floor(q->latmin * 10) - s->lat0, 0, s->lignes);
    int left = clamp(floor(q->lonmin * 10) - s->lon0, 0, s->colonnes);
    int last = clamp(floor(q->latmax * 10) - s->lat0, -1, s->lignes - 1);
    int right = clamp(floor(q->lonmax * 10) - s->lon0, -1, s->colonnes - 1);
    for (int row = first; row <= last; row++) {
        for (int column = left; column <= right; column++) {
            Cellule c = s->cellules[(size_t)row * (size_t)s->colonnes + (size_t)column];
            for (uint32_t k = c.from; k < c.to; k++)
                if (inside(q, s->points[k]))
                    bit_add(bits, s->par_cellule[k]);
        }
    }
    bits_and(s, r->base, bits);
    return OK;
}

/* Square of the straight line between a place and the query's point, on the unit sphere: orders as the distance does,
 * without its square root and arc sine. */
static double chord2(const Recherche *r, size_t i)
{
    const double *p = r->s->xyz[i];
    double dx = p[0] - r->xyz[0], dy = p[1] - r->xyz[1], dz = p[2] - r->xyz[2];
    return dx * dx + dy * dy + dz * dz;
}

static double distance_m(const Recherche *r, size_t i)
{
    double half = sqrt(chord2(r, i)) / 2;
    return 2 * RAYON_TERRE_M * asin(half > 1 ? 1 : half);
}

static void filter_radius(Recherche *r)
{
    const LieuxQuery *q = r->q;
    if (!q->a_point)
        return;
    double lat = q->point.lat * M_PI / 180, lon = q->point.lon * M_PI / 180;
    r->xyz[0] = cos(lat) * cos(lon);
    r->xyz[1] = cos(lat) * sin(lon);
    r->xyz[2] = sin(lat);
    if (q->rayon_m <= 0)
        return;
    double angle = q->rayon_m / RAYON_TERRE_M / 2, chord = 2 * sin(angle < M_PI / 2 ? angle : M_PI / 2);
    bits_and(r->s, r->base, r->s->places);
    for (size_t i = 0; i < r->s->n; i++)
        if (bit_has(r->base, i) && chord2(r, i) > chord * chord)
            r->base[i >> 6] &= ~((uint64_t)1 << (i & 63));
}

static void filter_open(Recherche *r)
{
    const Lieux *s = r->s;
    if (r->q->ouvert == LIEUX_OUVERT_INDIFFERENT)
        return;
    Instant i = instant_de(r->q->vacances, r->q->moment);
    for (size_t w = 0; w < s->mots64; w++)
        for (uint64_t left = r->base[w]; left; left &= left - 1) {
            const HorairesPrets *h = s->horaires[w * 64 + (size_t)__builtin_ctzll(left)];
            bool open = h &&
                        (r->q->ouvert == LIEUX_OUVERT_A ? horaires_a(h, &i) == HORAIRES_OUVERT : horaires_ouvre(h, &i));
            if (!open)
                r->base[w] &= ~(left & -left);
        }
}

/* ---- facets ---- */

static Err filter_field(Recherche *r, int e)
{
    const Lieux *s = r->s;
    EnumSet chosen = r->q->valeurs[e];
    if (enumset_empty(chosen))
        return OK;
    Bits bits = bits_new(r);
    if (!bits)
        return ERR_MEMORY;
    if (facette_toutes(e))
        bits_all(s, bits);
    for (int v = 0; v < facette_n(e); v++) {
        if (!enumset_has(chosen, v))
            continue;
        for (size_t w = 0; w < s->mots64; w++)
            bits[w] = facette_toutes(e) ? bits[w] & s->valeurs[e][v][w] : bits[w] | s->valeurs[e][v][w];
    }
    r->champs[e] = bits;
    return OK;
}

/* Some label of the place is one of those wanted, both folded. */
static bool has_label(Arena *a, const Lieu *l, Str wanted)
{
    for (Str rest = lieu_champ(l, CHAMP_autres_formations_labels), one; str_split(&rest, '|', &one);) {
        Str label = utf8_fold(a, one);
        for (Str left = wanted, w; str_split(&left, '|', &w);)
            if (label.n && str_eq(label, utf8_fold(a, w)))
                return true;
    }
    return false;
}

static Err filter_label(Recherche *r)
{
    if (str_is_none(r->q->autres_formations_labels))
        return OK;
    for (size_t i = 0; i < r->s->n; i++) {
        ArenaMark mark = arena_mark(r->a);
        if (bit_has(r->base, i) && !has_label(r->a, &r->s->lieux[i], r->q->autres_formations_labels))
            r->base[i >> 6] &= ~((uint64_t)1 << (i & 63));
        if (arena_failed(r->a))
            return ERR_MEMORY;
        arena_reset(r->a, mark);
    }
    return OK;
}

/* base AND every field's condition but that of `except` (ENUM_AUCUNE: all of them). */
static void joined(const Recherche *r, int except, Bits ret)
{
    memcpy(ret, r->base, r->s->mots64 * sizeof *ret);
    for (int e = 0; e < FACETTES_N; e++)
        if (e != except && r->champs[e])
            bits_and(r->s, ret, r->champs[e]);
}

/* Four words at a time, so that only the counting itself is waited for. */
__attribute__((always_inline)) static inline int64_t count_words(const uint64_t *x, const uint64_t *y, size_t n)
{
    int64_t total = 0;
    size_t w = 0;
    for (; w + 4 <= n; w += 4)
        total += __builtin_popcountll(x[w] & y[w]) + __builtin_popcountll(x[w + 1] & y[w + 1]) +
                 __builtin_popcountll(x[w + 2] & y[w + 2]) + __builtin_popcountll(x[w + 3] & y[w + 3]);
    for (; w < n; w++)
        total += __builtin_popcountll(x[w] & y[w]);
    return total;
}

/* The same loop twice: the processor's own instruction, which the baseline of x86-64 lacks, is six times faster
 * over the thousands of words that facets count. */
static int64_t count_plain(const uint64_t *x, const uint64_t *y, size_t n)
{
    return count_words(x, y, n);
}

#ifdef __x86_64__
__attribute__((target("popcnt"))) static int64_t count_fast(const uint64_t *x, const uint64_t *y, size_t n)
{
    return count_words(x, y, n);
}
#endif

static int64_t count_both(const Lieux *s, const uint64_t *x, const uint64_t *y)
{
#ifdef __x86_64__
    if (__builtin_cpu_supports("popcnt"))
        return count_fast(x, y, s->mots64);
#endif
    return count_plain(x, y, s->mots64);
}

/* Values that no place of the snapshot has are many (92 kinds of places): nothing to count there. */
static void count_values(const Lieux *s, int e, const uint64_t *among, LieuxFacettes *ret)
{
    for (int v = 0; v < facette_n(e); v++)
        ret->n[e][v] = s->toutes.n[e][v] ? count_both(s, among, s->valeurs[e][v]) : 0;
}

/* With "every value" a value not yet chosen is counted with the chosen ones: what would remain. A field without a
 * condition is counted over `found` too. */
static Err count_facets(Recherche *r, const uint64_t *found, LieuxResult *ret)
{
    Bits others = bits_new(r);
    ret->facettes = NEW(r->a, LieuxFacettes, 1);
    if (!others || !ret->facettes)
        return ERR_MEMORY;
    bool all = bits_are_all(r->s, found);
    for (int e = 0; e < FACETTES_N; e++) {
        bool own = r->champs[e] && !facette_toutes(e);
        if (own)
            joined(r, e, others);
        if (own ? bits_are_all(r->s, others) : all) /* nobody asked for anything: counted with the snapshot */
            memcpy(ret->facettes->n[e], r->s->toutes.n[e], sizeof r->s->toutes.n[e]);
        else
            count_values(r->s, e, own ? others : found, ret->facettes);
    }
    return OK;
}

/* ---- order ---- */

typedef struct Rang {
    double key;                                    /* larger first */
    uint32_t lieu;
} Rang;

static int by_key(const void *x, const void *y)
{
    const Rang *p = x, *q = y;
    if (p->key != q->key)
        return p->key < q->key ? 1 : -1;
    return (p->lieu > q->lieu) - (p->lieu < q->lieu);
}

static double key_of(const Recherche *r, size_t i, bool distance)
{
    bool located = r->q->a_point && bit_has(r->s->places, i);
    double nearness = located ? -chord2(r, i) : -5; /* the antipodes are at -4 */
    return distance ? nearness : (r->scores ? r->scores[i] : 0) + nearness / 16; /* nearer first among equals */
}

static bool sorts_by_name(const Recherche *r)
{
    if (r->q->sort == LIEUX_SORT_NOM)
        return true;
    return r->q->sort == LIEUX_SORT_DISTANCE ? !r->q->a_point : !r->scores && !r->q->a_point;
}

static Err pick_by_name(Recherche *r, const uint64_t *bits, LieuxResult *ret)
{
    size_t skip = r->q->from, n = 0;
    for (size_t w = 0; w < r->s->mots64 && n < r->q->max; w++) {
        for (uint64_t left = bits[w]; left && n < r->q->max; left &= left - 1) {
            if (skip) {
                skip--;
                continue;
            }
            size_t i = w * 64 + (size_t)__builtin_ctzll(left);
            ret->rows[n++] = (LieuxRow){ &r->s->lieux[i],
                r->q->a_point && bit_has(r->s->places, i) ? distance_m(r, i) : -1 };
        }
    }
    ret->n = n;
    return OK;
}

/* The root is the last in order of those kept. */
static void sink(Rang *heap, size_t n, size_t at)
{
    for (size_t child; (child = 2 * at + 1) < n; at = child) {
        if (child + 1 < n && by_key(&heap[child + 1], &heap[child]) > 0)
            child++;
        if (by_key(&heap[child], &heap[at]) <= 0)
            return;
        Rang kept = heap[at];
        heap[at] = heap[child];
        heap[child] = kept;
    }
}

/* Keeps the `max` first in order: a page does not sort 25,000 places. */
static void keep(Rang *heap, size_t *n, size_t max, Rang it)
{
    if (*n < max) {
        heap[(*n)++] = it;
        if (*n == max)
            for (size_t at = max / 2; at-- > 0;)
                sink(heap, max, at);
    } else if (by_key(&it, &heap[0]) < 0) {
        heap[0] = it;
        sink(heap, max, 0);
    }
}

static Err pick_by_key(Recherche *r, const uint64_t *bits, LieuxResult *ret)
{
    size_t max = r->q->max < ret->total - r->q->from ? r->q->from + r->q->max : ret->total;
    Rang *ranks = NEW(r->a, Rang, max + 1);
    if (!ranks)
        return ERR_MEMORY;
    if (!r->q->max)
        return OK;
    bool distance = r->q->sort == LIEUX_SORT_DISTANCE;
    size_t n = 0;
    for (size_t w = 0; w < r->s->mots64; w++)
        for (uint64_t left = bits[w]; left; left &= left - 1) {
            size_t i = w * 64 + (size_t)__builtin_ctzll(left);
            keep(ranks, &n, max, (Rang){ key_of(r, i, distance), (uint32_t)i });
        }
    qsort(ranks, n, sizeof *ranks, by_key);
    for (size_t k = r->q->from; k < n; k++) {
        size_t i = ranks[k].lieu;
        ret->rows[ret->n++] = (LieuxRow){ &r->s->lieux[i],
            r->q->a_point && bit_has(r->s->places, i) ? distance_m(r, i) : -1 };
    }
    return OK;
}

Err lieux_search(const Lieux *s, Arena *a, const LieuxQuery *q, LieuxResult *ret)
{
    Recherche r = { .s = s, .a = a, .q = q };
    LieuxResult result = { 0 };
    Bits found = bits_new(&r);
    r.base = bits_new(&r);
    result.rows = NEW(a, LieuxRow, q->max < s->n ? q->max + 1 : s->n + 1);
    if (!found || !r.base || !result.rows)
        return ERR_MEMORY;
    bits_all(s, r.base);
    TRY(filter_bbox(&r));
    filter_codes(&r);
    TRY(filter_words(&r));
    filter_radius(&r);
    TRY(filter_label(&r));
    filter_open(&r);
    for (int e = 0; e < FACETTES_N; e++)
        TRY(filter_field(&r, e));
    joined(&r, ENUM_AUCUNE, found);
    result.total = (size_t)count_both(s, found, found);
    if (q->facettes)
        TRY(count_facets(&r, found, &result));
    if (q->from < result.total)
        TRY(sorts_by_name(&r) ? pick_by_name(&r, found, &result) : pick_by_key(&r, found, &result));
    *ret = result;
    return OK;
}
