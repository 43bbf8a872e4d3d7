// SPDX-License-Identifier: AGPL-3.0-or-later
/*
 * Connexion: how somebody becomes known, and for how long. Three doors lead to the same second step:
 *   1. a mail with a link (opening it shows a button and consumes nothing: mail scanners open links) and an 8-digit
 *      code for the browser that asked; good 15 minutes, once;
 *   2. a password (core/auth/password.h);
 *   3. ProConnect (OpenID Connect), off until configured.
 * Then TOTP, a recovery code, or the number asked for of a printed list; then a session. Answers and timing are the
 * same whether the account exists or not. Failed tries lengthen the wait, by account and by address, so that guessing is
 * hopeless and nobody can shut somebody else out: a browser that has already signed in for that account is not slowed by
 * the others.
 */
#pragma once

#include "core/http/req.h"
#include "domain/acteurs/acteurs.h"

enum {
    SESSION_S = 12 * 3600,                         /* absolute (ASVS V3.3, ProConnect) */
    SESSION_REPOS_S = 30 * 60,                     /* idle; issue: shared computers */
    SESSION_VUE_S = 60,                            /* `vue_at` is written at most that often */
    CONNEXION_S = 15 * 60,                         /* a link, a code, a second step */
    CONNEXION_ESSAIS = 5,                          /* tries of one code */
};

/* App.gate. */
Err connexion_gate(Req *r, Str secret, Acteur *ret);

/* Ends sessions: all those of a person (but `sauf`, 0: none), or those that act with a role. */
Err sessions_finir(Db *db, PersonneId id, int64_t sauf);
Err sessions_finir_role(Db *db, RoleTenuId role);

/* An invitation by mail, through the job table; again for somebody who has not answered. Journalled. */
Err connexion_inviter(Db *db, Arena *a, const Acteur *par, int64_t now, PersonneId id);

extern const struct Slice slice_connexion;
