// SPDX-License-Identifier: AGPL-3.0-or-later
/*
 * Keys of the API and senders, through the dispatcher: a stolen, replayed, expired or foreign one is refused with its reason.
 * The slice `essai` below is what a slice that takes messages looks like.
 */
#include "domain/acces/acces.h"

#include <jansson.h>
#include <string.h>

#include "acces_sql.h"
#include "core/app.h"
#include "core/http/inproc.h"
#include "core/slice.h"
#include "domain/activites/activites.h"
#include "domain/administration/administration.h"
#include "domain/annuaire/annuaire.h"
#include "domain/fonds/fonds.h"
#include "domain/journal/journal.h"
#include "domain/notifications/notifications.h"
#include "domain/plan/plan.h"
#include "support/session.h"
#include "support/suite.h"

enum { NOW = 1795435200, DAY_S = 24 * 3600 };      /* 2026-11-23T12:00:00Z */

static int taken;
static char taken_scope[80];
static bool refuse_next;

static Err message_taken(Req *r)
{
    if (refuse_next)
        return ERR_INVALID;
    taken++;
    snprintf(taken_scope, sizeof taken_scope, "%.*s:%.*s|%.*s", STR_ARG(r->acteur->portee), STR_ARG(r->acteur->code),
        STR_ARG(r->acteur->programme));
    assert_int_equal(r->acteur->personne_id, 0);
    assert_int_equal(r->acteur->role, 0);
    return journal_ecrire(r->db, r->acteur, r->now, "essai.recevoir", r->acteur->programme, true);
}
static const Right essai_recevoir = { "essai.recevoir", "Recevoir un essai", PROOF_SIGNATURE };
static const Right autre_recevoir = { "autre.recevoir", "Recevoir autre chose", PROOF_SIGNATURE };
static const Route essai_routes[] = {
    { "POST", "/api/v1/essai/{expediteur}", message_taken, &essai_recevoir, WRITE, NULL, "Essai", ROUTE_API },
    { "POST", "/api/v1/autre/{expediteur}", message_taken, &autre_recevoir, WRITE, NULL, "Autre", ROUTE_API },
    { 0 },
};
static const Slice slice_essai = { .name = "essai", .routes = essai_routes };
static const Slice *const slices[] = { &slice_journal, &slice_acteurs, &slice_administration, &slice_annuaire,
    &slice_activites, &slice_plan, &slice_fonds, &slice_acces, &slice_essai, NULL };

static const Site site = { .nom = S_INIT("Essai"), .departement = S_INIT("28") };

typedef struct World {
    Arena *a;
    Db *db;
    App app;
    int64_t now;
    PersonneId lea, max;
    Acteur coordinateur, referent, administrateur;
    Structure brou, chartres;
} World;

static Structure structure(World *w, const char *nom, const char *commune)
{
    Structure s;
    const StructureTextes t = { str_from(nom), S(""), str_from(commune), S("france-services") };
    assert_ok(structure_creer(w->db, w->a, NULL, NOW, w->app.random, &t, &s));
    return s;
}

static PersonneId person(World *w, const char *courriel, int rang, Portee portee, Str code, Acteur *ret)
{
    PersonneId id;
    const RoleTenu *held = NULL;
    size_t n = 0;
    assert_ok(personne_creer(w->db, w->a, NULL, NOW, w->app.random, str_from(courriel), S("Petit"), S("Zoé"), &id));
    assert_ok(personne_connectee(w->db, w->a, NOW, id));
    assert_ok(role_donner(w->db, w->a, NULL, NOW, id, rang, portee, code));
    assert_ok(roles_de(w->db, w->a, id, &held, &n));
    assert_ok(acteur_de(w->db, w->a, id, held[0].id, ret));
    return id;
}

