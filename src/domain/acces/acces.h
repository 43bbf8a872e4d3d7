// SPDX-License-Identifier: AGPL-3.0-or-later
/*
 * Accès: programs, where nobody is there to sign in.
 *
 *   A key of the API reads for the person who made it, with the role that she acted with and within its scope or a smaller
 *   one; it holds some rights only, has an end (CLE_JOURS_MAX at most), and dies with the role, the account or by hand. The
 *   token is shown once; what is kept is a keyed hash.
 *   A sender is a program of elsewhere that signs its messages (core/auth/machine.h) with a secret shown once and kept
 *   sealed; it may send what one right says, for one scope. A message is taken once: TOLERANCE_S around its instant where
 *   that is signed, CORPS_J days where the instant is in the body (`meta.timestamp`), and what was taken is remembered longer.
 *
 * A route that a program calls has a right of its own, a static row. With PROOF_BEARER, its name and words are also in
 * ACCES_DROITS below (the suite `acces` compares them with the rows). With PROOF_SIGNATURE, the row is all there is:
 *
 *     static const Right rdv_recevoir = { "rdv.recevoir", "Recevoir les rendez-vous", PROOF_SIGNATURE };
 *     { "POST", "/api/v1/rdv/{expediteur}", rdv_recu, &rdv_recevoir, WRITE, NULL, "Recevoir un rendez-vous", ROUTE_API },
 *
 * The handler reads r->body; r->acteur has the sender's scope (portee, code), no person and no role. What it refuses is rolled back
 * with the memory of the message, which may then be sent again.
 */
#pragma once

#include "core/auth/machine.h"
#include "core/http/req.h"
#include "domain/acteurs/acteurs.h"

/* X(name of the right, words of its box): what a key may hold, PROOF_BEARER. */
#define ACCES_DROITS(X)                                                                                                \
    X("api.structures", "Lire les structures")                                                                         \
    X("api.professionnels", "Lire les fiches publiées de l’annuaire des professionnels")                               \
    X("api.activites", "Lire les fiches d’activité")                                                                   \
    X("api.activites.ecrire", "Écrire des fiches d’activité")                                                          \
    X("api.statistiques", "Lire les chiffres")                                                                         \
    X("api.fonds", "Lire les demandes au fonds, et leurs versements")                                                  \
    X("api.plan", "Lire le plan d’actions entier et ses indicateurs")

enum {
    CLE_NOM_MAX = 80,
    CLE_JOURS_MAX = 365,
    CLES_MAX = 10, /* alive at once, for one person */
    CLE_VUE_S = 60, /* `vue_at` is written at most that often */
    TOLERANCE_S = 300,
    CORPS_J = 7,
    RECU_J = 16, /* beyond both sides of CORPS_J */
    CLE_BIENTOT_J = 15,
    ACCES_OUBLI_J = 365, /* what is over is kept that long, for who looks back */
};

/* ---- keys ---- */

typedef struct Cle {
    int64_t id;
    Str uid, nom, droits, portee, code;
    PersonneId personne_id;
    Str de; /* whose: her name */
    int64_t cree_at, expire_at;
    OptI64 vue_at, retire_at;
    bool tenue; /* its person still holds the role, and the account is open */
} Cle;
typedef struct CleDemande {
    Str nom, droits; /* droits: names joined by | */
    Str portee, code; /* within the scope of who asks: for the caller to have checked */
    int jours;
} CleDemande;
/* For who acts, with the role acted with. `ret_jeton`: shown once. ERR_INVALID: a right that a key of this role cannot hold, too
 * long a time; ERR_CONFLICT: CLES_MAX are alive. Journalled. */
Err cle_creer(Db *db, Arena *a, const App *app, const Acteur *par, int64_t now, const CleDemande *d, Str *ret_jeton);
/* One's own, or anybody's for an administrator. ERR_NOT_FOUND. Journalled. */
Err cle_retirer(Db *db, Arena *a, const Acteur *par, int64_t now, Str uid);
/* The last made first; {0}: everybody's. */
Err cles_de(Db *db, Arena *a, PersonneId id, const Cle **ret, size_t *ret_n);
bool cle_vivante(const Cle *c, int64_t now);
/* Whether a key made with that role may hold that right. */
bool cle_peut(const App *app, unsigned role, Str droit);

/* App.bearer. */
Err acces_bearer(Req *r, Str jeton, Acteur *ret);

/* ---- senders ---- */

typedef struct Expediteur {
    int64_t id;
    Str uid, nom, droit, portee, code;
    SignatureScheme forme;
    int64_t cree_at;
    OptI64 vue_at, retire_at;
} Expediteur;
typedef struct ExpediteurDemande {
    Str nom, droit, portee, code;
    SignatureScheme forme;
} ExpediteurDemande;
/* `ret_secret`: shown once; `ret_uid`: for the address to give. ERR_INVALID: no such right. Journalled. */
Err expediteur_creer(Db *db, Arena *a, const App *app, const Acteur *par, int64_t now, const ExpediteurDemande *d,
    Str *ret_uid, Str *ret_secret);
/* ERR_NOT_FOUND. Journalled. */
Err expediteur_retirer(Db *db, Arena *a, const Acteur *par, int64_t now, Str uid);
Err expediteurs_lire(Db *db, Arena *a, const Expediteur **ret, size_t *ret_n);
/* The path of the row that takes what this right says; STR_NONE: none. */
Str expediteur_adresse(const App *app, Arena *a, Str droit, Str uid);

/* App.signature. */
Err acces_signature(Req *r, Acteur *ret);

extern const struct Slice slice_acces;
