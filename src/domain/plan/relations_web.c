// SPDX-License-Identifier: AGPL-3.0-or-later
/* /plan/suivi/{numero}/moyens and /documents: what an action is tied to. /plan/suivi/financeurs: who speaks for a funder. */
#include "core/app.h"
#include "domain/journal/journal.h"
#include "domain/lieux/lieux.h"
#include "domain/plan/plan_web.h"
#include "plan_relations_view.h"

enum { PROPOSES_MAX = 10 };

static const Choice faits[] = {
    { S_INIT("ressource"), S_INIT("Les moyens sont à jour.") },
    { S_INIT("lieu"), S_INIT("Les lieux sont à jour.") },
    { S_INIT("acteur"), S_INIT("Les acteurs sont à jour.") },
    { S_INIT("document"), S_INIT("Les documents sont à jour.") },
    { S_INIT("financeur"), S_INIT("Les personnes qui parlent pour un financeur sont à jour.") },
    { STR_NONE, STR_NONE },
};
static const Choice gestes[] = { { S_INIT("ajouter"), S_INIT("Ajouter") }, { S_INIT("retirer"), S_INIT("Retirer") },
    { STR_NONE, STR_NONE } };

#define FAIT                                                                                                           \
    {                                                                                                                  \
        .name = "fait", .kind = FIELD_CHOICE, .label = "Fait", .choices = faits, .address_only = true                  \
    }
#define GESTE                                                                                                          \
    {                                                                                                                  \
        .name = "geste", .kind = FIELD_CHOICE, .label = "Geste", .choices = gestes, .address_only = true               \
    }

const Field moyens_champs[] = {
    FAIT,
    GESTE,
    { .name = "nature", .kind = FIELD_CHOICE, .label = "Sorte", .choices = ressource_natures },
    { .name = "ressource",
        .kind = FIELD_TEXT,
        .label = "Quoi",
        .hint = "Par exemple\u00a0: conseiller numérique, tablettes, salle du conseil.",
        .max = PLAN_LIBELLE_MAX },
    { .name = "quantite",
        .kind = FIELD_F64,
        .label = "Combien",
        .hint = "Équivalents temps plein pour du temps de travail\u00a0: 0,5 pour un mi-temps.",
        .min = 0,
        .max = 1000000 },
    { .name = "annee",
        .kind = FIELD_I64,
        .label = "Année",
        .hint = "Laissez vide si c’est chaque année.",
        .min = ANNEE_MIN,
        .max = ANNEE_MAX },
    { .name = "cout_annuel",
        .kind = FIELD_TEXT,
        .label = "Coût d’un temps plein pour un an, en euros",
        .hint = "Pour du temps de travail\u00a0: sa valeur s’ajoute alors aux dépenses. Laissez vide sinon.",
        .max = 20 },
    { .name = "ressource_id", .kind = FIELD_I64, .label = "Moyen", .min = 1, .max = 9e15, .address_only = true },
    { .name = "lieu",
        .kind = FIELD_TEXT,
        .label = "Lieu de l’annuaire",
        .hint = "Quelques mots de son nom ou de sa commune.",
        .max = 200 },
    { .name = "lieu_id", .kind = FIELD_TEXT, .label = "Lieu", .max = 200, .address_only = true },
    { .name = "acteur", .kind = FIELD_TEXT, .label = "Structure", .hint = "Quelques mots de son nom.", .max = 200 },
    { .name = "acteur_id", .kind = FIELD_TEXT, .label = "Structure choisie", .max = 40, .address_only = true },
    { .name = "part", .kind = FIELD_CHOICE, .label = "Elle est", .choices = acteur_parts },
    { 0 },
};
const Field documents_vue_champs[] = { FAIT, { 0 } };
const Field documents_champs[] = {
    { .name = "fichier",
        .kind = FIELD_FILE,
        .label = "Fichier",
        .hint = "PDF, tableur XLSX, CSV, image PNG ou JPEG\u202f; 5 Mo au plus. Rien sur une personne accompagnée.",
        .required = true,
        .max = DOCUMENT_MAX,
        .files = DOCUMENT_TYPES },
    { 0 },
};
const Field document_retrait_champs[] = {
    { .name = "document", .kind = FIELD_I64, .label = "Document", .required = true, .min = 1, .max = 9e15 },
    { 0 },
};
const Field financeurs_champs[] = {
    FAIT,
    GESTE,
    { .name = "financeur", .kind = FIELD_TEXT, .label = "Financeur", .max = PLAN_LIBELLE_MAX },
    { .name = "personne", .kind = FIELD_TEXT, .label = "Personne", .max = 40 },
    { 0 },
};

