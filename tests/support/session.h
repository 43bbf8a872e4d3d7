// SPDX-License-Identifier: AGPL-3.0-or-later
/*
 * Somebody signed in, for tests of pages that need no door: a gate (App.gate) that knows the people given to it, and
 * forms sent as a browser does, with the token of the page that holds them.
 *
 *     app.gate = test_gate, app.keys = test_keys(), app.random = test_random();
 *     const char *lea = test_session(&(Acteur){ .personne_id = 1, .role = ROLE_ADMINISTRATEUR, .nom = S("Léa") });
 *     HttpAnswer h = http_call(&app, db, a, "GET", "/journal", lea, STR_NONE);
 *     h = test_post(&app, db, a, lea, "/journal", "/journal", "action=x");
 */
#pragma once

#include "core/auth/acteur.h"
#include "core/http/inproc.h"
#include "core/http/req.h"

/* The header line of a new session of `acteur`, which is copied (its texts must live as long as the test). At most 64
 * in one program. */
const char *test_session(const Acteur *acteur);
Err test_gate(Req *r, Str secret, Acteur *ret);
/* The same person by a key of the API: its header line, for App.bearer = test_bearer. */
Str test_key_header(Arena *a, const char *session);
Err test_bearer(Req *r, Str token, Acteur *ret);
const Keys *test_keys(void);
Random test_random(void);                          /* seeded: the same on every run */

/* The header line of a browser that has met a form of ours, and where nobody is signed in. */
const char *test_form_cookie(void);
/* A form's token, as a page of a minute ago would hold it for that header line: for a POST whose page is not the question. */
Str test_token(const App *app, Arena *a, const char *cookie);

/* Value of the first field of that name in a page: value="…"; STR_NONE when there is none. */
Str test_field(Str page, const char *name);
/* GETs `page` as of a minute ago, then POSTs `body` with its token to `target`. `session`: a header line, or NULL. The form's own cookie is
 * sent back. */
HttpAnswer test_post(const App *app, Db *db, Arena *a, const char *session, const char *page, const char *target,
    const char *body);
