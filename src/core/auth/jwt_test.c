// SPDX-License-Identifier: AGPL-3.0-or-later
#include "core/auth/jwt.h"

#include <jansson.h>
#include <string.h>

#include "core/auth/jwt_test.h"
#include "support/suite.h"

enum { NOW = 1750000000 };
static const Str header = S_INIT("{\"alg\":\"ES256\",\"kid\":\"a3\",\"typ\":\"JWT\"}");
static const Str sound = S_INIT(
    "{\"iss\":\"https://op.example.org\",\"aud\":\"ensemble\",\"sub\":\"u1\",\"exp\":1750000300,"
    "\"iat\":1750000000,\"nonce\":\"n0\",\"acr\":\"eidas1-mfa\"}");

static JwtExpect wanted(JwtAlg alg)
{
    return (JwtExpect){ .alg = alg,
        .iss = S("https://op.example.org"),
        .aud = S("ensemble"),
        .nonce = S("n0"),
        .now = NOW,
        .dated = true };
}

static Jwks rfc_keys(Arena *a)
{
    Jwks keys = { 0 };
    Str message = STR_NONE;
    assert_ok(jwks_parse(a, S(RFC7515_JWKS), &keys, &message));
    assert_int_equal(keys.keys.n, 2);
    return keys;
}

static void assert_verdict_(Arena *a, const Jwks *keys, JwtExpect want, Str token, JwtVerdict verdict, int line)
{
    JSON_VALUE claims = NULL;
    JwtVerdict got = jwt_verify(a, keys, &want, token, &claims);
    if (got != verdict)
        fail_msg("ligne %d : %s au lieu de %s (%.*s)", line, jwt_verdict_name(got), jwt_verdict_name(verdict),
            STR_ARG(token));
    assert_int_equal(claims != NULL, verdict == JWT_OK);
    assert_int_equal(jwt_verdict_message(got).n > 0, got != JWT_OK);
}
#define assert_verdict(a, keys, want, token, verdict) assert_verdict_(a, keys, want, token, verdict, __LINE__)

/* RFC 7515, appendices A.2 and A.3: their signatures are good (their claims name nobody), and an altered one is not. */
static void rfc_known_answers(void **state)
{
    ARENA a = arena_new(4 * MIB);
    Jwks keys = rfc_keys(a);
    static const Str tokens[] = { S_INIT(RFC7515_A2), S_INIT(RFC7515_A3) };
    for (int alg = JWT_RS256; alg <= JWT_ES256; alg++) {
        JwtExpect want = wanted((JwtAlg)alg);
        want.iss = S("joe");
        want.now = 1300819379;
        assert_verdict(a, &keys, want, tokens[alg], JWT_AUDIENCE);
        want.iss = S("jane");
        assert_verdict(a, &keys, want, tokens[alg], JWT_ISSUER);
        for (size_t i = 22; i < tokens[alg].n - 1; i += 7) {
            char wrong[2048];
            memcpy(wrong, tokens[alg].p, tokens[alg].n);
            if (wrong[i] == '.')
                continue;
            wrong[i] = wrong[i] == 'A' ? 'B' : 'A';
            assert_verdict(a, &keys, want, str_of(wrong, tokens[alg].n), JWT_SIGNATURE);
        }
        assert_verdict(a, &keys, want, tokens[1 - alg], JWT_ALGORITHM);
    }
}

static void accepts_and_gives_the_claims(void **state)
{
    ARENA a = arena_new(4 * MIB);
    Jwks keys = rfc_keys(a);
    JwtExpect want = wanted(JWT_ES256);
    JSON_VALUE claims = NULL;
    assert_int_equal(jwt_verify(a, &keys, &want, es256_token(a, header, sound), &claims), JWT_OK);
    assert_str_equal(json_member_str(claims, "acr"), S("eidas1-mfa"));
    /* signed userinfo: neither dates nor nonce */
    want.nonce = STR_NONE;
    want.dated = false;
    Str info = S(
        "{\"iss\":\"https://op.example.org\",\"aud\":[\"ensemble\"],\"sub\":\"u1\",\"siret\":\"73282932000074\"}");
    assert_verdict(a, &keys, want, es256_token(a, header, info), JWT_OK);
    want.dated = true;
    assert_verdict(a, &keys, want, es256_token(a, header, info), JWT_CLAIMS);
}

