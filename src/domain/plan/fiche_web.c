// SPDX-License-Identifier: AGPL-3.0-or-later
/* /plan/suivi/{numero}: an action for those who carry it, and every gesture on it. */
#include "core/app.h"
#include "core/slice.h"
#include "domain/journal/journal.h"
#include "domain/notifications/notifications.h"
#include "domain/plan/plan_web.h"
#include "plan_fiche_view.h"

enum { CHANGEMENTS_MAX = 50, PERSONNES_MAX = 500, COMMENTAIRE_MAX = 4000 };

const Choice plan_faits[] = {
    { S_INIT("etat"), S_INIT("Le nouveau statut est enregistré.") },
    { S_INIT("modifiee"), S_INIT("L’action est enregistrée.") },
    { S_INIT("deplacee"), S_INIT("L’action a changé de place dans le plan. Son numéro reste le même.") },
    { S_INIT("creee"), S_INIT("L’action est créée. Complétez sa fiche.") },
    { S_INIT("etape"), S_INIT("Les étapes sont à jour.") },
    { S_INIT("cout"), S_INIT("Les dépenses sont à jour.") },
    { S_INIT("financement"), S_INIT("Le plan de financement est à jour.") },
    { S_INIT("pressenti"), S_INIT("Cette aide est notée «\u00a0pressentie\u00a0» dans le plan de financement.") },
    { S_INIT("commentaire"), S_INIT("Votre message est ajouté.") },
    { S_INIT("proposition"), S_INIT("La proposition est classée.") },
    { S_INIT("responsable"), S_INIT("Les responsables sont à jour.") },
    { S_INIT("version"), S_INIT("Cette version du plan est gardée.") },
    { S_INIT("national"), S_INIT("La part du département est fixée.") },
    { STR_NONE, STR_NONE },
};
static const Choice messages[] = { { S_INIT("commentaire"), S_INIT("Un commentaire") },
    { S_INIT("proposition"), S_INIT("Une proposition à examiner") }, { STR_NONE, STR_NONE } };
static const Choice confier[] = { { S_INIT("confier"), S_INIT("Confier") },
    { S_INIT("reprendre"), S_INIT("Reprendre") }, { STR_NONE, STR_NONE } };
static const Choice decisions[] = { { S_INIT("accepter"), S_INIT("Accepter") },
    { S_INIT("ecarter"), S_INIT("Écarter") }, { STR_NONE, STR_NONE } };

