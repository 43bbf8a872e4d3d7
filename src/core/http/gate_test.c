// SPDX-License-Identifier: AGPL-3.0-or-later
/* What a right asks before the handler runs: a session, a role, the token of a form. */
#include <string.h>

#include "core/auth/csrf.h"
#include "core/auth/machine.h"
#include "core/http/inproc.h"
#include "core/http/quota.h"
#include "core/http/req.h"
#include "core/slice.h"
#include "support/session.h"
#include "support/suite.h"

enum { ROLE_READER = 1, ROLE_CHIEF = 2 };

static const Right right_chief = { "essai.diriger", "Diriger", PROOF_SESSION, ROLE_CHIEF };

static const Right right_key = { "essai.lire", "Lire", PROOF_BEARER, ROLE_CHIEF };
static const Right right_signed = { "essai.recevoir", "Recevoir", PROOF_SIGNATURE };
static const Right right_slow = { "essai.signaler", "Signaler", PROOF_FORM, .delay_s = 5, .quota = 2 };

static Err page(Req *r)
{
    View *v = req_html(r);
    view_text_str(v, r->acteur ? r->acteur->nom : S("-"));
    view_raw(v, S("|"));
    view_text_str(v, v->jeton);
    return OK;
}

static Err change(Req *r)
{
    buf_put(req_body(r, "text/plain"), S("fait"));
    return OK;
}

static const Field number[] = {
    { .name = "n", .kind = FIELD_I64, .label = "Nombre", .required = true, .min = 1, .max = 9 },
    { 0 },
};
static const Route routes[] = {
    { "GET", "/ouverte", page, RIGHT_PUBLIC, SNAPSHOT, NULL, "Ouverte", 0, 0 },
    { "GET", "/formulaire", page, RIGHT_FORM, SNAPSHOT, NULL, "Formulaire", 0, 0 },
    { "POST", "/formulaire", change, RIGHT_FORM, SNAPSHOT, NULL, "Formulaire", 0, 0 },
    { "GET", "/espace", page, RIGHT_SESSION, READ, NULL, "Espace", 0, 0 },
    { "POST", "/espace", change, RIGHT_SESSION, READ, NULL, "Espace", 0, 0 },
    { "GET", "/direction", page, &right_chief, READ, NULL, "Direction", 0, 0 },
    { "GET", "/direction/nombre", page, &right_chief, READ, number, "Nombre", 0, 0 },
    { "POST", "/direction/nombre", change, &right_chief, READ, number, "Nombre", 0, 0 },
    { "GET", "/api/espace", page, RIGHT_SESSION, READ, NULL, "Espace", ROUTE_API, 0 },
    { "GET", "/signaler", page, &right_slow, SNAPSHOT, NULL, "Signaler", 0, 0 },
    { "POST", "/signaler", change, &right_slow, SNAPSHOT, NULL, "Signaler", 0, 0 },
    { "GET", "/api/ouverte", change, RIGHT_PUBLIC, SNAPSHOT, NULL, "Ouverte", ROUTE_API, 0 },
    { "GET", "/api/cle", change, &right_key, READ, NULL, "Clé", ROUTE_API, 0 },
    { "POST", "/api/cle", change, &right_key, READ, NULL, "Clé", ROUTE_API, 0 },
    { "POST", "/api/message/{expediteur}", change, &right_signed, WRITE, NULL, "Message", ROUTE_API, 0 },
    { 0 },
};
static const Slice slice = { .name = "essai", .routes = routes };
static const Slice *const slices[] = { &slice, NULL };

#define OLD "OLDOLDOLDOLDOLDOLDOLDOLDOLDOLDOLDOLDOLDOLDA"

static const char *lea, *max;                      /* header lines of their sessions */

#define KEY_CHIEF "ne_abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPA"
#define KEY_READER "ne_bbcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPA"
#define KEY_UNKNOWN "ne_cbcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPA"
static int64_t now = 1795435200;
static Quotas *quotas;

