// SPDX-License-Identifier: AGPL-3.0-or-later
/* The door of ProConnect, page by page, with a provider made of written answers; a real one is in tests/e2e. */
#include <string.h>

#include "core/auth/jwt_test.h"
#include "domain/connexion/connexion_test.h"
#include "domain/journal/journal.h"

#define OP "https://op.example/api/v2"
#define DOCUMENT                                                                                                       \
    "{\"issuer\":\"" OP "\",\"authorization_endpoint\":\"" OP "/authorize\",\"token_endpoint\":\"" OP                  \
    "/token\",\"userinfo_endpoint\":\"" OP "/userinfo\",\"jwks_uri\":\"" OP "/jwks\",\"end_session_endpoint\":\"" OP   \
    "/session/end\"}"
#define ES256 "{\"alg\":\"ES256\",\"kid\":\"a3\"}"

/* What the provider says next; a sound answer where nothing is set. */
typedef struct Fournisseur {
    int64_t *now;
    Str nonce;                                     /* read in the address that it was asked by */
    const char *sub, *courriel, *siret, *acr, *iss, *aud, *header, *autre_nonce, *autre_sub;
    int64_t retard_s;                              /* how long ago its token ended */
    bool muet, code_servi, refuse_client, illisible, userinfo_signe, userinfo_faux;
} Fournisseur;

static const char *or_default(const char *s, const char *absent)
{
    return s ? s : absent;
}

static Str id_token(const Fournisseur *f, Arena *a)
{
    int64_t iat = *f->now - f->retard_s, exp = iat + (f->retard_s ? 0 : 60);
    Str nonce = f->autre_nonce ? str_from(f->autre_nonce) : f->nonce;
    Str claims = str_format(a,
        "{\"iss\":\"%s\",\"aud\":\"%s\",\"sub\":\"%s\",\"iat\":%lld,\"exp\":%lld,\"nonce\":\"%.*s\",\"acr\":\"%s\"}",
        or_default(f->iss, OP), or_default(f->aud, "ensemble"), or_default(f->sub, "s1"), (long long)iat,
        (long long)exp, STR_ARG(nonce), or_default(f->acr, "eidas1-mfa"));
    return es256_token(a, str_from(or_default(f->header, ES256)), claims);
}

static Str userinfo(const Fournisseur *f, Arena *a)
{
    const char *sub = f->autre_sub ? f->autre_sub : or_default(f->sub, "s1");
    return str_format(a,
        "{\"iss\":\"%s\",\"aud\":\"ensemble\",\"sub\":\"%s\",\"email\":\"%s\",\"given_name\":\"Léa\",\"usual_name\":"
        "\"Martin\",\"siret\":\"%s\"}",
        f->userinfo_faux ? "https://ailleurs.example" : OP, sub, or_default(f->courriel, "Lea@exemple.fr"),
        or_default(f->siret, "13002526500013"));
}

static Err tell(Arena *a, int status, const char *type, Str body, OidcAnswer *ret)
{
    *ret = (OidcAnswer){ status, str_from(type), str_dup(a, body) };
    return OK;
}

static Err provide(void *arg, Arena *a, const OidcCall *call, OidcAnswer *ret)
{
    const Fournisseur *f = arg;
    if (f->muet)
        return ERR_TIMEOUT;
    if (str_ends(call->url, S("/openid-configuration")))
        return tell(a, 200, "application/json", S(DOCUMENT), ret);
    if (str_ends(call->url, S("/jwks")))
        return tell(a, 200, "application/json", S(RFC7515_JWKS), ret);
    if (str_ends(call->url, S("/userinfo"))) {
        Str claims = userinfo(f, a);
        return f->userinfo_signe ? tell(a, 200, "application/jwt", es256_token(a, S(ES256), claims), ret)
                                 : tell(a, 200, "application/json", claims, ret);
    }
    if (f->code_servi)
        return tell(a, 400, "application/json", S("{\"error\":\"invalid_grant\"}"), ret);
    if (f->refuse_client)
        return tell(a, 401, "application/json", S("{\"error\":\"invalid_client\"}"), ret);
    if (f->illisible)
        return tell(a, 200, "text/html", S("<html>"), ret);
    return tell(a, 200, "application/json",
        str_format(a, "{\"token_type\":\"Bearer\",\"access_token\":\"acces\",\"id_token\":\"%.*s\"}",
            STR_ARG(id_token(f, a))),
        ret);
}

