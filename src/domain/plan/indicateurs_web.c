// SPDX-License-Identifier: AGPL-3.0-or-later
/* /plan/suivi/indicateurs. */
#include "domain/plan/plan_web.h"
#include "plan_indicateurs_view.h"

static const Choice faits[] = { { S_INIT("cree"), S_INIT("L’indicateur est créé.") },
    { S_INIT("modifie"), S_INIT("L’indicateur est enregistré.") },
    { S_INIT("retire"), S_INIT("L’indicateur est retiré.") }, { S_INIT("oubliee"), S_INIT("La valeur est retirée.") },
    { S_INIT("valeur"), S_INIT("La valeur est notée.") }, { S_INIT("jalon"), S_INIT("Le jalon est noté.") },
    { STR_NONE, STR_NONE } };

const Field indicateur_champs[] = {
    { .name = "fait", .kind = FIELD_CHOICE, .label = "Fait", .choices = faits, .address_only = true },
    { .name = "nom", .kind = FIELD_TEXT, .label = "Nom de l’indicateur", .max = PLAN_LIBELLE_MAX },
    { .name = "unite",
        .kind = FIELD_TEXT,
        .label = "Unité",
        .hint = "Par exemple\u00a0: lieux, personnes.",
        .max = 40 },
    { .name = "formule", .kind = FIELD_CHOICE, .label = "D’où vient sa valeur", .choices = formules },
    { .name = "baisse", .kind = FIELD_BOOL, .label = "C’est bien quand il baisse" },
    { .name = "action",
        .kind = FIELD_TEXT,
        .label = "Numéro de l’action qui le fait bouger",
        .hint = "Laissez vide pour tout le plan.",
        .max = 20 },
    { .name = "depart", .kind = FIELD_I64, .label = "Valeur de départ", .min = 0, .max = INDICATEUR_VALEUR_MAX },
    { .name = "depart_jour", .kind = FIELD_DATE, .label = "Jour du départ" },
    { .name = "cible", .kind = FIELD_I64, .label = "Cible", .min = 0, .max = INDICATEUR_VALEUR_MAX },
    { .name = "cible_jour", .kind = FIELD_DATE, .label = "Jour de la cible" },
    { .name = "indicateur", .kind = FIELD_TEXT, .label = "Indicateur", .max = 20 },
    { .name = "valeur", .kind = FIELD_I64, .label = "Valeur", .min = 0, .max = INDICATEUR_VALEUR_MAX },
    { .name = "jour", .kind = FIELD_DATE, .label = "Jour de la valeur" },
    { .name = "source", .kind = FIELD_TEXT, .label = "Source", .max = PLAN_LIBELLE_MAX },
    { .name = "annee", .kind = FIELD_I64, .label = "Année du jalon", .min = ANNEE_MIN, .max = ANNEE_MAX },
    { .name = "jalon",
        .kind = FIELD_I64,
        .label = "Cible à la fin de cette année",
        .min = 0,
        .max = INDICATEUR_VALEUR_MAX },
    { 0 },
};

Err indicateurs_lire(Req *r, const Plan *p, const Indicateur **ret, size_t *ret_n)
{
    Mesures m;
    const MesureSources from = mesure_sources(r);
    TRY(plan_mesurer(r->db, r->arena, p, &from, plan_today(r), &m));
    return plan_indicateurs(r->db, r->arena, p, &m, plan_today(r), ret, ret_n);
}

Err indicateurs_suivis(Req *r, const Plan *p, const Indicateur **ret, size_t *ret_n)
{
    const Indicateur *all;
    Plan followed = *p;
    size_t n = 0, kept = 0;
    TRY(indicateurs_lire(r, p, &all, &n));
    TRY(plan_pour(r->db, r->arena, r->acteur, &followed));
    Indicateur *v = NEW(r->arena, Indicateur, n + 1);
    if (!v)
        return ERR_MEMORY;
    for (size_t i = 0; i < n; i++)
        if (str_is_none(all[i].numero) ? !(r->acteur->role & ROLE_FINANCEUR)
                                       : plan_action(&followed, all[i].numero) != NULL)
            v[kept++] = all[i];
    *ret = v;
    *ret_n = kept;
    return OK;
}

static Err show(Req *r, const Plan *plan)
{
    IndicateursPage p = { .form = &r->form, .today = plan_today(r), .pilote = plan_pilote(r->acteur) };
    TRY(indicateurs_suivis(r, plan, &p.indicateurs, &p.n));
    Choice *names = NEW(r->arena, Choice, p.n + 1);
    if (!names)
        return ERR_MEMORY;
    for (size_t i = 0; i < p.n; i++)
        names[i] = (Choice){ str_format(r->arena, "%lld", (long long)p.indicateurs[i].id), p.indicateurs[i].nom };
    p.noms = names;
    view_plan_indicateurs(req_html(r), &p);
    return OK;
}