static World *world_new(void **state)
{
    Arena *a = arena_new(64 * MIB);
    World *w = NEW(a, World, 1);
    Writer *writer = NULL;
    char *const nothing[] = { NULL };
    Config *config = NULL;
    Str message = STR_NONE;
    *w = (World){ .a = a, .db = test_db(state), .now = NOW };
    assert_ok(config_load(a, nothing, &config, &message));
    assert_ok(writer_inline(w->db, &writer));
    w->app = (App){ .config = config,
        .clock = clock_fixed(&w->now),
        .slices = slices,
        .keys = test_keys(),
        .random = test_random(),
        .writer = writer,
        .site = &site,
        .gate = test_gate,
        .bearer = acces_bearer,
        .signature = acces_signature };
    w->brou = structure(w, "Mairie de Brou", "28061");
    w->chartres = structure(w, "Mairie de Chartres", "28085");
    w->lea = person(w, "lea@example.org", ROLE_RANG_COORDINATEUR, PORTEE_DEPARTEMENT, S("28"), &w->coordinateur);
    w->max = person(w, "max@example.org", ROLE_RANG_REFERENT, PORTEE_STRUCTURE, w->brou.uid, &w->referent);
    person(w, "zoe@example.org", ROLE_RANG_ADMINISTRATEUR, PORTEE_INSTANCE, S(""), &w->administrateur);
    taken = 0;
    refuse_next = false;
    return w;
}

static void world_freep(World **w)
{
    writer_free((*w)->app.writer);
    arena_free((*w)->a);
}
#define WORLD __attribute__((cleanup(world_freep))) World *

static Str new_key(World *w, const Acteur *par, const char *droits, const char *portee, Str code, int jours)
{
    Str jeton = STR_NONE;
    const CleDemande d = { S("Tableau de bord"), str_from(droits), str_from(portee), code, jours };
    assert_ok(cle_creer(w->db, w->a, &w->app, par, w->now, &d, &jeton));
    return jeton;
}

static HttpAnswer get(World *w, const char *target, Str jeton)
{
    Str headers = str_format(w->a, "Authorization: Bearer %.*s\r\n", STR_ARG(jeton));
    return http_call(&w->app, w->db, w->a, "GET", target, headers.p, STR_NONE);
}

static bool has_line(World *w, const char *action, Str objet)
{
    const JournalLigne *l = NULL;
    size_t n = 0;
    int64_t total = 0;
    const JournalRecherche q = { .action = str_from(action), .objet = objet };
    assert_ok(journal_chercher(w->db, w->a, &q, 1, &l, &n, &total));
    return total > 0;
}

static const Cle *keys_of(World *w, PersonneId id, size_t *ret_n)
{
    const Cle *cles = NULL;
    assert_ok(cles_de(w->db, w->a, id, &cles, ret_n));
    return cles;
}

/* ---- keys ---- */

static void a_key_reads_within_its_scope(void **state)
{
    WORLD w = world_new(state);
    size_t n = 0;
    Str all = new_key(w, &w->coordinateur, "api.structures|api.professionnels", "departement", S("28"), 30);
    Str one = new_key(w, &w->coordinateur, "api.structures", "structure", w->brou.uid, 30);
    HttpAnswer h = get(w, "/api/v1/structures", all);
    assert_int_equal(h.status, 200);
    assert_true(str_has(h.body, S("\"total\":2")) && str_has(h.body, S("Mairie de Chartres")));
    h = get(w, "/api/v1/structures", one);
    assert_int_equal(h.status, 200);
    assert_true(str_has(h.body, S("\"total\":1")) && str_has(h.body, S("Mairie de Brou")));
    assert_false(str_has(h.body, S("Chartres")));
    assert_int_equal(get(w, "/api/v1/structures?q=chartres", one).status, 200);
    assert_true(str_has(get(w, "/api/v1/structures?q=chartres", one).body, S("\"total\":0")));
    assert_int_equal(get(w, "/api/v1/professionnels", all).status, 200);
    h = get(w, "/api/v1/professionnels", one);
    assert_int_equal(h.status, 403);
    assert_true(str_has(h.body, S("n’a pas ce droit")));
    /* told: who, with what, and when it was last used */
    const Cle *cles = keys_of(w, w->lea, &n);
    assert_int_equal(n, 2);
    assert_true(has_line(w, "api.structures", str_cat(w->a, S("cle:"), cles[0].uid)));
    assert_true(has_line(w, "cle.creer", str_cat(w->a, S("cle:"), cles[0].uid)));
    assert_true(cles[0].vue_at.has && cles[0].vue_at.v == NOW);
}

