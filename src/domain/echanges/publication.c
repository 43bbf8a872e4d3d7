// SPDX-License-Identifier: AGPL-3.0-or-later
/*
 * What other sites and engines read of the directory: a place in JSON-LD (schema.org), the whole of it as
 * data.inclusion v1. From memory, open to all. The feeds of its changes are in flux.c.
 */
#include "core/app.h"
#include "domain/echanges/data_inclusion.h"
#include "domain/echanges/echanges_priv.h"
#include "domain/horaires/vacances.h"
#include "domain/lieux/requete.h"

enum { JOURS_DITS = 14, LIEUX_PAR_ENVOI = 64 };

static Str base_of(Req *r)
{
    return config_str(r->app->config, CONF_URL_PUBLIQUE);
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
