// SPDX-License-Identifier: AGPL-3.0-or-later
/* The client against a provider made of written answers; a real one is in tests/e2e. */
#include <stdio.h>
#include <string.h>

#include "core/auth/codes.h"
#include "core/auth/jwt_test.h"
#include "core/auth/oidc.h"
#include "core/auth/pkce.h"
#include "support/suite.h"

enum { NOW = 1750000000 };
#define ISSUER "https://op.example/api/v2"
#define DOCUMENT                                                                                                       \
    "{\"issuer\":\"" ISSUER "\",\"authorization_endpoint\":\"" ISSUER "/authorize\",\"token_endpoint\":\"" ISSUER      \
    "/token\",\"userinfo_endpoint\":\"" ISSUER "/userinfo\",\"jwks_uri\":\"" ISSUER                                    \
    "/jwks\",\"end_session_endpoint\":\"" ISSUER "/session/end\"}"
#define SECRET "un-secret-de-plus-de-trente-deux-octets"

/* What the provider answers, and how often it was asked. */
typedef struct Provider {
    const char *document, *keys, *token_body; /* token_body NULL: made of `claims` */
    const char *header, *claims, *userinfo;
    int token_status, userinfo_status;
    bool down, userinfo_signed;
    int documents, jwks, tokens;
    Str form, bearer;
} Provider;

static Err answer(Arena *a, int status, const char *type, Str body, OidcAnswer *ret)
{
    *ret = (OidcAnswer){ status, str_from(type), str_dup(a, body) };
    return OK;
}

static Err provide(void *arg, Arena *a, const OidcCall *call, OidcAnswer *ret)
{
    Provider *p = arg;
    if (p->down)
        return ERR_TIMEOUT;
    if (str_ends(call->url, S("/.well-known/openid-configuration"))) {
        p->documents++;
        return answer(a, 200, "application/json", str_from(p->document), ret);
    }
    if (str_ends(call->url, S("/jwks"))) {
        p->jwks++;
        return answer(a, 200, "application/json", str_from(p->keys), ret);
    }
    if (str_ends(call->url, S("/token"))) {
        p->tokens++;
        p->form = str_dup(a, call->form);          /* the caller's buffer goes away */
        if (p->token_body)
            return answer(a, p->token_status, "application/json", str_from(p->token_body), ret);
        Str token = es256_token(a, str_from(p->header), str_from(p->claims));
        Str body = str_format(a, "{\"token_type\":\"Bearer\",\"access_token\":\"acces\",\"id_token\":\"%.*s\"}",
            STR_ARG(token));
        return answer(a, 200, "application/json", body, ret);
    }
    p->bearer = str_dup(a, call->bearer);
    if (p->userinfo_signed)
        return answer(a, 200, "application/jwt; charset=utf-8",
            es256_token(a, S("{\"alg\":\"ES256\",\"kid\":\"a3\"}"), str_from(p->userinfo)), ret);
    return answer(a, p->userinfo_status, "application/json", str_from(p->userinfo), ret);
}

#define CLAIMS(iss, aud, exp, nonce, acr)                                                                              \
    "{\"iss\":\"" iss "\",\"aud\":\"" aud "\",\"sub\":\"s1\",\"iat\":1750000000,\"exp\":" exp ",\"nonce\":\"" nonce    \
    "\",\"acr\":\"" acr "\",\"amr\":[\"pwd\"]}"
#define GOOD CLAIMS(ISSUER, "ensemble", "1750000060", "nonce-de-trente-deux-caracteres-1", "eidas1-mfa")
#define PERSON                                                                                                         \
    "\"sub\":\"s1\",\"email\":\"lea@exemple.fr\",\"given_name\":\"Léa\",\"usual_name\":\"Martin\","                   \
    "\"siret\":\"13002526500013\""

