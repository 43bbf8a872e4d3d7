// SPDX-License-Identifier: AGPL-3.0-or-later
/* What the page without network asks of the server: who is there, a record written once, what is refused and why. */
#include <string.h>

#include "core/http/asset.h"
#include "core/slice.h"
#include "domain/activites/activites.h"
#include "domain/administration/administration_test.h"
#include "domain/horsligne/horsligne.h"
#include "web/assets.h"

static const Slice *const table[] = { &slice_activites, &slice_horsligne, NULL };

enum { SCRIPTS_MAX_GZ = 15 * 1000, KEY_TEXT = 44, QUI_TEXT = 32 };

static World *horsligne_new(void **state)
{
    World *w = world_new(state);
    w->app.slices = table;
    return w;
}
#define HORSLIGNE WORLD

static const char *session_of(World *w, const Personne *p, const Structure *s)
{
    return world_session(w, p->id, ROLE_RANG_MEDIATEUR, PORTEE_STRUCTURE, s->uid);
}

/* A string member of a JSON answer. */
static const char *member(World *w, const HttpAnswer *h, const char *name)
{
    Str key = str_format(w->a, "\"%s\":\"", name);
    size_t from = str_find(h->body, 0, key);
    assert_true(from < h->body.n);
    size_t start = from + key.n, end = str_find_char(h->body, start, '"');
    return str_format(w->a, "%.*s", STR_ARG(str_slice(h->body, start, end))).p;
}

static HttpAnswer send_as(World *w, const char *session, const char *qui, const char *cle, const char *body)
{
    HttpAnswer me = http_call(&w->app, w->db, w->a, "GET", "/hors-ligne/moi", session, STR_NONE);
    Str headers = str_format(w->a, "%sIdempotency-Key: %s\r\nX-Fiche-De: %s\r\n", session, cle, qui);
    Str text = str_format(w->a, "%s&jeton=%s", body, member(w, &me, "jeton"));
    return http_call(&w->app, w->db, w->a, "POST", "/hors-ligne/envoi", headers.p, text);
}

static const char *qui_of(World *w, const char *session)
{
    HttpAnswer h = http_call(&w->app, w->db, w->a, "GET", "/hors-ligne/moi", session, STR_NONE);
    assert_int_equal(h.status, 200);
    return member(w, &h, "qui");
}

static int64_t recorded(World *w)
{
    const ActiviteLigne *l;
    const ActiviteRecherche all = { .type = -1, .dispositif = -1, .theme = -1 };
    size_t n = 0;
    int64_t total = 0;
    assert_ok(activites_lister(w->db, w->a, NULL, &all, 1, &l, &n, &total));
    return total;
}

static const char *body_of(World *w, const Structure *s, const char *more)
{
    return str_format(w->a,
        "structure=%.*s&type=individuel&themes=email|sante&duree=30&jour=2026-11-20&dispositif=autre%s",
        STR_ARG(s->uid), more)
        .p;
}

/* ---- tests ---- */

static void the_shell_is_the_same_for_everybody(void **state)
{
    HORSLIGNE w = horsligne_new(state);
    HttpAnswer shown = get(w, NULL, "/hors-ligne"), mine = get(w, session_of(w, &w->tom, &w->voves), "/hors-ligne");
    assert_int_equal(shown.status, 200);
    assert_str_equal(shown.body, mine.body);
    has(&shown, "manifest");
    HttpAnswer h = get(w, NULL, "/hors-ligne/application.webmanifest");
    assert_int_equal(h.status, 200);
    has(&h, "\"scope\":\"/hors-ligne\"");
    h = get(w, NULL, "/hors-ligne/moi");
    assert_int_equal(h.status, 401);
}

static void each_has_her_own_key(void **state)
{
    HORSLIGNE w = horsligne_new(state);
    const char *tom = session_of(w, &w->tom, &w->voves), *zoe = session_of(w, &w->zoe, &w->voves);
    HttpAnswer first = get(w, tom, "/hors-ligne/moi"), again = get(w, tom, "/hors-ligne/moi");
    HttpAnswer other = get(w, zoe, "/hors-ligne/moi");
    assert_int_equal(strlen(member(w, &first, "cle")), KEY_TEXT);
    assert_int_equal(strlen(member(w, &first, "qui")), QUI_TEXT);
    assert_string_equal(member(w, &first, "cle"), member(w, &again, "cle"));
    assert_string_equal(member(w, &first, "qui"), member(w, &again, "qui"));
    assert_string_not_equal(member(w, &first, "cle"), member(w, &other, "cle"));
    assert_string_not_equal(member(w, &first, "qui"), member(w, &other, "qui"));
    assert_str_equal(http_answer_header(&first, "Cache-Control"), S("no-store"));
    has(&first, "Maison du numérique");
    has_not(&first, "derniere");
}

static void sent_twice_is_written_once(void **state)
{
    HORSLIGNE w = horsligne_new(state);
    const char *tom = session_of(w, &w->tom, &w->voves), *qui = qui_of(w, tom),
               *cle = "aaaaaaaa-0000-4000-8000-000000000001";
    HttpAnswer first = send_as(w, tom, qui, cle, body_of(w, &w->voves, ""));
    assert_int_equal(first.status, 201);
    HttpAnswer h = send_as(w, tom, qui, cle, body_of(w, &w->voves, "")); /* the answer was lost */
    assert_int_equal(h.status, 200);
    has(&h, "\"deja\":true");
    assert_string_equal(member(w, &h, "fiche"), member(w, &first, "fiche"));
    assert_int_equal(recorded(w), 1);
    h = get(w, tom, "/hors-ligne/moi");
    has(&h, "\"themes\":\"email|sante\"");
    assert_int_equal(send_as(w, tom, qui, "court", body_of(w, &w->voves, "")).status, 400);
    assert_int_equal(recorded(w), 1);
}

