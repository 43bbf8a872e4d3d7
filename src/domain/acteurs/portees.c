// SPDX-License-Identifier: AGPL-3.0-or-later
/* Who is within whose scope. */
#include "acteurs_sql.h"
#include "domain/acteurs/acteurs_priv.h"

Etendue etendue_de(const Acteur *par)
{
    if (!par)
        return (Etendue){ S("instance"), S(""), 0 };
    if (!par->role)
        return (Etendue){ S("aucune"), S(""), par->personne_id };
    return (Etendue){ par->portee, str_or_empty(par->code), par->personne_id };
}

bool acteur_couvre_structure(const Acteur *acteur, const Structure *s)
{
    Etendue e = etendue_de(acteur);
    switch (portee_de(e.portee)) {
    case PORTEE_INSTANCE:
        return true;
    case PORTEE_DEPARTEMENT:
        return str_eq(s->departement, e.code);
    case PORTEE_EPCI:
        return !str_is_none(s->epci) && str_eq(s->epci, e.code);
    case PORTEE_STRUCTURE:
        return str_eq(s->uid, e.code);
    }
    return false;
}

Err acteur_couvre_personne(Db *db, Arena *a, const Acteur *acteur, PersonneId id, bool *ret)
{
    Etendue e = etendue_de(acteur);
    SqlPersonneCouverte row = { 0 };
    bool all = portee_de(e.portee) == PORTEE_INSTANCE || e.moi == id.v;
    if (!all)
        TRY(sql_personne_couverte(db, a, id, e.portee, e.code, &row));
    *ret = all || row.n > 0;
    return OK;
}

Err verifier_personne(Db *db, Arena *a, const Acteur *par, PersonneId id, Personne *ret)
{
    bool covered;
    TRY(acteur_couvre_personne(db, a, par, id, &covered));
    return covered ? personne_par_id(db, a, id, ret) : ERR_NOT_FOUND;
}

Err verifier_reste_administrateur(Db *db, Arena *a, PersonneId id)
{
    const RoleTenu *roles = NULL;
    size_t n = 0;
    bool one = false;
    SqlAutresAdministrateurs others;
    TRY(roles_de(db, a, id, &roles, &n));
    for (size_t i = 0; i < n; i++)
        one |= roles[i].rang == ROLE_RANG_ADMINISTRATEUR;
    if (!one)
        return OK;
    TRY(sql_autres_administrateurs(db, a, id, &others));
    return others.n ? OK : ERR_CONFLICT;
}