static Err bearer(Req *r, Str token, Acteur *ret)
{
    (void)r;
    bool chief = str_eq(token, S(KEY_CHIEF));
    if (!chief && !str_eq(token, S(KEY_READER)))
        return ERR_UNAUTHENTICATED;
    *ret = (Acteur){ .personne_id = 1, .role = chief ? ROLE_CHIEF : ROLE_READER, .programme = token };
    return OK;
}

/* A gate that knows one sender: its messages are taken once. */
static Err signature(Req *r, Acteur *ret)
{
    static const Str secret = S_INIT("partage");
    static Str taken;
    uint8_t mac[MAC_BYTES];
    Signature s;
    Str header = req_header(r, signature_header(SIGNATURE_BODY));
    signature_mac(SIGNATURE_BODY, secret, 0, r->body, mac);
    if (!str_eq(req_path(r, "expediteur"), S("mairie")) || !signature_read(SIGNATURE_BODY, header, &s) ||
        !signature_fits(&s, mac))
        return ERR_UNAUTHENTICATED;
    if (str_eq(taken, r->body)) {
        req_why(r, S("Ce message a déjà été reçu."));
        return ERR_CONFLICT;
    }
    taken = S("{\"n\":1}");
    *ret = (Acteur){ .programme = S("expediteur:mairie") };
    return OK;
}

static HttpAnswer call(Arena *a, const char *method, const char *target, const char *headers, Str body)
{
    const App app = { .clock = clock_fixed(&now),
        .slices = slices,
        .keys = test_keys(),
        .random = test_random(),
        .gate = test_gate,
        .bearer = bearer,
        .signature = signature,
        .quotas = quotas,
        .signin = "/connexion" };
    return http_call(&app, NULL, a, method, target, headers, body);
}

static Str token_of(const HttpAnswer *h)
{
    return str_slice(h->body, str_find_char(h->body, 0, '|') + 1, h->body.n);
}

static Str body_with(Arena *a, Str token)
{
    return str_format(a, "x=1&jeton=%.*s", STR_ARG(token));
}

static void a_session_is_asked(void **state)
{
    ARENA a = arena_new(16 * MIB);
    Str cookie = str_slice(str_from(lea), strlen("Cookie: "), strlen(lea) - strlen("\r\n"));
    Str twice = str_format(a, "Cookie: %.*s; %.*s\r\n", STR_ARG(cookie), STR_ARG(cookie));
    Str foreign = str_format(a, "Cookie: __Host-%.*s\r\n", STR_ARG(cookie));
    Str among = str_format(a, "Cookie: autre=1; %.*s\r\n", STR_ARG(cookie));
    HttpAnswer h = call(a, "GET", "/espace?a=1&b=é", NULL, STR_NONE);
    assert_int_equal(h.status, 303);
    assert_str_equal(http_answer_header(&h, "Location"), S("/connexion?retour=%2Fespace%3Fa%3D1%26b%3D%C3%A9"));
    assert_int_equal(call(a, "GET", "/espace", "Cookie: session=" OLD "\r\n", STR_NONE).status, 303);
    assert_int_equal(call(a, "GET", "/espace", "Cookie: session=court\r\n", STR_NONE).status, 303);
    assert_int_equal(call(a, "GET", "/espace", twice.p, STR_NONE).status, 303);
    assert_int_equal(call(a, "GET", "/espace", foreign.p, STR_NONE).status, 303);
    assert_int_equal(call(a, "GET", "/api/espace", NULL, STR_NONE).status, 401);
    assert_int_equal(call(a, "POST", "/espace", NULL, S("x=1")).status, 401);
    h = call(a, "GET", "/espace", among.p, STR_NONE);
    assert_int_equal(h.status, 200);
    assert_true(str_starts(h.body, S("Léa|")));
    assert_str_equal(http_answer_header(&h, "Cache-Control"), S("no-store"));
}

