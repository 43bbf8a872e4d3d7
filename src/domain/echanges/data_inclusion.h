// SPDX-License-Identifier: AGPL-3.0-or-later
/*
 * The directory as data.inclusion v1 (gip-inclusion/data-inclusion-schema, schemas v1 "structure" and "service"): each place
 * is a structure; one that says its services is a service too, "Médiation numérique".
 *
 * Identifiers are "<source>--<identifier of the place>". Correspondences of values are those of the data.inclusion chain
 * (models "mediation_numerique"), publics and adapted care included. What has no equivalent is left out; what a schema does
 * not accept (an address that is none, hours in prose) becomes null, and never makes a row that it refuses.
 */
#pragma once

#include "core/json/json.h"
#include "domain/lieux/lieux.h"

typedef enum DataInclusion { DATA_INCLUSION_STRUCTURES, DATA_INCLUSION_SERVICES } DataInclusion;

/* Writes the place, when there is one to write. False, with why in `ret_why` when the place cannot be in it at all. `url`:
 * the site's public address, empty: unknown. */
bool data_inclusion_ecrire(Json *j, Arena *a, DataInclusion which, const Lieu *l, Str url, Str *ret_why);
