// SPDX-License-Identifier: AGPL-3.0-or-later
#include "core/slice.h"
#include "domain/administration/administration_test.h"

static const Slice *const table[] = { &slice_administration, NULL };

static Personne somebody(World *w, const char *courriel, const char *prenom, const char *nom)
{
    PersonneId id;
    Personne p;
    assert_ok(personne_creer(w->db, w->a, NULL, NOW - 90 * DAY, w->app.random, str_from(courriel), str_from(nom),
        str_from(prenom), &id));
    assert_ok(personne_connectee(w->db, w->a, NOW - DAY, id));
    assert_ok(personne_par_id(w->db, w->a, id, &p));
    return p;
}

static Structure maison(World *w, const char *commune, const char *siret)
{
    Structure s;
    const StructureTextes t = { S("Maison du numérique"), str_from(siret), str_from(commune), S("france-services") };
    assert_ok(structure_creer(w->db, w->a, NULL, NOW - 90 * DAY, w->app.random, &t, &s));
    return s;
}

static const char *holds(World *w, const Personne *p, int rang, Portee portee, Str code)
{
    assert_ok(role_donner(w->db, w->a, NULL, NOW - 80 * DAY, p->id, rang, portee, code));
    return world_session(w, p->id, rang, portee, code);
}

const Config *world_config(World *w, bool mail)
{
    char *const with[] = { (char[]){ "ENSEMBLE_COURRIEL_DOSSIER=/nonexistent" }, NULL }, *const without[] = { NULL };
    Config *config = NULL;
    Str message = STR_NONE;
    assert_ok(config_load(w->a, mail ? with : without, &config, &message));
    return config;
}

World *world_new(void **state)
{
    Arena *a = arena_new(128 * MIB);
    World *w = NEW(a, World, 1);
    w->a = a;
    w->now = NOW;
    w->db = test_db(state);
    w->site = (Site){ .nom = S("Essai"), .accessibilite = S("non auditée"), .departement = S("28") };
    w->app = (App){ .config = world_config(w, true),
        .clock = clock_fixed(&w->now),
        .slices = table,
        .site = &w->site,
        .keys = test_keys(),
        .random = test_random(),
        .gate = test_gate,
        .signin = "/connexion" };
    assert_ok(writer_inline(w->db, &w->app.writer));
    w->brou = maison(w, "28061", "13002526500013");
    w->voves = maison(w, "28422", "");
    w->lea = somebody(w, "lea@example.org", "Léa", "Martin");
    w->max = somebody(w, "max@example.org", "Max", "Durand");
    w->zoe = somebody(w, "zoe@example.org", "Zoé", "Durand");
    w->tom = somebody(w, "tom@example.org", "Tom", "Petit");
    w->admin = holds(w, &w->lea, ROLE_RANG_ADMINISTRATEUR, PORTEE_INSTANCE, STR_NONE);
    w->ref_brou = holds(w, &w->max, ROLE_RANG_REFERENT, PORTEE_STRUCTURE, w->brou.uid);
    w->ref_voves = holds(w, &w->zoe, ROLE_RANG_REFERENT, PORTEE_STRUCTURE, w->voves.uid);
    holds(w, &w->tom, ROLE_RANG_MEDIATEUR, PORTEE_STRUCTURE, w->voves.uid);
    w->coordinateur = world_session(w, (PersonneId){ 900 }, ROLE_RANG_COORDINATEUR, PORTEE_DEPARTEMENT, S("28"));
    return w;
}

void world_freep(World **w)
{
    writer_free((*w)->app.writer);
    arena_free((*w)->a);
}

const char *world_session(World *w, PersonneId id, int rang, Portee portee, Str code)
{
    const RoleInfo *role = role_info(rang);
    return test_session(&(Acteur){ .personne_id = id.v,
        .role = 1U << rang,
        .role_id = 1,
        .portee = portee_nom(portee),
        .code = str_dup(w->a, code),
        .nom = S("Quelqu’un"),
        .role_nom = role->montre,
        .role_cle = role->nom });
}

HttpAnswer get(World *w, const char *session, const char *target)
{
    return http_call(&w->app, w->db, w->a, "GET", target, session, STR_NONE);
}

HttpAnswer post(World *w, const char *session, const char *target, const char *body)
{
    Str token = test_token(&w->app, w->a, session);
    Str sent = str_format(w->a, "%s%sjeton=%.*s", body, *body ? "&" : "", STR_ARG(token));
    return http_call(&w->app, w->db, w->a, "POST", target, session, sent);
}

const char *url(World *w, const char *fmt, Str uid)
{
    return str_replace(w->a, str_from(fmt), S("UID"), uid).p;
}

void has(const HttpAnswer *h, const char *what)
{
    if (!str_has(h->body, str_from(what)))
        fail_msg("« %s » manque dans\n%.*s", what, STR_ARG(h->body));
}

void has_not(const HttpAnswer *h, const char *what)
{
    if (str_has(h->body, str_from(what)))
        fail_msg("« %s » est dans\n%.*s", what, STR_ARG(h->body));
}

void leads_to(const HttpAnswer *h, const char *location)
{
    if (h->status != 303)
        fail_msg("%d au lieu de 303 vers %s :\n%.*s", h->status, location, STR_ARG(h->body));
    assert_str_equal(http_answer_header(h, "Location"), str_from(location));
}

int64_t written(World *w, const char *action)
{
    const JournalLigne *l = NULL;
    size_t n = 0;
    int64_t total = 0;
    assert_ok(journal_chercher(w->db, w->a, &(JournalRecherche){ .action = str_from(action) }, 1, &l, &n, &total));
    return total;
}
