// SPDX-License-Identifier: AGPL-3.0-or-later
#include "domain/integration/integration_web.h"

#include "core/app.h"
#include "core/http/asset.h"
#include "core/slice.h"
#include "domain/integration/integration.h"
#include "domain/lieux/requete.h"
#include "integration_view.h"
#include "web/assets.h"

enum {
    LIMITE_ABSENTE = 20,
    LIMITE_MAX = 100,
    CACHE_S = 60,
    SCRIPT_CACHE_S = 3600,
    HAUTEUR_ABSENTE = 600,
    HAUTEUR_MIN = 200,
    HAUTEUR_MAX = 2000
};

const Choice integration_themes[] = {
    { S_INIT("clair"), S_INIT("Clair") },
    { S_INIT("sombre"), S_INIT("Sombre") },
    { STR_NONE, STR_NONE },
};
const Choice integration_couleurs[] = {
    { S_INIT("ocean"), S_INIT("Océan") },
    { S_INIT("prune"), S_INIT("Prune") },
    { S_INIT("brique"), S_INIT("Brique") },
    { S_INIT("ardoise"), S_INIT("Ardoise") },
    { STR_NONE, STR_NONE },
};

#define CHAMPS_TERRITOIRE                                                                                              \
    { .name = "commune",                                                                                               \
        .kind = FIELD_TEXT,                                                                                            \
        .label = "Commune",                                                                                            \
        .hint = "Nom, code postal ou code INSEE. Laissez vide pour tout le territoire.",                               \
        .max = 100 },                                                                                                  \
        { .name = "rayon_km",                                                                                          \
            .kind = FIELD_I64,                                                                                         \
            .label = "Rayon autour de la commune, en kilomètres",                                                      \
            .hint = "Laissez vide pour la commune seule.",                                                             \
            .min = 1,                                                                                                  \
            .max = 100 },                                                                                              \
        { .name = "epci",                                                                                              \
            .kind = FIELD_TEXT,                                                                                        \
            .label = "Intercommunalité",                                                                               \
            .hint = "Son numéro SIREN, à neuf chiffres.",                                                              \
            .min = 9,                                                                                                  \
            .max = 9 },                                                                                                \
        { .name = "theme", .kind = FIELD_CHOICE, .label = "Apparence", .choices = integration_themes },                \
        { .name = "couleur", .kind = FIELD_CHOICE, .label = "Couleur", .choices = integration_couleurs },              \
    {                                                                                                                  \
        .name = "limite", .kind = FIELD_I64, .label = "Lieux montrés", .min = 1, .max = LIMITE_MAX                     \
    }

static const Field cadre_champs[] = {
    CHAMPS_TERRITOIRE,
    { .name = "q", .kind = FIELD_TEXT, .label = "Mots", .max = 100 },
    LIEUX_CHAMPS_ENUMERES,
    { 0 },
};
static const Field guide_champs[] = {
    CHAMPS_TERRITOIRE,
    { .name = "services", .kind = FIELD_CHOICES, .label = "Services", .choices = standard_services },
    { .name = "hauteur",
        .kind = FIELD_I64,
        .label = "Hauteur du cadre, en pixels",
        .min = HAUTEUR_MIN,
        .max = HAUTEUR_MAX },
    { 0 },
};

/* ---- the frame ---- */

/* The commune that was typed, as the search wants it: itself, or a circle around its point. */
static void read_commune(Req *r, LieuxQuery *q)
{
    const Territoire *t = req_snapshot(r, &territoire_snapshot);
    Str code = STR_NONE;
    int64_t km = req_i64(r, "rayon_km", 0);
    if (!requete_commune(r, "commune", &code) || str_is_none(code))
        return;
    const Commune *c = t ? territoire_commune(t, code) : NULL;
    if (km > 0 && c && c->localisation != LOCALISATION_AUCUNE) {
        q->a_point = true;
        q->point = c->point;
        q->rayon_m = (double)km * 1000;
        q->sort = LIEUX_SORT_DISTANCE;
    } else {
        q->commune = code;
        q->sort = LIEUX_SORT_NOM;
    }
}

/* Those of one intercommunalité, in the order found. */
static void keep_epci(LieuxResult *found, Str epci)
{
    size_t kept = 0;
    for (size_t i = 0; i < found->n; i++) {
        const Commune *c = found->rows[i].lieu->commune;
        if (c && c->epci && str_eq(c->epci->code, epci))
            found->rows[kept++] = found->rows[i];
    }
    found->n = found->total = kept;
}

static Err search(Req *r, CadrePage *p)
{
    LieuxQuery q = { .q = req_text(r, "q"), .commune = STR_NONE, .code_postal = STR_NONE, .sort = LIEUX_SORT_NOM };
    Str epci = req_text(r, "epci");
    size_t max = (size_t)req_i64(r, "limite", LIMITE_ABSENTE);
    read_commune(r, &q);
    requete_champs_enumeres(r, &q);
    q.max = lieux_n(p->lieux);
    if (req_has_errors(r)) /* a condition that is not understood would show places that were not asked for */
        return OK;
    TRY(lieux_search(p->lieux, r->arena, &q, &p->result));
    if (epci.n)
        keep_epci(&p->result, epci);
    p->result.n = p->result.n < max ? p->result.n : max;
    return OK;
}

