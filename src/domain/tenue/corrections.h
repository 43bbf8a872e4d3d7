// SPDX-License-Identifier: AGPL-3.0-or-later
/*
 * Corrections: what anybody proposes to change on the sheet of a place, without an account. Nothing is changed by it: a
 * person who holds the place looks at it and accepts, which applies the fields, or refuses with a reason. No personal datum
 * is asked; who wants an answer may leave an address, which is kept sealed and forgotten with the answer, after
 * CORRECTION_COURRIEL_J days at the latest.
 */
#pragma once

#include "domain/tenue/tenue.h"

enum {
    CORRECTION_COURRIEL_J = 90, /* how long an address waits for its answer */
    CORRECTION_MESSAGE_J = 365, /* how long the words are kept once decided */
    CORRECTIONS_HEURE = 10, /* from one address of the network */
    CORRECTIONS_LIEU = 20, /* waiting for one place */
    CORRECTION_LIENS = 2, /* addresses of sites in the words: more is not a correction */
};

typedef struct Correction {
    Str uid, lieu; /* lieu: id of the standard */
    Str proposes[STANDARD_N]; /* STR_NONE: not proposed; empty: to be emptied */
    bool ferme;
    Str message, courriel; /* courriel: sealed; STR_NONE */
    Str etat, raison;
    int64_t cree_at;
} Correction;

/* The fields that may be proposed. */
extern const StandardField correction_proposables[];
enum { CORRECTION_PROPOSABLES = 8 };

/* ERR_BUSY: too many from there, or for that place. `courriel`: STR_NONE or an address. In a WRITE request. */
Err correction_deposer(Req *r, const LieuTenu *l, const Correction *c, Str courriel);
/* Kept, whoever sent it. `scelle`: the sealed address, STR_NONE. In the caller's transaction. ERR_TOO_LARGE. */
Err correction_ecrire(Db *db, Arena *a, int64_t now, Str uid, Str lieu, const Correction *c, Str scelle);
/* Those that wait within the scope, the oldest first. */
Err corrections_attente(Req *r, const Correction **ret, size_t *ret_n);
Err corrections_compter(Req *r, const LieuTenu *held, size_t n, int64_t *ret);
/* ERR_NOT_FOUND: none of that name, or of a place outside the scope. */
Err correction_ouvrir(Req *r, Str uid, Correction *ret, LieuTenu *ret_l);
/* Applied as it was proposed, or refused; whoever asked for it is answered. ERR_CONFLICT: decided meanwhile. */
Err correction_accepter(Req *r, const Correction *c, const LieuTenu *l, const LieuTenu *neuf);
Err correction_refuser(Req *r, const Correction *c, const LieuTenu *l, Str raison);
/* Addresses and words whose time is over. */
Err corrections_purger(Db *db, int64_t now);
