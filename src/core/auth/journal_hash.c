// SPDX-License-Identifier: AGPL-3.0-or-later
#include "core/auth/journal_hash.h"

#include <sodium.h>
#include <string.h>

typedef crypto_generichash_state Hasher;

static Hasher hasher(const char domain[16])
{
    Hasher h;
    crypto_generichash_init(&h, NULL, 0, JOURNAL_HASH);
    crypto_generichash_update(&h, (const uint8_t *)domain, 16);
    return h;
}

static void put_i64(uint8_t to[8], int64_t v)
{
    for (int i = 0; i < 8; i++)
        to[i] = (uint8_t)((uint64_t)v >> (8 * i));
}

static void hash_i64(Hasher *h, int64_t v)
{
    uint8_t bytes[8];
    put_i64(bytes, v);
    crypto_generichash_update(h, bytes, sizeof bytes);
}

static JournalHash hashed(Hasher *h)
{
    JournalHash hash;
    crypto_generichash_final(h, hash.v, sizeof hash.v);
    return hash;
}

JournalHash journal_line_hash(const Str *fields, size_t n)
{
    Hasher h = hasher("journal line   ");
    hash_i64(&h, JOURNAL_VERSION);
    hash_i64(&h, (int64_t)n);
    for (size_t i = 0; i < n; i++) {
        hash_i64(&h, str_is_none(fields[i]) ? -1 : (int64_t)fields[i].n);
        crypto_generichash_update(&h, (const uint8_t *)(fields[i].p ? fields[i].p : ""), fields[i].n);
    }
    return hashed(&h);
}

JournalHash journal_start(Str instance)
{
    Hasher h = hasher("journal start  ");
    hash_i64(&h, JOURNAL_VERSION);
    crypto_generichash_update(&h, (const uint8_t *)(instance.p ? instance.p : ""), instance.n);
    return hashed(&h);
}

JournalHash journal_chain(JournalHash previous, int64_t position, JournalHash line)
{
    Hasher h = hasher("journal chain  ");
    crypto_generichash_update(&h, previous.v, sizeof previous.v);
    hash_i64(&h, position);
    crypto_generichash_update(&h, line.v, sizeof line.v);
    return hashed(&h);
}

bool journal_hash_eq(JournalHash x, JournalHash y)
{
    return memcmp(x.v, y.v, sizeof x.v) == 0;      /* nothing here is secret */
}

/* ---- checkpoints ---- */

enum { SIGNED = 16 + 8 + 8 + 8 + JOURNAL_HASH };

static void signed_bytes(const JournalCheckpoint *c, uint8_t to[SIGNED])
{
    memcpy(to, "journal seal   ", 16);
    put_i64(to + 16, JOURNAL_VERSION);
    put_i64(to + 24, c->position);
    put_i64(to + 32, c->at);
    memcpy(to + 40, c->chain.v, JOURNAL_HASH);
}

void journal_keys(const uint8_t seed[32], uint8_t ret_public[JOURNAL_PUBLIC_KEY],
    uint8_t ret_secret[JOURNAL_SECRET_KEY])
{
    crypto_sign_seed_keypair(ret_public, ret_secret, seed);
}

void journal_checkpoint_sign(JournalCheckpoint *c, const uint8_t secret[JOURNAL_SECRET_KEY])
{
    uint8_t bytes[SIGNED];
    signed_bytes(c, bytes);
    crypto_sign_detached(c->signature, NULL, bytes, sizeof bytes, secret);
}

bool journal_checkpoint_verify(const JournalCheckpoint *c, const uint8_t public_key[JOURNAL_PUBLIC_KEY])
{
    uint8_t bytes[SIGNED];
    signed_bytes(c, bytes);
    return crypto_sign_verify_detached(c->signature, bytes, sizeof bytes, public_key) == 0;
}

/* ---- verification ---- */

void journal_check_start(JournalCheck *check, int64_t position, JournalHash chain,
    const uint8_t public_key[JOURNAL_PUBLIC_KEY])
{
    *check = (JournalCheck){ .chain = chain, .position = position };
    memcpy(check->public_key, public_key, JOURNAL_PUBLIC_KEY);
}

static void fault(JournalCheck *check, JournalVerdict verdict, int64_t position)
{
    check->verdict = verdict;
    check->fault_at = position;
}

void journal_check_line(JournalCheck *check, int64_t position, JournalHash line, JournalHash stored_chain)
{
    if (check->verdict != JOURNAL_INTACT)
        return;
    if (position != check->position + 1) {
        fault(check, JOURNAL_DISORDER, check->position + 1);
        return;
    }
    JournalHash chain = journal_chain(check->chain, position, line);
    if (!journal_hash_eq(chain, stored_chain)) {
        fault(check, JOURNAL_TAMPERED, position);
        return;
    }
    check->chain = chain;
    check->position = position;
}

void journal_check_checkpoint(JournalCheck *check, const JournalCheckpoint *c)
{
    if (check->verdict != JOURNAL_INTACT)
        return;
    if (!journal_checkpoint_verify(c, check->public_key))
        fault(check, JOURNAL_FORGED, c->position);
    else if (c->position > check->position)
        fault(check, JOURNAL_SHORTENED, check->position + 1);
    else if (c->position < check->position)
        fault(check, JOURNAL_DISORDER, c->position);
    else if (!journal_hash_eq(c->chain, check->chain))
        fault(check, JOURNAL_TAMPERED, c->position);
    else
        check->sealed = c->position;
}

JournalVerdict journal_check_end(const JournalCheck *check)
{
    return check->verdict;
}

Str journal_verdict_message(JournalVerdict v)
{
    switch (v) {
    case JOURNAL_INTACT:
        return S("Le journal est intact.");
    case JOURNAL_TAMPERED:
        return S("Le contenu ne correspond pas au sceau : une ligne a été modifiée ou remplacée.");
    case JOURNAL_DISORDER:
        return S("L’ordre est rompu : une ligne manque, est en double ou a été déplacée.");
    case JOURNAL_SHORTENED:
        return S("Le journal a été raccourci : un sceau signé couvre des lignes qui n’y sont plus.");
    case JOURNAL_FORGED:
        return S("La signature d’un sceau n’est pas celle de ce service.");
    }
    return STR_NONE;
}
