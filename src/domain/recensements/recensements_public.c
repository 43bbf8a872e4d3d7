// SPDX-License-Identifier: AGPL-3.0-or-later
/* /recensements, one of them, its exports, and its lines on the sheet of a place. */
#include "core/app.h"
#include "core/http/ajout.h"
#include "core/slice.h"
#include "domain/recensements/recensements_web.h"
#include "recensements_view.h"

/* Of places that are in the public directory only: what is hidden there is hidden here. */
static size_t open_rows(Req *r, const Recensement *c, const Ligne **ret)
{
    const Recensees *s = req_snapshot(r, &recensements_snapshot);
    const Lieux *lieux = req_snapshot(r, &lieux_snapshot);
    size_t n = s ? recensees_n(s, c) : 0, kept = 0;
    Ligne *v = NEW(r->arena, Ligne, n + 1);
    for (size_t i = 0; i < n && v; i++) {
        const Ligne *l = recensees_at(s, c, i);
        const Lieu *place = lieux && l->lieu.n ? lieux_find(lieux, l->lieu) : NULL;
        if (c->a_part || (place && !place->disparu))
            v[kept++] = *l;
    }
    *ret = v;
    return kept;
}

static Err found_rows(Req *r, const Recensement **ret_c, const Ligne *const **ret, size_t *ret_n)
{
    const Recensement *c = recensement_demande(req_path(r, "recensement"), false);
    const Ligne *all = NULL;
    if (!c)
        return ERR_NOT_FOUND;
    if (!req_snapshot(r, &recensements_snapshot))
        return ERR_BUSY;
    size_t n = open_rows(r, c, &all);
    const Ligne **kept = NEW(r->arena, const Ligne *, n + 1);
    if (!kept)
        return ERR_MEMORY;
    *ret_n = recensement_filtrer(r, c, all, n, kept);
    *ret = kept;
    *ret_c = c;
    return OK;
}

Err recensements_page(Req *r)
{
    VEC(RecensementVue) v = { 0 };
    const Ligne *rows = NULL;
    if (!req_snapshot(r, &recensements_snapshot))
        return ERR_BUSY;
    for (const Recensement *c = recensements; c->nom.n; c++) {
        RecensementVue *to = c->restreint ? NULL : vec_push(r->arena, &v);
        if (to)
            *to = (RecensementVue){ c, (int64_t)open_rows(r, c, &rows) };
    }
    view_recensements(req_html(r), &(RecensementsPage){ .v = v.v, .n = v.n });
    return OK;
}

Err recensement_page(Req *r)
{
    static const char *const criteres[] = { "q", "valeur", NULL };
    const Recensement *c = NULL;
    const Ligne *const *rows = NULL;
    size_t n = 0;
    TRY(found_rows(r, &c, &rows, &n));
    RecensementPage p = { .base = str_cat(r->arena, S("/recensements/"), c->nom) };
    Str address = adresse_de(r, p.base.p, criteres), search = str_slice(address, p.base.n, address.n - 1);
    recensement_champs_recherche(r, c, &p);
    p.pages = pagination(r->arena, address, req_i64(r, "page", 1), RECENSEMENT_PAGE, (int64_t)n);
    p.export = str_format(r->arena, "%.*s/export.csv%.*s", STR_ARG(p.base), STR_ARG(search));
    p.json = str_format(r->arena, "/api/v1%.*s%.*s", STR_ARG(p.base), STR_ARG(search));
    LigneVue *v = NEW(r->arena, LigneVue, RECENSEMENT_PAGE);
    if (!v)
        return ERR_MEMORY;
    for (size_t i = (size_t)(p.pages.page - 1) * RECENSEMENT_PAGE; i < n && p.n < RECENSEMENT_PAGE; i++)
        v[p.n++] = ligne_vue(r, c, rows[i]);
    p.lignes = v;
    view_recensement(req_html(r), &p);
    return OK;
}

Err recensement_csv(Req *r)
{
    const Recensement *c = NULL;
    const Ligne *const *rows = NULL;
    size_t n = 0;
    TRY(found_rows(r, &c, &rows, &n));
    recensement_ecrire_csv(r, c, rows, n);
    return OK;
}

Err recensement_api(Req *r)
{
    const Recensement *c = NULL;
    const Ligne *const *rows = NULL;
    size_t n = 0;
    TRY(found_rows(r, &c, &rows, &n));
    Json *j = req_json(r);
    json_obj(j);
    json_kstr(j, "recensement", c->nom);
    json_ki64(j, "total", (int64_t)n);
    json_key(j, S("lignes"));
    json_arr(j);
    for (size_t k = 0; k < n; k++) {
        json_obj(j);
        json_kstr_opt(j, "lieu", rows[k]->lieu);
        json_kstr_opt(j, "code_insee", rows[k]->code_insee);
        for (int i = 0; c->colonnes[i].champ; i++)
            json_kstr_opt(j, c->colonnes[i].champ, rows[k]->v[i]);
        json_end(j);
    }
    json_end(j);
    json_end(j);
    return OK;
}

/* ---- on a sheet ---- */

/* "CAF, lundi de 14 h à 17 h, sur rendez-vous": what each column says, a yes by its own words. */
static Str one_line(Arena *a, const Recensement *c, const Ligne *l)
{
    Str out = STR_NONE;
    for (int i = 0; c->colonnes[i].champ; i++) {
        const Field *f = recensement_champ(c->colonnes[i].champ);
        Str said = colonne_montrer(a, &c->colonnes[i], l->v[i]);
        if (f->kind == FIELD_BOOL)
            said = str_eq(l->v[i], S("oui")) ? str_lower(a, str_from(f->label)) : STR_NONE;
        while (said.n && said.p[said.n - 1] == '.') /* of a sentence, which this is not */
            said = str_slice(said, 0, said.n - 1);
        if (said.n)
            out = out.n ? str_format(a, "%.*s, %.*s", STR_ARG(out), STR_ARG(said)) : said;
    }
    return out;
}

Err recensees_dites(Arena *a, const Recensees *s, Str lieu, const RecenseDit **ret, size_t *ret_n)
{
    VEC(RecenseDit) said = { 0 };
    for (const Recensement *c = recensements; s && c->nom.n; c++) {
        const Ligne *v = NULL;
        size_t n = c->restreint ? 0 : recensees_du_lieu(s, c, lieu, &v);
        Str *lines = n ? NEW(a, Str, n) : NULL;
        RecenseDit *to = lines ? vec_push(a, &said) : NULL;
        if (n && !to)
            return ERR_MEMORY;
        for (size_t i = 0; i < n; i++)
            lines[i] = one_line(a, c, &v[i]);
        if (to)
            *to = (RecenseDit){ c->titre, lines, n };
    }
    *ret = said.v;
    *ret_n = said.n;
    return OK;
}

Err recensements_ajouts(Req *r, Str id, Ajouts *to)
{
    const RecenseDit *v = NULL;
    size_t n = 0;
    TRY(recensees_dites(r->arena, req_snapshot(r, &recensements_snapshot), id, &v, &n));
    for (size_t i = 0; i < n; i++)
        TRY(ajout_ajouter(r, to, (Ajout){ v[i].titre, v[i].lignes, v[i].n }));
    return OK;
}
