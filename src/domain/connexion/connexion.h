// SPDX-License-Identifier: AGPL-3.0-or-later
/*
 * Connexion: how somebody becomes known, and for how long. Three doors lead to the same second proof:
 *   1. a mail with a link (opening it shows a button and consumes nothing: mail scanners open links) and an 8-digit
 *      code for the browser that asked; good 15 minutes, once; an invitation is the same link, good 7 days;
 *   2. a password (core/auth/password.h);
 *   3. ProConnect (OpenID Connect), off until configured: where it says that two proofs were asked for, none is asked again.
 * Then a code of an application or of a device (TOTP), a recovery code, or the number asked for of a printed list; then a
 * session. Answers and timing are the same whether the account exists or not. Failed tries lengthen the wait, by
 * account and by address, so that guessing is hopeless and nobody can shut somebody else out: a browser that has already
 * signed in for that account has a wait of its own, which the tries of others do not lengthen.
 */
#pragma once

#include "core/auth/keys.h"
#include "core/auth/oidc.h"
#include "core/config/config.h"
#include "core/http/req.h"
#include "core/mail/smtp.h"
#include "domain/acteurs/acteurs.h"

enum {
    SESSION_S = 12 * 3600,                         /* absolute (ASVS V3.3, ProConnect) */
    SESSION_REPOS_S = 30 * 60,                     /* idle, on a computer that others use */
    SESSION_VUE_S = 60,                            /* `vue_at` is written at most that often */
    CONNEXION_S = 15 * 60,                         /* a link, a code, a second step */
    INVITATION_S = 7 * 24 * 3600,
    CONNEXION_ESSAIS = 5,                          /* tries of one code */
    NAVIGATEUR_S = 365 * 24 * 3600,                /* a browser is known since it was last seen */
    NAVIGATEUR_PARTAGE_S = 90 * 24 * 3600,         /* on a shared computer */
    IDENTITE_S = 30 * 24 * 3600,                   /* an identity that nobody has confirmed is forgotten */
};

/* App.gate. */
Err connexion_gate(Req *r, Str secret, Acteur *ret);

/* ---- sessions ---- */

typedef struct SessionLigne {
    int64_t id;
    Str appareil;                                  /* "Firefox sur Linux" */
    bool partage;
    int64_t cree_at, vue_at;
} SessionLigne;
Err sessions_de(Db *db, Arena *a, int64_t now, PersonneId id, const SessionLigne **ret, size_t *ret_n);
/* One of that person's; ERR_NOT_FOUND. */
Err session_finir(Db *db, Arena *a, const Acteur *par, int64_t now, int64_t session_id);
/* All of them but `sauf` (0: none). */
Err sessions_finir(Db *db, PersonneId id, int64_t sauf);

/* ---- browsers (navigateurs.c) ---- */

typedef struct NavigateurLigne {
    int64_t id;
    Str appareil;
    bool partage;
    int64_t cree_at, vue_at;
} NavigateurLigne;
Err navigateurs_de(Db *db, Arena *a, PersonneId id, const NavigateurLigne **ret, size_t *ret_n);
/* It is new again the next time. ERR_NOT_FOUND: not one of hers. */
Err navigateur_oublier(Db *db, PersonneId id, int64_t navigateur_id);

/* ---- proofs ---- */

typedef struct Preuves {
    bool mot_de_passe, application, appareil, proconnect;
    int64_t secours, liste;                        /* codes left */
    Str appareil_numero;
} Preuves;
Err preuves_de(Db *db, Arena *a, PersonneId id, Preuves *ret);
/* New recovery codes (CODES_RECOVERY) or a new list (CODES_IN_LIST), shown once; those before are worth nothing any more.
 * Journalled. */
typedef enum CodesGenre { CODES_SECOURS, CODES_LISTE } CodesGenre;
Err codes_renouveler(Db *db, Arena *a, const Keys *keys, Random random, const Acteur *par, int64_t now, PersonneId id,
    CodesGenre genre, const Str **ret, size_t *ret_n);
