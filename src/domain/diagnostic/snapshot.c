// SPDX-License-Identifier: AGPL-3.0-or-later
/* The snapshot: base rows, what they weigh, their values, and the zones of today that they are in. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "domain/diagnostic/diagnostic_impl.h"
#include "diagnostic_sql.h"

static const size_t SNAPSHOT_MAX = 512 * MIB;

/* ---- base rows ------------------------------------------------------------------------------------------------------ */

typedef VEC(Base) Bases;

/* The same few codes come back on thousands of rows: one copy each. */
static Str shared(Arena *a, Str previous, Str text)
{
    return previous.p && text.p && str_eq(previous, text) ? previous : str_dup(a, text);
}

static Err read_bases(Db *db, Arena *a, Bases *v)
{
    ROWS rows = { 0 };
    SqlBaseAll r;
    Base before = { 0 };
    TRY(sql_base_all(db, &rows));
    while (sql_base_all_next(&rows, &r)) {
        Base *b = vec_push(a, v);
        if (!b)
            return ERR_MEMORY;
        if (r.code.n >= sizeof b->code)
            return ERR_INTERNAL;
        memcpy(b->code, r.code.p, r.code.n);
        b->nom = str_dup(a, r.nom);
        b->zones[ECHELON_EPCI] = shared(a, before.zones[ECHELON_EPCI], r.epci);
        b->zones[ECHELON_ARRONDISSEMENT] = shared(a, before.zones[ECHELON_ARRONDISSEMENT], r.arrondissement);
        b->zones[ECHELON_DEPARTEMENT] = shared(a, before.zones[ECHELON_DEPARTEMENT], r.departement);
        b->zones[ECHELON_REGION] = shared(a, before.zones[ECHELON_REGION], r.region);
        before = *b;
    }
    return rows_end(&rows);
}

static int by_code(const void *x, const void *y)
{
    return strcmp(((const Base *)x)->code, ((const Base *)y)->code);
}

static int64_t base_find(const Diagnostic *d, Str code)
{
    Base key = { 0 };
    if (code.n >= sizeof key.code || d->n_bases == 0)
        return -1;
    memcpy(key.code, code.p, code.n);
    const Base *b = bsearch(&key, d->bases, d->n_bases, sizeof key, by_code);
    return b ? b - d->bases : -1;
}

/* Codes that have values and are in no file of populations: they are told, and weigh nothing. */
static Err add_strangers(Db *db, Diagnostic *d, Bases *v)
{
    for (size_t k = 0; k < d->n_indicateurs; k++) {
        ROWS rows = { 0 };
        SqlValeurAll r;
        const Indicateur *i = &d->indicateurs[k];
        bool added = false;
        TRY(sql_valeur_all(db, i->code, S("commune"), i->millesime, &rows));
        while (sql_valeur_all_next(&rows, &r)) {
            CodeInsee code;
            if (base_find(d, r.code) >= 0 || !code_insee_parse(r.code, &code))
                continue;
            Base *b = vec_push(d->arena, v);
            if (!b)
                return ERR_MEMORY;
            memcpy(b->code, code.p, sizeof code.p);
            b->nom = str_dup(d->arena, r.code);
            b->zones[ECHELON_DEPARTEMENT] = str_dup(d->arena,
                str_slice(r.code, 0, str_starts(r.code, S("97")) || str_starts(r.code, S("98")) ? 3 : 2));
            added = true;
        }
        TRY(rows_end(&rows));
        if (added)
            qsort(v->v, v->n, sizeof *v->v, by_code);
        d->bases = v->v;
        d->n_bases = v->n;
    }
    return OK;
}

