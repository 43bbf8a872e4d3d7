// SPDX-License-Identifier: AGPL-3.0-or-later
#include "core/auth/oidc.h"

#include <jansson.h>
#include <pthread.h>

#include "base/planted.h"
#include "core/auth/pkce.h"
#include "core/view/view.h"

/* A document of the provider, as it was fetched. Its text lives in an arena of its own, thrown when a newer one comes. */
typedef struct Kept {
    Arena *arena;
    Str text;
    int64_t at, tried_at; /* fetched; last asked for */
    bool tried;
} Kept;

struct Oidc {
    Arena *arena;
    OidcSettings settings;
    OidcNet net;
    pthread_mutex_t lock; /* of what follows; never held while the network answers */
    Kept document, keys;
};

/* ---- settings ---- */

static bool is_local(Str url)
{
    static const Str hosts[] = { S_INIT("http://127.0.0.1"), S_INIT("http://localhost"), S_INIT("http://[::1]") };
    for (size_t i = 0; i < sizeof hosts / sizeof *hosts; i++)
        if (str_starts(url, hosts[i]) && (url.n == hosts[i].n || url.p[hosts[i].n] == ':' || url.p[hosts[i].n] == '/'))
            return true;
    return false;
}

/* https, or this very machine where the issuer is on it. Printable ASCII without what ends an attribute or a header. */
static bool url_good(Str url, bool local)
{
    if (url.n > OIDC_URL_MAX || !(local ? is_local(url) : str_starts(url, PLANTED(S("https://"), S("http")))))
        return false;
    for (size_t i = 0; i < url.n; i++)
        if (url.p[i] <= ' ' || url.p[i] >= 0x7F || url.p[i] == '"' || url.p[i] == '\\' || url.p[i] == '#')
            return false;
    return url.n > 8 && !str_has(str_slice(url, 8, url.n), S("@"));
}

static Err refuse(const char *why, Str *ret_message)
{
    *ret_message = str_from(why);
    return ERR_INVALID;
}

static Err check_settings(const OidcSettings *s, Str *ret_message)
{
    if (!url_good(s->issuer, is_local(s->issuer)) || str_ends(s->issuer, S("/")))
        return refuse("L’adresse du fournisseur d’identité doit commencer par « https:// », sans barre finale.",
            ret_message);
    if (s->client_id.n == 0 || s->secret.n == 0)
        return refuse("L’identifiant de ce service chez le fournisseur d’identité, ou son secret, manque.",
            ret_message);
    if (s->alg == JWT_HS256 && s->secret.n < JWT_SECRET_MIN)
        return refuse("Avec HS256, le secret de ce service doit avoir au moins 32 caractères.", ret_message);
    if (s->acr_required && str_trim(s->acr).n == 0)
        return refuse("Un niveau de garantie est exigé, mais aucun n’est indiqué.", ret_message);
    return OK;
}

Err oidc_new(const OidcSettings *settings, OidcNet net, Oidc **ret, Str *ret_message)
{
    TRY(check_settings(settings, ret_message));
    Arena *a = arena_new(64 * KIB);
    Oidc *o = NEW(a, Oidc, 1);
    if (!o) {
        arena_free(a);
        return ERR_MEMORY;
    }
    o->arena = a;
    o->net = net;
    o->settings = (OidcSettings){ .issuer = str_dup(a, settings->issuer),
        .client_id = str_dup(a, settings->client_id),
        .secret = str_dup(a, settings->secret),
        .redirect_uri = str_dup(a, settings->redirect_uri),
        .logout_uri = str_dup(a, settings->logout_uri),
        .alg = settings->alg,
        .acr = str_dup(a, settings->acr),
        .acr_required = settings->acr_required };
    if (arena_failed(a) || pthread_mutex_init(&o->lock, NULL) != 0) {
        arena_free(a);
        return ERR_MEMORY;
    }
    *ret = o;
    return OK;
}

void oidc_free(Oidc *o)
{
    if (!o)
        return;
    arena_free(o->document.arena);
    arena_free(o->keys.arena);
    pthread_mutex_destroy(&o->lock);
    arena_free(o->arena);
}

/* ---- answers ---- */

static Err read_object(Arena *a, Str json, JsonValue **ret)
{
    static const JsonLimits limits = { .max_bytes = OIDC_BYTES_MAX, .max_depth = 16 };
    Str message = STR_NONE;
    JsonValue *v = NULL;
    TRY(json_read(a, json, limits, &v, &message));
    if (!json_is_object(v)) {
        json_value_free(v);
        return ERR_INVALID;
    }
    *ret = v;
    return OK;
}

