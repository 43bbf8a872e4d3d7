// SPDX-License-Identifier: AGPL-3.0-or-later
#include "web/liste.h"

#include "core/app.h"

#include "web/champs.h"

Str adresse_de(Req *r, const char *chemin, const char *const *champs)
{
    BUF b = buf_new(16 * KIB);
    buf_put(&b, str_from(chemin));
    buf_char(&b, '?');
    for (size_t i = 0; champs[i]; i++) {
        Champ c = champ_de(&r->form, champs[i]);
        if (str_is_empty(c.valeur))
            continue;
        buf_put(&b, str_from(champs[i]));
        buf_char(&b, '=');
        url_encode(&b, c.valeur);
        buf_char(&b, '&');
    }
    return str_dup(r->arena, buf_str(&b));
}

static Str page_url(Arena *a, Str adresse, int64_t page)
{
    if (page == 1)                                 /* the first page has one address */
        return str_dup(a, str_slice(adresse, 0, adresse.n - 1));
    return str_format(a, "%.*spage=%lld", STR_ARG(adresse), (long long)page);
}

Pagination pagination(Arena *a, Str adresse, int64_t page, int64_t par_page, int64_t total)
{
    Pagination p = { .page = page, .total = total, .pages = total > 0 ? (total + par_page - 1) / par_page : 1 };
    if (page > 1)
        p.precedente = page_url(a, adresse, page <= p.pages ? page - 1 : p.pages);
    if (page < p.pages)
        p.suivante = page_url(a, adresse, page + 1);
    p.premiere = page_url(a, adresse, 1);
    return p;
}

ListeFichiers liste_fichiers(const Req *r, const char *chemin)
{
    const char *mark = r->query.n ? "?" : "";
    return (ListeFichiers){ str_format(r->arena, "%s.csv%s%.*s", chemin, mark, STR_ARG(r->query)),
        str_format(r->arena, "%s.xlsx%s%.*s", chemin, mark, STR_ARG(r->query)) };
}

Sheet *req_sheet_open(Req *r, const SheetDef *def)
{
    Str source = r->app->site ? r->app->site->nom : STR_NONE;
    return sheet_open(def, sheet_format(r->path), source, r->now);
}

Err req_sheet(Req *r, Sheet *t)
{
    Str file = sheet_file(r->arena, t);
    if (str_is_none(file))
        return ERR_MEMORY;
    req_download(r, file);
    return sheet_finish(t, req_body(r, sheet_type(t)));
}
