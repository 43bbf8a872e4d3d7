// SPDX-License-Identifier: AGPL-3.0-or-later
/* Two structures that look alike, and who works there: what the suites of this slice begin with. */
#pragma once

#include "core/app.h"
#include "core/http/inproc.h"
#include "domain/administration/administration_web.h"
#include "support/session.h"
#include "support/suite.h"

enum { NOW = 1795435200, DAY = 24 * 3600 };        /* 2026-11-23 12:00 UTC, 13 h in Paris */

typedef struct World {
    Arena *a;
    Site site;
    App app;
    Db *db;
    int64_t now;
    Structure brou, voves;                         /* both "Maison du numérique", each in its commune */
    Personne lea, max, zoe, tom; /* administrateur; référents of brou and voves; médiateur of voves */
    const char *admin, *coordinateur, *ref_brou, *ref_voves;
} World;

World *world_new(void **state);
void world_freep(World **w);
#define WORLD __attribute__((cleanup(world_freep))) World *

/* `mail`: it leaves (the jobs that would send it are not run here). */
const Config *world_config(World *w, bool mail);
/* The session of somebody who acts with that role. */
const char *world_session(World *w, PersonneId id, int rang, Portee portee, Str code);
HttpAnswer get(World *w, const char *session, const char *target);
/* With the token of any of that session's pages. */
HttpAnswer post(World *w, const char *session, const char *target, const char *body);
const char *url(World *w, const char *fmt, Str uid);
/* What is said of a page. */
void has(const HttpAnswer *h, const char *what);
void has_not(const HttpAnswer *h, const char *what);
void leads_to(const HttpAnswer *h, const char *location);
int64_t written(World *w, const char *action);
