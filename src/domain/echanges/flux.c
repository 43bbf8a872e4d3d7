// SPDX-License-Identifier: AGPL-3.0-or-later
/*
 * The feeds of changes: Atom (RFC 4287) and RSS 2.0 (RSS Advisory Board, 2.0.11), the same entries in both. From memory,
 * open to all; both want whole addresses, so that without a public one there is none.
 */
#include "core/app.h"
#include "core/http/exchange.h"
#include "domain/echanges/echanges_priv.h"
#include "domain/lieux/requete.h"

enum { FLUX_MAX = 100, CACHE_S = 300 };
#define TITRE S("Changements des lieux de médiation numérique")

const Field flux_champs[] = {
    { .name = "commune", .kind = FIELD_TEXT, .label = "Commune", .hint = "Code INSEE, ou nom", .example = "28061" },
    { 0 },
};

/* What a feed says: its changes, the last one first. */
typedef struct Flux {
    View w;
    Str base;
    const LieuChangement *v[FLUX_MAX];
    size_t n;
    int64_t at; /* of the last change of the directory */
} Flux;

/* OK with `ret_done`: the answer is whole, the reader has it already. */
static Err flux_open(Req *r, const char *type, Flux *f, bool *ret_done)
{
    const Lieux *s = req_snapshot(r, &lieux_snapshot);
    Str code = STR_NONE;
    size_t n = 0;
    *f = (Flux){ .base = config_str(r->app->config, CONF_URL_PUBLIQUE) };
    if (!s)
        return ERR_BUSY;
    if (str_is_empty(f->base))
        return ERR_NOT_FOUND;
    if (!requete_commune(r, "commune", &code))
        return ERR_INVALID;
    *ret_done = req_cache(r, requete_etag(r), CACHE_S);
    if (*ret_done)
        return OK;
    const LieuChangement *v = lieux_changements(s, 0, 0, &n);
    f->at = n ? v[n - 1].at : r->now;
    for (size_t i = n; i > 0 && f->n < FLUX_MAX; i--) {
        const Lieu *l = v[i - 1].lieu;
        if (l && (str_is_none(code) || (l->commune && str_eq(code_insee_str(&l->commune->code), code))))
            f->v[f->n++] = &v[i - 1];
    }
    f->w = (View){ .b = req_body(r, type), .arena = r->arena };
    view_raw(&f->w, S("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"));
    return OK;
}

static Str change_said(const Lieu *l)
{
    return l->disparu      ? S("Ce lieu ne figure plus dans l’annuaire.")
         : l->version == 1 ? S("Nouveau lieu.")
                           : S("La fiche a changé.");
}

static Str place_said(Arena *a, const Lieu *l)
{
    return str_format(a, "%.*s, %.*s", STR_ARG(lieu_champ(l, CHAMP_nom)), STR_ARG(lieu_champ(l, CHAMP_commune)));
}

static void put_element(View *v, const char *name, Str text)
{
    buf_format(v->b, "<%s>", name);
    view_text_str(v, text);
    buf_format(v->b, "</%s>", name);
}

static void put_address(View *v, Str base, const Lieu *l)
{
    view_text_str(v, base);
    view_raw(v, S("/lieux/"));
    view_urlpart_str(v, lieu_champ(l, CHAMP_id));
}

/* ---- Atom ---- */

static void put_entry(View *v, Str base, const LieuChangement *c)
{
    view_raw(v, S("<entry><id>"));
    put_address(v, base, c->lieu);
    buf_format(v->b, "#%lld", (long long)c->rang);
    view_raw(v, S("</id>"));
    put_element(v, "title", place_said(v->arena, c->lieu));
    put_element(v, "updated", instant_iso(v->arena, c->at));
    view_raw(v, S("<link href=\""));
    put_address(v, base, c->lieu);
    view_raw(v, S("\"/>"));
    put_element(v, "summary", change_said(c->lieu));
    view_raw(v, S("</entry>\n"));
}

Err flux_atom(Req *r)
{
    Flux f;
    bool done = false;
    TRY(flux_open(r, "application/atom+xml; charset=utf-8", &f, &done));
    if (done)
        return OK;
    View *w = &f.w;
    view_raw(w, S("<feed xmlns=\"http://www.w3.org/2005/Atom\" xml:lang=\"fr\">\n"));
    put_element(w, "title", TITRE);
    put_element(w, "id", str_cat(r->arena, f.base, r->target));
    put_element(w, "updated", instant_iso(r->arena, f.at));
    view_raw(w, S("<author>"));
    put_element(w, "name", r->app->site && r->app->site->nom.n ? r->app->site->nom : S("Numérique Ensemble"));
    view_raw(w, S("</author>\n<link rel=\"self\" href=\""));
    view_text_str(w, f.base);
    view_attr_str(w, r->target);
    view_raw(w, S("\"/>\n"));
    for (size_t i = 0; i < f.n; i++)
        put_entry(w, f.base, f.v[i]);
    view_raw(w, S("</feed>\n"));
    return OK;
}

/* ---- RSS 2.0 ---- */

/* RFC 822's date, of which HTTP's is one. */
static void put_date(View *v, const char *name, int64_t at)
{
    char date[HTTP_DATE_N + 1];
    http_date(at, date);
    put_element(v, name, str_from(date));
}

static void put_item(View *v, Str base, const LieuChangement *c)
{
    view_raw(v, S("<item>"));
    put_element(v, "title", place_said(v->arena, c->lieu));
    view_raw(v, S("<link>"));
    put_address(v, base, c->lieu);
    view_raw(v, S("</link>"));
    put_element(v, "description", change_said(c->lieu));
    view_raw(v, S("<guid isPermaLink=\"false\">"));
    put_address(v, base, c->lieu);
    buf_format(v->b, "#%lld</guid>", (long long)c->rang);
    put_date(v, "pubDate", c->at);
    view_raw(v, S("</item>\n"));
}

Err flux_rss(Req *r)
{
    Flux f;
    bool done = false;
    TRY(flux_open(r, "application/rss+xml; charset=utf-8", &f, &done));
    if (done)
        return OK;
    View *w = &f.w;
    view_raw(w, S("<rss version=\"2.0\" xmlns:atom=\"http://www.w3.org/2005/Atom\"><channel>\n"));
    put_element(w, "title", TITRE);
    put_element(w, "link", str_cat(r->arena, f.base, S("/lieux")));
    put_element(w, "description", S("Les lieux ajoutés, changés et retirés de l’annuaire, le dernier d’abord."));
    put_element(w, "language", S("fr"));
    put_date(w, "lastBuildDate", f.at);
    view_raw(w, S("<atom:link rel=\"self\" type=\"application/rss+xml\" href=\""));
    view_text_str(w, f.base);
    view_attr_str(w, r->target);
    view_raw(w, S("\"/>\n"));
    for (size_t i = 0; i < f.n; i++)
        put_item(w, f.base, f.v[i]);
    view_raw(w, S("</channel></rss>\n"));
    return OK;
}