/* Claims one by one, from the sound ones. */
static void claims_refused(void **state)
{
    ARENA a = arena_new(4 * MIB);
    Jwks keys = rfc_keys(a);
    static const struct {
        Str from, to;
        JwtVerdict verdict;
    } cases[] = {
        { S_INIT("op.example"), S_INIT("op2.example"), JWT_ISSUER },
        { S_INIT("example.org\""), S_INIT("example.org/\""), JWT_ISSUER },
        { S_INIT("\"https://op.example.org\""), S_INIT("[\"https://op.example.org\"]"), JWT_ISSUER },
        { S_INIT("\"ensemble\""), S_INIT("\"autre\""), JWT_AUDIENCE },
        { S_INIT("\"ensemble\""), S_INIT("[]"), JWT_AUDIENCE },
        { S_INIT("\"ensemble\""), S_INIT("[\"ensemble\"]"), JWT_OK },
        { S_INIT("\"ensemble\""), S_INIT("[\"autre\",\"ensemble\"]"), JWT_AUDIENCE },
        { S_INIT("\"ensemble\""), S_INIT("[\"autre\",\"ensemble\"],\"azp\":\"ensemble\""), JWT_OK },
        { S_INIT("\"ensemble\""), S_INIT("\"ensemble\",\"azp\":\"autre\""), JWT_AUDIENCE },
        { S_INIT("\"ensemble\""), S_INIT("{\"ensemble\":1}"), JWT_AUDIENCE },
        { S_INIT("1750000300"), S_INIT("1749999941"), JWT_OK },
        { S_INIT("1750000300"), S_INIT("1749999940"), JWT_EXPIRED },
        { S_INIT("1750000300"), S_INIT("1749999940.9"), JWT_EXPIRED },
        { S_INIT("1750000300"), S_INIT("0"), JWT_EXPIRED },
        { S_INIT("1750000300"), S_INIT("-1"), JWT_CLAIMS },
        { S_INIT("1750000300"), S_INIT("\"1750000300\""), JWT_CLAIMS },
        { S_INIT("1750000300"), S_INIT("1e300"), JWT_CLAIMS },
        { S_INIT("1750000300"), S_INIT("null"), JWT_CLAIMS },
        { S_INIT("\"exp\":1750000300,"), S_INIT(""), JWT_CLAIMS },
        { S_INIT("1750000000"), S_INIT("1750000060"), JWT_OK },
        { S_INIT("1750000000"), S_INIT("1750000061"), JWT_NOT_YET },
        { S_INIT("1750000000"), S_INIT("1749913599"), JWT_EXPIRED },
        { S_INIT("1750000000"), S_INIT("1750000000,\"nbf\":1750000060"), JWT_OK },
        { S_INIT("1750000000"), S_INIT("1750000000,\"nbf\":1750000061"), JWT_NOT_YET },
        { S_INIT("1750000000"), S_INIT("1750000000,\"nbf\":\"x\""), JWT_CLAIMS },
        { S_INIT("\"iat\":1750000000,"), S_INIT(""), JWT_CLAIMS },
        { S_INIT("\"n0\""), S_INIT("\"n1\""), JWT_NONCE },
        { S_INIT("\"nonce\":\"n0\","), S_INIT(""), JWT_NONCE },
        { S_INIT("\"n0\""), S_INIT("[\"n0\"]"), JWT_NONCE },
        { S_INIT("\"sub\":\"u1\","), S_INIT(""), JWT_CLAIMS },
        { S_INIT("\"u1\""), S_INIT("\"\""), JWT_CLAIMS },
        { S_INIT("\"u1\""), S_INIT("\"u1\",\"sub\":\"u2\""), JWT_MALFORMED },
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        Str claims = str_replace(a, sound, cases[i].from, cases[i].to);
        assert_false(str_eq(claims, sound));
        JSON_VALUE out = NULL;
        JwtExpect want = wanted(JWT_ES256);
        JwtVerdict got = jwt_verify(a, &keys, &want, es256_token(a, header, claims), &out);
        if (got != cases[i].verdict)
            fail_msg("%.*s : %s", STR_ARG(claims), jwt_verdict_name(got));
    }
    JwtExpect want = wanted(JWT_ES256);
    want.nonce = S(""); /* an empty expectation never matches an absent nonce */
    assert_verdict(a, &keys, want, es256_token(a, header, str_replace(a, sound, S("\"nonce\":\"n0\","), S(""))),
        JWT_NONCE);
}

