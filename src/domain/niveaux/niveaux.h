// SPDX-License-Identifier: AGPL-3.0-or-later
/*
 * Niveaux: what the levels of support mean (/niveaux, for everybody), and their confirmation by whoever holds a place
 * (/lieux/{id}/niveau): a référent for the places of the structure, a coordinateur for those of the intercommunalité or of
 * the département, an administrateur for all. The scale, its rules and its table are of the directory (lieux/facettes.h);
 * each confirmation is in the journal with who made it.
 */
#pragma once

#include "domain/acteurs/acteurs.h"
#include "domain/lieux/facettes.h"

extern const struct Slice slice_niveaux;

/* Is that place within the scope of the role acted with? */
Err niveaux_couvre(Db *db, Arena *a, const Acteur *par, const Lieu *l, bool *ret);
/* ERR_NOT_FOUND: outside that scope; ERR_CONFLICT: confirmed by somebody else since `version` was read. */
Err niveaux_ecrire(Db *db, Arena *a, const Acteur *par, int64_t now, const Lieu *l, EnumSet niveaux, int64_t version);
