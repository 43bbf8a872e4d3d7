// SPDX-License-Identifier: AGPL-3.0-or-later
/*
 * The form of a record: its fields, and how they are read. The page /activites/saisir and the page without network hold the
 * same ones, so that what is refused here is refused there with the same words.
 */
#pragma once

#include "core/http/req.h"
#include "domain/activites/activites.h"

/* For a row that is ROUTE_LAX; ends with a NULL name. */
extern const Field activite_champs[];
/* The structure that one acts for; else the one named by the field `structure`, within the scope. ERR_NOT_FOUND. */
Err saisie_structure(Req *r, Structure *ret);
/* Every fault is told on its field (req_has_errors). With `faire_carte`, a card is made, in the caller's transaction, once
 * nothing is wrong. */
Err saisie_lire(Req *r, const Structure *s, Activite *x);

/* The themes of that person's last records, the most frequent first, then the others in their own order. */
Err themes_habituels(Db *db, PersonneId id, int ret[THEMES_N]);