const Field action_champs[] = {
    { .name = "fait", .kind = FIELD_CHOICE, .label = "Fait", .choices = plan_faits, .address_only = true },
    { .name = "etat", .kind = FIELD_CHOICE, .label = "Nouveau statut", .choices = action_etats },
    { .name = "blocage",
        .kind = FIELD_LINES,
        .label = "Ce qui bloque",
        .hint = "Pour une action bloquée.",
        .max = 2000 },
    { .name = "levee",
        .kind = FIELD_LINES,
        .label = "Comment lever le blocage",
        .hint = "Pour une action bloquée.",
        .max = 2000 },
    { .name = "etape", .kind = FIELD_TEXT, .label = "Nouvelle étape", .max = PLAN_LIBELLE_MAX },
    { .name = "echeance", .kind = FIELD_DATE, .label = "Pour le" },
    { .name = "etape_id", .kind = FIELD_I64, .label = "Étape", .min = 1, .max = 9e15, .address_only = true },
    { .name = "faite", .kind = FIELD_BOOL, .label = "Faite", .address_only = true },
    { .name = "retirer", .kind = FIELD_BOOL, .label = "Retirer", .address_only = true },
    { .name = "nature", .kind = FIELD_CHOICE, .label = "Nature de la dépense", .choices = cout_natures },
    { .name = "libelle", .kind = FIELD_TEXT, .label = "Objet de la dépense", .max = PLAN_LIBELLE_MAX },
    { .name = "annee", .kind = FIELD_I64, .label = "Année", .min = ANNEE_MIN, .max = ANNEE_MAX },
    { .name = "ht", .kind = FIELD_TEXT, .label = "Montant hors taxes, en euros", .max = 20 },
    { .name = "tva",
        .kind = FIELD_TEXT,
        .label = "TVA, en euros",
        .hint = "Laissez vide si elle est récupérée.",
        .max = 20 },
    { .name = "etp",
        .kind = FIELD_F64,
        .label = "Temps de travail, en équivalent temps plein",
        .hint = "Par exemple 0,5 pour un mi-temps.",
        .min = 0,
        .max = 10000 },
    { .name = "cout_id", .kind = FIELD_I64, .label = "Dépense", .min = 1, .max = 9e15, .address_only = true },
    { .name = "financeur", .kind = FIELD_TEXT, .label = "Financeur", .max = PLAN_LIBELLE_MAX },
    { .name = "apport", .kind = FIELD_CHOICE, .label = "Nature de l’apport", .choices = financement_natures },
    { .name = "montant", .kind = FIELD_TEXT, .label = "Montant, en euros", .max = 20 },
    { .name = "plafond",
        .kind = FIELD_F64,
        .label = "Taux maximal de ce financeur, en pour cent des dépenses",
        .hint = "Laissez vide s’il n’en fixe pas.",
        .min = 0,
        .max = 100 },
    { .name = "attendu", .kind = FIELD_DATE, .label = "Attendu le" },
    { .name = "financement_id",
        .kind = FIELD_I64,
        .label = "Financement",
        .min = 1,
        .max = 9e15,
        .address_only = true },
    { .name = "vers", .kind = FIELD_CHOICE, .label = "État du financement", .choices = financement_etats },
    { .name = "verse", .kind = FIELD_TEXT, .label = "Versé jusqu’ici, en euros", .max = 20 },
    { .name = "genre", .kind = FIELD_CHOICE, .label = "C’est", .choices = messages },
    { .name = "texte",
        .kind = FIELD_LINES,
        .label = "Votre message",
        .hint =
            "Les responsables de l’action sont prévenus. Pour prévenir quelqu’un d’autre, écrivez @ puis son prénom et "
            "son nom. Ne donnez aucune information sur une personne accompagnée.",
        .max = COMMENTAIRE_MAX },
    { .name = "prevenir", .kind = FIELD_TEXT, .label = "Prévenir aussi", .max = 40 },
    { .name = "commentaire_id",
        .kind = FIELD_I64,
        .label = "Proposition",
        .min = 1,
        .max = 9e15,
        .address_only = true },
    { .name = "decision", .kind = FIELD_CHOICE, .label = "Décision", .choices = decisions, .address_only = true },
    { .name = "personne", .kind = FIELD_TEXT, .label = "Personne", .max = 40 },
    { .name = "geste", .kind = FIELD_CHOICE, .label = "Geste", .choices = confier, .address_only = true },
    { 0 },
};

Err ouvrir_action(Req *r, Plan *p, const Action **ret)
{
    TRY(plan_suivi_lire(r, p));
    *ret = plan_action(p, req_path(r, "numero"));
    return *ret ? OK : ERR_NOT_FOUND;
}

static Err back(Req *r, const Action *x, const char *fait)
{
    return req_redirect(r, "/plan/suivi/%.*s?fait=%s", STR_ARG(x->numero), fait);
}

/* ---- what the sheet shows ---- */

static Err name_of(Req *r, PersonneId id, Str *ret)
{
    Personne p;
    *ret = S("Personne effacée");
    if (id.v == 0)
        return OK;
    Err e = personne_par_id(r->db, r->arena, id, &p);
    if (e == OK)
        *ret = personne_nom_montre(r->arena, p.prenom, p.nom);
    return e == ERR_NOT_FOUND ? OK : e;
}

static Err show_comments(Req *r, FicheSuivi *p)
{
    const Commentaire *c;
    TRY(action_commentaires(r->db, r->arena, p->x->id, &c, &p->commentaires_n));
    CommentaireVue *v = NEW(r->arena, CommentaireVue, p->commentaires_n + 1);
    if (!v)
        return ERR_MEMORY;
    for (size_t i = 0; i < p->commentaires_n; i++) {
        v[i].c = &c[i];
        TRY(name_of(r, c[i].personne_id, &v[i].qui));
    }
    p->commentaires = v;
    return OK;
}

