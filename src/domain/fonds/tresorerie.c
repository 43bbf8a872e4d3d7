// SPDX-License-Identifier: AGPL-3.0-or-later
/* Cash of a fund, quarter by quarter. */
#include "domain/fonds/fonds_priv.h"

typedef VEC(FondsTrimestre) Trimestres;

static FondsTrimestre *quarter_of(Arena *a, Trimestres *v, PlanJour j)
{
    Civil c = j.has ? date_civil(j.d) : (Civil){ 0 };
    int64_t year = j.has ? c.year : 0, quarter = j.has ? (c.month + 2) / 3 : 0;
    for (size_t i = 0; i < v->n; i++)
        if (v->v[i].annee == year && v->v[i].trimestre == quarter)
            return &v->v[i];
    FondsTrimestre *x = vec_push(a, v);
    if (x)
        *x = (FondsTrimestre){ .annee = year, .trimestre = quarter };
    return x;
}

/* By day; what has no day comes last. */
static void sort_quarters(Trimestres *v)
{
    for (size_t i = 1; i < v->n; i++)
        for (size_t k = i; k > 0; k--) {
            FondsTrimestre *x = &v->v[k - 1], *y = &v->v[k];
            int64_t left = x->annee ? x->annee * 4 + x->trimestre : INT64_MAX;
            int64_t right = y->annee ? y->annee * 4 + y->trimestre : INT64_MAX;
            if (left <= right)
                break;
            FondsTrimestre keep = *x;
            *x = *y;
            *y = keep;
        }
}

Err fonds_tresorerie(Db *db, Arena *a, FondsId id, const FondsTrimestre **ret, size_t *ret_n)
{
    Trimestres v = { 0 };
    const Contribution *given;
    size_t n = 0;
    int64_t cash = 0;
    ROWS rows = { 0 };
    SqlVersementsFonds r;
    SqlFondsAPrevoir later;
    TRY(contributions_de(db, a, id, &given, &n));
    for (size_t i = 0; i < n; i++) {
        FondsTrimestre *q = given[i].accorde > given[i].recu ? quarter_of(a, &v, given[i].attendu) : NULL;
        if (q)
            q->entrees += given[i].accorde - given[i].recu;
        cash += given[i].recu;                     /* the day it came is not kept: it is there from the start */
    }
    TRY(sql_versements_fonds(db, id, &rows));
    while (sql_versements_fonds_next(&rows, &r)) {
        const OptI64 planned = { true, r.prevu_j };
        FondsTrimestre *q = quarter_of(a, &v, fonds_jour(r.paye_j.has ? r.paye_j : planned));
        if (q)
            *(r.paye_j.has ? &q->verse : &q->sorties) += r.montant;
    }
    TRY(rows_end(&rows));
    TRY(sql_fonds_a_prevoir(db, a, id, &later));
    FondsTrimestre *unplanned = later.montant > 0 ? quarter_of(a, &v, (PlanJour){ 0 }) : NULL;
    if (unplanned)
        unplanned->sorties += later.montant;
    sort_quarters(&v);
    for (size_t i = 0; i < v.n; i++) {
        cash += v.v[i].entrees - v.v[i].sorties - v.v[i].verse;
        v.v[i].solde = cash;
    }
    *ret = v.v;
    *ret_n = v.n;
    return OK;
}
