// SPDX-License-Identifier: AGPL-3.0-or-later
/* /fonds, its calls, its API; what the other pages of the fund share. */
#include "domain/fonds/fonds_web.h"
#include "fonds_public_view.h"

/* ---- shared ---- */

int64_t fonds_montant(Req *r, const char *name)
{
    int64_t v = 0;
    Str typed = req_text(r, name);
    if (typed.n == 0)
        return 0;
    if (argent_lire(typed, &v))
        return v;
    form_error(r, name, "Écrivez un montant en euros, comme 1\u202f250,50.");
    return -1;
}

int64_t fonds_taux(Req *r, const char *name)
{
    double v = 0;
    return req_f64(r, name, &v) ? (int64_t)(v * 100 + 0.5) : -1;
}

Str fonds_euros(Arena *a, int64_t centimes)
{
    return centimes ? str_replace(a, argent_ecrit(a, centimes), S("."), S(",")) : S("");
}

Err fonds_plan_courant(Req *r, Plan *ret)
{
    *ret = (Plan){ 0 };
    Err e = plan_courant(r->db, r->arena, ret);
    return e == ERR_NOT_FOUND ? OK : e;
}

bool fonds_fini(Req *r, Err e, FondsFaute f, const char *champ)
{
    if (e == OK && !req_has_errors(r))
        return true;
    if (e == ERR_INVALID && champ && !req_has_errors(r))
        form_error(r, champ, "%.*s",
            STR_ARG(f == FONDS_BON ? S("Cette valeur n’est pas possible.") : fonds_faute_montre(f)));
    if (e == ERR_CONFLICT && champ)
        form_error(r, champ, "Ce n’est plus possible\u00a0: quelqu’un l’a changé entre-temps. Relisez la page.");
    req_status(r, 400);
    return false;
}

Champ fonds_champ(Req *r, const Field *fields, const char *name)
{
    if (r->form.fields == fields)
        return champ_de(&r->form, name);
    while (!str_eq(str_from(fields->name), str_from(name)))
        fields++;
    return (Champ){ fields, S(""), STR_NONE };
}

Err fonds_qui(Req *r, PersonneId id, Str sans, Str *ret)
{
    Personne p;
    *ret = sans;
    if (id.v == 0)
        return OK;
    *ret = S("Personne effacée");
    Err e = personne_par_id(r->db, r->arena, id, &p);
    if (e == OK)
        *ret = personne_nom_montre(r->arena, p.prenom, p.nom);
    return e == ERR_NOT_FOUND ? OK : e;
}

Err fonds_historique(Req *r, const FondsChangement *v, size_t n, HistoriqueVue *ret)
{
    ChangementVue *to = NEW(r->arena, ChangementVue, n + 1);
    if (!to)
        return ERR_MEMORY;
    for (size_t i = 0; i < n; i++) {
        to[i].c = &v[i];
        TRY(fonds_qui(r, v[i].personne_id, S("–"), &to[i].qui));
    }
    *ret = (HistoriqueVue){ to, n };
    return OK;
}

/* ---- what is published ---- */

static Err show_calls(Req *r, const Plan *plan, FondsId id, bool publics, FondsVue *v)
{
    const AppelFonds *all;
    Date today = date_paris(r->now);
    TRY(appels_de(r->db, r->arena, id, publics, &all, &v->appels_n));
    AppelVue *to = NEW(r->arena, AppelVue, v->appels_n + 1);
    if (!to)
        return ERR_MEMORY;
    for (size_t i = 0; i < v->appels_n; i++)
        to[i] = (AppelVue){ &all[i], fonds_axe_nom(r->arena, plan, all[i].axe), appel_ouvert(&all[i], today),
            all[i].ouvre.days > today.days };
    v->appels = to;
    return OK;
}

static Err show_fund(Req *r, const Plan *plan, const Fonds *f, bool publics, FondsVue *v)
{
    *v = (FondsVue){ .f = f };
    TRY(fonds_compter(r->db, r->arena, f->id, &v->c));
    TRY(contributions_de(r->db, r->arena, f->id, &v->contributions, &v->contributions_n));
    AxeVue *axes = NEW(r->arena, AxeVue, v->c.axes_n + 1);
    if (!axes)
        return ERR_MEMORY;
    for (size_t i = 0; i < v->c.axes_n; i++)
        axes[i] = (AxeVue){ &v->c.axes[i], fonds_axe_nom(r->arena, plan, v->c.axes[i].axe) };
    v->axes = axes;
    return show_calls(r, plan, f->id, publics, v);
}

Err fonds_vues(Req *r, bool publics, const FondsVue **ret, size_t *ret_n)
{
    Plan plan;
    const Fonds *all;
    TRY(fonds_plan_courant(r, &plan));
    TRY(fonds_tous(r->db, r->arena, publics, &all, ret_n));
    FondsVue *v = NEW(r->arena, FondsVue, *ret_n + 1);
    if (!v)
        return ERR_MEMORY;
    for (size_t i = 0; i < *ret_n; i++)
        TRY(show_fund(r, &plan, &all[i], publics, &v[i]));
    *ret = v;
    return OK;
}

