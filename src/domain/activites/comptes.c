// SPDX-License-Identifier: AGPL-3.0-or-later
/*
 * How many persons with a card each month and each year has seen, over the territory, in each structure, EPCI, commune, and by form
 * (usager_compte): a record moves the counts that its persons were in by no other record; and on which day each of them was
 * first seen (usager_premier). Kept in the transaction of the record; whoever is counted is held meanwhile, so that two
 * records of one person never both bring her in.
 */
#include <stdio.h>
#include <stdlib.h>

#include "activites_sql.h"
#include "domain/activites/activites_priv.h"
#include "domain/activites/releve.h"

enum { AXES = 5, TOUJOURS = 999912 /* a month that none follows */ };

/* What counts are kept by: "" the whole territory. */
static const Str axes[AXES] = { S_INIT(""), S_INIT("structure"), S_INIT("epci"), S_INIT("commune"), S_INIT("type") };

/* Where somebody was seen. */
typedef struct Trace {
    int64_t mois;
    Str dispositif, cles[AXES];
} Trace;
typedef VEC(Trace) Traces;

/* One count that changes. */
typedef struct Pas {
    int axe;
    int64_t periode, n;
    Str dispositif, cle;
} Pas;
typedef VEC(Pas) Marche;

static Trace trace_of(Arena *a, int64_t mois, Str dispositif, Str type, int64_t structure_id, Str epci, Str commune)
{
    return (Trace){ mois, str_dup(a, dispositif),
        { S(""), str_format(a, "%lld", (long long)structure_id), str_dup(a, epci), str_dup(a, commune),
            str_dup(a, type) } };
}

static Err read_traces(Db *db, Arena *a, int64_t racine, int64_t du, int64_t au, Str sauf, Traces *to)
{
    ROWS rows = { 0 };
    SqlUsagerTraces r;
    TRY(sql_usager_traces(db, racine, du, au, sauf, &rows));
    while (sql_usager_traces_next(&rows, &r)) {
        Trace *t = vec_push(a, to);
        if (!t)
            return ERR_MEMORY;
        *t = trace_of(a, r.mois, r.dispositif, r.type, r.structure_id, r.epci, r.commune);
    }
    return rows_end(&rows);
}

/* ---- the counts that one more trace brings somebody into ---- */

static bool is_in(const Trace *others, size_t n, const Pas *p)
{
    for (size_t i = 0; i < n; i++) {
        const Trace *t = &others[i];
        bool same_period = p->periode == t->mois || p->periode == t->mois / 100;
        if (same_period && (str_is_empty(p->dispositif) || str_eq(p->dispositif, t->dispositif)) &&
            str_eq(p->cle, t->cles[p->axe]))
            return true;
    }
    return false;
}

static Err step(Arena *a, const Trace *x, const Trace *others, size_t n, int64_t sign, Marche *to)
{
    for (int k = 0; k < AXES * 4; k++) {
        int axe = k / 4;
        const Pas p = { axe, k & 1 ? x->mois / 100 : x->mois, sign, k & 2 ? S("") : x->dispositif, x->cles[axe] };
        if (is_in(others, n, &p))
            continue;
        Pas *new = vec_push(a, to);
        if (!new)
            return ERR_MEMORY;
        *new = p;
    }
    return OK;
}

static int by_count(const void *x, const void *y)
{
    const Pas *a = x, *b = y;
    int order = a->axe - b->axe;
    if (order == 0)
        order = (a->periode > b->periode) - (a->periode < b->periode);
    if (order == 0)
        order = str_cmp(a->dispositif, b->dispositif);
    return order ? order : str_cmp(a->cle, b->cle);
}

/* In one order, so that those who write at once do not wait for each other in a circle. */
static Err write(Db *db, Marche *m)
{
    if (m->n)
        qsort(m->v, m->n, sizeof *m->v, by_count);
    for (size_t i = 0; i < m->n; i++) {
        Pas p = m->v[i];
        while (i + 1 < m->n && by_count(&m->v[i + 1], &p) == 0)
            p.n += m->v[++i].n;
        if (p.n)
            TRY(sql_usager_compter(db, axes[p.axe], p.periode, p.dispositif, p.cle, p.n));
    }
    return OK;
}

static Err hold(Db *db, Arena *a, int64_t racine)
{
    SqlUsagerTenir r;
    bool found = false;
    return sql_usager_tenir(db, a, racine, &r, &found);
}

static int by_id(const void *x, const void *y)
{
    const int64_t *a = x, *b = y;
    return (*a > *b) - (*a < *b);
}

/* The first day, when a record of that day comes (+1) or goes (-1). */
static Err move_first(Db *db, int64_t racine, int64_t jour, Str uid, int64_t sign)
{
    int64_t n = 0;
    if (sign > 0)
        return sql_usager_premier_avancer(db, racine, jour);
    TRY(sql_usager_premier_oter(db, racine, jour, &n));
    return n ? sql_usager_premier_chercher(db, racine, uid) : OK;
}

