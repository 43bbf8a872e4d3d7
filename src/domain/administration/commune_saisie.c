// SPDX-License-Identifier: AGPL-3.0-or-later
#include "domain/administration/commune_saisie.h"

#include "core/app.h"

enum { CANDIDATES_MAX = 6 };

static void tell_candidates(Req *r, const char *champ, const Commune *const *candidates, size_t n)
{
    Str all = STR_NONE;
    for (size_t i = 0; i < n; i++)
        all = str_format(r->arena, "%.*s%s%.*s (%s)", STR_ARG(all), i ? ", " : "", STR_ARG(candidates[i]->nom),
            candidates[i]->code.p);
    form_error(r, champ, "Plusieurs communes répondent : %.*s. Écrivez le code entre parenthèses de la bonne.",
        STR_ARG(all));
}

Err commune_lire(Req *r, const char *champ, Str *ret)
{
    const Territoire *t = req_snapshot(r, &territoire_snapshot);
    const Commune *candidates[CANDIDATES_MAX];
    size_t n = 0;
    Maille m;
    Str typed = req_text(r, champ);
    *ret = STR_NONE;
    if (str_is_none(typed))
        return OK;                                 /* required: told already */
    if (!t || territoire_n_communes(t) == 0) {     /* no territory loaded: a code of the right form is taken */
        Err e = maille_commune(r->db, r->arena, typed, &m);
        if (e == ERR_INVALID || e == ERR_NOT_FOUND)
            form_error(r, champ, "Les communes ne sont pas encore chargées sur ce site : écrivez son code INSEE.");
        else
            *ret = typed;
        return e == ERR_INVALID || e == ERR_NOT_FOUND ? OK : e;
    }
    Str departement = r->app->site ? r->app->site->departement : STR_NONE;
    const Commune *c = territoire_resolve(t, r->arena, typed, departement, candidates, &n, CANDIDATES_MAX);
    if (c)
        *ret = str_from(c->code.p);
    else if (n)
        tell_candidates(r, champ, candidates, n);
    else
        form_error(r, champ, "Aucune commune ne porte ce nom ou ce code postal. Vérifiez l’orthographe.");
    return OK;
}

Str commune_nom(Req *r, Str code)
{
    const Territoire *t = req_snapshot(r, &territoire_snapshot);
    const Commune *c = t ? territoire_commune(t, code) : NULL;
    return c ? c->nom : code;
}

Str commune_redire(Req *r, Str code)
{
    const Territoire *t = req_snapshot(r, &territoire_snapshot);
    const Commune *candidates[CANDIDATES_MAX];
    size_t n = 0;
    if (!t || str_is_empty(code))
        return code;
    Str nom = commune_nom(r, code), departement = r->app->site ? r->app->site->departement : STR_NONE;
    const Commune *c = territoire_resolve(t, r->arena, nom, departement, candidates, &n, CANDIDATES_MAX);
    return c && str_eq(str_from(c->code.p), code) ? nom : code;
}

Err communes_nommer(Req *r, const StructureLigne *lignes, size_t n, const Str **ret)
{
    Str *names = NEW(r->arena, Str, n);
    if (!names)
        return ERR_MEMORY;
    for (size_t i = 0; i < n; i++)
        names[i] = commune_nom(r, lignes[i].commune);
    *ret = names;
    return OK;
}
