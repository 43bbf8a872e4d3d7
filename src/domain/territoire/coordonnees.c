// SPDX-License-Identifier: AGPL-3.0-or-later
/* Points of communes: a CSV with named columns, or GeoNames's cities500 table. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "core/csv/csv.h"
#include "domain/territoire/import.h"
#include "domain/territoire/territoire_impl.h"
#include "territoire_sql.h"

enum { GEONAMES_COLUMNS = 19, CELL_MAX = 20000, CELLS_MAX = 200 };
/* Columns of a GeoNames table, from 0: https://download.geonames.org/export/dump/readme.txt */
enum { GEO_LAT = 4, GEO_LON = 5, GEO_CLASS = 6, GEO_COUNTRY = 8, GEO_ADMIN4 = 13, GEO_POPULATION = 14 };

typedef struct Reading {
    Arena *a;
    Coordonnees *c;
    int64_t swapped;                               /* rows that would be in France were the columns exchanged */
} Reading;

static void refuse_row(Reading *r, int64_t line, const char *what, Str value)
{
    if (r->c->refusees++ == 0)
        r->c->exemple = str_format(r->a, "ligne %lld : %s « %.*s »", (long long)line, what,
            STR_ARG(utf8_cut(value, 40)));
}

/* Decimal point or comma. */
static bool read_degrees(Str s, double most, double *ret)
{
    char z[40];
    double v;
    s = str_trim(s);
    if (s.n == 0 || s.n >= sizeof z)
        return false;
    memcpy(z, s.p, s.n);
    for (size_t i = 0; i < s.n; i++)
        if (z[i] == ',')
            z[i] = '.';
    if (!str_to_f64(str_of(z, s.n), &v) || !(fabs(v) <= most))
        return false;
    *ret = v;
    return true;
}

/* Mainland France and Corsica: the only place where an exchange of the columns can be seen for sure. */
static bool in_france(double lat, double lon)
{
    return lat > 41 && lat < 52 && lon > -6 && lon < 10;
}

static Err take_point(Reading *r, int64_t line, Str code, Str lat, Str lon, int64_t weight)
{
    CoordonneeLue p = { .poids = weight };
    r->c->lignes++;
    if (str_is_empty(str_trim(lat)) && str_is_empty(str_trim(lon)))
        return OK;                                 /* a commune without a point */
    if (!code_insee_parse(str_trim(code), &p.code)) {
        refuse_row(r, line, "ce n’est pas un code de commune :", code);
        return OK;
    }
    if (!read_degrees(lat, 90, &p.point.lat)) {
        refuse_row(r, line, "ce n’est pas une latitude :", lat);
        return OK;
    }
    if (!read_degrees(lon, 180, &p.point.lon)) {
        refuse_row(r, line, "ce n’est pas une longitude :", lon);
        return OK;
    }
    r->swapped += in_france(p.point.lon, p.point.lat) && !in_france(p.point.lat, p.point.lon);
    CoordonneeLue *to = vec_push(r->a, &r->c->points);
    if (!to)
        return ERR_MEMORY;
    *to = p;
    return OK;
}

/* ---- GeoNames ------------------------------------------------------------------------------------------------------- */

static size_t count_tabs(Str line)
{
    size_t n = 0;
    for (size_t i = 0; i < line.n; i++)
        n += line.p[i] == '\t';
    return n;
}

static bool is_geonames(Str text)
{
    Str line = str_slice(text, 0, str_find_char(text, 0, '\n'));
    int64_t id;
    return count_tabs(line) == GEONAMES_COLUMNS - 1 &&
           str_to_i64(str_slice(line, 0, str_find_char(line, 0, '\t')), &id);
}

