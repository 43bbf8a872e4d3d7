// SPDX-License-Identifier: AGPL-3.0-or-later
/*
 * Usagers: the cards on paper, and the people whom a structure may name. A card needs no name. A structure names people
 * only once its référent has said so, with the lawful basis; each name is kept with the day on which the person was told.
 * It is sealed with the key of the instance (XChaCha20-Poly1305), never searched in clear: a keyed fingerprint of the
 * identity (HMAC-SHA-256 of the folded words of the name, in order, and the year of birth) proposes that two cards are one
 * person's. Nobody sees the other structure's file; the two sides decide (activites/rapprochements.h).
 *
 * A name is read by those of the structure that keeps it, or, once the person was told so, by whoever is shown the card:
 * each reading is in the journal. It goes 24 months after the last contact (CNIL, référentiel of 14 September 2023).
 */
#pragma once

#include "core/auth/keys.h"
#include "core/http/asset.h"
#include "domain/activites/rapprochements.h"

enum { IDENTITE_MOIS = 24, HOMONYMES_MAX = 20, PLANCHE_MAX = 50 };

/* X(stored, shown) */
#define USAGER_BASES(X)                                                                                                \
    X("mission", "Mission d’intérêt public (RGPD, article 6-1-e)")                                                     \
    X("consentement", "Consentement de la personne, retiré quand elle veut (RGPD, article 6-1-a)")
extern const Choice usager_bases[];

typedef struct UsagerIdentite {
    Str prenom, nom;
    OptI64 naissance; /* year; without it nothing is proposed */
    Str base;
    Date informe; /* the day on which the person was told */
    bool partage; /* told that other structures, shown the card, see the name */
    StructureId structure_id; /* read only */
} UsagerIdentite;

typedef struct UsagerReglage {
    bool nommer;
    Str base;
} UsagerReglage;
Err usager_reglage(Db *db, Arena *a, StructureId id, UsagerReglage *ret);
/* By whoever has the structure in the scope. Names written before stay until they are erased. Journalled. */
Err usager_regler(Db *db, const Acteur *par, int64_t now, const Structure *s, const UsagerReglage *x);

/* 64 hexadecimal digits; STR_NONE: no year, or no letter. "Éva LE-GALL" and "Le Gall Eva" give the same. */
Str usager_identite_empreinte(Arena *a, const Keys *keys, const UsagerIdentite *x);
/* Other cards of that fingerprint may be this person's: somebody is asked. */
Err usager_proposer(Db *db, Arena *a, int64_t now, UsagerId id, Str empreinte);
/* ERR_NOT_FOUND: none, or not for this reader. The caller tells the journal. */
Err usager_identite_lire(Db *db, Arena *a, const Keys *keys, const Acteur *par, const Usager *u, UsagerIdentite *ret);
/* The card is of the scope (else ERR_NOT_FOUND) and its structure may name (else ERR_FORBIDDEN). Proposes. Journalled. */
Err usager_identite_ecrire(Db *db, Arena *a, const Keys *keys, const Acteur *par, int64_t now, const Usager *u,
    const UsagerIdentite *x);
/* The name alone: the card and the figures stay. Journalled. */
Err usager_identite_oublier(Db *db, Arena *a, const Acteur *par, int64_t now, const Usager *u);
/* Those whose last contact is IDENTITE_MOIS old are erased; a later record postpones. */
Err usager_identites_conserver(Db *db, Arena *a, int64_t now, int64_t *ret_effacees);

/* Sheets of cards, A4; one card alone, A6. */
Err cartes_pdf(Arena *a, const Asset *assets, Str editeur, int64_t now, const Str *codes, size_t n, Buf *out);

extern const struct Slice slice_usagers;
