// SPDX-License-Identifier: AGPL-3.0-or-later
#include "domain/connexion/connexion_test.h"

static const Right diriger = { "essai.diriger", "Diriger", PROOF_SESSION, ROLE_ADMINISTRATEUR };
static Err page(Req *r)
{
    view_text_str(req_html(r), r->acteur->nom);
    return OK;
}
static const Route routes[] = {
    { "GET", "/espace", page, RIGHT_SESSION, READ, NULL, "Espace" },
    { "GET", "/direction", page, &diriger, READ, NULL, "Direction" },
    { "POST", "/espace", page, RIGHT_SESSION, WRITE, NULL, "Espace" },
    { 0 },
};
static const Slice essai = { .name = "essai", .routes = routes };
static const Slice *const slices[] = { &slice_connexion, &essai, NULL };

void monde_regle(void **state, Monde *m, char *const *settings)
{
    enum { SETTINGS_MAX = 12 };
    static char folder[] = "ENSEMBLE_COURRIEL_DOSSIER=/tmp", url[] = "ENSEMBLE_URL_PUBLIQUE=https://essai.example";
    char *environ_[SETTINGS_MAX + 3] = { folder, url };
    for (size_t i = 0; settings[i] && i < SETTINGS_MAX; i++)
        environ_[2 + i] = settings[i];
    Config *config = NULL;
    Str message = STR_NONE;
    *m = (Monde){ .a = arena_new(256 * MIB), .db = test_db(state), .now = NOW };
    m->site = (Site){ .nom = S("Essai"), .accessibilite = S("non auditée") };
    assert_ok(config_load(m->a, environ_, &config, &message));
    assert_ok(writer_inline(m->db, &m->writer));
    m->app = (App){ .config = config,
        .clock = clock_fixed(&m->now),
        .slices = slices,
        .site = &m->site,
        .keys = test_keys(),
        .random = test_random(),
        .writer = m->writer,
        .gate = connexion_gate,
        .signin = "/connexion" };
    assert_ok(
        personne_creer(m->db, m->a, NULL, NOW, m->app.random, S("lea@exemple.fr"), S("Martin"), S("Léa"), &m->lea));
    assert_ok(role_donner(m->db, m->a, NULL, NOW, m->lea, ROLE_RANG_ADMINISTRATEUR, PORTEE_INSTANCE, S("")));
}

void monde(void **state, Monde *m)
{
    monde_regle(state, m, (char *const[]){ NULL });
}

void fin(Monde *m)
{
    writer_free(m->writer);
    arena_free(m->a);
}

/* ---- a browser ---- */

static void keep(Str *jar, const HttpAnswer *h, const char *name)
{
    Str rest = h->headers, line;
    while (str_split(&rest, '\n', &line)) {
        Str start = str_from("Set-Cookie: ");
        if (!str_starts(line, start))
            continue;
        Str pair = str_slice(line, start.n, str_find_char(line, 0, ';'));
        size_t equals = str_find_char(pair, 0, '=');
        if (str_eq(str_slice(pair, 0, equals), str_from(name)))
            *jar = str_slice(pair, equals + 1, pair.n);
    }
}

HttpAnswer send_(Navigateur *n, const char *method, const char *target, Str body)
{
    Arena *a = n->m->a;
    Str cookies = str_format(a, "User-Agent: %s\r\nX-Forwarded-For: %s\r\nCookie: x=1%s%.*s%s%.*s%s%.*s%s%.*s\r\n",
        n->agent ? n->agent : "Mozilla/5.0 (X11; Linux x86_64) Firefox/130.0", n->adresse ? n->adresse : "",
        n->formulaire.n ? "; formulaire=" : "", STR_ARG(n->formulaire), n->session.n ? "; session=" : "",
        STR_ARG(n->session), n->appareil.n ? "; appareil=" : "", STR_ARG(n->appareil),
        n->proconnect.n ? "; proconnect=" : "", STR_ARG(n->proconnect));
    HttpAnswer h = http_call(&n->m->app, n->m->db, a, method, target, cookies.p, body);
    keep(&n->formulaire, &h, "formulaire");
    keep(&n->session, &h, "session");
    keep(&n->appareil, &h, "appareil");
    keep(&n->proconnect, &h, "proconnect");
    return h;
}

HttpAnswer get(Navigateur *n, const char *target)
{
    return send_(n, "GET", target, STR_NONE);
}

HttpAnswer post(Navigateur *n, const char *from, const char *target, const char *body)
{
    HttpAnswer h = get(n, from);
    Str token = test_field(h.body, "jeton");
    return send_(n, "POST", target, str_format(n->m->a, "%s%sjeton=%.*s", body, *body ? "&" : "", STR_ARG(token)));
}

Str location(const HttpAnswer *h)
{
    return http_answer_header(h, "Location");
}