static Err show_people(Req *r, FicheSuivi *p)
{
    ResponsableVue *v = NEW(r->arena, ResponsableVue, p->f->responsables_n + 1);
    if (!v)
        return ERR_MEMORY;
    for (size_t i = 0; i < p->f->responsables_n; i++) {
        Personne who;
        Err e = personne_par_id(r->db, r->arena, p->f->responsables[i], &who);
        if (e == OK)
            v[p->responsables_n++] = (ResponsableVue){ who.uid, personne_nom_montre(r->arena, who.prenom, who.nom) };
        else if (e != ERR_NOT_FOUND)
            return e;
    }
    p->responsables = v;
    return OK;
}

Err plan_personnes(Req *r, const Choice **ret)
{
    Choices v = { 0 };
    size_t n = LISTE_PAGE;
    for (int64_t page = 1; plan_pilote(r->acteur) && n == LISTE_PAGE && v.n < PERSONNES_MAX; page++) {
        const PersonneLigne *l;
        int64_t total = 0;
        TRY(personnes_chercher(r->db, r->arena, r->acteur, STR_NONE, S("active"), page, &l, &n, &total));
        for (size_t i = 0; i < n; i++)
            choices_add(r->arena, &v, l[i].uid, personne_nom_montre(r->arena, l[i].prenom, l[i].nom));
    }
    return choices_end(r->arena, &v, ret);
}

/* The indicators that this action moves. */
static Err show_moved(Req *r, FicheSuivi *p)
{
    const Indicateur *all;
    size_t n = 0;
    TRY(indicateurs_lire(r, p->plan, &all, &n));
    Indicateur *v = NEW(r->arena, Indicateur, n + 1);
    if (!v)
        return ERR_MEMORY;
    for (size_t i = 0; i < n; i++)
        if (!str_is_none(all[i].numero) && str_eq(all[i].numero, p->x->numero))
            v[p->indicateurs_n++] = all[i];
    p->indicateurs = v;
    return OK;
}

static void show_moves(FicheSuivi *p)
{
    for (int e = 0; e < ACTION_ETATS_N; e++)
        if (action_peut_passer(p->x->etat, (ActionEtat)e, p->pilote))
            p->etats.choix[p->etats.n++] = action_etats[e];
    p->etats.choix[p->etats.n] = (Choice){ STR_NONE, STR_NONE };
}

Err fiche_montrer(Req *r, const Plan *plan, const Action *x)
{
    ActionFiche f;
    FinancementPlan m;
    FicheSuivi p = { .form = &r->form,
        .plan = plan,
        .x = x,
        .f = &f,
        .argent = &m,
        .today = plan_today(r),
        .pilote = plan_pilote(r->acteur) };
    TRY(action_fiche(r->db, r->arena, x->id, &f));
    TRY(action_argent(r->db, r->arena, x->id, &m));
    TRY(action_modifiable(r->db, r->acteur, x->id, &p.modifie));
    TRY(plan_changements(r->db, r->arena, x->id, 0, CHANGEMENTS_MAX, &p.changements, &p.changements_n));
    p.objectif = plan_objectif(plan, x->objectif_id);
    p.equilibre = equilibre_de(&m);
    if (p.modifie)
        TRY(financeurs_connus(r->db, r->arena, &p.financeurs, &p.financeurs_n));
    p.retard = action_en_retard(x, p.today);
    TRY(show_comments(r, &p));
    TRY(show_people(r, &p));
    TRY(plan_personnes(r, &p.personnes));
    TRY(relations_montrer(r, x->id, &p.relations));
    TRY(show_moved(r, &p));
    for (const Slice *const *other = r->app->slices; *other; other++)
        if ((*other)->sur_action)
            TRY((*other)->sur_action(r, x->numero, &p.ajouts));
    TRY(plan_activite(r, x, false, &p.activite));
    show_moves(&p);
    TRY(journal_lecture(r, "plan.voir", action_objet(r->arena, x->numero)));
    view_plan_fiche(req_html(r), &p);
    return OK;
}

Err action_fiche_page(Req *r)
{
    Plan p;
    const Action *x;
    TRY(ouvrir_action(r, &p, &x));
    return fiche_montrer(r, &p, x);
}

/* ---- gestures ---- */