/* ---- a site with that door, and a way through it ---- */

static char issuer[] = "ENSEMBLE_PROCONNECT_FOURNISSEUR=" OP, client[] = "ENSEMBLE_PROCONNECT_CLIENT=ensemble",
            secret[] = "ENSEMBLE_PROCONNECT_SECRET=un-secret", signature[] = "ENSEMBLE_PROCONNECT_SIGNATURE=ES256";

static void site(void **state, Monde *m, Fournisseur *f, char *first, char *second)
{
    Str message = STR_NONE;
    monde_regle(state, m, (char *const[]){ issuer, client, secret, signature, first, second, NULL });
    *f = (Fournisseur){ .now = &m->now };
    assert_ok(proconnect_client(m->app.config, m->a, (OidcNet){ provide, f }, &m->app.oidc, &message));
    assert_non_null(m->app.oidc);
}

static void fin_du_site(Monde *m)
{
    oidc_free(m->app.oidc);
    fin(m);
}

/* A parameter of an address. */
static Str param(Str url, const char *name)
{
    size_t at = str_find(url, 0, str_from(name));
    assert_true(at < url.n);
    at += strlen(name);
    return str_slice(url, at, str_find_char(url, at, '&'));
}

/* To the provider; what it has been given comes back. */
static Str leave(Navigateur *n, Fournisseur *f)
{
    HttpAnswer h = get(n, "/connexion/proconnect?retour=%2Fdirection");
    Str url = location(&h);
    assert_int_equal(h.status, 303);
    assert_true(str_starts(url, S(OP "/authorize?response_type=code&client_id=ensemble")));
    f->nonce = param(url, "&nonce=");
    return param(url, "&state=");
}

static HttpAnswer come_back(Navigateur *n, Str state)
{
    return get(n, str_format(n->m->a, "/connexion/proconnect/retour?code=c1&state=%.*s&iss=x", STR_ARG(state)).p);
}

static HttpAnswer through(Navigateur *n, Fournisseur *f)
{
    return come_back(n, leave(n, f));
}

/* In, for good. */
static void enter(Navigateur *n, Fournisseur *f)
{
    HttpAnswer h = through(n, f);
    assert_str_equal(location(&h), S("/connexion/second"));
    h = post(n, "/connexion/second", "/connexion/entrer", "");
    assert_str_equal(location(&h), S("/direction"));
    assert_int_equal(n->session.n, TOKEN_LENGTH);
    assert_int_equal(get(n, "/direction").status, 200);
}

static void refused(Navigateur *n, const HttpAnswer *h, int status, const char *sentence)
{
    if (h->status != status || !str_has(h->body, str_from(sentence)))
        fail_msg("%d au lieu de %d, sans « %s » :\n%.*s", h->status, status, sentence, STR_ARG(h->body));
    assert_true(str_has(h->body, S("href=\"/connexion\"")));
    assert_int_equal(n->session.n, 0);
    assert_int_equal(get(n, "/connexion/second").status, 403);
}

/* ---- the way through ---- */

