// SPDX-License-Identifier: AGPL-3.0-or-later
/* The steps of a way in, for the pages and for the other doors. */
#pragma once

#include "core/app.h"
#include "core/auth/codes.h"
#include "core/auth/totp.h"
#include "core/slice.h"
#include "domain/connexion/connexion.h"

/* Who is knocking, and with what. */
typedef struct Visite {
    Db *db;
    Arena *a;
    const App *app;
    int64_t now;
    uint8_t navigateur[CODE_HASH]; /* of the form's cookie */
    Str pair; /* address, as bytes */
    Str appareil; /* cookie of a browser that has signed in before; STR_NONE: none */
    Str session; /* cookie of the session that this browser had; STR_NONE: none */
    Str agent; /* User-Agent */
} Visite;
Visite visite_de(Req *r);

typedef enum Issue {
    ISSUE_OK,
    ISSUE_ATTENDRE, /* too many tries: wait `attente` seconds */
    ISSUE_FORME, /* not a code at all: no try is counted */
    ISSUE_FAUX,
    ISSUE_EPUISE, /* too many tries of this code: a new one is needed */
    ISSUE_ABSENT, /* nothing under way in this browser, or too late */
    ISSUE_LIEN_SERVI, /* a link that somebody has followed to the end */
    ISSUE_LIEN_TARD,
    ISSUE_SERVI, /* a code of the application that was used a moment ago */
    ISSUE_REFUSE, /* suspended */
} Issue;
typedef struct Verdict {
    Issue issue;
    int64_t attente;
} Verdict;

/* ---- waits ---- */

/* What is counted: failed passwords, mails asked for, failed second proofs, refusals at the door of ProConnect (where no
 * account is known: S("")). */
typedef enum FreinGenre { FREIN_MOT_DE_PASSE, FREIN_COURRIEL, FREIN_SECOND, FREIN_PROCONNECT } FreinGenre;
/* Seconds to wait before a try for that account (an address as typed) from there; 0: none. */
Err frein_attente(const Visite *v, FreinGenre genre, Str compte, int64_t *ret);
Err frein_compter(const Visite *v, FreinGenre genre, Str compte);
/* Somebody has come in: the account's counts begin again. */
Err frein_succes(const Visite *v, Str compte);

/* ---- browsers ---- */

/* Whether this browser, by its cookie, has come in for that account. */
Err navigateur_connu(const Visite *v, Str compte, bool *ret);
/* Somebody comes in: whether she never did from here, and the cookie to give (STR_NONE: a shared computer). In the caller's
 * transaction. */
Err navigateur_noter(const Visite *v, const Personne *p, bool partage, bool *ret_nouveau, Str *ret_cookie);

/* ---- first proof ---- */

Err porte_courriel(const Visite *v, Str courriel, Str retour, Verdict *ret);
Err porte_code(const Visite *v, Str typed, Verdict *ret);
/* What a link would do: nothing is changed. */
typedef struct LienLu {
    Issue issue; /* ISSUE_OK, ISSUE_ABSENT or of the two of links */
    bool invitation;
} LienLu;
Err porte_lien_lire(const Visite *v, Str jeton, LienLu *ret);
Err porte_lien(const Visite *v, Str jeton, Verdict *ret);
/* Two steps, so that the slow one holds no writer: a reading connection, then the writer. */
Err porte_mot_de_passe_lire(const Visite *v, Str courriel, Str mot_de_passe, Verdict *ret, PersonneId *ret_id);
Err porte_mot_de_passe(const Visite *v, Str courriel, Str retour, PersonneId id, bool bon, Verdict *ret);

/* ---- ProConnect ---- */

typedef enum Accueil {
    ACCUEIL_OK,
    ACCUEIL_SUSPENDU,
    ACCUEIL_CONFIRMER, /* the account is in use, by another identity or by another door */
    ACCUEIL_COURRIEL, /* ProConnect tells no address */
    ACCUEIL_SIRET, /* not of the structures let in */
    ACCUEIL_INVITATION, /* nobody has invited her */
} Accueil;
/* Whom ProConnect vouches for: let in, or why not. `retour` as elsewhere. */
Err porte_proconnect(const Visite *v, const OidcPerson *who, Str retour, Accueil *ret);
/* A try that ends there. */
Err proconnect_refuser(const Visite *v);
/* The session ends; where ProConnect opened it, `ret_etat` is what to go there with (STR_NONE: nothing to do there). */
Err proconnect_sortir(Db *db, Arena *a, const App *app, int64_t now, int64_t session_id, Str *ret_etat);
/* The token to end the session there with; ERR_NOT_FOUND: too late, or never. */
Err proconnect_jeton(Db *db, Arena *a, const App *app, int64_t now, Str etat, Str *ret_id_token);
/* She is back. ERR_NOT_FOUND: nobody had left so. */
Err proconnect_sortie(Db *db, const App *app, int64_t now, Str etat);

/* ---- second proof ---- */

typedef enum Moyen { MOYEN_APPLICATION, MOYEN_SECOURS, MOYEN_LISTE } Moyen;
typedef struct Second {
    int64_t connexion_id;
    Personne personne;
    Preuves preuves;
    Str retour;
    Str secret; /* of the application to enrol; STR_NONE: it has a proof already */
    int64_t numero; /* of the list, asked for next; 0: no list */
    bool prouve; /* given elsewhere: nothing to ask */
    Str id_token; /* of ProConnect, sealed; STR_NONE: another door */
} Second;
/* ERR_NOT_FOUND: no first proof was given in this browser. */
Err second_lire(const Visite *v, Second *ret);
/* A list instead of an application, for somebody who has no proof yet. */
Err second_liste(const Visite *v, const Second *s, const Str **ret, size_t *ret_n);
Err second_verifier(const Visite *v, const Second *s, Moyen moyen, Str typed, Verdict *ret);
/* The session: its secret for the cookie, and whether a role is to be chosen. */
typedef struct Ouverture {
    Str secret;
    bool choisir;
    Str appareil; /* cookie of this browser from now on; STR_NONE: a shared computer */
} Ouverture;
Err session_ouvrir(const Visite *v, const Second *s, bool partage, Ouverture *ret);

/* ---- the rest ---- */

/* Another role to act with; the secret changes, the end does not. ERR_NOT_FOUND: not held. */
typedef struct Releve {
    Str secret;
    bool partage;
    int64_t reste_s; /* before the session's end */
} Releve;
Err session_role(Db *db, Arena *a, const App *app, const Acteur *acteur, int64_t now, RoleTenuId role, Releve *ret);
/* "Firefox sur Linux"; "Navigateur inconnu". */
Str appareil_nom(Arena *a, Str agent);
Str cle_de(const uint8_t hash[CODE_HASH]);
Err totp_enroler(Db *db, Arena *a, const Keys *keys, Random random, int64_t now, PersonneId id, Str *ret_secret);

/* One way in at a time in a browser. */
Err connexion_commencer(const Visite *v, OptI64 id, const char *etape, const char *porte, Str lien, Str retour,
    int64_t *ret);
/* Somebody who has no second proof yet is shown the secret of one. */
Err second_preparer(const Visite *v, PersonneId id);

Err courriel_connexion(const Visite *v, const Personne *p, Str jeton, Str code);
Err courriel_nouvel_appareil(const Visite *v, const Personne *p, bool partage);
Err courriel_invitation(Db *db, Arena *a, const App *app, int64_t now, const Personne *p, Str url);
Str adresse_du_site(Arena *a, const App *app);
extern const JobDef connexion_jobs[];
extern const Command connexion_commands[];
extern const Route connexion_routes[];
