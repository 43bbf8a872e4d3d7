// SPDX-License-Identifier: AGPL-3.0-or-later
/* Places in the order of their last change, for those who follow the directory. */
#include <stdlib.h>

#include "domain/lieux/snapshot.h"
#include "lieux_sql.h"

Err changements_lire(Db *db, Arena *a, Changements *ret)
{
    ROWS rows = { 0 };
    SqlLieuChangements row;
    TRY(sql_lieu_changements(db, &rows));
    while (sql_lieu_changements_next(&rows, &row)) {
        LieuChangement *to = vec_push(a, &ret->v);
        if (!to)
            return ERR_MEMORY;
        Str *id = NEW(a, Str, 1);
        if (!id)
            return ERR_MEMORY;
        *id = str_dup(a, row.id);
        *to = (LieuChangement){ row.rang, row.lieu_id.v, row.at, NULL, id };
    }
    return rows_end(&rows);
}

static int by_lieu_id(const void *x, const void *y)
{
    const Lieu *const *p = x, *const *q = y;
    return ((*p)->lieu_id.v > (*q)->lieu_id.v) - ((*p)->lieu_id.v < (*q)->lieu_id.v);
}

static const Lieu *find(const Lieu **sorted, size_t n, int64_t lieu_id)
{
    size_t lo = 0, hi = n;
    while (lo < hi) {
        size_t mid = lo + (hi - lo) / 2;
        if (sorted[mid]->lieu_id.v < lieu_id)
            lo = mid + 1;
        else
            hi = mid;
    }
    return lo < n && sorted[lo]->lieu_id.v == lieu_id ? sorted[lo] : NULL;
}

Err changements_relier(Lieux *s, Arena *scratch, const Changements *lus)
{
    const Lieu **sorted = NEW(scratch, const Lieu *, s->n_tous + 1);
    s->changements = NEW(s->arena, LieuChangement, lus->v.n + 1);
    if (!sorted || !s->changements)
        return ERR_MEMORY;
    for (size_t i = 0; i < s->n_tous; i++)
        sorted[i] = &s->lieux[i];
    qsort(sorted, s->n_tous, sizeof *sorted, by_lieu_id);
    for (size_t i = 0; i < lus->v.n; i++) {
        LieuChangement c = lus->v.v[i];
        c.lieu = find(sorted, s->n_tous, c.lieu_id);
        if (c.lieu) {
            c.parti = NULL;
        } else {
            Str *parti = NEW(s->arena, Str, 1);
            if (!parti)
                return ERR_MEMORY;
            *parti = str_dup(s->arena, *c.parti);
            c.parti = parti;
        }
        s->changements[s->n_changements++] = c;
    }
    return arena_failed(s->arena) ? ERR_MEMORY : OK;
}

const LieuChangement *lieux_changements(const Lieux *s, int64_t rang, int64_t lieu_id, size_t *ret_n)
{
    size_t lo = 0, hi = s->n_changements;
    while (lo < hi) {
        size_t mid = lo + (hi - lo) / 2;
        const LieuChangement *c = &s->changements[mid];
        if (c->rang < rang || (c->rang == rang && c->lieu_id <= lieu_id))
            lo = mid + 1;
        else
            hi = mid;
    }
    *ret_n = s->n_changements - lo;
    return s->changements + lo;
}

/* Clocks may go back: it is the first one in order that counts, not all those of a later instant. */
const LieuChangement *lieux_changements_depuis(const Lieux *s, int64_t at, size_t *ret_n)
{
    size_t i = 0;
    while (i < s->n_changements && s->changements[i].at < at)
        i++;
    *ret_n = s->n_changements - i;
    return s->changements + i;
}
