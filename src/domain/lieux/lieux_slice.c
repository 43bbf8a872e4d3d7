// SPDX-License-Identifier: AGPL-3.0-or-later
#include "core/slice.h"
#include "domain/lieux/lieux.h"
#include "domain/lieux/lieux_api.h"
#include "domain/lieux/lieux_web.h"
#include "lieux_sql.h"

static const Route routes[] = {
    { "GET", "/lieux", lieux_page, RIGHT_PUBLIC, SNAPSHOT, lieux_page_fields, "Trouver un lieu", ROUTE_LAX },
    { "GET", "/lieux.csv", lieux_csv, RIGHT_PUBLIC, SNAPSHOT, lieux_page_fields, "Une recherche de lieux, en CSV",
        ROUTE_HIDDEN },
    { "GET", "/lieux/{id}", lieu_page, RIGHT_PUBLIC, SNAPSHOT, NULL, "Fiche d’un lieu" },
    { "GET", "/api/v1/lieux", lieux_api_list, RIGHT_PUBLIC, SNAPSHOT, lieux_api_fields, "Chercher des lieux",
        ROUTE_API },
    { "GET", "/api/v1/suggestions", suggestions_api, RIGHT_PUBLIC, SNAPSHOT, suggestions_fields,
        "Compléter ce qui est tapé : communes, besoins, lieux", ROUTE_API },
    { "GET", "/api/v1/lieux/{id}", lieux_api_get, RIGHT_PUBLIC, SNAPSHOT, NULL, "Un lieu", ROUTE_API },
    { 0 },
};

static const SnapshotDef *const snapshots[] = { &lieux_snapshot, NULL };

const Slice slice_lieux = {
    .name = "lieux",
    .routes = routes,
    .snapshots = snapshots,
    .queries = lieux_queries,
};
