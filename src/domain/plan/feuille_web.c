// SPDX-License-Identifier: AGPL-3.0-or-later
/* /plan/suivi/feuille: the roadmap itself, its axes and their objectives. */
#include "core/slice.h"
#include "domain/journal/journal.h"
#include "domain/plan/plan_web.h"
#include "plan_feuille_view.h"

enum { AXE_MAX = 99, DIAGNOSTIC_MAX = 10000 };

static const Choice faits[] = {
    { S_INIT("feuille"), S_INIT("La feuille de route est enregistrée.") },
    { S_INIT("neuve"), S_INIT("La feuille de route est commencée\u00a0: ajoutez ses axes, puis ses actions.") },
    { S_INIT("axe"), S_INIT("L’axe est enregistré.") },
    { S_INIT("objectif"), S_INIT("L’objectif est ajouté.") },
    { S_INIT("renomme"), S_INIT("L’objectif est renommé, et l’historique de ses actions le dit.") },
    { STR_NONE, STR_NONE },
};
const Field feuille_champs[] = {
    { .name = "fait", .kind = FIELD_CHOICE, .label = "Fait", .choices = faits, .address_only = true },
    { .name = "nom", .kind = FIELD_TEXT, .label = "Nom", .max = PLAN_LIBELLE_MAX },
    { .name = "description", .kind = FIELD_LINES, .label = "Description", .max = DIAGNOSTIC_MAX },
    { .name = "debut", .kind = FIELD_DATE, .label = "Premier jour" },
    { .name = "fin", .kind = FIELD_DATE, .label = "Dernier jour" },
    { .name = "porteurs",
        .kind = FIELD_TEXT,
        .label = "Co-porteurs",
        .hint = "Qui porte la feuille de route, séparés par des virgules.",
        .max = 1000 },
    { .name = "appui", .kind = FIELD_TEXT, .label = "Avec l’appui de", .max = 1000 },
    { .name = "perimetre", .kind = FIELD_TEXT, .label = "Périmètre", .max = 1000 },
    { .name = "source", .kind = FIELD_TEXT, .label = "Source du texte", .max = PLAN_LIBELLE_MAX },
    { .name = "axe", .kind = FIELD_I64, .label = "Numéro de l’axe", .min = 1, .max = AXE_MAX },
    { .name = "axe_titre", .kind = FIELD_TEXT, .label = "Titre de l’axe", .max = ACTION_TITRE_MAX },
    { .name = "diagnostic", .kind = FIELD_LINES, .label = "Diagnostic auquel il répond", .max = DIAGNOSTIC_MAX },
    { .name = "objectif", .kind = FIELD_TEXT, .label = "Nouvel objectif de cet axe", .max = ACTION_TITRE_MAX },
    { .name = "renommer", .kind = FIELD_I64, .label = "Objectif", .min = 1, .max = 9e15, .address_only = true },
    { .name = "objectif_titre", .kind = FIELD_TEXT, .label = "Titre de l’objectif", .max = ACTION_TITRE_MAX },
    { 0 },
};

static Err show(Req *r, const Plan *plan)
{
    const Feuille *f = &plan->feuille;
    const Form *form = &r->form;
    FeuillePage p = { .form = form,
        .plan = plan,
        .nom = champ_defaut(form, "nom", f->nom),
        .description = champ_defaut(form, "description", f->description),
        .debut = champ_defaut(form, "debut", f->id.v ? date_iso(r->arena, f->debut) : S("")),
        .fin = champ_defaut(form, "fin", f->id.v ? date_iso(r->arena, f->fin) : S("")),
        .porteurs = champ_defaut(form, "porteurs", f->porteurs),
        .appui = champ_defaut(form, "appui", f->appui),
        .perimetre = champ_defaut(form, "perimetre", f->perimetre),
        .source = champ_defaut(form, "source", f->source) };
    int64_t axe = req_i64(r, "axe", 0);
    for (size_t i = 0; i < plan->axes_n; i++)
        if (plan->axes[i].rang == axe)
            p.axe = &plan->axes[i];
    p.axe_titre = champ_defaut(form, "axe_titre", p.axe ? p.axe->titre : S(""));
    p.diagnostic = champ_defaut(form, "diagnostic", p.axe ? p.axe->diagnostic : S(""));
    p.objectif = plan_objectif(plan, (ObjectifId){ req_i64(r, "renommer", 0) });
    p.objectif_titre = champ_defaut(form, "objectif_titre", p.objectif ? p.objectif->titre : S(""));
    view_plan_feuille(req_html(r), &p);
    return OK;
}

