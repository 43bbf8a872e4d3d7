// SPDX-License-Identifier: AGPL-3.0-or-later
#include "core/auth/jwt.h"

#include <gnutls/abstract.h>
#include <gnutls/crypto.h>
#include <jansson.h>
#include <math.h>

#include "base/planted.h"
#include "core/auth/base32.h"

static const char *const alg_names[] = { [JWT_RS256] = "RS256", [JWT_ES256] = "ES256", [JWT_HS256] = "HS256" };

/* ---- keys ---- */

enum { RSA_MIN = 2048 / 8, RSA_MAX = 8192 / 8, EC_SIZE = 32, KID_MAX = 256 };

static bool member_is(const JsonValue *v, const char *key, const char *text)
{
    return str_eq(json_member_str(v, key), str_from(text));
}

static bool member_absent_or(const JsonValue *v, const char *key, const char *text)
{
    return !json_object_get(v, key) || member_is(v, key, text);
}

static Str number(Arena *a, const JsonValue *jwk, const char *key, size_t max)
{
    Str bytes = STR_NONE;
    return base64url_decode(a, json_member_str(jwk, key), max, &bytes) ? bytes : STR_NONE;
}

/* True when the key can verify one of our algorithms; `*ret_sound` is false when it says so and is not well made. */
static bool read_key(Arena *a, const JsonValue *jwk, Jwk *key, bool *ret_sound)
{
    bool rsa = member_is(jwk, "kty", "RSA"), ec = member_is(jwk, "kty", "EC") && member_is(jwk, "crv", "P-256");
    if ((!rsa && !ec) || !member_absent_or(jwk, "use", "sig") || !member_absent_or(jwk, "alg", rsa ? "RS256" : "ES256"))
        return false;
    key->alg = rsa ? JWT_RS256 : JWT_ES256;
    key->kid = str_dup(a, json_member_str(jwk, "kid"));
    key->x = number(a, jwk, rsa ? "n" : "x", rsa ? RSA_MAX + 1 : EC_SIZE);
    key->y = number(a, jwk, rsa ? "e" : "y", rsa ? 8 : EC_SIZE);
    *ret_sound = key->kid.n <= KID_MAX && key->y.n > 0 && (rsa ? key->x.n >= RSA_MIN : key->x.n == EC_SIZE) &&
                 (rsa || key->y.n == EC_SIZE);
    return true;
}

static Err refuse(const char *why, Str *ret_message)
{
    *ret_message = str_from(why);
    return ERR_INVALID;
}

Err jwks_parse(Arena *a, Str json, Jwks *ret, Str *ret_message)
{
    static const JsonLimits limits = { .max_bytes = JWKS_BYTES_MAX, .max_depth = 8 };
    JSON_VALUE v = NULL;
    TRY(json_read(a, json, limits, &v, ret_message));
    const JsonValue *list = json_object_get(v, "keys");
    if (!json_is_array(list))
        return refuse("Les clés du fournisseur d’identité n’ont pas la forme attendue.", ret_message);
    if (json_array_size(list) > JWKS_KEYS_MAX)
        return refuse("Le fournisseur d’identité publie trop de clés.", ret_message);
    Jwks keys = { 0 };
    for (size_t i = 0; i < json_array_size(list); i++) {
        Jwk key = { 0 };
        bool sound = false;
        if (!read_key(a, json_array_get(list, i), &key, &sound))
            continue;
        if (!sound)
            return refuse("Une clé du fournisseur d’identité est mal formée ou trop courte.", ret_message);
        Jwk *to = vec_push(a, &keys.keys);
        if (to)
            *to = key;
    }
    if (arena_failed(a))
        return ERR_MEMORY;
    *ret = keys;
    return OK;
}

/* ---- signature ---- */

static void pubkey_freep(gnutls_pubkey_t *key)
{
    gnutls_pubkey_deinit(*key);
}

static gnutls_datum_t datum(Str s)
{
    return (gnutls_datum_t){ .data = (unsigned char *)(uintptr_t)s.p, .size = (unsigned)s.n };
}

