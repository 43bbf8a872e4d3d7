// SPDX-License-Identifier: AGPL-3.0-or-later
/*
 * Idempotence: a sending that was lost on the way is sent again under the same Idempotency-Key (the header of the IETF draft
 * of that name, draft-ietf-httpapi-idempotency-key-header), and is done once. The key is taken in the transaction that does
 * the work, and the answer is kept with it: either both are there, or none is. The page that works without network and the
 * API share it.
 *
 *     Idempotence i;
 *     TRY(idempotence_prendre(db, a, now, idempotence_qui(a, par), cle, contenu, &i));
 *     if (i.etat == IDEMPOTENCE_NEUVE) {
 *         ... the work, in this very transaction ...
 *         TRY(idempotence_repondre(db, &i, 201, answer));
 *     } else if (i.etat == IDEMPOTENCE_DEJA) ... i.statut and i.reponse, as they were given the first time
 *     else ... 409: that key has been used for something else
 *
 * A key is kept IDEMPOTENCE_JOURS, then a job forgets it; a record keeps its own key for ever (activite_enregistrer).
 */
#pragma once

#include "core/auth/acteur.h"
#include "core/db/db.h"

enum { IDEMPOTENCE_JOURS = 30, IDEMPOTENCE_CLE_MAX = 64 };

typedef enum IdempotenceEtat {
    IDEMPOTENCE_NEUVE = 1, /* the caller does the work and answers */
    IDEMPOTENCE_DEJA, /* done: the same content, under the same key, from the same sender */
    IDEMPOTENCE_AUTRE, /* the key was used for another content */
} IdempotenceEtat;

typedef struct Idempotence {
    IdempotenceEtat etat;
    Str qui, cle;
    int64_t statut; /* of the first answer */
    Str reponse;
} Idempotence;

/* 8 to IDEMPOTENCE_CLE_MAX letters, digits, "-" and "_": a UUID is one. */
bool idempotence_cle_valide(Str cle);
/* A key belongs to its sender: "personne:12", or the program that acts ("cle:UID"). */
Str idempotence_qui(Arena *a, const Acteur *par);
/* Looks only: `ret->etat` is NEUVE when the key is not taken. For what has to be known before anything is written. */
Err idempotence_lire(Db *db, Arena *a, Str qui, Str cle, Str contenu, Idempotence *ret);
/* Takes it; a second sender of the same key waits for the end of the first one's transaction. ERR_INVALID: no such key. */
Err idempotence_prendre(Db *db, Arena *a, int64_t now, Str qui, Str cle, Str contenu, Idempotence *ret);
Err idempotence_repondre(Db *db, const Idempotence *i, int64_t statut, Str reponse);
/* Those taken before `avant`, at most some thousands at once. */
Err idempotence_purger(Db *db, int64_t avant, int64_t *ret_n);