/* An empty one where there is none yet: it is begun here. */
static Err read_or_begin(Req *r, Plan *p)
{
    Err e = plan_courant(r->db, r->arena, p);
    if (e != ERR_NOT_FOUND)
        return e;
    *p = (Plan){ .feuille = { .nom = S(""), .description = S(""), .porteurs = S("") } };
    p->feuille.appui = p->feuille.perimetre = p->feuille.source = S("");
    return OK;
}

Err feuille_page(Req *r)
{
    Plan p;
    TRY(read_or_begin(r, &p));
    return show(r, &p);
}

static Err again(Req *r, const Plan *p)
{
    req_status(r, 400);
    return show(r, p);
}

static Err done(Req *r, const Plan *p, const char *fait)
{
    if (p->feuille.id.v)
        TRY(sql_feuille_toucher(r->db, p->feuille.id, r->now));
    TRY(journal_ecrire(r->db, r->acteur, r->now, "plan.feuille", S("plan:courant"), true));
    return req_redirect(r, "/plan/suivi/feuille?fait=%s", fait);
}

Err feuille_envoi(Req *r)
{
    Plan p;
    Date debut = { 0 }, fin = { 0 };
    TRY(read_or_begin(r, &p));
    if (!req_text(r, "nom").n)
        form_error(r, "nom", "Écrivez le nom de la feuille de route.");
    if (!req_date(r, "debut", &debut))
        form_missing(r, "debut", "Écrivez son premier jour.");
    if (!req_date(r, "fin", &fin))
        form_missing(r, "fin", "Écrivez son dernier jour.");
    else if (fin.days < debut.days)
        form_error(r, "fin", "Le dernier jour précède le premier.");
    if (req_has_errors(r))
        return again(r, &p);
    const bool neuve = p.feuille.id.v == 0;
    const Feuille f = { .id = p.feuille.id,
        .nom = req_text(r, "nom"),
        .description = str_or_empty(req_text(r, "description")),
        .debut = debut,
        .fin = fin,
        .porteurs = str_or_empty(req_text(r, "porteurs")),
        .appui = str_or_empty(req_text(r, "appui")),
        .perimetre = str_or_empty(req_text(r, "perimetre")),
        .source = str_or_empty(req_text(r, "source")) };
    TRY(neuve ? feuille_creer(r->db, r->arena, r->now, &f) : feuille_ecrire(r->db, r->now, &f));
    return done(r, &p, neuve ? "neuve" : "feuille");
}

/* The axis of that number, or a new one; with an objective more where one is written. */
Err axe_envoi(Req *r)
{
    Plan p;
    int64_t rang = req_i64(r, "axe", 0), last = 0;
    Str titre = req_text(r, "axe_titre"), objectif = req_text(r, "objectif");
    TRY(plan_courant(r->db, r->arena, &p));
    if (rang == 0)
        form_error(r, "axe", "Écrivez le numéro de l’axe.");
    if (!titre.n)
        form_error(r, "axe_titre", "Écrivez le titre de l’axe.");
    if (req_has_errors(r))
        return again(r, &p);
    TRY(axe_ecrire(r->db, r->arena, r->acteur, r->now, &p, rang, titre, str_or_empty(req_text(r, "diagnostic"))));
    if (!objectif.n)
        return done(r, &p, "axe");
    TRY(plan_courant(r->db, r->arena, &p));
    for (size_t i = 0; i < p.axes_n; i++) {
        if (p.axes[i].rang != rang)
            continue;
        for (size_t k = 0; k < p.objectifs_n; k++)
            last = p.objectifs[k].axe_id.v == p.axes[i].id.v && p.objectifs[k].rang > last ? p.objectifs[k].rang : last;
        TRY(sql_objectif_creer(r->db, p.axes[i].id, last + 1, objectif));
    }
    return done(r, &p, "objectif");
}

Err objectif_envoi(Req *r)
{
    Plan p;
    Str titre = req_text(r, "objectif_titre");
    TRY(plan_courant(r->db, r->arena, &p));
    const Objectif *o = plan_objectif(&p, (ObjectifId){ req_i64(r, "renommer", 0) });
    if (!o)
        return ERR_NOT_FOUND;
    Err e = req_has_errors(r) ? ERR_INVALID : objectif_renommer(r->db, r->acteur, r->now, &p, o, titre);
    if (e == ERR_INVALID && !req_has_errors(r))
        form_error(r, "objectif_titre", "Écrivez le titre de l’objectif.");
    if (e == ERR_CONFLICT)
        form_error(r, "objectif_titre", "Cet axe a déjà un objectif de ce titre.");
    if (e == OK)
        return req_redirect(r, "/plan/suivi/feuille?fait=renomme");
    return e == ERR_INVALID || e == ERR_CONFLICT ? again(r, &p) : e;
}
