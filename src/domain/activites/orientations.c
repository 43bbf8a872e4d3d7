// SPDX-License-Identifier: AGPL-3.0-or-later
#include "domain/activites/orientations.h"

#include "activites_sql.h"
#include "domain/activites/activites_priv.h"
#include "domain/journal/journal.h"

// clang-format off
#define X(NAME, stored, shown) { S_INIT(stored), S_INIT(shown) },
const Choice orientation_suites[] = { ORIENTATION_SUITES(X)
    { S_INIT("a_suivre"), S_INIT("À suivre") }, { STR_NONE, STR_NONE } };
#undef X
// clang-format on

static int suite_of(Str stored)
{
    int rang = choice_index(orientation_suites, str_or_empty(stored));
    return rang < 0 ? SUITE_A_SUIVRE : rang;
}

Err orientations_lister(Db *db, Arena *a, const Acteur *par, int suite, int64_t page, const OrientationLigne **ret,
    size_t *ret_n, int64_t *ret_total)
{
    Vue v = vue_de(par);
    VEC(OrientationLigne) found = { 0 };
    ROWS rows = { 0 };
    SqlOrientationsPage r;
    SqlOrientationsTotal all;
    Str etat = suite < 0 ? STR_NONE : orientation_suites[suite].value;
    TRY(sql_orientations_total(db, a, etat, v.moi, v.portee, v.code, (OptI64){ 0 }, &all));
    TRY(sql_orientations_page(db, etat, v.moi, v.portee, v.code, ORIENTATIONS_PAGE, (page - 1) * ORIENTATIONS_PAGE,
        &rows));
    while (sql_orientations_page_next(&rows, &r)) {
        OrientationLigne *l = vec_push(a, &found);
        if (!l)
            return ERR_MEMORY;
        *l = (OrientationLigne){ str_dup(a, r.uid), str_dup(a, r.structure), str_dup(a, r.orientation),
            { (int32_t)r.jour_j }, suite_of(r.etat), r.suite_j };
    }
    *ret = found.v;
    *ret_n = found.n;
    *ret_total = all.n;
    return rows_end(&rows);
}

Err orientation_dire(Db *db, Arena *a, const Acteur *par, int64_t now, Str uid, int suite)
{
    Activite x;
    TRY(activite_ouvrir(db, a, par, uid, &x));
    if (str_is_empty(x.orientation) || x.supprime_at.has)
        return ERR_NOT_FOUND;
    if (suite == SUITE_A_SUIVRE)
        TRY(sql_orientation_effacer(db, x.id));
    else
        TRY(sql_orientation_noter(db, x.id, orientation_suites[suite].value, date_paris(now).days,
            (PersonneId){ par->personne_id }, now));
    return journal_ecrire(db, par, now, "activite.suite", str_cat(a, S("activite:"), x.uid), true);
}

Err orientation_lire(Db *db, Arena *a, ActiviteId id, int *ret_suite, OptI64 *ret_jour)
{
    SqlOrientationSuite r;
    bool found = false;
    TRY(sql_orientation_suite(db, a, id, &r, &found));
    *ret_suite = found ? suite_of(r.etat) : SUITE_A_SUIVRE;
    *ret_jour = (OptI64){ found, found ? r.jour_j : 0 };
    return OK;
}

Err orientations_compter(Db *db, Arena *a, const StatQuestion *q, OrientationChiffres *ret)
{
    ROWS rows = { 0 };
    SqlOrientationsChiffres r;
    OrientationChiffres c = { 0 };
    (void)a;
    TRY(sql_orientations_chiffres(db, q->du.days, q->au.days,
        q->dispositif < 0 ? STR_NONE : dispositifs[q->dispositif].value,
        (OptI64){ q->structure_id.v != 0, q->structure_id.v }, q->epci,
        (OptI64){ q->personne_id.v != 0, q->personne_id.v }, &rows));
    while (sql_orientations_chiffres_next(&rows, &r)) {
        c.suites[suite_of(r.etat)] += r.n;
        c.total += r.n;
    }
    *ret = c;
    return rows_end(&rows);
}

Err activites_attentes(Req *r, Attentes *to)
{
    Vue v = vue_de(r->acteur);
    SqlOrientationsTotal late;
    if (!(r->acteur->role & (ROLE_REFERENT | ROLE_MEDIATEUR)))
        return OK;                                 /* those who speak with the people */
    OptI64 before = { true, date_paris(r->now).days - ORIENTATION_RAPPEL_J };
    TRY(sql_orientations_total(r->db, r->arena, orientation_suites[SUITE_A_SUIVRE].value, v.moi, v.portee, v.code,
        before, &late));
    if (late.n == 0)
        return OK;
    Short n = fr_nombre(late.n);
    return attente_ajouter(r, to,
        (Attente){
            str_format(r->arena,
                "%.*s\u00a0personne%s orientée%s vers un lieu depuis plus de %d jours\u00a0: savez-vous si elle%s "
                "%s venue%s\u202f?",
                n.n, n.p, late.n > 1 ? "s" : "", late.n > 1 ? "s" : "", ORIENTATION_RAPPEL_J, late.n > 1 ? "s" : "",
                late.n > 1 ? "sont" : "est", late.n > 1 ? "s" : ""),
            S("/activites/orientations"), S("Dire ce qu’il en est") });
}