static void the_door_is_shut_until_configured(void **state)
{
    Monde m;
    Oidc *none = NULL;
    Str message = STR_NONE;
    monde(state, &m);
    Navigateur n = { .m = &m };
    assert_ok(proconnect_client(m.app.config, m.a, oidc_net(), &none, &message));
    assert_null(none);
    assert_false(str_has(get(&n, "/connexion").body, S("ProConnect")));
    assert_int_equal(get(&n, "/connexion/proconnect").status, 404);
    assert_int_equal(get(&n, "/connexion/proconnect/retour?state=x").status, 404);
    fin(&m);
    static char no_url[] = "ENSEMBLE_URL_PUBLIQUE=";
    monde_regle(state, &m, (char *const[]){ issuer, no_url, NULL });
    assert_int_equal(proconnect_client(m.app.config, m.a, oidc_net(), &none, &message), ERR_INVALID);
    assert_true(str_has(message, S("url_publique")));
    fin(&m);
}

static void somebody_invited_comes_in(void **state)
{
    Monde m;
    Fournisseur f;
    site(state, &m, &f, NULL, NULL);
    Navigateur n = { .m = &m }, later = { .m = &m };
    assert_true(str_has(get(&n, "/connexion?retour=%2Fdirection").body,
        S("href=\"/connexion/proconnect?retour=%2Fdirection\"")));
    Str asked = leave(&n, &f);
    assert_true(asked.n >= 32 && f.nonce.n >= 32 && !str_eq(asked, f.nonce));
    assert_false(str_has(n.proconnect, f.nonce)); /* sealed */
    HttpAnswer h = come_back(&n, asked);
    assert_str_equal(location(&h), S("/connexion/second"));
    h = get(&n, "/connexion/second");
    assert_true(str_has(h.body, S("Bonjour Léa")) && str_has(h.body, S("name=\"partage\"")));
    assert_false(str_has(h.body, S("name=\"code\"")) || str_has(h.body, S("class=\"qr\"")));
    h = post(&n, "/connexion/second", "/connexion/entrer", "partage=1");
    assert_str_equal(location(&h), S("/direction"));
    assert_str_equal(get(&n, "/direction").body, S("Léa Martin"));
    assert_int_equal(n.appareil.n, 0); /* a shared computer is not remembered */
    /* known from now on by its `sub`, whatever the address; a signed userinfo does as well */
    f.courriel = "lea.durand@exemple.fr";
    f.userinfo_signe = true;
    enter(&later, &f);
    fin_du_site(&m);
}

static void one_proof_there_asks_for_one_here(void **state)
{
    static char lax[] = "ENSEMBLE_PROCONNECT_ACR_EXIGE=non";
    Monde m;
    Fournisseur f;
    site(state, &m, &f, lax, NULL);
    Navigateur n = { .m = &m };
    f.acr = "eidas1";
    HttpAnswer h = through(&n, &f);
    assert_str_equal(location(&h), S("/connexion/second"));
    assert_true(str_has(get(&n, "/connexion/second").body, S("class=\"qr\"")));
    h = post(&n, "/connexion/second", "/connexion/entrer", "");
    assert_str_equal(location(&h), S("/connexion/second"));
    assert_int_equal(n.session.n, 0);
    fin_du_site(&m);
}

/* ---- every way to be refused ---- */

typedef struct Cas {
    int status;
    const char *sentence;
    Fournisseur faute;
} Cas;

