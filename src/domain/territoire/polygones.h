// SPDX-License-Identifier: AGPL-3.0-or-later
/* Polygones: the shapes of the map as geometries of GeoJSON, in degrees, rounded to a metre. */
#pragma once

#include "core/json/json.h"
#include "domain/territoire/territoire.h"

/* A position of the drawing: `grille` units in one of its viewBox. */
void position_json(Json *j, const CarteFond *c, int grille, int64_t x, int64_t y);
/*
 * The value of "geometry" for a closed trace of `c->grille` units: a MultiPolygon whose holes are holes, outer rings
 * counter-clockwise (RFC 7946, 3.1.6).
 */
Err polygones_json(Json *j, Arena *a, const CarteFond *c, Str trace);