static const Provider sound = { .document = DOCUMENT,
    .keys = RFC7515_JWKS,
    .header = "{\"alg\":\"ES256\",\"kid\":\"a3\"}",
    .claims = GOOD,
    .userinfo = "{" PERSON "}",
    .token_status = 200,
    .userinfo_status = 200 };
static const OidcSettings settings = { .issuer = S_INIT(ISSUER),
    .client_id = S_INIT("ensemble"),
    .secret = S_INIT(SECRET),
    .redirect_uri = S_INIT("https://essai.example/connexion/proconnect/retour"),
    .logout_uri = S_INIT("https://essai.example/deconnexion/proconnect/retour"),
    .alg = JWT_ES256,
    .acr = S_INIT("eidas0-mfa  eidas1-mfa"),
    .acr_required = true };
static const OidcRequest request = { S_INIT("etat"), S_INIT("nonce-de-trente-deux-caracteres-1"),
    S_INIT("dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk") };

static Oidc *client(Provider *p, const OidcSettings *s)
{
    Oidc *o = NULL;
    Str message = STR_NONE;
    assert_ok(oidc_new(s, (OidcNet){ provide, p }, &o, &message));
    return o;
}

static void the_address_asks_for_all_that_is_checked_later(void **state)
{
    (void)state;
    ARENA a = arena_new(MIB);
    Provider p = sound;
    Oidc *o = client(&p, &settings);
    Str url = STR_NONE;
    assert_int_equal(oidc_authorize(o, a, NOW, &request, &url), OIDC_OK);
    assert_str_equal(url,
        S(ISSUER
            "/authorize?response_type=code&client_id=ensemble"
            "&redirect_uri=https%3A%2F%2Fessai.example%2Fconnexion%2Fproconnect%2Fretour"
            "&scope=openid%20given_name%20usual_name%20email%20siret&state=etat"
            "&nonce=nonce-de-trente-deux-caracteres-1"
            "&code_challenge=E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM&code_challenge_method=S256"
            "&claims=%7B%22id_token%22%3A%7B%22acr%22%3A%7B%22essential%22%3Atrue%2C%22values%22%3A%5B%22eidas0-mfa"
            "%22%2C%22eidas1-mfa%22%5D%7D%2C%22amr%22%3Anull%7D%7D"));
    assert_int_equal(oidc_logout(o, a, NOW, S("jeton"), S("etat"), &url), OIDC_OK);
    assert_str_equal(url, S(ISSUER "/session/end?id_token_hint=jeton&state=etat&post_logout_redirect_uri="
                                   "https%3A%2F%2Fessai.example%2Fdeconnexion%2Fproconnect%2Fretour"));
    assert_int_equal(p.documents, 1);              /* kept */
    oidc_free(o);
}

static void check_person(const OidcPerson *who)
{
    assert_str_equal(who->sub, S("s1"));
    assert_str_equal(who->email, S("lea@exemple.fr"));
    assert_str_equal(who->given_name, S("Léa"));
    assert_str_equal(who->usual_name, S("Martin"));
    assert_str_equal(who->siret, S("13002526500013"));
    assert_str_equal(who->acr, S("eidas1-mfa"));
    assert_true(who->two_factors && who->id_token.n > 100);
}

static void somebody_comes_back(void **state)
{
    (void)state;
    ARENA a = arena_new(MIB);
    Provider p = sound;
    Oidc *o = client(&p, &settings);
    OidcPerson who = { 0 };
    assert_int_equal(oidc_finish(o, a, NOW, S("c/1"), &request, &who).verdict, OIDC_OK);
    check_person(&who);
    assert_str_equal(p.bearer, S("acces"));
    assert_str_equal(p.form, S("grant_type=authorization_code&client_id=ensemble&client_secret=" SECRET "&code=c%2F1"
                               "&redirect_uri=https%3A%2F%2Fessai.example%2Fconnexion%2Fproconnect%2Fretour"
                               "&code_verifier=dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk"));
    p.userinfo_signed = true;
    p.userinfo = "{\"iss\":\"" ISSUER "\",\"aud\":\"ensemble\"," PERSON "}";
    assert_int_equal(oidc_finish(o, a, NOW, S("c2"), &request, &who).verdict, OIDC_OK);
    check_person(&who);
    assert_int_equal(p.jwks, 1);                   /* kept, for both tokens and both times */
    oidc_free(o);
}