/* The zones of today, where the territory knows the code; else those that the file names. */
static Err place_bases(Diagnostic *d, const Territoire *t)
{
    Base before = { 0 };
    d->fusions = territoire_n_communes(t) > 0;
    for (size_t i = 0; i < d->n_bases; i++) {
        Base *b = &d->bases[i];
        const Commune *c = territoire_commune(t, str_from(b->code));
        b->zones[ECHELON_FRANCE] = S("");
        b->zones[ECHELON_COMMUNE] = str_from(b->code);
        b->connue = c != NULL;
        if (c) {
            Arena *a = d->arena;
            b->zones[ECHELON_COMMUNE] = str_dup(a, code_insee_str(&c->code));
            b->zones[ECHELON_EPCI] = c->epci ? shared(a, before.zones[ECHELON_EPCI], c->epci->code) : STR_NONE;
            b->zones[ECHELON_ARRONDISSEMENT] = shared(a, before.zones[ECHELON_ARRONDISSEMENT], c->arrondissement);
            b->zones[ECHELON_DEPARTEMENT] = shared(a, before.zones[ECHELON_DEPARTEMENT], c->departement);
            b->zones[ECHELON_REGION] = shared(a, before.zones[ECHELON_REGION], c->region);
        }
        before = *b;
    }
    return arena_failed(d->arena) ? ERR_MEMORY : OK;
}

/* ---- zones ------------------------------------------------------------------------------------------------------------ */

typedef struct Place {
    Str code;
    uint32_t base;
} Place;

static int by_zone(const void *x, const void *y)
{
    return str_cmp(((const Place *)x)->code, ((const Place *)y)->code);
}

static Str zone_name(const Territoire *t, Echelon e, const Base *b)
{
    Str code = b->zones[e], nom = STR_NONE;
    const Commune *c = territoire_commune(t, str_from(b->code));
    switch (e) {
    case ECHELON_COMMUNE:
        nom = c ? c->nom : b->nom;
        break;
    case ECHELON_EPCI:
        nom = c && c->epci ? c->epci->nom : STR_NONE;
        break;
    case ECHELON_DEPARTEMENT:
        nom = territoire_departement_nom(t, code);
        break;
    case ECHELON_FRANCE:
        nom = S("France");
        break;
    case ECHELON_ARRONDISSEMENT:
    case ECHELON_REGION:
    case ECHELONS_:
        break;
    }
    return str_is_none(nom) ? code : nom;
}

static Err make_zones(Diagnostic *d, const Territoire *t, Echelon e, Place *places)
{
    Zones *z = &d->zones[e];
    size_t n = 0;
    z->de = NEW(d->arena, uint32_t, d->n_bases);
    z->codes = NEW(d->arena, Str, d->n_bases);
    z->noms = NEW(d->arena, Str, d->n_bases);
    if (arena_failed(d->arena))
        return ERR_MEMORY;
    for (size_t i = 0; i < d->n_bases; i++) {
        z->de[i] = ZONE_AUCUNE;
        if (d->bases[i].zones[e].p && (d->bases[i].zones[e].n || e == ECHELON_FRANCE))
            places[n++] = (Place){ d->bases[i].zones[e], (uint32_t)i };
    }
    if (n)
        qsort(places, n, sizeof *places, by_zone);
    for (size_t i = 0; i < n; i++) {
        const Base *b = &d->bases[places[i].base];
        if (z->n == 0 || !str_eq(z->codes[z->n - 1], places[i].code)) {
            z->codes[z->n] = places[i].code;
            z->noms[z->n++] = places[i].code;
        }
        Str *nom = &z->noms[z->n - 1];
        if (str_eq(*nom, places[i].code)) /* until one of its rows knows a name */
            *nom = str_dup(d->arena, zone_name(t, e, b));
        z->de[places[i].base] = (uint32_t)(z->n - 1);
    }
    return arena_failed(d->arena) ? ERR_MEMORY : OK;
}

static Err make_all_zones(Diagnostic *d, const Territoire *t)
{
    ARENA scratch = arena_new(SNAPSHOT_MAX);
    Place *places = NEW(scratch, Place, d->n_bases);
    if (!places)
        return ERR_MEMORY;
    for (int k = 0; k < ECHELONS_; k++)
        TRY(make_zones(d, t, (Echelon)k, places));
    return OK;
}