Err oidc_document_parse(Arena *a, Str issuer, Str json, OidcDocument *ret)
{
    JSON_VALUE v = NULL;
    TRY(read_object(a, json, &v));
    bool local = is_local(issuer);
    OidcDocument d = { str_dup(a, json_member_str(v, "authorization_endpoint")),
        str_dup(a, json_member_str(v, "token_endpoint")), str_dup(a, json_member_str(v, "userinfo_endpoint")),
        str_dup(a, json_member_str(v, "jwks_uri")), str_dup(a, json_member_str(v, "end_session_endpoint")) };
    if (arena_failed(a))
        return ERR_MEMORY;
    if (!str_eq(json_member_str(v, "issuer"), issuer) || !url_good(d.authorization, local) ||
        !url_good(d.token, local) || !url_good(d.userinfo, local) || !url_good(d.jwks, local) ||
        (!str_is_none(d.end_session) && !url_good(d.end_session, local)))
        return ERR_INVALID;
    *ret = d;
    return OK;
}

/* What goes into a header of ours, or comes back in a page's address: b64token and its like (RFC 6750, section 2.1). */
static bool is_token(Str s)
{
    for (size_t i = 0; i < s.n; i++)
        if (s.p[i] <= ' ' || s.p[i] >= 0x7F)
            return false;
    return s.n > 0 && s.n <= JWT_BYTES_MAX;
}

Err oidc_tokens_parse(Arena *a, Str json, OidcTokens *ret)
{
    JSON_VALUE v = NULL;
    TRY(read_object(a, json, &v));
    OidcTokens t = { str_dup(a, json_member_str(v, "id_token")), str_dup(a, json_member_str(v, "access_token")) };
    if (arena_failed(a))
        return ERR_MEMORY;
    if (!is_token(t.id_token) || !is_token(t.access_token) ||
        !str_eq_nocase(json_member_str(v, "token_type"), S("Bearer")))
        return ERR_INVALID;
    *ret = t;
    return OK;
}

/* A text claim that may be kept and shown; STR_NONE when absent, too long or with characters of command. */
static Str claim(Arena *a, const JsonValue *v, const char *key)
{
    Str s = json_member_str(v, key);
    if (s.n == 0 || s.n > OIDC_CLAIM_MAX)
        return STR_NONE;
    for (size_t i = 0; i < s.n; i++)
        if ((unsigned char)s.p[i] < ' ' || s.p[i] == 0x7F)
            return STR_NONE;
    return str_dup(a, s);
}

static Err person_of(Arena *a, const JsonValue *v, OidcPerson *ret)
{
    OidcPerson p = { .sub = claim(a, v, "sub"),
        .email = claim(a, v, "email"),
        .given_name = claim(a, v, "given_name"),
        .usual_name = claim(a, v, "usual_name"),
        .siret = claim(a, v, "siret") };
    if (arena_failed(a))
        return ERR_MEMORY;
    if (str_is_none(p.sub))
        return ERR_INVALID;
    *ret = p;
    return OK;
}

Err oidc_person_parse(Arena *a, Str json, OidcPerson *ret)
{
    JSON_VALUE v = NULL;
    TRY(read_object(a, json, &v));
    return person_of(a, v, ret);
}

/* ---- what is kept of the provider ---- */

static OidcVerdict call(Oidc *o, Arena *a, const OidcCall *what, OidcAnswer *ret)
{
    Err e = o->net.call(o->net.arg, a, what, ret);
    if (e == ERR_TOO_LARGE || (e == OK && ret->body.n > OIDC_BYTES_MAX))
        return OIDC_UNREADABLE;
    return e != OK || ret->status >= 500 ? OIDC_UNREACHABLE : OIDC_OK;
}

/* The kept text if it is fresh enough; else true in `ret_ask`: the caller is the one to fetch it. */
static OidcVerdict look(Oidc *o, Kept *k, Arena *a, int64_t now, int64_t life_s, Str *ret, bool *ret_ask)
{
    OidcVerdict verdict = OIDC_OK;
    pthread_mutex_lock(&o->lock);
    bool fresh = k->arena && now - k->at < life_s;
    /* Somebody has asked a moment ago: the old one does, or nothing does, until the provider has had time to rest. */
    bool wait = k->tried && now - k->tried_at < OIDC_AGAIN_S && (k->arena || now - k->tried_at < OIDC_AGAIN_S / 6);
    *ret_ask = !fresh && !wait;
    if (*ret_ask) {
        k->tried = true;
        k->tried_at = now;
    } else if (k->arena) {
        *ret = str_dup(a, k->text);
    } else {
        verdict = OIDC_UNREACHABLE;
    }
    pthread_mutex_unlock(&o->lock);
    return verdict;
}

