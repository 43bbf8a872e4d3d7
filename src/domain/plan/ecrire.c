// SPDX-License-Identifier: AGPL-3.0-or-later
/* What changes in the plan: each field kept with what it was, each gesture told to the journal. */
#include "core/slice.h"
#include "domain/journal/journal.h"
#include "domain/plan/plan.h"
#include "domain/plan/plan_priv.h"

Err changement_dire(Db *db, const Acteur *par, int64_t now, ActionId id, Str champ, Str avant, Str apres)
{
    TRY(sql_action_toucher(db, id, now));
    return str_eq(avant, apres) ? OK : sql_changement_noter(db, id, now, qui(par), champ, avant, apres);
}

Err changement_journal(Db *db, Arena *a, const Acteur *par, int64_t now, const char *action, Str numero)
{
    SqlFeuilleCourante f;
    bool found = false;
    TRY(sql_feuille_courante(db, a, &f, &found));
    if (found)
        TRY(sql_feuille_toucher(db, f.feuille_id, now));
    return journal_ecrire(db, par, now, action, action_objet(a, numero), true);
}

/* ---- fields ---- */

static Str day_text(Arena *a, PlanJour d)
{
    return d.has ? date_french(a, d.d) : S("");
}

static Str choice_text(const Choice *choices, int i)
{
    return i < 0 ? S("") : choices[i].label;
}

static Str public_text(Arena *a, unsigned publics)
{
    Str out = S("");
    for (int i = 0; i < PUBLICS_N; i++)
        if (publics & 1U << i)
            out = str_format(a, "%.*s%s%.*s", STR_ARG(out), out.n ? ", " : "", STR_ARG(public_champs[i].value));
    return out;
}

typedef struct Difference {
    Str champ, avant, apres;
} Difference;

static Err tell_differences(Db *db, const Acteur *par, int64_t now, ActionId id, const Difference *d, size_t n)
{
    for (size_t i = 0; i < n; i++)
        TRY(changement_dire(db, par, now, id, d[i].champ, d[i].avant, d[i].apres));
    return OK;
}

static Err write_texts(Db *db, Arena *a, const Acteur *par, int64_t now, ActionId id, const Str *textes)
{
    ActionFiche f;
    TRY(action_fiche(db, a, id, &f));
    for (int t = 0; t < TEXTES_N; t++) {
        if (str_is_none(textes[t]) || str_eq(textes[t], f.textes[t]))
            continue;
        Str champ = action_textes[t].value;
        if (textes[t].n)
            TRY(sql_texte_ecrire(db, id, champ, textes[t]));
        else
            TRY(sql_texte_effacer(db, id, champ));
        TRY(changement_dire(db, par, now, id, action_textes[t].label, f.textes[t], textes[t]));
    }
    return OK;
}

static bool saisie_valid(const ActionSaisie *s)
{
    return s->titre.n && s->avancement >= 0 && s->avancement <= 100 &&
           !(s->debut.has && s->fin.has && s->fin.d.days < s->debut.d.days);
}

static Err write_row(Db *db, Arena *a, int64_t now, const Action *x, int64_t version, const ActionSaisie *s,
    ActionEtat etat)
{
    int64_t n = 0;
    TRY(sql_action_ecrire(db,
        &(SqlActionEcrireArgs){ .action_id = x->id,
            .version_lue = version,
            .theme = themes_ecrits(a, s->themes),
            .titre = s->titre,
            .pilote = s->pilote,
            .territoires = s->territoires,
            .etat = action_etats[etat].value,
            .priorite = s->priorite < 0 ? S("") : priorites[s->priorite].value,
            .avancement = s->avancement,
            .debut_j = jour_vers(s->debut),
            .fin_j = jour_vers(s->fin),
            .publics = s->publics,
            .now = now },
        &n));
    return n ? OK : ERR_CONFLICT;
}

/* An objective of its own axis, or none. */
static Err goal_title(Db *db, Arena *a, const Action *x, ObjectifId id, Str *ret)
{
    SqlObjectifDAction r;
    bool found = false;
    *ret = S("");
    if (id.v == 0)
        return OK;
    TRY(sql_objectif_d_action(db, a, x->id, id, &r, &found));
    *ret = found ? r.titre : S("");
    return found ? OK : ERR_INVALID;
}

