// SPDX-License-Identifier: AGPL-3.0-or-later
/* The doors as somebody walks through them: pages, cookies, mails read out of the jobs; then every way to be refused. */
#include <jansson.h>
#include <stdio.h>
#include <string.h>

#include "core/auth/base32.h"
#include "core/auth/password.h"
#include "core/json/json.h"
#include "domain/connexion/connexion_test.h"
#include "domain/journal/journal.h"

/* ---- the mails that wait ---- */

static const SqlColumn payload_column[] = { { "payload", SQL_STR, false } };
static const SqlQuery last_job = { .name = "essai_job",
    .text = { "SELECT payload FROM job WHERE kind = 'courriel.envoyer' ORDER BY job_id DESC LIMIT 1",
        "SELECT payload FROM job WHERE kind = 'courriel.envoyer' ORDER BY job_id DESC LIMIT 1" },
    .shape = SQL_ONE,
    .n_cols = 1,
    .cols = payload_column };

typedef struct Lettre {
    Str adresse, texte, lien, code;
} Lettre;

static Lettre last_mail(Monde *m)
{
    SqlValue v = { 0 };
    Str sealed, message;
    JsonValue *json = NULL;
    bool found = false;
    assert_ok(db_row(m->db, m->a, &last_job, NULL, &v, &found));
    assert_true(found);
    assert_false(str_has(v.s, S("exemple"))); /* sealed */
    assert_true(base64url_decode(m->a, v.s, MIB, &sealed));
    Str plain = key_open(m->a, test_keys()->box, S("courriel"), sealed);
    assert_ok(json_read(m->a, plain, (JsonLimits){ MIB, 3, false }, &json, &message));
    Lettre l = { .adresse = str_dup(m->a, str_from(json_string_value(json_object_get(json, "adresse")))),
        .texte = str_dup(m->a, str_from(json_string_value(json_object_get(json, "texte")))) };
    json_value_free(json);
    size_t at = str_find(l.texte, 0, S("/connexion/lien/"));
    l.lien = str_dup(m->a, str_slice(l.texte, at, at + 16 + TOKEN_LENGTH));
    at = str_find(l.texte, 0, S("la demande\u00A0:\n"));
    l.code = str_dup(m->a, str_slice(l.texte, at + 14, at + 23));
    return l;
}

static Str totp_now(Monde *m, Str secret)
{
    char code[9];
    assert_ok(totp_code(totp_application, secret, totp_counter(totp_application, m->now), code));
    return str_dup(m->a, str_from(code));
}

/* The secret as the page gives it to be typed. */
static Str secret_of(Monde *m, Str body)
{
    size_t at = str_find(body, 0, S("class=\"cle\">"));
    Str key = str_slice(body, at + 12, str_find(body, at, S("</code>"))), secret;
    assert_true(base32_decode(m->a, key, 64, &secret));
    return secret;
}

/* From an address to the second step. */
static void first_proof(Navigateur *n)
{
    HttpAnswer h = post(n, "/connexion?retour=%2Fdirection", "/connexion",
        "courriel=Lea%40exemple.fr&retour=%2Fdirection");
    assert_str_equal(location(&h), S("/connexion/code"));
    Lettre l = last_mail(n->m);
    h = post(n, "/connexion/code", "/connexion/code", str_format(n->m->a, "code=%.*s", STR_ARG(l.code)).p);
    assert_str_equal(location(&h), S("/connexion/second"));
}

/* Signed in for the first time; the secret of the application comes back. */
static Str enrol(Navigateur *n)
{
    first_proof(n);
    HttpAnswer h = get(n, "/connexion/second");
    assert_int_equal(h.status, 200);
    assert_true(str_has(h.body, S("class=\"qr\"")));
    assert_str_equal(http_answer_header(&h, "Cache-Control"), S("no-store"));
    Str secret = secret_of(n->m, h.body);
    h = post(n, "/connexion/second", "/connexion/second",
        str_format(n->m->a, "moyen=application&code=%.*s", STR_ARG(totp_now(n->m, secret))).p);
    assert_str_equal(location(&h), S("/direction"));
    assert_int_equal(n->session.n, TOKEN_LENGTH);
    return secret;
}

/* ---- the way in ---- */

static void by_mail_and_application(void **state)
{
    Monde m;
    monde(state, &m);
    Navigateur n = { .m = &m };
    HttpAnswer h = get(&n, "/espace");
    assert_str_equal(location(&h), S("/connexion?retour=%2Fespace"));
    Str secret = enrol(&n);
    h = get(&n, "/direction");
    assert_int_equal(h.status, 200);
    assert_str_equal(h.body, S("Léa Martin"));
    /* again, elsewhere: the application is known, its secret is shown no more */
    Navigateur other = { .m = &m };
    m.now += 120;
    first_proof(&other);
    h = get(&other, "/connexion/second");
    assert_false(str_has(h.body, S("class=\"cle\"")));
    h = post(&other, "/connexion/second", "/connexion/second",
        str_format(m.a, "moyen=application&code=%.*s&partage=1", STR_ARG(totp_now(&m, secret))).p);
    assert_str_equal(location(&h), S("/direction"));
    assert_true(str_has(h.headers, S("session=")));
    assert_int_equal(other.appareil.n, 0); /* a shared computer is not remembered */
    fin(&m);
}

