// SPDX-License-Identifier: AGPL-3.0-or-later
/* Who comes: by what the card shown says of its holder, gender, status, commune where she lives. */
#include <stdlib.h>

#include "activites_sql.h"
#include "domain/activites/activites_priv.h"
#include "domain/activites/releve.h"
#include "domain/territoire/territoire.h"

static Err name_of(Db *db, Arena *a, int par, Str cle, Str *ret)
{
    Maille m;
    const Choice *words = par == STAT_PAR_GENRE ? genres : statuts;
    if (par != STAT_PAR_RESIDENCE) {
        int i = choice_index(words, cle);
        *ret = i < 0 ? cle : words[i].label;
        return OK;
    }
    Err e = maille_commune(db, a, cle, &m);
    *ret = e == OK ? m.nom : cle;
    return e == ERR_NOT_FOUND || e == ERR_INVALID ? OK : e;
}

/* Whoever has no card, or a card that says nothing of it, is in the last line: what is left of the whole. */
static Err rest(Db *db, Arena *a, const StatQuestion *q, bool brut, int64_t known, StatLigne *ret)
{
    Chiffres all;
    TRY(statistiques(db, a, q, brut, &all));
    *ret = (StatLigne){ S("non_communique"), S("Non communiqué"), all.accompagnements - known, -1, 0, 0, false };
    return OK;
}

typedef VEC(StatLigne) Lignes;

static Err by_card(Db *db, Arena *a, const StatQuestion *q, int par, Lignes *to)
{
    ROWS rows = { 0 };
    SqlPublicsBruts r;
    const Filtre f = filtre_de(q);
    TRY(sql_publics_bruts(db, stat_par[par].value, q->du.days, q->au.days, f.dispositif, f.structure, f.epci,
        f.personne, &rows));
    while (sql_publics_bruts_next(&rows, &r)) {
        if (str_is_empty(r.cle))
            continue;
        StatLigne *l = vec_push(a, to);
        if (!l)
            return ERR_MEMORY;
        *l = (StatLigne){ str_dup(a, r.cle), STR_NONE, r.accompagnements, r.usagers, 0, 0, false };
    }
    TRY(rows_end(&rows));
    for (size_t i = 0; i < to->n; i++)
        TRY(name_of(db, a, par, to->v[i].cle, &to->v[i].nom));
    return OK;
}

/* ---- communes, added up by the intercommunalité of today ---- */

typedef struct Village {
    Str code;
    size_t ligne; /* of its intercommunalité */
} Village;
typedef VEC(Village) Villages;

static int by_code(const void *left, const void *right)
{
    return str_cmp(((const Village *)left)->code, ((const Village *)right)->code);
}

static int by_key(const void *left, const void *right)
{
    return str_cmp(((const StatLigne *)left)->cle, ((const StatLigne *)right)->cle);
}

static Err line_of(Arena *a, Lignes *to, Str cle, size_t *ret)
{
    size_t i = 0;
    while (i < to->n && !str_eq(to->v[i].cle, cle))
        i++;
    *ret = i;
    if (i < to->n)
        return OK;
    StatLigne *l = vec_push(a, to);
    if (!l)
        return ERR_MEMORY;
    *l = (StatLigne){ cle, S("Non connue"), 0, 0, 0, 0, false };
    return OK;
}

/* "": a commune that is not known, or of none. */
static Err villages_of(Db *db, Arena *a, const Lignes *communes, Villages *ret, Lignes *to)
{
    for (size_t i = 0; i < communes->n; i++) {
        Maille m = { .epci = STR_NONE }, epci;
        Village *v = vec_push(a, ret);
        if (!v)
            return ERR_MEMORY;
        v->code = communes->v[i].cle;
        Err e = maille_commune(db, a, v->code, &m);
        if (e != OK && e != ERR_NOT_FOUND && e != ERR_INVALID)
            return e;
        Str cle = str_or_empty(m.epci);
        size_t before = to->n;
        TRY(line_of(a, to, cle, &v->ligne));
        if (to->n == before || str_is_empty(cle))
            continue;
        e = maille_epci(db, a, cle, &epci);
        if (e != OK && e != ERR_NOT_FOUND)
            return e;
        to->v[v->ligne].nom = e == OK ? epci.nom : cle;
    }
    if (ret->n > 1)
        qsort(ret->v, ret->n, sizeof *ret->v, by_code);
    return OK;
}

/* Whoever has cards in two communes of one intercommunalité is one person there. */
static Err by_residence(Db *db, Arena *a, const StatQuestion *q, Lignes *to)
{
    Lignes communes = { 0 };
    Villages villages = { 0 };
    ROWS rows = { 0 };
    SqlPublicsResidents r;
    const Filtre f = filtre_de(q);
    TRY(by_card(db, a, q, STAT_PAR_RESIDENCE, &communes));
    TRY(villages_of(db, a, &communes, &villages, to));
    int64_t *last = NEW(a, int64_t, to->n + 1); /* person counted in each line */
    if (!last)
        return ERR_MEMORY;
    TRY(sql_publics_residents(db, q->du.days, q->au.days, f.dispositif, f.structure, f.epci, f.personne, &rows));
    while (sql_publics_residents_next(&rows, &r)) {
        const Village asked = { .code = r.commune };
        const Village *v = bsearch(&asked, villages.v, villages.n, sizeof *villages.v, by_code);
        if (!v)
            return ERR_INTERNAL;
        to->v[v->ligne].accompagnements += r.accompagnements;
        to->v[v->ligne].usagers += last[v->ligne] != r.racine;
        last[v->ligne] = r.racine;
    }
    TRY(rows_end(&rows));
    if (to->n > 1)
        qsort(to->v, to->n, sizeof *to->v, by_key);
    return OK;
}

Err statistiques_publics(Db *db, Arena *a, const StatQuestion *q, int par, bool brut, const StatLigne **ret,
    size_t *ret_n)
{
    Lignes lines = { 0 };
    StatLigne last, *l;
    int64_t known = 0;
    TRY(par == STAT_PAR_RESIDENCE_EPCI ? by_residence(db, a, q, &lines) : by_card(db, a, q, par, &lines));
    for (size_t i = 0; i < lines.n; i++)
        known += lines.v[i].accompagnements;
    TRY(rest(db, a, q, brut, known, &last));
    if (last.accompagnements > 0) {
        if (!(l = vec_push(a, &lines)))
            return ERR_MEMORY;
        *l = last;
    }
    *ret = lines.v;
    *ret_n = lines.n;
    return OK;
}
