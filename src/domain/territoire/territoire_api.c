// SPDX-License-Identifier: AGPL-3.0-or-later
#include "core/http/req.h"
#include "domain/territoire/territoire.h"
#include "domain/territoire/territoire_tables.h"

enum { ANSWERS_MAX = 50, ANSWERS_DEFAULT = 10 };

static const char *localisation_name(Localisation l)
{
    switch (l) {
    case LOCALISATION_AUCUNE:
        return "aucune";
    case LOCALISATION_COMMUNE:
        return "commune";
    case LOCALISATION_EPCI:
        return "epci";
    }
    return "aucune";
}

static void write_commune(Json *j, const Commune *c)
{
    json_obj(j);
    json_kstr(j, "code", code_insee_str(&c->code));
    json_kstr(j, "nom", c->nom);
    json_kstrs(j, "codes_postaux", c->codes_postaux, c->n_codes_postaux);
    json_kstr(j, "departement", c->departement);
    json_kstr(j, "region", c->region);
    if (c->epci) {
        json_key(j, S("epci"));
        json_obj(j);
        json_kstr(j, "code", c->epci->code);
        json_kstr(j, "nom", c->epci->nom);
        json_end(j);
    }
    if (c->population >= 0)
        json_ki64(j, "population", c->population);
    json_kstr(j, "localisation", str_from(localisation_name(c->localisation)));
    if (c->localisation != LOCALISATION_AUCUNE) {
        json_key(j, S("latitude"));
        json_f64(j, c->point.lat);
        json_key(j, S("longitude"));
        json_f64(j, c->point.lon);
    }
    json_end(j);
}

/* A postal code, an INSEE code or a name, with what may stand beside it ("Brou 28160", "Brou (28)"). */
static size_t find_communes(const Territoire *t, Arena *a, Str typed, Str departement, const Commune **ret, size_t max)
{
    size_t n = 0;
    const Commune *one = territoire_resolve(t, a, typed, departement, ret, &n, max);
    if (!one || n <= 1)
        return n;
    for (size_t i = 0; i < n; i++)                 /* the one that answers comes first, the others stay offered */
        if (ret[i] == one) {
            ret[i] = ret[0];
            ret[0] = one;
        }
    return n;
}

static Err communes_get(Req *r)
{
    const Territoire *t = req_snapshot(r, &territoire_snapshot);
    const Commune *found[ANSWERS_MAX];
    size_t max = (size_t)req_i64(r, "limite", ANSWERS_DEFAULT);
    size_t n = find_communes(t, r->arena, req_text(r, "q"), req_text(r, "departement"), found, max);
    Json *j = req_json(r);
    json_obj(j);
    json_kstr(j, "millesime", territoire_millesime(t));
    json_key(j, S("communes"));
    json_arr(j);
    for (size_t i = 0; i < n; i++)
        write_commune(j, found[i]);
    json_end(j);
    json_end(j);
    return OK;
}

static const Field communes_fields[] = {
    { .name = "q",
        .kind = FIELD_TEXT,
        .label = "Nom, code postal ou code INSEE",
        .required = true,
        .min = 1,
        .max = 100,
        .example = "chartres" },
    { .name = "departement",
        .kind = FIELD_TEXT,
        .label = "Département dont les communes viennent en premier",
        .min = 2,
        .max = 3,
        .example = "28" },
    { .name = "limite",
        .kind = FIELD_I64,
        .label = "Nombre de réponses au plus",
        .min = 1,
        .max = ANSWERS_MAX,
        .example = "10" },
    { 0 },
};

const Route territoire_routes[] = {
    { "GET", "/api/v1/communes", communes_get, RIGHT_PUBLIC, SNAPSHOT, communes_fields, "Chercher une commune",
        ROUTE_API },
    { 0 },
};