static void a_link_waits_for_its_button(void **state)
{
    Monde m;
    monde(state, &m);
    Navigateur n = { .m = &m }, scanner = { .m = &m }, other = { .m = &m };
    post(&n, "/connexion", "/connexion", "courriel=lea%40exemple.fr");
    Lettre l = last_mail(&m);
    assert_str_equal(l.adresse, S("lea@exemple.fr"));
    for (int i = 0; i < 3; i++)
        assert_int_equal(get(&scanner, l.lien.p).status, 200);
    HttpAnswer h = post(&other, l.lien.p, l.lien.p, "");
    assert_str_equal(location(&h), S("/connexion/second"));
    assert_true(str_has(get(&other, "/connexion/second").body, S("Protéger votre compte")));
    /* replayed: in the same browser, in another one, and its code too */
    h = get(&n, l.lien.p);
    assert_int_equal(h.status, 403);
    assert_true(str_has(h.body, S("a déjà servi")) && str_has(h.body, S("href=\"/connexion\"")));
    h = post(&scanner, "/connexion", l.lien.p, "");
    assert_int_equal(h.status, 403);
    h = post(&n, "/connexion", "/connexion/code", str_format(m.a, "code=%.*s", STR_ARG(l.code)).p);
    assert_int_equal(h.status, 403);
    fin(&m);
}

static void what_has_waited_too_long_is_refused(void **state)
{
    Monde m;
    monde(state, &m);
    Navigateur n = { .m = &m };
    post(&n, "/connexion", "/connexion", "courriel=lea%40exemple.fr");
    Lettre l = last_mail(&m);
    m.now += CONNEXION_S - 1;
    assert_int_equal(get(&n, l.lien.p).status, 200);
    m.now += 1;
    HttpAnswer h = get(&n, l.lien.p);
    assert_int_equal(h.status, 403);
    assert_true(str_has(h.body, S("a dépassé son temps")));
    assert_int_equal(post(&n, "/connexion", l.lien.p, "").status, 403);
    assert_int_equal(post(&n, "/connexion", "/connexion/code", str_format(m.a, "code=%.*s", STR_ARG(l.code)).p).status,
        403);
    assert_int_equal(get(&n, "/connexion/second").status, 403);
    assert_int_equal(get(&n, "/connexion/lien/court").status, 403);
    fin(&m);
}

static void a_code_serves_its_own_browser(void **state)
{
    Monde m;
    monde(state, &m);
    Navigateur n = { .m = &m }, thief = { .m = &m };
    post(&n, "/connexion", "/connexion", "courriel=lea%40exemple.fr");
    Lettre l = last_mail(&m);
    const char *body = str_format(m.a, "code=%.*s", STR_ARG(l.code)).p;
    assert_int_equal(post(&thief, "/connexion", "/connexion/code", body).status, 403);
    HttpAnswer h = post(&n, "/connexion/code", "/connexion/code", "code=abc");
    assert_int_equal(h.status, 400);
    assert_true(str_has(h.body, S("8 chiffres")));
    for (int i = 0; i < CONNEXION_ESSAIS - 1; i++) {
        h = post(&n, "/connexion/code", "/connexion/code", "code=00000000");
        assert_int_equal(h.status, 400);
    }
    h = post(&n, "/connexion/code", "/connexion/code", "code=00000000");
    assert_int_equal(h.status, 403);
    assert_true(str_has(h.body, S("Trop d’essais")));
    assert_int_equal(post(&n, "/connexion/code", "/connexion/code", body).status, 403);
    fin(&m);
}

/* The same pages, the same cookies, the same jobs: nothing says who has an account. */
static void nobody_is_told_who_exists(void **state)
{
    Monde m;
    monde(state, &m);
    Navigateur n = { .m = &m };
    HttpAnswer h = post(&n, "/connexion", "/connexion", "courriel=inconnu%40exemple.fr");
    assert_str_equal(location(&h), S("/connexion/code"));
    Lettre l = last_mail(&m);
    assert_int_equal(l.adresse.n, 0); /* thrown away by the job */
    h = post(&n, "/connexion/code", "/connexion/code", str_format(m.a, "code=%.*s", STR_ARG(l.code)).p);
    assert_int_equal(h.status, 400);
    assert_true(str_has(h.body, S("Vérifiez chaque chiffre")));
    assert_int_equal(get(&n, l.lien.p).status, 403);
    h = post(&n, "/connexion", "/connexion", "courriel=pas-une-adresse");
    assert_int_equal(h.status, 400);
    assert_true(str_has(h.body, S("pas-une-adresse")) && str_has(h.body, S("prenom.nom@exemple.fr")));
    h = post(&n, "/connexion", "/connexion", "courriel=");
    assert_int_equal(h.status, 400);
    fin(&m);
}

