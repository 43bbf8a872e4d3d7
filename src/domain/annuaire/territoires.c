// SPDX-License-Identifier: AGPL-3.0-or-later
/* Where somebody works: a commune, an intercommunalité or the whole département, by name. */
#include "domain/annuaire/annuaire.h"

enum { CANDIDATES_MAX = 6 };

static const Epci *epci_of_code(const Territoire *t, Str code)
{
    for (size_t i = 0; i < territoire_n_communes(t); i++) {
        const Epci *e = territoire_commune_at(t, i)->epci;
        if (e && str_eq(e->code, code))
            return e;
    }
    return NULL;
}

/* The one whose name is that, or holds it, with or without its kind ("CA"); NULL: none, or several. */
static const Epci *epci_named(const Territoire *t, Arena *a, Str typed)
{
    const Epci *found = NULL, *last = NULL;
    Str wanted = utf8_fold_name(a, typed);
    bool several = false;
    for (size_t i = 0; i < territoire_n_communes(t); i++) {
        const Epci *e = territoire_commune_at(t, i)->epci;
        if (!e || e == last)
            continue;
        last = e;
        Str name = utf8_fold_name(a, e->nom);
        if (str_eq(name, wanted) || str_eq(e->code, str_trim(typed)))
            return e;
        bool holds = wanted.n >= 4 && str_has(name, wanted);
        several = several || (holds && found && found != e);
        found = holds ? e : found;
    }
    return several ? NULL : found;
}

static Str named(Arena *a, const char *genre, Str code)
{
    return str_format(a, "%s:%.*s", genre, STR_ARG(code));
}

static bool is_departement(const Territoire *t, Arena *a, Str typed, Str departement)
{
    Str name = territoire_departement_nom(t, departement);
    return str_eq(typed, departement) || (!str_is_none(name) && str_eq(utf8_fold(a, typed), utf8_fold(a, name)));
}

Err territoire_lire(const Territoire *t, Arena *a, Str typed, Str departement, Str *ret, Str *ret_message)
{
    const Commune *candidates[CANDIDATES_MAX];
    size_t n = 0;
    typed = str_trim(typed);
    if (t && !str_is_empty(departement) && is_departement(t, a, typed, departement)) {
        *ret = named(a, "departement", departement);
        return OK;
    }
    const Commune *c = t ? territoire_resolve(t, a, typed, departement, candidates, &n, CANDIDATES_MAX) : NULL;
    bool exact = c && str_eq(c->nom_cle, utf8_fold_name(a, typed));
    const Epci *e = t && !exact ? epci_named(t, a, typed) : NULL;
    if (e)
        *ret = named(a, "epci", e->code);
    else if (c)
        *ret = named(a, "commune", code_insee_str(&c->code));
    else {
        *ret_message = str_format(a,
            n ? "Plusieurs communes s’appellent « %.*s » : écrivez le code postal après le nom."
              : "Aucune commune ni intercommunalité ne s’appelle « %.*s ». Vérifiez l’orthographe.",
            STR_ARG(utf8_cut(typed, 60)));
        return ERR_NOT_FOUND;
    }
    return ret->p ? OK : ERR_MEMORY;
}

/* "epci" and "200033181" of "epci:200033181" */
static Str halves(Str territoire, Str *ret_code)
{
    size_t colon = str_find_char(territoire, 0, ':');
    *ret_code = str_slice(territoire, colon + 1, territoire.n);
    return str_slice(territoire, 0, colon);
}

Str territoire_montre(const Territoire *t, Str territoire)
{
    Str code, genre = halves(territoire, &code);
    Str name = STR_NONE;
    if (t && str_eq(genre, S("commune"))) {
        const Commune *c = territoire_commune(t, code);
        name = c ? c->nom : STR_NONE;
    } else if (t && str_eq(genre, S("epci"))) {
        const Epci *e = epci_of_code(t, code);
        name = e ? e->nom : STR_NONE;
    } else if (t) {
        name = territoire_departement_nom(t, code);
    }
    return str_is_none(name) ? code : name;
}

Err emprise_de(const Territoire *t, Arena *a, Portee portee, Str code, Emprise *ret)
{
    Emprise e = { .portee = portee, .code = code };
    for (size_t i = 0; t && i < territoire_n_communes(t); i++) {
        const Commune *c = territoire_commune_at(t, i);
        Str epci = c->epci ? c->epci->code : STR_NONE;
        bool here = str_eq(portee == PORTEE_EPCI ? epci : c->departement, code);
        Str other = portee == PORTEE_EPCI ? c->departement : epci;
        bool known = e.autres.n && str_eq(e.autres.v[e.autres.n - 1], other);
        Str *new = here && !str_is_none(other) && !known ? vec_push(a, &e.autres) : NULL;
        if (new)
            *new = other;
    }
    *ret = e;
    return arena_failed(a) ? ERR_MEMORY : OK;
}

static bool among(const Emprise *e, Str code)
{
    for (size_t i = 0; i < e->autres.n; i++)
        if (str_eq(e->autres.v[i], code))
            return true;
    return false;
}

bool emprise_touche(const Territoire *t, const Emprise *e, Str territoire)
{
    Str code, genre = halves(territoire, &code);
    if (str_eq(genre, portee_nom(e->portee)))
        return str_eq(code, e->code);
    if (!str_eq(genre, S("commune")))
        return among(e, code);
    const Commune *c = t ? territoire_commune(t, code) : NULL;
    if (!c)
        return false;
    return e->portee == PORTEE_EPCI ? c->epci && str_eq(c->epci->code, e->code) : str_eq(c->departement, e->code);
}