Err plan_absent(Req *r, Err e)
{
    return e == ERR_NOT_FOUND ? req_redirect(r, r->acteur ? "/plan/suivi" : "/plan") : e;
}

Err plan_suivi_lire(Req *r, Plan *p)
{
    TRY(plan_courant(r->db, r->arena, p));
    return plan_pour(r->db, r->arena, r->acteur, p);
}

/* Amounts and places of an action, for its sheets: what is not in the directory any more keeps its identifier. */
Err relations_montrer(Req *r, ActionId id, RelationsVue *ret)
{
    const Lieux *known = req_snapshot(r, &lieux_snapshot);
    RelationsVue v = { 0 };
    TRY(action_relations(r->db, r->arena, id, &v.r));
    LieuLie *places = NEW(r->arena, LieuLie, v.r.lieux_n + 1);
    ActeurVue *who = NEW(r->arena, ActeurVue, v.r.acteurs_n + 1);
    if (!places || !who)
        return ERR_MEMORY;
    for (size_t i = 0; i < v.r.lieux_n; i++) {
        const Lieu *l = known ? lieux_find(known, v.r.lieux[i]) : NULL;
        places[i] = (LieuLie){ v.r.lieux[i], l ? lieu_champ(l, CHAMP_nom) : v.r.lieux[i],
            l ? lieu_champ(l, CHAMP_commune) : STR_NONE, l && !l->disparu };
    }
    for (size_t i = 0; i < v.r.acteurs_n; i++) {
        Structure s;
        Err e = structure_par_id(r->db, r->arena, v.r.acteurs[i].id, &s);
        if (e != OK && e != ERR_NOT_FOUND)
            return e;
        who[i] = (ActeurVue){ e == OK ? s.uid : S(""), e == OK ? s.nom : S("Structure effacée"), v.r.acteurs[i].part };
    }
    v.lieux = places;
    v.acteurs = who;
    *ret = v;
    return OK;
}

/* ---- /plan/suivi/{numero}/moyens ---- */

static Err open_mine(Req *r, Plan *p, const Action **x)
{
    TRY(ouvrir_action(r, p, x));
    return exiger_modifiable(r->db, r->acteur, (*x)->id);
}

/* Places whose words answer, or structures: what the person then chooses from. */
static Err propose_places(Req *r, MoyensPage *p)
{
    const Lieux *known = req_snapshot(r, &lieux_snapshot);
    LieuxResult found = { 0 };
    Str q = req_text(r, "lieu");
    if (!known || q.n == 0)
        return OK;
    TRY(lieux_search(known, r->arena, &(LieuxQuery){ .q = q, .max = PROPOSES_MAX }, &found));
    Choice *v = NEW(r->arena, Choice, found.n + 1);
    if (!v)
        return ERR_MEMORY;
    for (size_t i = 0; i < found.n; i++)
        v[i] = (Choice){ lieu_champ(found.rows[i].lieu, CHAMP_id),
            str_format(r->arena, "%.*s, %.*s", STR_ARG(lieu_champ(found.rows[i].lieu, CHAMP_nom)),
                STR_ARG(lieu_champ(found.rows[i].lieu, CHAMP_commune))) };
    p->lieux = v;
    p->lieux_n = found.n;
    return OK;
}

