// SPDX-License-Identifier: AGPL-3.0-or-later
/*
 * Site: home page, legal pages, site map, robots, health, and the pages of errors. Owns no table: the operator is
 * described by the configuration, the data by the snapshots of `lieux` and `territoire`.
 */
#pragma once

#include "base/base.h"
#include "core/config/config.h"
#include "core/http/error_page.h"
#include "core/slice.h"
#include "core/view/view.h"

extern const Slice slice_site;

/* The page of an error, in the layout, with ways out: App.error_page. */
void site_error_page(View *v, const ErrorPage *p);

/* What the layout shows of the operator, from the configuration: App.site. */
Err site_from_config(const Config *c, Arena *a, Site *ret);
/* The directory holds invented places: App.demonstration. */
bool site_demonstration(Req *r);

/* ---- rules, public for their tests ----------------------------------------------------------------------------- */

typedef enum Picto {
    PICTO_DEMARCHE,
    PICTO_OUTILS,
    PICTO_PROTEGER,
    PICTO_EMPLOI,
    PICTO_FAMILLE,
    PICTO_APPRENDRE,
    PICTO_ACCES,
    PICTO_MATERIEL,
} Picto;

/* A need in everyday words, and the services of the standard that answer it. */
enum { BESOINS_N = 8, BESOIN_SERVICES_MAX = 2 };
typedef struct Besoin {
    Str titre, detail;
    Str services[BESOIN_SERVICES_MAX];             /* the standard's exact texts; the second may be STR_NONE */
    Picto picto;
} Besoin;
extern const Besoin besoins[BESOINS_N];

typedef struct Lieux Lieux;

/* Figures of the home page, counted in the snapshot. */
typedef struct SiteChiffres {
    int64_t lieux, france_services, aidants_connect, conseillers, gratuits;
    int64_t besoins[BESOINS_N];                    /* places that answer each need */
} SiteChiffres;
/* `s` NULL: no directory yet, all zero. */
Err site_chiffres(const Lieux *s, Arena *a, SiteChiffres *ret);

/* Where places come from, as their `source` says, most numerous first; at most SITE_SOURCES_MAX different texts. */
enum { SITE_SOURCES_MAX = 64 };
typedef struct SourceLieux {
    Str source;                                    /* STR_NONE: not said */
    int64_t n;
    Str date_max;                                  /* latest date_maj, "AAAA-MM-JJ" */
} SourceLieux;
size_t site_sources(const Lieux *s, Arena *a, const SourceLieux **ret);

/* Public pages that a person can open from the site map: GET, public, not hidden, no parameter in the path. */
typedef struct PlanEntry {
    Str url, titre;
} PlanEntry;
size_t site_plan(const Slice *const *slices, Arena *a, bool api, const PlanEntry **ret);
/* robots.txt: hidden routes, searches and the API are left out. `url`: public address, or empty. */
void site_robots(const Slice *const *slices, Str url, Buf *out);
