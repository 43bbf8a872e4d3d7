// SPDX-License-Identifier: AGPL-3.0-or-later
/* Which roles the one who acts may give, and where; giving the one that a form says. */
#include "core/app.h"
#include "domain/administration/administration_web.h"
#include "domain/administration/commune_saisie.h"
#include "domain/territoire/territoire.h"

enum { STRUCTURES_MAX = 1000, EPCI_MAX = 100 };

static Err add_structures(Req *r, Choices *to)
{
    const StructureLigne *found = NULL;
    int64_t total = 1;
    size_t n = 0;
    for (int64_t page = 1; (page - 1) * LISTE_PAGE < total && page <= STRUCTURES_MAX / LISTE_PAGE; page++) {
        TRY(structures_chercher(r->db, r->arena, r->acteur, STR_NONE, page, &found, &n, &total));
        for (size_t i = 0; i < n; i++) {
            if (structure_est_a_rattacher(found[i].uid))
                continue;                          /* holds what nobody works in */
            Str commune = commune_nom(r, found[i].commune);
            choices_add(r->arena, to, str_cat(r->arena, S("structure:"), found[i].uid),
                str_format(r->arena, "Structure\u00A0: %.*s (%.*s)", STR_ARG(found[i].nom), STR_ARG(commune)));
        }
    }
    return OK;
}

/* Those of the instance's département. */
static Err add_epcis(Req *r, const Territoire *t, Str departement, Choices *to)
{
    const Epci *seen[EPCI_MAX];
    size_t n = 0;
    for (size_t i = 0; t && i < territoire_n_communes(t); i++) {
        const Commune *c = territoire_commune_at(t, i);
        size_t k = 0;
        if (!c->epci || !str_eq(c->departement, departement) || n == EPCI_MAX)
            continue;
        while (k < n && seen[k] != c->epci)
            k++;
        if (k < n)
            continue;
        seen[n++] = c->epci;
        choices_add(r->arena, to, str_cat(r->arena, S("epci:"), c->epci->code),
            str_cat(r->arena, S("Intercommunalité\u00A0: "), c->epci->nom));
    }
    return OK;
}

static Err add_territories(Req *r, Choices *to)
{
    const Territoire *t = req_snapshot(r, &territoire_snapshot);
    Str departement = r->app->site ? r->app->site->departement : STR_NONE;
    Str nom = t ? territoire_departement_nom(t, departement) : STR_NONE;
    choices_add(r->arena, to, S("instance"), S("Toute l’instance"));
    if (str_is_empty(departement))
        return OK;
    choices_add(r->arena, to, str_cat(r->arena, S("departement:"), departement),
        str_cat(r->arena, S("Département\u00A0: "), str_is_none(nom) ? departement : nom));
    return add_epcis(r, t, departement, to);
}

Err choix_de_role(Req *r, ChoixDeRole *ret)
{
    Choices roles = { 0 }, portees = { 0 };
    for (int i = 0; i < ROLES_N; i++)
        if (acteur_peut_donner(r->acteur, i))
            choices_add(r->arena, &roles, role_info(i)->nom, role_info(i)->montre);
    if (roles.n == 0) {
        *ret = (ChoixDeRole){ 0 };
        return OK;
    }
    if (r->acteur->role == ROLE_ADMINISTRATEUR)
        TRY(add_territories(r, &portees));
    TRY(add_structures(r, &portees));
    bool one = portees.n == 1;
    *ret = (ChoixDeRole){ .une_portee = one };
    TRY(choices_end(r->arena, &roles, &ret->roles));
    return choices_end(r->arena, &portees, &ret->portees);
}

/* His own scope comes again among the others: once is enough. */
static void drop_value(Choices *all, Str value)
{
    for (size_t i = 1; i < all->n; i++)
        if (str_eq(all->v[i].value, value)) {
            for (size_t k = i + 1; k < all->n; k++)
                all->v[k - 1] = all->v[k];
            all->n--;
        }
}

