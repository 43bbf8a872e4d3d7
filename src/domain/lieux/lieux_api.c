// SPDX-License-Identifier: AGPL-3.0-or-later
#include "domain/lieux/lieux_api.h"

#include <string.h>

#include "domain/lieux/facettes.h"
#include "core/app.h"
#include "domain/lieux/requete.h"
#include "domain/lieux/suggestions.h"

enum { LIMITE_MAX = 500, LIMITE_ABSENTE = 24, PAGE_MAX = 1000000, CACHE_S = 60 };

const Field lieux_api_fields[] = {
    { .name = "q",
        .kind = FIELD_TEXT,
        .label = "Recherche",
        .hint = "Mots du nom, de la commune, de l’adresse, des services ; tous doivent s’y trouver",
        .example = "médiathèque brou" },
    { .name = "commune", .kind = FIELD_TEXT, .label = "Commune", .hint = "Code INSEE, ou nom", .example = "28061" },
    { .name = "code_postal", .kind = FIELD_TEXT, .label = "Code postal", .min = 5, .max = 5, .example = "28160" },
    { .name = "bbox",
        .kind = FIELD_FLOATS,
        .label = "Cadre",
        .hint = "lonmin,latmin,lonmax,latmax, en degrés (WGS 84)",
        .max = 4,
        .example = "1.1,48.1,1.4,48.3" },
    { .name = "pres",
        .kind = FIELD_FLOATS,
        .label = "Près de",
        .hint = "lat,lon, en degrés (WGS 84) ; les lieux sont alors rendus du plus proche au plus lointain",
        .max = 2,
        .example = "48.21,1.16" },
    { .name = "rayon_km",
        .kind = FIELD_F64,
        .label = "Rayon",
        .hint = "En kilomètres autour de « pres »",
        .min = 0,
        .max = 1000,
        .example = "15" },
    { .name = "ouvert_a",
        .kind = FIELD_TEXT,
        .label = "Ouvert à",
        .hint =
            "Moment à l’heure de France, jour seul, ou « maintenant » ; les horaires non compris sont laissés de côté",
        .max = 16,
        .example = "2026-11-24T14:00" },
    LIEUX_CHAMPS_ENUMERES,
    { .name = "modifie_depuis",
        .kind = FIELD_TEXT,
        .label = "Changés depuis",
        .hint =
            "Un jour, ou un instant UTC ; tous les lieux changés depuis sont rendus dans l’ordre de leurs changements, "
            "les disparus à part, avec un curseur pour la suite. Ne se combine qu’avec limite",
        .max = 20,
        .example = "2026-11-23T10:00:00Z" },
    { .name = "curseur",
        .kind = FIELD_TEXT,
        .label = "Curseur",
        .hint = "Celui de la réponse précédente : la suite, ou ce qui a changé depuis. Ne se combine qu’avec limite",
        .max = 41,
        .example = "0-0" },
    { .name = "page", .kind = FIELD_I64, .label = "Page", .min = 1, .max = PAGE_MAX, .example = "1" },
    { .name = "limite", .kind = FIELD_I64, .label = "Lieux par page", .min = 1, .max = LIMITE_MAX, .example = "24" },
    { 0 },
};

static bool degrees(double lat, double lon)
{
    return lat >= -90 && lat <= 90 && lon >= -180 && lon <= 180;
}

static void read_bbox(Req *r, LieuxQuery *q)
{
    double b[4];
    if (!req_floats(r, "bbox", b, 4))
        return;
    q->a_bbox = true;
    q->lonmin = b[0];
    q->latmin = b[1];
    q->lonmax = b[2];
    q->latmax = b[3];
    if (!degrees(b[1], b[0]) || !degrees(b[3], b[2]) || b[0] > b[2] || b[1] > b[3])
        form_error(r, "bbox", "Donnez lonmin,latmin,lonmax,latmax dans cet ordre, en degrés.");
}