static void a_role_is_asked(void **state)
{
    ARENA a = arena_new(16 * MIB);
    assert_int_equal(call(a, "GET", "/direction", lea, STR_NONE).status, 200);
    assert_int_equal(call(a, "GET", "/direction", max, STR_NONE).status, 403);
    assert_int_equal(call(a, "GET", "/direction", NULL, STR_NONE).status, 303);
}

/* What a route's fields are is not told to who may not open it. */
static void faults_are_told_to_who_may_hear_them(void **state)
{
    ARENA a = arena_new(16 * MIB);
    assert_int_equal(call(a, "GET", "/direction/nombre?n=zzz", NULL, STR_NONE).status, 303);
    assert_int_equal(call(a, "GET", "/direction/nombre?n=zzz", max, STR_NONE).status, 403);
    HttpAnswer h = call(a, "GET", "/direction/nombre?n=zzz", lea, STR_NONE);
    assert_int_equal(h.status, 400);
    assert_true(str_has(h.body, S("Nombre")));
    assert_int_equal(call(a, "GET", "/direction/nombre?n=5", lea, STR_NONE).status, 200);
    assert_int_equal(call(a, "POST", "/direction/nombre", lea, S("n=zzz")).status, 403); /* no token */
    assert_int_equal(call(a, "POST", "/direction/nombre", max, S("n=zzz")).status, 403);
    h = call(a, "GET", "/espace", lea, STR_NONE);
    Str body = str_cat(a, S("n=zzz&"), body_with(a, token_of(&h)));
    assert_int_equal(call(a, "POST", "/direction/nombre", lea, body).status, 400);
}

static void a_change_carries_the_token_of_its_session(void **state)
{
    ARENA a = arena_new(16 * MIB);
    HttpAnswer one = call(a, "GET", "/espace", lea, STR_NONE), two = call(a, "GET", "/espace", lea, STR_NONE);
    Str token = token_of(&one);
    assert_int_equal(token.n, CSRF_LENGTH);
    assert_false(str_eq(token, token_of(&two)));   /* masked afresh */
    assert_int_equal(call(a, "POST", "/espace", lea, body_with(a, token)).status, 200);
    assert_int_equal(call(a, "POST", "/espace", lea, body_with(a, token_of(&two))).status, 200);
    assert_int_equal(call(a, "POST", "/espace", max, body_with(a, token)).status, 403);
    assert_int_equal(call(a, "POST", "/espace", lea, S("x=1")).status, 403);
    assert_int_equal(call(a, "POST", "/espace", lea, body_with(a, str_slice(token, 1, token.n))).status, 403);
    Str typed = str_format(a, "%sContent-Type: text/plain\r\n", lea);
    assert_int_equal(call(a, "POST", "/espace", typed.p, body_with(a, token)).status, 403);
}

static void a_form_without_account_has_its_cookie(void **state)
{
    ARENA a = arena_new(16 * MIB);
    HttpAnswer h = call(a, "GET", "/formulaire", NULL, STR_NONE);
    Str cookie = http_answer_header(&h, "Set-Cookie"), token = token_of(&h);
    assert_true(str_starts(cookie, S("formulaire=")));
    assert_true(str_has(cookie, S("HttpOnly")));
    Str sent = str_format(a, "Cookie: %.*s\r\n", STR_ARG(str_slice(cookie, 0, str_find_char(cookie, 0, ';'))));
    assert_int_equal(call(a, "POST", "/formulaire", sent.p, body_with(a, token)).status, 200);
    assert_int_equal(call(a, "POST", "/formulaire", NULL, body_with(a, token)).status, 403);
    assert_int_equal(call(a, "POST", "/formulaire", "Cookie: formulaire=" OLD "\r\n", body_with(a, token)).status, 403);
    h = call(a, "GET", "/formulaire", sent.p, STR_NONE);
    assert_true(str_is_none(http_answer_header(&h, "Set-Cookie"))); /* the one it has is kept */
    h = call(a, "GET", "/ouverte", NULL, STR_NONE);
    assert_str_equal(h.body, S("-|"));
    assert_true(str_is_none(http_answer_header(&h, "Set-Cookie")));
}

