// SPDX-License-Identifier: AGPL-3.0-or-later
/*
 * Satisfaction: what people say on leaving, on a page shown by a tablet or reached by a QR code on the wall. Nobody is known: a
 * mark from 1 to 5, "recommanderiez-vous", a day, and nothing else; neither hour, address of the network, nor record is kept.
 *
 * These answers are shown apart from those that a professional writes in a record (activites), and enter no other figure.
 */
#pragma once

#include "core/http/route.h"
#include "domain/acteurs/acteurs.h"

enum { AVIS_NOTE_MAX = 5, AVIS_SATISFAIT = 4, AVIS_MOIS = 12 };

/* The address of a structure's page, made at its first use. `renouveler`: another one, and the old one leads nowhere. */
Err avis_adresse(Db *db, Arena *a, const Acteur *par, int64_t now, Random random, const Structure *s, bool renouveler,
    Str *ret_jeton);
/* STR_NONE: there is none yet. */
Err avis_adresse_lire(Db *db, Arena *a, StructureId id, Str *ret_jeton);
/* ERR_NOT_FOUND: that address leads nowhere. */
Err avis_structure(Db *db, Arena *a, Str jeton, Structure *ret);
/* `note` 1 to 5; `recommande` may not be said. ERR_INVALID, ERR_NOT_FOUND. */
Err avis_donner(Db *db, Arena *a, int64_t now, Str jeton, int64_t note, OptI64 recommande);

typedef struct AvisChiffres {
    int64_t reponses, satisfaits, recommandent, recommande_dits;
    int64_t notes[AVIS_NOTE_MAX + 1]; /* answers by mark, from 1 */
} AvisChiffres;
/* Of that structure, from that day on. */
Err avis_compter(Db *db, StructureId id, Date depuis, AvisChiffres *ret);

extern const struct Slice slice_satisfaction;
