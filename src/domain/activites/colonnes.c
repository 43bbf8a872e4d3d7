// SPDX-License-Identifier: AGPL-3.0-or-later
/* The records of a month in memory: read, kept with the connection, read again when they have changed. */
#include "activites_sql.h"
#include "domain/activites/activites_priv.h"
#include "domain/activites/releve.h"

enum {
    MOIS_GARDES = 36,
    FAITS_GARDES = 300000, /* some 25 MiB a connection */
    ESSAIS = 3,            /* of reading a month that changes meanwhile */
};
static const size_t MOIS_MAX = 1024 * MIB, MOTS_MAX = 64 * MIB;

typedef struct Colonnes {
    Arena *a;
    Words mots;
    int64_t tour;
    ReleveMois mois[MOIS_GARDES]; /* a == NULL: a free place */
} Colonnes;

/* ---- reading ---- */

typedef struct Lecture {
    Words *mots;                                   /* of communes and EPCI, which stay */
    Words themes;                                   /* as they are written… */
    VEC(uint32_t) bits;                            /* …and what they say */
} Lecture;

static Err bits_of(Lecture *l, Str themes_joints, uint32_t *ret)
{
    uint32_t rank;
    bool fresh;
    TRY(words_number(&l->themes, themes_joints, &rank, &fresh));
    if (fresh) {
        uint32_t *new = vec_push(l->themes.a, &l->bits);
        if (!new)
            return ERR_MEMORY;
        *new = mots_bits(themes, themes_joints);
    }
    *ret = l->bits.v[rank];
    return OK;
}

static Err read_fact(ReleveMois *m, Lecture *l, const SqlActiviteFaits *r)
{
    Fait *f = vec_push(m->a, &m->faits);
    if (!f)
        return ERR_MEMORY;
    *f = (Fait){ .activite_id = r->activite_id,
        .structure_id = r->structure_id,
        .personne_id = r->personne_id,
        .jour = (int32_t)r->jour_j,
        .minutes = (int32_t)r->duree_min,
        .accompagnements = (int32_t)r->accompagnements,
        .anonymes = (int32_t)r->anonymes,
        .nouveaux = (int32_t)r->nouveaux,
        .type = (int8_t)choice_index(activite_types, r->type),
        .dispositif = (int8_t)choice_index(dispositifs, r->dispositif),
        .regle = (int8_t)(r->regle.has ? r->regle.v : -1),
        .satisfaction = (int8_t)(r->satisfaction.has ? r->satisfaction.v : -1) };
    bool fresh;
    TRY(words_number(l->mots, r->epci, &f->epci, &fresh));
    TRY(words_number(l->mots, r->commune, &f->commune, &fresh));
    TRY(bits_of(l, r->themes, &f->themes));
    return f->type < 0 || f->dispositif < 0 ? ERR_INTERNAL : OK;
}

/* The card of the record read last. */
static Err read_card(ReleveMois *m, int64_t usager_id)
{
    FaitSuivi *s = vec_push(m->a, &m->suivis);
    if (!s)
        return ERR_MEMORY;
    *s = (FaitSuivi){ (uint32_t)m->faits.n - 1, usager_id };
    return OK;
}

/* As many as the sums say, so that nothing is moved while they come. */
static Err make_room(ReleveMois *m, int64_t activites, int64_t suivis)
{
    m->faits.cap = (size_t)(activites > 0 ? activites : 1);
    m->suivis.cap = (size_t)(suivis > 0 ? suivis : 1);
    m->faits.v = NEW(m->a, Fait, m->faits.cap);
    m->suivis.v = NEW(m->a, FaitSuivi, m->suivis.cap);
    return m->faits.v && m->suivis.v ? OK : ERR_MEMORY;
}

static Err read_month(Db *db, Words *mots, int64_t activites, int64_t suivis, ReleveMois *m)
{
    ARENA scratch = arena_new(MOTS_MAX);
    Lecture l = { .mots = mots, .themes.a = scratch };
    int64_t year = m->mois / 100, month = m->mois % 100;
    int64_t from = date_from_ymd((int)year, (int)month, 1).days;
    int64_t to = date_from_ymd((int)(year + month / 12), (int)(month % 12 + 1), 1).days - 1;
    ROWS rows = { 0 };
    SqlActiviteFaits r;
    TRY(make_room(m, activites, suivis));
    TRY(sql_activite_faits(db, from, to, &rows));
    while (sql_activite_faits_next(&rows, &r)) {
        if (m->faits.n == 0 || m->faits.v[m->faits.n - 1].activite_id != r.activite_id)
            TRY(read_fact(m, &l, &r));
        if (r.usager_id.has)
            TRY(read_card(m, r.usager_id.v));
    }
    return rows_end(&rows);
}

/* ---- seals ---- */

typedef struct Sceau {
    int64_t mois, activites, suivis, sceau;
} Sceau;
typedef VEC(Sceau) Sceaux;