static Err write_goal(Db *db, Arena *a, const Acteur *par, int64_t now, const Action *x, const ActionSaisie *s)
{
    Str before, after;
    if (!s->objectif_dit || s->objectif.v == x->objectif_id.v)
        return OK;
    TRY(goal_title(db, a, x, x->objectif_id, &before));
    TRY(goal_title(db, a, x, s->objectif, &after));
    TRY(sql_action_viser(db, x->id, (OptI64){ s->objectif.v != 0, s->objectif.v }));
    return changement_dire(db, par, now, x->id, S("Objectif"), before, after);
}

Err actions_rapprocher(Db *db, ActionId one, ActionId two, int64_t *ret_n)
{
    return one.v < two.v ? sql_proche_lier(db, one, two, ret_n) : sql_proche_lier(db, two, one, ret_n);
}

static bool same_near(const ActionFiche *f, const ActionSaisie *s)
{
    bool same = f->proches_n == s->proches_n;
    for (size_t i = 0; same && i < s->proches_n; i++) {
        size_t k = 0;
        while (k < f->proches_n && !str_eq(f->proches[k], s->proches[i]->numero))
            k++;
        same = k < f->proches_n;
    }
    return same;
}

/* Whoever it was near, or is near now, is changed too. */
static Err write_near(Db *db, Arena *a, const Acteur *par, int64_t now, const Action *x, const ActionSaisie *s)
{
    ActionFiche f, g;
    int64_t n = 0;
    if (!s->proches_dites)
        return OK;
    TRY(action_fiche(db, a, x->id, &f));
    if (same_near(&f, s))
        return OK;
    TRY(sql_proches_toucher(db, x->id, now));
    TRY(sql_proches_effacer(db, x->id));
    for (size_t i = 0; i < s->proches_n; i++) {
        ActionId other = s->proches[i]->id;
        if (other.v != x->id.v)
            TRY(actions_rapprocher(db, x->id, other, &n));
    }
    TRY(sql_proches_toucher(db, x->id, now));
    TRY(action_fiche(db, a, x->id, &g));
    return changement_dire(db, par, now, x->id, S("Actions proches"), str_join(a, f.proches, f.proches_n, S(", ")),
        str_join(a, g.proches, g.proches_n, S(", ")));
}

Err action_modifier(Db *db, Arena *a, const Acteur *par, int64_t now, const Action *x, int64_t version,
    const ActionSaisie *s)
{
    TRY(exiger_modifiable(db, par, x->id));
    if (!saisie_valid(s))
        return ERR_INVALID;
    TX tx = tx_begin(db, HERE);
    TRY(write_row(db, a, now, x, version, s, x->etat));
    const Difference d[] = {
        { S("Titre"), x->titre, s->titre },
        { S("Pilote"), x->pilote, s->pilote },
        { S("Territoires"), x->territoires, s->territoires },
        { S("Thème"), themes_montre(a, x->themes), themes_montre(a, s->themes) },
        { S("Priorité"), choice_text(priorites, x->priorite), choice_text(priorites, s->priorite) },
        { S("Avancement"), str_format(a, "%lld %%", (long long)x->avancement),
            str_format(a, "%lld %%", (long long)s->avancement) },
        { S("Début"), day_text(a, x->debut), day_text(a, s->debut) },
        { S("Fin"), day_text(a, x->fin), day_text(a, s->fin) },
        { S("Publié"), public_text(a, x->publics), public_text(a, s->publics) },
    };
    TRY(tell_differences(db, par, now, x->id, d, sizeof d / sizeof *d));
    TRY(write_texts(db, a, par, now, x->id, s->textes));
    TRY(write_goal(db, a, par, now, x, s));
    TRY(write_near(db, a, par, now, x, s));
    TRY(changement_journal(db, a, par, now, "plan.modifier", x->numero));
    return tx_commit(&tx);
}

static ActionSaisie as_it_is(const Action *x)
{
    return (ActionSaisie){ .titre = x->titre,
        .pilote = x->pilote,
        .territoires = x->territoires,
        .themes = x->themes,
        .priorite = x->priorite,
        .avancement = x->avancement,
        .debut = x->debut,
        .fin = x->fin,
        .publics = x->publics };
}