static void keep(Oidc *o, Kept *k, Str text, int64_t now)
{
    Arena *fresh = arena_new(2 * OIDC_BYTES_MAX);
    Str copy = fresh ? str_dup(fresh, text) : STR_NONE;
    if (str_is_none(copy)) {
        arena_free(fresh);
        return;
    }
    pthread_mutex_lock(&o->lock);
    Arena *old = k->arena;
    k->arena = fresh;
    k->text = copy;
    k->at = now;
    pthread_mutex_unlock(&o->lock);
    arena_free(old);
}

static OidcVerdict fetch(Oidc *o, Arena *a, Str url, Str *ret)
{
    OidcAnswer answer = { 0 };
    OidcVerdict verdict = call(o, a, &(OidcCall){ .url = url, .form = STR_NONE, .bearer = STR_NONE }, &answer);
    if (verdict == OIDC_OK && answer.status != 200)
        verdict = OIDC_UNREADABLE;
    if (verdict == OIDC_OK)
        *ret = answer.body;
    return verdict;
}

static OidcVerdict document(Oidc *o, Arena *a, int64_t now, OidcDocument *ret)
{
    Str text = STR_NONE;
    bool ask = false;
    OidcVerdict verdict = look(o, &o->document, a, now, OIDC_KEPT_S, &text, &ask);
    if (verdict == OIDC_OK && ask)
        verdict = fetch(o, a, str_cat(a, o->settings.issuer, S("/.well-known/openid-configuration")), &text);
    if (verdict == OIDC_OK && oidc_document_parse(a, o->settings.issuer, text, ret) != OK)
        verdict = OIDC_UNREADABLE;
    if (verdict == OIDC_OK && ask)
        keep(o, &o->document, text, now);
    return verdict;
}

/* `life_s` 0: the kept ones do not know a key that is needed. */
static OidcVerdict keys(Oidc *o, Arena *a, int64_t now, int64_t life_s, Str url, Jwks *ret)
{
    Str text = STR_NONE, message = STR_NONE;
    bool ask = false;
    OidcVerdict verdict = look(o, &o->keys, a, now, life_s, &text, &ask);
    if (verdict == OIDC_OK && ask)
        verdict = fetch(o, a, url, &text);
    if (verdict == OIDC_OK && jwks_parse(a, text, ret, &message) != OK)
        verdict = OIDC_UNREADABLE;
    if (verdict == OIDC_OK && ask)
        keep(o, &o->keys, text, now);
    return verdict;
}

/* ---- addresses ---- */

typedef struct Pair {
    const char *name;
    Str value;
} Pair;

static void put_pairs(Buf *b, const Pair *pairs, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        if (i)
            buf_char(b, '&');
        buf_put(b, str_from(pairs[i].name));
        buf_char(b, '=');
        url_encode(b, pairs[i].value);
    }
}

static OidcVerdict make_url(Arena *a, Str base, const Pair *pairs, size_t n, Str *ret)
{
    BUF b = buf_new(4 * JWT_BYTES_MAX);
    buf_put(&b, base);
    buf_char(&b, str_has(base, S("?")) ? '&' : '?');
    put_pairs(&b, pairs, n);
    Str url = str_dup(a, buf_str(&b));
    if (str_is_none(url))
        return OIDC_UNREADABLE;
    *ret = url;
    return OIDC_OK;
}

static Str next_acr(Str *rest)
{
    Str part = STR_NONE;
    while (str_split(rest, ' ', &part))
        if (part.n)
            return part;
    return STR_NONE;
}

/* {"id_token":{"acr":{"essential":true,"values":["eidas1-mfa"]},"amr":null}} (OpenID Connect Core, section 5.5). */
static Str claims_wanted(Arena *a, const OidcSettings *s)
{
    BUF b = buf_new(8 * KIB);
    Json j = json_to(&b);
    Str rest = s->acr, value;
    json_obj(&j);
    json_key(&j, S("id_token"));
    json_obj(&j);
    if (str_trim(s->acr).n) {
        json_key(&j, S("acr"));
        json_obj(&j);
        if (s->acr_required) {
            json_key(&j, S("essential"));
            json_bool(&j, true);
        }
        json_key(&j, S("values"));
        json_arr(&j);
        while (!str_is_none(value = next_acr(&rest)))
            json_str(&j, value);
        json_end(&j);
        json_end(&j);
    }
    json_key(&j, S("amr"));
    json_nil(&j);
    json_end(&j);
    json_end(&j);
    return str_dup(a, buf_str(&b));
}

