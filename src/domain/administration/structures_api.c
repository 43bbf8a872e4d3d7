// SPDX-License-Identifier: AGPL-3.0-or-later
/* GET /api/v1/structures: those of the key's scope. */
#include "core/app.h"
#include "domain/administration/administration_web.h"
#include "domain/administration/commune_saisie.h"

const Field structures_api_champs[] = {
    { .name = "q", .kind = FIELD_TEXT, .label = "Recherche", .hint = "Mots du nom, ou un SIRET entier", .max = 100 },
    { .name = "page",
        .kind = FIELD_I64,
        .label = "Page",
        .hint = "Cinquante structures par page",
        .min = 1,
        .max = 1000000,
        .example = "1" },
    { 0 },
};

static void put_structure(Req *r, Json *j, const StructureLigne *l)
{
    json_obj(j);
    json_kstr(j, "id", l->uid);
    json_kstr(j, "nom", l->nom);
    json_kstr_opt(j, "siret", l->siret);
    json_kstr_opt(j, "code_insee", l->commune);
    json_kstr_opt(j, "commune", str_is_empty(l->commune) ? STR_NONE : commune_nom(r, l->commune));
    json_kwords(j, "dispositifs", l->dispositifs);
    json_ki64(j, "lieux", l->lieux);
    json_ki64(j, "personnes", l->personnes);
    json_end(j);
}

Err structures_api(Req *r)
{
    const StructureLigne *found = NULL;
    size_t n = 0;
    int64_t total = 0, page = req_i64(r, "page", 1);
    TRY(structures_chercher(r->db, r->arena, r->acteur, req_text(r, "q"), page, &found, &n, &total));
    TRY(journal_lecture(r, "api.structures", r->acteur->programme));
    Json *j = req_json(r);
    json_obj(j);
    json_ki64(j, "total", total);
    json_ki64(j, "page", page);
    json_key(j, S("structures"));
    json_arr(j);
    for (size_t i = 0; i < n; i++)
        put_structure(r, j, &found[i]);
    json_end(j);
    json_end(j);
    return OK;
}