/* ES256 signs with r and s side by side (RFC 7518, section 3.4); GnuTLS wants them in DER. */
static bool verify_with(const Jwk *key, Str text, Str signature)
{
    __attribute__((cleanup(pubkey_freep))) gnutls_pubkey_t pubkey = NULL;
    gnutls_datum_t x = datum(key->x), y = datum(key->y), data = datum(text), given = datum(signature);
    if (gnutls_pubkey_init(&pubkey) != 0)
        return false;
    switch (key->alg) {
    case JWT_RS256:
        return gnutls_pubkey_import_rsa_raw(pubkey, &x, &y) == 0 &&
               gnutls_pubkey_verify_data2(pubkey, GNUTLS_SIGN_RSA_SHA256, 0, &data, &given) >= 0;
    case JWT_ES256: {
        gnutls_datum_t der = { 0 }, r = datum(str_slice(signature, 0, EC_SIZE)),
                       s = datum(str_slice(signature, EC_SIZE, signature.n));
        if (signature.n != 2 * EC_SIZE ||
            gnutls_pubkey_import_ecc_raw(pubkey, GNUTLS_ECC_CURVE_SECP256R1, &x, &y) != 0 ||
            gnutls_encode_rs_value(&der, &r, &s) != 0)
            return false;
        bool good = gnutls_pubkey_verify_data2(pubkey, GNUTLS_SIGN_ECDSA_SHA256, 0, &data, &der) >= 0;
        gnutls_free(der.data);
        return good;
    }
    case JWT_HS256:                                /* no published key is a secret */
        return false;
    }
    return false;
}

static JwtVerdict check_mac(Str secret, Str text, Str signature)
{
    uint8_t mac[32];
    if (secret.n < JWT_SECRET_MIN)
        return JWT_NO_KEY;
    if (gnutls_hmac_fast(GNUTLS_MAC_SHA256, secret.p, secret.n, text.p, text.n, mac) != 0)
        return JWT_SIGNATURE;
    return signature.n == sizeof mac && gnutls_memcmp(mac, signature.p, sizeof mac) == 0 ? JWT_OK : JWT_SIGNATURE;
}

/* The key named by the token, or every key of that type when one side has no names: a provider has two at most. */
static JwtVerdict check_signature(const Jwks *keys, JwtAlg alg, Str kid, Str text, Str signature)
{
    bool tried = false;
    for (size_t i = 0; i < keys->keys.n; i++) {
        const Jwk *key = &keys->keys.v[i];
        bool named = !str_is_none(kid) && !str_is_none(key->kid);
        if (key->alg != alg || (named && !str_eq(kid, key->kid)))
            continue;
        tried = true;
        if (verify_with(key, text, signature))
            return JWT_OK;
    }
    return tried ? JWT_SIGNATURE : JWT_NO_KEY;
}

/* ---- header and claims ---- */

static JsonValue *read_part(Arena *a, Str part)
{
    static const JsonLimits limits = { .max_bytes = JWT_BYTES_MAX, .max_depth = 8 };
    Str text = STR_NONE, message = STR_NONE;
    JsonValue *v = NULL;
    if (!base64url_decode(a, part, JWT_BYTES_MAX, &text) || json_read(a, text, limits, &v, &message) != OK)
        return NULL;
    if (json_is_object(v))
        return v;
    json_value_free(v);
    return NULL;
}

static bool header_allowed(const JsonValue *header, JwtAlg alg)
{
    static const char *const never[] = { "crit", "jwk", "jku", "x5u", "x5c", "b64", "zip", "enc" };
    for (size_t i = 0; i < sizeof never / sizeof *never; i++)
        if (json_object_get(header, never[i]))
            return false;
    return member_is(header, "alg", alg_names[alg]);
}

/* A NumericDate (seconds, perhaps with a fraction) of a sane size; false when absent or something else. */
static bool read_instant(const JsonValue *claims, const char *key, int64_t *ret)
{
    const JsonValue *v = json_object_get(claims, key);
    double at = json_is_number(v) ? json_number_value(v) : -1;
    if (!(at >= 0 && at < 1e12))
        return false;
    *ret = (int64_t)floor(at);
    return true;
}

static JwtVerdict check_dates(const JsonValue *claims, const JwtExpect *want)
{
    int64_t exp = 0, iat = 0, nbf = 0;
    bool has_exp = json_object_get(claims, "exp"), has_iat = json_object_get(claims, "iat");
    if ((want->dated && (!has_exp || !has_iat)) || (has_exp && !read_instant(claims, "exp", &exp)) ||
        (has_iat && !read_instant(claims, "iat", &iat)) ||
        (json_object_get(claims, "nbf") && !read_instant(claims, "nbf", &nbf)))
        return JWT_CLAIMS;
    if ((has_exp && want->now >= exp + PLANTED(JWT_LEEWAY_S, want->now)) ||
        (has_iat && want->now - iat > JWT_AGE_MAX_S))
        return JWT_EXPIRED;
    if (nbf > want->now + JWT_LEEWAY_S || iat > want->now + JWT_LEEWAY_S)
        return JWT_NOT_YET;
    return JWT_OK;
}