/* What a copy of the database holds opens nothing. */
static void the_token_is_not_kept(void **state)
{
    WORLD w = world_new(state);
    size_t n = 0;
    Str jeton = new_key(w, &w->coordinateur, "api.structures", "departement", S("28"), 30);
    const Cle *cles = keys_of(w, w->lea, &n);
    assert_int_equal(jeton.n, BEARER_LENGTH);
    assert_false(str_has(jeton, cles[0].uid) || str_has(cles[0].uid, jeton));
    Str forged = str_cat(w->a, S(BEARER_PREFIX), str_slice(jeton, 4, jeton.n));
    assert_int_equal(get(w, "/api/v1/structures", forged).status, 401);
    assert_int_equal(get(w, "/api/v1/structures", cles[0].uid).status, 401);
}

static void refused(World *w, Str jeton)
{
    HttpAnswer h = get(w, "/api/v1/structures", jeton);
    assert_int_equal(h.status, 401);
    assert_true(str_has(h.body, S("n’est pas connue, a dépassé sa date ou a été retirée")));
    assert_str_equal(http_answer_header(&h, "WWW-Authenticate"), S("Bearer realm=\"API\""));
}

static void a_key_has_an_end(void **state)
{
    WORLD w = world_new(state);
    size_t n = 0;
    Str jeton = new_key(w, &w->coordinateur, "api.structures", "departement", S("28"), 30);
    w->now += 30 * DAY_S - 1;
    assert_int_equal(get(w, "/api/v1/structures", jeton).status, 200);
    w->now += 1;
    refused(w, jeton);
    assert_false(cle_vivante(&keys_of(w, w->lea, &n)[0], w->now));
}

/* Told once, a fortnight before. */
static void the_end_of_a_key_is_told(void **state)
{
    WORLD w = world_new(state);
    const NotificationLigne *l = NULL;
    size_t n = 0;
    new_key(w, &w->coordinateur, "api.structures", "departement", S("28"), 30);
    for (int day = 0; day < 20; day++) {
        ARENA a = arena_new(8 * MIB);
        Job j = { .app = &w->app, .db = w->db, .arena = a, .now = NOW + (int64_t)day * DAY_S };
        assert_ok(slice_acces.jobs[0].fn(&j));
        assert_ok(notifications_de(w->db, w->a, w->lea, &l, &n));
        assert_int_equal(n, day >= 15);
    }
    assert_true(str_has(l[0].texte, S("23 décembre 2026")) && !l[0].lue);
    assert_str_equal(l[0].chemin, S("/espace/cles"));
}

static void a_key_goes_with_its_role_and_its_person(void **state)
{
    WORLD w = world_new(state);
    size_t n = 0;
    Str jeton = new_key(w, &w->coordinateur, "api.structures", "departement", S("28"), 30);
    Str other = new_key(w, &w->referent, "api.structures", "structure", w->brou.uid, 30);
    assert_int_equal(get(w, "/api/v1/structures", other).status, 200);
    assert_ok(personne_suspendre(w->db, w->a, NULL, NOW, w->max, true));
    refused(w, other);
    assert_ok(personne_suspendre(w->db, w->a, NULL, NOW, w->max, false));
    assert_int_equal(get(w, "/api/v1/structures", other).status, 200);
    assert_ok(role_retirer(w->db, w->a, NULL, NOW, (RoleTenuId){ w->coordinateur.role_id }));
    refused(w, jeton);
    assert_false(keys_of(w, w->lea, &n)[0].tenue);
    /* forgotten with the account */
    assert_ok(slice_acces.oublier(w->db, w->a, NULL, NOW, w->max.v));
    refused(w, other);
    keys_of(w, w->max, &n);
    assert_int_equal(n, 0);
}

static void a_key_is_taken_back(void **state)
{
    WORLD w = world_new(state);
    size_t n = 0;
    Str mine = new_key(w, &w->coordinateur, "api.structures", "departement", S("28"), 30);
    Str uid = keys_of(w, w->lea, &n)[0].uid;
    assert_err(cle_retirer(w->db, w->a, &w->referent, NOW, uid), ERR_NOT_FOUND); /* somebody else's */
    assert_int_equal(get(w, "/api/v1/structures", mine).status, 200);
    assert_ok(cle_retirer(w->db, w->a, &w->coordinateur, NOW, uid));
    refused(w, mine);
    assert_err(cle_retirer(w->db, w->a, &w->coordinateur, NOW, uid), ERR_NOT_FOUND);
    mine = new_key(w, &w->coordinateur, "api.structures", "departement", S("28"), 30);
    uid = keys_of(w, w->lea, &n)[0].uid;
    assert_ok(cle_retirer(w->db, w->a, &w->administrateur, NOW, uid));
    refused(w, mine);
    assert_true(has_line(w, "cle.retirer", str_cat(w->a, S("cle:"), uid)));
}