static Str form_cookie_of(Arena *a, const HttpAnswer *h)
{
    Str cookie = http_answer_header(h, "Set-Cookie");
    return str_format(a, "X-Forwarded-For: 192.0.2.7\r\nCookie: %.*s\r\n",
        STR_ARG(str_slice(cookie, 0, str_find_char(cookie, 0, ';'))));
}

/* Whoever is not known has read the page, and does not send without end. */
static void a_form_without_account_has_its_pace(void **state)
{
    ARENA a = arena_new(16 * MIB);
    quotas = quotas_new(64);
    HttpAnswer h = call(a, "GET", "/signaler", NULL, STR_NONE);
    Str token = token_of(&h), sent = form_cookie_of(a, &h), body = body_with(a, token);
    now += 4;
    h = call(a, "POST", "/signaler", sent.p, body);
    assert_int_equal(h.status, 429);
    assert_str_equal(http_answer_header(&h, "Retry-After"), S("1"));
    assert_true(str_has(h.body, S("plus vite qu’une personne")));
    now += 1;
    assert_int_equal(call(a, "POST", "/signaler", sent.p, body).status, 200);
    assert_int_equal(call(a, "POST", "/signaler", sent.p, body).status, 200);
    now += 60;
    h = call(a, "POST", "/signaler", sent.p, body);
    assert_int_equal(h.status, 429);
    assert_str_equal(http_answer_header(&h, "Retry-After"), S("540"));
    assert_true(str_has(h.body, S("Trop d’envois")));
    /* another address, and another form, are not concerned; nor is this one a while later */
    Str other = str_replace(a, sent, S("192.0.2.7"), S("192.0.2.8"));
    assert_int_equal(call(a, "POST", "/signaler", other.p, body).status, 200);
    assert_int_equal(call(a, "POST", "/formulaire", sent.p, body).status, 200);
    now += 540;
    assert_int_equal(call(a, "POST", "/signaler", sent.p, body).status, 200);
    /* the instant is signed: it cannot be made older */
    Str older = str_dup(a, token);
    ((char *)older.p)[0] = older.p[0] == 'A' ? 'B' : 'A';
    assert_int_equal(call(a, "POST", "/signaler", other.p, body_with(a, older)).status, 403);
    quotas_free(quotas);
    quotas = NULL;
}

#define AUTH(key) "Authorization: Bearer " key "\r\n"

static void a_key_is_asked(void **state)
{
    ARENA a = arena_new(16 * MIB);
    HttpAnswer h = call(a, "GET", "/api/cle", AUTH(KEY_CHIEF), STR_NONE);
    assert_int_equal(h.status, 200);
    assert_str_equal(http_answer_header(&h, "Cache-Control"), S("no-store"));
    assert_int_equal(call(a, "POST", "/api/cle", AUTH(KEY_CHIEF), STR_NONE).status, 200); /* no form, no token */
    h = call(a, "GET", "/api/cle", NULL, STR_NONE);
    assert_int_equal(h.status, 401);
    assert_str_equal(http_answer_header(&h, "WWW-Authenticate"), S("Bearer realm=\"API\""));
    assert_true(str_has(h.body, S("demande une clé d’API")));
    h = call(a, "GET", "/api/cle", AUTH(KEY_UNKNOWN), STR_NONE);
    assert_int_equal(h.status, 401);
    assert_true(str_has(h.body, S("n’est pas connue")));
    assert_int_equal(call(a, "GET", "/api/cle", "Authorization: Basic bGVhOg==\r\n", STR_NONE).status, 401);
    h = call(a, "GET", "/api/cle", AUTH(KEY_READER), STR_NONE);
    assert_int_equal(h.status, 403);
    assert_true(str_has(h.body, S("n’a pas ce droit")));
    /* a session is no key, nor a key a session */
    assert_int_equal(call(a, "GET", "/api/cle", lea, STR_NONE).status, 401);
    assert_int_equal(call(a, "GET", "/api/espace", AUTH(KEY_CHIEF), STR_NONE).status, 401);
}

