// SPDX-License-Identifier: AGPL-3.0-or-later
#include "core/http/openapi.h"

#include <jansson.h>

#include "support/suite.h"

static Err nothing(Req *r)
{
    (void)r;
    return OK;
}

static const Choice colours[] = { { S_INIT("rouge"), { NULL, 0 } }, { S_INIT("vert « pâle »"), { NULL, 0 } }, { 0 } };
static const Field fields[] = {
    { "q", FIELD_TEXT, "Recherche", .hint = "Nom ou commune", .min = 0, .max = 200, .example = "Brou" },
    { "page", FIELD_I64, "Page", .min = 1, .max = 100000 },
    { "rayon_km", FIELD_F64, "Rayon", .min = 0, .max = 500 },
    { "bbox", FIELD_FLOATS, "Cadre", .max = 4 },
    { "couleurs", FIELD_CHOICES, "Couleurs", .choices = colours },
    { "couleur", FIELD_CHOICE, "Couleur", .choices = colours, .required = true },
    { "ouvert", FIELD_BOOL, "Ouvert" },
    { "jour", FIELD_DATE, "Jour" },
    { "mot_de_passe", FIELD_SECRET, "Mot de passe" },
    { 0 },
};
static const Route routes[] = {
    { "GET", "/api/v1/choses", nothing, RIGHT_PUBLIC, SNAPSHOT, fields, "Liste", ROUTE_API },
    { "POST", "/api/v1/choses", nothing, RIGHT_PUBLIC, WRITE, fields, "Ajout", ROUTE_API },
    { "GET", "/api/v1/choses/{id}", nothing, RIGHT_PUBLIC, SNAPSHOT, NULL, "Une chose", ROUTE_API },
    { "GET", "/choses", nothing, RIGHT_PUBLIC, SNAPSHOT, NULL, "Page", 0 },
    { "GET", "/api/v1/interne", nothing, RIGHT_PUBLIC, SNAPSHOT, NULL, "Interne", ROUTE_API | ROUTE_HIDDEN },
    { 0 },
};
static const Slice slice = { .name = "choses", .routes = routes };
static const Slice *const table[] = { &slice, NULL };

static json_t *described(void)
{
    BUF b = buf_new(MIB);
    Json j = json_to(&b);
    openapi_write(&j, table, &(OpenApiInfo){ S("Essai"), S("1.0"), STR_NONE });
    Str text = buf_str(&b);
    json_t *root = json_loadb(text.p, text.n, JSON_REJECT_DUPLICATES, NULL);
    assert_non_null(root);
    return root;
}

static json_t *member(json_t *v, const char *path)
{
    for (Str rest = str_from(path), key; str_split(&rest, '>', &key);) {
        v = json_is_array(v) ? json_array_get(v, (size_t)(key.p[0] - '0')) : json_object_getn(v, key.p, key.n);
        if (!v)
            fail_msg("pas de %.*s dans %s", STR_ARG(key), path);
    }
    return v;
}

static void describes_api_rows_only(void **state)
{
    (void)state;
    json_t *root = described();
    assert_string_equal(json_string_value(member(root, "openapi")), "3.0.3");
    json_t *paths = member(root, "paths");
    assert_int_equal(json_object_size(paths), 2);
    assert_int_equal(json_object_size(member(paths, "/api/v1/choses")), 2);
    assert_string_equal(json_string_value(member(paths, "/api/v1/choses/{id}>get>operationId")),
        "get_api_v1_choses_id");
    assert_string_equal(json_string_value(member(paths, "/api/v1/choses/{id}>get>parameters>0>in")), "path");
    json_decref(root);
}

static void describes_each_kind_of_field(void **state)
{
    (void)state;
    json_t *root = described();
    json_t *p = member(root, "paths>/api/v1/choses>get>parameters");
    assert_int_equal(json_array_size(p), 9);
    assert_int_equal(json_integer_value(member(p, "1>schema>maximum")), 100000);
    assert_int_equal(json_integer_value(member(p, "3>schema>minItems")), 4);
    assert_string_equal(json_string_value(member(p, "4>style")), "pipeDelimited");
    assert_string_equal(json_string_value(member(p, "4>schema>items>enum>1")), "vert « pâle »");
    assert_true(json_is_true(member(p, "5>required")));
    assert_string_equal(json_string_value(member(p, "6>schema>type")), "boolean");
    assert_string_equal(json_string_value(member(p, "7>schema>format")), "date");
    assert_string_equal(json_string_value(member(p, "8>schema>format")), "password");
    assert_non_null(member(root, "paths>/api/v1/choses>post>requestBody>content>"
                                 "application/x-www-form-urlencoded>schema>properties>couleurs"));
    assert_non_null(member(root, "components>schemas>Erreur>properties>champs"));
    json_decref(root);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(describes_api_rows_only),
        cmocka_unit_test(describes_each_kind_of_field),
    };
    return SUITE_MAIN("openapi", false, tests);
}
