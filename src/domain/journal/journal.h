// SPDX-License-Identifier: AGPL-3.0-or-later
/*
 * Journal: who did what, with which role, on what, when, and how it ended. Each line is written in the transaction of the
 * change that it tells, with its own hash; a sealer chains the committed lines about a second later and signs
 * checkpoints, so that a line changed, removed or moved afterwards is found (`ensemble journal verifier`). Reading
 * personal data is told too. Ids only: never a name, an address or a text that somebody typed.
 * Kept 12 months (CNIL, recommendation of 14 October 2021 on logging: 6 months to 1 year); what is removed leaves its
 * last checkpoint, from which the rest still proves itself.
 */
#pragma once

#include "base/base.h"
#include "core/auth/acteur.h"
#include "core/auth/journal_hash.h"
#include "core/auth/keys.h"
#include "core/db/db.h"
#include "core/http/req.h"

enum { JOURNAL_MOIS = 12, JOURNAL_SCEAU_MS = 1000 };

/*
 * In the caller's transaction. `acteur` NULL: the program itself, or somebody not known yet. `action`: "role.donner", a
 * literal. `objet`: kind and public id, "personne:K3F…"; STR_NONE: none. `fait` false: it was refused.
 */
Err journal_ecrire(Db *db, const Acteur *acteur, int64_t now, const char *action, Str objet, bool fait);

/*
 * For a page that shows personal data: the line is committed before the page leaves, and without the line there is no
 * page. The route's mode is SLOW (the page is read on the pool, the line goes through the writer) or WRITE; asserts
 * otherwise. Once a page, not once a person: "personnes.lister" with the scope as object.
 *
 *     TRY(journal_lecture(r, "personne.voir", objet));
 *     view_personne(req_html(r), &p);
 */
Err journal_lecture(Req *r, const char *action, Str objet);
/* Of a list, with the scope acted in as object: "epci:200033181". */
Err journal_lecture_portee(Req *r, const char *action);

/* "Créer un compte" for "personne.creer"; the action itself where it has no words. */
Str action_montree(Str action);

/* ---- seals ---- */

typedef struct JournalScelles {
    int64_t n; /* lines sealed by this call */
    int64_t rang; /* of the last one */
    JournalHash chaine;
    bool reste; /* there was more than one batch */
} JournalScelles;

/* One batch, in the caller's transaction, which must be committed. ERR_CONFLICT: another process is sealing. */
Err journal_sceller(Db *db, Arena *a, const Keys *keys, int64_t now, JournalScelles *ret);
/* What the server calls every JOURNAL_SCEAU_MS (a TickFn): `arg` is an App *. */
void journal_sceleur(void *arg);
/* Proves what is older than JOURNAL_MOIS, then removes it up to a checkpoint. ERR_INTERNAL: the proof failed, nothing is
 * removed. In the caller's transaction. */
Err journal_tourner(Db *db, const Keys *keys, int64_t now, int64_t *ret_lignes);

/* ---- verification ---- */

typedef struct JournalEtat {
    JournalVerdict verdict;
    int64_t faute_rang; /* 0: none */
    int64_t lignes; /* sealed and proved */
    int64_t premier; /* rank of the first one kept: above 1 after a rotation */
    int64_t rang; /* of the last one proved */
    JournalHash chaine;
    int64_t point_rang, point_at; /* last good checkpoint; 0: none */
    int64_t attente; /* lines not sealed yet */
    int64_t attente_depuis; /* instant of the oldest of them; 0: none */
    int64_t inattendues; /* among them, lines that the sealer does not know: somebody wrote in the table */
    int64_t alterees; /* among them, lines whose own hash is wrong */
    bool non_signee; /* the last sealed line has no signature: it was taken away, or the lines were added */
    bool attendu_absent; /* the expected checkpoint is not in this copy */
} JournalEtat;

/* A checkpoint noted elsewhere, which this copy must hold; `rang` 0: none. */
typedef struct JournalAttendu {
    int64_t rang;
    JournalHash chaine;
} JournalAttendu;

/* Reads everything once. `cle`: public key of the signatures. */
Err journal_verifier(Db *db, const uint8_t cle[JOURNAL_PUBLIC_KEY], int64_t now, JournalAttendu attendu,
    JournalEtat *ret);
bool journal_est_intact(const JournalEtat *e);

/* ---- search ---- */

enum { JOURNAL_PAGE = 50 };

typedef struct JournalRecherche {
    Str action, objet; /* exact; empty: any */
    OptI64 personne_id, depuis, avant; /* instants: from, and before */
} JournalRecherche;
typedef struct JournalLigne {
    int64_t at;
    OptI64 personne_id;
    Str role, portee, action, objet;
    bool fait;
} JournalLigne;

/* The newest first; `page` from 1. Texts live in `a`. `ret_total`: of all pages. */
Err journal_chercher(Db *db, Arena *a, const JournalRecherche *q, int64_t page, const JournalLigne **ret, size_t *ret_n,
    int64_t *ret_total);
/* The same lines, `max` at most, from where the last call came to: for exports, of which each page costs the same. */
typedef struct JournalCurseur {
    int64_t at, id; /* of the last line read */
    bool commence;
} JournalCurseur;
Err journal_parcourir(Db *db, Arena *a, const JournalRecherche *q, size_t max, JournalCurseur *curseur,
    const JournalLigne **ret, size_t *ret_n);
/* Every action there is a line of, in alphabetical order. */
Err journal_actions(Db *db, Arena *a, const Str **ret, size_t *ret_n);

/* Where the seals have come to, without proving anything. */
typedef struct JournalScellement {
    int64_t point_rang, point_at; /* last checkpoint: lines that it covers; 0: none */
    int64_t attente, attente_depuis; /* lines not sealed yet, instant of the oldest; 0: none */
} JournalScellement;
Err journal_scellement(Db *db, Arena *a, JournalScellement *ret);

extern const struct Slice slice_journal;
