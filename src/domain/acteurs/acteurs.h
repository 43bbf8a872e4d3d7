// SPDX-License-Identifier: AGPL-3.0-or-later
/*
 * Acteurs: structures, the people who work in them, and the roles that they hold, each in a scope. A person may hold
 * several and acts with one at a time (core/auth/acteur.h). What each role may do is said by the rights of the route
 * tables; on which objects, by acteur_couvre below.
 */
#pragma once

#include "base/base.h"
#include "core/auth/acteur.h"
#include "core/auth/random.h"
#include "core/db/db.h"
#include "core/http/route.h"

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

/*
 * Every change below takes `par`, who makes it (NULL: the command line of the service itself, which may do anything), checks
 * that it is within that scope, and writes the journal in the caller's transaction. ERR_NOT_FOUND: there is none, or none
 * within the scope; ERR_FORBIDDEN: within it, but not for this role; ERR_INVALID: a value that the web's fields should have
 * refused; ERR_CONFLICT: changed meanwhile (`version`), or as each function says.
 */

/* ---- people ---- */

enum { NOM_MAX = 100, COURRIEL_MAX = 254 };        /* code points; octets (RFC 5321) */

typedef struct Personne {
    PersonneId id;
    Str uid, courriel, nom, prenom, fonction, telephone, etat, preferences;
    OptI64 derniere_connexion_at;
    int64_t version;
} Personne;

/* Texts live in `a`. ERR_NOT_FOUND. Whether the reader may is for the caller to ask: acteur_couvre_personne. */
Err personne_par_id(Db *db, Arena *a, PersonneId id, Personne *ret);
Err personne_par_uid(Db *db, Arena *a, Str uid, Personne *ret);
/* `courriel` as typed: blanks and case are set aside. */
Err personne_par_courriel(Db *db, Arena *a, Str courriel, Personne *ret);
/* The address as it is stored; STR_NONE when it is not one (RFC 5321 without quotes or literals, 254 octets). */
Str courriel_normal(Arena *a, Str typed);
/* "Léa Martin"; "Personne effacée" where there is no name left. */
Str personne_nom_montre(Arena *a, Str prenom, Str nom);
/* "personne:UID", for the journal. */
Str personne_objet(Arena *a, Str uid);

/* A new person, `etat` "invitee". ERR_CONFLICT: the address is somebody's. */
Err personne_creer(Db *db, Arena *a, const Acteur *par, int64_t now, Random random, Str courriel, Str nom, Str prenom,
    PersonneId *ret);
/* What she says of herself, or what somebody in charge mends. */
typedef struct PersonneTextes {
    Str nom, prenom, fonction, telephone;          /* telephone: as typed */
} PersonneTextes;
Err personne_modifier(Db *db, Arena *a, const Acteur *par, int64_t now, PersonneId id, int64_t version,
    const PersonneTextes *textes);
/* An administrator's: who holds the address can come in. ERR_CONFLICT: it is somebody else's. */
Err personne_changer_courriel(Db *db, Arena *a, const Acteur *par, int64_t now, PersonneId id, Str courriel);
/* Her own, as it is kept (core/view/affichage.h). Not journalled. */
Err personne_garder_preferences(Db *db, PersonneId id, Str preferences);
/* invitee → active at the first sign-in (OK when active already); each sign-in is noted. */
Err personne_connectee(Db *db, Arena *a, int64_t now, PersonneId id);
/* active ↔ suspendue. The gate sees it at the next request. ERR_CONFLICT: not from there; the last administrator. */
Err personne_suspendre(Db *db, Arena *a, const Acteur *par, int64_t now, PersonneId id, bool suspendre);
/* Identity emptied, roles taken back; the row stays for the figures that point to it. ERR_CONFLICT: the last
 * administrator; erased already. */
Err personne_effacer(Db *db, Arena *a, const Acteur *par, int64_t now, PersonneId id);

