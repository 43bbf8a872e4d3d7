// SPDX-License-Identifier: AGPL-3.0-or-later
/* The roles and the scopes that each may be held in: tables only, no database. */
#include <assert.h>

#include "domain/acteurs/acteurs.h"

static const RoleInfo roles[ROLES_N] = {
#define X(NAME, name, shown, scopes) [ROLE_RANG_##NAME] = { S_INIT(name), S_INIT(shown), scopes },
    ROLES(X)
#undef X
};

const RoleInfo *role_info(int rang)
{
    assert(rang >= 0 && rang < ROLES_N);
    return &roles[rang];
}

int role_rang(Str nom)
{
    for (int i = 0; i < ROLES_N; i++)
        if (str_eq(roles[i].nom, nom))
            return i;
    return -1;
}

static const struct {
    Portee portee;
    Str nom;
} portees[] = {
    { PORTEE_INSTANCE, S_INIT("instance") },
    { PORTEE_DEPARTEMENT, S_INIT("departement") },
    { PORTEE_EPCI, S_INIT("epci") },
    { PORTEE_STRUCTURE, S_INIT("structure") },
};
enum { PORTEES_N = sizeof portees / sizeof *portees };

Str portee_nom(Portee p)
{
    for (size_t i = 0; i < PORTEES_N; i++)
        if (portees[i].portee == p)
            return portees[i].nom;
    return STR_NONE;
}

Portee portee_de(Str nom)
{
    for (size_t i = 0; i < PORTEES_N; i++)
        if (str_eq(portees[i].nom, nom))
            return portees[i].portee;
    return 0;
}
