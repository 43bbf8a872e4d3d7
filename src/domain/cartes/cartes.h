// SPDX-License-Identifier: AGPL-3.0-or-later
/*
 * Cartes: the page of the map's layers. Every layer of every slice (domain/territoire/couches.h) that has values becomes a
 * drawn map with its legend, told by size and hatching as well as by colour, its table, and its files.
 */
#pragma once

extern const struct Slice slice_cartes;