/* What needs a key is for programs: pages of other sites are not told that they may read it. */
static void only_what_is_open_is_for_other_sites(void **state)
{
    ARENA a = arena_new(16 * MIB);
    HttpAnswer open = call(a, "GET", "/api/ouverte", NULL, STR_NONE);
    HttpAnswer key = call(a, "GET", "/api/cle", AUTH(KEY_CHIEF) "Origin: https://ailleurs.example\r\n", STR_NONE);
    assert_str_equal(http_answer_header(&open, "Access-Control-Allow-Origin"), S("*"));
    assert_str_equal(http_answer_header(&open, "Cross-Origin-Resource-Policy"), S("cross-origin"));
    assert_true(str_is_none(http_answer_header(&key, "Access-Control-Allow-Origin")));
    assert_str_equal(http_answer_header(&key, "Cross-Origin-Resource-Policy"), S("same-origin"));
    open = call(a, "OPTIONS", "/api/ouverte", NULL, STR_NONE);
    key = call(a, "OPTIONS", "/api/cle", NULL, STR_NONE);
    assert_str_equal(http_answer_header(&open, "Access-Control-Allow-Origin"), S("*"));
    assert_true(str_is_none(http_answer_header(&key, "Access-Control-Allow-Origin")));
    assert_true(str_has(http_answer_header(&key, "Allow"), S("POST")));
}

static void programs_have_their_pace(void **state)
{
    ARENA a = arena_new(64 * MIB);
    quotas = quotas_new(64);
    int n = 0;
    while (call(a, "GET", "/api/cle", AUTH(KEY_CHIEF), STR_NONE).status == 200 && n < 1000)
        n++;
    assert_int_equal(n, 300);
    HttpAnswer h = call(a, "GET", "/api/cle", AUTH(KEY_CHIEF), STR_NONE);
    assert_int_equal(h.status, 429);
    assert_str_equal(http_answer_header(&h, "Retry-After"), S("60"));
    now += 60;
    assert_int_equal(call(a, "GET", "/api/cle", AUTH(KEY_CHIEF), STR_NONE).status, 200);
    /* false keys: from one address only */
#define FROM "X-Forwarded-For: 2001:db8::1\r\n"
    for (n = 0; n < 60; n++)
        assert_int_equal(call(a, "GET", "/api/cle", FROM AUTH(KEY_UNKNOWN), STR_NONE).status, 401);
    assert_int_equal(call(a, "GET", "/api/cle", FROM AUTH(KEY_UNKNOWN), STR_NONE).status, 429);
    assert_int_equal(call(a, "GET", "/api/cle", "X-Forwarded-For: 192.0.2.1\r\n" AUTH(KEY_CHIEF), STR_NONE).status,
        200);
    quotas_free(quotas);
    quotas = NULL;
}