static void a_code_of_the_application_serves_once(void **state)
{
    Monde m;
    monde(state, &m);
    Navigateur n = { .m = &m }, other = { .m = &m };
    Str secret = enrol(&n);
    first_proof(&other);
    const char *body = str_format(m.a, "moyen=application&code=%.*s", STR_ARG(totp_now(&m, secret))).p;
    HttpAnswer h = post(&other, "/connexion/second", "/connexion/second", body);
    assert_int_equal(h.status, 400);
    assert_true(str_has(h.body, S("vient de servir")));
    m.now += 30;
    body = str_format(m.a, "moyen=application&code=%.*s", STR_ARG(totp_now(&m, secret))).p;
    h = post(&other, "/connexion/second", "/connexion/second", body);
    assert_int_equal(h.status, 303);
    h = post(&other, "/connexion", "/connexion/second", body); /* the way in is over */
    assert_int_equal(h.status, 403);
    fin(&m);
}

static void paper_replaces_a_telephone(void **state)
{
    Monde m;
    monde(state, &m);
    Navigateur n = { .m = &m };
    first_proof(&n);
    HttpAnswer h = post(&n, "/connexion/second", "/connexion/liste", "");
    assert_int_equal(h.status, 200);
    Str codes[CODES_IN_LIST], rest = h.body;
    for (int i = 0; i < CODES_IN_LIST; i++) {
        size_t at = str_find(rest, 0, S("<li><code>"));
        codes[i] = str_slice(rest, at + 10, at + 19);
        rest = str_slice(rest, at + 10, rest.n);
    }
    assert_true(str_find(rest, 0, S("<li><code>")) == rest.n);
    h = get(&n, "/connexion/second");
    assert_true(str_has(h.body, S("code n° 1")));
    assert_int_equal(post(&n, "/connexion/second", "/connexion/liste", "").status, 409);
    h = post(&n, "/connexion/second", "/connexion/second",
        str_format(m.a, "moyen=liste&code=%.*s", STR_ARG(codes[1])).p);
    assert_int_equal(h.status, 400); /* a good one, not the one asked for */
    h = post(&n, "/connexion/second", "/connexion/second",
        str_format(m.a, "moyen=liste&code=%.*s", STR_ARG(codes[0])).p);
    assert_int_equal(h.status, 303);
    Navigateur other = { .m = &m };
    first_proof(&other);
    assert_true(str_has(get(&other, "/connexion/second").body, S("code n° 2")));
    h = post(&other, "/connexion/second", "/connexion/second",
        str_format(m.a, "moyen=liste&code=%.*s", STR_ARG(codes[0])).p);
    assert_int_equal(h.status, 400);
    fin(&m);
}

static void recovery_codes_serve_once(void **state)
{
    Monde m;
    monde(state, &m);
    Navigateur n = { .m = &m };
    enrol(&n);
    const Str *codes = NULL;
    size_t count = 0;
    const Acteur lea = { .personne_id = m.lea.v };
    assert_ok(
        codes_renouveler(m.db, m.a, test_keys(), m.app.random, &lea, m.now, m.lea, CODES_SECOURS, &codes, &count));
    assert_int_equal(count, CODES_RECOVERY);
    const char *body = str_format(m.a, "moyen=secours&code=%.*s", STR_ARG(codes[3])).p;
    Navigateur one = { .m = &m }, two = { .m = &m };
    first_proof(&one);
    HttpAnswer h = get(&one, "/connexion/second");
    assert_true(str_has(h.body, S("moyen=secours")));
    assert_int_equal(post(&one, "/connexion/second?moyen=secours", "/connexion/second", body).status, 303);
    first_proof(&two);
    assert_int_equal(post(&two, "/connexion/second?moyen=secours", "/connexion/second", body).status, 400);
    fin(&m);
}

static void by_password(void **state)
{
    Monde m;
    monde(state, &m);
    Navigateur n = { .m = &m };
    Str secret = enrol(&n), hash;
    const Acteur lea = { .personne_id = m.lea.v };
    const PasswordCost cheap = { 1, 8 * 1024 };
    assert_ok(password_hash(m.a, cheap, S("le chat dort sur le toit"), &hash));
    assert_ok(mot_de_passe_changer(m.db, m.a, &lea, m.now, m.lea, hash));
    Navigateur o = { .m = &m };
    HttpAnswer h = post(&o, "/connexion/mot-de-passe", "/connexion/mot-de-passe",
        "courriel=lea%40exemple.fr&mot_de_passe=le+chat+dort");
    assert_int_equal(h.status, 400);
    assert_true(str_has(h.body, S("ne vont pas ensemble")) && !str_has(h.body, S("le chat dort")));
    h = post(&o, "/connexion/mot-de-passe", "/connexion/mot-de-passe",
        "courriel=x%40exemple.fr&mot_de_passe=le+chat+dort");
    assert_int_equal(h.status, 400);
    assert_true(str_has(h.body, S("ne vont pas ensemble")));
    h = post(&o, "/connexion/mot-de-passe", "/connexion/mot-de-passe",
        "courriel=lea%40exemple.fr&mot_de_passe=le+chat+dort+sur+le+toit&retour=%2F%2Fvoleur.example");
    assert_str_equal(location(&h), S("/connexion/second"));
    m.now += 30;
    h = post(&o, "/connexion/second", "/connexion/second",
        str_format(m.a, "moyen=application&code=%.*s", STR_ARG(totp_now(&m, secret))).p);
    assert_str_equal(location(&h), S("/espace")); /* never elsewhere */
    fin(&m);
}

