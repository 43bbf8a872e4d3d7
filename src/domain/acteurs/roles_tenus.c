// SPDX-License-Identifier: AGPL-3.0-or-later
/* Roles held in a scope. */
#include "acteurs_sql.h"
#include "domain/acteurs/acteurs_priv.h"
#include "domain/territoire/territoire.h"

/* ---- scopes ---- */

typedef struct PorteeLue {
    Str code, departement; /* as stored */
    StructureId structure_id;
    Structure structure; /* of PORTEE_STRUCTURE */
} PorteeLue;

static Err read_portee(Db *db, Arena *a, Portee portee, Str code, PorteeLue *ret)
{
    Maille r = { 0 };
    *ret = (PorteeLue){ .code = S(""), .departement = S("") };
    switch (portee) {
    case PORTEE_INSTANCE:
        return str_is_empty(code) ? OK : ERR_INVALID;
    case PORTEE_DEPARTEMENT:
        TRY(maille_departement(db, a, code, &r));
        break;
    case PORTEE_EPCI:
        TRY(maille_epci(db, a, code, &r));
        break;
    case PORTEE_STRUCTURE:
        TRY(structure_ouvrir(db, a, NULL, code, &ret->structure));
        ret->structure_id = ret->structure.id;
        ret->code = ret->structure.uid;
        return OK;
    }
    ret->code = r.code;
    if (!str_is_none(r.departement))
        ret->departement = r.departement;
    return OK;
}

static Err name_portee(Db *db, Arena *a, Portee portee, Str code, Str structure, Str *ret)
{
    Maille r = { .nom = code };
    Err e = OK;
    if (portee == PORTEE_DEPARTEMENT)
        e = maille_departement(db, a, code, &r);
    else if (portee == PORTEE_EPCI)
        e = maille_epci(db, a, code, &r);
    else if (portee == PORTEE_STRUCTURE)
        r.nom = structure;
    if (e != OK && e != ERR_NOT_FOUND && e != ERR_INVALID)
        return e;
    *ret = str_dup(a, r.nom);
    return OK;
}

/* ---- who may give them ---- */

enum {
    ROLES_DE_STRUCTURE = ROLE_REFERENT | ROLE_MEDIATEUR | ROLE_PRESCRIPTEUR | ROLE_REEMPLOI,
};

bool acteur_peut_donner(const Acteur *par, int rang)
{
    if (!par || par->role == ROLE_ADMINISTRATEUR)
        return true;
    return par->role & (ROLE_COORDINATEUR | ROLE_REFERENT) && 1U << rang & ROLES_DE_STRUCTURE;
}

/* The scope of the role lies within that of `par`, who may give such roles. */
static Err may_give(const Acteur *par, int rang, Portee portee, const PorteeLue *p)
{
    if (!acteur_peut_donner(par, rang))
        return ERR_FORBIDDEN;
    if (!par || par->role == ROLE_ADMINISTRATEUR)
        return OK;
    return portee == PORTEE_STRUCTURE && acteur_couvre_structure(par, &p->structure) ? OK : ERR_NOT_FOUND;
}

/* ---- giving, taking back ---- */

/* A person without any role yet is in nobody's scope: whoever invites her gives the first one. */
static Err reach(Db *db, Arena *a, const Acteur *par, PersonneId id, Personne *ret)
{
    const RoleTenu *roles = NULL;
    size_t n = 0;
    TRY(roles_de(db, a, id, &roles, &n));
    return n ? verifier_personne(db, a, par, id, ret) : personne_par_id(db, a, id, ret);
}

