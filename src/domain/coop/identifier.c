// SPDX-License-Identifier: AGPL-3.0-or-later
/* Who did it and where, from what the file says: known here, or held until somebody attaches it. */
#include "domain/coop/coop.h"

#define X(NAME, stored, shown) { S_INIT(stored), S_INIT(shown) },
// clang-format off
const Choice coop_raisons[] = { COOP_RAISONS(X) { STR_NONE, STR_NONE } };
// clang-format on
#undef X

/* Exactly that name, case and accents set aside. `ret_n`: how many have it. */
static Err person_named(Db *db, Arena *a, Str name, PersonneId *ret, int64_t *ret_n)
{
    const PersonneLigne *l;
    size_t n = 0;
    int64_t total = 0;
    Str key = utf8_fold(a, name);
    *ret_n = 0;
    if (str_is_empty(key))
        return OK;
    TRY(personnes_chercher(db, a, NULL, name, STR_NONE, 1, &l, &n, &total));
    for (size_t i = 0; i < n; i++)
        if (str_eq(utf8_fold(a, str_join(a, (Str[]){ l[i].prenom, l[i].nom }, 2, S(" "))), key)) {
            *ret = l[i].id;
            ++*ret_n;
        }
    return OK;
}

static Err find_person(Db *db, Arena *a, const CoopDemande *q, const CoopFiche *f, PersonneId *ret, int *ret_raison)
{
    Personne p;
    int64_t n = 0;
    *ret = (PersonneId){ 0 };
    if (q->personne) {
        *ret = q->personne->id;
        return OK;
    }
    Err e = str_is_empty(f->courriel) ? ERR_NOT_FOUND : personne_par_courriel(db, a, f->courriel, &p);
    if (e == OK)
        *ret = p.id;
    if (e != ERR_NOT_FOUND)
        return e;
    TRY(person_named(db, a, f->mediateur, ret, &n));
    if (n > 1)
        *ret = (PersonneId){ 0 };
    *ret_raison = n > 1 ? COOP_HOMONYMES : str_is_empty(f->mediateur) ? COOP_AUCUN : COOP_MEDIATEUR;
    return OK;
}

/* The one of that name in that commune ("": any); several, or none: `ret_found` is false. */
static Err structure_named(Db *db, Arena *a, Str name, Str commune, Structure *ret, bool *ret_found)
{
    const StructureLigne *l;
    size_t n = 0, found = 0, at = 0;
    int64_t total = 0;
    Str key = utf8_fold_name(a, name);
    *ret_found = false;
    if (str_is_empty(key))
        return OK;
    TRY(structures_chercher(db, a, NULL, name, 1, &l, &n, &total));
    for (size_t i = 0; i < n; i++)
        if (str_eq(utf8_fold_name(a, l[i].nom), key) && (str_is_empty(commune) || str_eq(l[i].commune, commune))) {
            at = i;
            found++;
        }
    *ret_found = found == 1;
    return found == 1 ? structure_par_id(db, a, l[at].id, ret) : OK;
}

/* Where she has a role: the only one, or else the one that has the place's name. */
static Err structure_of_person(Db *db, Arena *a, PersonneId id, Str lieu, Structure *ret, bool *ret_found)
{
    const RoleTenu *roles = NULL;
    size_t n = 0, seen = 0;
    Str key = utf8_fold_name(a, lieu);
    Structure s;
    *ret_found = false;
    TRY(roles_de(db, a, id, &roles, &n));
    for (size_t i = 0; i < n; i++) {
        if (roles[i].portee != PORTEE_STRUCTURE || (seen && roles[i].structure_id.v == ret->id.v))
            continue;
        TRY(structure_par_id(db, a, roles[i].structure_id, &s));
        bool same = !str_is_empty(key) && str_eq(utf8_fold_name(a, s.nom), key);
        if (seen++ == 0 || same)
            *ret = s;
        *ret_found = same || seen == 1;
        if (same)
            return OK;
    }
    return OK;
}

static Err find_structure(Db *db, Arena *a, const CoopDemande *q, const CoopFiche *f, PersonneId qui, Structure *ret,
    bool *ret_found)
{
    *ret_found = true;
    if (q->structure) {
        *ret = *q->structure;
        return OK;
    }
    Err e = str_is_empty(f->siret) ? ERR_NOT_FOUND : structure_par_siret(db, a, f->siret, ret);
    if (e != ERR_NOT_FOUND)
        return e;
    TRY(structure_named(db, a, f->structure, S(""), ret, ret_found));
    if (!*ret_found && qui.v)
        TRY(structure_of_person(db, a, qui, f->lieu, ret, ret_found));
    if (!*ret_found && !qui.v)
        TRY(structure_named(db, a, f->lieu, f->x.commune, ret, ret_found));
    return OK;
}

Err coop_identifier(Db *db, Arena *a, int64_t now, const CoopDemande *q, const CoopFiche *f, CoopQui *ret)
{
    int why = COOP_AUCUN;
    bool found = false;
    CoopQui who = { .connus = true };
    TRY(find_person(db, a, q, f, &who.personne, &why));
    TRY(find_structure(db, a, q, f, who.personne, &who.structure, &found));
    if (found && !q->structure && !dispositif_de_structure(&who.structure, q->dispositif)) {
        found = false;
        why = who.personne.v ? COOP_DISPOSITIF : why;
    } else if (!found && who.personne.v) {
        why = COOP_STRUCTURE;
    }
    if (!found || !who.personne.v)
        who = (CoopQui){ who.structure, who.personne, false, why };
    if (!found)
        TRY(structure_a_rattacher(db, a, now, q->departement, &who.structure));
    if (!who.personne.v)
        TRY(personne_a_rattacher(db, a, now, &who.personne));
    *ret = who;
    return OK;
}
