// SPDX-License-Identifier: AGPL-3.0-or-later
#include "banc.h"

#include <jansson.h>

#include "banc_sql.h"
#include "core/app.h"
#include "core/http/req.h"
#include "core/run/writer.h"

static Err member_i64(const JsonValue *v, const char *key, int64_t *ret)
{
    const json_t *member = json_object_get(v, key);
    if (!json_is_integer(member))
        return ERR_INVALID;
    *ret = json_integer_value(member);
    return OK;
}

/* Parsed, checked, inserted; the answer leaves after the COMMIT (mode WRITE). */
static Err ecriture_post(Req *r)
{
    JSON_VALUE v = NULL;
    Str message = STR_NONE;
    TRY(json_read(r->arena, r->body, (JsonLimits){ .max_bytes = 4096, .max_depth = 2 }, &v, &message));
    SqlBancEcrireArgs args = {
        .cle = json_member_str(v, "cle"),
        .jour = json_member_str(v, "jour"),
        .type = json_member_str(v, "type"),
        .commune = json_member_str(v, "commune"),
        .themes = json_member_str(v, "themes"),
        .note = json_member_str(v, "note"),
    };
    TRY(member_i64(v, "duree_min", &args.duree_min));
    TRY(member_i64(v, "personnes", &args.personnes));
    Date jour;
    if (str_is_empty(args.cle) || !date_parse(args.jour, &jour) || str_is_empty(args.type) || args.commune.n != 5 ||
        str_is_none(args.themes) || str_is_none(args.note))
        return ERR_INVALID;
    TRY(sql_banc_ecrire(r->db, &args));
    req_status(r, 201);
    Json *j = req_json(r);
    json_obj(j);
    json_kstr(j, "cle", args.cle);
    json_end(j);
    return OK;
}

static Err make_table(Db *db, Arena *a, void *arg)
{
    TRY(sql_banc_table(db));
    return sql_banc_index(db);
}

static Err preparer(Cmd *c)
{
    return writer_run(c->app->writer, c->arena, make_table, NULL);
}

/* One key a line, in the order of the writes. */
static Err cles(Cmd *c)
{
    ROWS rows = { 0 };
    TRY(sql_banc_cles(c->db, &rows));
    for (SqlBancCles row; sql_banc_cles_next(&rows, &row);) {
        buf_put(cmd_out(c), row.cle);
        buf_char(cmd_out(c), '\n');
    }
    return rows_end(&rows);
}

static const Route routes[] = {
    { "POST", "/banc/ecritures", ecriture_post, RIGHT_PUBLIC, WRITE, NULL, "Écriture du banc de mesure",
        ROUTE_API | ROUTE_HIDDEN, 4096 },
    { 0 },
};

static const Command commands[] = {
    { "banc preparer", preparer, CMD_WRITE, NULL, NULL, "crée la table des écritures du banc de mesure", NULL },
    { "banc cles", cles, CMD_READ, NULL, NULL, "affiche les clés écrites, une par ligne", NULL },
    { 0 },
};

const Slice slice_banc = {
    .name = "banc",
    .routes = routes,
    .commands = commands,
    .queries = banc_queries,
};
