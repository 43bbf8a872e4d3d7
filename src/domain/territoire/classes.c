// SPDX-License-Identifier: AGPL-3.0-or-later
/* Bounds of the classes of a map that come from its values. */
#include <math.h>
#include <stdlib.h>

#include "domain/territoire/choroplethe.h"

static int by_number(const void *x, const void *y)
{
    double p = *(const double *)x, q = *(const double *)y;
    return (p > q) - (p < q);
}

/* The values, NAN left out, increasing; NULL: none, or no memory. */
static double *sorted_values(Arena *a, const ChoroEntree *v, size_t n, size_t *ret_n)
{
    double *sorted = NEW(a, double, n + 1);
    size_t kept = 0;
    for (size_t i = 0; sorted && i < n; i++)
        if (!isnan(v[i].v))
            sorted[kept++] = v[i].v;
    if (!kept)
        return NULL;
    qsort(sorted, kept, sizeof *sorted, by_number);
    *ret_n = kept;
    return sorted;
}

int choro_quantiles(Arena *a, const ChoroEntree *v, size_t n, int classes, double *ret_bornes)
{
    size_t kept = 0;
    int made = 0;
    const double *sorted = sorted_values(a, v, n, &kept);
    for (int k = 1; sorted && k < classes; k++) {
        double bound = sorted[kept * (size_t)k / (size_t)classes];
        if (bound > (made ? ret_bornes[made - 1] : sorted[0]))
            ret_bornes[made++] = bound;
    }
    return made;
}

int choro_egales(Arena *a, const ChoroEntree *v, size_t n, int classes, double *ret_bornes)
{
    size_t kept = 0;
    const double *sorted = sorted_values(a, v, n, &kept);
    if (!sorted || sorted[kept - 1] <= sorted[0])
        return 0;
    for (int k = 1; k < classes; k++)
        ret_bornes[k - 1] = sorted[0] + (sorted[kept - 1] - sorted[0]) * k / classes;
    return classes - 1;
}

/* ---- natural breaks -------------------------------------------------------------------------------------------------- */

/* Distinct values with how many territories have each; sums from the first, of the values less their mean. */
typedef struct Rupture {
    size_t n;
    const double *valeur;
    const double *poids, *somme, *carres;
    double *cout, *avant; /* best of the first i values in the classes so far, and in one class less */
    uint32_t *coupe; /* [class * n + i]: where the last class of the first i begins */
} Rupture;

/* Squared deviations of the values [from, to) from their mean. */
static double deviation(const Rupture *r, size_t from, size_t to)
{
    double w = r->poids[to] - r->poids[from], s = r->somme[to] - r->somme[from];
    return fmax(0, r->carres[to] - r->carres[from] - s * s / w);
}

/*
 * cout[i] = min over j of avant[j] + deviation(j, i), for i in [low, high]. The best j never goes back as i grows (the
 * deviation satisfies the quadrangle inequality), so the middle one bounds those of both sides.
 */
static void split(const Rupture *r, int classe, size_t low, size_t high, size_t from, size_t to)
{
    size_t middle = (low + high) / 2, best = 0;
    double least = INFINITY;
    for (size_t j = from; j <= to && j < middle; j++) {
        double cost = r->avant[j] + deviation(r, j, middle);
        if (cost < least) {
            least = cost;
            best = j;
        }
    }
    r->cout[middle] = least;
    r->coupe[(size_t)classe * (r->n + 1) + middle] = (uint32_t)best;
    if (low < middle)
        split(r, classe, low, middle - 1, from, best);
    if (middle < high)
        split(r, classe, middle + 1, high, best, to);
}

static bool rupture_new(Arena *a, const double *sorted, size_t n, int classes, Rupture *r)
{
    double *value = NEW(a, double, n), *weight = NEW(a, double, n + 1), *sum = NEW(a, double, n + 1);
    double *square = NEW(a, double, n + 1), mean = 0;
    *r = (Rupture){ .cout = NEW(a, double, n + 1),
        .avant = NEW(a, double, n + 1),
        .coupe = NEW(a, uint32_t, (n + 1) * (size_t)classes) };
    if (!value || !weight || !sum || !square || !r->cout || !r->avant || !r->coupe)
        return false;
    for (size_t i = 0; i < n; i++)
        mean += sorted[i] / (double)n;
    for (size_t i = 0; i < n; i++) {
        double x = sorted[i] - mean;
        if (r->n == 0 || sorted[i] > value[r->n - 1]) {
            value[r->n++] = sorted[i];
            weight[r->n] = weight[r->n - 1];
            sum[r->n] = sum[r->n - 1];
            square[r->n] = square[r->n - 1];
        }
        weight[r->n]++;
        sum[r->n] += x;
        square[r->n] += x * x;
    }
    r->valeur = value;
    r->poids = weight;
    r->somme = sum;
    r->carres = square;
    return true;
}

int choro_jenks(Arena *a, const ChoroEntree *v, size_t n, int classes, double *ret_bornes)
{
    size_t kept = 0;
    Rupture r;
    const double *sorted = sorted_values(a, v, n, &kept);
    if (!sorted || !rupture_new(a, sorted, kept, classes, &r))
        return 0;
    if ((size_t)classes > r.n)
        classes = (int)r.n;
    for (size_t i = 1; i <= r.n; i++)
        r.cout[i] = deviation(&r, 0, i);
    for (int k = 1; k < classes; k++) {
        double *before = r.avant;
        r.avant = r.cout;
        r.cout = before;
        split(&r, k, (size_t)k + 1, r.n, (size_t)k, r.n - 1);
    }
    size_t end = r.n;
    for (int k = classes - 1; k > 0; k--) {
        end = r.coupe[(size_t)k * (r.n + 1) + end];
        ret_bornes[k - 1] = r.valeur[end];
    }
    return classes - 1;
}
