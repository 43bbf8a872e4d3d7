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

/* Accompaniments of one person under what one commune of her cards is. */
typedef struct Residence {
    int64_t racine, accompagnements;
    uint32_t commune;
} Residence;
typedef VEC(Residence) Residences;

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

/* The line of that commune's intercommunalité; "": the commune is not known, or of none. */
static Err line_of_commune(Db *db, Arena *a, Str commune, Lignes *to, size_t *ret)
{
    Maille m = { .epci = STR_NONE }, epci;
    Err e = maille_commune(db, a, commune, &m);
    if (e != OK && e != ERR_NOT_FOUND && e != ERR_INVALID)
        return e;
    Str cle = str_or_empty(m.epci);
    size_t before = to->n;
    TRY(line_of(a, to, cle, ret));
    if (to->n == before || str_is_empty(cle))
        return OK;
    e = maille_epci(db, a, cle, &epci);
    if (e != OK && e != ERR_NOT_FOUND)
        return e;
    to->v[*ret].nom = e == OK ? epci.nom : cle;
    return OK;
}

/* By person. */
static Err read_residences(Db *db, Arena *a, const StatQuestion *q, Words *communes, Residences *to)
{
    ROWS rows = { 0 };
    SqlPublicsResidents r;
    bool fresh;
    const Filtre f = filtre_de(q);
    TRY(sql_publics_residents(db, q->du.days, q->au.days, f.dispositif, f.structure, f.epci, f.personne, &rows));
    while (sql_publics_residents_next(&rows, &r)) {
        Residence *x = vec_push(a, to);
        if (!x)
            return ERR_MEMORY;
        *x = (Residence){ .racine = r.racine, .accompagnements = r.accompagnements };
        TRY(words_number(communes, r.commune, &x->commune, &fresh));
    }
    return rows_end(&rows);
}

/* Whoever has cards in two communes of one intercommunalité is one person there. */
static Err by_residence(Db *db, Arena *a, const StatQuestion *q, Lignes *to)
{
    Words communes = { .a = a };
    Residences all = { 0 };
    TRY(read_residences(db, a, q, &communes, &all));
    /* The line of each commune; of each line, of which there are no more, who was counted last. */
    size_t *line = NEW(a, size_t, communes.v.n + 1);
    int64_t *last = NEW(a, int64_t, communes.v.n + 1);
    if (!line || !last)
        return ERR_MEMORY;
    for (size_t i = 0; i < communes.v.n; i++)
        TRY(line_of_commune(db, a, communes.v.v[i], to, &line[i]));
    for (size_t i = 0; i < all.n; i++) {
        const Residence *x = &all.v[i];
        size_t k = line[x->commune];
        to->v[k].accompagnements += x->accompagnements;
        to->v[k].usagers += last[k] != x->racine;
        last[k] = x->racine;
    }
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