/* A sign-in of Lea with her application, on her own computer or on a shared one. */
static void come_in(Navigateur *n, Str secret, bool partage)
{
    n->m->now += 60;
    n->session = STR_NONE;
    first_proof(n);
    n->m->now += 30;
    HttpAnswer h = post(n, "/connexion/second", "/connexion/second",
        str_format(n->m->a, "moyen=application&code=%.*s%s", STR_ARG(totp_now(n->m, secret)),
            partage ? "&partage=1" : "")
            .p);
    assert_str_equal(location(&h), S("/direction"));
}

static bool was_told(Monde *m)
{
    Lettre l = last_mail(m);
    return str_has(l.texte, S("un navigateur qui n’avait pas encore servi")) && str_eq(l.adresse, S("lea@exemple.fr"));
}

static void a_new_browser_is_told_by_mail(void **state)
{
    Monde m;
    monde(state, &m);
    Navigateur lea = { .m = &m }, thief = { .m = &m };
    const NavigateurLigne *known = NULL;
    size_t n = 0;
    Str secret = enrol(&lea);
    assert_false(was_told(&m)); /* she has just opened her account */
    Str cookie = lea.appareil;
    come_in(&lea, secret, false);
    assert_false(was_told(&m));
    assert_str_equal(lea.appareil, cookie);
    thief.agent = "Mozilla/5.0 (Windows NT 10.0) Chrome/126 Safari/537";
    come_in(&thief, secret, false);
    assert_true(was_told(&m));
    Lettre l = last_mail(&m);
    assert_true(
        str_has(l.texte, S("Chrome sur Windows")) && str_has(l.texte, S("https://essai.example/espace/securite")));
    come_in(&thief, secret, false);
    assert_false(was_told(&m)); /* told once */
    assert_ok(navigateurs_de(m.db, m.a, m.lea, &known, &n));
    assert_int_equal(n, 2);
    /* forgotten from the page of one's security: new again */
    HttpAnswer h = get(&lea, "/espace/securite");
    assert_true(
        str_has(h.body, S("Les navigateurs que le site reconnaît")) && str_has(h.body, S("Chrome sur Windows")));
    Str body = str_format(m.a, "navigateur=%lld", (long long)known[0].id);
    h = post(&lea, "/espace/securite", "/espace/securite/oublier", body.p);
    assert_str_equal(location(&h), S("/espace/securite?fait=oublie"));
    come_in(&thief, secret, false);
    assert_true(was_told(&m));
    /* a year without coming back */
    m.now += NAVIGATEUR_S;
    come_in(&lea, secret, false);
    assert_true(was_told(&m));
    fin(&m);
}

/* A shared computer keeps nothing; the same one, day after day, is told once; elsewhere is told again. */
static void a_shared_computer_is_not_told_each_day(void **state)
{
    Monde m;
    monde(state, &m);
    Navigateur lea = { .m = &m, .adresse = "192.0.2.7" };
    Str secret = enrol(&lea);
    Navigateur library = { .m = &m, .adresse = "198.51.100.7" };
    come_in(&library, secret, true);
    assert_int_equal(library.appareil.n, 0);
    assert_true(was_told(&m));
    for (int day = 0; day < 5; day++) {
        Navigateur again = { .m = &m, .adresse = "198.51.100.250" }; /* the same network, another machine of the row */
        m.now += 24 * 3600;
        come_in(&again, secret, true);
        assert_false(was_told(&m));
    }
    Navigateur elsewhere = { .m = &m, .adresse = "203.0.113.9" };
    come_in(&elsewhere, secret, true); /* ticking the box hides nobody */
    assert_true(was_told(&m));
    Navigateur own = { .m = &m, .adresse = "198.51.100.7" };
    come_in(&own, secret, false);
    assert_true(was_told(&m));
    m.now += NAVIGATEUR_PARTAGE_S;
    Navigateur later = { .m = &m, .adresse = "198.51.100.7" };
    come_in(&later, secret, true);
    assert_true(was_told(&m));
    fin(&m);
}

/* Two people at one computer of their own: each is known there, none hears of the other. */
static void a_browser_is_known_for_each_account(void **state)
{
    Monde m;
    monde(state, &m);
    PersonneId max;
    Personne p;
    Navigateur both = { .m = &m };
    bool known = true, nouveau = false;
    Str secret = enrol(&both), cookie = both.appareil, given = STR_NONE;
    assert_ok(personne_creer(m.db, m.a, NULL, NOW, m.app.random, S("max@exemple.fr"), S("Petit"), S("Max"), &max));
    const Visite v = { .db = m.db, .a = m.a, .app = &m.app, .now = m.now, .appareil = cookie, .agent = S("Firefox/1") };
    assert_ok(navigateur_connu(&v, S("max@exemple.fr"), &known));
    assert_false(known);
    assert_ok(personne_par_id(m.db, m.a, max, &p));
    assert_ok(navigateur_noter(&v, &p, false, &nouveau, &given));
    assert_true(nouveau && str_eq(given, cookie));
    assert_ok(navigateur_connu(&v, S("max@exemple.fr"), &known));
    assert_true(known);
    come_in(&both, secret, false);
    assert_false(was_told(&m));
    fin(&m);
}