Err action_passer(Db *db, Arena *a, const Acteur *par, int64_t now, const Action *x, ActionEtat vers, Str blocage,
    Str levee)
{
    ActionSaisie s = as_it_is(x);
    TRY(exiger_modifiable(db, par, x->id));
    if (!action_peut_passer(x->etat, vers, plan_pilote(par)))
        return ERR_CONFLICT;
    if (vers == ACTION_BLOQUEE && (blocage.n == 0 || levee.n == 0))
        return ERR_INVALID;
    if (vers == ACTION_REALISEE)
        s.avancement = 100;
    TX tx = tx_begin(db, HERE);
    TRY(write_row(db, a, now, x, x->version, &s, vers));
    TRY(changement_dire(db, par, now, x->id, S("Statut"), action_etat_montre(x->etat), action_etat_montre(vers)));
    if (vers == ACTION_BLOQUEE || x->etat == ACTION_BLOQUEE) {
        bool blocked = vers == ACTION_BLOQUEE;
        s.textes[TEXTE_BLOCAGE] = blocked ? blocage : S("");
        s.textes[TEXTE_LEVEE] = blocked ? levee : S("");
        TRY(write_texts(db, a, par, now, x->id, s.textes));
    }
    TRY(changement_journal(db, a, par, now, "plan.statut", x->numero));
    return tx_commit(&tx);
}

Err action_creer(Db *db, Arena *a, const Acteur *par, int64_t now, const Plan *p, int axe, ObjectifId objectif,
    Str titre, Str *ret_numero)
{
    SqlActionCreer r;
    if (!plan_pilote(par))
        return ERR_FORBIDDEN;
    if (axe < 0 || axe >= (int)p->axes_n || titre.n == 0)
        return ERR_INVALID;
    int64_t rang = plan_rang_libre(a, p, axe, plan_dernier_rang(p, axe) + 1);
    Str numero = plan_numero(a, p, axe, rang);
    TX tx = tx_begin(db, HERE);
    TRY(sql_action_creer(db, a,
        &(SqlActionCreerArgs){ .feuille_id = p->feuille.id,
            .axe_id = p->axes[axe].id,
            .objectif_id = { objectif.v != 0, objectif.v },
            .numero = numero,
            .rang = rang,
            .genre = S("action"),
            .theme = S(""),
            .titre = titre,
            .pilote = S(""),
            .territoires = S(""),
            .etat = action_etats[ACTION_A_DISCUTER].value,
            .priorite = S(""),
            .now = now },
        &r));
    TRY(changement_dire(db, par, now, r.action_id, S("Action"), S(""), S("créée")));
    TRY(changement_journal(db, a, par, now, "plan.creer", numero));
    *ret_numero = numero;
    return tx_commit(&tx);
}

/* ---- elsewhere in the plan ---- */

static Str axis_told(Arena *a, const Plan *p, int axe)
{
    return str_format(a, "%lld. %.*s", (long long)p->axes[axe].rang, STR_ARG(p->axes[axe].titre));
}

static Str goal_told(const Plan *p, ObjectifId id)
{
    const Objectif *o = plan_objectif(p, id);
    return o ? o->titre : S("");
}

Err action_deplacer(Db *db, Arena *a, const Acteur *par, int64_t now, const Plan *p, const Action *x, int axe,
    ObjectifId objectif)
{
    int64_t n = 0;
    const Objectif *goal = plan_objectif(p, objectif);
    if (!plan_pilote(par))
        return ERR_FORBIDDEN;
    if (axe < 0 || axe >= (int)p->axes_n || (objectif.v && (!goal || goal->axe_id.v != p->axes[axe].id.v)))
        return ERR_INVALID;
    if (axe == x->axe && objectif.v == x->objectif_id.v)
        return ERR_CONFLICT;
    int64_t rang = axe == x->axe ? x->rang : plan_dernier_rang(p, axe) + 1;
    TX tx = tx_begin(db, HERE);
    TRY(sql_action_deplacer(db, x->id, p->axes[axe].id, (OptI64){ objectif.v != 0, objectif.v }, rang, x->version, now,
        &n));
    if (n == 0)
        return ERR_CONFLICT;
    TRY(sql_proches_toucher(db, x->id, now)); /* in theirs, it has another place */
    TRY(changement_dire(db, par, now, x->id, S("Axe"), axis_told(a, p, x->axe), axis_told(a, p, axe)));
    TRY(changement_dire(db, par, now, x->id, S("Objectif"), goal_told(p, x->objectif_id), goal_told(p, objectif)));
    TRY(changement_journal(db, a, par, now, "plan.modifier", x->numero));
    return tx_commit(&tx);
}

