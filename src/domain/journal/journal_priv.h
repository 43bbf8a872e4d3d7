// SPDX-License-Identifier: AGPL-3.0-or-later
#pragma once

#include "core/slice.h"
#include "domain/journal/journal.h"

typedef struct LigneHachee {
    int64_t at;
    OptI64 personne_id;
    Str role, portee, action, objet, issue;
} LigneHachee;

JournalHash ligne_empreinte(const LigneHachee *l);
/* False when it is not of the right length: somebody wrote in the table. */
bool empreinte_lire(Str bytes, JournalHash *ret);
/* What the chain of this instance begins with: its public key, which no other has. */
JournalHash chaine_debut(const uint8_t cle[JOURNAL_PUBLIC_KEY]);
/* Verifies until the checkpoint of that rank, included. */
Err journal_prouver(Db *db, const uint8_t cle[JOURNAL_PUBLIC_KEY], int64_t now, int64_t jusqu_a, JournalAttendu attendu,
    JournalEtat *ret);

extern const Command journal_commands[];