/* Guessing becomes slow; whoever has signed in from her own browser is not slowed by it. */
static void waits_grow_and_turn_against_nobody(void **state)
{
    Monde m;
    monde(state, &m);
    Navigateur lea = { .m = &m }, thief = { .m = &m };
    Str hash;
    enrol(&lea);
    const Acteur who = { .personne_id = m.lea.v };
    assert_ok(password_hash(m.a, (PasswordCost){ 1, 8 * 1024 }, S("le chat dort sur le toit"), &hash));
    assert_ok(mot_de_passe_changer(m.db, m.a, &who, m.now, m.lea, hash));
    HttpAnswer h = { 0 };
    for (int i = 0; i < 12; i++)
        h = post(&thief, "/connexion/mot-de-passe", "/connexion/mot-de-passe",
            "courriel=lea%40exemple.fr&mot_de_passe=x");
    assert_int_equal(h.status, 429);
    assert_true(str_has(h.body, S("Réessayez dans")));
    assert_false(str_is_none(http_answer_header(&h, "Retry-After")));
    h = post(&thief, "/connexion/mot-de-passe", "/connexion/mot-de-passe",
        "courriel=lea%40exemple.fr&mot_de_passe=le+chat+dort+sur+le+toit");
    assert_int_equal(h.status, 429); /* even with the good one */
    assert_int_equal(get(&lea, "/espace").status, 200);
    lea.session = STR_NONE;
    h = post(&lea, "/connexion/mot-de-passe", "/connexion/mot-de-passe",
        "courriel=lea%40exemple.fr&mot_de_passe=le+chat+dort+sur+le+toit");
    assert_str_equal(location(&h), S("/connexion/second"));
    thief.appareil = lea.appareil; /* for another account, it is worth nothing */
    for (int i = 0; i < 12; i++)
        h = post(&thief, "/connexion/mot-de-passe", "/connexion/mot-de-passe",
            "courriel=max%40exemple.fr&mot_de_passe=x");
    assert_int_equal(h.status, 429);
    m.now += 24 * 3600 + 1;
    h = post(&thief, "/connexion/mot-de-passe", "/connexion/mot-de-passe",
        "courriel=lea%40exemple.fr&mot_de_passe=le+chat+dort+sur+le+toit");
    assert_int_equal(h.status, 303);
    fin(&m);
}

/* A stranger who fails all day, next to her on the same network, keeps Lea out of nothing. */
static void a_stranger_shuts_nobody_out(void **state)
{
    Monde m;
    monde(state, &m);
    Navigateur lea = { .m = &m }, thief = { .m = &m }, elsewhere = { .m = &m };
    Str secret = enrol(&lea);
    HttpAnswer h = { 0 };
    for (int i = 0; i < 20; i++)
        h = post(&thief, "/connexion/mot-de-passe", "/connexion/mot-de-passe",
            "courriel=lea%40exemple.fr&mot_de_passe=x");
    assert_int_equal(h.status, 429);
    for (int i = 0; i < 12; i++)
        h = post(&thief, "/connexion", "/connexion", "courriel=lea%40exemple.fr");
    assert_int_equal(h.status, 429);
    /* her own browser may ask for a mail; a new one has to wait for the mails, and then for nothing else */
    assert_int_equal(post(&lea, "/connexion", "/connexion", "courriel=lea%40exemple.fr").status, 303);
    assert_int_equal(post(&elsewhere, "/connexion", "/connexion", "courriel=lea%40exemple.fr").status, 429);
    m.now += 3600;
    first_proof(&elsewhere);
    h = post(&elsewhere, "/connexion/second", "/connexion/second",
        str_format(m.a, "moyen=application&code=%.*s", STR_ARG(totp_now(&m, secret))).p);
    assert_str_equal(location(&h), S("/direction"));
    fin(&m);
}

/* Each way in has a few tries, which new ways in do not give back. */
static void second_proofs_are_not_guessed(void **state)
{
    Monde m;
    monde(state, &m);
    Navigateur lea = { .m = &m }, thief = { .m = &m };
    enrol(&lea);
    HttpAnswer h = { 0 };
    first_proof(&thief);
    for (int i = 0; i < CONNEXION_ESSAIS; i++) {
        h = post(&thief, "/connexion/second", "/connexion/second", "moyen=application&code=abc");
        assert_int_equal(h.status, 400); /* not a code: not a try */
    }
    for (int i = 0; i < CONNEXION_ESSAIS; i++) {
        h = post(&thief, "/connexion/second", "/connexion/second", "moyen=application&code=000000");
        assert_int_equal(h.status, 400);
    }
    h = post(&thief, "/connexion/second", "/connexion/second", "moyen=application&code=000000");
    assert_int_equal(h.status, 403);
    assert_true(str_has(h.body, S("Trop d’essais")));
    first_proof(&thief);
    h = post(&thief, "/connexion/second", "/connexion/second", "moyen=application&code=000000");
    assert_int_equal(h.status, 400);
    h = post(&thief, "/connexion/second", "/connexion/second", "moyen=application&code=000000");
    assert_int_equal(h.status, 429);
    assert_int_equal(get(&lea, "/espace").status, 200);
    fin(&m);
}