Err axe_ecrire(Db *db, Arena *a, const Acteur *par, int64_t now, const Plan *p, int64_t rang, Str titre, Str diagnostic)
{
    size_t at = 0;
    if (!plan_pilote(par))
        return ERR_FORBIDDEN;
    if (titre.n == 0)
        return ERR_INVALID;
    while (at < p->axes_n && p->axes[at].rang != rang)
        at++;
    TX tx = tx_begin(db, HERE);
    TRY(sql_axe_ecrire(db, p->feuille.id, rang, titre, diagnostic));
    bool renamed = at < p->axes_n && !str_eq(p->axes[at].titre, titre);
    Str now_told = str_format(a, "%lld. %.*s", (long long)rang, STR_ARG(titre));
    for (size_t i = 0; renamed && i < p->actions_n; i++)
        if (p->actions[i].axe == (int)at)
            TRY(changement_dire(db, par, now, p->actions[i].id, S("Axe"), axis_told(a, p, (int)at), now_told));
    return tx_commit(&tx);
}

Err objectif_renommer(Db *db, const Acteur *par, int64_t now, const Plan *p, const Objectif *o, Str titre)
{
    int64_t n = 0;
    if (!plan_pilote(par))
        return ERR_FORBIDDEN;
    if (titre.n == 0)
        return ERR_INVALID;
    for (size_t i = 0; i < p->objectifs_n; i++)
        if (&p->objectifs[i] != o && p->objectifs[i].axe_id.v == o->axe_id.v && str_eq(p->objectifs[i].titre, titre))
            return ERR_CONFLICT;
    TX tx = tx_begin(db, HERE);
    TRY(sql_objectif_renommer(db, o->id, titre, &n));
    for (size_t i = 0; i < p->actions_n; i++)
        if (p->actions[i].objectif_id.v == o->id.v)
            TRY(changement_dire(db, par, now, p->actions[i].id, S("Objectif"), o->titre, titre));
    TRY(sql_feuille_toucher(db, p->feuille.id, now));
    TRY(journal_ecrire(db, par, now, "plan.feuille", S("plan:courant"), true));
    return tx_commit(&tx);
}

/* ---- steps, people, words ---- */

Err action_etape_ajouter(Db *db, Arena *a, const Acteur *par, int64_t now, const Action *x, Str titre,
    PlanJour echeance)
{
    TRY(exiger_modifiable(db, par, x->id));
    if (titre.n == 0)
        return ERR_INVALID;
    TX tx = tx_begin(db, HERE);
    TRY(sql_etape_creer(db, x->id, titre, jour_vers(echeance), (OptI64){ 0 }));
    TRY(changement_dire(db, par, now, x->id, S("Étape"), S(""), titre));
    TRY(changement_journal(db, a, par, now, "plan.modifier", x->numero));
    return tx_commit(&tx);
}

static Err open_step(Db *db, Arena *a, const Acteur *par, const Action *x, int64_t etape, ActionEtape *ret)
{
    ActionFiche f;
    size_t i = 0;
    TRY(exiger_modifiable(db, par, x->id));
    TRY(action_fiche(db, a, x->id, &f));
    while (i < f.etapes_n && f.etapes[i].id != etape)
        i++;
    if (i == f.etapes_n)
        return ERR_NOT_FOUND;
    *ret = f.etapes[i];
    return OK;
}

Err action_etape_noter(Db *db, Arena *a, const Acteur *par, int64_t now, const Action *x, int64_t etape, PlanJour faite)
{
    ActionEtape was;
    int64_t n = 0;
    TRY(open_step(db, a, par, x, etape, &was));
    TX tx = tx_begin(db, HERE);
    TRY(sql_etape_noter(db, x->id, etape, jour_vers(faite), &n));
    Str champ = str_format(a, "Étape «\u00a0%.*s\u00a0»", STR_ARG(was.titre));
    TRY(changement_dire(db, par, now, x->id, champ, was.faite.has ? S("faite") : S("à faire"),
        faite.has ? S("faite") : S("à faire")));
    TRY(changement_journal(db, a, par, now, "plan.modifier", x->numero));
    return tx_commit(&tx);
}

