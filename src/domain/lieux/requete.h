// SPDX-License-Identifier: AGPL-3.0-or-later
/*
 * From a request's fields to a LieuxQuery: one reading for the page of results, its CSV and the API, so that the same
 * address parameters mean the same everywhere. Names and values are the standard's.
 */
#pragma once

#include "core/http/req.h"
#include "domain/lieux/facettes.h"

/* Rows for a table of fields: the facets, several values joined by "|" or repeated. */
#define LIEUX_CHAMPS_ENUMERES                                                                                          \
    { .name = "services", .kind = FIELD_CHOICES, .label = "Services", .choices = standard_services },                  \
        { .name = "publics_specifiquement_adresses",                                                                   \
            .kind = FIELD_CHOICES,                                                                                     \
            .label = "Publics",                                                                                        \
            .choices = standard_publics },                                                                             \
        { .name = "prise_en_charge_specifique",                                                                        \
            .kind = FIELD_CHOICES,                                                                                     \
            .label = "Prise en charge spécifique",                                                                     \
            .choices = standard_prise_en_charge },                                                                     \
        { .name = "frais_a_charge", .kind = FIELD_CHOICES, .label = "Frais", .choices = standard_frais },              \
        { .name = "dispositif_programmes_nationaux",                                                                   \
            .kind = FIELD_CHOICES,                                                                                     \
            .label = "Dispositifs nationaux",                                                                          \
            .choices = standard_dispositifs },                                                                         \
        { .name = "formations_labels",                                                                                 \
            .kind = FIELD_CHOICES,                                                                                     \
            .label = "Formations et labels",                                                                           \
            .choices = standard_formations },                                                                          \
        { .name = "modalites_acces", .kind = FIELD_CHOICES, .label = "Accès", .choices = standard_acces },             \
        { .name = "modalites_accompagnement",                                                                          \
            .kind = FIELD_CHOICES,                                                                                     \
            .label = "Accompagnement",                                                                                 \
            .choices = standard_accompagnement },                                                                      \
        { .name = "typologie", .kind = FIELD_CHOICES, .label = "Type de lieu", .choices = standard_typologie },        \
        { .name = "itinerance", .kind = FIELD_CHOICES, .label = "Itinérance", .choices = standard_itinerance },        \
        { .name = "niveau", .kind = FIELD_CHOICES, .label = "Niveau d’accompagnement", .choices = facette_niveaux },   \
        { .name = "famille", .kind = FIELD_CHOICES, .label = "Famille de lieux", .choices = facette_familles },        \
        { .name = "equipement", .kind = FIELD_CHOICES, .label = "Sur place", .choices = facette_equipements },         \
    {                                                                                                                  \
        .name = "autres_formations_labels", .kind = FIELD_TEXT, .label = "Autre label",                                \
        .hint = "FRR, QPV… ; plusieurs séparés par |", .address_only = true                                            \
    }

/* Reads them. The row of the route has LIEUX_CHAMPS_ENUMERES. */
void requete_champs_enumeres(Req *r, LieuxQuery *q);

/*
 * The INSEE code of the commune typed in field `name` (a code, a postal code or a name), STR_NONE when absent. A code
 * that no loaded territory knows is taken as it is, so that a directory without territory can be filtered. False: an
 * error was put on the field, which names the communes among which to choose when there are several.
 */
bool requete_commune(Req *r, const char *name, Str *ret_code);

/* School holidays of this instance's zone. */
const Calendrier *requete_vacances(Req *r);

/* Changes when what the snapshots hold, or the program, does: for req_cache. */
Str requete_etag(Req *r);