static Err propose_structures(Req *r, MoyensPage *p)
{
    const StructureLigne *l;
    size_t n = 0;
    int64_t total = 0;
    Str q = req_text(r, "acteur");
    if (q.n == 0)
        return OK;
    TRY(structures_chercher(r->db, r->arena, r->acteur, q, 1, &l, &n, &total));
    n = n > PROPOSES_MAX ? PROPOSES_MAX : n;
    Choice *v = NEW(r->arena, Choice, n + 1);
    if (!v)
        return ERR_MEMORY;
    for (size_t i = 0; i < n; i++)
        v[i] = (Choice){ l[i].uid, l[i].nom };
    p->acteurs = v;
    p->acteurs_n = n;
    return OK;
}

static Err show_means(Req *r, const Action *x)
{
    MoyensPage p = { .form = &r->form, .x = x };
    TRY(relations_montrer(r, x->id, &p.relations));
    TRY(propose_places(r, &p));
    TRY(propose_structures(r, &p));
    view_plan_moyens(req_html(r), &p);
    return OK;
}

static Err finish(Req *r, const Action *x, Err e, const char *fait)
{
    if (e == OK && !req_has_errors(r))
        return req_redirect(r, "/plan/suivi/%.*s/moyens?fait=%s", STR_ARG(x->numero), fait);
    if (e != OK && e != ERR_INVALID && e != ERR_CONFLICT)
        return e;
    req_status(r, 400);
    return show_means(r, x);
}

Err moyens_page(Req *r)
{
    Plan p;
    const Action *x;
    TRY(open_mine(r, &p, &x));
    return show_means(r, x);
}

static Err add_resource(Req *r, const Action *x)
{
    FinancementFaute f = FAUTE_AUCUNE;
    double quantity = 0;
    int64_t yearly = 0;
    int nature = req_choice(r, "nature", -1);
    Str text = req_text(r, "cout_annuel");
    if (nature < 0)
        form_error(r, "nature", "Choisissez sa sorte.");
    if (req_text(r, "ressource").n == 0)
        form_error(r, "ressource", "Écrivez de quoi il s’agit.");
    if (!req_f64(r, "quantite", &quantity) || quantity < 0.01)
        form_error(r, "quantite", "Écrivez combien, au moins 0,01.");
    if (text.n && (!argent_lire(text, &yearly) || nature != RESSOURCE_PERSONNEL))
        form_error(r, "cout_annuel", "Écrivez un montant en euros, et seulement pour du temps de travail.");
    if (req_has_errors(r))
        return ERR_INVALID;
    const Ressource new = { .nature = (RessourceNature)nature,
        .libelle = req_text(r, "ressource"),
        .quantite = (int64_t)(quantity * 100 + 0.5),
        .annee = req_i64(r, "annee", 0) };
    Err e = ressource_ajouter(r->db, r->arena, r->acteur, r->now, x, &new, yearly, &f);
    if (e == ERR_INVALID)
        form_error(r, "cout_annuel", "Ce montant n’est pas possible.");
    return e;
}

Err moyens_envoi(Req *r)
{
    Plan p;
    const Action *x;
    FinancementFaute f = FAUTE_AUCUNE;
    TRY(open_mine(r, &p, &x));
    if (req_choice(r, "geste", 0) == 0)
        return finish(r, x, add_resource(r, x), "ressource");
    Err e = ressource_retirer(r->db, r->arena, r->acteur, r->now, x, req_i64(r, "ressource_id", 0), &f);
    if (e == ERR_INVALID)
        form_error(r, "ressource", "Des financements reposent sur cette dépense\u00a0: retirez-les d’abord.");
    return finish(r, x, e, "ressource");
}

