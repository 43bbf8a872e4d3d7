// SPDX-License-Identifier: AGPL-3.0-or-later
#include "core/slice.h"
#include "domain/echanges/depot.h"
#include "domain/echanges/echanges.h"
#include "domain/echanges/echanges_priv.h"
#include "echanges_sql.h"

#define PAGE_IMPORT "/administration/import-lieux"
enum { AUTOUR = 64 * 1024 };                       /* of the file, in its form */

static const Route routes[] = {
    { "GET", PAGE_IMPORT, import_page, &lieux_importer, READ, import_adresse_champs, "Importer des lieux", ROUTE_LAX },
    { "POST", PAGE_IMPORT, import_envoi, &lieux_importer, WRITE, import_champs, "Déposer un fichier de lieux",
        ROUTE_LAX, DEPOT_OCTETS_MAX + AUTOUR },
    { "GET", PAGE_IMPORT "/apercu", apercu_page, &lieux_importer, SLOW, NULL, "Aperçu d’un import de lieux",
        ROUTE_HIDDEN },
    { "POST", PAGE_IMPORT "/confirmer", import_confirmer, &lieux_importer, WRITE, depot_champs,
        "Importer le fichier déposé" },
    { "POST", PAGE_IMPORT "/annuler", import_annuler, &lieux_importer, WRITE, depot_champs,
        "Effacer le fichier déposé" },
    { "GET", "/lieux.atom", flux_atom, RIGHT_PUBLIC, SNAPSHOT, flux_champs, "Changements des lieux, en flux Atom",
        ROUTE_HIDDEN },
    { "GET", "/lieux.rss", flux_rss, RIGHT_PUBLIC, SNAPSHOT, flux_champs, "Changements des lieux, en flux RSS",
        ROUTE_HIDDEN },
    { "GET", "/lieux/{id}.jsonld", lieu_jsonld, RIGHT_PUBLIC, SNAPSHOT, NULL, "Un lieu, en JSON-LD (schema.org)",
        ROUTE_HIDDEN },
    { "GET", "/api/v1/data-inclusion/structures", inclusion_structures, RIGHT_PUBLIC, SNAPSHOT, NULL,
        "Les lieux comme structures de data.inclusion v1", ROUTE_API },
    { "GET", "/api/v1/data-inclusion/services", inclusion_services, RIGHT_PUBLIC, SNAPSHOT, NULL,
        "Les lieux comme services de data.inclusion v1", ROUTE_API },
    { 0 },
};

const Slice slice_echanges = {
    .name = "echanges",
    .routes = routes,
    .commands = echanges_commands,
    .jobs = echanges_jobs,
    .queries = echanges_queries,
    .donnees = echanges_donnees,
    .oublier = echanges_oublier,
};
