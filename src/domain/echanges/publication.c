// SPDX-License-Identifier: AGPL-3.0-or-later
/*
 * What other sites and engines read of the directory: the feed of its changes (Atom, RFC 4287), a place in JSON-LD
 * (schema.org), the whole of it as data.inclusion v1. From memory, open to all.
 */
#include "core/app.h"
#include "domain/echanges/data_inclusion.h"
#include "domain/echanges/echanges_priv.h"
#include "domain/horaires/vacances.h"
#include "domain/lieux/requete.h"

enum { FLUX_MAX = 100, CACHE_S = 300, JOURS_DITS = 14, LIEUX_PAR_ENVOI = 64 };

static Str base_of(Req *r)
{
    return config_str(r->app->config, CONF_URL_PUBLIQUE);
}

/* ---- changes ---- */

const Field flux_champs[] = {
    { .name = "commune", .kind = FIELD_TEXT, .label = "Commune", .hint = "Code INSEE, ou nom", .example = "28061" },
    { 0 },
};

static Str change_said(const Lieu *l)
{
    return l->disparu      ? S("Ce lieu ne figure plus dans l’annuaire.")
         : l->version == 1 ? S("Nouveau lieu.")
                           : S("La fiche a changé.");
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

static void put_entry(View *v, Str base, const LieuChangement *c)
{
    Str place = str_format(v->arena, "%.*s, %.*s", STR_ARG(lieu_champ(c->lieu, CHAMP_nom)),
        STR_ARG(lieu_champ(c->lieu, CHAMP_commune)));
    view_raw(v, S("<entry><id>"));
    put_address(v, base, c->lieu);
    buf_format(v->b, "#%lld", (long long)c->rang);
    view_raw(v, S("</id>"));
    put_element(v, "title", place);
    put_element(v, "updated", instant_iso(v->arena, c->at));
    view_raw(v, S("<link href=\""));
    put_address(v, base, c->lieu);
    view_raw(v, S("\"/>"));
    put_element(v, "summary", change_said(c->lieu));
    view_raw(v, S("</entry>\n"));
}

static bool in_commune(const Lieu *l, Str code)
{
    return str_is_none(code) || (l->commune && str_eq(code_insee_str(&l->commune->code), code));
}

Err flux_atom(Req *r)
{
    const Lieux *s = req_snapshot(r, &lieux_snapshot);
    Str base = base_of(r), code = STR_NONE;
    size_t n = 0, shown = 0;
    if (!s)
        return ERR_BUSY;
    if (str_is_empty(base))
        return ERR_NOT_FOUND; /* the format wants whole addresses */
    if (!requete_commune(r, "commune", &code))
        return ERR_INVALID;
    if (req_cache(r, requete_etag(r), CACHE_S))
        return OK;
    const LieuChangement *v = lieux_changements(s, 0, 0, &n);
    View w = { .b = req_body(r, "application/atom+xml; charset=utf-8"), .arena = r->arena };
    view_raw(&w, S("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<feed xmlns=\"http://www.w3.org/2005/Atom\" "
                   "xml:lang=\"fr\">\n"));
    put_element(&w, "title", S("Changements des lieux de médiation numérique"));
    put_element(&w, "id", str_cat(r->arena, base, r->target));
    put_element(&w, "updated", instant_iso(r->arena, n ? v[n - 1].at : r->now));
    view_raw(&w, S("<author>"));
    put_element(&w, "name", r->app->site && r->app->site->nom.n ? r->app->site->nom : S("Numérique Ensemble"));
    view_raw(&w, S("</author>\n<link rel=\"self\" href=\""));
    view_text_str(&w, base);
    view_attr_str(&w, r->target);
    view_raw(&w, S("\"/>\n"));
    for (size_t i = n; i > 0 && shown < FLUX_MAX; i--)
        if (v[i - 1].lieu && in_commune(v[i - 1].lieu, code)) {
            put_entry(&w, base, &v[i - 1]);
            shown++;
        }
    view_raw(&w, S("</feed>\n"));
    return OK;
}

/* ---- one place ---- */

static void put_time(Json *j, Arena *a, const char *key, Minute m)
{
    int of_day = (int)(m - minute_de(minute_jour(m), 0));
    json_kstr(j, key, str_format(a, "%02d:%02d", of_day / 60, of_day % 60));
}

/* The next days as they are, public holidays and school holidays worked out; what is uncertain is not said. */
static void put_hours(Req *r, Json *j, const Lieu *l)
{
    static const char *const days[] = { "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday" };
    Horaires *h = NULL;
    Str why = STR_NONE, read = lieu_champ(l, CHAMP_horaires);
    const Intervalle *v = NULL;
    size_t n = 0;
    Date today = date_paris(r->now);
    if (!read.n || horaires_parse(r->arena, read, &h, &why) != OK ||
        horaires_evaluer(r->arena, h, requete_vacances(r), minute_de(today, 0),
            minute_de((Date){ today.days + JOURS_DITS }, 0), &v, &n) != OK)
        return;
    json_key(j, S("openingHoursSpecification"));
    json_arr(j);
    for (size_t i = 0; i < n; i++) {
        if (v[i].etat != HORAIRES_OUVERT || v[i].fin - v[i].debut > JOUR_MN)
            continue;
        Date day = minute_jour(v[i].debut);
        json_obj(j);
        json_kstr(j, "@type", S("OpeningHoursSpecification"));
        json_kstr(j, "dayOfWeek", str_format(r->arena, "https://schema.org/%s", days[date_civil(day).weekday]));
        put_time(j, r->arena, "opens", v[i].debut);
        put_time(j, r->arena, "closes", v[i].fin - (v[i].fin - v[i].debut == JOUR_MN));
        json_kstr(j, "validFrom", date_iso(r->arena, day));
        json_kstr(j, "validThrough", date_iso(r->arena, day));
        json_end(j);
    }
    json_end(j);
}

static void put_postal_address(Json *j, const Lieu *l)
{
    json_key(j, S("address"));
    json_obj(j);
    json_kstr(j, "@type", S("PostalAddress"));
    json_kstr_opt(j, "streetAddress", lieu_champ(l, CHAMP_adresse));
    json_kstr_opt(j, "postalCode", lieu_champ(l, CHAMP_code_postal));
    json_kstr_opt(j, "addressLocality", lieu_champ(l, CHAMP_commune));
    json_kstr(j, "addressCountry", S("FR"));
    json_end(j);
    if (!l->a_point)
        return;
    json_key(j, S("geo"));
    json_obj(j);
    json_kstr(j, "@type", S("GeoCoordinates"));
    json_key(j, S("latitude"));
    json_f64(j, l->point.lat);
    json_key(j, S("longitude"));
    json_f64(j, l->point.lon);
    json_end(j);
}

static Str first_of(Str list)
{
    Str one = STR_NONE;
    return list.n && str_split(&list, '|', &one) ? one : STR_NONE;
}

Err lieu_jsonld(Req *r)
{
    const Lieux *s = req_snapshot(r, &lieux_snapshot);
    const Lieu *l = s ? lieux_find(s, req_path(r, "id")) : NULL;
    Str base = base_of(r);
    if (!l || l->disparu)
        return s ? ERR_NOT_FOUND : ERR_BUSY;
    Json j = json_to(req_body(r, "application/ld+json; charset=utf-8"));
    json_obj(&j);
    json_kstr(&j, "@context", S("https://schema.org"));
    json_kstr(&j, "@type", S("LocalBusiness"));
    if (base.n) {
        BUF b = buf_new(16 * KIB);
        buf_format(&b, "%.*s/lieux/", STR_ARG(base));
        url_encode(&b, lieu_champ(l, CHAMP_id));
        json_kstr(&j, "@id", buf_str(&b));
    }
    json_kstr(&j, "identifier", lieu_champ(l, CHAMP_id));
    json_kstr(&j, "name", lieu_champ(l, CHAMP_nom));
    json_kstr_opt(&j, "description",
        lieu_champ(l,
            lieu_champ(l, CHAMP_presentation_resume).n ? CHAMP_presentation_resume : CHAMP_presentation_detail));
    put_postal_address(&j, l);
    json_kstr_opt(&j, "telephone", lieu_champ(l, CHAMP_telephone));
    json_kstr_opt(&j, "email", first_of(lieu_champ(l, CHAMP_courriels)));
    json_kstr_opt(&j, "url", first_of(lieu_champ(l, CHAMP_site_web)));
    put_hours(r, &j, l);
    json_end(&j);
    return OK;
}

/* ---- all of them, data.inclusion ---- */

typedef struct Envoi {
    const Lieux *lieux;
    DataInclusion which;
    Str base;
    size_t next;
    bool any;
} Envoi;

static Err inclusion_more(Req *r, void *state, Buf *out, bool *ret_last)
{
    Envoi *e = state;
    ArenaMark mark = arena_mark(r->arena);
    if (e->next == 0)
        buf_char(out, '[');
    for (size_t sent = 0; e->next < lieux_n(e->lieux) && sent < LIEUX_PAR_ENVOI; sent++) {
        Str why;
        BUF one = buf_new(1 * MIB);
        Json j = json_to(&one);
        if (!data_inclusion_ecrire(&j, r->arena, e->which, lieux_at(e->lieux, e->next++), e->base, &why))
            continue;
        if (one.failed)
            return ERR_MEMORY;
        buf_put(out, e->any ? S(",\n") : S("\n"));
        buf_put(out, buf_str(&one));
        e->any = true;
    }
    *ret_last = e->next == lieux_n(e->lieux);
    if (*ret_last)
        buf_put(out, S("\n]\n"));
    bool failed = arena_failed(r->arena);
    arena_reset(r->arena, mark);
    return failed ? ERR_MEMORY : OK;
}

static Err inclusion(Req *r, DataInclusion which)
{
    const Lieux *s = req_snapshot(r, &lieux_snapshot);
    Envoi *e = NEW(r->arena, Envoi, 1);
    if (!s)
        return ERR_BUSY;
    if (!e)
        return ERR_MEMORY;
    *e = (Envoi){ .lieux = s, .which = which, .base = base_of(r) };
    req_stream(r, "application/json", inclusion_more, e);
    return OK;
}

Err inclusion_structures(Req *r)
{
    return inclusion(r, DATA_INCLUSION_STRUCTURES);
}

Err inclusion_services(Req *r)
{
    return inclusion(r, DATA_INCLUSION_SERVICES);
}