/* Each case differs from a sound provider in one thing. */
typedef struct Case {
    const char *report;
    Provider change;
} Case;

static const Case cases[] = {
    { "token:nonce", { .claims = CLAIMS(ISSUER, "ensemble", "1750000060", "une-autre", "eidas1-mfa") } },
    { "token:audience", { .claims = CLAIMS(ISSUER, "autre", "1750000060", "n", "eidas1-mfa") } },
    { "token:issuer", { .claims = CLAIMS("https://x.example", "ensemble", "1750000060", "n", "eidas1-mfa") } },
    { "token:expired", { .claims = CLAIMS(ISSUER, "ensemble", "1749999000", "n", "eidas1-mfa") } },
    { "token:algorithm", { .header = "{\"alg\":\"none\"}" } },
    { "token:algorithm", { .header = "{\"alg\":\"HS256\"}" } },
    { "token:algorithm", { .header = "{\"alg\":\"RS256\",\"kid\":\"a2\"}" } },
    { "token:no_key", { .header = "{\"alg\":\"ES256\",\"kid\":\"inconnue\"}" } },
    { "acr", { .claims = CLAIMS(ISSUER, "ensemble", "1750000060", "nonce-de-trente-deux-caracteres-1", "eidas1") } },
    { "code", { .token_body = "{\"error\":\"invalid_grant\"}", .token_status = 400 } },
    { "client", { .token_body = "{\"error\":\"invalid_client\"}", .token_status = 401 } },
    { "unreachable", { .token_body = "{\"error\":\"invalid_grant\"}", .token_status = 503 } },
    { "unreadable", { .token_body = "[]", .token_status = 200 } },
    { "unreadable", { .token_body = "{\"id_token\":\"a.b.c\",\"access_token\":\"x\"}", .token_status = 200 } },
    { "unreachable", { .down = true } },
    { "unreadable", { .document = "{\"issuer\":\"https://x.example\"}" } },
    { "unreadable", { .keys = "{}" } },
    { "subject", { .userinfo = "{\"sub\":\"s2\"}" } },
    { "unreadable", { .userinfo = "{\"email\":\"lea@exemple.fr\"}" } },
    { "unreadable", { .userinfo_status = 403 } },
    { "token:issuer", { .userinfo_signed = true } },
};

static Provider changed(const Provider *c)
{
    Provider p = sound;
    p.document = c->document ? c->document : p.document;
    p.keys = c->keys ? c->keys : p.keys;
    p.header = c->header ? c->header : p.header;
    p.claims = c->claims ? c->claims : p.claims;
    p.userinfo = c->userinfo ? c->userinfo : p.userinfo;
    p.token_body = c->token_body;
    p.token_status = c->token_status ? c->token_status : p.token_status;
    p.userinfo_status = c->userinfo_status ? c->userinfo_status : p.userinfo_status;
    p.userinfo_signed = c->userinfo_signed;
    p.down = c->down;
    return p;
}

static void each_fault_is_told_apart(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        ARENA a = arena_new(MIB);
        Provider p = changed(&cases[i].change);
        Oidc *o = client(&p, &settings);
        OidcPerson who = { .sub = S("intact") };
        OidcReport r = oidc_finish(o, a, NOW, S("c"), &request, &who);
        if (!str_eq(oidc_report_name(a, r), str_from(cases[i].report)))
            fail_msg("case %zu: %.*s instead of %s", i, STR_ARG(oidc_report_name(a, r)), cases[i].report);
        assert_str_equal(who.sub, S("intact"));
        oidc_free(o);
    }
}

