// SPDX-License-Identifier: AGPL-3.0-or-later
/*
 * Passwords: how they are stored, and which ones are accepted.
 *
 * Stored: Argon2id through libsodium, its parameters in `password_cost` only; the text it gives carries its own, so that an
 * older one is still verified and then renewed (password_needs_rehash). Hashing costs tens of megabytes and a tenth of
 * a second: SLOW rows only. Texts are put in Unicode NFC first, so that « é » typed on two keyboards is one.
 *
 * Accepted: at least 12 characters; the CNIL's rule (deliberation 2022-100 of 21 July 2022, case 1: 80 bits alone); not a
 * common password (cracklib's dictionary, an operator's list of SHA-1); not made of what is known of the person. No
 * rule of composition beyond that, and no periodic change.
 */
#pragma once

#include "base/base.h"

enum {
    PASSWORD_CHARACTERS_MIN = 12,
    PASSWORD_BYTES_MAX = 512,
};

typedef struct PasswordCost {
    uint64_t passes;
    size_t memory;                                 /* bytes */
} PasswordCost;

/* 64 MiB and 3 passes: RFC 9106's second recommended set, with libsodium's one lane; above OWASP's minimum. */
extern const PasswordCost password_cost;

/* "$argon2id$v=19$m=65536,t=3,p=1$…", at most 127 characters. ERR_INVALID: empty or over-long, or not UTF-8;
 * ERR_MEMORY: the memory it needs is not there. */
Err password_hash(Arena *a, PasswordCost cost, Str password, Str *ret_hash);
/*
 * True when `password` gives `hash`. With STR_NONE (no such account, or one without password) the same work is done at
 * `cost` and the answer is false: the time taken does not tell who exists.
 */
bool password_verify(Arena *a, PasswordCost cost, Str hash, Str password);
/* True when the stored text was made with other parameters, or is not one of ours. */
bool password_needs_rehash(Str hash, PasswordCost cost);

/* ---- rules ---- */

/* Bits of `n` signs drawn among `alphabet`: n × log2(alphabet). */
double password_bits(size_t n, int alphabet);
/*
 * The same for a given text, by the kinds it uses: 26 small letters, 26 capitals, 10 digits, 37 others (the CNIL's
 * count; blanks and letters with accents are "others").
 */
double password_strength(Str password);
/* The CNIL's three examples are good by definition, though its first makes 79.55 bits and not 80. */
#define PASSWORD_BITS_MIN 79.5

typedef struct PasswordRules {
    Str dictionary;                                /* path of cracklib's files without suffix; STR_NONE: Debian's */
    Str common;                                    /* path of the operator's list; STR_NONE: none */
    const Str *own;                                /* words of the person and of the place: name, e-mail, structure */
    size_t n_own;
} PasswordRules;

/*
 * OK, or ERR_INVALID with a French sentence that says what to change. ERR_IO: a list that is configured cannot be read
 * (the sentence names it, for the log): the change of password is refused rather than accepted unseen.
 */
Err password_check(Arena *a, const PasswordRules *rules, Str password, Str *ret_reason);

/*
 * The operator's list: SHA-1 of each password in hexadecimal, one a line, sorted, anything after the 40 digits being
 * passed over ("…:1234", as the published lists of leaked passwords count them). Searched in the file by halves: a list of
 * 35 gigabytes answers in some forty reads. ERR_IO: it cannot be read, or is not such a list.
 */
Err password_listed(Str path, Str password, bool *ret_listed);