Err action_etape_retirer(Db *db, Arena *a, const Acteur *par, int64_t now, const Action *x, int64_t etape)
{
    ActionEtape was;
    int64_t n = 0;
    TRY(open_step(db, a, par, x, etape, &was));
    TX tx = tx_begin(db, HERE);
    TRY(sql_etape_effacer(db, x->id, etape, &n));
    TRY(changement_dire(db, par, now, x->id, S("Étape"), was.titre, S("")));
    TRY(changement_journal(db, a, par, now, "plan.modifier", x->numero));
    return tx_commit(&tx);
}

Err action_confier(Db *db, Arena *a, const Acteur *par, int64_t now, const Action *x, PersonneId id, bool confier)
{
    int64_t n = 0;
    if (!plan_pilote(par))
        return ERR_FORBIDDEN;
    TX tx = tx_begin(db, HERE);
    if (confier)
        TRY(sql_responsable_ajouter(db, x->id, id));
    else
        TRY(sql_responsable_retirer(db, x->id, id, &n));
    TRY(changement_journal(db, a, par, now, confier ? "plan.confier" : "plan.reprendre", x->numero));
    return tx_commit(&tx);
}

Err action_commenter(Db *db, Arena *a, const Acteur *par, int64_t now, const Action *x, CommentaireGenre genre,
    Str texte)
{
    if (texte.n == 0 || (genre != COMMENTAIRE_COMMENTAIRE && genre != COMMENTAIRE_PROPOSITION))
        return ERR_INVALID;
    TX tx = tx_begin(db, HERE);
    TRY(sql_commentaire_creer(db, x->id, qui(par), now, commentaire_genres[genre].value, texte));
    TRY(changement_journal(db, a, par, now, genre == COMMENTAIRE_PROPOSITION ? "plan.proposer" : "plan.commenter",
        x->numero));
    return tx_commit(&tx);
}

Err proposition_decider(Db *db, Arena *a, const Acteur *par, int64_t now, const Action *x, int64_t id, bool accepter)
{
    int64_t n = 0;
    CommentaireGenre to = accepter ? COMMENTAIRE_ACCEPTEE : COMMENTAIRE_ECARTEE;
    TRY(exiger_modifiable(db, par, x->id));
    TX tx = tx_begin(db, HERE);
    TRY(sql_commentaire_decider(db, x->id, id, commentaire_genres[to].value, &n));
    if (n == 0)
        return ERR_NOT_FOUND;
    TRY(changement_journal(db, a, par, now, "plan.decider", x->numero));
    return tx_commit(&tx);
}

/* ---- money ---- */

static Err money_done(Db *db, Arena *a, const Acteur *par, int64_t now, const Action *x, Str champ, Str avant,
    Str apres)
{
    TRY(changement_dire(db, par, now, x->id, champ, avant, apres));
    return changement_journal(db, a, par, now, "plan.argent", x->numero);
}

/* What is written must stand as a whole; else the transaction of the caller is rolled back. */
static Err still_sound(Db *db, Arena *a, const Action *x, FinancementFaute *ret_faute)
{
    FinancementPlan p;
    TRY(action_argent(db, a, x->id, &p));
    *ret_faute = financement_controler(&p, NULL);
    return *ret_faute == FAUTE_AUCUNE ? OK : ERR_INVALID;
}

Err action_cout_ajouter(Db *db, Arena *a, const Acteur *par, int64_t now, const Action *x, const Cout *c,
    FinancementFaute *ret_faute)
{
    *ret_faute = FAUTE_MONTANT;
    TRY(exiger_modifiable(db, par, x->id));
    if (c->ht < 0 || c->tva < 0 || c->etp < 0 || c->ht > MONTANT_MAX || c->tva > MONTANT_MAX)
        return ERR_INVALID;
    TX tx = tx_begin(db, HERE);
    TRY(sql_cout_creer(db, x->id, c->annee, cout_natures[c->nature].value, c->libelle, c->ht, c->tva, c->etp));
    TRY(still_sound(db, a, x, ret_faute));
    TRY(money_done(db, a, par, now, x, S("Dépense"), S(""), argent_montre(a, c->ht + c->tva)));
    return tx_commit(&tx);
}