Err role_donner(Db *db, Arena *a, const Acteur *par, int64_t now, PersonneId id, int rang, Portee portee, Str code)
{
    PorteeLue scope;
    Personne p;
    SqlRoleAjouter row;
    bool added;
    if (rang < 0 || rang >= ROLES_N || !(role_info(rang)->portees & portee))
        return ERR_INVALID;
    TRY(reach(db, a, par, id, &p));
    Err e = read_portee(db, a, portee, str_or_empty(code), &scope);
    if (e != OK)
        return e == ERR_NOT_FOUND ? ERR_INVALID : e;
    TRY(may_give(par, rang, portee, &scope));
    if (str_eq(p.etat, S("effacee")))
        return ERR_NOT_FOUND;
    TX tx = tx_begin(db, HERE);
    TRY(sql_role_ajouter(db, a, id, role_info(rang)->nom, portee_nom(portee), scope.code,
        (OptI64){ scope.structure_id.v != 0, scope.structure_id.v }, scope.departement, now, &row, &added));
    if (!added)
        return ERR_CONFLICT;
    TRY(journal_ecrire(db, par, now, "role.donner", personne_objet(a, p.uid), true));
    return tx_commit(&tx);
}

Err role_retirer(Db *db, Arena *a, const Acteur *par, int64_t now, RoleTenuId id)
{
    SqlRoleLire r;
    PorteeLue scope = { 0 };
    Personne p;
    int64_t n = 0;
    TRY(sql_role_lire(db, a, id, &r));
    int rang = role_rang(r.role);
    Portee portee = portee_de(r.portee);
    TRY(verifier_personne(db, a, par, r.personne_id, &p));
    if (r.structure_id.has)
        TRY(structure_par_id(db, a, (StructureId){ r.structure_id.v }, &scope.structure));
    TRY(may_give(par, rang, portee, &scope));
    TX tx = tx_begin(db, HERE);
    if (rang == ROLE_RANG_ADMINISTRATEUR && str_eq(p.etat, S("active")))
        TRY(verifier_reste_administrateur(db, a, p.id));
    TRY(sql_role_finir(db, id, now, &n));
    if (n == 0)
        return ERR_CONFLICT;
    TRY(journal_ecrire(db, par, now, "role.retirer", personne_objet(a, p.uid), true));
    return tx_commit(&tx);
}

/* ---- reading ---- */

Err roles_de(Db *db, Arena *a, PersonneId id, const RoleTenu **ret, size_t *ret_n)
{
    VEC(RoleTenu) held = { 0 };
    ROWS rows = { 0 };
    SqlRolesTenus r;
    TRY(sql_roles_tenus(db, id, &rows));
    while (sql_roles_tenus_next(&rows, &r)) {
        RoleTenu *t = vec_push(a, &held);
        if (!t)
            return ERR_MEMORY;
        *t = (RoleTenu){ .id = r.role_tenu_id,
            .personne_id = id,
            .rang = role_rang(r.role),
            .portee = portee_de(r.portee),
            .code = str_dup(a, r.code),
            .structure_id = { r.structure_id.has ? r.structure_id.v : 0 },
            .portee_montree = str_dup(a, r.structure) };
        if (t->rang < 0 || !t->portee)
            return ERR_INTERNAL;
    }
    TRY(rows_end(&rows));
    for (size_t i = 0; i < held.n; i++)
        TRY(name_portee(db, a, held.v[i].portee, held.v[i].code, held.v[i].portee_montree, &held.v[i].portee_montree));
    *ret = held.v;
    *ret_n = held.n;
    return OK;
}

Err acteur_de(Db *db, Arena *a, PersonneId id, RoleTenuId role, Acteur *ret)
{
    SqlActeurLire r;
    bool found;
    TRY(sql_acteur_lire(db, a, id, role, &r, &found));
    if (!found || (role.v && str_is_none(r.role)))
        return ERR_NOT_FOUND;
    Acteur who = { .personne_id = id.v,
        .nom = str_is_empty(r.prenom) ? r.nom : str_join(a, (Str[]){ r.prenom, r.nom }, 2, S(" ")) };
    if (role.v) {
        int rang = role_rang(r.role);
        if (rang < 0)
            return ERR_INTERNAL;
        who.role_id = role.v;
        who.role = 1U << rang;
        who.role_nom = role_info(rang)->montre;
        who.role_cle = role_info(rang)->nom;
        who.portee = r.portee;
        who.code = r.code;
    }
    *ret = who;
    return OK;
}