static Err read_geonames(Reading *r, Str text)
{
    Str line, cell;
    for (int64_t n = 1; str_split(&text, '\n', &line); n++) {
        Str cells[GEONAMES_COLUMNS];
        size_t got = 0;
        while (got < GEONAMES_COLUMNS && str_split(&line, '\t', &cell))
            cells[got++] = cell;
        if (got < GEONAMES_COLUMNS - 1 || !str_eq(cells[GEO_COUNTRY], S("FR")) || !str_eq(cells[GEO_CLASS], S("P")))
            continue;
        int64_t population = 0;
        CodeInsee code;
        str_to_i64(cells[GEO_POPULATION], &population);
        if (code_insee_parse(cells[GEO_ADMIN4], &code))
            TRY(take_point(r, n, cells[GEO_ADMIN4], cells[GEO_LAT], cells[GEO_LON], population));
    }
    return OK;
}

/* ---- CSV ------------------------------------------------------------------------------------------------------------- */

static int find_column(Arena *a, const CsvRow *header, const char *const *names)
{
    for (size_t i = 0; i < header->n; i++)
        for (const char *const *name = names; *name; name++)
            if (str_eq(str_lower(a, str_trim(header->cells[i])), str_from(*name)))
                return (int)i;
    return -1;
}

static Err read_csv(Reading *r, Str text, Str *ret_message)
{
    static const char *const codes[] = { "code", "code_insee", "insee", "codgeo", "code_commune", NULL };
    static const char *const lats[] = { "lat", "latitude", NULL }, *const lons[] = { "lon", "longitude", "lng", NULL };
    CsvReader *csv = NULL;
    CsvRow row;
    Str problem = STR_NONE;
    TRY(csv_open(r->a, text, (CsvLimits){ CELLS_MAX, CELL_MAX }, &csv, ret_message));
    if (!csv_next(csv, r->a, &row, &problem) || !str_is_none(problem)) {
        *ret_message = S("La première ligne ne peut pas être lue : elle doit nommer les colonnes code, lat et lon.");
        return ERR_INVALID;
    }
    int code = find_column(r->a, &row, codes), lat = find_column(r->a, &row, lats), lon = find_column(r->a, &row, lons);
    if (code < 0 || lat < 0 || lon < 0) {
        *ret_message = str_format(r->a,
            "Il manque la colonne « %s » : la première ligne doit nommer les colonnes code, "
            "lat et lon.",
            code < 0  ? "code"
            : lat < 0 ? "lat"
                      : "lon");
        return ERR_INVALID;
    }
    int needed = code > lat ? (code > lon ? code : lon) : (lat > lon ? lat : lon);
    for (;;) {
        ArenaMark mark = arena_mark(r->a);
        problem = STR_NONE;
        if (!csv_next(csv, r->a, &row, &problem))
            return OK;
        size_t before = r->c->points.n;
        if (!str_is_none(problem))
            refuse_row(r, row.line, "ligne illisible :", problem);
        else if (row.n <= (size_t)needed)
            refuse_row(r, row.line, "il manque des colonnes après", row.n ? row.cells[0] : S(""));
        else
            TRY(take_point(r, row.line, row.cells[code], row.cells[lat], row.cells[lon], 0));
        if (r->c->points.n == before && r->c->refusees != 1)
            arena_reset(r->a, mark);
    }
}

Err coordonnees_read(Arena *a, Str text, Coordonnees *ret, Str *ret_message)
{
    Coordonnees c = *ret;
    Reading r = { .a = a, .c = &c };
    Str message = STR_NONE;
    bool geonames = is_geonames(text);
    Err e = geonames ? read_geonames(&r, text) : read_csv(&r, text, &message);
    if (geonames)
        c.source = S("GeoNames (geonames.org), CC BY 4.0");
    if (e == OK && c.points.n == 0) {
        message = c.refusees ? str_format(a, "Aucune ligne utilisable ; %.*s.", STR_ARG(c.exemple))
                             : S("Ce fichier ne contient les coordonnées d’aucune commune.");
        e = ERR_INVALID;
    }
    if (e == OK && r.swapped * 2 > (int64_t)c.points.n) {
        message = S("La latitude et la longitude semblent échangées : les points tombent hors de France.");
        e = ERR_INVALID;
    }
    if (e == OK)
        *ret = c;
    else
        *ret_message = message;
    return e;
}