/* ---- sessions ---- */

/* Signing in again ends the session that this browser had. */
static void a_new_session_replaces_the_old_one(void **state)
{
    Monde m;
    monde(state, &m);
    Navigateur n = { .m = &m };
    Str secret = enrol(&n);
    Navigateur before = n;
    m.now += 60;
    first_proof(&n);
    post(&n, "/connexion/second", "/connexion/second",
        str_format(m.a, "moyen=application&partage=1&code=%.*s", STR_ARG(totp_now(&m, secret))).p);
    assert_int_equal(get(&n, "/espace").status, 200);
    assert_int_equal(get(&before, "/espace").status, 303);
    fin(&m);
}

static void sessions_end(void **state)
{
    Monde m;
    monde(state, &m);
    Navigateur n = { .m = &m }, shared = { .m = &m };
    Str secret = enrol(&n);
    m.now += 60;
    first_proof(&shared);
    post(&shared, "/connexion/second", "/connexion/second",
        str_format(m.a, "moyen=application&partage=1&code=%.*s", STR_ARG(totp_now(&m, secret))).p);
    m.now += SESSION_REPOS_S - 1;
    assert_int_equal(get(&shared, "/espace").status, 200); /* seen: the rest begins again */
    m.now += SESSION_REPOS_S - 1;
    assert_int_equal(get(&shared, "/espace").status, 200);
    m.now += SESSION_REPOS_S;
    assert_int_equal(get(&shared, "/espace").status, 303);
    assert_int_equal(get(&n, "/espace").status, 200);
    m.now = NOW + SESSION_S - 1;
    assert_int_equal(get(&n, "/espace").status, 200);
    m.now++;
    assert_int_equal(get(&n, "/espace").status, 303);
    fin(&m);
}

static void leaving_leaves_nothing(void **state)
{
    Monde m;
    monde(state, &m);
    Navigateur n = { .m = &m }, other = { .m = &m };
    Str secret = enrol(&n);
    m.now += 60;
    first_proof(&other);
    post(&other, "/connexion/second", "/connexion/second",
        str_format(m.a, "moyen=application&code=%.*s", STR_ARG(totp_now(&m, secret))).p);
    const SessionLigne *l = NULL;
    size_t count = 0;
    assert_ok(sessions_de(m.db, m.a, m.now, m.lea, &l, &count));
    assert_int_equal(count, 2);
    assert_str_equal(l[0].appareil, S("Firefox sur Linux"));
    Navigateur stolen = n;
    HttpAnswer h = post(&n, "/connexion/role", "/deconnexion", "");
    assert_str_equal(location(&h), S("/connexion?fait=sortie"));
    assert_true(str_has(get(&n, "/connexion?fait=sortie").body, S("Vous êtes déconnecté.")));
    assert_int_equal(get(&stolen, "/espace").status, 303);
    assert_int_equal(get(&other, "/espace").status, 200);
    h = post(&other, "/connexion/role", "/deconnexion", "partout=1");
    assert_str_equal(location(&h), S("/connexion?fait=partout"));
    assert_ok(sessions_de(m.db, m.a, m.now, m.lea, &l, &count));
    assert_int_equal(count, 0);
    fin(&m);
}

static void a_role_taken_back_or_a_suspension_is_seen_at_once(void **state)
{
    Monde m;
    monde(state, &m);
    Navigateur n = { .m = &m };
    enrol(&n);
    PersonneId max;
    assert_ok(personne_creer(m.db, m.a, NULL, NOW, m.app.random, S("max@exemple.fr"), S("Max"), S(""), &max));
    assert_ok(personne_connectee(m.db, m.a, NOW, max));
    assert_ok(role_donner(m.db, m.a, NULL, NOW, max, ROLE_RANG_ADMINISTRATEUR, PORTEE_INSTANCE, S("")));
    assert_ok(personne_suspendre(m.db, m.a, NULL, m.now, m.lea, true));
    assert_int_equal(get(&n, "/espace").status, 303);
    assert_ok(personne_suspendre(m.db, m.a, NULL, m.now, m.lea, false));
    assert_int_equal(get(&n, "/direction").status, 200);
    const RoleTenu *roles = NULL;
    size_t count = 0;
    assert_ok(roles_de(m.db, m.a, m.lea, &roles, &count));
    assert_ok(role_retirer(m.db, m.a, NULL, m.now, roles[0].id));
    assert_int_equal(get(&n, "/direction").status, 303);
    fin(&m);
}

