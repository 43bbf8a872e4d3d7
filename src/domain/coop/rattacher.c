// SPDX-License-Identifier: AGPL-3.0-or-later
/* Records that wait to be attached, by groups. */
#include "coop_sql.h"
#include "domain/coop/coop.h"
#include "domain/journal/journal.h"

Err coop_attendre(Db *db, Arena *a, int64_t now, Str uid, const CoopFiche *f, Str commune, const CoopQui *q)
{
    SqlCoopGroupeTrouver g;
    TRY(sql_coop_groupe_trouver(db, a, q->structure.id, f->mediateur, f->lieu, commune, coop_raisons[q->raison].value,
        now, &g));
    return sql_coop_attendre(db, uid, g.groupe_id);
}

Err coop_attend(Db *db, Arena *a, Str uid, bool *ret)
{
    SqlCoopAttend n;
    TRY(sql_coop_attend(db, a, uid, &n));
    *ret = n.n > 0;
    return OK;
}

Err coop_rattacher_fiche(Db *db, Arena *a, const Acteur *par, int64_t now, Str uid, const CoopQui *q)
{
    TRY(activite_rattacher(db, a, par, now, uid, &q->structure, q->personne));
    return sql_coop_cesser(db, uid);
}

Err coop_attendent(Db *db, Arena *a, const Acteur *par, int64_t *ret)
{
    SqlCoopAttendent n;
    TRY(sql_coop_attendent(db, a, par->portee, str_or_empty(par->code), &n));
    *ret = n.n;
    return OK;
}

static Err read_groups(Db *db, Arena *a, const Acteur *par, OptI64 id, const CoopGroupe **ret, size_t *ret_n)
{
    VEC(CoopGroupe) found = { 0 };
    ROWS rows = { 0 };
    SqlCoopGroupes r;
    Str code = par ? str_or_empty(par->code) : S("");
    TRY(sql_coop_groupes(db, par ? par->portee : S("instance"), code, id, COOP_GROUPES_MAX, &rows));
    while (sql_coop_groupes_next(&rows, &r)) {
        CoopGroupe *g = vec_push(a, &found);
        if (!g)
            return ERR_MEMORY;
        *g = (CoopGroupe){ r.groupe_id, str_dup(a, r.mediateur), str_dup(a, r.lieu), str_dup(a, r.commune),
            choice_index(coop_raisons, r.raison), { .id = r.structure_id }, r.fiches };
    }
    TRY(rows_end(&rows));
    for (size_t i = 0; i < found.n; i++)
        TRY(structure_par_id(db, a, found.v[i].structure.id, &found.v[i].structure));
    *ret = found.v;
    *ret_n = found.n;
    return OK;
}

Err coop_groupes(Db *db, Arena *a, const Acteur *par, const CoopGroupe **ret, size_t *ret_n)
{
    return read_groups(db, a, par, (OptI64){ 0 }, ret, ret_n);
}

Err coop_groupe_ouvrir(Db *db, Arena *a, const Acteur *par, int64_t id, CoopGroupe *ret)
{
    const CoopGroupe *one;
    size_t n = 0;
    TRY(read_groups(db, a, par, (OptI64){ true, id }, &one, &n));
    if (n == 0)
        return ERR_NOT_FOUND;
    *ret = one[0];
    return OK;
}

Err coop_rattacher(Db *db, Arena *a, const Acteur *par, int64_t now, const CoopGroupe *g, const Structure *s,
    PersonneId qui, int64_t *ret_fiches)
{
    VEC(Str) uids = { 0 };
    ROWS rows = { 0 };
    SqlCoopFiches r;
    const CoopQui to = { *s, qui, true, 0 };
    TRY(sql_coop_fiches(db, g->id, &rows));
    while (sql_coop_fiches_next(&rows, &r)) {
        Str *uid = vec_push(a, &uids);
        if (!uid)
            return ERR_MEMORY;
        *uid = str_dup(a, r.uid);
    }
    TRY(rows_end(&rows));
    for (size_t i = 0; i < uids.n; i++) {
        ArenaMark mark = arena_mark(a);
        TRY(coop_rattacher_fiche(db, a, par, now, uids.v[i], &to));
        arena_reset(a, mark);
    }
    *ret_fiches = (int64_t)uids.n;
    return journal_ecrire(db, par, now, "activites.rattacher", str_cat(a, S("structure:"), s->uid), true);
}
