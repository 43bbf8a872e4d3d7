// SPDX-License-Identifier: AGPL-3.0-or-later
/* Proof Key for Code Exchange, method S256 (RFC 7636): what ties an OpenID Connect code to the browser that asked. */
#pragma once

#include "base/base.h"
#include "core/auth/random.h"

/* 43 characters (section 4.1: 43 to 128). Kept on the server until the code comes back. */
Str pkce_verifier_new(Arena *a, Random r);
/* base64url(SHA-256(verifier)): 43 characters, sent with code_challenge_method=S256. */
Str pkce_challenge(Arena *a, Str verifier);