static void a_key_holds_no_more_than_its_maker(void **state)
{
    WORLD w = world_new(state);
    Str jeton = STR_NONE;
    CleDemande d = { S("x"), S("api.professionnels"), S("structure"), w->brou.uid, 30 };
    assert_err(cle_creer(w->db, w->a, &w->app, &w->referent, NOW, &d, &jeton), ERR_INVALID);
    d.droits = S("api.structures|personnes.voir"); /* a right of pages */
    assert_err(cle_creer(w->db, w->a, &w->app, &w->referent, NOW, &d, &jeton), ERR_INVALID);
    d.droits = S("");
    assert_err(cle_creer(w->db, w->a, &w->app, &w->referent, NOW, &d, &jeton), ERR_INVALID);
    d.droits = S("api.structures");
    d.jours = 366;
    assert_err(cle_creer(w->db, w->a, &w->app, &w->referent, NOW, &d, &jeton), ERR_INVALID);
    d.jours = 365;
    for (int i = 0; i < CLES_MAX; i++)
        assert_ok(cle_creer(w->db, w->a, &w->app, &w->referent, NOW, &d, &jeton));
    assert_err(cle_creer(w->db, w->a, &w->app, &w->referent, NOW, &d, &jeton), ERR_CONFLICT);
}

/* The boxes of the page are the rights of the rows. */
static void the_boxes_are_the_rows(void **state)
{
#define X(name, words) name,
    static const char *const boxes[] = { ACCES_DROITS(X) };
#undef X
    bool seen[sizeof boxes / sizeof *boxes] = { 0 };
    size_t n = 0;
    for (const Slice *const *s = slices; *s; s++)
        for (const Route *r = (*s)->routes; r && r->method; r++) {
            size_t i = 0;
            if (r->right->proof != PROOF_BEARER)
                continue;
            while (i < sizeof boxes / sizeof *boxes && strcmp(boxes[i], r->right->name) != 0)
                i++;
            if (i == sizeof boxes / sizeof *boxes)
                fail_msg("%s n’est pas dans ACCES_DROITS", r->right->name);
            n += !seen[i]; /* several addresses may ask for one right */
            seen[i] = true;
        }
    assert_int_equal(n, sizeof boxes / sizeof *boxes);
}

static void the_pages_do_it(void **state)
{
    WORLD w = world_new(state);
    const char *referent = test_session(&w->referent), *chief = test_session(&w->administrateur);
    size_t n = 0;
    Str body = str_format(w->a, "nom=Tableau&droits=api.structures&portee=structure%%3A%.*s&duree=30",
        STR_ARG(w->brou.uid));
    HttpAnswer h = test_post(&w->app, w->db, w->a, referent, "/espace/cles", "/espace/cles", body.p);
    assert_int_equal(h.status, 200);
    size_t at = str_find(h.body, 0, S("<code>" BEARER_PREFIX));
    Str jeton = str_slice(h.body, at + 6, at + 6 + BEARER_LENGTH);
    assert_true(str_has(get(w, "/api/v1/structures", jeton).body, S("\"total\":1")));
    h = http_call(&w->app, w->db, w->a, "GET", "/espace/cles", referent, STR_NONE);
    assert_true(str_has(h.body, S("Tableau")) && !str_has(h.body, jeton)); /* shown once */
    /* another structure is not hers to lend, nor what her role does not read */
    body = str_format(w->a, "nom=x&droits=api.structures&portee=structure%%3A%.*s&duree=30", STR_ARG(w->chartres.uid));
    h = test_post(&w->app, w->db, w->a, referent, "/espace/cles", "/espace/cles", body.p);
    assert_int_equal(h.status, 400);
    assert_true(str_has(h.body, S("Choisissez un périmètre dans la liste")));
    body = str_format(w->a, "nom=x&droits=api.professionnels&portee=structure%%3A%.*s&duree=30", STR_ARG(w->brou.uid));
    h = test_post(&w->app, w->db, w->a, referent, "/espace/cles", "/espace/cles", body.p);
    assert_int_equal(h.status, 400);
    assert_true(str_has(h.body, S("Votre rôle ne permet pas")));
    h = http_call(&w->app, w->db, w->a, "GET", "/administration/programmes", chief, STR_NONE);
    assert_true(str_has(h.body, S("Tableau")) && str_has(h.body, S("Recevoir un essai")));
    body = str_format(w->a, "uid=%.*s", STR_ARG(keys_of(w, w->max, &n)[0].uid));
    h = test_post(&w->app, w->db, w->a, chief, "/administration/programmes", "/administration/programmes/cles/retirer",
        body.p);
    assert_int_equal(h.status, 303);
    refused(w, jeton);
}

