// SPDX-License-Identifier: AGPL-3.0-or-later
/*
 * OpenID Connect client, authorization code only, with PKCE (OpenID Connect Core 1.0, RFC 6749, RFC 7636), as ProConnect asks:
 * state and nonce of 43 characters, acr and amr asked by the `claims` parameter and checked again here, userinfo as JSON or
 * as a signed JWT, end of session with id_token_hint (RP-Initiated Logout 1.0).
 *
 * The provider's document and keys are kept in the process for OIDC_KEPT_S; a token signed by a key that is not among them has
 * them fetched again, once in OIDC_AGAIN_S at most. The network is a function, so that tests and fuzzing need none. It
 * blocks for seconds: threads of the pool only. One Oidc serves all of them.
 *
 *     OidcRequest q = { token_new(a, random), token_new(a, random), pkce_verifier_new(a, random) };
 *     if (oidc_authorize(oidc, a, now, &q, &url) == OIDC_OK) …        // to the provider; it sends back `state` and a code
 *     OidcReport report = oidc_finish(oidc, a, now, code, &q, &person);
 */
#pragma once

#include "base/base.h"
#include "core/auth/jwt.h"

enum {
    OIDC_BYTES_MAX = JWKS_BYTES_MAX,               /* of an answer of the provider */
    OIDC_URL_MAX = 1000,
    OIDC_CODE_MAX = 1000,
    OIDC_CLAIM_MAX = 300,
    OIDC_KEPT_S = 3600,
    OIDC_AGAIN_S = 60,
    OIDC_ACR_MAX = 16,
    OIDC_CONNECT_MS = 3000,
    OIDC_TOTAL_MS = 8000,
};

/* ---- network ---- */

typedef struct OidcCall {
    Str url;
    Str form;                                      /* STR_NONE: a GET */
    Str bearer;                                    /* STR_NONE: none */
} OidcCall;
typedef struct OidcAnswer {
    int status;
    Str type, body;                                /* content type as sent; at most OIDC_BYTES_MAX */
} OidcAnswer;
/* OK: there is an answer, whatever its status. ERR_TIMEOUT, ERR_IO (no connection, or its certificate is not good),
 * ERR_TOO_LARGE, ERR_MEMORY. */
typedef struct OidcNet {
    Err (*call)(void *arg, Arena *a, const OidcCall *call, OidcAnswer *ret);
    void *arg;
} OidcNet;
/* libcurl: TLS 1.2 at least with the system's authorities, no redirection, no proxy of the environment. */
OidcNet oidc_net(void);

/* ---- client ---- */

typedef struct OidcSettings {
    Str issuer; /* https://…, or http:// to this very machine; no final slash */
    Str client_id, secret;
    Str redirect_uri, logout_uri; /* pages of ours, as registered */
    JwtAlg alg; /* of id_token and of a signed userinfo, as registered */
    Str acr; /* values that are good enough, separated by spaces; empty: any */
    bool acr_required; /* false: asked for, and what comes is taken */
} OidcSettings;

typedef struct Oidc Oidc;
/* Keeps copies. ERR_INVALID: `ret_message` says which setting cannot be used. */
Err oidc_new(const OidcSettings *settings, OidcNet net, Oidc **ret, Str *ret_message);
void oidc_free(Oidc *o);

/* Kept by the browser's own doing (a sealed cookie) until it comes back: good once. */
typedef struct OidcRequest {
    Str state, nonce, verifier;
} OidcRequest;

typedef enum OidcVerdict {
    OIDC_OK,
    OIDC_UNREACHABLE, /* no answer, or a 5xx */
    OIDC_UNREADABLE, /* an answer that is not of the standard */
    OIDC_CODE, /* the code has served, is too old or is not ours (invalid_grant) */
    OIDC_CLIENT, /* the provider refuses this service: its settings are wrong */
    OIDC_TOKEN, /* `jwt` says why */
    OIDC_ACR, /* not one of the values asked for */
    OIDC_SUBJECT, /* userinfo tells of somebody else than the id_token */
} OidcVerdict;
typedef struct OidcReport {
    OidcVerdict verdict;
    JwtVerdict jwt;
} OidcReport;
/* "token:nonce", for the log and the tests. */
Str oidc_report_name(Arena *a, OidcReport report);

typedef struct OidcPerson {
    Str sub, email, given_name, usual_name, siret; /* STR_NONE: not told */
    Str acr;
    bool two_factors; /* acr or amr says so */
    Str id_token; /* for the end of session */
} OidcPerson;

/* Where to send the browser. */
OidcVerdict oidc_authorize(Oidc *o, Arena *a, int64_t now, const OidcRequest *q, Str *ret_url);
/* The code for the tokens, both checked, then who it is. */
OidcReport oidc_finish(Oidc *o, Arena *a, int64_t now, Str code, const OidcRequest *q, OidcPerson *ret);
/* Where to send the browser to end the session there; STR_NONE where the provider has no such page. */
OidcVerdict oidc_logout(Oidc *o, Arena *a, int64_t now, Str id_token, Str state, Str *ret_url);

/* ---- answers, each bounded and read on its own ---- */

typedef struct OidcDocument {
    Str authorization, token, userinfo, jwks, end_session; /* end_session: STR_NONE when absent */
} OidcDocument;
/* ERR_INVALID: not the document of that issuer, or an address in it is not of https (of this machine, if the issuer is). */
Err oidc_document_parse(Arena *a, Str issuer, Str json, OidcDocument *ret);
typedef struct OidcTokens {
    Str id_token, access_token;
} OidcTokens;
Err oidc_tokens_parse(Arena *a, Str json, OidcTokens *ret);
/* The claims of userinfo: those of a JSON answer, or of a JWT once it has been verified. ERR_INVALID without `sub`. */
Err oidc_person_parse(Arena *a, Str json, OidcPerson *ret);