/* After a domain call: away when done, the page again where there is something to mend. */
static Err finish(Req *r, const Plan *p, const Action *x, Err e, const char *fait)
{
    if (e == OK && !req_has_errors(r))
        return back(r, x, fait);
    if (e != OK && e != ERR_INVALID && e != ERR_CONFLICT)
        return e;
    req_status(r, 400);
    return fiche_montrer(r, p, x);
}

Err action_etat_envoi(Req *r)
{
    Plan p;
    const Action *x;
    TRY(ouvrir_action(r, &p, &x));
    TRY(exiger_modifiable(r->db, r->acteur, x->id));
    int to = req_choice(r, "etat", -1);
    Str blocage = req_text(r, "blocage"), levee = req_text(r, "levee");
    if (to < 0 && !req_has_errors(r))
        form_error(r, "etat", "Choisissez le nouveau statut.");
    if (to == ACTION_BLOQUEE && blocage.n == 0)
        form_error(r, "blocage", "Écrivez ce qui bloque.");
    if (to == ACTION_BLOQUEE && levee.n == 0)
        form_error(r, "levee", "Écrivez comment le blocage peut être levé.");
    Err e = req_has_errors(r) ? ERR_INVALID
                              : action_passer(r->db, r->arena, r->acteur, r->now, x, (ActionEtat)to, blocage, levee);
    if (e == ERR_CONFLICT)
        form_error(r, "etat", "L’action ne peut pas passer de «\u00a0%.*s\u00a0» à ce statut.",
            STR_ARG(action_etat_montre(x->etat)));
    return finish(r, &p, x, e, "etat");
}

Err etape_envoi(Req *r)
{
    Plan p;
    const Action *x;
    PlanJour day = { 0 };
    TRY(ouvrir_action(r, &p, &x));
    TRY(exiger_modifiable(r->db, r->acteur, x->id));
    Str titre = req_text(r, "etape");
    day.has = req_date(r, "echeance", &day.d);
    if (titre.n == 0)
        form_error(r, "etape", "Écrivez l’étape.");
    Err e = req_has_errors(r) ? ERR_INVALID : action_etape_ajouter(r->db, r->arena, r->acteur, r->now, x, titre, day);
    return finish(r, &p, x, e, "etape");
}

Err etape_faite_envoi(Req *r)
{
    Plan p;
    const Action *x;
    TRY(ouvrir_action(r, &p, &x));
    const PlanJour day = { req_bool(r, "faite"), plan_today(r) };
    int64_t id = req_i64(r, "etape_id", 0);
    TRY(req_bool(r, "retirer") ? action_etape_retirer(r->db, r->arena, r->acteur, r->now, x, id)
                               : action_etape_noter(r->db, r->arena, r->acteur, r->now, x, id, day));
    return back(r, x, "etape");
}

/* An empty optional amount is 0. */
static int64_t amount(Req *r, const char *name, bool required)
{
    Str s = req_text(r, name);
    int64_t v = 0;
    if (s.n == 0 && !required)
        return 0;
    if (s.n == 0)
        form_error(r, name, "Écrivez un montant.");
    else if (!argent_lire(s, &v))
        form_error(r, name,
            "Écrivez un montant en euros, comme 1200 ou 1\u202f200,50\u00a0: sans signe, un milliard au plus.");
    return v;
}

static void tell_fault(Req *r, const char *field, FinancementFaute f)
{
    if (f == FAUTE_EXCES)
        form_error(r, field, "Les financements dépasseraient les dépenses de l’action.");
    else if (f == FAUTE_PLAFOND)
        form_error(r, field, "Ce financeur dépasserait son taux maximal.");
    else if (f == FAUTE_MONTANT)
        form_error(r, field, "Ce montant n’est pas possible.");
}