Err fonds_page(Req *r)
{
    FondsPublicPage p = { 0 };
    TRY(fonds_vues(r, true, &p.fonds, &p.n));
    view_fonds_public(req_html(r), &p);
    return OK;
}

Err fonds_appel_page(Req *r)
{
    int64_t id = 0;
    Plan plan;
    AppelFonds x;
    Fonds f;
    if (!str_to_i64(req_path(r, "appel"), &id))
        return ERR_NOT_FOUND;
    TRY(appel_lire(r->db, r->arena, (AppelFondsId){ id }, &x));
    TRY(fonds_lire(r->db, r->arena, x.fonds_id, &f));
    if (!x.publie || !f.publie)
        return ERR_NOT_FOUND;
    TRY(fonds_plan_courant(r, &plan));
    Date today = date_paris(r->now);
    view_fonds_appel(req_html(r),
        &(AppelPage){ &f,
            { &x, fonds_axe_nom(r->arena, &plan, x.axe), appel_ouvert(&x, today), x.ouvre.days > today.days }, today });
    return OK;
}

static const SheetColumn columns[] = {
    { "annee", { "Année", XLSX_INTEGER, 10 } },
    { "fonds", { "Fonds", XLSX_TEXT, 40 } },
    { "axe", { "Axe", XLSX_TEXT, 50 } },
    { "enveloppe_euros", { "Enveloppe (€)", XLSX_DECIMAL, 18 } },
    { "demandes", { "Demandes", XLSX_INTEGER, 12 } },
    { "acceptees", { "Acceptées", XLSX_INTEGER, 12 } },
    { "accorde_euros", { "Accordé (€)", XLSX_DECIMAL, 18 } },
    { "verse_euros", { "Versé (€)", XLSX_DECIMAL, 18 } },
    { 0 },
};
static const SheetDef public_table = { "fonds", "Fonds", "Fonds d’inclusion numérique, par axe", columns };

Err fonds_export(Req *r)
{
    const FondsVue *v;
    size_t n = 0;
    TRY(fonds_vues(r, true, &v, &n));
    SHEET t = req_sheet_open(r, &public_table);
    for (size_t i = 0; i < n; i++)
        for (size_t k = 0; k < v[i].c.axes_n; k++) {
            const FondsAxe *x = &v[i].c.axes[k];
            sheet_integer(t, v[i].f->annee);
            sheet_text(t, v[i].f->nom);
            sheet_text(t, v[i].axes[k].nom);
            sheet_argent(t, x->enveloppe);
            sheet_integer(t, x->demandes);
            sheet_integer(t, x->acceptees);
            if (v[i].c.discret) {
                sheet_empty(t);
                sheet_empty(t);
            } else {
                sheet_argent(t, x->accorde);
                sheet_argent(t, x->paye);
            }
            sheet_end_row(t);
        }
    return req_sheet(r, t);
}

static void tell_axes(Json *j, Arena *a, const FondsVue *v)
{
    json_key(j, S("axes"));
    json_arr(j);
    for (size_t i = 0; i < v->c.axes_n; i++) {
        const FondsAxe *x = &v->c.axes[i];
        json_obj(j);
        json_ki64(j, "axe", x->axe);
        json_kstr(j, "titre", v->axes[i].nom);
        json_kstr(j, "enveloppe", argent_ecrit(a, x->enveloppe));
        json_ki64(j, "demandes", x->demandes);
        json_ki64(j, "acceptees", x->acceptees);
        if (!v->c.discret) {
            json_kstr(j, "accorde", argent_ecrit(a, x->accorde));
            json_kstr(j, "verse", argent_ecrit(a, x->paye));
        }
        json_end(j);
    }
    json_end(j);
}

static void tell_calls(Json *j, Arena *a, const FondsVue *v)
{
    json_key(j, S("appels"));
    json_arr(j);
    for (size_t i = 0; i < v->appels_n; i++) {
        const AppelFonds *x = v->appels[i].x;
        json_obj(j);
        json_ki64(j, "id", x->id.v);
        json_kstr(j, "titre", x->titre);
        json_ki64(j, "axe", x->axe);
        json_kstr(j, "ouvre", date_iso(a, x->ouvre));
        json_kstr(j, "ferme", date_iso(a, x->ferme));
        json_kstr(j, "plafond", argent_ecrit(a, x->plafond));
        json_kstr(j, "taux_max", argent_ecrit(a, x->taux_max));
        json_end(j);
    }
    json_end(j);
}

Err fonds_api(Req *r)
{
    const FondsVue *v;
    size_t n = 0;
    TRY(fonds_vues(r, true, &v, &n));
    Json *j = req_json(r);
    json_obj(j);
    json_key(j, S("fonds"));
    json_arr(j);
    for (size_t i = 0; i < n; i++) {
        json_obj(j);
        json_ki64(j, "annee", v[i].f->annee);
        json_kstr(j, "nom", v[i].f->nom);
        json_kstr(j, "accorde_par_les_contributeurs", argent_ecrit(r->arena, v[i].c.accorde));
        tell_axes(j, r->arena, &v[i]);
        tell_calls(j, r->arena, &v[i]);
        json_end(j);
    }
    json_end(j);
    json_end(j);
    return OK;
}