OidcVerdict oidc_authorize(Oidc *o, Arena *a, int64_t now, const OidcRequest *q, Str *ret_url)
{
    const OidcSettings *s = &o->settings;
    OidcDocument d;
    OidcVerdict verdict = document(o, a, now, &d);
    if (verdict != OIDC_OK)
        return verdict;
    const Pair pairs[] = { { "response_type", S("code") }, { "client_id", s->client_id },
        { "redirect_uri", s->redirect_uri }, { "scope", S("openid given_name usual_name email siret") },
        { "state", q->state }, { "nonce", q->nonce }, { "code_challenge", pkce_challenge(a, q->verifier) },
        { "code_challenge_method", S("S256") }, { "claims", claims_wanted(a, s) } };
    return make_url(a, d.authorization, pairs, sizeof pairs / sizeof *pairs, ret_url);
}

OidcVerdict oidc_logout(Oidc *o, Arena *a, int64_t now, Str id_token, Str state, Str *ret_url)
{
    OidcDocument d;
    OidcVerdict verdict = document(o, a, now, &d);
    if (verdict != OIDC_OK)
        return verdict;
    *ret_url = STR_NONE;
    if (str_is_none(d.end_session))
        return OIDC_OK;
    const Pair pairs[] = { { "id_token_hint", id_token }, { "state", state },
        { "post_logout_redirect_uri", o->settings.logout_uri } };
    return make_url(a, d.end_session, pairs, sizeof pairs / sizeof *pairs, ret_url);
}

/* ---- the way back ---- */

static OidcVerdict ask_tokens(Oidc *o, Arena *a, const OidcDocument *d, Str code, const OidcRequest *q, OidcTokens *ret)
{
    const OidcSettings *s = &o->settings;
    const Pair pairs[] = { { "grant_type", S("authorization_code") }, { "client_id", s->client_id },
        { "client_secret", s->secret }, { "code", code }, { "redirect_uri", s->redirect_uri },
        { "code_verifier", q->verifier } };
    BUF form = buf_new(16 * KIB);
    OidcAnswer answer = { 0 };
    put_pairs(&form, pairs, sizeof pairs / sizeof *pairs);
    Str sent = buf_str(&form);
    if (str_is_none(sent))
        return OIDC_CODE;
    OidcVerdict verdict = call(o, a, &(OidcCall){ .url = d->token, .form = sent, .bearer = STR_NONE }, &answer);
    if (verdict != OIDC_OK)
        return verdict;
    if (answer.status == 200)
        return oidc_tokens_parse(a, answer.body, ret) == OK ? OIDC_OK : OIDC_UNREADABLE;
    JSON_VALUE v = NULL;
    bool grant = read_object(a, answer.body, &v) == OK && str_eq(json_member_str(v, "error"), S("invalid_grant"));
    return grant ? OIDC_CODE : OIDC_CLIENT;
}

/* With the kept keys; then, once, with those of now, if none of them has that name. */
static OidcReport verify(Oidc *o, Arena *a, const OidcDocument *d, const JwtExpect *want, Str token, JsonValue **ret)
{
    Jwks set = { 0 };
    OidcReport r = { OIDC_OK, JWT_OK };
    if (want->alg != JWT_HS256)
        r.verdict = keys(o, a, want->now, OIDC_KEPT_S, d->jwks, &set);
    if (r.verdict == OIDC_OK)
        r.jwt = jwt_verify(a, &set, want, token, ret);
    if (r.jwt == JWT_NO_KEY && want->alg != JWT_HS256) {
        r.verdict = keys(o, a, want->now, 0, d->jwks, &set);
        if (r.verdict == OIDC_OK)
            r.jwt = jwt_verify(a, &set, want, token, ret);
    }
    if (r.verdict == OIDC_OK && r.jwt != JWT_OK)
        r.verdict = OIDC_TOKEN;
    return r;
}

static bool acr_listed(Str list, Str acr)
{
    Str rest = list, value;
    while (!str_is_none(value = next_acr(&rest)))
        if (acr.n && str_eq(value, acr))
            return true;
    return false;
}

