// SPDX-License-Identifier: AGPL-3.0-or-later
/*
 * The people and structures of the demonstration: some sixty, all invented, that say so in their function; structures are
 * those of the invented places that are France Services. Twelve of the people can be signed in as: one a role, and one who has
 * several. What lets them in (a password, the secret of a codes' application) is derived from the instance's own key, so that it
 * is nobody else's, is not kept in clear, and can be told again by whoever operates the instance, as long as it shows
 * nothing but the demonstration.
 */
#pragma once

#include "core/app.h"
#include "core/auth/keys.h"
#include "core/auth/totp.h"
#include "domain/acteurs/acteurs.h"
#include "domain/demo/demo.h"
#include "domain/lieux/import.h"

enum { DEMO_COMPTES = 12, DEMO_STRUCTURES = DEMO_FRANCE_SERVICES };

typedef struct DemoCompte {
    const char *courriel, *prenom, *nom, *fonction;
    struct {
        int rang;
        Portee portee;
        int structure; /* rank of the structure, or whose EPCI */
    } roles[4];
    int n;
} DemoCompte;
extern const DemoCompte demo_comptes[DEMO_COMPTES];

/* What lets that one in, on this instance. */
Str demo_mot_de_passe(Arena *a, const Keys *keys, const DemoCompte *c); /* "K7QD-M3WX-…", 80 bits */
Str demo_secret(Arena *a, const Keys *keys, const DemoCompte *c); /* of the application: TOTP_SECRET_NEW bytes */

typedef struct DemoPersonnes {
    const ImportRapport *lieux; /* applied */
    const Keys *keys;
    const App *app;
    Random random;
    int64_t now;
    Str mots_de_passe[DEMO_COMPTES]; /* Argon2id, made before the writer is asked */
    int64_t structures, personnes, aidants, fiches, seances, actions, demandes; /* how many were made */
} DemoPersonnes;
/* A WriteFn over a DemoPersonnes. */
Err write_demo_personnes(Db *db, Arena *a, void *arg);