static void two_contents_are_shown_and_not_guessed(void **state)
{
    HORSLIGNE w = horsligne_new(state);
    const char *tom = session_of(w, &w->tom, &w->voves), *qui = qui_of(w, tom),
               *cle = "aaaaaaaa-0000-4000-8000-000000000001";
    HttpAnswer first = send_as(w, tom, qui, cle, body_of(w, &w->voves, ""));
    const char *uid = member(w, &first, "fiche");
    HttpAnswer h = send_as(w, tom, qui, cle, body_of(w, &w->voves, "&note=autre"));
    assert_int_equal(h.status, 409);
    has(&h, "\"conflit\":\"contenu\"");
    has(&h, "\"version\":1");
    assert_string_equal(member(w, &h, "fiche"), uid);
    const char *replaced = str_format(w->a, "%s&note=autre&fiche=%s&version=1", body_of(w, &w->voves, ""), uid).p;
    const char *second = "aaaaaaaa-0000-4000-8000-000000000002";
    assert_int_equal(send_as(w, tom, qui, second, replaced).status, 201);
    h = send_as(w, tom, qui, second, replaced);    /* lost again: not replaced twice */
    assert_int_equal(h.status, 200);
    assert_int_equal(recorded(w), 1);
    h = send_as(w, tom, qui, "aaaaaaaa-0000-4000-8000-000000000003", replaced); /* version 1 is no more */
    assert_int_equal(h.status, 409);
    has(&h, "\"version\":2");
    post(w, tom, "/activites/supprimer", str_format(w->a, "fiche=%s", uid).p);
    h = send_as(w, tom, qui, cle, body_of(w, &w->voves, "&note=encore"));
    assert_int_equal(h.status, 409);
    has(&h, "\"conflit\":\"supprimee\"");
}

static void never_as_somebody_else(void **state)
{
    HORSLIGNE w = horsligne_new(state);
    const char *tom = session_of(w, &w->tom, &w->voves), *zoe = session_of(w, &w->zoe, &w->brou);
    const char *cle = "aaaaaaaa-0000-4000-8000-000000000001";
    HttpAnswer h = send_as(w, zoe, qui_of(w, tom), cle, body_of(w, &w->brou, "")); /* another one has signed in */
    assert_int_equal(h.status, 409);
    has(&h, "\"conflit\":\"personne\"");
    h = send_as(w, zoe, qui_of(w, zoe), cle, body_of(w, &w->voves, "")); /* with another role */
    assert_int_equal(h.status, 409);
    has(&h, "\"conflit\":\"structure\"");
    assert_int_equal(recorded(w), 0);
    Str headers = str_format(w->a, "%sIdempotency-Key: %s\r\nX-Fiche-De: %s\r\n", tom, cle, qui_of(w, tom));
    h = http_call(&w->app, w->db, w->a, "POST", "/hors-ligne/envoi", headers.p, str_from(body_of(w, &w->voves, "")));
    assert_int_equal(h.status, 403);               /* without the form's token */
    assert_int_equal(recorded(w), 0);
}

static void what_is_wrong_is_told_by_field(void **state)
{
    HORSLIGNE w = horsligne_new(state);
    const char *tom = session_of(w, &w->tom, &w->voves), *qui = qui_of(w, tom),
               *cle = "aaaaaaaa-0000-4000-8000-000000000001";
    HttpAnswer h = send_as(w, tom, qui, cle,
        str_format(w->a, "structure=%.*s&type=individuel&themes=email&duree=30&jour=2026-11-24&dispositif=autre",
            STR_ARG(w->voves.uid))
            .p);                                   /* a clock one day ahead */
    assert_int_equal(h.status, 422);
    has(&h, "\"champ\":\"jour\"");
    has(&h, "à venir");
    h = send_as(w, tom, qui, cle, body_of(w, &w->voves, "&carte=ABCD"));
    assert_int_equal(h.status, 422);
    has(&h, "\"champ\":\"carte\"");
    assert_int_equal(recorded(w), 0);
    h = send_as(w, tom, qui, cle, body_of(w, &w->voves, "")); /* corrected, under the same key */
    assert_int_equal(h.status, 201);
    assert_int_equal(recorded(w), 1);
}

/* The scripts are ours, with no library: they stay small. */
static void the_scripts_stay_small(void **state)
{
    (void)state;
    static const char *const names[] = { "horsligne.js", "horsligne-envoi.js", "horsligne-file.js", "horsligne-fin.js",
        "horsligne-service.js" };
    size_t total = 0, found = 0;
    for (const Asset *x = assets; x->url; x++)
        for (size_t i = 0; i < sizeof names / sizeof *names; i++)
            if (strcmp(x->name, names[i]) == 0) {
                total += x->gzip.p ? x->gzip.n : x->raw.n;
                found++;
            }
    assert_int_equal(found, sizeof names / sizeof *names);
    print_message("scripts without network: %zu bytes\n", total);
    assert_true(total <= SCRIPTS_MAX_GZ);
}

int main(void)
{
    const struct CMUnitTest all[] = {
        cmocka_unit_test(the_shell_is_the_same_for_everybody),
        cmocka_unit_test(each_has_her_own_key),
        cmocka_unit_test(sent_twice_is_written_once),
        cmocka_unit_test(two_contents_are_shown_and_not_guessed),
        cmocka_unit_test(never_as_somebody_else),
        cmocka_unit_test(what_is_wrong_is_told_by_field),
        cmocka_unit_test(the_scripts_stay_small),
    };
    return SUITE_MAIN("horsligne", true, all);
}