static void a_signature_is_asked(void **state)
{
    ARENA a = arena_new(16 * MIB);
    static int64_t at = 1795435200;
    Writer *writer = NULL;
    const Str body = S("{\"n\":1}");
    Str mac = signature_write(a, SIGNATURE_BODY, S("partage"), 0, body);
    Str foreign = signature_write(a, SIGNATURE_BODY, S("d’un autre"), 0, body);
    Str good = str_format(a, "Content-Type: application/json\r\nX-Lapin-Signature: %.*s\r\n", STR_ARG(mac));
    Str bad = str_format(a, "Content-Type: application/json\r\nX-Lapin-Signature: %.*s\r\n", STR_ARG(foreign));
    DB db = NULL;
    Str message;
    Str url = str_join(a, (Str[]){ S("sqlite:"), test_dir(state), S("/x.db") }, 3, S(""));
    assert_ok(db_open(a, url, DB_WRITE, &db, &message));
    assert_ok(writer_inline(db, &writer));
    const App app = { .clock = clock_fixed(&at),
        .slices = slices,
        .keys = test_keys(),
        .random = test_random(),
        .writer = writer,
        .signature = signature };
#define SEND(headers, to, what) http_call(&app, NULL, a, "POST", "/api/message/" to, headers, what)
    assert_int_equal(SEND(NULL, "mairie", body).status, 401);
    HttpAnswer h = SEND(bad.p, "mairie", body);
    assert_int_equal(h.status, 401);
    assert_true(str_has(h.body, S("n’est pas celle d’un expéditeur connu")));
    assert_int_equal(SEND(good.p, "autre", body).status, 401);
    assert_int_equal(SEND(good.p, "mairie", S("{\"n\":2}")).status, 401);
    assert_int_equal(SEND(good.p, "mairie", body).status, 200);
    h = SEND(good.p, "mairie", body);
    assert_int_equal(h.status, 409);
    assert_true(str_has(h.body, S("déjà été reçu")));
    writer_free(writer);
}

static void counts_are_kept_apart(void **state)
{
    Quotas *q = quotas_new(8);
    assert_int_equal(quota_take(q, S("a"), S("x"), 100, 1, 10), 0);
    assert_int_equal(quota_take(q, S("a"), S("x"), 103, 1, 10), 7);
    assert_int_equal(quota_left(q, S("a"), S("x"), 103, 1, 10), 7);
    assert_int_equal(quota_left(q, S("a"), S("y"), 103, 1, 10), 0);
    assert_int_equal(quota_take(q, S("b"), S("x"), 103, 1, 10), 0);
    assert_int_equal(quota_take(q, S("a"), S("x"), 110, 1, 10), 0);
    assert_int_equal(quota_take(q, S("a"), STR_NONE, 110, 0, 10), 0);
    assert_int_equal(quota_take(NULL, S("a"), S("x"), 110, 0, 10), 0);
    /* a full table forgets the oldest, and refuses nobody for others */
    for (char c = 'c'; c <= 'z'; c++)
        assert_int_equal(quota_take(q, S("n"), str_of(&c, 1), 110 + c, 1, 1000), 0);
    assert_true(quota_take(q, S("n"), S("z"), 300, 1, 1000) > 0);
    /* one network of IPv6, whatever the address in it */
    static const char one[16] = { 0x20, 1, 0xd, (char)0xb8, 0, 0, 0, 1, 1 },
                      two[16] = { 0x20, 1, 0xd, (char)0xb8, 0, 0, 0, 1, 2 };
    assert_int_equal(quota_take(q, S("v6"), str_of(one, 16), 400, 1, 10), 0);
    assert_int_equal(quota_take(q, S("v6"), str_of(two, 16), 400, 1, 10), 10);
    quotas_free(q);
}

int main(void)
{
    lea = test_session(&(Acteur){ .personne_id = 1, .role = ROLE_CHIEF, .nom = S("Léa") });
    max = test_session(&(Acteur){ .personne_id = 2, .role = ROLE_READER, .nom = S("Max") });
    static const struct CMUnitTest all[] = {
        cmocka_unit_test(a_session_is_asked),
        cmocka_unit_test(a_role_is_asked),
        cmocka_unit_test(faults_are_told_to_who_may_hear_them),
        cmocka_unit_test(a_change_carries_the_token_of_its_session),
        cmocka_unit_test(a_form_without_account_has_its_cookie),
        cmocka_unit_test(a_form_without_account_has_its_pace),
        cmocka_unit_test(a_key_is_asked),
        cmocka_unit_test(only_what_is_open_is_for_other_sites),
        cmocka_unit_test(programs_have_their_pace),
        cmocka_unit_test(a_signature_is_asked),
        cmocka_unit_test(counts_are_kept_apart),
    };
    return SUITE_MAIN("http_acces", false, all);
}
