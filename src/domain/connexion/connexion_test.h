// SPDX-License-Identifier: AGPL-3.0-or-later
/* A site with one account, and browsers that keep their cookies: what the suites of this slice begin with. */
#pragma once

#include "core/app.h"
#include "core/http/inproc.h"
#include "core/slice.h"
#include "domain/connexion/connexion_priv.h"
#include "support/session.h"
#include "support/suite.h"

enum { NOW = 1795435200 };

typedef struct Monde {
    Arena *a;
    Db *db;
    Writer *writer;
    Site site;
    App app;
    int64_t now;
    PersonneId lea;                                /* an administrator, not come yet */
} Monde;
void monde(void **state, Monde *m);
/* With settings more: "ENSEMBLE_…=…", NULL at the end. */
void monde_regle(void **state, Monde *m, char *const *settings);
void fin(Monde *m);

/* One browser: the cookies that it was given. */
typedef struct Navigateur {
    Monde *m;
    Str formulaire, session, appareil, proconnect;
    const char *agent, *adresse; /* User-Agent, visitor's address; NULL: Firefox on Linux, none */
} Navigateur;
HttpAnswer send_(Navigateur *n, const char *method, const char *target, Str body);
HttpAnswer get(Navigateur *n, const char *target);
/* With the token of the page `from`. */
HttpAnswer post(Navigateur *n, const char *from, const char *target, const char *body);
Str location(const HttpAnswer *h);