Err usagers_compter_fiche(Db *db, Arena *a, const Activite *x, int64_t sign)
{
    Marche m = { 0 };
    int64_t mois = mois_de(x->jour), *who = NEW(a, int64_t, x->suivis_n + 1);
    if (x->suivis_n == 0)
        return OK;
    if (!who)
        return ERR_MEMORY;
    for (size_t i = 0; i < x->suivis_n; i++)
        who[i] = x->suivis[i].racine.v;
    qsort(who, x->suivis_n, sizeof *who, by_id);
    const Trace here = trace_of(a, mois, dispositifs[x->dispositif].value, activite_types[x->type].value,
        x->structure_id.v, x->epci, x->commune);
    for (size_t i = 0; i < x->suivis_n; i++) {
        Traces others = { 0 };
        if (i && who[i] == who[i - 1])
            continue;                              /* two cards of one person, joined since */
        TRY(hold(db, a, who[i]));
        TRY(read_traces(db, a, who[i], mois / 100 * 100 + 1, mois / 100 * 100 + 12, x->uid, &others));
        TRY(step(a, &here, others.v, others.n, sign, &m));
        TRY(move_first(db, who[i], x->jour.days, x->uid, sign));
    }
    return write(db, &m);
}

Err usagers_compter_personne(Db *db, Arena *a, int64_t racine, int64_t sign)
{
    Marche m = { 0 };
    Traces all = { 0 };
    int64_t n = 0;
    TRY(hold(db, a, racine));
    TRY(read_traces(db, a, racine, 0, TOUJOURS, S(""), &all));
    for (size_t i = 0; i < all.n; i++)
        TRY(step(a, &all.v[i], all.v, i, sign, &m));
    TRY(sql_usager_premier_oter(db, racine, 0, &n));
    if (sign > 0)
        TRY(sql_usager_premier_chercher(db, racine, S("")));
    return write(db, &m);
}

/* ---- all of them again, from the records ---- */

typedef struct Recompte {
    Arena *a;
    int axe;
    Racines racines;
    Rangs comptes, gens;
    Marche marche; /* one a count */
} Recompte;

/* A count is told by two numbers: its period and dispositif; its key, or the rank of that word. */
static Err add_person(Recompte *c, const Pas *p, int dispositif, int64_t key, int64_t who)
{
    uint32_t count, rank;
    bool new;
    TRY(rangs_donner(&c->comptes, p->periode * (DISPOSITIFS_N + 1) + dispositif, key, &count, &new));
    if (new) {
        Pas *made = vec_push(c->a, &c->marche);
        if (!made)
            return ERR_MEMORY;
        *made = *p;
        made->cle = str_dup(c->a, p->cle);
    }
    TRY(rangs_donner(&c->gens, who, count, &rank, &new));
    c->marche.v[count].n += new;
    return OK;
}

static Err recount_one(Recompte *c, const ReleveMois *m, const Words *mots, const Fait *f, int64_t who)
{
    char number[24];
    Str structure = str_of(number, (size_t)snprintf(number, sizeof number, "%lld", (long long)f->structure_id));
    const Str cles[AXES] = { S(""), structure, mots->v.v[f->epci], mots->v.v[f->commune],
        activite_types[f->type].value };
    const int64_t keys[AXES] = { 0, f->structure_id, f->epci, f->commune, f->type };
    for (int k = 0; k < 4; k++) {
        int dispositif = k & 2 ? DISPOSITIFS_N : f->dispositif;
        const Pas p = { c->axe, k & 1 ? m->mois / 100 : m->mois, 0, k & 2 ? S("") : dispositifs[dispositif].value,
            cles[c->axe] };
        TRY(add_person(c, &p, dispositif, keys[c->axe], who));
    }
    return OK;
}

static Err recount_month(void *arg, const ReleveMois *m, const Words *mots)
{
    Recompte *c = arg;
    for (size_t i = 0; i < m->suivis.n; i++)
        TRY(recount_one(c, m, mots, &m->faits.v[m->suivis.v[i].fait],
            racine_de(&c->racines, m->suivis.v[i].usager_id)));
    return OK;
}

static Err recount_axis(Db *db, int axe)
{
    static const size_t memory = 2048 * MIB;
    ARENA a = arena_new(memory);
    Recompte c = { .a = a, .axe = axe, .comptes.a = a, .gens.a = a };
    TRY(racines_lire(db, a, &c.racines));
    TRY(releve_parcourir(db, 0, TOUJOURS, recount_month, &c));
    TRY(db_batch_begin(db));
    Err e = write(db, &c.marche), sent = db_batch_end(db);
    return e == OK ? sent : e;
}

Err usagers_recompter(Db *db)
{
    TX tx = tx_begin(db, HERE);
    TRY(sql_usager_comptes_oter(db));
    for (int axe = 0; axe < AXES; axe++)
        TRY(recount_axis(db, axe));
    TRY(sql_usagers_premiers_oter(db));
    TRY(sql_usagers_premiers_chercher(db));
    return tx_commit(&tx);
}
