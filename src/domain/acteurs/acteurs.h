// SPDX-License-Identifier: AGPL-3.0-or-later
/*
 * Acteurs: structures, the people who work in them, and the roles that they hold, each in a scope. A person may hold
 * several and acts with one at a time (core/auth/acteur.h). What each role may do is said by the rights of the route
 * tables; on which objects, by acteur_couvre below.
 */
#pragma once

#include "base/base.h"
#include "core/auth/acteur.h"
#include "core/db/db.h"

typedef struct PersonneId {
    int64_t v;
} PersonneId;
typedef struct StructureId {
    int64_t v;
} StructureId;
typedef struct RoleTenuId {
    int64_t v;
} RoleTenuId;

/* X(BIT NAME, stored name, shown name, scopes it may be held in). The order is that of the matrix. */
#define ROLES(X)                                                                                                       \
    X(ADMINISTRATEUR, "administrateur", "Administrateur", PORTEE_INSTANCE)                                             \
    X(PILOTE, "pilote", "Pilote (comité technique ou de pilotage)", PORTEE_INSTANCE | PORTEE_DEPARTEMENT)              \
    X(COMITE, "comite", "Membre de comité", PORTEE_INSTANCE | PORTEE_DEPARTEMENT)                                      \
    X(COORDINATEUR, "coordinateur", "Coordinateur", PORTEE_DEPARTEMENT | PORTEE_EPCI)                                  \
    X(REFERENT, "referent", "Référent de structure", PORTEE_STRUCTURE)                                                 \
    X(MEDIATEUR, "mediateur", "Médiateur ou aidant", PORTEE_STRUCTURE)                                                 \
    X(PRESCRIPTEUR, "prescripteur", "Prescripteur", PORTEE_STRUCTURE)                                                  \
    X(NUMERO_VERT, "numero_vert", "Opérateur du numéro vert", PORTEE_DEPARTEMENT)                                      \
    X(REEMPLOI, "reemploi", "Acteur du réemploi", PORTEE_STRUCTURE)                                                    \
    X(FINANCEUR, "financeur", "Financeur", PORTEE_INSTANCE | PORTEE_DEPARTEMENT)                                       \
    X(LECTEUR, "lecteur", "Lecteur des chiffres", PORTEE_INSTANCE | PORTEE_DEPARTEMENT | PORTEE_EPCI)

typedef enum Portee { PORTEE_INSTANCE = 1, PORTEE_DEPARTEMENT = 2, PORTEE_EPCI = 4, PORTEE_STRUCTURE = 8 } Portee;

enum {
#define X(NAME, name, shown, scopes) ROLE_RANG_##NAME,
    ROLES(X)
#undef X
        ROLES_N
};
/* The bits of rights (core/auth/right.h). */
enum {
#define X(NAME, name, shown, scopes) ROLE_##NAME = 1 << ROLE_RANG_##NAME,
    ROLES(X)
#undef X
};

typedef struct RoleInfo {
    Str nom, montre;
    unsigned portees;                              /* bits of Portee */
} RoleInfo;
const RoleInfo *role_info(int rang);               /* 0 to ROLES_N - 1 */
int role_rang(Str nom);                            /* -1: no such role */
Str portee_nom(Portee p);                          /* "departement" */
Portee portee_de(Str nom);                         /* 0: no such scope */

/* ---- people ---- */

typedef struct Personne {
    PersonneId id;
    Str uid, courriel, nom, prenom, fonction, telephone, etat, preferences;
    OptI64 derniere_connexion_at;
    int64_t version;
} Personne;

/* Texts live in `a`. ERR_NOT_FOUND. */
Err personne_par_id(Db *db, Arena *a, PersonneId id, Personne *ret);
Err personne_par_uid(Db *db, Arena *a, Str uid, Personne *ret);
/* `courriel` as typed: blanks and case are set aside. */
Err personne_par_courriel(Db *db, Arena *a, Str courriel, Personne *ret);
/* The address as it is stored; STR_NONE when it is not one (RFC 5321 without quotes or literals, 254 octets). */
Str courriel_normal(Arena *a, Str typed);
/* A new person, `etat` "invitee"; ERR_CONFLICT: the address is somebody's; ERR_INVALID. Journalled. */
Err personne_creer(Db *db, Arena *a, const Acteur *par, int64_t now, Str courriel, Str nom, Str prenom,
    PersonneId *ret);
/* invitee → active at the first sign-in; active ↔ suspendue by an administrator or a référent. ERR_CONFLICT: not from
 * there. A suspended person's sessions end. Journalled. */
Err personne_activer(Db *db, Arena *a, int64_t now, PersonneId id);
Err personne_suspendre(Db *db, Arena *a, const Acteur *par, int64_t now, PersonneId id, bool suspendre);

/* ---- roles ---- */

typedef struct RoleTenu {
    RoleTenuId id;
    PersonneId personne_id;
    int rang;
    Portee portee;
    Str code; /* "28", SIREN, uid of the structure */
    StructureId structure_id; /* 0: none */
    Str portee_montree; /* "Eure-et-Loir", "Mairie de Brou"; the code where no name is known */
} RoleTenu;

/* ERR_INVALID: this role is not held in such a scope, or the scope does not exist; ERR_CONFLICT: held already. Journalled. */
Err role_donner(Db *db, Arena *a, const Acteur *par, int64_t now, PersonneId id, int rang, Portee portee, Str code);
/* Sessions that act with it end. Journalled. */
Err role_retirer(Db *db, Arena *a, const Acteur *par, int64_t now, RoleTenuId id);
/* Those held now, the widest scope first. */
Err roles_de(Db *db, Arena *a, PersonneId id, const RoleTenu **ret, size_t *ret_n);
/* The same role again, if it is still held by an active person: what the gate builds an Acteur from. ERR_NOT_FOUND. */
Err acteur_de(Db *db, Arena *a, PersonneId id, RoleTenuId role, Acteur *ret);

/* ---- scopes: the object-level checks ---- */

typedef struct Structure {
    StructureId id;
    Str uid, nom, siret, commune, departement, epci, dispositifs;
    OptI64 fusionnee_dans;
    int64_t version;
} Structure;

Err structure_par_uid(Db *db, Arena *a, Str uid, Structure *ret);
Err structure_par_id(Db *db, Arena *a, StructureId id, Structure *ret);
/* Is this structure within the scope of the role acted with? A merged structure is its successor. */
bool acteur_couvre_structure(const Acteur *acteur, const Structure *s);
/* Is this person, by one of the roles it holds, within it? An administrator's scope holds everybody. */
Err acteur_couvre_personne(Db *db, Arena *a, const Acteur *acteur, PersonneId id, bool *ret);

extern const struct Slice slice_acteurs;
