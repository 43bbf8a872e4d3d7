// SPDX-License-Identifier: AGPL-3.0-or-later
#include <string.h>

#include "accueil_view.h"
#include "affichage_view.h"
#include "core/app.h"
#include "core/http/req.h"
#include "core/view/affichage.h"
#include "credits_view.h"
#include "domain/lieux/lieux.h"
#include "domain/site/site.h"
#include "domain/site/site_web.h"
#include "erreur_view.h"
#include "mentions_view.h"
#include "plan_du_site_view.h"
#include "web/assets.h"

enum { SITEMAP_MAX = 50000 };                      /* sitemaps.org 0.9: addresses in one file */

bool site_demonstration(Req *r)
{
    const Lieux *s = req_snapshot(r, &lieux_snapshot);
    return s && lieux_demonstration(s);
}

Short site_date(Str iso)
{
    Date d;
    if (date_parse_lenient(iso, &d))
        return fr_date(d);
    Short s = { 0 };
    s.n = (uint8_t)(iso.n < sizeof s.p ? iso.n : 0);
    if (s.n)
        memcpy(s.p, iso.p, s.n);
    return s;
}

Str site_objet(Str objet)
{
    static const Str words[][2] = {
        { S_INIT("communes"), S_INIT("Communes") },
        { S_INIT("epci"), S_INIT("Intercommunalités") },
        { S_INIT("coordonnees"), S_INIT("Positions des communes") },
        { S_INIT("contours"), S_INIT("Contours des communes") },
        { S_INIT("populations"), S_INIT("Populations") },
    };
    for (size_t i = 0; i < sizeof words / sizeof words[0]; i++)
        if (str_eq(words[i][0], objet))
            return words[i][1];
    return objet;
}

static Err accueil(Req *r)
{
    const Lieux *s = req_snapshot(r, &lieux_snapshot);
    AccueilPage p = { .pret = s != NULL };
    TRY(site_chiffres(s, r->arena, &p.chiffres));
    view_accueil(req_html(r), &p);
    return OK;
}

static Err accessibilite(Req *r)
{
    view_accessibilite(req_html(r));
    return OK;
}

static Err mentions_legales(Req *r)
{
    view_mentions_legales(req_html(r));
    return OK;
}

static Err credits(Req *r)
{
    const Lieux *s = req_snapshot(r, &lieux_snapshot);
    const Territoire *t = req_snapshot(r, &territoire_snapshot);
    CreditsPage p = { 0 };
    p.lieux_n = site_sources(s, r->arena, &p.lieux);
    p.autres = s ? (int64_t)lieux_n(s) : 0;
    for (size_t i = 0; i < p.lieux_n; i++)
        p.autres -= p.lieux[i].n;
    if (t) {
        p.territoire_n = territoire_sources(t, &p.territoire);
    }
    view_credits(req_html(r), &p);
    return OK;
}

/* ---- /affichage ---------------------------------------------------------------------------------------------------- */

#define HABITUEL S_INIT("habituel")
static const Choice texte_choix[] = { { HABITUEL, S_INIT("Habituel") }, { S_INIT("texte-grand"), S_INIT("Grand") },
    { S_INIT("texte-tres-grand"), S_INIT("Très grand") }, { { 0 }, { 0 } } };
static const Choice lettres_choix[] = { { HABITUEL, S_INIT("Dessinées pour les malvoyants") },
    { S_INIT("lettres-appareil"), S_INIT("Celles de mon appareil") }, { { 0 }, { 0 } } };
static const Choice lignes_choix[] = { { HABITUEL, S_INIT("Habituelles") },
    { S_INIT("lignes-aerees"), S_INIT("Plus espacées, lettres et mots aussi") }, { { 0 }, { 0 } } };
static const Choice contraste_choix[] = { { HABITUEL, S_INIT("Habituel") },
    { S_INIT("contraste-fort"), S_INIT("Fort, fonds unis") }, { { 0 }, { 0 } } };

/* The first ones are those of affichage_choix, in its order. */
static const Field affichage_fields[] = {
    { .name = "texte", .kind = FIELD_CHOICE, .label = "Taille du texte", .choices = texte_choix },
    { .name = "lettres", .kind = FIELD_CHOICE, .label = "Forme des lettres", .choices = lettres_choix },
    { .name = "lignes", .kind = FIELD_CHOICE, .label = "Lignes", .choices = lignes_choix },
    { .name = "contraste", .kind = FIELD_CHOICE, .label = "Contraste", .choices = contraste_choix },
    { .name = "retour", .kind = FIELD_TEXT, .label = "Page où revenir", .max = 2000, .address_only = true },
    { .name = "retablir", .kind = FIELD_BOOL, .label = "Revenir à l’affichage habituel", .address_only = true },
    { 0 },
};

static Err affichage(Req *r)
{
    Str kept = req_cookie(r, AFFICHAGE_COOKIE);
    Champ champs[AFFICHAGE_CHOIX];
    for (size_t i = 0; i < AFFICHAGE_CHOIX; i++) {
        Str mot = affichage_mot(kept, &affichage_choix[i]);
        champs[i] = champ_defaut(&r->form, affichage_choix[i].nom, mot.n ? mot : S("habituel"));
    }
    view_affichage(req_html(r), &(AffichagePage){ .form = &r->form,
                                    .champs = champs,
                                    .champs_n = AFFICHAGE_CHOIX,
                                    .retour = req_text(r, "retour"),
                                    .change = !str_is_none(affichage_lire(r->arena, kept, '.')) });
    return OK;
}

