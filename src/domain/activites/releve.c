// SPDX-License-Identifier: AGPL-3.0-or-later
/* Counting the records that colonnes.c holds. */
#include "domain/activites/releve.h"

#include <stdlib.h>

#include "activites_sql.h"
#include "domain/activites/activites_priv.h"

static const size_t SCRATCH_MAX = 512 * MIB;

/* ---- what a record adds ---- */

Fait fait_de(const Activite *x)
{
    return (Fait){ .activite_id = x->id.v,
        .structure_id = x->structure_id.v,
        .personne_id = x->personne_id.v,
        .jour = x->jour.days,
        .minutes = (int32_t)x->duree_min,
        .accompagnements = (int32_t)activite_accompagnements(x),
        .anonymes = (int32_t)x->anonymes,
        .nouveaux = (int32_t)x->nouveaux,
        .themes = x->themes,
        .type = (int8_t)x->type,
        .dispositif = (int8_t)x->dispositif,
        .regle = (int8_t)(x->regle.has ? x->regle.v : -1),
        .satisfaction = (int8_t)(x->satisfaction.has ? x->satisfaction.v : -1) };
}

void chiffres_ajouter(Chiffres *c, const Fait *f)
{
    bool workshop = f->type == ACTIVITE_COLLECTIF;
    c->activites++;
    c->ateliers += workshop;
    c->individuels += !workshop;
    c->participants += workshop ? f->accompagnements : 0;
    c->accompagnements += f->accompagnements;
    c->anonymes += f->anonymes;
    c->usagers_nouveaux_anonymes += f->nouveaux;
    c->minutes += f->minutes;
    c->regles += f->regle > 0;
    c->regles_dits += f->regle >= 0;
    c->satisfaits += f->satisfaction >= NOTE_SATISFAIT;
    c->satisfaction_dits += f->satisfaction >= 0;
}

/* ---- persons ---- */

Err racines_lire(Db *db, Arena *a, Racines *ret)
{
    ROWS rows = { 0 };
    SqlUsagerRacines r;
    *ret = (Racines){ .cartes.a = a };
    TRY(sql_usager_racines(db, &rows));
    while (sql_usager_racines_next(&rows, &r)) {
        int64_t *to = vec_push(a, &ret->racines);
        if (!to)
            return ERR_MEMORY;
        *to = r.racine;
        TRY(rangs_noter(&ret->cartes, r.usager_id));
    }
    return rows_end(&rows);
}

int64_t racine_de(const Racines *r, int64_t usager_id)
{
    uint32_t rank = rangs_trouver(&r->cartes, usager_id, 0);
    return rank == UINT32_MAX ? usager_id : r->racines.v[rank];
}

/* ---- who acted ---- */

Err acteurs_preparer(Db *db, Arena *a, Acteurs *ret)
{
    ROWS rows = { 0 };
    SqlDetenteurs r;
    *ret = (Acteurs){ { .a = a }, { .a = a }, { .a = a }, { .a = a } };
    TRY(sql_detenteurs(db, &rows));
    while (sql_detenteurs_next(&rows, &r))
        TRY(rangs_noter(r.personne ? &ret->hors_personnes : &ret->hors_structures, r.id));
    return rows_end(&rows);
}

Err acteurs_voir(Acteurs *x, int64_t personne_id, int64_t structure_id)
{
    if (!rangs_connait(&x->hors_personnes, personne_id))
        TRY(rangs_noter(&x->personnes, personne_id));
    return rangs_connait(&x->hors_structures, structure_id) ? OK : rangs_noter(&x->structures, structure_id);
}

/* ---- counting ---- */

enum { AUCUNE = -1 };

typedef struct Compte {
    Arena *a, *tmp;
    const StatQuestion *q;
    int par;
    Releve *to;
    Rangs lignes, gens, menees, premiers;
    Racines racines;
    Acteurs acteurs;
} Compte;

static int64_t key_of(const Compte *c, const ReleveMois *m, const Fait *f)
{
    switch (c->par) {
    case STAT_PAR_MOIS:
        return m->mois;
    case STAT_PAR_DISPOSITIF:
        return f->dispositif;
    case STAT_PAR_EPCI:
        return f->epci;
    case STAT_PAR_COMMUNE:
        return f->commune;
    case STAT_PAR_STRUCTURE:
        return f->structure_id;
    case STAT_PAR_TYPE:
        return f->type;
    default:
        return 0;
    }
}

static Str key_text(const Compte *c, const Words *mots, int64_t key)
{
    switch (c->par) {
    case STAT_PAR_MOIS:
    case STAT_PAR_STRUCTURE:
        return str_format(c->a, "%lld", (long long)key);
    case STAT_PAR_DISPOSITIF:
        return dispositifs[key].value;
    case STAT_PAR_EPCI:
    case STAT_PAR_COMMUNE:
        return str_dup(c->a, mots->v.v[key]);
    case STAT_PAR_TYPE:
        return activite_types[key].value;
    default:
        return S("");
    }
}

/* Asked for: by whoever wrote it and where (`ret_own`), or by whoever led it with her. */
static bool is_asked(const Compte *c, uint32_t epci, const Fait *f, bool *ret_own)
{
    const StatQuestion *q = c->q;
    if (f->jour < q->du.days || f->jour > q->au.days || (q->dispositif >= 0 && f->dispositif != q->dispositif) ||
        (!str_is_none(q->epci) && f->epci != epci))
        return false;
    *ret_own = (!q->structure_id.v || f->structure_id == q->structure_id.v) &&
               (!q->personne_id.v || f->personne_id == q->personne_id.v);
    return *ret_own || rangs_connait(&c->menees, f->activite_id);
}