static void a_role_is_chosen(void **state)
{
    Monde m;
    monde(state, &m);
    assert_ok(role_donner(m.db, m.a, NULL, NOW, m.lea, ROLE_RANG_LECTEUR, PORTEE_DEPARTEMENT, S("28")));
    Navigateur n = { .m = &m };
    first_proof(&n);
    Str secret = secret_of(&m, get(&n, "/connexion/second").body);
    HttpAnswer h = post(&n, "/connexion/second", "/connexion/second",
        str_format(m.a, "moyen=application&code=%.*s", STR_ARG(totp_now(&m, secret))).p);
    assert_str_equal(location(&h), S("/connexion/role?retour=%2Fdirection"));
    h = get(&n, "/connexion/role?retour=%2Fdirection");
    assert_true(str_has(h.body, S("Lecteur des chiffres")));
    const RoleTenu *roles = NULL;
    size_t count = 0;
    assert_ok(roles_de(m.db, m.a, m.lea, &roles, &count));
    Navigateur before = n;
    m.now += 600;
    h = post(&n, "/connexion/role", "/connexion/role",
        str_format(m.a, "role=%lld&retour=%%2Fdirection", (long long)roles[1].id.v).p);
    assert_str_equal(location(&h), S("/direction"));
    assert_true(str_has(h.headers, str_format(m.a, "Max-Age=%d;", SESSION_S - 600))); /* its end stays */
    assert_int_equal(get(&n, "/direction").status, 403);
    assert_int_equal(get(&before, "/espace").status, 303); /* the secret of before is worth nothing */
    assert_int_equal(post(&n, "/connexion/role", "/connexion/role", "role=99999").status, 404);
    fin(&m);
}

static void an_invitation_opens_an_account(void **state)
{
    Monde m;
    Personne p;
    Str url, again;
    monde(state, &m);
    assert_ok(connexion_inviter(m.db, m.a, &m.app, NULL, m.now, m.lea, &again));
    assert_ok(connexion_inviter(m.db, m.a, &m.app, NULL, m.now, m.lea, &url));
    Lettre l = last_mail(&m);
    assert_true(str_has(l.texte, url) && str_starts(url, S("https://essai.example/connexion/lien/")));
    Navigateur n = { .m = &m };
    assert_int_equal(get(&n, str_slice(again, 21, again.n).p).status, 403); /* replaced */
    m.now += INVITATION_S - 1;
    HttpAnswer h = get(&n, l.lien.p);
    assert_true(str_has(h.body, S("Bienvenue")));
    h = post(&n, l.lien.p, l.lien.p, "");
    assert_str_equal(location(&h), S("/connexion/second"));
    Str secret = secret_of(&m, get(&n, "/connexion/second").body);
    h = post(&n, "/connexion/second", "/connexion/second",
        str_format(m.a, "moyen=application&code=%.*s", STR_ARG(totp_now(&m, secret))).p);
    assert_str_equal(location(&h), S("/espace"));
    assert_ok(personne_par_id(m.db, m.a, m.lea, &p));
    assert_str_equal(p.etat, S("active"));
    fin(&m);
}

static void a_device_is_lent(void **state)
{
    Monde m;
    monde(state, &m);
    Navigateur n = { .m = &m };
    const Acteur par = { .personne_id = 9, .role = ROLE_ADMINISTRATEUR, .portee = S("instance"), .code = S("") };
    Str seed = S("12345678901234567890");
    Str sealed = key_seal(m.a, test_keys()->box, S("appareil:B-17"), seed);
    static const SqlColumn params[] = { { "graine", SQL_BYTES, false } };
    static const SqlQuery add = { .name = "essai_appareil",
        .text = { "INSERT INTO totp_appareil (numero, graine, importe_at) VALUES ('B-17', ?1, 0)",
            "INSERT INTO totp_appareil (numero, graine, importe_at) VALUES ('B-17', $1, 0)" },
        .shape = SQL_EXEC,
        .n_params = 1,
        .params = params };
    assert_ok(db_exec(m.db, &add, &(SqlValue){ .s = sealed }, NULL));
    assert_err(appareil_preter(m.db, m.a, test_keys(), &par, m.now, m.lea, S("B-18")), ERR_NOT_FOUND);
    assert_ok(appareil_preter(m.db, m.a, test_keys(), &par, m.now, m.lea, S("B-17")));
    assert_err(appareil_preter(m.db, m.a, test_keys(), &par, m.now, (PersonneId){ 999 }, S("B-17")), ERR_CONFLICT);
    first_proof(&n);
    HttpAnswer h = get(&n, "/connexion/second");
    assert_true(str_has(h.body, S("boîtier n° B-17")));
    h = post(&n, "/connexion/second", "/connexion/second",
        str_format(m.a, "moyen=application&code=%.*s", STR_ARG(totp_now(&m, seed))).p);
    assert_int_equal(h.status, 303);
    assert_ok(preuves_oublier(m.db, m.a, &par, m.now, m.lea));
    assert_int_equal(get(&n, "/espace").status, 303);
    fin(&m);
}

static void browsers_are_named(void **state)
{
    ARENA a = arena_new(MIB);
    assert_str_equal(appareil_nom(a, S("Mozilla/5.0 (iPhone; CPU) Version/17 Safari/604.1")), S("Safari sur iPhone"));
    assert_str_equal(appareil_nom(a, S("Mozilla/5.0 (Windows NT 10.0) Chrome/126 Safari/537 Edg/126")),
        S("Edge sur Windows"));
    assert_str_equal(appareil_nom(a, S("<script>")), S("Navigateur inconnu"));
    assert_str_equal(appareil_nom(a, STR_NONE), S("Navigateur inconnu"));
}

