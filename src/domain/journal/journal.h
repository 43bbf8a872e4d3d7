// SPDX-License-Identifier: AGPL-3.0-or-later
/*
 * Journal: who did what, with which role, on what, when, and how it ended. Each line is written in the transaction of the
 * change that it tells, with its own hash; a job chains the committed lines within a second or so and signs
 * checkpoints, so that a line changed, removed or moved afterwards is found (`ensemble journal verifier`). Reading
 * personal data is told too. Ids only: never a name, an address or a text that somebody typed.
 * Kept 12 months (CNIL, recommendation of 14 October 2021 on logging: 6 months to 1 year); what is removed leaves its
 * last checkpoint, from which the rest still proves itself.
 */
#pragma once

#include "base/base.h"
#include "core/auth/acteur.h"
#include "core/db/db.h"

enum { JOURNAL_MOIS = 12 };

/*
 * In the caller's transaction. `acteur` NULL: the program itself, or somebody not known yet. `action`: "role.donner", a
 * literal. `objet`: kind and public id, "personne:K3F…"; STR_NONE: none. `fait` false: it was refused.
 */
Err journal_ecrire(Db *db, const Acteur *acteur, int64_t now, const char *action, Str objet, bool fait);

extern const struct Slice slice_journal;