/* The one chosen; or the only one that answers the words; else the page comes back with those that do. */
Err lieux_envoi(Req *r)
{
    Plan p;
    const Action *x;
    MoyensPage found = { 0 };
    TRY(open_mine(r, &p, &x));
    const Lieux *known = req_snapshot(r, &lieux_snapshot);
    Str id = req_text(r, "lieu_id");
    bool add = req_choice(r, "geste", 0) == 0;
    TRY(propose_places(r, &found));
    if (id.n == 0 && found.lieux_n == 1)
        id = found.lieux[0].value;
    if (add && id.n && (!known || !lieux_find(known, id)))
        return ERR_NOT_FOUND;
    if (id.n == 0)
        form_error(r, "lieu",
            found.lieux_n ? "Plusieurs lieux répondent\u00a0: choisissez-en un ci-dessous."
                          : "Aucun lieu de l’annuaire ne répond à ces mots.");
    Err e = req_has_errors(r) ? ERR_INVALID : action_lier_lieu(r->db, r->arena, r->acteur, r->now, x, id, add);
    return finish(r, x, e, "lieu");
}

Err acteurs_envoi(Req *r)
{
    Plan p;
    const Action *x;
    MoyensPage found = { 0 };
    Structure s;
    TRY(open_mine(r, &p, &x));
    Str uid = req_text(r, "acteur_id");
    bool add = req_choice(r, "geste", 0) == 0;
    TRY(propose_structures(r, &found));
    if (uid.n == 0 && found.acteurs_n == 1)
        uid = found.acteurs[0].value;
    if (uid.n == 0) {
        form_error(r, "acteur",
            found.acteurs_n ? "Plusieurs structures répondent\u00a0: choisissez-en une ci-dessous."
                            : "Aucune structure ne répond à ces mots.");
        return finish(r, x, ERR_INVALID, "acteur");
    }
    TRY(add ? structure_ouvrir(r->db, r->arena, r->acteur, uid, &s) : structure_par_uid(r->db, r->arena, uid, &s));
    int part = req_choice(r, "part", PART_ACTEUR_PARTENAIRE);
    return finish(r, x, action_lier_acteur(r->db, r->arena, r->acteur, r->now, x, &s, (ActeurPart)part, add), "acteur");
}

/* ---- documents ---- */

static Err show_documents(Req *r, const Action *x)
{
    static const Str nothing[sizeof documents_champs / sizeof *documents_champs];
    const Form empty = { .fields = documents_champs, .raw = nothing };
    DocumentsPage p = { .form = r->form.fields == documents_champs ? &r->form : &empty, .x = x };
    p.adresse = r->form.fields == documents_vue_champs ? &r->form : NULL;
    TRY(relations_montrer(r, x->id, &p.relations));
    TRY(action_modifiable(r->db, r->acteur, x->id, &p.modifie));
    view_plan_documents(req_html(r), &p);
    return OK;
}

Err documents_page(Req *r)
{
    Plan p;
    const Action *x;
    TRY(ouvrir_action(r, &p, &x));
    return show_documents(r, x);
}

Err document_envoi(Req *r)
{
    Plan p;
    const Action *x;
    TRY(open_mine(r, &p, &x));
    const Upload *u = req_file(r, "fichier");
    Err e = u && !req_has_errors(r) ? document_joindre(r->db, r->arena, r->acteur, r->now, x, u) : ERR_INVALID;
    if (e == OK)
        return req_redirect(r, "/plan/suivi/%.*s/documents?fait=document", STR_ARG(x->numero));
    if (e != ERR_INVALID && e != ERR_CONFLICT)
        return e;
    if (e == ERR_CONFLICT)
        form_error(r, "fichier", "Cette action a déjà 50 documents\u00a0: retirez-en un.");
    else if (!req_has_errors(r))
        form_error(r, "fichier", "Choisissez un fichier.");
    req_status(r, 400);
    return show_documents(r, x);
}