static void each_fault_has_its_page(void **state)
{
    static const Cas cas[] = {
        { 403, "ne correspond pas à la connexion demandée", { .autre_nonce = "un-autre-nonce-de-trente-deux-signes" } },
        { 403, "était destinée à un autre service", { .aud = "autre" } },
        { 403, "n’est plus valable", { .retard_s = 3600 } },
        { 403, "pas signée de la façon convenue", { .header = "{\"alg\":\"none\"}" } },
        { 403, "pas signée de la façon convenue", { .header = "{\"alg\":\"HS256\"}" } },
        { 403, "n’est pas celle du fournisseur", { .header = "{\"alg\":\"ES256\",\"kid\":\"inconnue\"}" } },
        { 403, "vient d’un autre fournisseur", { .iss = "https://ailleurs.example" } },
        { 403, "vient d’un autre fournisseur", { .userinfo_signe = true, .userinfo_faux = true } },
        { 403, "Cette connexion a déjà servi", { .code_servi = true } },
        { 403, "Une seconde preuve est nécessaire", { .acr = "eidas1" } },
        { 502, "parle de deux personnes", { .autre_sub = "s2" } },
        { 502, "ne reconnaît pas ce site", { .refuse_client = true } },
        { 502, "est illisible", { .illisible = true } },
        { 403, "Votre adresse manque", { .courriel = "" } },
        { 403, "Vous n’avez pas encore de compte", { .courriel = "inconnue@exemple.fr" } },
    };
    Monde m;
    Fournisseur f;
    site(state, &m, &f, NULL, NULL);
    for (size_t i = 0; i < sizeof cas / sizeof *cas; i++) {
        Navigateur n = { .m = &m };
        Str asked = leave(&n, &f), nonce = f.nonce;
        f = cas[i].faute;
        f.now = &m.now;
        f.nonce = nonce;
        HttpAnswer h = come_back(&n, asked);
        refused(&n, &h, cas[i].status, cas[i].sentence);
        f = (Fournisseur){ .now = &m.now };
    }
    fin_du_site(&m);
}

static void what_comes_back_must_have_left(void **state)
{
    Monde m;
    Fournisseur f;
    site(state, &m, &f, NULL, NULL);
    Navigateur n = { .m = &m }, thief = { .m = &m };
    HttpAnswer h = get(&n, "/connexion/proconnect/retour?code=c1");
    refused(&n, &h, 403, "ne s’ouvre pas seule");
    h = get(&n, "/connexion/proconnect/retour?code=c1&state=court");
    refused(&n, &h, 403, "ne s’ouvre pas seule");
    Str asked = leave(&n, &f);
    h = come_back(&thief, asked);
    refused(&thief, &h, 403, "vient d’un autre navigateur");
    h = come_back(&n, token_new(m.a, m.app.random)); /* and what waited is spent with it */
    refused(&n, &h, 403, "n’est plus valable");
    h = come_back(&n, asked);
    refused(&n, &h, 403, "n’est plus valable");
    asked = leave(&n, &f);
    m.now += CONNEXION_S;
    h = come_back(&n, asked);
    refused(&n, &h, 403, "dépassé quinze minutes");
    asked = leave(&n, &f);
    Str kept = n.proconnect;
    h = come_back(&n, asked);
    assert_str_equal(location(&h), S("/connexion/second"));
    n.proconnect = kept;                           /* put back by hand: the code has served, the provider says */
    f.code_servi = true;
    h = come_back(&n, asked);
    assert_int_equal(h.status, 403);
    assert_true(str_has(h.body, S("Cette connexion a déjà servi")));
    fin_du_site(&m);
}

static void what_the_provider_refuses_is_told(void **state)
{
    static const struct {
        const char *error, *sentence;
        int status;
    } cas[] = {
        { "login_required", "ne vous a pas reconnu", 403 },
        { "access_denied", "s’est arrêtée chez ProConnect", 403 },
        { "server_error", "a répondu par une erreur", 502 },
    };
    Monde m;
    Fournisseur f;
    site(state, &m, &f, NULL, NULL);
    for (size_t i = 0; i < sizeof cas / sizeof *cas; i++) {
        Navigateur n = { .m = &m };
        Str asked = leave(&n, &f);
        HttpAnswer h = get(&n,
            str_format(m.a, "/connexion/proconnect/retour?error=%s&state=%.*s", cas[i].error, STR_ARG(asked)).p);
        refused(&n, &h, cas[i].status, cas[i].sentence);
    }
    fin_du_site(&m);
    site(state, &m, &f, NULL, NULL);
    f.muet = true;
    Navigateur n = { .m = &m };
    HttpAnswer h = get(&n, "/connexion/proconnect");
    refused(&n, &h, 503, "ne répond pas");
    assert_str_equal(http_answer_header(&h, "Retry-After"), S("60"));
    fin_du_site(&m);
}