/* A device of the stock becomes that person's second proof. ERR_NOT_FOUND: no such one; ERR_CONFLICT: it is lent. */
Err appareil_preter(Db *db, Arena *a, const Keys *keys, const Acteur *par, int64_t now, PersonneId id, Str numero);
/* What was lent comes back: the device, to the stock, or what is left of the printed list. She chooses another proof the next
 * time. ERR_NOT_FOUND: she has none. Journalled. */
typedef enum Prete { PRETE_APPAREIL, PRETE_LISTE } Prete;
Err moyen_reprendre(Db *db, Arena *a, const Acteur *par, int64_t now, PersonneId id, Prete quoi);
/* A new password, by its Argon2id text; STR_NONE: none any more. Journalled. */
Err mot_de_passe_changer(Db *db, Arena *a, const Acteur *par, int64_t now, PersonneId id, Str empreinte);
/* ProConnect does not lead to that account any more. Journalled. */
Err proconnect_delier(Db *db, Arena *a, const Acteur *par, int64_t now, PersonneId id);
/* A password (its Argon2id text) and the secret of an application, for an account that has neither: the demonstration's.
 * ERR_CONFLICT: it has some. Journalled. */
Err preuves_poser(Db *db, Arena *a, const Keys *keys, const Acteur *par, int64_t now, PersonneId id, Str empreinte,
    Str secret);
/* Everything that lets that person in is forgotten, sessions too: lost telephone, erasure. Journalled. */
Err preuves_oublier(Db *db, Arena *a, const Acteur *par, int64_t now, PersonneId id);

/* ---- ProConnect ---- */

/* The client that the settings describe; NULL where that door is shut. ERR_INVALID: `ret_message` names the setting. */
Err proconnect_client(const Config *config, Arena *a, OidcNet net, Oidc **ret, Str *ret_message);

/*
 * ProConnect knows somebody by a `sub`, which changes with the employer. Where it vouches for the address of an account that
 * is in use without knowing this `sub`, it waits for a human who knows both: the page of that person.
 */
typedef struct Identite {
    int64_t id;
    Str prenom, nom, siret; /* as ProConnect says them; "" */
    int64_t vue_at;
} Identite;
Err identites_de(Db *db, Arena *a, PersonneId id, const Identite **ret, size_t *ret_n);
/* How many wait within the scope of `par`, and whose the oldest is (`n` 0: nobody's). */
Err identites_compter(Db *db, Arena *a, const Acteur *par, int64_t *ret_n, PersonneId *ret_first);
/* `meme`: it leads to that account from now on, instead of the one before; else it is forgotten. ERR_NOT_FOUND: not of that
 * person, who is not within the scope, or decided meanwhile. Journalled. */
Err identite_decider(Db *db, Arena *a, const Acteur *par, int64_t now, PersonneId id, int64_t identite_id, bool meme);

/* ---- invitation and mail ---- */

/* An invitation by mail; again for somebody who has not answered. `ret_url` (NULL: not wanted): its link. Journalled. */
Err connexion_inviter(Db *db, Arena *a, const App *app, const Acteur *par, int64_t now, PersonneId id, Str *ret_url);
/* Puts a mail among the jobs, sealed; text only. In the caller's transaction. */
Err courriel_deposer(Db *db, Arena *a, const App *app, int64_t now, Str nom, Str adresse, Str sujet, Str texte);
/* The same with an iCalendar and its METHOD beside the text (core/ical/agenda.h); NULL: none. */
typedef struct CourrielAgenda {
    Str methode, texte;
} CourrielAgenda;
Err courriel_deposer_agenda(Db *db, Arena *a, const App *app, int64_t now, Str nom, Str adresse, Str sujet, Str texte,
    const CourrielAgenda *agenda);
/* The address that mails come from. */
Str courriel_expediteur(Arena *a, const Config *config);
/* How mail leaves, by the configuration. False: it does not. */
bool courriel_transport(const Config *config, Arena *a, MailTransport *ret);
bool courriel_actif(const Config *config);

extern const struct Slice slice_connexion;
