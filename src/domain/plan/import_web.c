// SPDX-License-Identifier: AGPL-3.0-or-later
/* /plan/suivi/importer: a plan's file is left, what it would change is shown, then it is imported or put aside. */
#include "core/app.h"
#include "core/auth/codes.h"
#include "core/http/multipart.h"
#include "domain/journal/journal.h"
#include "domain/plan/depot.h"
#include "domain/plan/plan_web.h"
#include "plan_import_view.h"

enum { EFFETS_MONTRES = 300, FAUTES_MONTREES = 100 };
#define PAGE_IMPORT "/plan/suivi/importer"

static const Choice faits[] = {
    { S_INIT("importe"), S_INIT("Le fichier est importé\u00a0: le plan est à jour.") },
    { S_INIT("annule"), S_INIT("Le fichier est effacé. Rien n’a été importé.") },
    { S_INIT("perdu"), S_INIT("Ce fichier n’est plus là\u00a0: déposez-le de nouveau.") },
    { STR_NONE, STR_NONE },
};
const Field plan_import_adresse[] = {
    { .name = "fait", .kind = FIELD_CHOICE, .label = "Fait", .choices = faits, .address_only = true },
    { 0 },
};
const Field plan_import_champs[] = {
    { .name = "fait", .kind = FIELD_CHOICE, .label = "Fait", .choices = faits, .address_only = true },
    { .name = "fichier",
        .kind = FIELD_FILE,
        .label = "Fichier du plan",
        .hint = "XLSX, CSV ou JSON, 5 Mo au plus.",
        .required = true,
        .max = PLAN_IMPORT_OCTETS,
        .files = FILE_CSV | FILE_XLSX | FILE_JSON },
    { 0 },
};
const Field plan_depot_champs[] = {
    { .name = "depot", .kind = FIELD_TEXT, .label = "Fichier", .required = true, .max = 40, .address_only = true },
    { 0 },
};

static PersonneId me(const Req *r)
{
    return (PersonneId){ r->acteur->personne_id };
}

static Err show_form(Req *r, const PlanLu *refused)
{
    static const Str nothing[sizeof plan_import_champs / sizeof *plan_import_champs];
    const Form empty = { .fields = plan_import_champs, .raw = nothing };
    PlanImportPage p = { .form = r->form.fields == plan_import_champs ? &r->form : &empty,
        .adresse = &r->form,
        .refus = refused };
    Err e = plan_depot_lire(r->db, r->arena, me(r), r->now, &p.depot);
    if (e != OK && e != ERR_NOT_FOUND)
        return e;
    p.attend = e == OK && !refused;
    p.refus_n = refused && refused->fautes.n > FAUTES_MONTREES ? FAUTES_MONTREES : refused ? refused->fautes.n : 0;
    view_plan_import(req_html(r), &p);
    return OK;
}

Err plan_import_page(Req *r)
{
    return show_form(r, NULL);
}

/* What it would change, found by doing it and going back. */
static Err show_preview(Req *r, const PlanDepot *d)
{
    PlanLu lu;
    PlanApercu p = { .depot = *d, .jusque = instant_montre(r->arena, d->at + PLAN_DEPOT_S) };
    Err e = plan_lire(r->arena, d->octets, &lu);
    if (e == OK)
        e = plan_appliquer(r->db, r->arena, r->acteur, r->now, &lu, true, &p.bilan);
    if (e == ERR_INVALID) {
        TRY(plan_depot_oter(r->db, me(r)));
        req_status(r, 400);
        return show_form(r, &lu);
    }
    TRY(e);
    p.montres = p.bilan.effets.n < EFFETS_MONTRES ? p.bilan.effets.n : EFFETS_MONTRES;
    p.ignorees = str_join(r->arena, lu.ignorees.v, lu.ignorees.n, S("\u00a0», «\u00a0"));
    view_plan_import_apercu(req_html(r), &p);
    return OK;
}

Err plan_import_envoi(Req *r)
{
    const Upload *file = req_file(r, "fichier");
    if (req_has_errors(r) || !file) {
        req_status(r, 400);
        return show_form(r, NULL);
    }
    const PlanDepot d = { uid_new(r->arena, r->app->random), file->name, file->bytes, r->now };
    TRY(plan_depot_poser(r->db, me(r), r->now, &d));
    return show_preview(r, &d);
}

/* The one that was shown, and no other. */
static Err shown(Req *r, PlanDepot *ret)
{
    TRY(plan_depot_lire(r->db, r->arena, me(r), r->now, ret));
    return str_eq(ret->uid, req_text(r, "depot")) ? OK : ERR_NOT_FOUND;
}

Err plan_import_apercu(Req *r)
{
    PlanDepot d;
    Err e = shown(r, &d);
    return e == OK ? show_preview(r, &d) : e == ERR_NOT_FOUND ? req_redirect(r, PAGE_IMPORT "?fait=perdu") : e;
}

Err plan_import_confirmer(Req *r)
{
    PlanDepot d;
    PlanLu lu;
    PlanBilan b;
    Err e = shown(r, &d);
    if (e == ERR_NOT_FOUND)
        return req_redirect(r, PAGE_IMPORT "?fait=perdu");
    TRY(e);
    TRY(plan_lire(r->arena, d.octets, &lu));
    e = plan_appliquer(r->db, r->arena, r->acteur, r->now, &lu, false, &b);
    if (e == ERR_INVALID) {                        /* the plan has changed since it was shown */
        TRY(plan_depot_oter(r->db, me(r)));
        req_status(r, 400);
        return show_form(r, &lu);
    }
    TRY(e);
    TRY(plan_depot_oter(r->db, me(r)));
    return req_redirect(r, PAGE_IMPORT "?fait=importe");
}

Err plan_import_annuler(Req *r)
{
    PlanDepot d;
    Err e = shown(r, &d);
    if (e == OK)
        TRY(plan_depot_oter(r->db, me(r)));
    return e == OK || e == ERR_NOT_FOUND ? req_redirect(r, PAGE_IMPORT "?fait=annule") : e;
}
