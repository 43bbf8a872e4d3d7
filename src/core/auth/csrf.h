// SPDX-License-Identifier: AGPL-3.0-or-later
/*
 * The token that a form carries back, against requests forged from another site. It is derived from the session's
 * secret and never stored; each page shows it under a fresh mask (mask, then mask XOR token), so that the bytes of two
 * pages have nothing in common for compression to betray (BREACH). It also says, signed, when the page was made.
 */
#pragma once

#include "base/base.h"
#include "core/auth/random.h"

enum { CSRF_KEY = 32, CSRF_LENGTH = 96 };          /* bytes; characters in the page */

typedef struct CsrfToken {
    uint8_t v[32];
} CsrfToken;

/* The token of a session: keyed BLAKE2b of `session`, the secret of its cookie (or of an anonymous form's cookie). */
CsrfToken csrf_token(const uint8_t key[CSRF_KEY], Str session);
/* For one page, made at that instant: CSRF_LENGTH characters of base64url. */
Str csrf_mask(Arena *a, CsrfToken token, int64_t at, Random r);
/* True when `sent` is some masking of that token; in constant time once its length is right. `ret_at`: when its page was made. */
bool csrf_verify(CsrfToken token, Str sent, int64_t *ret_at);