/* ---- senders ---- */

static void new_sender(World *w, SignatureScheme forme, Str *ret_uid, Str *ret_secret)
{
    const ExpediteurDemande d = { S("RDV de Brou"), S("essai.recevoir"), S("structure"), w->brou.uid, forme };
    assert_ok(expediteur_creer(w->db, w->a, &w->app, &w->administrateur, w->now, &d, ret_uid, ret_secret));
}

typedef struct Envoi {
    const char *path; /* NULL: where it belongs */
    SignatureScheme forme;
    Str uid, secret;
    int64_t at;
    Str body;
} Envoi;

static HttpAnswer send_message(World *w, const Envoi *e)
{
    Str value = signature_write(w->a, e->forme, e->secret, e->at, e->body);
    Str headers = str_format(w->a, "Content-Type: application/json\r\n%s: %.*s\r\n", signature_header(e->forme),
        STR_ARG(value));
    Str target = str_format(w->a, "%s%.*s", e->path ? e->path : "/api/v1/essai/", STR_ARG(e->uid));
    return http_call(&w->app, w->db, w->a, "POST", target.p, headers.p, e->body);
}

static void a_message_is_taken_once(void **state)
{
    WORLD w = world_new(state);
    Envoi e = { .forme = SIGNATURE_DATED, .at = NOW, .body = S("{\"n\":1}") };
    new_sender(w, e.forme, &e.uid, &e.secret);
    assert_int_equal(send_message(w, &e).status, 200);
    assert_int_equal(taken, 1);
    Str scope = str_format(w->a, "structure:%.*s|expediteur:%.*s", STR_ARG(w->brou.uid), STR_ARG(e.uid));
    assert_str_equal(str_from(taken_scope), scope);
    HttpAnswer h = send_message(w, &e);            /* replayed */
    assert_int_equal(h.status, 409);
    assert_true(str_has(h.body, S("déjà été reçu")));
    assert_int_equal(taken, 1);
    e.at++;                                        /* the same words, said again */
    assert_int_equal(send_message(w, &e).status, 200);
    assert_true(has_line(w, "essai.recevoir", str_cat(w->a, S("expediteur:"), e.uid)));
    assert_true(has_line(w, "expediteur.creer", str_cat(w->a, S("expediteur:"), e.uid)));
}

/* What the handler refuses may be sent again: it was not taken. */
static void what_was_not_taken_may_come_again(void **state)
{
    WORLD w = world_new(state);
    Envoi e = { .forme = SIGNATURE_DATED, .at = NOW, .body = S("{\"n\":1}") };
    new_sender(w, e.forme, &e.uid, &e.secret);
    refuse_next = true;
    assert_int_equal(send_message(w, &e).status, 400);
    refuse_next = false;
    assert_int_equal(send_message(w, &e).status, 200);
}

