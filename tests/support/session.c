// SPDX-License-Identifier: AGPL-3.0-or-later
#include "support/session.h"

#include <stdio.h>
#include <string.h>

#include "core/auth/csrf.h"
#include "core/auth/machine.h"
#include "support/suite.h"

#define COOKIE "Cookie: session="
enum { SESSIONS_MAX = 512, SECRET_N = 43, COOKIE_N = sizeof COOKIE - 1, AGE_S = 60 };

static struct {
    Acteur acteur;
    char line[COOKIE_N + SECRET_N + sizeof "\r\n"];
} sessions[SESSIONS_MAX];
static size_t sessions_n;

const char *test_session(const Acteur *acteur)
{
    assert_true(sessions_n < SESSIONS_MAX);
    size_t i = sessions_n++;
    char secret[SECRET_N + 1] = { 0 };             /* 43 characters of base64url, as token_new makes */
    memset(secret, 'A', SECRET_N);
    secret[0] = (char)('A' + i / 26);
    secret[1] = (char)('A' + i % 26);
    sessions[i].acteur = *acteur;
    snprintf(sessions[i].line, sizeof sessions[i].line, COOKIE "%s\r\n", secret);
    return sessions[i].line;
}

Err test_gate(Req *r, Str secret, Acteur *ret)
{
    (void)r;
    for (size_t i = 0; i < sessions_n; i++) {
        if (!str_eq(secret, str_of(sessions[i].line + COOKIE_N, SECRET_N)))
            continue;
        *ret = sessions[i].acteur;
        return OK;
    }
    return ERR_UNAUTHENTICATED;
}

Str test_key_header(Arena *a, const char *session)
{
    Str secret = str_slice(str_from(session), COOKIE_N, COOKIE_N + SECRET_N);
    return str_format(a, "Authorization: Bearer " BEARER_PREFIX "%.*s\r\n", STR_ARG(secret));
}

Err test_bearer(Req *r, Str token, Acteur *ret)
{
    TRY(test_gate(r, str_slice(token, sizeof BEARER_PREFIX - 1, token.n), ret));
    ret->programme = S("cle:ESSAI");
    return OK;
}

const Keys *test_keys(void)
{
    static Keys keys;
    keys_derive((const uint8_t[KEY_BYTES]){ 28 }, &keys);
    return &keys;
}

Random test_random(void)
{
    static RandomSeed seed = { .seed = 28 };
    return random_seeded(&seed);
}

const char *test_form_cookie(void)
{
    return "Cookie: formulaire=FFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFA\r\n";
}

Str test_token(const App *app, Arena *a, const char *cookie)
{
    Str line = str_trim(str_from(cookie));
    Str secret = str_slice(line, str_find_char(line, 0, '=') + 1, line.n);
    assert_int_equal(secret.n, SECRET_N);
    return csrf_mask(a, csrf_token(app->keys->forms, secret), clock_now(app->clock) - AGE_S, app->random);
}

static Str between(Str s, Str before, Str after)
{
    size_t at = str_find(s, 0, before);
    if (at >= s.n)
        return STR_NONE;
    Str rest = str_slice(s, at + before.n, s.n);
    return str_slice(rest, 0, str_find(rest, 0, after));
}

Str test_field(Str page, const char *name)
{
    char quoted[64];
    int n = snprintf(quoted, sizeof quoted, "name=\"%s\"", name);
    size_t at = str_find(page, 0, str_of(quoted, (size_t)n));
    return at >= page.n ? STR_NONE : between(str_slice(page, at, page.n), S("value=\""), S("\""));
}

HttpAnswer test_post(const App *app, Db *db, Arena *a, const char *session, const char *page, const char *target,
    const char *body)
{
    int64_t opened = clock_now(app->clock) - AGE_S;
    App before = *app;
    before.clock = clock_fixed(&opened); /* some forms are not taken before one could read them */
    HttpAnswer h = http_call(&before, db, a, "GET", page, session, STR_NONE);
    assert_int_equal(h.status, 200);
    Str token = test_field(h.body, "jeton");
    if (str_is_none(token))
        fail_msg("%s: aucun jeton dans la page", page);
    Str cookie = http_answer_header(&h, "Set-Cookie");
    Str headers = str_from(session ? session : "");
    if (str_starts(cookie, S("formulaire=")))
        headers = str_format(a, "Cookie: %.*s\r\n", STR_ARG(str_slice(cookie, 0, str_find_char(cookie, 0, ';'))));
    Str sent = str_format(a, "%s%sjeton=%.*s", body, *body ? "&" : "", STR_ARG(token));
    return http_call(app, db, a, "POST", target, headers.p, sent);
}
