// SPDX-License-Identifier: AGPL-3.0-or-later
/* /plan/suivi/indicateurs/{indicateur}: one of them, its values one after the other, and what mends them. */
#include "core/slice.h"
#include "domain/plan/plan_web.h"
#include "plan_indicateur_view.h"

/* The drawing: 360 units across from the start to the target, 180 high. */
enum { GAUCHE = 60, LARGEUR = 320, HAUT = 20, BAS = 200, BARRE = 8 };

const Field indicateur_retrait_champs[] = {
    { .name = "jour", .kind = FIELD_DATE, .label = "Jour de la valeur", .required = true },
    { 0 },
};

static Err open_one(Req *r, const Plan *p, Indicateur *ret)
{
    const Indicateur *all;
    size_t n = 0;
    int64_t id = 0;
    if (!str_to_i64(req_path(r, "indicateur"), &id))
        return ERR_NOT_FOUND;
    TRY(indicateurs_suivis(r, p, &all, &n));
    for (size_t i = 0; i < n; i++)
        if (all[i].id == id) {
            *ret = all[i];
            return OK;
        }
    return ERR_NOT_FOUND;
}

static int height(int64_t value, int64_t most)
{
    return (int)(value * (BAS - HAUT) / (most > 0 ? most : 1));
}

static Err draw(Req *r, IndicateurPage *p)
{
    const Indicateur *i = p->i;
    int64_t most = i->depart > i->cible ? i->depart : i->cible, whole = i->cible_jour.days - i->depart_jour.days;
    BarreIndicateur *v = NEW(r->arena, BarreIndicateur, i->valeurs_n + 1);
    if (!v)
        return ERR_MEMORY;
    for (size_t k = 0; k < i->valeurs_n; k++)
        most = i->valeurs[k].valeur > most ? i->valeurs[k].valeur : most;
    for (size_t k = 0; k < i->valeurs_n; k++) {
        int64_t at = i->valeurs[k].jour.days - i->depart_jour.days;
        at = at < 0 ? 0 : at > whole ? whole : at;
        int h = height(i->valeurs[k].valeur, most);
        v[k] = (BarreIndicateur){ GAUCHE + (int)(at * LARGEUR / whole) - BARRE / 2, BAS - h, h };
    }
    p->barres = v;
    p->depart_y = BAS - height(i->depart, most);
    p->cible_y = BAS - height(i->cible, most);
    p->dit = str_format(r->arena, "De %lld à la cible de %lld\u00a0; dernière valeur, %lld", (long long)i->depart,
        (long long)i->cible, (long long)p->e.valeur);
    return OK;
}

static Err show(Req *r, const Indicateur *i)
{
    const Form *f = &r->form;
    char z[STR_I64_MAX];
    IndicateurPage p = { .form = f, .i = i, .e = indicateur_etat(i, plan_today(r)), .pilote = plan_pilote(r->acteur) };
    /* A box that was sent empty stays so. */
    bool sent = req_has_errors(r);
    p.nom = champ_defaut(f, "nom", i->nom);
    p.unite = champ_defaut(f, "unite", sent ? S("") : i->unite);
    p.baisse = champ_defaut(f, "baisse", !sent && i->baisse ? S("1") : S(""));
    p.action = champ_defaut(f, "action", sent ? S("") : str_or_empty(i->numero));
    p.depart = champ_defaut(f, "depart", str_dup(r->arena, str_of_i64(i->depart, z)));
    p.depart_jour = champ_defaut(f, "depart_jour", date_iso(r->arena, i->depart_jour));
    p.cible = champ_defaut(f, "cible", str_dup(r->arena, str_of_i64(i->cible, z)));
    p.cible_jour = champ_defaut(f, "cible_jour", date_iso(r->arena, i->cible_jour));
    TRY(draw(r, &p));
    view_plan_indicateur(req_html(r), &p);
    return OK;
}

Err indicateur_page(Req *r)
{
    Plan p;
    Indicateur i;
    TRY(plan_courant(r->db, r->arena, &p));
    TRY(open_one(r, &p, &i));
    return show(r, &i);
}

static Err back(Req *r, const Indicateur *i, const char *fait)
{
    return req_redirect(r, "/plan/suivi/indicateurs/%lld?fait=%s", (long long)i->id, fait);
}

Err indicateur_changer(Req *r)
{
    Plan p;
    Indicateur was;
    ActionId action;
    TRY(plan_courant(r->db, r->arena, &p));
    TRY(open_one(r, &p, &was));
    Indicateur i = indicateur_du_formulaire(r, &p, &action);
    i.id = was.id;
    Err e = req_has_errors(r) ? ERR_INVALID : indicateur_modifier(r->db, r->arena, r->acteur, r->now, &p, &i, action);
    if (e == OK)
        return back(r, &i, "modifie");
    if (e != ERR_INVALID)
        return e;
    if (!req_has_errors(r))
        form_error(r, "depart_jour", "Le départ précède la cible et toutes les valeurs notées.");
    req_status(r, 400);
    return show(r, &was);
}

Err indicateur_retrait(Req *r)
{
    Plan p;
    Indicateur i;
    TRY(plan_courant(r->db, r->arena, &p));
    TRY(open_one(r, &p, &i));
    TRY(indicateur_retirer(r->db, r->arena, r->acteur, r->now, &p, i.id));
    return req_redirect(r, "/plan/suivi/indicateurs?fait=retire");
}

Err valeur_retrait(Req *r)
{
    Plan p;
    Indicateur i;
    Date day;
    TRY(plan_courant(r->db, r->arena, &p));
    TRY(open_one(r, &p, &i));
    if (!req_date(r, "jour", &day))
        return ERR_INVALID;
    TRY(indicateur_oublier_valeur(r->db, r->arena, r->acteur, r->now, &p, i.id, day));
    return back(r, &i, "oubliee");
}