Err cout_envoi(Req *r)
{
    Plan p;
    const Action *x;
    FinancementFaute f = FAUTE_AUCUNE;
    double etp = 0;
    TRY(ouvrir_action(r, &p, &x));
    TRY(exiger_modifiable(r->db, r->acteur, x->id));
    int nature = req_choice(r, "nature", -1);
    if (nature < 0 && !req_has_errors(r))
        form_error(r, "nature", "Choisissez la nature de la dépense.");
    bool has_etp = req_f64(r, "etp", &etp);
    const Cout c = { .annee = req_i64(r, "annee", 0),
        .nature = (CoutNature)(nature < 0 ? 0 : nature),
        .libelle = req_text(r, "libelle").n ? req_text(r, "libelle") : S(""),
        .ht = amount(r, "ht", true),
        .tva = amount(r, "tva", false),
        .etp = has_etp ? (int64_t)(etp * 100 + 0.5) : 0 };
    Err e = req_has_errors(r) ? ERR_INVALID : action_cout_ajouter(r->db, r->arena, r->acteur, r->now, x, &c, &f);
    if (e == ERR_INVALID)
        tell_fault(r, "ht", f);
    return finish(r, &p, x, e, "cout");
}

Err cout_retrait(Req *r)
{
    Plan p;
    const Action *x;
    FinancementFaute f = FAUTE_AUCUNE;
    TRY(ouvrir_action(r, &p, &x));
    Err e = action_cout_retirer(r->db, r->arena, r->acteur, r->now, x, req_i64(r, "cout_id", 0), &f);
    if (e == ERR_INVALID)
        tell_fault(r, "ht", f);
    return finish(r, &p, x, e, "cout");
}

Err financement_envoi(Req *r)
{
    Plan p;
    const Action *x;
    FinancementFaute f = FAUTE_AUCUNE;
    double cap = 0;
    PlanJour day = { 0 };
    TRY(ouvrir_action(r, &p, &x));
    TRY(exiger_modifiable(r->db, r->acteur, x->id));
    bool has_cap = req_f64(r, "plafond", &cap);
    int nature = req_choice(r, "apport", -1);
    if (req_text(r, "financeur").n == 0)
        form_error(r, "financeur", "Écrivez le nom du financeur.");
    if (nature < 0)
        form_error(r, "apport", "Choisissez la nature de l’apport.");
    day.has = req_date(r, "attendu", &day.d);
    const Financement l = { .financeur = req_text(r, "financeur"),
        .nature = (FinancementNature)(nature < 0 ? 0 : nature),
        .etat = FINANCEMENT_PRESSENTI,
        .montant = amount(r, "montant", true),
        .plafond = { has_cap, (int64_t)(cap * 100 + 0.5) },
        .attendu = day };
    Err e = req_has_errors(r) ? ERR_INVALID : action_financement_ajouter(r->db, r->arena, r->acteur, r->now, x, &l, &f);
    if (e == ERR_INVALID)
        tell_fault(r, "montant", f);
    return finish(r, &p, x, e, "financement");
}

Err financement_retrait(Req *r)
{
    Plan p;
    const Action *x;
    TRY(ouvrir_action(r, &p, &x));
    Err e = action_financement_retirer(r->db, r->arena, r->acteur, r->now, x, req_i64(r, "financement_id", 0));
    return finish(r, &p, x, e, "financement");
}

Err financement_passer_envoi(Req *r)
{
    Plan p;
    const Action *x;
    TRY(ouvrir_action(r, &p, &x));
    TRY(exiger_modifiable(r->db, r->acteur, x->id));
    int to = req_choice(r, "vers", -1);
    int64_t paid = amount(r, "verse", false);
    if (to < 0)
        form_error(r, "vers", "Choisissez l’état du financement.");
    Err e = req_has_errors(r) ? ERR_INVALID
                              : action_financement_passer(r->db, r->arena, r->acteur, r->now, x,
                                    req_i64(r, "financement_id", 0), (FinancementEtat)to, paid);
    if (e == ERR_CONFLICT)
        form_error(r, "vers", "Ce financement ne peut pas passer à cet état.");
    if (e == ERR_INVALID && !req_has_errors(r))
        form_error(r, "verse", "Ce qui est versé ne peut pas dépasser le montant.");
    return finish(r, &p, x, e, "financement");
}

/* ---- words between people ---- */

/* The text stays where rights are asked for: what is sent says where to read it. */
static Err send_word(Req *r, const Action *x, PersonneId to)
{
    if (to.v == r->acteur->personne_id)
        return OK;
    return notification_deposer(r->db, r->arena, r->app, r->now, NOTIFICATION_MESSAGES, to,
        &(Notification){ str_format(r->arena, "plan:%.*s:%lld", STR_ARG(x->numero), (long long)r->now),
            str_format(r->arena, "Un message du plan d’actions attend votre lecture, sur l’action %.*s.",
                STR_ARG(x->numero)),
            str_format(r->arena, "/plan/suivi/%.*s", STR_ARG(x->numero)) });
}

