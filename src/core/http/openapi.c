// SPDX-License-Identifier: AGPL-3.0-or-later
#include "core/http/openapi.h"

#include <ctype.h>
#include <stdio.h>
#include <string.h>

static void string_schema(Json *j, const char *format)
{
    json_kstr(j, "type", S("string"));
    if (format)
        json_kstr(j, "format", str_from(format));
}

static void bounds(Json *j, const Field *f, const char *low, const char *high)
{
    if (f->min == 0 && f->max == 0)
        return;
    json_key(j, str_from(low));
    json_f64(j, f->min);
    json_key(j, str_from(high));
    json_f64(j, f->max);
}

static void choices_enum(Json *j, const Choice *choices)
{
    json_key(j, S("enum"));
    json_arr(j);
    for (const Choice *c = choices; c && !str_is_none(c->value); c++)
        json_str(j, c->value);
    json_end(j);
}

static void array_of(Json *j, void (*item)(Json *j, const Field *f), const Field *f)
{
    json_kstr(j, "type", S("array"));
    json_key(j, S("items"));
    json_obj(j);
    item(j, f);
    json_end(j);
}

static void item_choice(Json *j, const Field *f)
{
    string_schema(j, NULL);
    choices_enum(j, f->choices);
}

static void item_number(Json *j, const Field *f)
{
    (void)f;
    json_kstr(j, "type", S("number"));
}

static void field_schema(Json *j, const Field *f)
{
    json_obj(j);
    switch (f->kind) {
    case FIELD_TEXT:
    case FIELD_LINES:
        string_schema(j, NULL);
        bounds(j, f, "minLength", "maxLength");
        break;
    case FIELD_I64:
        json_kstr(j, "type", S("integer"));
        json_kstr(j, "format", S("int64"));
        bounds(j, f, "minimum", "maximum");
        break;
    case FIELD_F64:
        item_number(j, f);
        bounds(j, f, "minimum", "maximum");
        break;
    case FIELD_BOOL:
        json_kstr(j, "type", S("boolean"));
        break;
    case FIELD_CHOICE:
        item_choice(j, f);
        break;
    case FIELD_CHOICES:
        array_of(j, item_choice, f);
        break;
    case FIELD_FLOATS:
        array_of(j, item_number, f);
        json_ki64(j, "minItems", (int64_t)f->max);
        json_ki64(j, "maxItems", (int64_t)f->max);
        break;
    case FIELD_DATE:
        string_schema(j, "date");
        break;
    case FIELD_SECRET:
        string_schema(j, "password");
        break;
    case FIELD_FILE:
        string_schema(j, "binary");
        break;
    }
    json_end(j);
}

/* `style` of a list in a query: values joined by "|" or ",". */
static void list_style(Json *j, const Field *f)
{
    if (f->kind != FIELD_CHOICES && f->kind != FIELD_FLOATS)
        return;
    json_kstr(j, "style", f->kind == FIELD_CHOICES ? S("pipeDelimited") : S("form"));
    json_key(j, S("explode"));
    json_bool(j, false);
}

static void description(Json *j, const Field *f)
{
    char text[512];
    int n = snprintf(text, sizeof text, "%s%s%s", f->label ? f->label : f->name, f->hint ? ". " : "",
        f->hint ? f->hint : "");
    json_kstr(j, "description", str_of(text, n < (int)sizeof text ? (size_t)n : sizeof text - 1));
}

static void query_parameter(Json *j, const Field *f)
{
    json_obj(j);
    json_kstr(j, "name", str_from(f->name));
    json_kstr(j, "in", S("query"));
    description(j, f);
    json_key(j, S("required"));
    json_bool(j, f->required);
    list_style(j, f);
    json_key(j, S("schema"));
    field_schema(j, f);
    if (f->example)
        json_kstr(j, "example", str_from(f->example));
    json_end(j);
}

static void path_parameters(Json *j, Str path)
{
    for (size_t at = str_find_char(path, 0, '{'); at < path.n; at = str_find_char(path, at + 1, '{')) {
        json_obj(j);
        json_kstr(j, "name", str_slice(path, at + 1, str_find_char(path, at, '}')));
        json_kstr(j, "in", S("path"));
        json_key(j, S("required"));
        json_bool(j, true);
        json_key(j, S("schema"));
        json_obj(j);
        string_schema(j, NULL);
        json_end(j);
        json_end(j);
    }
}

static void parameters(Json *j, const Route *route)
{
    bool in_query = strcmp(route->method, "GET") == 0;
    json_key(j, S("parameters"));
    json_arr(j);
    path_parameters(j, str_from(route->path));
    for (const Field *f = route->fields; in_query && f && f->name; f++)
        query_parameter(j, f);
    json_end(j);
}

static void body(Json *j, const Route *route)
{
    if (strcmp(route->method, "GET") == 0 || !route->fields)
        return;
    json_key(j, S("requestBody"));
    json_obj(j);
    json_key(j, S("content"));
    json_obj(j);
    json_key(j, fields_have_file(route->fields)       ? S("multipart/form-data")
                : route->right->proof == PROOF_BEARER ? S("application/json")
                                                      : S("application/x-www-form-urlencoded"));
    json_obj(j);
    json_key(j, S("schema"));
    json_obj(j);
    json_kstr(j, "type", S("object"));
    json_key(j, S("properties"));
    json_obj(j);
    for (const Field *f = route->fields; f->name; f++) {
        json_key(j, str_from(f->name));
        field_schema(j, f);
    }
    for (int depth = 0; depth < 5; depth++)
        json_end(j);
}