static void bad_ends_are_counted(void **state)
{
    Monde m;
    Fournisseur f;
    site(state, &m, &f, NULL, NULL);
    Navigateur n = { .m = &m };
    int last = 0;
    for (int i = 0; i < 40 && last != 429; i++) {
        f.code_servi = true;
        last = through(&n, &f).status;
    }
    assert_int_equal(last, 429);
    m.now += 61;
    f.code_servi = false;
    enter(&n, &f);
    fin_du_site(&m);
}

/* ---- who may come in ---- */

static void a_structure_or_a_domain_may_be_let_in(void **state)
{
    static char sirets[] = "ENSEMBLE_PROCONNECT_SIRETS=21280085100010, 130025265",
                domaines[] = "ENSEMBLE_PROCONNECT_DOMAINES=eurelien.example";
    Monde m;
    Fournisseur f;
    Personne p;
    const RoleTenu *roles = NULL;
    size_t n_roles = 0;
    site(state, &m, &f, sirets, domaines);
    Navigateur by_siren = { .m = &m }, by_domain = { .m = &m }, neither = { .m = &m };
    f.sub = "s7";
    f.courriel = "paul@ailleurs.example";
    HttpAnswer h = through(&by_siren, &f);
    assert_str_equal(location(&h), S("/connexion/second"));
    h = post(&by_siren, "/connexion/second", "/connexion/entrer", "");
    assert_int_equal(get(&by_siren, "/espace").status, 200);
    assert_int_equal(get(&by_siren, "/direction").status, 403); /* no role yet */
    assert_ok(personne_par_courriel(m.db, m.a, S("paul@ailleurs.example"), &p));
    assert_ok(roles_de(m.db, m.a, p.id, &roles, &n_roles));
    assert_int_equal(n_roles, 0);
    f.sub = "s8";
    f.courriel = "nora@Eurelien.example";
    f.siret = "";
    h = through(&by_domain, &f);
    assert_str_equal(location(&h), S("/connexion/second"));
    f.sub = "s9";
    f.courriel = "nora@eurelien.example.faux";
    f.siret = "21280088500010";
    h = through(&neither, &f);
    refused(&neither, &h, 403, "Votre organisation n’est pas inscrite");
    fin_du_site(&m);
}

static void a_suspended_account_stays_shut(void **state)
{
    Monde m;
    Fournisseur f;
    PersonneId max;
    site(state, &m, &f, NULL, NULL);
    Navigateur n = { .m = &m }, again = { .m = &m };
    assert_ok(personne_creer(m.db, m.a, NULL, NOW, m.app.random, S("max@exemple.fr"), S("Petit"), S("Max"), &max));
    f.courriel = "max@exemple.fr";
    HttpAnswer h = through(&n, &f);
    h = post(&n, "/connexion/second", "/connexion/entrer", "");
    assert_int_equal(get(&n, "/espace").status, 200);
    assert_ok(personne_suspendre(m.db, m.a, NULL, NOW, max, true));
    h = through(&again, &f);
    refused(&again, &h, 403, "Ce compte est suspendu");
    f.sub = "s2";
    h = through(&again, &f);
    refused(&again, &h, 403, "Ce compte est suspendu");
    fin_du_site(&m);
}

