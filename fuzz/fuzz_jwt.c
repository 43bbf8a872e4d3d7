// SPDX-License-Identifier: AGPL-3.0-or-later
/*
 * The input three times: as a token (which the keys of RFC 7515 never accept: it would be a forged signature), as a set of
 * keys, and as claims that are then properly signed, whose verdict is that of a plain second reading.
 */
#include "fuzz.h"

#include <jansson.h>

#include "core/auth/jwt.h"
#include "core/auth/jwt_test.h"

enum { NOW = 1750000000 };
static const Str header = S_INIT("{\"alg\":\"ES256\",\"kid\":\"a3\"}");

static bool text_is(const json_t *v, const char *want)
{
    return json_is_string(v) && str_eq(str_of(json_string_value(v), json_string_length(v)), str_from(want));
}

/* A claim's instant lies in [from, to]; `absent` is the answer when there is none. */
static bool between(const json_t *claims, const char *key, double from, double to, bool absent)
{
    const json_t *v = json_object_get(claims, key);
    return v ? json_is_number(v) && json_number_value(v) >= from && json_number_value(v) < to : absent;
}

static bool good_plainly(Str s)
{
    bool good = false;
    json_t *claims = json_loadb(s.p, s.n, JSON_REJECT_DUPLICATES, NULL);
    const json_t *aud = json_object_get(claims, "aud"), *azp = json_object_get(claims, "azp");
    size_t us = text_is(aud, "ensemble");
    for (size_t i = 0; i < json_array_size(aud); i++)
        us += text_is(json_array_get(aud, i), "ensemble");
    good = json_is_object(claims) && text_is(json_object_get(claims, "iss"), "https://op") && us > 0 &&
           (azp ? text_is(azp, "ensemble") : json_array_size(aud) <= 1) &&
           between(claims, "exp", NOW - JWT_LEEWAY_S + 1, 1e12, false) &&
           between(claims, "iat", NOW - JWT_AGE_MAX_S, NOW + JWT_LEEWAY_S + 1, false) &&
           between(claims, "nbf", 0, NOW + JWT_LEEWAY_S + 1, true) && text_is(json_object_get(claims, "nonce"), "n0") &&
           json_string_length(json_object_get(claims, "sub")) > 0;
    json_decref(claims);
    return good;
}

/* jansson by itself takes more than core/json does (depth, NUL): those inputs are not compared. */
static bool comparable(Arena *a, Str s)
{
    static const JsonLimits limits = { .max_bytes = 8000, .max_depth = 8 };
    JSON_VALUE v = NULL;
    Str message = STR_NONE;
    return json_read(a, s, limits, &v, &message) == OK;
}

static void check_keys(Arena *a, Str s)
{
    Jwks keys = { 0 };
    Str message = STR_NONE;
    Err e = jwks_parse(a, s, &keys, &message);
    FUZZ_CHECK(e == OK || (keys.keys.n == 0 && message.n > 0 && utf8_valid(message)));
    FUZZ_CHECK(keys.keys.n <= JWKS_KEYS_MAX);
    for (size_t i = 0; i < keys.keys.n; i++) {
        const Jwk *key = &keys.keys.v[i];
        FUZZ_CHECK(key->alg == JWT_RS256 ? key->x.n >= 256 && key->y.n > 0 : key->x.n == 32 && key->y.n == 32);
        JSON_VALUE claims = NULL;
        JwtExpect want = { .alg = key->alg, .iss = S("https://op"), .aud = S("ensemble"), .now = NOW };
        JwtVerdict verdict = jwt_verify(a, &keys, &want, key->alg == JWT_RS256 ? S(RFC7515_A2) : S(RFC7515_A3),
            &claims);
        FUZZ_CHECK(verdict == JWT_SIGNATURE || verdict == JWT_ISSUER);
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
    FUZZ_TEXT s = fuzz_text(data, n);
    ARENA a = arena_new(16 * MIB);
    Jwks keys = { 0 };
    Str message = STR_NONE;
    FUZZ_CHECK(jwks_parse(a, S(RFC7515_JWKS), &keys, &message) == OK);
    for (int alg = JWT_RS256; alg <= JWT_ES256; alg++) {
        JwtExpect want = { .alg = (JwtAlg)alg, .iss = S("joe"), .aud = S("ensemble"), .now = 1300819379 };
        JSON_VALUE claims = NULL;
        FUZZ_CHECK(jwt_verify(a, &keys, &want, s, &claims) != JWT_OK && !claims);
    }
    check_keys(a, s);
    if (s.n > 0 && s.n <= 8000 && comparable(a, s)) {
        JwtExpect want = { .alg = JWT_ES256,
            .iss = S("https://op"),
            .aud = S("ensemble"),
            .nonce = S("n0"),
            .now = NOW,
            .dated = true };
        JSON_VALUE claims = NULL;
        JwtVerdict verdict = jwt_verify(a, &keys, &want, es256_token(a, header, s), &claims);
        FUZZ_CHECK((verdict == JWT_OK) == good_plainly(s));
        FUZZ_CHECK((verdict == JWT_OK) == (claims != NULL));
    }
    return 0;
}