static void old_foreign_and_false_messages_are_refused(void **state)
{
    WORLD w = world_new(state);
    Envoi e = { .forme = SIGNATURE_DATED, .at = NOW - TOLERANCE_S - 1, .body = S("{\"n\":1}") };
    new_sender(w, e.forme, &e.uid, &e.secret);
    HttpAnswer h = send_message(w, &e);
    assert_int_equal(h.status, 401);
    assert_true(str_has(h.body, S("trop ancien")));
    e.at = NOW + TOLERANCE_S + 1;
    assert_int_equal(send_message(w, &e).status, 401);
    e.at = NOW - TOLERANCE_S;
    Envoi bad = e;
    bad.secret = S("un autre secret");
    h = send_message(w, &bad);
    assert_int_equal(h.status, 401);
    assert_true(str_has(h.body, S("n’est pas celle d’un expéditeur connu")));
    bad = e, bad.uid = S("AAAAAAAAAAAAAAAAAAAAAAAAAA");
    assert_int_equal(send_message(w, &bad).status, 401);
    bad = e, bad.path = "/api/v1/autre/";          /* another right than its own */
    assert_int_equal(send_message(w, &bad).status, 401);
    bad = e, bad.forme = SIGNATURE_BODY;           /* another way of signing */
    assert_int_equal(send_message(w, &bad).status, 401);
    assert_int_equal(taken, 0);
    assert_int_equal(send_message(w, &e).status, 200);
    assert_ok(expediteur_retirer(w->db, w->a, &w->administrateur, NOW, e.uid));
    e.at++;
    assert_int_equal(send_message(w, &e).status, 401);
    assert_err(expediteur_retirer(w->db, w->a, &w->administrateur, NOW, e.uid), ERR_NOT_FOUND);
}

/* As RDV Service Public signs: the body alone, which holds its own instant. */
static void a_body_says_its_own_day(void **state)
{
    WORLD w = world_new(state);
    Envoi e = { .forme = SIGNATURE_BODY,
        .body = S(
            "{\"data\":{\"id\":1},\"meta\":{\"model\":\"Rdv\",\"timestamp\":\"2026-11-20T09:00:00.000+01:00\"}}") };
    new_sender(w, e.forme, &e.uid, &e.secret);
    assert_int_equal(send_message(w, &e).status, 200);
    assert_int_equal(send_message(w, &e).status, 409);
    e.body = S("{\"meta\":{\"timestamp\":\"2026-11-15T09:00:00.000+01:00\"}}");
    assert_int_equal(send_message(w, &e).status, 401);
    e.body = S("{\"meta\":{}}");
    assert_int_equal(send_message(w, &e).status, 401);
    e.body = S("{\"meta\":{\"timestamp\":1}}");
    assert_int_equal(send_message(w, &e).status, 401);
    e.body = S("pas du JSON");
    assert_int_equal(send_message(w, &e).status, 401);
    /* remembered longer than it could be taken */
    assert_true(RECU_J > 2 * CORPS_J);
}

/* The secret is sealed for its row: moved to another one, it does not open. */
static void a_secret_is_sealed(void **state)
{
    WORLD w = world_new(state);
    Str uid, secret;
    new_sender(w, SIGNATURE_DATED, &uid, &secret);
    SqlExpediteurLire row;
    bool found;
    assert_ok(sql_expediteur_lire(w->db, w->a, uid, &row, &found));
    assert_true(found && !str_has(row.secret, secret));
    Str about = str_cat(w->a, S("expediteur:"), uid);
    assert_str_equal(key_open(w->a, test_keys()->box, about, row.secret), secret);
    assert_true(str_is_none(key_open(w->a, test_keys()->box, S("expediteur:autre"), row.secret)));
}

int main(void)
{
    static const struct CMUnitTest all[] = {
        cmocka_unit_test(a_key_reads_within_its_scope),
        cmocka_unit_test(the_token_is_not_kept),
        cmocka_unit_test(a_key_has_an_end),
        cmocka_unit_test(the_end_of_a_key_is_told),
        cmocka_unit_test(a_key_goes_with_its_role_and_its_person),
        cmocka_unit_test(a_key_is_taken_back),
        cmocka_unit_test(a_key_holds_no_more_than_its_maker),
        cmocka_unit_test(the_boxes_are_the_rows),
        cmocka_unit_test(the_pages_do_it),
        cmocka_unit_test(a_message_is_taken_once),
        cmocka_unit_test(what_was_not_taken_may_come_again),
        cmocka_unit_test(old_foreign_and_false_messages_are_refused),
        cmocka_unit_test(a_body_says_its_own_day),
        cmocka_unit_test(a_secret_is_sealed),
    };
    return SUITE_MAIN("acces", true, all);
}