/* ---- applying --------------------------------------------------------------------------------------------------------- */

typedef struct Located {
    CodeInsee code;
    bool had, got, exact; /* exact: from the commune's own code, not from a merged one */
    Point before, point;
    int64_t weight;
} Located;
typedef VEC(Located) Locateds;

static int by_code(const void *x, const void *y)
{
    return memcmp(((const Located *)x)->code.p, ((const Located *)y)->code.p, 5);
}

static Located *find(Locateds *v, CodeInsee code)
{
    Located key = { .code = code };
    return v->n ? bsearch(&key, v->v, v->n, sizeof key, by_code) : NULL;
}

typedef struct OldCode {
    CodeInsee code, to;
} OldCode;
typedef VEC(OldCode) OldCodes;

static int by_old(const void *x, const void *y)
{
    return memcmp(((const OldCode *)x)->code.p, ((const OldCode *)y)->code.p, 5);
}

static Err read_communes(Db *db, Arena *a, Locateds *all, OldCodes *olds)
{
    {
        ROWS rows = { 0 };
        SqlCommuneAll r;
        TRY(sql_commune_all(db, &rows));
        while (sql_commune_all_next(&rows, &r)) {
            Located *l = vec_push(a, all);
            if (!l)
                return ERR_MEMORY;
            if (!code_insee_parse(r.code, &l->code))
                return ERR_INTERNAL;
            l->had = r.latitude.has && r.longitude.has;
            l->before = (Point){ r.latitude.v, r.longitude.v };
        }
        TRY(rows_end(&rows));
    }
    ROWS rows = { 0 };
    SqlAncienneAll r;
    TRY(sql_ancienne_all(db, &rows));
    while (sql_ancienne_all_next(&rows, &r)) {
        OldCode *o = vec_push(a, olds);
        if (!o)
            return ERR_MEMORY;
        if (!code_insee_parse(r.code, &o->code) || !code_insee_parse(r.commune, &o->to))
            return ERR_INTERNAL;
    }
    return rows_end(&rows);
}

Err coordonnees_apply(Db *db, Arena *a, const Coordonnees *c, int64_t now, CoordonneesBilan *ret)
{
    CoordonneesBilan bilan = { 0 };
    Locateds all = { 0 };
    OldCodes olds = { 0 };
    TX tx = tx_begin(db, HERE);
    TRY(read_communes(db, a, &all, &olds));
    for (size_t i = 0; i < c->points.n; i++) {
        const CoordonneeLue *p = &c->points.v[i];
        OldCode key = { .code = p->code };
        Located *l = find(&all, p->code);
        bool exact = l != NULL;
        OldCode *o = !l && olds.n ? bsearch(&key, olds.v, olds.n, sizeof key, by_old) : NULL;
        if (o)
            l = find(&all, o->to);
        if (!l) {
            bilan.inconnues++;
            continue;
        }
        bool better = !l->got || (exact && !l->exact) || (exact == l->exact && p->poids > l->weight);
        if (!better)
            continue;
        l->got = true;
        l->exact = exact;
        l->point = p->point;
        l->weight = p->poids;
    }
    TRY(db_batch_begin(db));
    for (size_t i = 0; i < all.n; i++) {
        const Located *l = &all.v[i];
        bilan.communes += l->got;
        if (!l->got || (l->had && l->before.lat == l->point.lat && l->before.lon == l->point.lon))
            continue;
        bilan.modifiees++;
        TRY(sql_commune_locate(db, code_insee_str(&l->code), l->point.lat, l->point.lon));
    }
    TRY(db_batch_end(db));
    bilan.change = bilan.modifiees > 0;
    if (bilan.communes > 0)
        TRY(territoire_source_note(db, a, "coordonnees", S(""), c->source, c->fichier, now, &bilan.change));
    if (bilan.change)
        TRY(snapshot_touch(db, &territoire_snapshot));
    TRY(tx_commit(&tx));
    *ret = bilan;
    return OK;
}