static void another_sub_waits_for_a_human(void **state)
{
    Monde m;
    Fournisseur f;
    const Identite *waiting = NULL;
    size_t n = 0;
    site(state, &m, &f, NULL, NULL);
    const Acteur admin = { .personne_id = m.lea.v,
        .role = ROLE_ADMINISTRATEUR,
        .portee = S("instance"),
        .code = S("") };
    const Acteur stranger = { .personne_id = 999, .role = ROLE_REFERENT, .portee = S("structure"), .code = S("X") };
    Navigateur before = { .m = &m }, after = { .m = &m };
    enter(&before, &f);
    f.sub = "s2";
    f.siret = "21280085100010";
    for (int i = 0; i < 2; i++) {
        HttpAnswer h = through(&after, &f);
        refused(&after, &h, 403, "Votre identité est à confirmer");
    }
    assert_ok(identites_de(m.db, m.a, m.lea, &waiting, &n));
    assert_int_equal(n, 1);
    assert_str_equal(waiting[0].nom, S("Martin"));
    assert_str_equal(waiting[0].siret, S("21280085100010"));
    assert_int_equal(identite_decider(m.db, m.a, &stranger, NOW, m.lea, waiting[0].id, true), ERR_NOT_FOUND);
    assert_ok(identite_decider(m.db, m.a, &admin, NOW, m.lea, waiting[0].id, false));
    assert_int_equal(identite_decider(m.db, m.a, &admin, NOW, m.lea, waiting[0].id, true), ERR_NOT_FOUND);
    HttpAnswer h = through(&after, &f);
    refused(&after, &h, 403, "Votre identité est à confirmer");
    assert_ok(identites_de(m.db, m.a, m.lea, &waiting, &n));
    assert_ok(identite_decider(m.db, m.a, &admin, NOW, m.lea, waiting[0].id, true));
    enter(&after, &f);
    Navigateur old = { .m = &m };
    f.sub = "s1";                                  /* the one before leads nowhere any more */
    h = through(&old, &f);
    refused(&old, &h, 403, "Votre identité est à confirmer");
    fin_du_site(&m);
}

static void those_who_wait_are_counted_for_who_may_answer(void **state)
{
    Monde m;
    Fournisseur f;
    PersonneId max, first;
    int64_t n = 0;
    site(state, &m, &f, NULL, NULL);
    const Acteur admin = { .personne_id = m.lea.v,
        .role = ROLE_ADMINISTRATEUR,
        .portee = S("instance"),
        .code = S("") };
    const Acteur stranger = { .personne_id = 999, .role = ROLE_REFERENT, .portee = S("structure"), .code = S("X") };
    Navigateur lea = { .m = &m }, other = { .m = &m };
    assert_ok(personne_creer(m.db, m.a, NULL, NOW, m.app.random, S("max@exemple.fr"), S("Petit"), S("Max"), &max));
    assert_ok(personne_connectee(m.db, m.a, NOW, max));
    enter(&lea, &f);
    f.sub = "s2";
    through(&other, &f);                           /* one's own does not wait for oneself */
    assert_ok(identites_compter(m.db, m.a, &admin, &n, &first));
    assert_int_equal(n, 0);
    f.sub = "s3";
    f.courriel = "max@exemple.fr";
    HttpAnswer h = through(&other, &f);
    refused(&other, &h, 403, "Votre identité est à confirmer");
    assert_ok(identites_compter(m.db, m.a, &admin, &n, &first));
    assert_int_equal(n, 1);
    assert_int_equal(first.v, max.v);
    assert_ok(identites_compter(m.db, m.a, &stranger, &n, &first));
    assert_int_equal(n, 0);
    fin_du_site(&m);
}

/* ---- leaving ---- */