static void response(Json *j, const char *status, Str text, bool error)
{
    json_key(j, str_from(status));
    json_obj(j);
    json_kstr(j, "description", text);
    json_key(j, S("content"));
    json_obj(j);
    json_key(j, S("application/json"));
    json_obj(j);
    json_key(j, S("schema"));
    json_obj(j);
    if (error)
        json_kstr(j, "$ref", S("#/components/schemas/Erreur"));
    for (int depth = 0; depth < 4; depth++)
        json_end(j);
}

/* "GET", "/api/v1/lieux/{id}" → "get_api_v1_lieux_id": unique because the pair is. */
static void operation_id(Json *j, const Route *route)
{
    char id[128];
    size_t n = 0;
    for (const char *p = route->method; *p && n < sizeof id; p++)
        id[n++] = (char)tolower((unsigned char)*p);
    for (const char *p = route->path; *p && n < sizeof id; p++) {
        if (isalnum((unsigned char)*p))
            id[n++] = *p;
        else if (*p == '/' || *p == '.' || *p == '_')
            id[n++] = '_';
    }
    json_kstr(j, "operationId", str_of(id, n));
}

static void operation(Json *j, const Route *route)
{
    char method[8] = { 0 };
    for (size_t i = 0; route->method[i] && i + 1 < sizeof method; i++)
        method[i] = (char)tolower((unsigned char)route->method[i]);
    json_key(j, str_from(method));
    json_obj(j);
    operation_id(j, route);
    json_kstr(j, "summary", str_from(route->title));
    parameters(j, route);
    body(j, route);
    if (route->right->proof == PROOF_BEARER) {
        json_key(j, S("security"));
        json_raw(j, S("[{\"cle\":[]}]"));
    }
    json_key(j, S("responses"));
    json_obj(j);
    response(j, "200", S("La réponse."), false);
    response(j, "400", S("Un paramètre ne peut pas être utilisé ; le message dit lequel."), true);
    if (strchr(route->path, '{'))
        response(j, "404", S("Rien à cette adresse."), true);
    if (route->right->proof == PROOF_BEARER) {
        response(j, "401", S("La clé manque, n’est pas connue, a dépassé sa date ou a été retirée."), true);
        response(j, "403", S("La clé n’a pas ce droit."), true);
        response(j, "429", S("Trop de demandes : réessayer après le délai de Retry-After."), true);
    }
    response(j, "503", S("Service très sollicité : réessayer après le délai de Retry-After."), true);
    json_end(j);
    json_end(j);
}

static bool is_api(const Route *route)
{
    return (route->flags & ROUTE_API) && !(route->flags & ROUTE_HIDDEN);
}

/* All rows of one path, at its first one. */
static void path_item(Json *j, const Slice *const *slices, const Route *first)
{
    json_key(j, str_from(first->path));
    json_obj(j);
    for (const Slice *const *s = slices; *s; s++)
        for (const Route *route = (*s)->routes; route && route->method; route++)
            if (is_api(route) && strcmp(route->path, first->path) == 0)
                operation(j, route);
    json_end(j);
}

static bool seen_before(const Slice *const *slices, const Route *wanted)
{
    for (const Slice *const *s = slices; *s; s++)
        for (const Route *route = (*s)->routes; route && route->method; route++) {
            if (route == wanted)
                return false;
            if (is_api(route) && strcmp(route->path, wanted->path) == 0)
                return true;
        }
    return false;
}

/* {"erreur":"invalid","message":"…","champs":[{"champ":"…","message":"…"}]} */
static void error_schema(Json *j)
{
    json_raw(j, S("{\"type\":\"object\",\"required\":[\"erreur\",\"message\"],\"properties\":{"
                  "\"erreur\":{\"type\":\"string\",\"description\":\"Nom court, stable.\"},"
                  "\"message\":{\"type\":\"string\",\"description\":\"Phrase en français.\"},"
                  "\"champs\":{\"type\":\"array\",\"items\":{\"type\":\"object\",\"properties\":{"
                  "\"champ\":{\"type\":\"string\"},\"message\":{\"type\":\"string\"}}}}}}"));
}

void openapi_write(Json *j, const Slice *const *slices, const OpenApiInfo *info)
{
    json_obj(j);
    json_kstr(j, "openapi", S("3.0.3"));
    json_key(j, S("info"));
    json_obj(j);
    json_kstr(j, "title", info->title);
    json_kstr(j, "version", info->version);
    json_kstr(j, "description",
        S("Lecture publique, sans clé, sauf où il est dit qu’il en faut une. Les noms et les valeurs des champs des "
          "lieux sont ceux du "
          "standard national des lieux de médiation numérique v1.0.2."));
    json_end(j);
    json_key(j, S("servers"));
    json_arr(j);
    json_obj(j);
    json_kstr(j, "url", str_is_empty(info->server_url) ? S("/") : info->server_url);
    json_end(j);
    json_end(j);
    json_key(j, S("paths"));
    json_obj(j);
    for (const Slice *const *s = slices; *s; s++)
        for (const Route *route = (*s)->routes; route && route->method; route++)
            if (is_api(route) && !seen_before(slices, route))
                path_item(j, slices, route);
    json_end(j);
    json_key(j, S("components"));
    json_obj(j);
    json_key(j, S("schemas"));
    json_obj(j);
    json_key(j, S("Erreur"));
    error_schema(j);
    json_end(j);
    json_key(j, S("securitySchemes"));
    json_raw(j, S("{\"cle\":{\"type\":\"http\",\"scheme\":\"bearer\",\"description\":\"Une clé faite à l’adresse "
                  "/espace/cles.\"}}"));
    for (int depth = 0; depth < 2; depth++)
        json_end(j);
}