Err indicateurs_page(Req *r)
{
    Plan p;
    Err e = plan_courant(r->db, r->arena, &p);
    return e == OK ? show(r, &p) : plan_absent(r, e);
}

static Err finish(Req *r, const Plan *p, Err e, const char *fait)
{
    if (e == OK && !req_has_errors(r))
        return req_redirect(r, "/plan/suivi/indicateurs?fait=%s", fait);
    if (e != OK && e != ERR_INVALID && e != ERR_CONFLICT && e != ERR_NOT_FOUND)
        return e;
    req_status(r, 400);
    return show(r, p);
}

Indicateur indicateur_du_formulaire(Req *r, const Plan *p, ActionId *ret_action)
{
    Str numero = str_trim(str_or_empty(req_text(r, "action")));
    const Action *x = numero.n ? plan_action(p, numero) : NULL;
    Indicateur i = { .nom = req_text(r, "nom"),
        .unite = str_or_empty(req_text(r, "unite")),
        .baisse = req_bool(r, "baisse"),
        .depart = req_i64(r, "depart", -1),
        .cible = req_i64(r, "cible", -1) };
    if (i.nom.n == 0)
        form_error(r, "nom", "Nommez l’indicateur.");
    if (numero.n && !x)
        form_error(r, "action", "Aucune action n’a ce numéro.");
    if (i.depart < 0)
        form_missing(r, "depart", "Écrivez la valeur de départ.");
    if (i.cible < 0)
        form_missing(r, "cible", "Écrivez la cible.");
    if (!req_date(r, "depart_jour", &i.depart_jour))
        form_missing(r, "depart_jour", "Écrivez le jour du départ.");
    if (!req_date(r, "cible_jour", &i.cible_jour))
        form_missing(r, "cible_jour", "Écrivez le jour de la cible.");
    *ret_action = x ? x->id : (ActionId){ 0 };
    return i;
}

Err indicateur_envoi(Req *r)
{
    Plan p;
    ActionId action;
    TRY(plan_courant(r->db, r->arena, &p));
    Indicateur i = indicateur_du_formulaire(r, &p, &action);
    int formule = req_choice(r, "formule", -1);
    if (formule < 0)
        form_error(r, "formule", "Choisissez d’où vient sa valeur.");
    else
        i.formule = (Formule)formule;
    Err e = req_has_errors(r) ? ERR_INVALID : indicateur_creer(r->db, r->arena, r->acteur, r->now, &p, &i, action);
    if (e == ERR_INVALID && !req_has_errors(r))
        form_error(r, "cible_jour", "La cible vient après le départ.");
    return finish(r, &p, e, "cree");
}

static int64_t chosen(Req *r)
{
    int64_t id = 0;
    if (!str_to_i64(req_text(r, "indicateur"), &id))
        form_error(r, "indicateur", "Choisissez un indicateur.");
    return id;
}

Err valeur_envoi(Req *r)
{
    Plan p;
    Valeur v = { .source = req_text(r, "source"), .valeur = req_i64(r, "valeur", -1) };
    TRY(plan_courant(r->db, r->arena, &p));
    int64_t id = chosen(r);
    if (v.valeur < 0)
        form_missing(r, "valeur", "Écrivez la valeur.");
    if (!req_date(r, "jour", &v.jour))
        form_missing(r, "jour", "Écrivez le jour.");
    if (v.source.n == 0)
        form_error(r, "source", "Dites d’où vient cette valeur.");
    Err e = req_has_errors(r) ? ERR_INVALID : indicateur_noter(r->db, r->arena, r->acteur, r->now, &p, id, &v);
    if (e == ERR_CONFLICT)
        form_error(r, "indicateur", "La plateforme calcule cet indicateur\u00a0: il ne se saisit pas.");
    else if (e != OK && !req_has_errors(r))
        form_error(r, "jour", "Ce jour doit suivre le départ et ne pas être à venir.");
    return finish(r, &p, e, "valeur");
}

Err jalon_envoi(Req *r)
{
    Plan p;
    const Jalon j = { req_i64(r, "annee", -1), req_i64(r, "jalon", -1) };
    TRY(plan_courant(r->db, r->arena, &p));
    int64_t id = chosen(r);
    if (j.annee < 0)
        form_missing(r, "annee", "Écrivez l’année.");
    if (j.cible < 0)
        form_missing(r, "jalon", "Écrivez la cible de cette année.");
    Err e = req_has_errors(r) ? ERR_INVALID : indicateur_jalonner(r->db, r->arena, r->acteur, r->now, &p, id, &j);
    if (e != OK && !req_has_errors(r))
        form_error(r, "annee", "Cette année n’est pas entre le départ et la cible.");
    return finish(r, &p, e, "jalon");
}
