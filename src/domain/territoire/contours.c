// SPDX-License-Identifier: AGPL-3.0-or-later
/* Contours from GeoJSON (RFC 7946). Features are taken one by one, so that a file of all France does not have to be
 * held as a document. */
#include <jansson.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/planted.h"
#include "core/json/json.h"
#include "domain/territoire/carte.h"
#include "domain/territoire/import.h"
#include "domain/territoire/territoire_impl.h"
#include "territoire_sql.h"

enum {
    FEATURE_MAX = 16 * 1024 * 1024,
    FEATURE_DEPTH = 12,
    POINTS_MAX = 1000000,
    WKB_MAX = 32 * 1024 * 1024,
    FEATURES_MAX = 100000
};
static const JsonLimits limits = { .max_bytes = FEATURE_MAX, .max_depth = FEATURE_DEPTH };

typedef struct Reader {
    Arena *a;
    Geo *g;
    ContoursLus *c;
    int64_t line;
    Str message;
    size_t points;                                 /* of the feature being read */
} Reader;

static Err wrong(Reader *r, Str code, const char *what)
{
    r->message = str_is_empty(code) ? str_format(r->a, "Objet commençant ligne %lld : %s.", (long long)r->line, what)
                                    : str_format(r->a, "Contour « %.*s » (ligne %lld) : %s.",
                                          STR_ARG(utf8_cut(code, 10)), (long long)r->line, what);
    return ERR_INVALID;
}

/* ---- geometry --------------------------------------------------------------------------------------------------------- */

static Err read_point(Reader *r, Str code, const JsonValue *pair, WkbWriter *w)
{
    const JsonValue *x = json_array_get(pair, 0), *y = json_array_get(pair, 1);
    if (!json_is_number(x) || !json_is_number(y))
        return wrong(r, code, "un point n’est pas une paire de nombres");
    double lon = json_number_value(x), lat = json_number_value(y);
    if (!(fabs(lon) <= 180) || !(fabs(lat) <= PLANTED(90, 180)))
        return wrong(r, code,
            "les coordonnées ne sont pas des degrés (WGS 84) ; un autre système de projection doit "
            "d’abord être converti");
    if (lon > 41 && lon < 52 && lat > -6 && lat < 10)
        return wrong(r, code, "la longitude et la latitude sont échangées (GeoJSON écrit la longitude d’abord)");
    if (++r->points > POINTS_MAX)
        return wrong(r, code, "le contour a plus d’un million de points");
    wkb_point(w, lon, lat);
    return OK;
}

static Err read_polygon(Reader *r, Str code, const JsonValue *rings, WkbWriter *w)
{
    size_t n = json_array_size(rings);
    if (n == 0)
        return wrong(r, code, "un polygone n’a pas d’anneau");
    wkb_polygon(w);
    for (size_t i = 0; i < n; i++) {
        const JsonValue *ring = json_array_get(rings, i);
        wkb_ring(w);
        for (size_t k = 0; k < json_array_size(ring); k++)
            TRY(read_point(r, code, json_array_get(ring, k), w));
        if (!wkb_end_ring(w))
            return wrong(r, code, "un anneau a moins de trois points");
    }
    wkb_end_polygon(w);
    return OK;
}

static Err read_geometry(Reader *r, Str code, const JsonValue *geometry, Buf *b)
{
    Str type = json_member_str(geometry, "type");
    const JsonValue *coordinates = json_object_get(geometry, "coordinates");
    bool multi = str_eq(type, S("MultiPolygon"));
    if (!multi && !str_eq(type, S("Polygon")))
        return wrong(r, code, "la géométrie n’est ni un Polygon ni un MultiPolygon");
    WkbWriter w = wkb_multipolygon(b);
    r->points = 0;
    if (multi)
        for (size_t i = 0; i < json_array_size(coordinates); i++)
            TRY(read_polygon(r, code, json_array_get(coordinates, i), &w));
    else
        TRY(read_polygon(r, code, coordinates, &w));
    if (!wkb_end(&w))
        return wrong(r, code, "la géométrie est vide");
    return str_is_none(buf_str(b)) ? ERR_MEMORY : OK;
}