static void leaving_here_leaves_there(void **state)
{
    Monde m;
    Fournisseur f;
    site(state, &m, &f, NULL, NULL);
    Navigateur n = { .m = &m };
    enter(&n, &f);
    HttpAnswer h = post(&n, "/espace/securite", "/deconnexion", "");
    Str exit = location(&h);
    assert_true(str_starts(exit, S("/deconnexion/proconnect/")));
    Str etat = str_slice(exit, 24, exit.n);
    h = get(&n, str_dup(m.a, exit).p);
    assert_int_equal(h.status, 200);
    Str refresh = http_answer_header(&h, "Refresh");
    assert_true(str_starts(refresh, S("0; url=" OP "/session/end?id_token_hint=eyJ")));
    assert_str_equal(param(refresh, "&state="), etat);
    assert_str_equal(param(refresh, "&post_logout_redirect_uri="),
        S("https%3A%2F%2Fessai.example%2Fdeconnexion%2Fretour"));
    assert_true(str_has(h.body, S("Fermer ma session ProConnect")));
    assert_str_equal(http_answer_header(&h, "Cache-Control"), S("no-store"));
    assert_int_equal(get(&n, "/direction").status, 303); /* out already */
    const char *back = str_format(m.a, "/deconnexion/retour?state=%.*s", STR_ARG(etat)).p;
    h = get(&n, back);
    assert_str_equal(location(&h), S("/connexion?fait=sortie"));
    h = get(&n, back);
    assert_int_equal(h.status, 403);
    assert_int_equal(get(&n, str_dup(m.a, exit).p).status, 404);
    /* the provider is away: one is out here all the same */
    enter(&n, &f);
    m.now += OIDC_KEPT_S;
    f.muet = true;
    h = post(&n, "/espace/securite", "/deconnexion", "partout=1");
    exit = str_dup(m.a, location(&h));
    h = get(&n, exit.p);
    assert_int_equal(h.status, 200);
    assert_true(str_has(h.body, S("ProConnect ne répond pas")));
    assert_true(str_is_none(http_answer_header(&h, "Refresh")));
    assert_int_equal(get(&n, "/direction").status, 303);
    fin_du_site(&m);
}

static void ones_own_link_can_be_undone(void **state)
{
    Monde m;
    Fournisseur f;
    Preuves p;
    const JournalLigne *l = NULL;
    size_t n_lines = 0;
    int64_t total = 0;
    site(state, &m, &f, NULL, NULL);
    Navigateur n = { .m = &m }, again = { .m = &m };
    enter(&n, &f);
    assert_ok(preuves_de(m.db, m.a, m.lea, &p));
    assert_true(p.proconnect && !p.application);
    assert_true(str_has(get(&n, "/espace/securite").body, S("Ne plus entrer avec ProConnect")));
    HttpAnswer h = post(&n, "/espace/securite", "/espace/securite/sans-proconnect", "");
    assert_str_equal(location(&h), S("/espace/securite?fait=sans-proconnect"));
    assert_false(str_has(get(&n, "/espace/securite").body, S("Ne plus entrer avec ProConnect")));
    h = through(&again, &f);
    refused(&again, &h, 403, "Votre identité est à confirmer");
    assert_ok(
        journal_chercher(m.db, m.a, &(JournalRecherche){ .action = S("preuve.proconnect") }, 1, &l, &n_lines, &total));
    assert_int_equal(total, 1);
    assert_ok(
        journal_chercher(m.db, m.a, &(JournalRecherche){ .action = S("preuve.delier") }, 1, &l, &n_lines, &total));
    assert_int_equal(total, 1);
    assert_ok(
        journal_chercher(m.db, m.a, &(JournalRecherche){ .action = S("connexion.refuser") }, 1, &l, &n_lines, &total));
    assert_int_equal(total, 1);
    fin_du_site(&m);
}

int main(void)
{
    static const struct CMUnitTest all[] = {
        cmocka_unit_test(the_door_is_shut_until_configured),
        cmocka_unit_test(somebody_invited_comes_in),
        cmocka_unit_test(one_proof_there_asks_for_one_here),
        cmocka_unit_test(each_fault_has_its_page),
        cmocka_unit_test(what_comes_back_must_have_left),
        cmocka_unit_test(what_the_provider_refuses_is_told),
        cmocka_unit_test(bad_ends_are_counted),
        cmocka_unit_test(a_structure_or_a_domain_may_be_let_in),
        cmocka_unit_test(a_suspended_account_stays_shut),
        cmocka_unit_test(another_sub_waits_for_a_human),
        cmocka_unit_test(those_who_wait_are_counted_for_who_may_answer),
        cmocka_unit_test(leaving_here_leaves_there),
        cmocka_unit_test(ones_own_link_can_be_undone),
    };
    return SUITE_MAIN("connexion_proconnect", true, all);
}
