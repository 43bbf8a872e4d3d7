// SPDX-License-Identifier: AGPL-3.0-or-later
/* /activites/modeles: models with a name; and what the forms share, boxes above free lines and the plan's actions. */
#include "activites_suites_view.h"
#include "core/app.h"
#include "core/slice.h"
#include "domain/activites/activites_priv.h"
#include "domain/activites/activites_web.h"

enum { UID_MAX = 40 };
static const Choice faits[] = {
    { S_INIT("cree"), S_INIT("Le modèle est gardé\u00a0: il est proposé en haut de chaque nouvelle fiche.") },
    { S_INIT("retire"), S_INIT("Le modèle est retiré. Les fiches qu’il a aidé à écrire ne changent pas.") },
    { S_INIT("repris"), S_INIT("Le modèle est de retour.") },
    { S_INIT("favori"), S_INIT("Vos favoris sont à jour.") },
    { STR_NONE, STR_NONE },
};
const Field modeles_champs[] = {
    { .name = "modele", .kind = FIELD_TEXT, .label = "Modèle", .max = UID_MAX, .address_only = true },
    { .name = "structure", .kind = FIELD_TEXT, .label = "Structure", .max = UID_MAX, .address_only = true },
    { .name = "oui", .kind = FIELD_BOOL, .label = "Oui", .address_only = true },
    { .name = "fait", .kind = FIELD_CHOICE, .label = "Fait", .choices = faits, .address_only = true },
    { 0 },
};

/* ---- what forms share ---- */

bool lignes_ont(Str lignes, Str ligne)
{
    Str one;
    while (str_split(&lignes, '\n', &one))
        if (str_eq(str_trim(one), ligne))
            return true;
    return false;
}

Str lignes_sauf(Arena *a, Str lignes, const Choice *cases)
{
    Str all = S(""), one;
    while (str_split(&lignes, '\n', &one)) {
        one = str_trim(one);
        if (str_is_empty(one) || (cases && choice_index(cases, one) >= 0))
            continue;
        all = str_is_empty(all) ? one : str_join(a, (Str[]){ all, one }, 2, S("\n"));
    }
    return all;
}

Err actions_offertes(Req *r, const Choice **ret)
{
    static const Choice none[] = { { STR_NONE, STR_NONE } };
    *ret = none;
    for (const Slice *const *s = r->app->slices; s && *s; s++)
        if ((*s)->actions)
            return (*s)->actions(r, ret);
    return OK;
}

Err action_nommee(Req *r, Str numero, Str *ret)
{
    const Choice *all;
    *ret = str_or_empty(numero);
    if (str_is_empty(*ret))
        return OK;
    TRY(actions_offertes(r, &all));
    int i = choice_index(all, numero);
    if (i >= 0)
        *ret = all[i].label;
    return OK;
}

/* ---- the list ---- */

static Str told(Arena *a, const Activite *x)
{
    Short minutes = plural(x->duree_min, "minute", "minutes");
    Str what = str_is_empty(x->titre) ? mots_montres(a, themes, x->themes) : x->titre;
    return str_format(a, "%.*s, %.*s, %.*s", STR_ARG(activite_types[x->type].label), minutes.n, minutes.p,
        STR_ARG(what));
}

Err modeles_page(Req *r)
{
    Structure s;
    const Modele *all;
    ModelesPage p = { .form = &r->form, .structure = S(""), .defait = S("") };
    Err e = saisie_structure(r, &s);
    if (e != OK && e != ERR_NOT_FOUND)
        return e;
    TRY(modeles_lister(r->db, r->arena, r->acteur, e == OK ? s.id : (StructureId){ 0 }, &all, &p.n));
    ModeleVue *v = NEW(r->arena, ModeleVue, p.n + 1);
    if (!v)
        return ERR_MEMORY;
    for (size_t i = 0; i < p.n; i++)
        v[i] = (ModeleVue){ &all[i], told(r->arena, &all[i].x),
            all[i].a_moi || (all[i].partage && !vue_de(r->acteur).moi.has) };
    p.modeles = v;
    p.structure = e == OK ? s.uid : S("");
    if (str_eq(confirmation_de(&r->form), faits[1].label))
        p.defait = str_or_empty(req_text(r, "modele"));
    view_modeles(req_html(r), &p);
    return OK;
}

static Err back(Req *r, const char *fait, Str uid)
{
    return req_redirect(r, "/activites/modeles?fait=%s&modele=%.*s", fait, STR_ARG(uid));
}

Err modele_envoi(Req *r)
{
    Activite x;
    Str uid = req_text(r, "fiche"), nom = str_or_empty(req_text(r, "nom")), made = STR_NONE;
    bool may_change = false, there = false;
    if (str_is_none(uid))
        return ERR_NOT_FOUND;
    TRY(activite_voir(r->db, r->arena, r->acteur, uid, &x, &may_change, &there));
    if (str_is_empty(nom))
        form_error(r, "nom", "Donnez un nom à ce modèle.");
    Err e = req_has_errors(r) ? ERR_INVALID
                              : modele_creer(r->db, r->arena, r->acteur, r->now, r->app->random, &x, nom,
                                    req_bool(r, "partage"), &made);
    if (e == ERR_CONFLICT)
        form_error(r, "nom", "Vous avez déjà un modèle de ce nom, ou trop de modèles\u00a0: retirez-en un.");
    if (e == ERR_CONFLICT || e == ERR_INVALID) {
        req_status(r, 400);
        return activite_montrer(r, &x, may_change, there);
    }
    return e == OK ? back(r, "cree", made) : e;
}

Err modele_favori_envoi(Req *r)
{
    Str uid = req_text(r, "modele");
    if (str_is_none(uid))
        return ERR_NOT_FOUND;
    TRY(modele_preferer(r->db, r->arena, r->acteur, uid, req_bool(r, "oui")));
    return back(r, "favori", uid);
}

Err modele_retrait_envoi(Req *r)
{
    Str uid = req_text(r, "modele");
    bool away = req_bool(r, "oui");
    if (str_is_none(uid))
        return ERR_NOT_FOUND;
    TRY(modele_retirer(r->db, r->arena, r->acteur, r->now, uid, away));
    return back(r, away ? "retire" : "repris", uid);
}
