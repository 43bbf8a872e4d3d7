// SPDX-License-Identifier: AGPL-3.0-or-later
/*
 * App: the services that the parts of one process share. Made once at the start, never changed afterwards, passed
 * explicitly; there is no other global state.
 */
#pragma once

#include "base/base.h"
#include "core/auth/acteur.h"
#include "core/auth/keys.h"
#include "core/auth/random.h"
#include "core/config/config.h"
#include "core/http/asset.h"
#include "core/http/error_page.h"
#include "core/log/log.h"
#include "core/run/snapshot.h"
#include "core/run/writer.h"

struct Oidc;
struct Req;
struct Slice;

typedef struct App {
    const Config *config;
    Log *log;
    Clock clock;
    Writer *writer;                                /* NULL where nothing may be written */
    Snapshots *snapshots;
    const struct Slice *const *slices;
    const Site *site;                              /* what every page shows; NULL where no page is made */
    /* Whether the data shown now is invented, which every page then says; NULL: as `site` says. */
    bool (*demonstration)(struct Req *r);
    ErrorPageFn *error_page;                       /* NULL: errors are told in plain text */
    const Keys *keys;                              /* NULL: nobody signs in, no form of ours is sent */
    Random random;                                 /* for secrets; a seeded one in tests */
    /* Who sends this request, by its session's cookie `secret` and r->db. ERR_UNAUTHENTICATED: no such session, or
     * it is over. NULL: nobody signs in. */
    Err (*gate)(struct Req *r, Str secret, Acteur *ret);
    /* Who sends it, by the key of the API (bearer_read) that it carries, or by the signature of its body; the key must hold
     * the right of the row. ERR_UNAUTHENTICATED, ERR_FORBIDDEN, ERR_CONFLICT (a message taken already): req_why says why.
     * NULL: nobody. */
    Err (*bearer)(struct Req *r, Str token, Acteur *ret);
    Err (*signature)(struct Req *r, Acteur *ret);
    struct Compteurs *compteurs; /* core/run/compteurs.h; NULL: nothing is counted */
    struct Quotas *quotas; /* core/http/quota.h; NULL: nothing is counted */
    struct Oidc *oidc; /* core/auth/oidc.h; NULL: nobody comes by an identity provider */
    const char *signin; /* page that opens a session ("/connexion"); NULL: none */
    const Asset *assets; /* NULL: none */
} App;
