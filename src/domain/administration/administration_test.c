// SPDX-License-Identifier: AGPL-3.0-or-later
/* The matrix and the landing page: what they say is what the rows say. */
#include "domain/administration/administration.h"

#include <fcntl.h>
#include <jansson.h>
#include <unistd.h>

#include "core/app.h"
#include "core/cli/cli.h"
#include "core/http/inproc.h"
#include "core/json/json.h"
#include "support/session.h"
#include "support/suite.h"

static Err nothing(Req *r)
{
    req_html(r);
    return OK;
}

static const Right eux = { "essai.diriger", "Diriger l’essai", PROOF_SESSION, ROLE_COORDINATEUR | ROLE_REFERENT };
static const Route essai_routes[] = {
    { "GET", "/essai", nothing, RIGHT_PUBLIC, SNAPSHOT, NULL, "L’essai" },
    { "GET", "/essai/dirige", nothing, &eux, READ, NULL, "Diriger" },
    { "GET", "/essai/envoi", nothing, RIGHT_FORM, READ, NULL, "Envoyer" },
    { "POST", "/essai/dirige", nothing, &eux, WRITE, NULL, "Diriger encore" },
    { "GET", "/essai/{id}/dirige", nothing, &eux, READ, NULL, "Diriger l’un" },
    { "GET", "/essai/dirige.csv", nothing, &eux, READ, NULL, "Diriger un fichier" },
    { "GET", "/essai/moi", nothing, RIGHT_SESSION, READ, NULL, "Moi" },
    { 0 },
};
static const Slice slice_essai = { .name = "essai", .routes = essai_routes };
static const Slice slice_vide = { .name = "vide" };
static const Slice *const table[] = { &slice_vide, &slice_essai, &slice_administration, NULL };

typedef struct World {
    Arena *a;
    Site site;
    App app;
    Db *db;
    int64_t now;
} World;

static World *world_new(void **state)
{
    Arena *a = arena_new(64 * MIB);
    World *w = NEW(a, World, 1);
    w->a = a;
    w->now = 1795435200;                           /* 2026-11-23T08:00:00Z */
    w->db = test_db(state);
    w->site = (Site){ .nom = S("Essai"), .accessibilite = S("non auditée") };
    w->app = (App){ .clock = clock_fixed(&w->now),
        .slices = table,
        .site = &w->site,
        .keys = test_keys(),
        .random = test_random(),
        .gate = test_gate,
        .signin = "/connexion" };
    return w;
}

static void world_freep(World **w)
{
    arena_free((*w)->a);
}
#define WORLD __attribute__((cleanup(world_freep))) World *

static const char *somebody(int rang)
{
    const RoleInfo *role = role_info(rang);
    return test_session(&(Acteur){ .personne_id = 1,
        .role = 1U << rang,
        .role_id = 1,
        .portee = S("instance"),
        .nom = S("Léa Martin"),
        .role_nom = role->montre,
        .role_cle = role->nom });
}

static HttpAnswer get(World *w, const char *target, const char *session)
{
    return http_call(&w->app, w->db, w->a, "GET", target, session, STR_NONE);
}

static void has(Str where, const char *what)
{
    if (!str_has(where, str_from(what)))
        fail_msg("« %s » manque dans\n%.*s", what, STR_ARG(where));
}

static void rights_are_grouped_by_slice(void **state)
{
    ARENA a = arena_new(MIB);
    const DroitsRubrique *r = NULL;
    size_t n = 0;
    assert_ok(droits_lire(table, a, &r, &n));
    assert_int_equal(n, 2);                        /* a slice without a route is not there */
    assert_str_equal(r[0].nom, S("essai"));
    assert_str_equal(r[0].titre, S("essai"));
    assert_int_equal(r[0].n, 4);
    assert_ptr_equal(r[0].droits[0].right, RIGHT_PUBLIC);
    assert_ptr_equal(r[0].droits[1].right, &eux);
    assert_int_equal(r[0].droits[1].routes_n, 4);
    assert_ptr_equal(r[0].droits[1].routes[1], &essai_routes[3]);
    assert_true(droit_ouvert(&eux, ROLE_REFERENT));
    assert_false(droit_ouvert(&eux, ROLE_ADMINISTRATEUR));
    assert_false(droit_ouvert(&eux, 0));
    assert_true(droit_ouvert(RIGHT_SESSION, 0));
    assert_false(droit_sans_compte(RIGHT_SESSION));
    assert_true(droit_sans_compte(RIGHT_FORM));
}

/* The text between the row's title and the end of its row. */
static Str row_of(Str page, const char *title)
{
    size_t at = str_find(page, 0, str_from(title));
    assert_true(at < page.n);
    return str_slice(page, at, str_find(page, at, S("</tr>")));
}