static void ones_own_security(void **state)
{
    Monde m;
    monde(state, &m);
    Navigateur n = { .m = &m }, other = { .m = &m };
    Str secret = enrol(&n);
    m.now += 60;
    first_proof(&other);
    post(&other, "/connexion/second", "/connexion/second",
        str_format(m.a, "moyen=application&code=%.*s", STR_ARG(totp_now(&m, secret))).p);
    HttpAnswer h = post(&n, "/espace/securite", "/espace/securite/secours", "");
    assert_int_equal(h.status, 200);
    assert_str_equal(http_answer_header(&h, "Cache-Control"), S("no-store"));
    assert_true(str_has(get(&n, "/espace/securite").body, S("10\u00A0codes restent")));
    h = post(&n, "/espace/securite", "/espace/securite/mot-de-passe", "mot_de_passe=lea%40exemple.fr12");
    assert_int_equal(h.status, 400);
    assert_false(str_has(h.body, S("lea@exemple.fr12")));
    h = post(&n, "/espace/securite", "/espace/securite/mot-de-passe", "mot_de_passe=girafe+bleue+sur+la+colline");
    assert_str_equal(location(&h), S("/espace/securite?fait=mot-de-passe"));
    assert_int_equal(get(&other, "/espace").status, 303); /* whoever knew the old one is out */
    assert_int_equal(get(&n, "/espace").status, 200);
    Navigateur third = { .m = &m };
    h = post(&third, "/connexion/mot-de-passe", "/connexion/mot-de-passe",
        "courriel=lea%40exemple.fr&mot_de_passe=girafe+bleue+sur+la+colline");
    assert_str_equal(location(&h), S("/connexion/second"));
    m.now += 30;
    post(&third, "/connexion/second", "/connexion/second",
        str_format(m.a, "moyen=application&code=%.*s", STR_ARG(totp_now(&m, secret))).p);
    const SessionLigne *l = NULL;
    size_t count = 0;
    assert_ok(sessions_de(m.db, m.a, m.now, m.lea, &l, &count));
    assert_int_equal(count, 2);
    h = post(&n, "/espace/securite", "/espace/securite/fermer", str_format(m.a, "session=%lld", (long long)l[0].id).p);
    assert_str_equal(location(&h), S("/espace/securite?fait=fermee"));
    assert_int_equal(get(&third, "/espace").status, 303);
    fin(&m);
}

/* Each way in leaves its line; a refusal too; with ids only. */
static void the_journal_tells(void **state)
{
    Monde m;
    const JournalLigne *l = NULL;
    size_t n = 0;
    int64_t total = 0;
    monde(state, &m);
    Navigateur one = { .m = &m }, two = { .m = &m };
    enrol(&one);
    first_proof(&two);
    post(&two, "/connexion/second", "/connexion/second", "moyen=application&code=000000");
    assert_ok(journal_chercher(m.db, m.a, &(JournalRecherche){ .action = S("connexion.ouvrir") }, 1, &l, &n, &total));
    assert_int_equal(total, 1);
    assert_int_equal(l[0].personne_id.v, m.lea.v);
    assert_ok(journal_chercher(m.db, m.a, &(JournalRecherche){ .action = S("connexion.refuser") }, 1, &l, &n, &total));
    assert_int_equal(total, 1);
    assert_false(l[0].fait);
    fin(&m);
}

int main(void)
{
    static const struct CMUnitTest all[] = {
        cmocka_unit_test(by_mail_and_application),
        cmocka_unit_test(a_link_waits_for_its_button),
        cmocka_unit_test(what_has_waited_too_long_is_refused),
        cmocka_unit_test(a_code_serves_its_own_browser),
        cmocka_unit_test(nobody_is_told_who_exists),
        cmocka_unit_test(a_code_of_the_application_serves_once),
        cmocka_unit_test(paper_replaces_a_telephone),
        cmocka_unit_test(recovery_codes_serve_once),
        cmocka_unit_test(by_password),
        cmocka_unit_test(waits_grow_and_turn_against_nobody),
        cmocka_unit_test(a_new_browser_is_told_by_mail),
        cmocka_unit_test(a_shared_computer_is_not_told_each_day),
        cmocka_unit_test(a_browser_is_known_for_each_account),
        cmocka_unit_test(a_stranger_shuts_nobody_out),
        cmocka_unit_test(second_proofs_are_not_guessed),
        cmocka_unit_test(a_new_session_replaces_the_old_one),
        cmocka_unit_test(sessions_end),
        cmocka_unit_test(leaving_leaves_nothing),
        cmocka_unit_test(a_role_taken_back_or_a_suspension_is_seen_at_once),
        cmocka_unit_test(a_role_is_chosen),
        cmocka_unit_test(an_invitation_opens_an_account),
        cmocka_unit_test(a_device_is_lent),
        cmocka_unit_test(ones_own_security),
        cmocka_unit_test(browsers_are_named),
        cmocka_unit_test(the_journal_tells),
    };
    return SUITE_MAIN("connexion", true, all);
}