/* ---- features ---------------------------------------------------------------------------------------------------------- */

/* A commune, or a département: "28", "2A", "971". */
static bool usable_code(Str code)
{
    CodeInsee c;
    int64_t n;
    return code_insee_parse(code, &c) || str_eq(code, S("2A")) || str_eq(code, S("2B")) ||
           ((code.n == 2 || code.n == 3) && str_to_i64(code, &n) && n > 0);
}

static Str find_code(const JsonValue *feature)
{
    static const char *const names[] = { "code", "code_insee", "insee", "codgeo", "INSEE_COM", "CODGEO" };
    const JsonValue *properties = json_object_get(feature, "properties");
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        Str s = json_member_str(properties, names[i]);
        if (!str_is_empty(s))
            return s;
    }
    return STR_NONE;
}

static Err take_feature(Reader *r, const JsonValue *feature)
{
    Str code = find_code(feature), why = STR_NONE;
    bool repaired = false;
    BUF b = buf_new(WKB_MAX);
    if (!str_eq(json_member_str(feature, "type"), S("Feature")))
        return wrong(r, STR_NONE, "un objet « Feature » est attendu");
    if (!usable_code(code))
        return wrong(r, code, "aucun code de commune ou de département dans les propriétés (code, code_insee, insee)");
    TRY(read_geometry(r, code, json_object_get(feature, "geometry"), &b));
    ContourLu x = { .code = str_dup(r->a, code) };
    Str wkb = str_dup(r->a, buf_str(&b));
    if (str_is_none(x.code) || str_is_none(wkb))
        return ERR_MEMORY;
    Err e = geo_check(r->g, r->a, wkb, &x.wkb, &repaired, &why);
    if (e == ERR_INVALID)
        return wrong(r, code, "la géométrie n’a pas de surface");
    TRY(e);
    r->c->reparees += repaired;
    ContourLu *to = vec_push(r->a, &r->c->contours);
    if (!to)
        return ERR_MEMORY;
    *to = x;
    return OK;
}

static Err take_text(Reader *r, Str item)
{
    JSON_VALUE value = NULL;
    Str why = STR_NONE;
    if (++r->c->objets > FEATURES_MAX)
        return wrong(r, STR_NONE, "le fichier contient trop d’objets");
    Err e = json_read(r->a, item, limits, &value, &why);
    if (e == ERR_INVALID || e == ERR_TOO_LARGE)
        r->message = str_format(r->a, "Objet commençant ligne %lld : %.*s", (long long)r->line, STR_ARG(why));
    TRY(e);
    return take_feature(r, value);
}

/* The array of "features" at the first level of the document, by brackets and strings only; empty when there is none. */
static Str find_features(Str text)
{
    int depth = 0;
    for (size_t i = 0; i < text.n; i++) {
        char c = text.p[i];
        if (c == '{' || c == '[') {
            depth++;
        } else if (c == '}' || c == ']') {
            depth--;
        } else if (c == '"') {
            size_t from = i + 1;
            for (i++; i < text.n && text.p[i] != '"'; i++)
                i += text.p[i] == '\\';
            if (depth != 1 || !str_eq(str_slice(text, from, i), S("features")))
                continue;
            for (i++; i < text.n && (strchr(" \t\r\n:", text.p[i]) && text.p[i]);)
                i++;
            return i < text.n && text.p[i] == '[' ? str_slice(text, i, text.n) : STR_NONE;
        }
    }
    return STR_NONE;
}