static void the_page_says_what_the_rows_say(void **state)
{
    WORLD w = world_new(state);
    HttpAnswer h = get(w, "/administration/droits", somebody(ROLE_RANG_REFERENT));
    assert_int_equal(h.status, 200);
    Str row = row_of(h.body, "Diriger l’essai");
    has(h.body, "<code>POST /essai/dirige</code>");
    has(row, "<td class=\"non\" data-t=\"Sans compte\">–</td>");
    has(row, "<td class=\"non\" data-t=\"Connecté, sans rôle\">–</td>");
    has(row, "<td class=\"non\" data-t=\"Administrateur\">–</td>");
    has(row, "<td data-t=\"Coordinateur\">oui</td>");
    has(row, "<td data-t=\"Référent de structure\">oui</td>");
    has(row_of(h.body, right_session.title), "<td class=\"tous\" colspan=\"12\">toute personne connectée</td>");
    has(row_of(h.body, right_public.title), "<td class=\"tous\" colspan=\"13\">tout le monde, même sans compte</td>");
    assert_int_equal(get(w, "/administration/droits", somebody(ROLE_RANG_LECTEUR)).status, 403);
}

static void the_landing_page_offers_what_opens(void **state)
{
    WORLD w = world_new(state);
    HttpAnswer h = get(w, "/administration", somebody(ROLE_RANG_REFERENT));
    assert_int_equal(h.status, 200);
    has(h.body, "Votre rôle : Référent de structure");
    has(h.body, "<li><a href=\"/essai/dirige\">Diriger</a></li>");
    has(h.body, "<li><a href=\"/administration/droits\">Qui peut faire quoi</a></li>");
    assert_false(str_has(h.body, S("/essai/moi\"")));
    assert_false(str_has(h.body, S("/essai/dirige.csv")));
    assert_false(str_has(h.body, S("{id}")));
    h = get(w, "/administration", somebody(ROLE_RANG_PILOTE));
    assert_int_equal(h.status, 200);
    assert_false(str_has(h.body, S("/essai/dirige")));
    assert_int_equal(get(w, "/administration", somebody(ROLE_RANG_MEDIATEUR)).status, 403);
    assert_int_equal(get(w, "/administration", NULL).status, 303);
}

/* ---- ensemble droits ---- */

static Str run(World *w, void **state, const char *format)
{
    Str path = str_cat(w->a, test_dir(state), S("/sortie"));
    int null = open("/dev/null", O_RDWR | O_CLOEXEC), out = open(path.p, O_RDWR | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
    const Str argv[] = { S("droits"), S("--format"), str_from(format) };
    const CliStreams io = { null, out, null, AT_FDCWD };
    char *const none[] = { NULL };
    const CliProgram program = { .slices = table, .environ_ = none };
    assert_int_equal(cli_main(&program, &io, argv, 3), 0);
    close(null);
    close(out);
    return test_read(w->a, path);
}

static void the_command_prints_the_same(void **state)
{
    WORLD w = world_new(state);
    Str text = run(w, state, "texte");
    has(text, "essai\n  public : Voir les pages ouvertes à tous (preuve : aucune)\n");
    has(text, "  essai.diriger : Diriger l’essai (preuve : session)\n    rôle : coordinateur (departement, epci)\n"
              "    rôle : referent (structure)\n    GET    /essai/dirige ");
    has(text, "    rôles : toute personne connectée\n");
}

static void csv_has_a_line_for_each_role_and_scope(void **state)
{
    WORLD w = world_new(state);
    Str csv = run(w, state, "csv");
    assert_true(str_starts(csv, S("rubrique,droit,intitule,preuve,role,portee,adresses\r\n"
                                  "essai,public,Voir les pages ouvertes à tous,aucune,tous,,GET /essai\r\n")));
    has(csv, "essai,essai.diriger,Diriger l’essai,session,coordinateur,departement,GET /essai/dirige|POST");
    has(csv, "essai,essai.diriger,Diriger l’essai,session,coordinateur,epci,GET /essai/dirige|POST");
    has(csv, "essai,essai.diriger,Diriger l’essai,session,referent,structure,GET /essai/dirige|POST");
    has(csv, "essai,session,Ouvrir son espace,session,connecte,,GET /essai/moi\r\n");
    assert_false(str_has(csv, S("essai.diriger,Diriger l’essai,session,administrateur")));
}

static void json_can_be_read(void **state)
{
    WORLD w = world_new(state);
    Str message = STR_NONE;
    JsonValue *all = NULL;
    assert_ok(json_read(w->a, run(w, state, "json"), (JsonLimits){ MIB, 8, false }, &all, &message));
    json_t *right = json_array_get(all, 1);
    assert_string_equal(json_string_value(json_object_get(right, "droit")), "essai.diriger");
    assert_string_equal(json_string_value(json_object_get(right, "ouvert_a")), "roles");
    json_t *first = json_array_get(json_object_get(right, "roles"), 0);
    assert_string_equal(json_string_value(json_object_get(first, "role")), "coordinateur");
    assert_int_equal(json_array_size(json_object_get(first, "portees")), 2);
    assert_int_equal(json_array_size(json_object_get(right, "adresses")), 4);
    json_value_free(all);
}

int main(void)
{
    static const struct CMUnitTest all[] = {
        cmocka_unit_test(rights_are_grouped_by_slice),
        cmocka_unit_test(the_page_says_what_the_rows_say),
        cmocka_unit_test(the_landing_page_offers_what_opens),
        cmocka_unit_test(the_command_prints_the_same),
        cmocka_unit_test(csv_has_a_line_for_each_role_and_scope),
        cmocka_unit_test(json_can_be_read),
    };
    return SUITE_MAIN("administration", true, all);
}
