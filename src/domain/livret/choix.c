// SPDX-License-Identifier: AGPL-3.0-or-later
/* Which places a document holds. */
#include <stdlib.h>

#include "domain/lieux/lieux_web.h"
#include "domain/livret/livret.h"

bool livret_ferme(const Lieu *l)
{
    int closed = standard_enum_index(ENUM_ACCES, S("Ce lieu n'accueille pas de public"));
    return closed >= 0 && enumset_has(lieu_choisis(l, ENUM_ACCES), closed);
}

static bool inside(const Lieu *l, const LivretChoix *c)
{
    if (c->maille == LIVRET_DEPARTEMENT && !l->commune)
        return str_starts(lieu_champ(l, CHAMP_code_insee), c->code) ||
               str_starts(lieu_champ(l, CHAMP_code_postal), c->code);
    if (!l->commune)
        return c->maille == LIVRET_COMMUNE && str_eq(lieu_champ(l, CHAMP_code_insee), c->code);
    if (c->maille == LIVRET_DEPARTEMENT)
        return str_eq(l->commune->departement, c->code);
    if (c->maille == LIVRET_EPCI)
        return l->commune->epci && str_eq(l->commune->epci->code, c->code);
    return c->commune ? l->commune == c->commune : str_eq(code_insee_str(&l->commune->code), c->code);
}

typedef struct Range {
    const Lieu *lieu;
    Str commune;                                   /* folded */
    size_t rang;                                   /* places come by name */
} Range;

static int by_commune(const void *x, const void *y)
{
    const Range *a = x, *b = y;
    int order = str_cmp(a->commune, b->commune);
    return order ? order : (a->rang > b->rang) - (a->rang < b->rang);
}

static Err gather(Arena *a, const LivretFonds *f, LivretChoix *c)
{
    VEC(Range) v = { 0 };
    for (size_t i = 0; i < lieux_n(f->lieux); i++) {
        const Lieu *l = lieux_at(f->lieux, i);
        if (!inside(l, c) || livret_ferme(l))
            continue;
        Range *to = vec_push(a, &v);
        if (!to)
            return ERR_MEMORY;
        *to = (Range){ l, l->commune ? l->commune->nom_cle : utf8_fold_name(a, lieu_champ(l, CHAMP_commune)), i };
    }
    if (v.n)
        qsort(v.v, v.n, sizeof *v.v, by_commune);
    c->lieux = NEW(a, const Lieu *, v.n ? v.n : 1);
    if (!c->lieux)
        return ERR_MEMORY;
    for (size_t i = 0; i < v.n; i++)
        c->lieux[i] = v.v[i].lieu;
    c->n = v.n;
    return OK;
}

static bool find_epci(Arena *a, const Territoire *t, LivretChoix *c)
{
    for (size_t i = 0; t && i < territoire_n_communes(t); i++) {
        const Epci *e = territoire_commune_at(t, i)->epci;
        if (e && str_eq(e->code, c->code)) {
            c->nom = str_replace(a, e->nom, S("'"), S("’"));
            return true;
        }
    }
    return false;
}

static bool find(Arena *a, const Territoire *t, LivretChoix *c)
{
    if (c->maille == LIVRET_EPCI)
        return find_epci(a, t, c);
    if (c->maille == LIVRET_DEPARTEMENT) {
        c->nom = t ? territoire_departement_nom(t, c->code) : STR_NONE;
        return !str_is_none(c->nom);
    }
    c->commune = t ? territoire_commune(t, c->code) : NULL;
    if (c->commune) {
        c->nom = c->commune->nom;
        c->code = code_insee_str(&c->commune->code);
    }
    return c->commune != NULL;
}

Err livret_choisir(Arena *a, const LivretFonds *f, LivretMaille maille, Str code, LivretChoix *ret)
{
    LivretChoix c = { .maille = maille, .code = code };
    if (!find(a, f->territoire, &c))
        return ERR_NOT_FOUND;
    TRY(gather(a, f, &c));
    *ret = c;
    return OK;
}

Err livret_proches(Arena *a, const LivretFonds *f, const Commune *c, size_t max, LieuxRow *ret, size_t *ret_n)
{
    LieuxQuery q = { .max = 4 * max, .sort = LIEUX_SORT_NOM };
    LieuxResult found = { 0 };
    if (c->localisation == LOCALISATION_AUCUNE) {
        q.commune = code_insee_str(&c->code);
    } else {
        q.a_point = true;
        q.point = c->point;
        q.sort = LIEUX_SORT_DISTANCE;
    }
    TRY(lieux_search(f->lieux, a, &q, &found));
    size_t n = 0;
    for (size_t i = 0; i < found.n && n < max; i++)
        if (!livret_ferme(found.rows[i].lieu))
            ret[n++] = found.rows[i];
    *ret_n = n;
    return OK;
}
