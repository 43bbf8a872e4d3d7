// SPDX-License-Identifier: AGPL-3.0-or-later
/* Whole records, a batch at a time. */
#include "activites_sql.h"
#include "domain/activites/activites_priv.h"

static Str word_or_none(const Choice *mots, int rang)
{
    return rang < 0 ? STR_NONE : mots[rang].value;
}

bool activites_a_soi(const Acteur *par)
{
    return vue_de(par).moi.has;
}

static void fill(Arena *a, const SqlActivitesLot *r, ActiviteLue *to)
{
    *to = (ActiviteLue){ .cle = str_dup(a, r->cle),
        .prenom = str_dup(a, r->prenom),
        .nom = str_dup(a, r->nom),
        .structure = str_dup(a, r->structure),
        .x = { .id = r->activite_id,
            .uid = str_dup(a, r->uid),
            .source = str_dup(a, r->source),
            .type = choice_index(activite_types, r->type),
            .dispositif = choice_index(dispositifs, r->dispositif),
            .lieu_type = choice_index(lieu_types, r->lieu_type),
            .jour = { (int32_t)r->jour_j },
            .duree_min = r->duree_min,
            .lieu = str_dup(a, r->lieu),
            .commune = str_dup(a, r->commune),
            .themes = mots_bits(themes, r->themes),
            .demarches = mots_bits(demarches, r->demarches),
            .materiels = mots_bits(materiels, r->materiels),
            .autonomie = (int)r->autonomie,
            .niveau = (int)r->niveau,
            .titre = str_dup(a, r->titre),
            .note = str_dup(a, r->note),
            .redirection = choice_index(redirections, r->redirection),
            .anonymes = r->anonymes,
            .cree_at = r->cree_at,
            .modifie_at = r->modifie_at } };
}

/* The cards of those records, which are in the order of their key. */
static Err add_followed(Db *db, Arena *a, ActiviteLue *lot, size_t n)
{
    VEC(Usager) all = { 0 };
    VEC(int64_t) of = { 0 };
    ROWS rows = { 0 };
    SqlActivitesLotSuivis r;
    TRY(sql_activites_lot_suivis(db, lot[0].x.id, lot[n - 1].x.id, &rows));
    while (sql_activites_lot_suivis_next(&rows, &r)) {
        Usager *u = vec_push(a, &all);
        int64_t *id = vec_push(a, &of);
        if (!u || !id)
            return ERR_MEMORY;
        *id = r.activite_id.v;
        *u = (Usager){ .code = str_dup(a, r.code),
            .naissance = r.naissance,
            .genre = str_dup(a, r.genre),
            .statut = str_dup(a, r.statut),
            .commune = str_dup(a, r.commune) };
    }
    TRY(rows_end(&rows));
    for (size_t i = 0, at = 0; i < n; i++) {
        while (at < of.n && of.v[at] < lot[i].x.id.v)
            at++;                                  /* a record left out by the question */
        lot[i].x.suivis = all.n ? &all.v[at < all.n ? at : 0] : NULL;
        while (at < of.n && of.v[at] == lot[i].x.id.v) {
            lot[i].x.suivis_n++;
            at++;
        }
    }
    return OK;
}

Err activites_lot(Db *db, Arena *a, const Acteur *par, const ActiviteRecherche *q, ActiviteId apres, int64_t limite,
    const ActiviteLue **ret, size_t *ret_n)
{
    Vue v = vue_de(par);
    VEC(ActiviteLue) found = { 0 };
    ROWS rows = { 0 };
    SqlActivitesLot r;
    TRY(sql_activites_lot(db, apres.v, q->du_j.has ? q->du_j.v : INT32_MIN, q->au_j.has ? q->au_j.v : INT32_MAX,
        word_or_none(activite_types, q->type), word_or_none(dispositifs, q->dispositif), word_or_none(themes, q->theme),
        v.moi, v.portee, v.code, limite, &rows));
    while (sql_activites_lot_next(&rows, &r)) {
        ActiviteLue *l = vec_push(a, &found);
        if (!l)
            return ERR_MEMORY;
        fill(a, &r, l);
        if (l->x.type < 0 || l->x.dispositif < 0 || l->x.lieu_type < 0)
            return ERR_INTERNAL;
    }
    TRY(rows_end(&rows));
    *ret = found.v;
    *ret_n = found.n;
    return found.n ? add_followed(db, a, found.v, found.n) : OK;
}

Err activites_totaux(Db *db, Arena *a, const Acteur *par, const ActiviteRecherche *q, int64_t *ret_activites,
    int64_t *ret_accompagnements)
{
    Vue v = vue_de(par);
    SqlActivitesTotaux n;
    TRY(sql_activites_totaux(db, a, q->du_j.has ? q->du_j.v : INT32_MIN, q->au_j.has ? q->au_j.v : INT32_MAX,
        word_or_none(activite_types, q->type), word_or_none(dispositifs, q->dispositif), word_or_none(themes, q->theme),
        v.moi, v.portee, v.code, &n));
    *ret_activites = n.activites;
    *ret_accompagnements = n.accompagnements;
    return OK;
}
