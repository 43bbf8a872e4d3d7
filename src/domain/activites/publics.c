// SPDX-License-Identifier: AGPL-3.0-or-later
/* Who comes: by what the card shown says of its holder, gender, status, commune where she lives. */
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

Err statistiques_publics(Db *db, Arena *a, const StatQuestion *q, int par, bool brut, const StatLigne **ret,
    size_t *ret_n)
{
    VEC(StatLigne) lines = { 0 };
    StatLigne last, *l;
    ROWS rows = { 0 };
    SqlPublicsBruts r;
    int64_t known = 0;
    const Filtre f = filtre_de(q);
    TRY(sql_publics_bruts(db, stat_par[par].value, q->du.days, q->au.days, f.dispositif, f.structure, f.epci,
        f.personne, &rows));
    while (sql_publics_bruts_next(&rows, &r)) {
        if (str_is_empty(r.cle))
            continue;
        if (!(l = vec_push(a, &lines)))
            return ERR_MEMORY;
        *l = (StatLigne){ str_dup(a, r.cle), STR_NONE, r.accompagnements, r.usagers, 0, 0, false };
        known += r.accompagnements;
    }
    TRY(rows_end(&rows));
    for (size_t i = 0; i < lines.n; i++)
        TRY(name_of(db, a, par, lines.v[i].cle, &lines.v[i].nom));
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