/* Those who have not signed in since `avant` (nor been invited since). */
typedef struct PersonneAbsente {
    PersonneId id;
    Str uid, courriel, nom, prenom;
    int64_t venue_at;
    OptI64 avertie_at;
} PersonneAbsente;
Err personnes_absentes(Db *db, Arena *a, int64_t avant, const PersonneAbsente **ret, size_t *ret_n);
/* She has been told that she will be erased. Journalled. */
Err personne_avertir(Db *db, Arena *a, int64_t now, const PersonneAbsente *p);

enum { LISTE_PAGE = 50 };
typedef struct PersonneLigne {
    PersonneId id;
    Str uid, courriel, nom, prenom, fonction, etat;
    OptI64 derniere_connexion_at;
    Str roles; /* "Référent de structure (Mairie de Brou), Coordinateur (Eure-et-Loir)" */
} PersonneLigne;
/* Those within the scope of `par`, and herself: by name, `page` from 1. `texte`: of a name, or a whole address; STR_NONE:
 * all. `etat`: STR_NONE: any. Nothing outside is returned or counted. */
Err personnes_chercher(Db *db, Arena *a, const Acteur *par, Str texte, Str etat, int64_t page,
    const PersonneLigne **ret, size_t *ret_n, int64_t *ret_total);

/* Several at once, for what is published with their consent: whether the reader may is for the caller to know. */
typedef struct PersonneCarte {
    PersonneId id;
    Str uid, nom, prenom, fonction;
    Str recherche; /* folded name, by which lists are ordered */
    Str structures; /* where they have a role now: "Mairie de Brou, Maison du numérique"; STR_NONE: none */
} PersonneCarte;
/* Those of `ids` that are active, by id. */
Err personnes_de(Db *db, Arena *a, const PersonneId *ids, size_t n, const PersonneCarte **ret, size_t *ret_n);

/* ---- roles ---- */

typedef struct RoleTenu {
    RoleTenuId id;
    PersonneId personne_id;
    int rang;
    Portee portee;
    Str code; /* "28", SIREN, uid of the structure; "" instance */
    StructureId structure_id; /* 0: none */
    Str portee_montree; /* "Eure-et-Loir", "Mairie de Brou"; the code where no name is known */
} RoleTenu;

/*
 * Who may give or take back a role: an administrator, each; a coordinateur, those of the structures in the scope; a
 * référent, those of the structure.
 */
bool acteur_peut_donner(const Acteur *par, int rang);
/* ERR_INVALID: this role is not held in such a scope, or there is no such scope; ERR_CONFLICT: held already. */
Err role_donner(Db *db, Arena *a, const Acteur *par, int64_t now, PersonneId id, int rang, Portee portee, Str code);
/* The gate sees it at the next request. ERR_CONFLICT: the last administrator's. */
Err role_retirer(Db *db, Arena *a, const Acteur *par, int64_t now, RoleTenuId id);
/* Those held now, the first given first. */
Err roles_de(Db *db, Arena *a, PersonneId id, const RoleTenu **ret, size_t *ret_n);
/* What the gate builds an Acteur from: the person is active and still holds that role ({0}: none chosen, or none held).
 * ERR_NOT_FOUND. */
Err acteur_de(Db *db, Arena *a, PersonneId id, RoleTenuId role, Acteur *ret);

/* ---- scopes: the object-level checks ---- */

typedef struct Structure {
    StructureId id;
    Str uid, nom, siret, commune, departement, epci; /* siret, epci: STR_NONE: none */
    Str dispositifs; /* of STRUCTURE_DISPOSITIFS, joined by | */
    OptI64 fusionnee_dans;
    int64_t version;
} Structure;

Err structure_par_uid(Db *db, Arena *a, Str uid, Structure *ret);
/* `siret` as typed. ERR_NOT_FOUND: not a SIRET, or nobody's. */
Err structure_par_siret(Db *db, Arena *a, Str siret, Structure *ret);
Err structure_par_id(Db *db, Arena *a, StructureId id, Structure *ret);
/* The one of that uid, or its successor, within the scope; ERR_NOT_FOUND. */
Err structure_ouvrir(Db *db, Arena *a, const Acteur *par, Str uid, Structure *ret);
/* Is this structure within the scope of the role acted with? */
bool acteur_couvre_structure(const Acteur *acteur, const Structure *s);
/* Is this person, by one of the roles it holds, within it? So is oneself. The scope of the instance holds everybody. */
Err acteur_couvre_personne(Db *db, Arena *a, const Acteur *acteur, PersonneId id, bool *ret);