static Err read_seals(Db *db, Arena *a, int64_t from, int64_t to, Sceaux *ret)
{
    static const uint64_t prime = 1099511628211U;
    ROWS rows = { 0 };
    SqlActiviteSceaux r;
    TRY(sql_activite_sceaux(db, from, to, &rows));
    while (sql_activite_sceaux_next(&rows, &r)) {
        Sceau *s = ret->n && ret->v[ret->n - 1].mois == r.mois ? &ret->v[ret->n - 1] : vec_push(a, ret);
        if (!s)
            return ERR_MEMORY;
        s->mois = r.mois;
        s->activites += r.activites;
        s->suivis += r.suivis;
        s->sceau = (int64_t)((uint64_t)s->sceau * prime + (uint64_t)r.sceau);
    }
    return rows_end(&rows);
}

static Err is_unchanged(Db *db, const Sceau *s, Sceau *ret_now, bool *ret)
{
    ARENA a = arena_new(KIB * 64);
    Sceaux now = { 0 };
    TRY(read_seals(db, a, s->mois, s->mois, &now));
    *ret_now = now.n ? now.v[0] : (Sceau){ .mois = s->mois };
    *ret = ret_now->sceau == s->sceau && ret_now->activites == s->activites;
    return OK;
}

/* ---- what is kept ---- */

static void month_done(ReleveMois *m)
{
    arena_free(m->a);
    *m = (ReleveMois){ 0 };
}

static void columns_free(void *kept)
{
    Colonnes *c = kept;
    for (int i = 0; i < MOIS_GARDES; i++)
        month_done(&c->mois[i]);
    arena_free(c->a);
}

static Err columns_of(Db *db, Colonnes **ret)
{
    *ret = db_kept(db, columns_free);
    if (*ret)
        return OK;
    Arena *a = arena_new(MOTS_MAX);
    Colonnes *c = NEW(a, Colonnes, 1);
    if (!c) {
        arena_free(a);
        return ERR_MEMORY;
    }
    c->a = c->mots.a = a;
    *ret = c;
    return db_keep(db, c, columns_free);
}

/* A place for one more of `n` records, those of other questions making room; NULL: there is none. */
static ReleveMois *place_for(Colonnes *c, int64_t n)
{
    ReleveMois *place = NULL;
    int64_t held = n;
    for (int i = 0; i < MOIS_GARDES; i++)
        held += (int64_t)c->mois[i].faits.n;
    for (int i = 0; i < MOIS_GARDES; i++) {
        ReleveMois *m = &c->mois[i];
        if (m->a && m->tour != c->tour && held > FAITS_GARDES) {
            held -= (int64_t)m->faits.n;
            month_done(m);
        }
        place = m->a ? place : m;
    }
    for (int i = 0; !place && i < MOIS_GARDES; i++)
        if (c->mois[i].tour != c->tour) {
            place = &c->mois[i];
            month_done(place);
        }
    return held > FAITS_GARDES ? NULL : place;
}

/* Reads it; kept when it is known to be what its seal says. `spare`: where it is held until the caller is done, otherwise. */
static Err load(Db *db, Colonnes *c, Sceau s, ReleveMois *spare, const ReleveMois **ret)
{
    bool same = false;
    for (int i = 0; i < ESSAIS && !same; i++) {
        Sceau now;
        month_done(spare);
        *spare = (ReleveMois){ .mois = s.mois, .sceau = s.sceau, .tour = c->tour, .a = arena_new(MOIS_MAX) };
        if (!spare->a)
            return ERR_MEMORY;
        TRY(read_month(db, &c->mots, s.activites, s.suivis, spare));
        TRY(is_unchanged(db, &s, &now, &same));
        s = now;
    }
    ReleveMois *place = same ? place_for(c, (int64_t)spare->faits.n) : NULL;
    *ret = spare;
    if (!place)
        return OK;
    *place = *spare;
    *spare = (ReleveMois){ 0 };
    *ret = place;
    return OK;
}

static Err month_of(Db *db, Colonnes *c, const Sceau *s, ReleveMois *spare, const ReleveMois **ret)
{
    for (int i = 0; i < MOIS_GARDES; i++) {
        ReleveMois *m = &c->mois[i];
        if (!m->a || m->mois != s->mois)
            continue;
        if (m->sceau == s->sceau && (int64_t)m->faits.n == s->activites) {
            m->tour = c->tour;
            *ret = m;
            return OK;
        }
        month_done(m);
    }
    return load(db, c, *s, spare, ret);
}

Err releve_parcourir(Db *db, int64_t du_mois, int64_t au_mois, ReleveFn *fn, void *arg)
{
    ARENA a = arena_new(MIB);
    ReleveMois spare __attribute__((cleanup(month_done))) = { 0 };
    Sceaux seals = { 0 };
    Colonnes *c;
    TRY(columns_of(db, &c));
    TRY(read_seals(db, a, du_mois, au_mois, &seals));
    c->tour++;
    for (size_t i = 0; i < seals.n; i++) {
        const ReleveMois *m;
        if (seals.v[i].activites == 0)
            continue;
        TRY(month_of(db, c, &seals.v[i], &spare, &m));
        TRY(fn(arg, m, &c->mots));
    }
    return OK;
}
