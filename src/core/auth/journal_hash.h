// SPDX-License-Identifier: AGPL-3.0-or-later
/*
 * The journal's proof. Three steps, each a pure function:
 *
 *   line hash    made in the transaction of the change: BLAKE2b of the line's fields, each with its length, under a
 *                version number, so that no two lists of fields give the same bytes;
 *   chain        made by the sealer, in order: chain[i] = BLAKE2b(chain[i-1], position i, line hash);
 *   checkpoint   (position, chain, instant) signed with Ed25519 (RFC 8032): who holds the public key can show that a
 *                copy was cut short or made again.
 *
 * To verify, the lines are read in order of position and their hash is computed again from their fields:
 *
 *     JournalCheck check;
 *     journal_check_start(&check, first, start, public_key);
 *     for each line         journal_check_line(&check, position, hash, stored_chain);
 *     for each checkpoint   journal_check_checkpoint(&check, &checkpoint);     // after the line that it signs
 *     JournalVerdict verdict = journal_check_end(&check);
 *
 * The check stops at the first fault and keeps its position.
 */
#pragma once

#include "base/base.h"

enum {
    JOURNAL_HASH = 32,                             /* bytes: BLAKE2b-256 (RFC 7693) */
    JOURNAL_VERSION = 1,
    JOURNAL_SIGNATURE = 64,
    JOURNAL_PUBLIC_KEY = 32,
    JOURNAL_SECRET_KEY = 64,
};

typedef struct JournalHash {
    uint8_t v[JOURNAL_HASH];
} JournalHash;

/* The hash of a line. An absent field (STR_NONE) and an empty one are different. Numbers are given as decimal texts. */
JournalHash journal_line_hash(const Str *fields, size_t n);
/* What the first line is chained to: BLAKE2b of the instance's own name, so that two chains cannot be exchanged. */
JournalHash journal_start(Str instance);
/* `position` counts from 1 without a gap. */
JournalHash journal_chain(JournalHash previous, int64_t position, JournalHash line);
bool journal_hash_eq(JournalHash x, JournalHash y);

/* ---- checkpoints ---- */

typedef struct JournalCheckpoint {
    int64_t position; /* of the last line that it covers */
    int64_t at; /* UTC seconds */
    JournalHash chain;
    uint8_t signature[JOURNAL_SIGNATURE];
} JournalCheckpoint;

/* A key pair from a 32-byte seed (the operator's secret file). */
void journal_keys(const uint8_t seed[32], uint8_t ret_public[JOURNAL_PUBLIC_KEY],
    uint8_t ret_secret[JOURNAL_SECRET_KEY]);
/* Fills `signature` from the other members. */
void journal_checkpoint_sign(JournalCheckpoint *c, const uint8_t secret[JOURNAL_SECRET_KEY]);
bool journal_checkpoint_verify(const JournalCheckpoint *c, const uint8_t public_key[JOURNAL_PUBLIC_KEY]);

/* ---- verification ---- */

typedef enum JournalVerdict {
    JOURNAL_INTACT,
    JOURNAL_TAMPERED, /* the content does not give the stored chain: changed or replaced */
    JOURNAL_DISORDER, /* a position is missing, double or out of order */
    JOURNAL_SHORTENED, /* a signed checkpoint covers a line that is not there */
    JOURNAL_FORGED, /* signature that is not of this key, or of another chain */
} JournalVerdict;

typedef struct JournalCheck {
    JournalHash chain;
    int64_t position; /* of the last good line */
    int64_t sealed; /* of the last good checkpoint; 0: none */
    int64_t fault_at; /* position of the first fault; 0: none */
    JournalVerdict verdict;
    uint8_t public_key[JOURNAL_PUBLIC_KEY];
} JournalCheck;

/*
 * From the beginning: position 0 and journal_start(). After a rotation: the position and chain of the checkpoint that
 * closed the part taken away (give it to journal_check_checkpoint first: its signature is what holds the two together).
 */
void journal_check_start(JournalCheck *check, int64_t position, JournalHash chain,
    const uint8_t public_key[JOURNAL_PUBLIC_KEY]);
void journal_check_line(JournalCheck *check, int64_t position, JournalHash line, JournalHash stored_chain);
void journal_check_checkpoint(JournalCheck *check, const JournalCheckpoint *c);
JournalVerdict journal_check_end(const JournalCheck *check);
/* A French sentence for `journal verifier`; the position is said apart. */
Str journal_verdict_message(JournalVerdict v);