/* Those in charge, and whoever is mentioned, each once; not the writer. */
static Err tell_people(Req *r, const Action *x, Str chosen, const PersonneId *mentioned, size_t n)
{
    ActionFiche f;
    Personne who;
    TRY(action_fiche(r->db, r->arena, x->id, &f));
    for (size_t i = 0; i < f.responsables_n; i++)
        TRY(send_word(r, x, f.responsables[i]));
    for (size_t i = 0; i < n; i++)
        TRY(send_word(r, x, mentioned[i]));
    if (chosen.n == 0)
        return OK;
    TRY(personne_par_uid(r->db, r->arena, chosen, &who));
    return send_word(r, x, who.id);
}

/* A mention is of somebody within the scope of who writes, or nobody. */
static bool may_mention(Req *r, Str uid)
{
    Personne who;
    bool covered = false;
    return personne_par_uid(r->db, r->arena, uid, &who) == OK &&
           acteur_couvre_personne(r->db, r->arena, r->acteur, who.id, &covered) == OK && covered;
}

Err commentaire_envoi(Req *r)
{
    Plan p;
    const Action *x;
    TRY(ouvrir_action(r, &p, &x));
    Str texte = req_text(r, "texte"), mention = req_text(r, "prevenir"), unknown = STR_NONE;
    const Mentionnable *people = NULL;
    PersonneId mentioned[MENTIONS_MAX];
    size_t people_n = 0, n = 0;
    CommentaireGenre genre = (CommentaireGenre)req_choice(r, "genre", COMMENTAIRE_COMMENTAIRE);
    if (texte.n == 0)
        form_error(r, "texte", "Écrivez votre message.");
    if (mention.n && !may_mention(r, mention))
        form_error(r, "prevenir", "Choisissez une personne de la liste.");
    if (str_find_char(texte, 0, '@') < texte.n) {
        TRY(mentionnables(r, x, &people, &people_n));
        n = mentions_trouver(r->arena, texte, people, people_n, mentioned, MENTIONS_MAX, &unknown);
    }
    if (!str_is_none(unknown))
        form_error(r, "texte",
            "«\u00a0@%.*s\u00a0» ne désigne personne qui suive cette action\u00a0: écrivez le prénom et le nom, comme "
            "@Léa Martin.",
            STR_ARG(unknown));
    Err e = req_has_errors(r) ? ERR_INVALID : action_commenter(r->db, r->arena, r->acteur, r->now, x, genre, texte);
    if (e == OK)
        e = tell_people(r, x, mention, mentioned, n);
    return finish(r, &p, x, e, "commentaire");
}

Err proposition_envoi(Req *r)
{
    Plan p;
    const Action *x;
    TRY(ouvrir_action(r, &p, &x));
    int decision = req_choice(r, "decision", -1);
    if (decision < 0)
        return ERR_INVALID;
    TRY(proposition_decider(r->db, r->arena, r->acteur, r->now, x, req_i64(r, "commentaire_id", 0), decision == 0));
    return back(r, x, "proposition");
}

Err responsable_envoi(Req *r)
{
    Plan p;
    const Action *x;
    Personne who;
    bool covered = false;
    TRY(ouvrir_action(r, &p, &x));
    if (!plan_pilote(r->acteur))
        return ERR_FORBIDDEN;
    Str uid = req_text(r, "personne");
    Err e = uid.n ? personne_par_uid(r->db, r->arena, uid, &who) : ERR_NOT_FOUND;
    if (e == OK)
        e = acteur_couvre_personne(r->db, r->arena, r->acteur, who.id, &covered);
    if (e == ERR_NOT_FOUND || (e == OK && !covered)) {
        form_error(r, "personne", "Choisissez une personne de la liste.");
        return finish(r, &p, x, ERR_INVALID, "responsable");
    }
    TRY(e);
    TRY(action_confier(r->db, r->arena, r->acteur, r->now, x, who.id, req_choice(r, "geste", 0) == 0));
    return back(r, x, "responsable");
}