static void headers_refused(void **state)
{
    ARENA a = arena_new(4 * MIB);
    Jwks keys = rfc_keys(a);
    static const struct {
        Str header;
        JwtVerdict verdict;
    } cases[] = {
        { S_INIT("{\"alg\":\"none\"}"), JWT_ALGORITHM },
        { S_INIT("{\"alg\":\"None\"}"), JWT_ALGORITHM },
        { S_INIT("{\"alg\":\"HS256\",\"kid\":\"a3\"}"), JWT_ALGORITHM },
        { S_INIT("{\"alg\":\"RS256\",\"kid\":\"a3\"}"), JWT_ALGORITHM },
        { S_INIT("{\"alg\":[\"ES256\"]}"), JWT_ALGORITHM },
        { S_INIT("{}"), JWT_ALGORITHM },
        { S_INIT("{\"alg\":\"ES256\",\"crit\":[\"exp\"]}"), JWT_ALGORITHM },
        { S_INIT("{\"alg\":\"ES256\",\"jku\":\"https://x\"}"), JWT_ALGORITHM },
        { S_INIT("{\"alg\":\"ES256\",\"jwk\":{}}"), JWT_ALGORITHM },
        { S_INIT("{\"alg\":\"ES256\",\"kid\":\"a4\"}"), JWT_NO_KEY },
        { S_INIT("{\"alg\":\"ES256\",\"kid\":\"a2\"}"), JWT_NO_KEY },
        { S_INIT("{\"alg\":\"ES256\",\"kid\":3}"), JWT_MALFORMED },
        { S_INIT("{\"alg\":\"ES256\"}"), JWT_OK },
        { S_INIT("{\"alg\":\"ES256\",\"alg\":\"ES256\"}"), JWT_MALFORMED },
        { S_INIT("[\"ES256\"]"), JWT_MALFORMED },
        { S_INIT("ES256"), JWT_MALFORMED },
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        assert_verdict(a, &keys, wanted(JWT_ES256), es256_token(a, cases[i].header, sound), cases[i].verdict);
    Jwks none = { 0 };
    assert_verdict(a, &none, wanted(JWT_ES256), es256_token(a, header, sound), JWT_NO_KEY);
}

static void shapes_refused(void **state)
{
    ARENA a = arena_new(4 * MIB);
    Jwks keys = rfc_keys(a);
    Str token = es256_token(a, header, sound), head = base64url_encode(a, header), body = base64url_encode(a, sound);
    char big[JWT_BYTES_MAX + 2];
    memset(big, 'A', sizeof big);
    Str bad[] = { STR_NONE, S(""), S("."), S(".."), S("..."), head, str_join(a, (Str[]){ head, body }, 2, S(".")),
        str_cat(a, token, S(".")), str_cat(a, token, S("=")), str_cat(a, S(" "), token), str_cat(a, token, S("\n")),
        str_join(a, (Str[]){ head, body, S("") }, 3, S(".")), str_of(big, sizeof big) };
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
        assert_verdict(a, &keys, wanted(JWT_ES256), bad[i], JWT_MALFORMED);
    Str short_signature = str_join(a, (Str[]){ head, body, S("AAAA") }, 3, S("."));
    assert_verdict(a, &keys, wanted(JWT_ES256), short_signature, JWT_SIGNATURE);
    BUF zeros = buf_new(KIB);
    buf_format(&zeros, "%.*s.%.*s.%086d", STR_ARG(head), STR_ARG(body), 0);
    memset(zeros.p + zeros.n - 86, 'A', 86); /* r = s = 0: the "psychic" signature */
    assert_verdict(a, &keys, wanted(JWT_ES256), buf_str(&zeros), JWT_SIGNATURE);
}

static void key_sets(void **state)
{
    ARENA a = arena_new(4 * MIB);
    static const struct {
        Str json;
        Err err;
        size_t n;
    } cases[] = {
        { S_INIT("{\"keys\":[]}"), OK, 0 },
        { S_INIT("{\"keys\":[{\"kty\":\"oct\",\"k\":\"AAAA\"},{\"kty\":\"OKP\"},{},3,null]}"), OK, 0 },
        { S_INIT("{\"keys\":[{\"kty\":\"EC\",\"crv\":\"P-384\",\"x\":\"AA\",\"y\":\"AA\"}]}"), OK, 0 },
        { S_INIT("{\"keys\":[{\"kty\":\"EC\",\"crv\":\"P-256\",\"use\":\"enc\",\"x\":\"AA\",\"y\":\"AA\"}]}"), OK, 0 },
        { S_INIT("{\"keys\":[{\"kty\":\"RSA\",\"alg\":\"RS512\",\"n\":\"AAAA\",\"e\":\"AQAB\"}]}"), OK, 0 },
        { S_INIT("{\"keys\":[{\"kty\":\"RSA\",\"n\":\"AAAA\",\"e\":\"AQAB\"}]}"), ERR_INVALID, 0 },
        { S_INIT("{\"keys\":[{\"kty\":\"RSA\",\"n\":\"" RFC7515_RSA_N "\"}]}"), ERR_INVALID, 0 },
        { S_INIT("{\"keys\":[{\"kty\":\"EC\",\"crv\":\"P-256\",\"x\":\"" RFC7515_EC_X "\",\"y\":\"AA\"}]}"),
            ERR_INVALID, 0 },
        { S_INIT("{\"keys\":[{\"kty\":\"EC\",\"crv\":\"P-256\",\"x\":\"" RFC7515_EC_X "\",\"y\":5}]}"), ERR_INVALID,
            0 },
        { S_INIT("{\"keys\":{}}"), ERR_INVALID, 0 },
        { S_INIT("{}"), ERR_INVALID, 0 },
        { S_INIT("[]"), ERR_INVALID, 0 },
        { S_INIT(""), ERR_INVALID, 0 },
        { S_INIT("{\"keys\":[]"), ERR_INVALID, 0 },
        { S_INIT("{\"keys\":[0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0]}"), ERR_INVALID, 0 },
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        Jwks keys = { 0 };
        Str message = STR_NONE;
        assert_err(jwks_parse(a, cases[i].json, &keys, &message), cases[i].err);
        assert_int_equal(keys.keys.n, cases[i].n);
        assert_int_equal(message.n > 0, cases[i].err != OK);
    }
    char *big = NEW(a, char, JWKS_BYTES_MAX + 1);
    memset(big, ' ', JWKS_BYTES_MAX + 1);
    Jwks keys = { 0 };
    Str message = STR_NONE;
    assert_err(jwks_parse(a, str_of(big, JWKS_BYTES_MAX + 1), &keys, &message), ERR_TOO_LARGE);
}

/* A point that is not on the curve, given as a key, verifies nothing. */
static void key_off_the_curve(void **state)
{
    ARENA a = arena_new(4 * MIB);
    Jwks keys = { 0 };
    Str message = STR_NONE;
    Str json = str_replace(a, S(RFC7515_JWKS), S(RFC7515_EC_Y), S("AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"));
    assert_ok(jwks_parse(a, json, &keys, &message));
    assert_verdict(a, &keys, wanted(JWT_ES256), es256_token(a, header, sound), JWT_SIGNATURE);
}

static void without_memory(void **state)
{
    for (int64_t n = 1; n < 40; n++) {
        ARENA a = arena_new(4 * MIB);
        Jwks keys = { 0 };
        Str message = STR_NONE;
        arena_fault_at(n);
        Err e = jwks_parse(a, S(RFC7515_JWKS), &keys, &message);
        arena_fault_at(0);
        assert_true(e == OK ? keys.keys.n == 2 && !arena_failed(a) : keys.keys.n == 0);
    }
}

int main(void)
{
    const struct CMUnitTest all[] = {
        cmocka_unit_test(rfc_known_answers),
        cmocka_unit_test(accepts_and_gives_the_claims),
        cmocka_unit_test(claims_refused),
        cmocka_unit_test(headers_refused),
        cmocka_unit_test(shapes_refused),
        cmocka_unit_test(key_sets),
        cmocka_unit_test(key_off_the_curve),
        cmocka_unit_test(without_memory),
    };
    return SUITE_MAIN("auth_jwt", false, all);
}