static Str affichage_choisi(Req *r)
{
    BUF b = buf_new(KIB);
    for (size_t i = 0; i < AFFICHAGE_CHOIX && !req_bool(r, "retablir"); i++) {
        buf_put(&b, affichage_fields[i].choices[req_choice(r, affichage_choix[i].nom, 0)].value);
        buf_char(&b, '.');
    }
    return affichage_lire(r->arena, buf_str(&b), '.');
}

static Err affichage_enregistrer(Req *r)
{
    Str kept = affichage_choisi(r), back = req_text(r, "retour");
    req_set_cookie(r, AFFICHAGE_COOKIE, kept, str_is_none(kept) ? -1 : AFFICHAGE_S);
    if (!str_is_none(back) && req_redirect(r, "%.*s", STR_ARG(back)) == OK)
        return OK;
    return req_redirect(r, "/affichage");
}

static Err plan_du_site(Req *r)
{
    PlanPage p = { 0 };
    p.pages_n = site_plan(r->app->slices, r->arena, false, &p.pages);
    p.api_n = site_plan(r->app->slices, r->arena, true, &p.api);
    view_plan_du_site(req_html(r), &p);
    return OK;
}

static Err sante(Req *r)
{
    const Lieux *s = req_snapshot(r, &lieux_snapshot);
    Json *j = req_json(r);
    json_obj(j);
    json_kstr(j, "statut", S("ok"));
    json_kstr(j, "version", S(ENSEMBLE_VERSION));
    if (s)
        json_ki64(j, "lieux", (int64_t)lieux_n(s));
    json_end(j);
    return OK;
}

static Err robots(Req *r)
{
    site_robots(r->app->slices, config_str(r->app->config, CONF_URL_PUBLIQUE),
        req_body(r, "text/plain; charset=utf-8"));
    return OK;
}

static void sitemap_url(View *v, Str base, Str path, Str id)
{
    view_raw(v, S("<url><loc>"));
    view_text_str(v, base);
    view_text_str(v, path);
    view_urlpart_str(v, id);
    view_raw(v, S("</loc></url>\n"));
}

static Err sitemap(Req *r)
{
    const Lieux *s = req_snapshot(r, &lieux_snapshot);
    Str base = config_str(r->app->config, CONF_URL_PUBLIQUE);
    if (str_is_empty(base))
        return ERR_NOT_FOUND; /* the format wants whole addresses */
    const PlanEntry *pages = NULL;
    size_t n = site_plan(r->app->slices, r->arena, false, &pages);
    View v = { .b = req_body(r, "application/xml; charset=utf-8"), .arena = r->arena };
    view_raw(&v, S("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
                   "<urlset xmlns=\"http://www.sitemaps.org/schemas/sitemap/0.9\">\n"));
    for (size_t i = 0; i < n; i++)
        sitemap_url(&v, base, pages[i].url, STR_NONE);
    for (size_t i = 0; s && i < lieux_n(s) && n + i < SITEMAP_MAX; i++)
        sitemap_url(&v, base, S("/lieux/"), lieu_champ(lieux_at(s, i), CHAMP_id));
    view_raw(&v, S("</urlset>\n"));
    return OK;
}

static Err favicon(Req *r)
{
    return req_redirect(r, "%s", ASSET_FAVICON_SVG);
}

void site_error_page(View *v, const ErrorPage *p)
{
    view_erreur(v, p);
}

static const Route site_routes[] = {
    { "GET", "/", accueil, RIGHT_PUBLIC, SNAPSHOT, NULL, "Accueil" },
    { "GET", "/accessibilite", accessibilite, RIGHT_PUBLIC, SNAPSHOT, NULL, "Déclaration d’accessibilité" },
    { "GET", "/mentions-legales", mentions_legales, RIGHT_PUBLIC, SNAPSHOT, NULL, "Mentions légales" },
    { "GET", "/credits", credits, RIGHT_PUBLIC, SLOW, NULL, "Crédits et sources des données" },
    { "GET", "/plan-du-site", plan_du_site, RIGHT_PUBLIC, SNAPSHOT, NULL, "Plan du site" },
    { "GET", "/affichage", affichage, RIGHT_FORM, SNAPSHOT, affichage_fields, "Confort de lecture",
        ROUTE_LAX | ROUTE_HIDDEN },
    { "POST", "/affichage", affichage_enregistrer, RIGHT_FORM, SNAPSHOT, affichage_fields, "Confort de lecture",
        ROUTE_HIDDEN },
    { "GET", "/sante", sante, RIGHT_PUBLIC, SNAPSHOT, NULL, "État du service, pour la surveillance", ROUTE_HIDDEN },
    { "GET", "/robots.txt", robots, RIGHT_PUBLIC, SNAPSHOT, NULL, "Consignes aux robots", ROUTE_HIDDEN },
    { "GET", "/sitemap.xml", sitemap, RIGHT_PUBLIC, SLOW, NULL, "Adresses du site, pour les moteurs de recherche",
        ROUTE_HIDDEN },
    { "GET", "/favicon.ico", favicon, RIGHT_PUBLIC, SNAPSHOT, NULL, "Icône du site", ROUTE_HIDDEN },
    { 0 },
};

static const EspaceEntree entrees[] = {
    { RAYON_COMPTE, "/affichage?retour=%2Fespace", "Confort de lecture" },
    { 0 },
};

const Slice slice_site = { .name = "site", .routes = site_routes, .entrees = entrees };