Err document_retrait(Req *r)
{
    Plan p;
    const Action *x;
    TRY(open_mine(r, &p, &x));
    TRY(document_retirer(r->db, r->arena, r->acteur, r->now, x, req_i64(r, "document", 0)));
    return req_redirect(r, "/plan/suivi/%.*s/documents?fait=document", STR_ARG(x->numero));
}

/* Never shown in the page: given as a file. */
Err document_octets(Req *r)
{
    Plan p;
    const Action *x;
    Str nom, type, octets;
    int64_t id = 0;
    TRY(ouvrir_action(r, &p, &x));
    if (!str_to_i64(req_path(r, "document"), &id))
        return ERR_NOT_FOUND;
    TRY(document_lire(r->db, r->arena, x->id, id, &nom, &type, &octets));
    TRY(journal_lecture(r, "plan.document", action_objet(r->arena, x->numero)));
    buf_put(req_body(r, str_dup(r->arena, type).p), octets);
    req_download(r, nom);
    return OK;
}

/* ---- /plan/suivi/financeurs ---- */

static Err show_funders(Req *r, const Plan *plan)
{
    FinanceursPage p = { .form = &r->form };
    const Voix *voix;
    size_t n = 0;
    TRY(financeurs_du_plan(r->db, r->arena, plan->feuille.id, &p.noms, &p.noms_n));
    TRY(financeur_voix(r->db, r->arena, &voix, &n));
    VoixVue *v = NEW(r->arena, VoixVue, n + 1);
    Choice *names = NEW(r->arena, Choice, p.noms_n + 1);
    if (!v || !names)
        return ERR_MEMORY;
    for (size_t i = 0; i < p.noms_n; i++)
        names[i] = (Choice){ p.noms[i], STR_NONE };
    for (size_t i = 0; i < n; i++) {
        Personne who;
        Err e = personne_par_id(r->db, r->arena, voix[i].personne_id, &who);
        if (e == OK)
            v[p.voix_n++] = (VoixVue){ voix[i].financeur, who.uid, personne_nom_montre(r->arena, who.prenom, who.nom) };
        else if (e != ERR_NOT_FOUND)
            return e;
    }
    p.voix = v;
    p.choix = names;
    TRY(plan_personnes(r, &p.personnes));
    TRY(journal_lecture(r, "plan.voir", S("plan:financeurs")));
    view_plan_financeurs(req_html(r), &p);
    return OK;
}

Err plan_financeurs_page(Req *r)
{
    Plan p;
    Err e = plan_courant(r->db, r->arena, &p);
    return e == OK ? show_funders(r, &p) : plan_absent(r, e);
}

Err plan_financeurs_envoi(Req *r)
{
    Plan p;
    Personne who;
    bool covered = false;
    TRY(plan_courant(r->db, r->arena, &p));
    Str uid = req_text(r, "personne"), financeur = req_text(r, "financeur");
    Err e = uid.n ? personne_par_uid(r->db, r->arena, uid, &who) : ERR_NOT_FOUND;
    if (e == OK)
        e = acteur_couvre_personne(r->db, r->arena, r->acteur, who.id, &covered);
    if (e != OK && e != ERR_NOT_FOUND)
        return e;
    if (e != OK || !covered)
        form_error(r, "personne", "Choisissez une personne de la liste.");
    if (financeur.n == 0)
        form_error(r, "financeur", "Choisissez un financeur de la liste.");
    e = req_has_errors(r)
          ? ERR_INVALID
          : financeur_designer(r->db, r->arena, r->acteur, r->now, &p, financeur, &who, req_choice(r, "geste", 0) == 0);
    if (e == OK)
        return req_redirect(r, "/plan/suivi/financeurs?fait=financeur");
    if (e != ERR_INVALID)
        return e;
    if (!req_has_errors(r))
        form_error(r, "financeur", "Choisissez un financeur de la liste.");
    req_status(r, 400);
    return show_funders(r, &p);
}
