// SPDX-License-Identifier: AGPL-3.0-or-later
/* The frame for other sites: who may show it, what it reads, what it looks like; the page that makes its code. */
#include "domain/integration/integration.h"

#include <math.h>
#include <string.h>

#include "core/app.h"
#include "core/http/inproc.h"
#include "core/slice.h"
#include "domain/integration/integration_web.h"
#include "domain/lieux/import.h"
#include "domain/site/site.h"
#include "support/suite.h"
#include "web/assets.h"

typedef struct Monde {
    Arena *a;
    Db *db;
    Config *config;
    Site site;
    Snapshots *snapshots;
    App app;
    int64_t now;
} Monde;

static const Slice *const table[] = { &slice_territoire, &slice_lieux, &slice_integration, &slice_site, NULL };

#define FICHIER                                                                                                        \
    "id,pivot,nom,commune,code_postal,code_insee,adresse,date_maj,services,telephone\n"                                \
    "1,00000000000000,Mairie <b>,Brou,28160,28061,1 rue,2024-01-02,Aide aux démarches administratives,+33237000001\n" \
    "2,00000000000000,Gare,Dreux,28100,28134,1 rue,2024-01-02,Utilisation sécurisée du numérique,\n"

static Monde *monde_new(void **state, char *const *environ_)
{
    Arena *a = arena_new(64 * MIB);
    Monde *m = NEW(a, Monde, 1);
    Str why = STR_NONE;
    Writer *w;
    ImportRapport *r = NULL;
    m->a = a;
    m->now = 1750000000;
    m->db = test_db(state);
    assert_ok(writer_inline(m->db, &w));
    assert_ok(
        lieux_import_read(a, &(ImportFichier){ .nom = S("f"), .octets = S(FICHIER), .source = S("x") }, &r, &why));
    assert_ok(lieux_import_match(m->db, a, r));
    assert_ok(lieux_import_apply(w, a, r, m->now));
    writer_free(w);
    assert_ok(config_load(a, environ_, &m->config, &why));
    assert_ok(site_from_config(m->config, a, &m->site));
    assert_ok(snapshots_new(table, &m->snapshots));
    assert_ok(snapshots_refresh(m->snapshots, m->db));
    m->app = (App){ .config = m->config,
        .clock = clock_fixed(&m->now),
        .snapshots = m->snapshots,
        .slices = table,
        .site = &m->site,
        .error_page = site_error_page,
        .assets = assets };
    return m;
}

static void monde_freep(Monde **m)
{
    snapshots_free((*m)->snapshots);
    arena_free((*m)->a);
}
#define MONDE __attribute__((cleanup(monde_freep))) Monde *

static HttpAnswer get(Monde *m, const char *target, const char *headers)
{
    return http_call(&m->app, m->db, m->a, "GET", target, headers, STR_NONE);
}

static void has(const HttpAnswer *h, const char *what)
{
    if (!str_has(h->body, str_from(what)))
        fail_msg("« %s » manque dans\n%.*s", what, STR_ARG(h->body));
}

static void only_the_frame_may_be_framed(void **state)
{
    static char nobody[] = "ENSEMBLE_INTEGRATION_ORIGINES=",
                mairie[] = "ENSEMBLE_INTEGRATION_ORIGINES=https://mairie.example";
    static char *const closed[] = { nobody, NULL };
    static char *const one[] = { mairie, NULL };
    static const struct {
        char *const *environ_;
        const char *says;
    } cases[] = { { NULL, "frame-ancestors 'self' *" }, { closed, "frame-ancestors 'self'" },
        { one, "frame-ancestors 'self' https://mairie.example" } };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        MONDE m = monde_new(state, cases[i].environ_);
        for (const Slice *const *s = table; *s; s++)
            for (const Route *r = (*s)->routes; r && r->method; r++) {
                bool framed = str_starts(str_from(r->path), S("/integration/"));
                if (strcmp(r->method, "GET") != 0 || strchr(r->path, '{') || r->right != RIGHT_PUBLIC ||
                    r->mode != SNAPSHOT)
                    continue;
                HttpAnswer h = get(m, r->path, NULL);
                Str policy = http_answer_header(&h, "Content-Security-Policy");
                assert_true(str_ends(policy, framed ? str_from(cases[i].says) : S("frame-ancestors 'none'")));
                assert_str_equal(http_answer_header(&h, "Set-Cookie"), STR_NONE);
            }
    }
}

static void the_frame_reads_no_cookie(void **state)
{
    MONDE m = monde_new(state, NULL);
    HttpAnswer plain = get(m, "/integration/lieux?theme=sombre&couleur=ocean", NULL);
    HttpAnswer with = get(m, "/integration/lieux?theme=sombre&couleur=ocean",
        "Cookie: affichage=texte-grand.contraste-fort; __Host-session=x\r\n");
    assert_int_equal(plain.status, 200);
    assert_str_equal(with.body, plain.body);
    assert_str_equal(with.headers, plain.headers);
    assert_false(str_has(http_answer_header(&plain, "Vary"), S("Cookie")));
    has(&plain, "class=\"integre theme-sombre couleur-ocean\"");
    HttpAnswer elsewhere = get(m, "/integration", "Cookie: affichage=texte-grand\r\n");
    has(&elsewhere, "class=\"texte-grand\""); /* the same cookie does act on a page of ours */
}