static void read_near(Req *r, LieuxQuery *q)
{
    double p[2], km = 0;
    q->a_point = req_floats(r, "pres", p, 2);
    if (q->a_point) {
        q->point = (Point){ p[0], p[1] };
        q->sort = LIEUX_SORT_DISTANCE;
        if (!degrees(p[0], p[1]))
            form_error(r, "pres", "Donnez lat,lon dans cet ordre, en degrés.");
    }
    if (req_f64(r, "rayon_km", &km)) {
        q->rayon_m = km * 1000;
        if (!q->a_point)
            form_error(r, "rayon_km", "Donnez aussi le centre : pres=lat,lon.");
    }
}

static void read_open(Req *r, LieuxQuery *q)
{
    Str typed = req_text(r, "ouvert_a");
    Date day;
    if (str_is_none(typed))
        return;
    q->ouvert = LIEUX_OUVERT_A;
    q->vacances = requete_vacances(r);
    if (str_eq(typed, S("maintenant"))) {
        q->moment = minute_paris(r->now);
    } else if (date_parse(typed, &day)) {
        q->ouvert = LIEUX_OUVERT_CE_JOUR;
        q->moment = minute_de(day, 0);
    } else if (!minute_parse(typed, &q->moment)) {
        form_error(r, "ouvert_a", "Écrivez un moment comme 2026-11-24T14:00, un jour, ou « maintenant ».");
    }
}

static bool read_query(Req *r, LieuxQuery *ret)
{
    LieuxQuery q = { .q = req_text(r, "q"), .code_postal = req_text(r, "code_postal") };
    requete_commune(r, "commune", &q.commune);
    read_bbox(r, &q);
    read_near(r, &q);
    read_open(r, &q);
    requete_champs_enumeres(r, &q);
    q.max = (size_t)req_i64(r, "limite", LIMITE_ABSENTE);
    q.from = (size_t)(req_i64(r, "page", 1) - 1) * q.max;
    *ret = q;
    return !req_has_errors(r);
}

/* Ours, beside the standard's: whether the levels were confirmed by the place, or derived from its fields. */
static void write_niveaux(Buf *b, const Lieux *s, const Lieu *l)
{
    EnumSet niveaux = lieu_facette(s, l, FACETTE_NIVEAU);
    bool first = true;
    buf_put(b, S(",\"niveaux\":["));
    for (int i = 0; i < NIVEAU_N; i++) {
        if (!enumset_has(niveaux, i))
            continue;
        buf_put(b, first ? S("\"") : S(",\""));
        buf_put(b, facette_niveaux[i].value);
        buf_put(b, S("\""));
        first = false;
    }
    buf_put(b, lieu_niveaux_confirmes(s, l) ? S("],\"niveaux_confirmes\":true") : S("],\"niveaux_confirmes\":false"));
}

static void write_lieu(Json *j, const Lieux *s, const LieuxRow *row)
{
    json_raw(j, lieu_json_open(s, row->lieu));
    write_niveaux(j->b, s, row->lieu);
    if (row->distance_m >= 0) {
        buf_put(j->b, S(",\"distance_km\":"));
        buf_fixed(j->b, row->distance_m / 1000, 3);
        if (!row->lieu->a_point)                   /* measured from the commune's point */
            buf_put(j->b, S(",\"distance_depuis\":\"commune\""));
    }
    buf_put(j->b, S("}"));
}

/* Room for all rows at once, rather than by doubling. Their texts lie far apart: the processor is told of them all here,
 * and fetches one while another is copied. */
static void reserve(Buf *b, const Lieux *s, const LieuxResult *found)
{
    enum { AUTOUR = 256, LIGNE_DE_CACHE = 64 }; /* comma, levels, distance, brace */
    size_t n = AUTOUR;
    for (size_t i = 0; i < found->n; i++) {
        Str json = lieu_json_open(s, found->rows[i].lieu);
        n += json.n + AUTOUR;
        lieu_facette_prefetch(s, found->rows[i].lieu);
        for (size_t at = 0; at < json.n; at += LIGNE_DE_CACHE)
            __builtin_prefetch(json.p + at);
    }
    buf_reserve(b, n);
}

/* ---- following the directory ---- */