/* OpenID Connect Core, section 3.1.3.7: we are in `aud`; with several of them, `azp` names us; `azp`, if there, is us. */
static JwtVerdict check_audience(const JsonValue *claims, Str us)
{
    const JsonValue *aud = json_object_get(claims, "aud"), *azp = json_object_get(claims, "azp");
    bool found = json_is_string(aud) && str_eq(json_value_str(aud), us);
    for (size_t i = 0; i < json_array_size(aud); i++)
        found = found || (json_is_string(json_array_get(aud, i)) && str_eq(json_value_str(json_array_get(aud, i)), us));
    bool authorised = azp ? json_is_string(azp) && str_eq(json_value_str(azp), us) : json_array_size(aud) <= 1;
    return found && authorised ? JWT_OK : JWT_AUDIENCE;
}

static JwtVerdict check_claims(const JsonValue *claims, const JwtExpect *want)
{
    if (!json_is_string(json_object_get(claims, "iss")) || !str_eq(json_member_str(claims, "iss"), want->iss))
        return JWT_ISSUER;
    JwtVerdict verdict = check_audience(claims, want->aud);
    if (verdict == JWT_OK)
        verdict = check_dates(claims, want);
    if (verdict != JWT_OK)
        return verdict;
    if (!str_is_none(want->nonce) && (want->nonce.n == 0 || !str_eq(json_member_str(claims, "nonce"), want->nonce)))
        return JWT_NONCE;
    return json_member_str(claims, "sub").n > 0 ? JWT_OK : JWT_CLAIMS;
}

JwtVerdict jwt_verify(Arena *a, const Jwks *keys, const JwtExpect *want, Str token, JsonValue **ret_claims)
{
    size_t first = str_find_char(token, 0, '.'), second = str_find_char(token, first + 1, '.');
    if (token.n > JWT_BYTES_MAX || second >= token.n || str_find_char(token, second + 1, '.') < token.n)
        return JWT_MALFORMED;
    JSON_VALUE header = read_part(a, str_slice(token, 0, first));
    if (!header)
        return JWT_MALFORMED;
    if (!header_allowed(header, want->alg))
        return JWT_ALGORITHM;
    const JsonValue *kid = json_object_get(header, "kid");
    Str signature = STR_NONE;
    if ((kid && !json_is_string(kid)) ||
        !base64url_decode(a, str_slice(token, second + 1, token.n), RSA_MAX, &signature))
        return JWT_MALFORMED;
    Str text = str_slice(token, 0, second);
    JwtVerdict verdict = want->alg == JWT_HS256
                           ? check_mac(want->secret, text, signature)
                           : check_signature(keys, want->alg, json_member_str(header, "kid"), text, signature);
    if (verdict != JWT_OK)
        return verdict;
    JSON_VALUE claims = read_part(a, str_slice(token, first + 1, second));
    if (!claims)
        return JWT_MALFORMED;
    verdict = check_claims(claims, want);
    if (verdict == JWT_OK) {
        *ret_claims = claims;
        claims = NULL;
    }
    return verdict;
}

/* ---- words ---- */

const char *jwt_verdict_name(JwtVerdict v)
{
    static const char *const names[] = { [JWT_OK] = "ok",
        [JWT_MALFORMED] = "malformed",
        [JWT_ALGORITHM] = "algorithm",
        [JWT_NO_KEY] = "no_key",
        [JWT_SIGNATURE] = "signature",
        [JWT_ISSUER] = "issuer",
        [JWT_AUDIENCE] = "audience",
        [JWT_EXPIRED] = "expired",
        [JWT_NOT_YET] = "not_yet",
        [JWT_NONCE] = "nonce",
        [JWT_CLAIMS] = "claims" };
    return names[v];
}

Str jwt_verdict_message(JwtVerdict v)
{
    switch (v) {
    case JWT_OK:
        return STR_NONE;
    case JWT_MALFORMED:
    case JWT_CLAIMS:
        return S("La réponse du fournisseur d’identité est incomplète ou illisible.");
    case JWT_ALGORITHM:
        return S("La réponse du fournisseur d’identité n’est pas signée de la façon convenue avec ce service.");
    case JWT_NO_KEY:
    case JWT_SIGNATURE:
        return S("La signature de la réponse n’est pas celle du fournisseur d’identité.");
    case JWT_ISSUER:
        return S("La réponse vient d’un autre fournisseur d’identité que celui de ce service.");
    case JWT_AUDIENCE:
        return S("La réponse du fournisseur d’identité était destinée à un autre service.");
    case JWT_EXPIRED:
        return S("La connexion a trop tardé : la réponse du fournisseur d’identité n’est plus valable. Recommencez.");
    case JWT_NOT_YET:
        return S(
            "L’horloge du fournisseur d’identité est en avance sur celle de ce service. Réessayez dans une minute.");
    case JWT_NONCE:
        return S("Cette réponse ne correspond pas à la connexion demandée depuis ce navigateur. Recommencez.");
    }
    return STR_NONE;
}