static void without_requirement_the_level_is_only_told(void **state)
{
    (void)state;
    ARENA a = arena_new(MIB);
    Provider p = sound;
    OidcSettings s = settings;
    OidcPerson who = { 0 };
    Str url = STR_NONE;
    s.acr_required = false;
    p.claims = CLAIMS(ISSUER, "ensemble", "1750000060", "nonce-de-trente-deux-caracteres-1", "eidas1");
    Oidc *o = client(&p, &s);
    assert_int_equal(oidc_authorize(o, a, NOW, &request, &url), OIDC_OK);
    assert_true(!str_has(url, S("essential")) && str_has(url, S("eidas0-mfa")));
    assert_int_equal(oidc_finish(o, a, NOW, S("c"), &request, &who).verdict, OIDC_OK);
    assert_str_equal(who.acr, S("eidas1"));
    assert_false(who.two_factors);
    oidc_free(o);
}

static void keys_are_kept_and_asked_again_sparingly(void **state)
{
    (void)state;
    ARENA a = arena_new(4 * MIB);
    Provider p = sound;
    OidcPerson who = { 0 };
    Oidc *o = client(&p, &settings);
    assert_int_equal(oidc_finish(o, a, NOW, S("c"), &request, &who).verdict, OIDC_OK);
    p.header = "{\"alg\":\"ES256\",\"kid\":\"neuve\"}";
    assert_int_equal(oidc_finish(o, a, NOW, S("c"), &request, &who).jwt, JWT_NO_KEY);
    assert_int_equal(p.jwks, 1);                   /* fetched less than a minute ago */
    p.keys = "{\"keys\":[{\"kty\":\"EC\",\"kid\":\"neuve\",\"crv\":\"P-256\",\"x\":\"" RFC7515_EC_X
             "\",\"y\":\"" RFC7515_EC_Y "\"}]}";
    assert_int_equal(oidc_finish(o, a, NOW + OIDC_AGAIN_S, S("c"), &request, &who).verdict, OIDC_OK);
    assert_int_equal(p.jwks, 2);
    p.header = "{\"alg\":\"ES256\",\"kid\":\"fausse\"}";
    for (int i = 0; i < 10; i++)
        assert_int_equal(oidc_finish(o, a, NOW + OIDC_AGAIN_S, S("c"), &request, &who).jwt, JWT_NO_KEY);
    assert_int_equal(p.jwks, 2);
    assert_int_equal(p.documents, 1);
    oidc_free(o);
}

/* A provider that does not answer is left in peace, and asked again soon. */
static void a_silent_provider_is_not_pressed(void **state)
{
    (void)state;
    ARENA a = arena_new(MIB);
    Provider p = sound;
    Str url = STR_NONE;
    Oidc *o = client(&p, &settings);
    p.down = true;
    assert_int_equal(oidc_authorize(o, a, NOW, &request, &url), OIDC_UNREACHABLE);
    p.down = false;
    assert_int_equal(oidc_authorize(o, a, NOW + 5, &request, &url), OIDC_UNREACHABLE);
    assert_int_equal(p.documents, 0);
    assert_int_equal(oidc_authorize(o, a, NOW + 10, &request, &url), OIDC_OK);
    oidc_free(o);
}

static Str hs256_token(Arena *a, Str header, Str claims, Str secret)
{
    uint8_t mac[32];
    Str parts[3] = { base64url_encode(a, header), base64url_encode(a, claims) };
    Str text = str_join(a, parts, 2, S("."));
    assert_int_equal(gnutls_hmac_fast(GNUTLS_MAC_SHA256, secret.p, secret.n, text.p, text.n, mac), 0);
    parts[2] = base64url_encode(a, str_of((const char *)mac, sizeof mac));
    return str_join(a, parts, 3, S("."));
}