/* "2026-11-23": its first second in France; "2026-11-23T10:00:00Z". */
static bool instant_read(Str s, int64_t *ret)
{
    enum { JOUR_N = 10, INSTANT_N = 20, JOUR_S = 86400 };
    Date d;
    int v[3];
    if (!date_parse(str_slice(s, 0, JOUR_N), &d))
        return false;
    if (s.n == JOUR_N) {
        *ret = date_start_paris(d);
        return true;
    }
    if (s.n != INSTANT_N || s.p[JOUR_N] != 'T' || s.p[INSTANT_N - 1] != 'Z')
        return false;
    for (size_t i = 0; i < 3; i++) {
        const char *p = s.p + JOUR_N + 1 + 3 * i;
        if (p[0] < '0' || p[0] > '9' || p[1] < '0' || p[1] > '9' || (i < 2 && p[2] != ':'))
            return false;
        v[i] = (p[0] - '0') * 10 + (p[1] - '0');
    }
    if (v[0] > 23 || v[1] > 59 || v[2] > 59)
        return false;
    *ret = (int64_t)d.days * JOUR_S + v[0] * 3600 + v[1] * 60 + v[2];
    return true;
}

static bool cursor_read(Str s, int64_t *ret_rang, int64_t *ret_id)
{
    size_t at = str_find_char(s, 0, '-');
    return at > 0 && at < s.n && str_to_i64(str_slice(s, 0, at), ret_rang) &&
           str_to_i64(str_slice(s, at + 1, s.n), ret_id) && *ret_rang >= 0 && *ret_id >= 0;
}

static bool follows(Req *r)
{
    return !str_is_none(req_text(r, "modifie_depuis")) || !str_is_none(req_text(r, "curseur"));
}

/* Where to begin. Any other criterion would hide that a place has left it: refused rather than half true. */
static const LieuChangement *changes_wanted(Req *r, const Lieux *s, size_t *ret_n)
{
    Str since = req_text(r, "modifie_depuis"), cursor = req_text(r, "curseur");
    int64_t at = 0, rang = 0, id = 0;
    for (const Field *f = lieux_api_fields; f->name; f++)
        if (r->form.raw[f - lieux_api_fields].n && strcmp(f->name, "modifie_depuis") != 0 &&
            strcmp(f->name, "curseur") != 0 && strcmp(f->name, "limite") != 0)
            form_error(r, f->name, "« %s » ne se combine pas avec modifie_depuis ni curseur.", f->name);
    if (since.n && cursor.n)
        form_error(r, "curseur", "Donnez modifie_depuis la première fois, puis le curseur seul.");
    else if (since.n && !instant_read(since, &at))
        form_error(r, "modifie_depuis", "Écrivez un jour comme 2026-11-23, ou un instant comme 2026-11-23T10:00:00Z.");
    else if (cursor.n && !cursor_read(cursor, &rang, &id))
        form_error(r, "curseur", "Ce curseur n’a pas été donné par cette API.");
    if (req_has_errors(r))
        return NULL;
    return since.n ? lieux_changements_depuis(s, at, ret_n) : lieux_changements(s, rang, id, ret_n);
}

static void write_tombstones(Req *r, Json *j, const LieuChangement *v, size_t n)
{
    json_key(j, S("disparus"));
    json_arr(j);
    for (size_t i = 0; i < n; i++)
        if (changement_retire(&v[i])) {
            json_obj(j);
            json_kstr(j, "id", changement_id(&v[i]));
            json_kstr(j, "disparu_depuis", instant_iso(r->arena, v[i].lieu ? v[i].lieu->disparu_at : v[i].at));
            json_end(j);
        }
    json_end(j);
}

/* What the walk has come to: the last one given, else where it began. */
static Str cursor_after(Req *r, const LieuChangement *v, size_t n, size_t all, const Lieux *s)
{
    size_t total = 0;
    const LieuChangement *every = lieux_changements(s, 0, 0, &total);
    const LieuChangement *last = n ? &v[n - 1] : total && all == 0 ? &every[total - 1] : NULL;
    if (!last)
        return S("0-0");
    return str_format(r->arena, "%lld-%lld", (long long)last->rang, (long long)last->lieu_id);
}