static Err add_to_line(Compte *c, const ReleveMois *m, const Words *mots, const Fait *f, int32_t *ret_line)
{
    uint32_t line;
    bool new;
    int64_t key = key_of(c, m, f);
    TRY(rangs_donner(&c->lignes, key, 0, &line, &new));
    if (new) {
        Somme *s = vec_push(c->a, &c->to->lignes);
        if (!s)
            return ERR_MEMORY;
        *s = (Somme){ key_text(c, mots, key), { 0 } };
    }
    chiffres_ajouter(&c->to->lignes.v[line].c, f);
    *ret_line = (int32_t)line;
    return OK;
}

static void add_themes(Compte *c, const Fait *f)
{
    for (uint32_t bits = f->themes; bits; bits &= bits - 1)
        c->to->themes[__builtin_ctz(bits)] += f->accompagnements;
}

static Err count_people(Compte *c, const ReleveMois *m, const int32_t *lines)
{
    uint32_t rank;
    bool new;
    for (size_t i = 0; i < m->suivis.n; i++) {
        int32_t line = lines[m->suivis.v[i].fait];
        if (line == AUCUNE)
            continue;
        int64_t root = racine_de(&c->racines, m->suivis.v[i].usager_id);
        TRY(rangs_donner(&c->gens, root, line, &rank, &new));
        c->to->lignes.v[line].c.usagers_connus += new;
        c->to->nouveaux += new &&rangs_connait(&c->premiers, root);
    }
    return OK;
}

static Err count_month(void *arg, const ReleveMois *m, const Words *mots)
{
    Compte *c = arg;
    ARENA scratch = arena_new(SCRATCH_MAX);
    int32_t *lines = NEW(scratch, int32_t, m->faits.n + 1);
    uint32_t epci = UINT32_MAX;
    if (!lines)
        return ERR_MEMORY;
    for (uint32_t i = 0; !str_is_none(c->q->epci) && i < mots->v.n; i++)
        epci = str_eq(mots->v.v[i], c->q->epci) ? i : epci;
    for (size_t i = 0; i < m->faits.n; i++) {
        const Fait *f = &m->faits.v[i];
        bool own = false;
        lines[i] = AUCUNE;
        if (!is_asked(c, epci, f, &own))
            continue;
        if (c->par == STAT_PAR_THEME) {
            add_themes(c, f);
            continue;
        }
        TRY(add_to_line(c, m, mots, f, &lines[i]));
        if (own && c->par < 0)
            TRY(acteurs_voir(&c->acteurs, f->personne_id, f->structure_id));
    }
    return c->par == STAT_PAR_THEME ? OK : count_people(c, m, lines);
}

static int by_key(const void *x, const void *y)
{
    const Somme *a = x, *b = y;
    return str_cmp(a->cle, b->cle);
}

static Err read_led(Db *db, Compte *c)
{
    ROWS rows = { 0 };
    SqlActivitesMenees r;
    const StatQuestion *q = c->q;
    c->menees.a = c->tmp;
    if (!q->personne_id.v)
        return OK;
    TRY(sql_activites_menees(db, q->personne_id.v, filtre_de(q).structure, &rows));
    while (sql_activites_menees_next(&rows, &r))
        TRY(rangs_noter(&c->menees, r.activite_id));
    return rows_end(&rows);
}

static Err read_first(Db *db, Compte *c)
{
    ROWS rows = { 0 };
    SqlPremiers r;
    TRY(sql_premiers(db, c->q->du.days, c->q->au.days, &rows));
    while (sql_premiers_next(&rows, &r))
        TRY(rangs_noter(&c->premiers, r.racine));
    return rows_end(&rows);
}

static Err count_all(Db *db, Arena *a, const StatQuestion *q, int par, bool first, Releve *ret)
{
    ARENA tmp = arena_new(SCRATCH_MAX);
    if (!tmp)
        return ERR_MEMORY;
    Compte c = { .a = a, .tmp = tmp, .q = q, .par = par, .to = ret, .lignes.a = tmp, .gens.a = tmp, .premiers.a = tmp };
    *ret = (Releve){ 0 };
    TRY(read_led(db, &c));
    if (first)
        TRY(read_first(db, &c));
    TRY(racines_lire(db, tmp, &c.racines));
    TRY(acteurs_preparer(db, tmp, &c.acteurs));
    TRY(releve_parcourir(db, mois_de(q->du), mois_de(q->au), count_month, &c));
    ret->professionnels = c.acteurs.personnes.n;
    ret->structures = c.acteurs.structures.n;
    if (ret->lignes.n)
        qsort(ret->lignes.v, ret->lignes.n, sizeof *ret->lignes.v, by_key);
    return OK;
}

Err releve_compter(Db *db, Arena *a, const StatQuestion *q, int par, Releve *ret)
{
    return count_all(db, a, q, par, false, ret);
}

Err releve_nouveaux(Db *db, Arena *a, const StatQuestion *q, Releve *ret)
{
    return count_all(db, a, q, -1, true, ret);
}