/* ---- weights, values, sources ----------------------------------------------------------------------------------------- */

static Err read_poids(Db *db, Diagnostic *d)
{
    VEC(Str) v = { 0 };
    ROWS names = { 0 };
    SqlPopulationMillesimes m;
    TRY(sql_population_millesimes(db, &names));
    while (sql_population_millesimes_next(&names, &m)) {
        Str *to = vec_push(d->arena, &v);
        if (!to)
            return ERR_MEMORY;
        *to = str_dup(d->arena, m.millesime);
    }
    TRY(rows_end(&names));
    d->poids = v.v;
    d->n_poids = v.n;
    d->habitants = NEW(d->arena, int64_t, v.n * d->n_bases);
    if (!d->habitants)
        return ERR_MEMORY;
    memset(d->habitants, 0xff, v.n * d->n_bases * sizeof *d->habitants); /* -1 everywhere */
    for (size_t k = 0; k < v.n; k++) {
        ROWS rows = { 0 };
        SqlPopulationAll r;
        TRY(sql_population_all(db, v.v[k], &rows));
        while (sql_population_all_next(&rows, &r)) {
            int64_t at = base_find(d, r.code);
            if (at >= 0)
                d->habitants[k * d->n_bases + (size_t)at] = r.habitants;
        }
        TRY(rows_end(&rows));
    }
    return OK;
}

static Err read_indicateurs(Db *db, Diagnostic *d)
{
    VEC(Indicateur) v = { 0 };
    Arena *a = d->arena;
    ROWS rows = { 0 };
    SqlIndicateurAll r;
    TRY(sql_indicateur_all(db, &rows));
    while (sql_indicateur_all_next(&rows, &r) && v.n < INDICATEURS_MAX) {
        Indicateur *i = vec_push(a, &v);
        if (!i)
            return ERR_MEMORY;
        *i = (Indicateur){ str_dup(a, r.code), str_dup(a, r.groupe), str_dup(a, r.nom), str_dup(a, r.definition),
            str_dup(a, r.unite), str_dup(a, r.source), str_dup(a, r.millesime), str_dup(a, r.licence), (int)r.sens,
            r.plancher.has ? r.plancher.v : NAN, 0 };
    }
    TRY(rows_end(&rows));
    d->indicateurs = v.v;
    d->n_indicateurs = v.n;
    for (size_t k = 0; k < v.n; k++) {
        SqlValeurMillesime m;
        TRY(sql_valeur_millesime(db, a, v.v[k].code, S("commune"), &m));
        if (m.millesime.p)
            v.v[k].millesime = m.millesime;
    }
    return OK;
}

static Err read_values(Db *db, Diagnostic *d)
{
    size_t n = d->n_indicateurs * d->n_bases;
    d->valeurs = NEW(d->arena, double, n);
    if (!d->valeurs)
        return ERR_MEMORY;
    for (size_t i = 0; i < n; i++)
        d->valeurs[i] = NAN;
    for (size_t k = 0; k < d->n_indicateurs; k++) {
        Indicateur *i = &d->indicateurs[k];
        ROWS rows = { 0 };
        SqlValeurAll r;
        TRY(sql_valeur_all(db, i->code, S("commune"), i->millesime, &rows));
        while (sql_valeur_all_next(&rows, &r)) {
            int64_t at = base_find(d, r.code);
            if (at < 0)
                continue;
            d->valeurs[k * d->n_bases + (size_t)at] = r.valeur;
            i->n++;
        }
        TRY(rows_end(&rows));
    }
    return OK;
}

/* Paris, Lyon and Marseille are in the files of populations with their arrondissements as well. */
static void mark_said_twice(Diagnostic *d)
{
    static const struct {
        Str commune, prefix;
    } cities[] = { { S_INIT("13055"), S_INIT("132") }, { S_INIT("69123"), S_INIT("6938") },
        { S_INIT("75056"), S_INIT("751") } };
    for (size_t c = 0; c < sizeof cities / sizeof cities[0]; c++) {
        int64_t city = base_find(d, cities[c].commune);
        for (size_t i = 0; i < d->n_bases && city >= 0; i++)
            if (str_starts(str_from(d->bases[i].code), cities[c].prefix))
                for (size_t k = 0; k < d->n_indicateurs; k++)
                    d->bases[city].redite |= !isnan(d->valeurs[k * d->n_bases + i]);
    }
}

