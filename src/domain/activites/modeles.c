// SPDX-License-Identifier: AGPL-3.0-or-later
#include "domain/activites/modeles.h"

#include "activites_sql.h"
#include "core/auth/codes.h"
#include "domain/activites/activites_priv.h"
#include "domain/journal/journal.h"

static Err tell(Db *db, Arena *a, const Acteur *par, int64_t now, const char *action, Str uid)
{
    return journal_ecrire(db, par, now, action, str_cat(a, S("modele:"), uid), true);
}

Err modele_creer(Db *db, Arena *a, const Acteur *par, int64_t now, Random random, const Activite *de, Str nom,
    bool partage, Str *ret_uid)
{
    SqlModelesCompter held;
    PersonneId me = { par->personne_id };
    if (str_is_empty(nom) || utf8_length(nom) > MODELE_NOM_MAX)
        return ERR_INVALID;
    TRY(sql_modeles_compter(db, a, me, nom, &held));
    if (held.homonymes || held.n >= MODELES_MAX)
        return ERR_CONFLICT;
    *ret_uid = uid_new(a, random);
    bool elsewhere = de->lieu_type == LIEU_TYPE_DOMICILE || de->lieu_type == LIEU_TYPE_AUTRE;
    TRY(sql_modele_ajouter(db, &(SqlModeleAjouterArgs){ .uid = *ret_uid,
                                   .structure_id = de->structure_id,
                                   .personne_id = me,
                                   .nom = nom,
                                   .partage = partage,
                                   .type = activite_types[de->type].value,
                                   .dispositif = dispositifs[de->dispositif].value,
                                   .duree_min = de->duree_min,
                                   .lieu_type = lieu_types[de->lieu_type].value,
                                   .commune = elsewhere ? de->commune : S(""),
                                   .themes = mots_joints(a, themes, de->themes),
                                   .demarches = mots_joints(a, demarches, de->demarches),
                                   .materiels = mots_joints(a, materiels, de->materiels),
                                   .niveau = de->niveau,
                                   .autonomie = de->autonomie,
                                   .titre = de->titre,
                                   .securite = de->securite,
                                   .plan_action = str_or_empty(de->plan_action),
                                   .now = now }));
    return tell(db, a, par, now, "modele.creer", *ret_uid);
}

static void read_row(Modele *m, const SqlModelesPage *r, const Acteur *par)
{
    *m = (Modele){ .id = r->modele_id,
        .uid = r->uid,
        .nom = r->nom,
        .structure_id = r->structure_id,
        .personne_id = r->personne_id,
        .partage = r->partage,
        .favori = r->favori,
        .a_moi = r->personne_id.v == par->personne_id,
        .x = { .type = choice_index(activite_types, r->type),
            .dispositif = choice_index(dispositifs, r->dispositif),
            .lieu_type = choice_index(lieu_types, r->lieu_type),
            .structure_id = r->structure_id,
            .personne_id = r->personne_id,
            .duree_min = r->duree_min,
            .lieu = S(""),
            .commune = r->commune,
            .epci = S(""),
            .themes = mots_bits(themes, r->themes),
            .demarches = mots_bits(demarches, r->demarches),
            .materiels = mots_bits(materiels, r->materiels),
            .niveau = (int)r->niveau,
            .autonomie = (int)r->autonomie,
            .titre = r->titre,
            .note = S(""),
            .redirection = -1,
            .orientation = S(""),
            .securite = r->securite,
            .plan_action = r->plan_action,
            .source = S(""),
            .supprime_at = r->supprime_at } };
}

static void keep_texts(Arena *a, Modele *m)
{
    Str *const all[] = { &m->uid, &m->nom, &m->x.commune, &m->x.titre, &m->x.plan_action };
    for (size_t i = 0; i < sizeof all / sizeof *all; i++)
        *all[i] = str_dup(a, *all[i]);
}

typedef VEC(Modele) Modeles;

static Err read_models(Db *db, Arena *a, const Acteur *par, Str uid, OptI64 structure, bool retires, Modeles *to)
{
    ROWS rows = { 0 };
    SqlModelesPage r;
    TRY(sql_modeles_page(db, (PersonneId){ par->personne_id }, uid, structure, retires, 2 * MODELES_MAX, &rows));
    while (sql_modeles_page_next(&rows, &r)) {
        Modele *m = vec_push(a, to);
        if (!m)
            return ERR_MEMORY;
        read_row(m, &r, par);
        keep_texts(a, m);
        if (m->x.type < 0 || m->x.dispositif < 0 || m->x.lieu_type < 0)
            return ERR_INTERNAL;
    }
    return rows_end(&rows);
}

Err modeles_lister(Db *db, Arena *a, const Acteur *par, StructureId id, const Modele **ret, size_t *ret_n)
{
    Modeles v = { 0 };
    TRY(read_models(db, a, par, STR_NONE, (OptI64){ true, id.v }, false, &v));
    *ret = v.v;
    *ret_n = v.n;
    return OK;
}

Err modele_ouvrir(Db *db, Arena *a, const Acteur *par, Str uid, Modele *ret)
{
    Modeles v = { 0 };
    Structure s;
    TRY(read_models(db, a, par, uid, (OptI64){ 0 }, true, &v));
    if (v.n == 0)
        return ERR_NOT_FOUND;
    TRY(structure_par_id(db, a, v.v[0].structure_id, &s));
    if (!v.v[0].a_moi && !(v.v[0].partage && acteur_couvre_structure(par, &s)))
        return ERR_NOT_FOUND;
    *ret = v.v[0];
    return OK;
}

Err modele_preferer(Db *db, Arena *a, const Acteur *par, Str uid, bool favori)
{
    Modele m;
    PersonneId me = { par->personne_id };
    TRY(modele_ouvrir(db, a, par, uid, &m));
    return favori ? sql_modele_aimer(db, me, m.id) : sql_modele_ne_plus_aimer(db, me, m.id);
}

Err modele_retirer(Db *db, Arena *a, const Acteur *par, int64_t now, Str uid, bool retirer)
{
    Modele m;
    TRY(modele_ouvrir(db, a, par, uid, &m));
    if (!m.a_moi && !(m.partage && !vue_de(par).moi.has))
        return ERR_NOT_FOUND;
    if (m.x.supprime_at.has == retirer)
        return OK;                                 /* pressed twice */
    TRY(sql_modele_marquer(db, m.id, (OptI64){ retirer, retirer ? now : 0 }));
    return tell(db, a, par, now, retirer ? "modele.retirer" : "modele.reprendre", m.uid);
}