/* ---- structures ---- */

/* X(value, as shown) */
#define STRUCTURE_DISPOSITIFS(X)                                                                                       \
    X("conseiller-numerique", "Conseillers numériques")                                                                \
    X("france-services", "France Services")                                                                            \
    X("aidants-connect", "Aidants Connect")                                                                            \
    X("autre", "Autres professionnels")

typedef struct StructureTextes {
    Str nom, siret; /* siret: as typed; empty: none */
    Str commune; /* code INSEE */
    Str dispositifs;
} StructureTextes;
/* ERR_CONFLICT: the SIRET is that of another one (structure_de_siret). */
Err structure_creer(Db *db, Arena *a, const Acteur *par, int64_t now, Random random, const StructureTextes *textes,
    Structure *ret);
Err structure_modifier(Db *db, Arena *a, const Acteur *par, int64_t now, StructureId id, int64_t version,
    const StructureTextes *textes);
/* Same name or same legal unit, to be looked at before another one is made: at most 10. `sauf` {0}: none. */
typedef struct StructureProche {
    Str uid, nom, siret, commune;
} StructureProche;
Err structures_proches(Db *db, Arena *a, const StructureTextes *textes, StructureId sauf, const StructureProche **ret,
    size_t *ret_n);

typedef struct StructureLigne {
    StructureId id;
    Str uid, nom, siret, commune, dispositifs;
    int64_t lieux, personnes;
} StructureLigne;
/* Within the scope, by name. `texte`: of a name, or a whole SIRET; STR_NONE: all. */
Err structures_chercher(Db *db, Arena *a, const Acteur *par, Str texte, int64_t page, const StructureLigne **ret,
    size_t *ret_n, int64_t *ret_total);
/* Those within the scope to choose from, by name, `max` at most, added to `ret`. `situees`: only those that have a commune. */
Err structures_offertes(Db *db, Arena *a, const Acteur *par, bool situees, int64_t max, Choices *ret);

/* Places, by the standard's id; whether the directory knows them is for the caller to ask. */
Err structure_lieux(Db *db, Arena *a, StructureId id, const Str **ret, size_t *ret_n);
/* Those that hold that place, by name; merged ones left out. */
Err structures_du_lieu(Db *db, Arena *a, Str lieu, const Structure **ret, size_t *ret_n);
Err structure_lier(Db *db, Arena *a, const Acteur *par, int64_t now, StructureId id, Str lieu, bool lier);

typedef struct FusionApercu {
    int64_t roles, roles_doubles, lieux, lieux_doubles; /* of the old one; those among them that the new one has */
} FusionApercu;
Err structure_fusion_apercu(Db *db, Arena *a, StructureId ancienne, StructureId nouvelle, FusionApercu *ret);
/* An administrator's or a coordinateur's, both within the scope. The old one leads to the new one for ever. ERR_CONFLICT:
 * the same, one of them merged already, or the old one is a holder (structure_a_rattacher). */
Err structure_fusionner(Db *db, Arena *a, const Acteur *par, int64_t now, StructureId ancienne, StructureId nouvelle);

/* ---- not known yet ----
 * What an import cannot attribute is held, under a name that says so, until somebody attaches it: one structure a département
 * ("Activités à rattacher"), and one row of `personne` that is nobody's, without address nor role, in no list. Made when first
 * needed. */
#define RATTACHER_UID "a-rattacher"
Err structure_a_rattacher(Db *db, Arena *a, int64_t now, Str departement, Structure *ret);
Err personne_a_rattacher(Db *db, Arena *a, int64_t now, PersonneId *ret);
bool structure_est_a_rattacher(Str uid);

extern const struct Slice slice_acteurs;
