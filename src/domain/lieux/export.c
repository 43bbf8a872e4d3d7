// SPDX-License-Identifier: AGPL-3.0-or-later
#include "domain/lieux/export.h"

#include <string.h>

#include "core/json/json.h"
#include "domain/lieux/edition.h"
#include "domain/lieux/lieux_priv.h"
#include "domain/lieux/regles.h"

void lieux_csv_header(CsvWriter *w)
{
    for (int f = 0; f < STANDARD_N; f++)
        csv_cell(w, standard_field((StandardField)f)->name);
    csv_end_row(w);
}

void lieux_csv_row(CsvWriter *w, const Str champs[STANDARD_N])
{
    for (int f = 0; f < STANDARD_N; f++)
        csv_cell(w, champs[f]);
    csv_end_row(w);
}

/* RFC 8259's number, which may then be copied with the digits that were received. */
static bool json_number(Str s)
{
    size_t i = s.n && s.p[0] == '-' ? 1 : 0, first = i;
    while (i < s.n && s.p[i] >= '0' && s.p[i] <= '9')
        i++;
    if (i == first || (i - first > 1 && s.p[first] == '0'))
        return false;
    if (i == s.n)
        return true;
    if (s.p[i++] != '.')
        return false;
    first = i;
    while (i < s.n && s.p[i] >= '0' && s.p[i] <= '9')
        i++;
    return i > first && i == s.n;
}

void lieu_json_fields(Json *j, const Str champs[STANDARD_N])
{
    for (int f = 0; f < STANDARD_N; f++) {
        Str v = champs[f];
        double number = 0;
        bool coordinate = f == CHAMP_latitude || f == CHAMP_longitude;
        if (!v.n || (coordinate && !str_to_f64(v, &number)))
            continue;
        json_key(j, standard_field((StandardField)f)->name);
        if (!coordinate)
            json_str(j, v);
        else if (json_number(v))
            json_raw(j, v);
        else
            json_f64(j, number);
    }
}

static void put_json(Json *j, const Str *champs)
{
    json_obj(j);
    lieu_json_fields(j, champs);
    json_end(j);
}

static void put_coordinate(Json *j, Str s)
{
    double v = 0;
    if (json_number(s))
        json_raw(j, s);
    else if (str_to_f64(s, &v))
        json_f64(j, v);
}

static void put_feature(Json *j, const Str *champs)
{
    double lat, lon;
    json_obj(j);
    json_kstr(j, "type", S("Feature"));
    json_kstr(j, "id", champs[CHAMP_id]);
    json_key(j, S("geometry"));
    if (coordonnees_utiles(champs[CHAMP_latitude], champs[CHAMP_longitude], &lat, &lon)) {
        json_obj(j);
        json_kstr(j, "type", S("Point"));
        json_key(j, S("coordinates"));
        json_arr(j);
        put_coordinate(j, champs[CHAMP_longitude]);
        put_coordinate(j, champs[CHAMP_latitude]);
        json_end(j);
        json_end(j);
    } else {
        json_nil(j);
    }
    json_key(j, S("properties"));
    put_json(j, champs);
    json_end(j);
}

typedef struct Writing {
    ExportFormat format;
    CsvWriter csv;
    Json json;
} Writing;

static void begin(Writing *w)
{
    switch (w->format) {
    case EXPORT_STANDARD_CSV:
        lieux_csv_header(&w->csv);
        return;
    case EXPORT_STANDARD_JSON:
        json_arr(&w->json);
        return;
    case EXPORT_GEOJSON:
        json_obj(&w->json);
        json_kstr(&w->json, "type", S("FeatureCollection"));
        json_key(&w->json, S("features"));
        json_arr(&w->json);
        return;
    }
}

static void put_place(Writing *w, const Str *champs)
{
    switch (w->format) {
    case EXPORT_STANDARD_CSV:
        lieux_csv_row(&w->csv, champs);
        return;
    case EXPORT_STANDARD_JSON:
        put_json(&w->json, champs);
        break;
    case EXPORT_GEOJSON:
        put_feature(&w->json, champs);
        break;
    }
    buf_char(w->json.b, '\n');                     /* a place a line: two exports can be compared by eye */
}

static void finish(Writing *w)
{
    switch (w->format) {
    case EXPORT_STANDARD_CSV:
        return;
    case EXPORT_STANDARD_JSON:
        break;
    case EXPORT_GEOJSON:
        json_end(&w->json);
        break;
    }
    json_end(&w->json);
    buf_char(w->json.b, '\n');
}

Err lieux_export(Db *db, ExportFormat format, Buf *out, int64_t *ret_n)
{
    return lieux_export_as(db, format, NULL, NULL, out, ret_n);
}

Err lieux_export_as(Db *db, ExportFormat format, ExportChange *change, void *arg, Buf *out, int64_t *ret_n)
{
    Writing w = { .format = format, .csv = csv_to(out, false), .json = json_to(out) };
    ROWS rows = { 0 };
    SqlLieuAll row;
    int64_t n = 0;
    TRY(sql_lieu_all(db, &rows));
    begin(&w);
    while (sql_lieu_all_next(&rows, &row)) {
        if (row.disparu_at.has || row.ferme_at.has || !str_eq(row.visibilite, visibilites[VISIBLE_PUBLIC].value))
            continue;
        Str champs[STANDARD_N];
        memcpy(champs, lieu_all_champs(&row), sizeof champs);
        if (change)
            change(arg, champs);
        put_place(&w, champs);
        n++;
        if (out->failed)
            return out->sink_err != OK ? out->sink_err : ERR_MEMORY;
    }
    TRY(rows_end(&rows));
    finish(&w);
    TRY(buf_flush(out));
    *ret_n = n;
    return OK;
}
