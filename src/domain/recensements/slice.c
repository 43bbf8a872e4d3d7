// SPDX-License-Identifier: AGPL-3.0-or-later
#include "core/slice.h"

#include "domain/recensements/recensements_cli.h"
#include "domain/recensements/recensements_web.h"
#include "recensements_sql.h"

// clang-format off
static const Route routes[] = {
    { "GET", "/recensements", recensements_page, RIGHT_PUBLIC, SNAPSHOT, NULL, "Recensements" },
    { "GET", "/recensements/{recensement}", recensement_page, RIGHT_PUBLIC, SNAPSHOT, recherche_champs, "Un recensement", ROUTE_LAX },
    { "GET", "/recensements/{recensement}/export.csv", recensement_csv, RIGHT_PUBLIC, SNAPSHOT, recherche_champs, "Un recensement, en CSV", ROUTE_LAX | ROUTE_HIDDEN },
    { "GET", "/api/v1/recensements/{recensement}", recensement_api, RIGHT_PUBLIC, SNAPSHOT, recherche_champs, "Un recensement", ROUTE_API },
    { "GET", "/espace/recensements", espace_recensements, &recensement_voir, READ, NULL, "Recensements, pour les professionnels" },
    { "GET", "/espace/recensements/liste", espace_liste, &recensement_voir, SLOW, espace_champs, "Un recensement, pour les professionnels", ROUTE_LAX },
    { "GET", "/espace/recensements/export.csv", espace_csv, &recensement_voir, SLOW, espace_champs, "Un recensement, en CSV, pour les professionnels", ROUTE_LAX },
    { "GET", "/espace/recensements/nouvelle", ligne_nouvelle, &recensement_tenir, SLOW, recensement_champs, "Ajouter une ligne à un recensement", ROUTE_LAX },
    { "POST", "/espace/recensements/nouvelle", ligne_nouvelle_envoi, &recensement_tenir, WRITE, recensement_champs, "Ajouter une ligne à un recensement", ROUTE_LAX },
    { "GET", "/espace/recensements/lignes/{uid}", ligne_page, &recensement_tenir, SLOW, recensement_champs, "Une ligne d’un recensement", ROUTE_LAX },
    { "POST", "/espace/recensements/lignes/{uid}", ligne_envoi, &recensement_tenir, WRITE, recensement_champs, "Modifier une ligne d’un recensement", ROUTE_LAX },
    { "POST", "/espace/recensements/lignes/{uid}/retirer", ligne_retirer_envoi, &recensement_tenir, WRITE, NULL, "Retirer une ligne d’un recensement" },
    { "GET", "/espace/recensements/importer", importer_page, &recensement_tenir, READ, importer_vue_champs, "Importer un recensement", ROUTE_LAX },
    { "POST", "/espace/recensements/importer", importer_envoi, &recensement_tenir, WRITE, importer_champs, "Importer un recensement", ROUTE_LAX, RECENSEMENT_FICHIER_MAX + 16 * 1024 },
    { 0 },
};
// clang-format on

static const SnapshotDef *const snapshots[] = { &recensements_snapshot, NULL };

static const EspaceEntree entrees[] = {
    { RAYON_LIEUX, "/espace/recensements", "Recensements\u00a0: permanences, matériel, télésanté…" },
    { 0 },
};

const Slice slice_recensements = { .name = "recensements",
    .routes = routes,
    .offre = &offre_permanences,
    .entrees = entrees,
    .commands = recensements_commands,
    .snapshots = snapshots,
    .queries = recensements_queries,
    .ajouts = recensements_ajouts };