Err portees_couvertes(Req *r, const Choice **ret)
{
    Choices all = { 0 };
    Str own = str_is_empty(r->acteur->code)
                ? r->acteur->portee
                : str_join(r->arena, (Str[]){ r->acteur->portee, r->acteur->code }, 2, S(":"));
    Portee portee = portee_de(r->acteur->portee);
    Str departement = r->app->site ? r->app->site->departement : STR_NONE;
    const Territoire *t = req_snapshot(r, &territoire_snapshot);
    if (!portee) {
        *ret = NULL;
        return OK;
    }
    choices_add(r->arena, &all, own, S("Tout mon périmètre"));
    if (portee == PORTEE_INSTANCE)
        TRY(add_territories(r, &all));
    else if (portee == PORTEE_DEPARTEMENT && str_eq(r->acteur->code, departement))
        TRY(add_epcis(r, t, departement, &all));
    TRY(add_structures(r, &all));
    drop_value(&all, own);
    return choices_end(r->arena, &all, ret);
}

Err portee_nommer(Req *r, Str portee, Str code, Str *ret)
{
    const Territoire *t = req_snapshot(r, &territoire_snapshot);
    const Portee p = portee_de(portee);
    Structure s;
    Maille m;
    Err e = OK;
    Str nom;
    if (p == PORTEE_INSTANCE) {
        nom = S("Toute l’instance");
    } else if (p == PORTEE_DEPARTEMENT) {
        nom = t ? territoire_departement_nom(t, code) : STR_NONE;
    } else if (p == PORTEE_EPCI) {
        e = maille_epci(r->db, r->arena, code, &m);
        nom = e == OK ? m.nom : STR_NONE;
    } else {
        e = structure_par_uid(r->db, r->arena, code, &s);
        nom = e == OK ? s.nom : STR_NONE;
    }
    if (e != OK && e != ERR_NOT_FOUND && e != ERR_INVALID)
        return e;
    *ret = str_is_none(nom) ? code : nom;
    return OK;
}

bool portee_lire(Str typed, Portee *ret_portee, Str *ret_code)
{
    size_t colon = str_find_char(typed, 0, ':');
    Portee p = portee_de(str_slice(typed, 0, colon));
    Str code = str_slice(typed, colon + 1, typed.n);
    if (!p || str_is_empty(code) != (p == PORTEE_INSTANCE))
        return false;
    *ret_portee = p;
    *ret_code = str_is_empty(code) ? S("") : code;
    return true;
}

/* "Ce rôle se tient dans une structure." */
static const char *where_held(int rang)
{
    unsigned p = role_info(rang)->portees;
    if (p == PORTEE_STRUCTURE)
        return "Ce rôle se tient dans une structure\u00A0: choisissez-la dans la liste.";
    if (p == PORTEE_INSTANCE)
        return "Ce rôle se tient dans toute l’instance.";
    return p & PORTEE_EPCI ? "Ce rôle se tient sur un département ou une intercommunalité."
                           : "Ce rôle se tient dans toute l’instance ou sur un département.";
}

Err role_donner_saisi(Req *r, PersonneId id)
{
    Portee portee;
    Str code, typed = req_text(r, "role");
    int rang = role_rang(typed);
    bool placed = portee_lire(req_text(r, "portee"), &portee, &code);
    if (rang < 0 || !acteur_peut_donner(r->acteur, rang))
        form_error(r, "role", "Choisissez un rôle dans la liste.");
    if (!placed)
        form_error(r, "portee", "Choisissez où ce rôle s’exerce.");
    else if (rang >= 0 && !(role_info(rang)->portees & (unsigned)portee))
        form_error(r, "portee", "%s", where_held(rang));
    if (req_has_errors(r))
        return OK;
    Err e = role_donner(r->db, r->arena, r->acteur, r->now, id, rang, portee, code);
    if (e == ERR_CONFLICT)
        form_error(r, "role", "Cette personne a déjà ce rôle à cet endroit.");
    else if (e == ERR_INVALID || e == ERR_NOT_FOUND)
        form_error(r, "portee", "Ce choix n’est pas de votre périmètre. Choisissez dans la liste.");
    else
        return e;
    return OK;
}