static Str look(Req *r)
{
    int theme = req_choice(r, "theme", -1), colour = req_choice(r, "couleur", -1);
    Str words[2];
    size_t n = 0;
    if (theme >= 0)
        words[n++] = str_cat(r->arena, S("theme-"), integration_themes[theme].value);
    if (colour >= 0)
        words[n++] = str_cat(r->arena, S("couleur-"), integration_couleurs[colour].value);
    return n ? str_join(r->arena, words, n, S(" ")) : S("");
}

/* The parameters that the page of results knows too. */
static Str whole_search(Req *r)
{
    static const char *const kept[] = { "commune", "q", "services" };
    BUF b = buf_new(64 * KIB);
    buf_put(&b, S("/lieux"));
    for (size_t i = 0, n = 0; i < sizeof kept / sizeof *kept; i++)
        for (const Field *f = cadre_champs; f->name; f++) {
            Str v = r->form.raw[f - cadre_champs];
            if (!str_eq(str_from(f->name), str_from(kept[i])) || !v.n)
                continue;
            buf_format(&b, "%s%s=", n++ ? "&" : "?", f->name);
            url_encode(&b, v);
        }
    return str_dup(r->arena, buf_str(&b));
}

static Err cadre(Req *r)
{
    CadrePage p = { .form = &r->form, .lieux = req_snapshot(r, &lieux_snapshot) };
    if (!p.lieux)
        return ERR_BUSY;
    p.maintenant = instant_de(requete_vacances(r), minute_paris(r->now));
    TRY(search(r, &p));
    p.classes = look(r);
    p.suite = whole_search(r);
    p.titre = p.result.total > 0 ? str_format(r->arena, "%lld lieu%s pour être aidé avec le numérique",
                                       (long long)p.result.total, p.result.total > 1 ? "x" : "")
                                 : S("Aucun lieu ne répond à ces choix");
    req_cache(r, S(""), CACHE_S);
    view_integration_cadre(req_html(r), &p);
    return OK;
}

/* The asset under an address that never changes: other sites write it in their pages once. */
static Err script(Req *r)
{
    for (const Asset *a = r->app->assets; a && a->url; a++)
        if (str_eq(str_from(a->url), S(ASSET_INTEGRATION_JS))) {
            req_cache(r, STR_NONE, SCRIPT_CACHE_S);
            req_body_static(r, "text/javascript; charset=utf-8", a->raw);
            return OK;
        }
    return ERR_NOT_FOUND;
}

/* ---- how to ---- */

static Str choices_of(Req *r, const char *before, const char *between, const char *equals, const char *after,
    bool encode)
{
    BUF b = buf_new(16 * KIB);
    size_t n = 0;
    for (const Field *f = guide_champs; f->name; f++) {
        Str v = r->form.raw[f - guide_champs];
        if (!v.n || str_eq(str_from(f->name), S("hauteur")))
            continue;
        if (f->kind == FIELD_CHOICES) {
            Chosen chosen = req_choices(r, f->name);
            v = S("");
            for (size_t i = 0; i < chosen.n; i++)
                v = i ? str_join(r->arena, (Str[]){ v, f->choices[chosen.v[i]].value }, 2, S("|"))
                      : f->choices[chosen.v[i]].value;
        }
        buf_format(&b, "%s%s%s", n++ ? between : before, f->name, equals);
        if (encode)
            url_encode(&b, v);
        else
            buf_put(&b, str_replace(r->arena, str_replace(r->arena, v, S("&"), S("&amp;")), S("\""), S("&quot;")));
        buf_put(&b, str_from(after));
    }
    return b.n ? str_dup(r->arena, buf_str(&b)) : S("");
}

static Err guide(Req *r)
{
    GuidePage p = { .form = &r->form,
        .base = config_str(r->app->config, CONF_URL_PUBLIQUE),
        .hauteur = req_i64(r, "hauteur", HAUTEUR_ABSENTE),
        .refuse = str_is_empty(config_str(r->app->config, CONF_INTEGRATION_ORIGINES)) };
    Str code;
    requete_commune(r, "commune", &code);
    if (!req_has_errors(r)) {
        p.cadre = str_cat(r->arena, S("/integration/lieux"), choices_of(r, "?", "&", "=", "", true));
        p.attributs = choices_of(r, " data-", " data-", "=\"", "\"", false);
    }
    view_integration_guide(req_html(r), &p);
    return OK;
}

static const Route routes[] = {
    { "GET", "/integration", guide, RIGHT_PUBLIC, SNAPSHOT, guide_champs, "Montrer les lieux sur votre site",
        ROUTE_LAX },
    { "GET", "/integration/lieux", cadre, RIGHT_PUBLIC, SNAPSHOT, cadre_champs, "Lieux, à montrer dans un autre site",
        ROUTE_LAX | ROUTE_HIDDEN | ROUTE_EMBED },
    { "GET", "/integration/lieux.js", script, RIGHT_PUBLIC, SNAPSHOT, NULL, "Programme d’intégration des lieux",
        ROUTE_HIDDEN | ROUTE_EMBED },
    { 0 },
};

const Slice slice_integration = { .name = "integration", .routes = routes };
