// SPDX-License-Identifier: AGPL-3.0-or-later
/*
 * Signed tokens of an OpenID Connect provider: the id_token and the signed userinfo answer, in JWS compact form
 * (RFC 7515, RFC 7519), checked with the provider's published keys (JWKS, RFC 7517, RFC 7518). Signatures are GnuTLS's.
 *
 * The algorithm is pinned by the configuration, never taken from the token: "none", HS256 where another was agreed (a
 * public key used as a secret), embedded keys (jwk, jku, x5u, x5c) and unknown critical headers are refused (RFC 8725).
 *
 *     Jwks keys = { 0 };
 *     TRY(jwks_parse(a, body, &keys, &message));
 *     JwtExpect want = { .alg = JWT_RS256, .iss = issuer, .aud = client_id, .nonce = nonce, .now = now, .dated = true };
 *     JSON_VALUE claims = NULL;
 *     JwtVerdict verdict = jwt_verify(a, &keys, &want, id_token, &claims);
 *     if (verdict == JWT_NO_KEY) …                // the provider may have changed its keys: fetch them again, once
 */
#pragma once

#include "base/base.h"
#include "core/json/json.h"

enum {
    JWT_BYTES_MAX = 16 * 1024,
    JWKS_BYTES_MAX = 64 * 1024,
    JWKS_KEYS_MAX = 32,
    JWT_LEEWAY_S = 60,                             /* clocks that disagree */
    JWT_SECRET_MIN = 32,                           /* bytes of an HS256 secret (RFC 7518, section 3.2) */
    JWT_AGE_MAX_S = 24 * 3600,                     /* an `iat` older than that is refused, whatever `exp` says */
};

typedef enum JwtAlg { JWT_RS256, JWT_ES256, JWT_HS256 } JwtAlg;

typedef struct Jwk {
    JwtAlg alg;
    Str kid;                                       /* STR_NONE: the key has no name */
    Str x, y; /* RSA: modulus, exponent (2048 to 8192 bits); EC: the point, P-256 */
} Jwk;

typedef struct Jwks {
    VEC(Jwk) keys;
} Jwks;

/*
 * The keys of "{"keys":[…]}" that can verify RS256 or ES256; those of other types, uses or curves are passed over, as the
 * standard asks. ERR_INVALID (with a French sentence) when the text is not a JWKS or a usable key in it is malformed;
 * ERR_TOO_LARGE.
 */
Err jwks_parse(Arena *a, Str json, Jwks *ret, Str *ret_message);

typedef struct JwtExpect {
    JwtAlg alg; /* the one registered with the provider */
    Str secret; /* JWT_HS256 only: the client's own */
    Str iss, aud; /* required, compared byte for byte */
    Str nonce; /* STR_NONE: not an id_token */
    int64_t now;
    bool dated; /* id_token: exp and iat are required; userinfo may carry neither */
} JwtExpect;

typedef enum JwtVerdict {
    JWT_OK,
    JWT_MALFORMED, /* not three parts of base64url JSON, or too long */
    JWT_ALGORITHM, /* not the pinned one, or a header that must not be there */
    JWT_NO_KEY, /* no key of that name and type */
    JWT_SIGNATURE,
    JWT_ISSUER,
    JWT_AUDIENCE, /* not for us, or for others too without naming us in azp */
    JWT_EXPIRED,
    JWT_NOT_YET, /* nbf or iat in the future */
    JWT_NONCE,
    JWT_CLAIMS, /* a required claim is missing or of another type */
} JwtVerdict;

/* `*ret_claims` (to be freed: JSON_VALUE) is set with JWT_OK only. Nothing is read of the claims before the signature. */
JwtVerdict jwt_verify(Arena *a, const Jwks *keys, const JwtExpect *want, Str token, JsonValue **ret_claims);
/* "signature", for the log and the tests. */
const char *jwt_verdict_name(JwtVerdict v);
/* What the refusal page says, in French; STR_NONE for JWT_OK. */
Str jwt_verdict_message(JwtVerdict v);
