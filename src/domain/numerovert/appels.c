// SPDX-License-Identifier: AGPL-3.0-or-later
/* Calls: noted, counted, erased. */
#include <stdlib.h>

#include "core/app.h"
#include "core/auth/retention.h"
#include "core/job/job.h"
#include "core/run/writer.h"
#include "domain/journal/journal.h"
#include "domain/numerovert/numerovert_priv.h"
#include "numerovert_sql.h"

enum { DAY_S = 24 * 3600, LEASE_S = 60, ATTEMPTS = 3 };

const Choice appel_suites[] = {
#define X(NAME, stored, shown) { S_INIT(stored), S_INIT(shown) },
    APPEL_SUITES(X)
#undef X
        { STR_NONE, STR_NONE },
};

/* What the role acted with counts; false: nothing. */
static bool scope_of(const Acteur *par, Str *ret_departement, Str *ret_epci)
{
    Portee p = portee_de(par->portee);
    *ret_departement = p == PORTEE_DEPARTEMENT ? par->code : S("");
    *ret_epci = p == PORTEE_EPCI ? par->code : S("");
    return p == PORTEE_INSTANCE || p == PORTEE_DEPARTEMENT || p == PORTEE_EPCI;
}

static bool known_need(Str besoin)
{
    return str_eq(besoin, S("autre")) || standard_enum_index(ENUM_SERVICES, besoin) >= 0;
}

Err appel_noter(Db *db, const Acteur *par, int64_t now, const Appel *x)
{
    Str departement, epci;
    if (!scope_of(par, &departement, &epci) || (departement.n && !str_eq(departement, x->departement)) ||
        (epci.n && !str_eq(epci, x->epci)))
        return ERR_NOT_FOUND;
    if (!known_need(x->besoin) || x->duree_mn < 0 || x->duree_mn > APPEL_DUREE_MAX || x->departement.n == 0)
        return ERR_INVALID;
    TX tx = tx_begin(db, HERE);
    TRY(sql_appel_noter(db, x->jour.days, x->departement, x->commune, x->epci, x->besoin, appel_suites[x->suite].value,
        x->trouve, x->duree_mn));
    TRY(journal_ecrire(db, par, now, "appel.noter", STR_NONE, true));
    return tx_commit(&tx);
}

typedef VEC(AppelCompte) Comptes;

static bool same(const AppelCompte *c, Str mois, const SqlAppelsParJour *r)
{
    return str_eq(c->mois, mois) && str_eq(c->commune, r->commune) && str_eq(c->epci, r->epci) &&
           str_eq(c->besoin, r->besoin) && str_eq(c->suite, r->suite);
}

static int by_month(const void *x, const void *y)
{
    const AppelCompte *a = x, *b = y;
    int order = str_cmp(b->mois, a->mois);
    if (order == 0)
        order = str_cmp(a->besoin, b->besoin);
    if (order == 0)
        order = str_cmp(a->commune, b->commune);
    return order ? order : str_cmp(a->suite, b->suite);
}

/* Rows come by day: those of a month stand together, so only its part of the list is looked through. */
static Err add_day(Arena *a, Comptes *to, const SqlAppelsParJour *r, size_t *month_from)
{
    Str mois = str_slice(date_iso(a, (Date){ (int32_t)r->jour_j }), 0, 7);
    if (to->n == 0 || !str_eq(to->v[to->n - 1].mois, mois))
        *month_from = to->n;
    AppelCompte *c = NULL;
    for (size_t i = *month_from; i < to->n && !c; i++)
        c = same(&to->v[i], mois, r) ? &to->v[i] : NULL;
    if (!c) {
        c = vec_push(a, to);
        if (!c)
            return ERR_MEMORY;
        *c = (AppelCompte){ .mois = mois,
            .commune = str_dup(a, r->commune),
            .epci = str_dup(a, r->epci),
            .besoin = str_dup(a, r->besoin),
            .suite = str_dup(a, r->suite) };
    }
    c->appels += r->appels;
    c->trouves += r->trouves;
    c->minutes += r->minutes;
    return OK;
}

Err appels_compter(Db *db, Arena *a, const Acteur *par, Date du, Date au, const AppelCompte **ret, size_t *ret_n)
{
    Str departement, epci;
    Comptes v = { 0 };
    size_t month_from = 0;
    ROWS rows = { 0 };
    SqlAppelsParJour r;
    if (!scope_of(par, &departement, &epci))
        return ERR_NOT_FOUND;
    TRY(sql_appels_par_jour(db, du.days, au.days, departement, epci, &rows));
    while (sql_appels_par_jour_next(&rows, &r))
        TRY(add_day(a, &v, &r, &month_from));
    TRY(rows_end(&rows));
    if (v.n)
        qsort(v.v, v.n, sizeof *v.v, by_month);
    *ret = v.v;
    *ret_n = v.n;
    return OK;
}

Err numerovert_manques(Db *db, Arena *a, Str departement, Date du, Date au, const Manque **ret, size_t *ret_n)
{
    VEC(Manque) v = { 0 };
    ROWS rows = { 0 };
    SqlAppelsManques r;
    TRY(sql_appels_manques(db, departement, du.days, au.days, &rows));
    while (sql_appels_manques_next(&rows, &r)) {
        Manque *m = vec_push(a, &v);
        if (!m)
            return ERR_MEMORY;
        *m = (Manque){ str_dup(a, r.commune), str_dup(a, r.epci), str_dup(a, r.besoin), r.appels, r.sans_reponse };
    }
    TRY(rows_end(&rows));
    *ret = v.v;
    *ret_n = v.n;
    return OK;
}

static Err erase(Db *db, Arena *a, void *arg)
{
    const Date *before = arg;
    int64_t n = 0;
    return sql_appels_effacer(db, before->days, &n);
}

static Err erase_old(Job *j)
{
    Date before = date_add_months(date_paris(j->now), -APPEL_MOIS);
    return writer_run(j->app->writer, j->arena, erase, &before);
}

const JobDef numerovert_jobs[] = {
    { "numerovert.effacer", erase_old, DAY_S, LEASE_S, ATTEMPTS, "Effacer les appels de plus de trois ans" },
    { 0 },
};