static Err read_jeux(Db *db, Diagnostic *d)
{
    VEC(Jeu) v = { 0 };
    Arena *a = d->arena;
    ROWS rows = { 0 };
    SqlJeuAll r;
    TRY(sql_jeu_all(db, &rows));
    while (sql_jeu_all_next(&rows, &r)) {
        Jeu *j = vec_push(a, &v);
        if (!j)
            return ERR_MEMORY;
        *j = (Jeu){ str_dup(a, r.jeu), str_dup(a, r.echelon), str_dup(a, r.millesime), str_dup(a, r.source),
            str_dup(a, r.licence), str_dup(a, str_slice(r.fichier, 0, str_find_char(r.fichier, 0, ','))),
            str_dup(a, r.poids), r.lignes, r.sans_valeur, r.a_zero, r.importe_at, r.fictif };
    }
    d->jeux = v.v;
    d->n_jeux = v.n;
    return rows_end(&rows);
}

static Err read_all(Db *db, const Territoire *t, Diagnostic *d)
{
    Bases bases = { 0 };
    TRY(read_bases(db, d->arena, &bases));
    d->bases = bases.v;
    d->n_bases = bases.n;
    TRY(read_indicateurs(db, d));
    TRY(add_strangers(db, d, &bases));
    TRY(place_bases(d, t));
    TRY(make_all_zones(d, t));
    TRY(read_poids(db, d));
    TRY(read_values(db, d));
    mark_said_twice(d);
    TRY(read_jeux(db, d));
    return arena_failed(d->arena) ? ERR_MEMORY : OK;
}

static void snapshot_free(void *snapshot)
{
    Diagnostic *d = snapshot;
    if (d)
        arena_free(d->arena); /* d itself lives in it */
}

/* The départements in which a commune has the first of the five scores. */
static Err count_departements(Diagnostic *d)
{
    const Zones *z = &d->zones[ECHELON_DEPARTEMENT];
    Choix coeur = diagnostic_coeur(d);
    size_t k = 0, n = 0;
    bool *seen = NEW(d->arena, bool, z->n + 1);
    if (!seen)
        return ERR_MEMORY;
    while (coeur && !(coeur >> k & 1))
        k++;
    for (size_t i = 0; coeur && i < d->n_bases; i++) {
        uint32_t at = z->de[i];
        if (at == ZONE_AUCUNE || seen[at] || isnan(d->valeurs[k * d->n_bases + i]))
            continue;
        seen[at] = true;
        n++;
    }
    d->national = n >= DEPARTEMENTS_NATIONAL;
    return OK;
}

static Err snapshot_build(Db *db, const SnapshotView *earlier, void **ret)
{
    Arena *a = arena_new(SNAPSHOT_MAX);
    Diagnostic *d = a ? NEW(a, Diagnostic, 1) : NULL;
    if (!d) {
        arena_free(a);
        return ERR_MEMORY;
    }
    d->arena = a;
    TX tx = tx_begin(db, HERE); /* all tables as of one instant */
    Err e = read_all(db, earlier ? snapshot_get(earlier, &territoire_snapshot) : NULL, d);
    if (e == OK)
        e = count_departements(d);
    if (e == OK)
        e = tx_commit(&tx);
    if (e != OK) {
        snapshot_free(d);
        return e;
    }
    *ret = d;
    return OK;
}

static const SnapshotDef *const uses[] = { &territoire_snapshot, NULL };
const SnapshotDef diagnostic_snapshot = {
    .name = "diagnostic",
    .build = snapshot_build,
    .free = snapshot_free,
    .uses = uses,
};