static Err changes_list(Req *r, const Lieux *s)
{
    size_t all = 0, n;
    const LieuChangement *v = changes_wanted(r, s, &all);
    if (!v)
        return ERR_INVALID;
    if (req_cache(r, requete_etag(r), CACHE_S))
        return OK;
    n = (size_t)req_i64(r, "limite", LIMITE_MAX);
    n = n < all ? n : all;
    Json *j = req_json(r);
    json_obj(j);
    json_key(j, S("lieux"));
    json_arr(j);
    for (size_t i = 0; i < n; i++)
        if (!changement_retire(&v[i]))
            write_lieu(j, s, &(LieuxRow){ v[i].lieu, -1 });
    json_end(j);
    write_tombstones(r, j, v, n);
    json_kstr(j, "curseur", cursor_after(r, v, n, all, s));
    json_key(j, S("suite"));
    json_bool(j, all > n);
    json_end(j);
    return OK;
}

Err lieux_api_list(Req *r)
{
    const Lieux *s = req_snapshot(r, &lieux_snapshot);
    LieuxQuery q;
    LieuxResult found;
    if (!s)
        return ERR_BUSY;
    if (follows(r))
        return changes_list(r, s);
    if (!read_query(r, &q))
        return ERR_INVALID;
    bool now = str_eq(req_text(r, "ouvert_a"), S("maintenant")); /* another answer every minute */
    if (!now && req_cache(r, requete_etag(r), CACHE_S))
        return OK;
    TRY(lieux_search(s, r->arena, &q, &found));
    Json *j = req_json(r);
    json_obj(j);
    json_ki64(j, "total", (int64_t)found.total);
    json_ki64(j, "page", req_i64(r, "page", 1));
    json_key(j, S("lieux"));
    json_arr(j);
    reserve(j->b, s, &found);
    for (size_t i = 0; i < found.n; i++)
        write_lieu(j, s, &found.rows[i]);
    json_end(j);
    json_end(j);
    return OK;
}

Err lieux_api_get(Req *r)
{
    const Lieux *s = req_snapshot(r, &lieux_snapshot);
    const Lieu *l = s ? lieux_find(s, req_path(r, "id")) : NULL;
    if (!l || l->disparu)
        return s ? ERR_NOT_FOUND : ERR_BUSY;
    if (req_cache(r, requete_etag(r), CACHE_S))
        return OK;
    write_lieu(req_json(r), s, &(LieuxRow){ l, -1 });
    return OK;
}

const Field suggestions_fields[] = {
    { .name = "q",
        .kind = FIELD_TEXT,
        .label = "Début tapé",
        .hint = "Deux lettres au moins ; les accents et une faute de frappe ne comptent pas",
        .required = true,
        .max = 100,
        .example = "chatres" },
    { 0 },
};

Err suggestions_api(Req *r)
{
    const Lieux *s = req_snapshot(r, &lieux_snapshot);
    const Territoire *t = req_snapshot(r, &territoire_snapshot);
    const Suggestion *v = NULL;
    size_t n = 0;
    if (!s)
        return ERR_BUSY;
    if (req_cache(r, requete_etag(r), CACHE_S))
        return OK;
    TRY(suggestions_faire(s, t, r->arena, req_text(r, "q"), config_str(r->app->config, CONF_DEPARTEMENT), &v, &n));
    Json *j = req_json(r);
    json_obj(j);
    json_key(j, S("suggestions"));
    json_arr(j);
    for (size_t i = 0; i < n; i++) {
        json_obj(j);
        json_kstr(j, "genre", suggestion_genre(v[i].genre));
        json_kstr(j, "texte", v[i].texte);
        if (!str_is_empty(v[i].precision))
            json_kstr(j, "precision", v[i].precision);
        json_kstr(j, "url", v[i].url);
        json_end(j);
    }
    json_end(j);
    json_end(j);
    return OK;
}