static void the_frame_shows_what_is_asked(void **state)
{
    MONDE m = monde_new(state, NULL);
    HttpAnswer h = get(m, "/integration/lieux", NULL);
    has(&h, "2 lieux pour être aidé");
    has(&h, "Mairie &lt;b&gt;");
    has(&h, "tel:+33237000001");
    h = get(m, "/integration/lieux?services=Utilisation+s%C3%A9curis%C3%A9e+du+num%C3%A9rique", NULL);
    has(&h, "1 lieu pour");
    has(&h, "Gare");
    h = get(m, "/integration/lieux?commune=28061&limite=1", NULL);
    has(&h, "Mairie");
    h = get(m, "/integration/lieux?q=zzz", NULL);
    has(&h, "Aucun lieu ne répond");
    h = get(m, "/integration/lieux?services=zzz&theme=zzz", NULL);
    assert_false(str_has(h.body, S("Gare")));
    has(&h, "choix proposés");
}

static void the_guide_makes_code_that_is_safe_to_copy(void **state)
{
    static char public_url[] = "ENSEMBLE_URL_PUBLIQUE=https://lieux.example";
    static char *const environ_[] = { public_url, NULL };
    MONDE m = monde_new(state, environ_);
    HttpAnswer h = get(m,
        "/integration?commune=28061&theme=clair&hauteur=450&services=Utilisation+s%C3%A9curis%C3%A9e+du+"
        "num%C3%A9rique",
        NULL);
    assert_int_equal(h.status, 200);
    has(&h, "&lt;iframe src=\"https://lieux.example/integration/lieux?commune=28061&amp;amp;theme=clair");
    has(&h, "data-commune=\"28061\" data-theme=\"clair\"");
    has(&h, "<iframe src=\"/integration/lieux?commune=28061&amp;theme=clair");
    h = get(m, "/integration?commune=%22%3E%3Cscript%3E", NULL);
    assert_false(str_has(h.body, S("<script>")));
    assert_false(str_has(h.body, S("<iframe")));
    h = get(m, "/integration/lieux.js", NULL);
    assert_int_equal(h.status, 200);
    assert_str_equal(http_answer_header(&h, "Cross-Origin-Resource-Policy"), S("cross-origin"));
    has(&h, "document.currentScript");
}

/* ---- contrasts ---- */

static double channel(int v)
{
    double c = v / 255.0;
    return c <= 0.03928 ? c / 12.92 : pow((c + 0.055) / 1.055, 2.4);
}

static int hex2(Str s, size_t at)
{
    int v = 0;
    for (size_t i = at; i < at + 2; i++) {
        char c = s.p[i];
        v = v * 16 + (c <= '9' ? c - '0' : c - 'a' + 10);
    }
    return v;
}

/* The value of a token in the rule of that selector. */
static double luminance(Str css, Str selector, Str token)
{
    size_t rule = str_find(css, 0, selector), at = str_find(css, rule, token);
    size_t end = str_find_char(css, rule, '}');
    if (rule == css.n || at >= end)
        fail_msg("%.*s de %.*s manque", STR_ARG(token), STR_ARG(selector));
    size_t v = at + token.n + 1;
    assert_int_equal(css.p[v - 1], '#');
    return 0.2126 * channel(hex2(css, v)) + 0.7152 * channel(hex2(css, v + 2)) + 0.0722 * channel(hex2(css, v + 4));
}

static double contrast(double a, double b)
{
    return a > b ? (a + 0.05) / (b + 0.05) : (b + 0.05) / (a + 0.05);
}

/* WCAG 2.2, 1.4.3: 4.5 for text, on the two grounds that a frame has. */
static void colours_can_be_read(void **state)
{
    (void)state;
    ARENA a = arena_new(4 * MIB);
    Str css = test_read(a, test_source(a, "web/integration.css"));
    static const char *const grounds[] = { "--papier: ", "--nappe: " };
    for (int dark = 0; dark < 2; dark++)
        for (const Choice *c = integration_couleurs; !str_is_none(c->value); c++) {
            Str theme = dark ? S(":root.theme-sombre {") : S(":root.theme-clair {");
            Str rule = str_format(a, dark ? ":root.theme-sombre.couleur-%.*s {" : ":root.couleur-%.*s {",
                STR_ARG(c->value));
            Str media = str_format(a, ":root.couleur-%.*s:not(.theme-clair) {", STR_ARG(c->value));
            for (size_t g = 0; g < 2; g++) {
                double ground = luminance(css, theme, str_from(grounds[g]));
                assert_true(contrast(luminance(css, rule, S("--pin: ")), ground) >= 4.5);
                assert_true(contrast(luminance(css, rule, S("--lien: ")), ground) >= 4.5);
                if (dark)
                    assert_true(contrast(luminance(css, media, S("--lien: ")), ground) >= 4.5);
            }
            assert_true(contrast(luminance(css, theme, S("--sur-pin: ")), luminance(css, rule, S("--pin: "))) >= 4.5);
        }
}

int main(void)
{
    const struct CMUnitTest all[] = {
        cmocka_unit_test(only_the_frame_may_be_framed),
        cmocka_unit_test(the_frame_reads_no_cookie),
        cmocka_unit_test(the_frame_shows_what_is_asked),
        cmocka_unit_test(the_guide_makes_code_that_is_safe_to_copy),
        cmocka_unit_test(colours_can_be_read),
    };
    return SUITE_MAIN("integration", true, all);
}
