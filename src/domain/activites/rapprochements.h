// SPDX-License-Identifier: AGPL-3.0-or-later
/*
 * Rapprochements: two cards of one person. Something proposes (a fingerprint of names, in `usagers`), somebody decides: homonyms
 * exist. A proposal is confirmed when those who follow each of the two cards have said yes, each for its own; one no sets it
 * aside. Whoever has both cards in the scope may join them at once. Each may be undone.
 *
 * The cards joined by confirmed lines, near and far, are one person: figures of persons are made again at each change, in
 * its transaction (Usager.racine, usager_compte).
 */
#pragma once

#include "domain/activites/activites.h"

typedef struct RapprochementId {
    int64_t v;
} RapprochementId;

/* X(NAME, stored, shown) */
#define RAPPROCHEMENT_ETATS(X)                                                                                         \
    X(PROPOSEE, "proposee", "À décider")                                                                               \
    X(CONFIRMEE, "confirmee", "Réunies")                                                                               \
    X(ECARTEE, "ecartee", "Deux personnes")                                                                            \
    X(DEFAITE, "defaite", "Séparées")
enum {
#define X(NAME, stored, shown) RAPPROCHEMENT_##NAME,
    RAPPROCHEMENT_ETATS(X)
#undef X
        RAPPROCHEMENT_ETATS_N
};
extern const Choice rapprochement_etats[];

/* As seen from a scope: the card that is in it; the other one only where both are. */
typedef struct Rapprochement {
    RapprochementId id;
    Str carte, autre; /* codes; autre STR_NONE: it is followed elsewhere */
    int etat;
    bool dit; /* everybody of this scope has said yes already */
    int64_t at; /* of the proposal */
} Rapprochement;

/* ERR_CONFLICT is not said: a pair that is known, or one person already, is left as it is. In the caller's transaction. */
Err rapprochement_proposer(Db *db, Arena *a, int64_t now, UsagerId x, UsagerId y);
/* The last ones first, RAPPROCHEMENTS_MAX at most. `carte`: those of that card; STR_NONE: any. */
enum { RAPPROCHEMENTS_MAX = 200 };
Err rapprochements_lister(Db *db, Arena *a, const Acteur *par, int etat, Str carte, const Rapprochement **ret,
    size_t *ret_n);
/* What `par` says of the card, or cards, of the scope. ERR_NOT_FOUND: neither is; ERR_CONFLICT: decided already. Journalled. */
Err rapprochement_repondre(Db *db, Arena *a, const Acteur *par, int64_t now, RapprochementId id, bool oui);
/* Either side's. ERR_CONFLICT: not joined. Journalled. */
Err rapprochement_defaire(Db *db, Arena *a, const Acteur *par, int64_t now, RapprochementId id);
/* Proposals not decided that touch a card of that structure ({0}: of any). */
Err rapprochements_ouverts(Db *db, Arena *a, StructureId id, int64_t *ret);
/*
 * The card no longer leads to anybody: its code is taken away, its proposals are set aside. The records and what is counted stay
 * as they are. ERR_NOT_FOUND: not in the scope. Journalled.
 */
Err usager_effacer(Db *db, Arena *a, const Acteur *par, int64_t now, Str code);
/* The day of the last record of that card; `has` false: none. */
Err usager_dernier_jour(Db *db, Arena *a, UsagerId id, OptI64 *ret_jour);
/* Records of that card and of those joined to it; cards. */
Err usager_compter(Db *db, Arena *a, const Usager *u, UsagerFusion *ret);
