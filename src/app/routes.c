// SPDX-License-Identifier: AGPL-3.0-or-later
/* What the program answers to, from the route tables: `ensemble routes` for people, OpenAPI for programs. */
#include "app/app_slices.h"
#include "core/app.h"
#include "core/http/openapi.h"
#include "core/http/req.h"
#include "core/http/router.h"
#include "core/json/json.h"

enum { OPENAPI_CACHE_S = 3600 };

static const char *mode_name(Mode mode)
{
    switch (mode) {
    case SNAPSHOT:
        return "SNAPSHOT";
    case READ:
        return "READ";
    case SLOW:
        return "SLOW";
    case WRITE:
        return "WRITE";
    }
    return "?";
}

static void route_json(Json *j, const Route *r, const char *slice)
{
    json_obj(j);
    json_kstr(j, "methode", str_from(r->method));
    json_kstr(j, "chemin", str_from(r->path));
    json_kstr(j, "droit", str_from(r->right->name));
    json_kstr(j, "mode", str_from(mode_name(r->mode)));
    json_kstr(j, "tranche", str_from(slice));
    json_kstr(j, "titre", str_from(r->title));
    json_end(j);
}

static Err routes(Cmd *c)
{
    Router *router = NULL;
    Str message = STR_NONE;
    Err e = router_new(c->arena, c->app->slices, NULL, &router, &message);
    if (e != OK)
        return cmd_fail(c, e, "%.*s", STR_ARG(message));
    bool as_json = str_eq(cmd_option(c, "format"), S("json"));
    Json j = json_to(cmd_out(c));
    if (as_json)
        json_arr(&j);
    for (size_t i = 0; i < router_n(router); i++) {
        const char *slice = NULL;
        const Route *r = router_at(router, i, &slice);
        if (as_json)
            route_json(&j, r, slice);
        else
            buf_format(cmd_out(c), "%-6s %-36s %-8s %-9s %-12s %s\n", r->method, r->path, r->right->name,
                mode_name(r->mode), slice, r->title);
    }
    if (as_json)
        json_end(&j);
    if (as_json)
        buf_char(cmd_out(c), '\n');
    return OK;
}

static const Command commands[] = {
    { "routes", routes, CMD_NONE, NULL,
        (const CommandOption[]){ { "format", "FORMAT", "présentation", "texte|json", "texte" }, { 0 } },
        "Liste les adresses du site, avec leur droit et leur mode", NULL },
    { 0 },
};

static Err openapi_get(Req *r)
{
    if (req_cache(r, S(ENSEMBLE_VERSION), OPENAPI_CACHE_S))
        return OK;
    const OpenApiInfo info = { .title = config_str(r->app->config, CONF_NOM),
        .version = S(ENSEMBLE_VERSION),
        .server_url = config_str(r->app->config, CONF_URL_PUBLIQUE) };
    openapi_write(req_json(r), r->app->slices, &info);
    return OK;
}

static const Route routes_rows[] = {
    { "GET", "/api/v1/openapi.json", openapi_get, RIGHT_PUBLIC, SNAPSHOT, NULL, "Description de l’API (OpenAPI)",
        ROUTE_API },
    { 0 },
};

const Slice slice_routes = { .name = "routes", .routes = routes_rows, .commands = commands };
