// SPDX-License-Identifier: AGPL-3.0-or-later
/*
 * Secrets that a person or an address carries once: the 8-digit code of a sign-in mail, the token of its link,
 * recovery codes, and printed lists of 20 numbered codes for people without a telephone. They are shown once; what is
 * stored is a keyed hash, so that a copy of the database alone opens nothing.
 *
 *     Str code = code_new(a, CODE_LIST, random);                        // "7KQD-M3WX", printed
 *     uint8_t hash[CODE_HASH];
 *     code_hash(key, CODE_LIST, compte.v, 7, code, hash);               // stored
 *     ...
 *     switch (code_read(a, CODE_LIST, typed, &code)) { ... }            // "7kqd m3wx" → "7KQD-M3WX"
 *     code_hash(key, CODE_LIST, compte.v, 7, code, given);
 *     if (code_hash_eq(given, stored)) ...
 */
#pragma once

#include "base/base.h"
#include "core/auth/random.h"

/*
 * Written codes use 31 signs: the digits and capital letters without 0, 1, I, L and O, which people mistake for one
 * another. Their last sign is a check: the sum of rank × position, modulo 31. As 31 is prime and positions stay under it,
 * one wrong sign or two exchanged ones never pass, so that a slip of the pen is told from a wrong code and is not counted
 * as an attempt. Lengths:
 */
typedef enum CodeKind {
    CODE_MAIL, /* "04821973": 8 digits, no check (26.5 bits: short life, few tries) */
    CODE_LIST, /* "7KQD-M3WX": 7 signs + check, 34.6 bits, with another factor */
    CODE_RECOVERY, /* "H4RM-82QZ-XW6C": 11 signs + check, 54.4 bits */
} CodeKind;

enum {
    CODES_IN_LIST = 20,
    CODES_RECOVERY = 10,
    CODE_HASH = 32, /* bytes */
    CODE_KEY = 32,
    TOKEN_LENGTH = 43, /* 32 random bytes in base64url */
};

/* A new code, as it is printed. */
Str code_new(Arena *a, CodeKind kind, Random r);

typedef enum CodeRead {
    CODE_OK,
    CODE_SHAPE, /* too short, too long, or a sign that codes do not have */
    CODE_CHECK, /* right length and signs, wrong check: badly copied */
} CodeRead;
/* What was typed → the code as printed. Lower case, blanks and hyphens (of any sort) are accepted. */
CodeRead code_read(Arena *a, CodeKind kind, Str typed, Str *ret_code);
/* What to tell the person, in French; STR_NONE for CODE_OK. */
Str code_read_message(CodeKind kind, CodeRead verdict);

/*
 * 256 random bits in base64url: the token of a magic link or of a session, an OpenID Connect state or nonce (which
 * ProConnect wants of 32 characters at least).
 */
Str token_new(Arena *a, Random r);
/* 128 random bits in base32, UID_LENGTH characters: what an address shows of a thing, never its key. */
enum { UID_LENGTH = 26 };
Str uid_new(Arena *a, Random r);
/* Exactly what token_new makes; anything else is refused before it is looked up. */
bool token_valid(Str token);

/*
 * Keyed BLAKE2b of (kind, owner, number, code), each with its length: a code is worth something for its owner and its
 * number only. `code` as printed; for a token, `token_hash`, where `purpose` ("session", "lien") separates the uses.
 * The key (CODE_KEY bytes) lives outside the database.
 */
void code_hash(const uint8_t key[CODE_KEY], CodeKind kind, int64_t owner, int64_t number, Str code,
    uint8_t ret_hash[CODE_HASH]);
void token_hash(const uint8_t key[CODE_KEY], Str purpose, Str token, uint8_t ret_hash[CODE_HASH]);
/* In constant time. */
bool code_hash_eq(const uint8_t x[CODE_HASH], const uint8_t y[CODE_HASH]);
