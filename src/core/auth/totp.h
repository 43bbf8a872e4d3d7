// SPDX-License-Identifier: AGPL-3.0-or-later
/*
 * One-time codes from a shared secret: HOTP (RFC 4226) and TOTP (RFC 6238), as authenticator applications and the
 * devices handed out by a référent make them. HMAC is GnuTLS's.
 *
 *     int64_t counter = 0;
 *     switch (totp_verify(totp_application, secret, typed, now, last_counter, &counter)) {
 *     case TOTP_OK:      store `counter` in the same transaction, so that this code is used once
 *     case TOTP_SHAPE:   not six digits: say so, it is not an attempt
 *     case TOTP_WRONG:   counts as an attempt
 *     case TOTP_REUSED:  counts as an attempt; "wait for the next code"
 *     }
 */
#pragma once

#include "base/base.h"
#include "core/auth/random.h"

typedef enum TotpHash { TOTP_SHA1, TOTP_SHA256, TOTP_SHA512 } TotpHash;

enum {
    TOTP_SECRET_NEW = 20,                          /* bytes of a secret made here: 160 bits, RFC 4226 section 4, R6 */
    TOTP_SECRET_MIN = 16,                          /* of an imported device: 128 bits, same rule */
    TOTP_SECRET_MAX = 64,
    TOTP_WINDOW_MAX = 4,
};

typedef struct Totp {
    TotpHash hash;
    int digits;                                    /* 6 to 8 */
    int step_s;                                    /* 15 to 120 */
    int window;                                    /* steps accepted before and after now, 0 to TOTP_WINDOW_MAX */
} Totp;

/* What every application does: SHA-1, six digits, 30 s; one step either side (RFC 6238, section 5.2). */
extern const Totp totp_application;

/* True when the parameters are within the ranges above: for an imported device, before anything is stored. */
bool totp_valid(Totp t);
/* TOTP_SECRET_NEW random bytes. */
Str totp_secret_new(Arena *a, Random r);

/* The step that holds the instant `at` (UTC seconds, ≥ 0). */
int64_t totp_counter(Totp t, int64_t at);
/* The code of one step: `digits` digits. ERR_INVALID: parameters, or an empty or over-long secret. ERR_INTERNAL: no HMAC. */
Err totp_code(Totp t, Str secret, int64_t counter, char ret_code[9]);

typedef enum TotpVerdict { TOTP_OK, TOTP_SHAPE, TOTP_WRONG, TOTP_REUSED, TOTP_BROKEN } TotpVerdict;

/*
 * Compares what was typed (blanks between digits are passed over) with the codes of the window, in constant time.
 * `last_counter`: the step of the last code accepted for this secret, -1 for none; a code of that step or of an
 * earlier one is TOTP_REUSED. TOTP_BROKEN: the stored secret or parameters cannot be used.
 */
TotpVerdict totp_verify(Totp t, Str secret, Str typed, int64_t now, int64_t last_counter, int64_t *ret_counter);

/* "otpauth://totp/Ensemble%2028:lea%40example.org?secret=…&issuer=…" for the QR code (Google Authenticator's key URI).
 * A colon in `issuer` or `account` would be read as their separator and becomes a blank. */
Str totp_uri(Arena *a, Totp t, Str issuer, Str account, Str secret);