static void hs256_when_it_is_the_registered_one(void **state)
{
    (void)state;
    ARENA a = arena_new(MIB);
    Jwks none = { 0 };
    JSON_VALUE claims = NULL;
    JwtExpect want = { .alg = JWT_HS256,
        .secret = S(SECRET),
        .iss = S(ISSUER),
        .aud = S("ensemble"),
        .nonce = request.nonce,
        .now = NOW,
        .dated = true };
    Str good = hs256_token(a, S("{\"alg\":\"HS256\"}"), S(GOOD), S(SECRET));
    Str other = hs256_token(a, S("{\"alg\":\"HS256\"}"), S(GOOD), S("un-autre-secret-de-trente-deux-octets"));
    assert_int_equal(jwt_verify(a, &none, &want, other, &claims), JWT_SIGNATURE);
    want.secret = S("court");
    assert_int_equal(jwt_verify(a, &none, &want, good, &claims), JWT_NO_KEY);
    want.secret = S(SECRET);
    want.alg = JWT_RS256;
    assert_int_equal(jwt_verify(a, &none, &want, good, &claims), JWT_ALGORITHM);
    want.alg = JWT_HS256;
    assert_int_equal(jwt_verify(a, &none, &want, good, &claims), JWT_OK);
}

static void settings_that_cannot_be_used_are_refused(void **state)
{
    (void)state;
    static const Str issuers[] = { S_INIT(""), S_INIT("http://op.example"), S_INIT("https://op.example/"),
        S_INIT("http://127.0.0.1.op.example"), S_INIT("https://moi@op.example"), S_INIT("https://op.example/a b") };
    Oidc *o = NULL;
    Str message = STR_NONE;
    OidcSettings s = settings;
    for (size_t i = 0; i < sizeof issuers / sizeof *issuers; i++) {
        s.issuer = issuers[i];
        assert_int_equal(oidc_new(&s, oidc_net(), &o, &message), ERR_INVALID);
        assert_true(message.n > 0);
    }
    s = settings;
    s.secret = S("");
    assert_int_equal(oidc_new(&s, oidc_net(), &o, &message), ERR_INVALID);
    s = settings;
    s.alg = JWT_HS256;
    s.secret = S("court");
    assert_int_equal(oidc_new(&s, oidc_net(), &o, &message), ERR_INVALID);
    s = settings;
    s.acr = S(" ");
    assert_int_equal(oidc_new(&s, oidc_net(), &o, &message), ERR_INVALID);
    assert_null(o);
}

/* The library's own way: a port where nobody listens, and addresses that are not one line. */
static void the_network_fails_cleanly(void **state)
{
    (void)state;
    ARENA a = arena_new(MIB);
    OidcNet net = oidc_net();
    OidcAnswer got = { .status = 7 };
    OidcCall call = { .url = S("http://127.0.0.1:1/"), .form = STR_NONE, .bearer = STR_NONE };
    assert_int_equal(net.call(net.arg, a, &call, &got), ERR_IO);
    call.url = S("file:///etc/hostname");
    assert_int_equal(net.call(net.arg, a, &call, &got), ERR_IO);
    call.url = S("http://127.0.0.1:1/\r\nx");
    assert_int_equal(net.call(net.arg, a, &call, &got), ERR_INVALID);
    assert_int_equal(got.status, 7);
}

int main(void)
{
    const struct CMUnitTest all[] = {
        cmocka_unit_test(the_address_asks_for_all_that_is_checked_later),
        cmocka_unit_test(somebody_comes_back),
        cmocka_unit_test(each_fault_is_told_apart),
        cmocka_unit_test(without_requirement_the_level_is_only_told),
        cmocka_unit_test(keys_are_kept_and_asked_again_sparingly),
        cmocka_unit_test(a_silent_provider_is_not_pressed),
        cmocka_unit_test(hs256_when_it_is_the_registered_one),
        cmocka_unit_test(settings_that_cannot_be_used_are_refused),
        cmocka_unit_test(the_network_fails_cleanly),
    };
    return SUITE_MAIN("auth_oidc", false, all);
}