Err action_cout_retirer(Db *db, Arena *a, const Acteur *par, int64_t now, const Action *x, int64_t id,
    FinancementFaute *ret_faute)
{
    FinancementPlan p;
    int64_t n = 0, was = 0;
    *ret_faute = FAUTE_AUCUNE;
    TRY(exiger_modifiable(db, par, x->id));
    TRY(action_argent(db, a, x->id, &p));
    for (size_t i = 0; i < p.couts_n; i++)
        was = p.couts[i].id == id ? p.couts[i].ht + p.couts[i].tva : was;
    TX tx = tx_begin(db, HERE);
    TRY(sql_cout_effacer(db, x->id, id, &n));
    if (n == 0)
        return ERR_NOT_FOUND;
    TRY(sql_ressource_sans_cout(db, x->id, (OptI64){ true, id }));
    TRY(still_sound(db, a, x, ret_faute));
    TRY(money_done(db, a, par, now, x, S("Dépense"), argent_montre(a, was), S("")));
    return tx_commit(&tx);
}

Err action_financement_ajouter(Db *db, Arena *a, const Acteur *par, int64_t now, const Action *x, const Financement *f,
    FinancementFaute *ret_faute)
{
    *ret_faute = FAUTE_MONTANT;
    TRY(exiger_modifiable(db, par, x->id));
    if (f->montant < 0 || f->montant > MONTANT_MAX || f->verse < 0 || f->verse > f->montant || f->financeur.n == 0)
        return ERR_INVALID;
    const Str *known;
    size_t n = 0;
    TX tx = tx_begin(db, HERE);
    TRY(financeurs_connus(db, a, &known, &n));
    Str financeur = financeur_parmi(a, f->financeur, known, n);
    TRY(sql_financement_creer(db, x->id, financeur, financement_natures[f->nature].value,
        financement_etats[f->etat].value, f->montant, f->verse, f->plafond, jour_vers(f->attendu)));
    TRY(still_sound(db, a, x, ret_faute));
    Str champ = str_cat(a, S("Financement de "), financeur);
    TRY(money_done(db, a, par, now, x, champ, S(""), argent_montre(a, f->montant)));
    return tx_commit(&tx);
}

static Err open_receipt(Db *db, Arena *a, const Acteur *par, const Action *x, int64_t id, Financement *ret)
{
    FinancementPlan p;
    size_t i = 0;
    TRY(exiger_modifiable(db, par, x->id));
    TRY(action_argent(db, a, x->id, &p));
    while (i < p.lignes_n && p.lignes[i].id != id)
        i++;
    if (i == p.lignes_n)
        return ERR_NOT_FOUND;
    *ret = p.lignes[i];
    return OK;
}

Err action_financement_retirer(Db *db, Arena *a, const Acteur *par, int64_t now, const Action *x, int64_t id)
{
    Financement f;
    int64_t n = 0;
    TRY(open_receipt(db, a, par, x, id, &f));
    TX tx = tx_begin(db, HERE);
    TRY(sql_financement_effacer(db, x->id, id, &n));
    TRY(money_done(db, a, par, now, x, str_cat(a, S("Financement de "), f.financeur),
        str_format(a, "%.*s, %.*s", STR_ARG(argent_montre(a, f.montant)), STR_ARG(financement_etats[f.etat].label)),
        S("")));
    return tx_commit(&tx);
}

Err action_financement_passer(Db *db, Arena *a, const Acteur *par, int64_t now, const Action *x, int64_t id,
    FinancementEtat vers, int64_t verse)
{
    Financement f;
    FinancementFaute faute;
    int64_t n = 0;
    TRY(open_receipt(db, a, par, x, id, &f));
    if (!financement_peut_passer(f.etat, vers))
        return ERR_CONFLICT;
    int64_t paid = vers == FINANCEMENT_VERSE ? f.montant : vers == FINANCEMENT_ACQUIS ? verse : 0;
    if (paid < 0 || paid > f.montant)
        return ERR_INVALID;
    TX tx = tx_begin(db, HERE);
    TRY(sql_financement_ecrire(db, x->id, id, financement_etats[vers].value, paid, &n));
    TRY(still_sound(db, a, x, &faute));
    Str champ = str_cat(a, S("Financement de "), f.financeur);
    TRY(money_done(db, a, par, now, x, champ,
        str_format(a, "%.*s, %.*s versés", STR_ARG(financement_etats[f.etat].label),
            STR_ARG(argent_montre(a, f.verse))),
        str_format(a, "%.*s, %.*s versés", STR_ARG(financement_etats[vers].label), STR_ARG(argent_montre(a, paid)))));
    return tx_commit(&tx);
}
