// SPDX-License-Identifier: AGPL-3.0-or-later
/* What a right asks before the handler runs: a session, a role, the token of a form. */
#include <string.h>

#include "core/auth/csrf.h"
#include "core/http/inproc.h"
#include "core/http/req.h"
#include "core/slice.h"
#include "support/session.h"
#include "support/suite.h"

enum { ROLE_READER = 1, ROLE_CHIEF = 2 };

static const Right right_chief = { "essai.diriger", "Diriger", PROOF_SESSION, ROLE_CHIEF };

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
    { 0 },
};
static const Slice slice = { .name = "essai", .routes = routes };
static const Slice *const slices[] = { &slice, NULL };

#define OLD "OLDOLDOLDOLDOLDOLDOLDOLDOLDOLDOLDOLDOLDOLDA"

static const char *lea, *max;                      /* header lines of their sessions */

static HttpAnswer call(Arena *a, const char *method, const char *target, const char *headers, Str body)
{
    static int64_t now = 1795435200;
    const App app = { .clock = clock_fixed(&now),
        .slices = slices,
        .keys = test_keys(),
        .random = test_random(),
        .gate = test_gate,
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
    };
    return SUITE_MAIN("http_acces", false, all);
}
