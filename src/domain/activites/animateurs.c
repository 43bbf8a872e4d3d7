// SPDX-License-Identifier: AGPL-3.0-or-later
/* Several people on one record: who else reads it, who may leave it; and what is done under an action of the plan. */
#include "activites_sql.h"
#include "domain/activites/activites_priv.h"
#include "domain/journal/journal.h"

Err animateur_structure(Db *db, Arena *a, PersonneId id, StructureId ici, StructureId *ret)
{
    const RoleTenu *roles;
    size_t n = 0;
    StructureId first = { 0 };
    TRY(roles_de(db, a, id, &roles, &n));
    for (size_t i = 0; i < n; i++) {
        bool works = roles[i].structure_id.v &&
                     (roles[i].rang == ROLE_RANG_MEDIATEUR || roles[i].rang == ROLE_RANG_REFERENT);
        if (works && (first.v == 0 || roles[i].structure_id.v == ici.v))
            first = roles[i].structure_id;
    }
    *ret = first;
    return first.v ? OK : ERR_NOT_FOUND;
}

/* By whom she led it, or for what is done for a structure that one sees. */
static Err seen_beside(Db *db, Arena *a, const Acteur *par, const Activite *x, bool *ret)
{
    Vue v = vue_de(par);
    *ret = false;
    for (size_t i = 0; i < x->animateurs_n && !*ret; i++) {
        Structure s;
        if (v.moi.has && v.moi.v != x->animateurs[i].personne_id.v)
            continue;
        TRY(structure_par_id(db, a, x->animateurs[i].structure_id, &s));
        *ret = acteur_couvre_structure(par, &s);
    }
    return OK;
}

Err activite_voir(Db *db, Arena *a, const Acteur *par, Str uid, Activite *ret, bool *ret_modifie, bool *ret_la)
{
    bool beside = false;
    Err e = activite_ouvrir(db, a, par, uid, ret);
    *ret_modifie = e == OK;
    *ret_la = false;
    if (e != OK && e != ERR_NOT_FOUND)
        return e;
    if (e == ERR_NOT_FOUND)
        TRY(activite_par_uid(db, a, uid, ret));
    for (size_t i = 0; par && i < ret->animateurs_n; i++)
        *ret_la |= ret->animateurs[i].personne_id.v == par->personne_id;
    if (*ret_modifie)
        return OK;
    TRY(seen_beside(db, a, par, ret, &beside));
    if (!beside || ret->supprime_at.has)
        return ERR_NOT_FOUND;
    Usager *hidden = NEW(a, Usager, ret->suivis_n + 1);
    if (!hidden)
        return ERR_MEMORY;
    for (size_t i = 0; i < ret->suivis_n; i++)
        hidden[i] = (Usager){ .code = S("") };
    ret->suivis = hidden;
    ret->note = S("");
    return OK;
}

Err activite_quitter(Db *db, Arena *a, const Acteur *par, int64_t now, Str uid)
{
    Activite x;
    bool may_change = false, there = false;
    int64_t n = 0;
    TRY(activite_voir(db, a, par, uid, &x, &may_change, &there));
    if (!there)
        return ERR_NOT_FOUND;
    TRY(sql_activite_plus_animer(db, x.id, (OptI64){ true, par->personne_id }, &n));
    return journal_ecrire(db, par, now, "activite.quitter", str_cat(a, S("activite:"), x.uid), true);
}

Err activites_de_action(Db *db, Arena *a, Str numero, Date du, Date au, ActionActivite *ret)
{
    SqlChiffresDeAction r;
    TRY(sql_chiffres_de_action(db, a, numero, du.days, au.days, &r));
    *ret = (ActionActivite){ r.activites, r.ateliers, r.accompagnements, r.minutes, r.premier_j, r.dernier_j };
    return OK;
}