static bool acr_of_two_factors(Str acr)
{
    return acr_listed(S("eidas0-mfa eidas1-mfa eidas2 eidas3 https://proconnect.gouv.fr/assurance/self-asserted-2fa "
                        "https://proconnect.gouv.fr/assurance/consistency-checked-2fa"),
        acr);
}

static bool amr_has(const JsonValue *claims, Str value)
{
    const JsonValue *list = json_object_get(claims, "amr");
    for (size_t i = 0; i < json_array_size(list); i++)
        if (json_is_string(json_array_get(list, i)) && str_eq(json_value_str(json_array_get(list, i)), value))
            return true;
    return false;
}

static OidcReport ask_person(Oidc *o, Arena *a, int64_t now, const OidcDocument *d, Str access_token, OidcPerson *ret)
{
    const OidcSettings *s = &o->settings;
    OidcAnswer answer = { 0 };
    const OidcCall what = { .url = d->userinfo, .form = STR_NONE, .bearer = access_token };
    OidcReport r = { call(o, a, &what, &answer), JWT_OK };
    if (r.verdict == OIDC_OK && answer.status != 200)
        r.verdict = OIDC_UNREADABLE;
    if (r.verdict != OIDC_OK)
        return r;
    Str type = str_trim(str_slice(answer.type, 0, str_find_char(answer.type, 0, ';')));
    if (!str_eq_nocase(type, S("application/jwt"))) {
        r.verdict = oidc_person_parse(a, answer.body, ret) == OK ? OIDC_OK : OIDC_UNREADABLE;
        return r;
    }
    JSON_VALUE claims = NULL;
    const JwtExpect want = { .alg = s->alg,
        .secret = s->secret,
        .iss = s->issuer,
        .aud = s->client_id,
        .nonce = STR_NONE,
        .now = now };
    r = verify(o, a, d, &want, str_trim(answer.body), &claims);
    if (r.verdict == OIDC_OK && person_of(a, claims, ret) != OK)
        r.verdict = OIDC_UNREADABLE;
    return r;
}

OidcReport oidc_finish(Oidc *o, Arena *a, int64_t now, Str code, const OidcRequest *q, OidcPerson *ret)
{
    const OidcSettings *s = &o->settings;
    OidcDocument d;
    OidcTokens tokens;
    OidcPerson p = { 0 };
    JSON_VALUE claims = NULL;
    if (code.n == 0 || code.n > OIDC_CODE_MAX)
        return (OidcReport){ OIDC_CODE, JWT_OK };
    OidcReport r = { document(o, a, now, &d), JWT_OK };
    if (r.verdict == OIDC_OK)
        r.verdict = ask_tokens(o, a, &d, code, q, &tokens);
    if (r.verdict != OIDC_OK)
        return r;
    const JwtExpect want = { .alg = s->alg,
        .secret = s->secret,
        .iss = s->issuer,
        .aud = s->client_id,
        .nonce = q->nonce,
        .now = now,
        .dated = true };
    r = verify(o, a, &d, &want, tokens.id_token, &claims);
    if (r.verdict != OIDC_OK)
        return r;
    Str acr = claim(a, claims, "acr");
    if (s->acr_required && !acr_listed(s->acr, acr))
        return (OidcReport){ OIDC_ACR, JWT_OK };
    r = ask_person(o, a, now, &d, tokens.access_token, &p);
    if (r.verdict == OIDC_OK && !str_eq(p.sub, json_member_str(claims, "sub")))
        r.verdict = OIDC_SUBJECT;
    if (r.verdict != OIDC_OK)
        return r;
    p.acr = acr;
    p.two_factors = acr_of_two_factors(acr) || amr_has(claims, S("mfa"));
    p.id_token = tokens.id_token;
    *ret = p;
    return r;
}

Str oidc_report_name(Arena *a, OidcReport report)
{
    static const char *const names[] = { [OIDC_OK] = "ok",
        [OIDC_UNREACHABLE] = "unreachable",
        [OIDC_UNREADABLE] = "unreadable",
        [OIDC_CODE] = "code",
        [OIDC_CLIENT] = "client",
        [OIDC_TOKEN] = "token",
        [OIDC_ACR] = "acr",
        [OIDC_SUBJECT] = "subject" };
    if (report.verdict == OIDC_TOKEN)
        return str_format(a, "token:%s", jwt_verdict_name(report.jwt));
    return str_from(names[report.verdict]);
}
