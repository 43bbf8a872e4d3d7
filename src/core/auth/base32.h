// SPDX-License-Identifier: AGPL-3.0-or-later
/*
 * Bytes as text: base32 (RFC 4648, section 6), which people type and authenticator applications read, and base64url
 * without padding (RFC 4648, section 5; RFC 7515, appendix C), which goes into addresses and JSON Web Tokens.
 */
#pragma once

#include "base/base.h"

/* Upper case, without "=". "foobar" → "MZXW6YTBOI". */
Str base32_encode(Arena *a, Str bytes);
/*
 * As people copy it: lower case, blanks and hyphens between the letters, and "=" at the end are accepted; 0, 1 and 8
 * are not letters of base32 and are refused. False (`*ret` untouched) for anything else: an impossible length,
 * bits left over that are not 0, no bytes at all, or more than `max` bytes.
 */
bool base32_decode(Arena *a, Str text, size_t max, Str *ret);

Str base64url_encode(Arena *a, Str bytes);
/* Exactly what base64url_encode would write, of at most `max` bytes; no blank, no "=", no bits left over. */
bool base64url_decode(Arena *a, Str text, size_t max, Str *ret);
/* The same into an array of `max` bytes. */
bool base64url_read(Str text, uint8_t *to, size_t max, size_t *ret_n);