static Err read_collection(Reader *r, Str text, Str features, ContoursProgress *progress, void *arg)
{
    JsonItems items;
    Str item;
    int64_t line = 0;
    for (const char *p = text.p; p < features.p; p++)
        line += *p == '\n';
    if (!json_items_open(features, &items))
        return wrong(r, STR_NONE, "« features » n’est pas un tableau");
    while (json_items_next(&items, &item, &r->line)) {
        r->line += line;
        TRY(take_text(r, item));
        if (progress)
            progress(arg, (int64_t)items.at, (int64_t)features.n);
    }
    Str rest = str_trim(str_slice(features, items.at, features.n));
    if (items.cut || str_is_empty(rest)) {
        r->message = S("Le fichier est tronqué : la collection n’est pas fermée.");
        return ERR_INVALID;
    }
    return OK;
}

static int by_code(const void *x, const void *y)
{
    return str_cmp(((const ContourLu *)x)->code, ((const ContourLu *)y)->code);
}

Err contours_read(Arena *a, Str geojson, ContoursProgress *progress, void *arg, ContoursLus *ret, Str *ret_message)
{
    GEO g = NULL;
    ContoursLus c = *ret;
    TRY(geo_new(&g));
    Reader r = { .a = a, .g = g, .c = &c, .line = 1 };
    if (str_starts(geojson, S("\xEF\xBB\xBF")))
        geojson = str_slice(geojson, 3, geojson.n);
    Str features = find_features(geojson);
    Str start = str_trim(str_slice(geojson, 0, 200));
    Err e = OK;
    if (!str_starts(start, S("{"))) {
        r.message = S("Ce fichier n’est pas du GeoJSON.");
        e = ERR_INVALID;
    } else {
        e = str_is_none(features) ? take_text(&r, geojson) : read_collection(&r, geojson, features, progress, arg);
    }
    if (e == OK && c.contours.n == 0) {
        r.message = S("Ce fichier ne contient aucun contour.");
        e = ERR_INVALID;
    }
    if (e == OK) {
        qsort(c.contours.v, c.contours.n, sizeof *c.contours.v, by_code);
        for (size_t i = 1; i < c.contours.n && e == OK; i++)
            if (by_code(&c.contours.v[i - 1], &c.contours.v[i]) == 0) {
                r.message = str_format(a, "Le contour « %.*s » apparaît deux fois.", STR_ARG(c.contours.v[i].code));
                e = ERR_INVALID;
            }
    }
    if (e == OK)
        *ret = c;
    else
        *ret_message = r.message;
    return e;
}

/* ---- applying ------------------------------------------------------------------------------------------------------------ */

Err contours_apply(Db *db, Arena *a, const ContoursLus *c, int64_t now, ContoursBilan *ret)
{
    ContoursBilan bilan = { .contours = (int64_t)c->contours.n };
    bool *same = NEW(a, bool, c->contours.n);
    if (!same)
        return ERR_MEMORY;
    TX tx = tx_begin(db, HERE);
    {
        ROWS rows = { 0 };
        SqlContourAll r;
        TRY(sql_contour_all(db, &rows));
        while (sql_contour_all_next(&rows, &r)) {
            ContourLu key = { .code = r.code };
            ContourLu *x = c->contours.n ? bsearch(&key, c->contours.v, c->contours.n, sizeof key, by_code) : NULL;
            if (x && str_eq(x->wkb, r.geometrie))
                same[x - c->contours.v] = true;
        }
        TRY(rows_end(&rows));
    }
    TRY(db_batch_begin(db));
    for (size_t i = 0; i < c->contours.n; i++) {
        if (same[i])
            continue;
        bilan.modifies++;
        TRY(sql_contour_put(db, c->contours.v[i].code, c->contours.v[i].wkb));
    }
    TRY(db_batch_end(db));
    bilan.change = bilan.modifies > 0;
    TRY(territoire_source_note(db, a, "contours", c->millesime, c->source, c->fichier, now, &bilan.change));
    if (bilan.change)
        TRY(snapshot_touch(db, &territoire_snapshot));
    TRY(tx_commit(&tx));
    *ret = bilan;
    return OK;
}
