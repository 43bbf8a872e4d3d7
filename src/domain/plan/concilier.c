// SPDX-License-Identifier: AGPL-3.0-or-later
/*
 * An action that a file knows and that is there already, brought up to date by the same rules as on its page: what a file does
 * not say is left; a status moves only as it may; a line of money, a step or a resource is found by what it is called, then
 * changed, or added; none is taken away, and a financing plan that would not balance refuses the file.
 */
#include "core/slice.h"
#include "domain/plan/appliquer.h"

static Err refuse(Pose *p, const ActionLue *x, const char *champ, Str valeur, const char *remede)
{
    faute(p->a, p->lu, x->ligne, champ, valeur, remede);
    return ERR_INVALID;
}

/* ---- fields ---- */

static ActionSaisie wanted(const ActionLue *x, const Action *was)
{
    ActionSaisie s = { .titre = x->titre,
        .pilote = str_is_none(x->pilote) ? was->pilote : x->pilote,
        .territoires = str_is_none(x->territoires) ? was->territoires : x->territoires,
        .themes = x->themes < 0 ? was->themes : (unsigned)x->themes,
        .priorite = x->priorite < 0 ? was->priorite : x->priorite,
        .avancement = x->avancement.has ? x->avancement.v : was->avancement,
        .debut = x->debut.has ? x->debut : was->debut,
        .fin = x->fin.has ? x->fin : was->fin,
        .publics = x->publics.has ? (unsigned)x->publics.v : was->publics };
    for (int t = 0; t < TEXTES_N; t++)
        s.textes[t] = x->textes[t];
    return s;
}

static bool same_day(PlanJour a, PlanJour b)
{
    return a.has == b.has && (!a.has || a.d.days == b.d.days);
}

static bool differs(const ActionSaisie *s, const Action *was, const ActionFiche *f)
{
    bool texts = false;
    for (int t = 0; t < TEXTES_N; t++)
        texts = texts || (!str_is_none(s->textes[t]) && !str_eq(s->textes[t], f->textes[t]));
    return texts || !str_eq(s->titre, was->titre) || !str_eq(s->pilote, was->pilote) ||
           !str_eq(s->territoires, was->territoires) || s->themes != was->themes || s->priorite != was->priorite ||
           s->avancement != was->avancement || !same_day(s->debut, was->debut) || !same_day(s->fin, was->fin) ||
           s->publics != was->publics;
}

static Err pass(Pose *p, const ActionLue *x, Action *was)
{
    ActionEtat to = (ActionEtat)x->etat;
    Err e = action_passer(p->db, p->a, p->par, p->now, was, to, str_or_empty(x->textes[TEXTE_BLOCAGE]),
        str_or_empty(x->textes[TEXTE_LEVEE]));
    if (e == ERR_CONFLICT)
        return refuse(p, x, "Statut", action_etats[to].label,
            str_format(p->a, "l’action %.*s est «\u00a0%.*s\u00a0», d’où l’on ne passe pas à ce statut",
                STR_ARG(was->numero), STR_ARG(action_etat_montre(was->etat)))
                .p);
    if (e == ERR_INVALID)
        return refuse(p, x, "Statut", action_etats[to].label,
            "écrivez aussi «\u00a0Ce qui bloque\u00a0» et «\u00a0Comment lever le blocage\u00a0»");
    TRY(e);
    was->etat = to;
    was->version++;
    if (to == ACTION_REALISEE)
        was->avancement = 100;
    return OK;
}

/* ---- lines ---- */

static Err told(Pose *p, ActionId id, bool neuve, const char *champ, Str avant, Str apres)
{
    return neuve ? OK : changement_dire(p->db, p->par, p->now, id, str_from(champ), avant, apres);
}

static Err put_steps(Pose *p, const ActionLue *x, ActionId id, bool neuve)
{
    ActionFiche f;
    TRY(action_fiche(p->db, p->a, id, &f));
    bool *used = NEW(p->a, bool, f.etapes_n + 1);
    if (!used)
        return ERR_MEMORY;
    for (size_t i = 0; i < x->etapes.n; i++) {
        const ActionEtape *new = &x->etapes.v[i];
        size_t k = 0;
        while (k < f.etapes_n && (used[k] || !str_eq(f.etapes[k].titre, new->titre)))
            k++;
        if (k == f.etapes_n) {
            TRY(sql_etape_creer(p->db, id, new->titre, jour_vers(new->echeance), jour_vers(new->faite)));
            TRY(told(p, id, neuve, "Étape", S(""), etape_dite(p->a, new)));
            continue;
        }
        const ActionEtape *was = &f.etapes[k];
        ActionEtape to = *was;
        int64_t n = 0;
        used[k] = true;
        to.echeance = new->echeance.has ? new->echeance : was->echeance;
        to.faite = new->faite.has ? new->faite : was->faite;
        if (same_day(to.echeance, was->echeance) && same_day(to.faite, was->faite))
            continue;
        TRY(sql_etape_ecrire(p->db, id, was->id, jour_vers(to.echeance), jour_vers(to.faite), &n));
        TRY(told(p, id, neuve, "Étape", etape_dite(p->a, was), etape_dite(p->a, &to)));
    }
    return OK;
}

static Err put_costs(Pose *p, const ActionLue *x, ActionId id, bool neuve, const FinancementPlan *has)
{
    bool *used = NEW(p->a, bool, has->couts_n + 1);
    if (!used)
        return ERR_MEMORY;
    for (size_t i = 0; i < x->couts.n; i++) {
        const Cout *c = &x->couts.v[i];
        size_t k = 0;
        int64_t n = 0;
        while (k < has->couts_n && (used[k] || has->couts[k].annee != c->annee || has->couts[k].nature != c->nature ||
                                       !str_eq(has->couts[k].libelle, str_or_empty(c->libelle))))
            k++;
        if (k == has->couts_n) {
            TRY(sql_cout_creer(p->db, id, c->annee, cout_natures[c->nature].value, str_or_empty(c->libelle), c->ht,
                c->tva, c->etp));
            TRY(told(p, id, neuve, "Dépense", S(""), cout_dit(p->a, c)));
            continue;
        }
        const Cout *was = &has->couts[k];
        used[k] = true;
        if (was->ht == c->ht && was->tva == c->tva && was->etp == c->etp)
            continue;
        TRY(sql_cout_ecrire(p->db, id, was->id, c->ht, c->tva, c->etp, &n));
        TRY(told(p, id, neuve, "Dépense", cout_dit(p->a, was), cout_dit(p->a, c)));
    }
    return OK;
}

static Err change_funding(Pose *p, const ActionLue *x, ActionId id, const Financement *was, const Financement *new)
{
    Financement to = *was;
    int64_t n = 0;
    to.montant = new->montant;
    to.plafond = new->plafond.has ? new->plafond : was->plafond;
    to.attendu = new->attendu.has ? new->attendu : was->attendu;
    if (new->etat != FINANCEMENTS_N) {
        to.etat = new->etat;
        to.verse = new->verse;
    }
    if (to.montant == was->montant && to.verse == was->verse && to.etat == was->etat &&
        same_day(to.attendu, was->attendu) && to.plafond.has == was->plafond.has && to.plafond.v == was->plafond.v)
        return OK;
    if (to.etat != was->etat && !financement_peut_passer(was->etat, to.etat))
        return refuse(p, x, "Financements", to.financeur,
            str_format(p->a, "ce financement est «\u00a0%.*s\u00a0», d’où l’on ne passe pas à «\u00a0%.*s\u00a0»",
                STR_ARG(financement_etats[was->etat].label), STR_ARG(financement_etats[to.etat].label))
                .p);
    if (to.verse > to.montant)
        return refuse(p, x, "Financements", to.financeur, "il serait versé plus que le montant");
    TRY(sql_financement_refaire(p->db, id, was->id, financement_etats[to.etat].value, to.montant, to.verse, to.plafond,
        jour_vers(to.attendu), &n));
    return told(p, id, false, "Financement", financement_dit(p->a, was), financement_dit(p->a, &to));
}

/* The line of that funder that the file speaks of: written the same if there is one, else the same funder; lignes_n: none. */
static size_t funding_of(Arena *a, const FinancementPlan *has, const bool *used, const Financement *l)
{
    size_t found = has->lignes_n;
    for (size_t k = 0; k < has->lignes_n; k++) {
        const Financement *was = &has->lignes[k];
        if (used[k] || was->nature != l->nature || !financeur_meme(a, was->financeur, l->financeur))
            continue;
        if (str_eq(was->financeur, l->financeur))
            return k;
        found = found < has->lignes_n ? found : k;
    }
    return found;
}

static Err put_fundings(Pose *p, const ActionLue *x, ActionId id, bool neuve, const FinancementPlan *has)
{
    bool *used = NEW(p->a, bool, has->lignes_n + 1);
    if (!used)
        return ERR_MEMORY;
    for (size_t i = 0; i < x->lignes.n; i++) {
        const Financement *l = &x->lignes.v[i];
        size_t k = funding_of(p->a, has, used, l);
        if (k < has->lignes_n) {
            used[k] = true;
            TRY(change_funding(p, x, id, &has->lignes[k], l));
            continue;
        }
        FinancementEtat etat = l->etat == FINANCEMENTS_N ? FINANCEMENT_PRESSENTI : l->etat;
        TRY(sql_financement_creer(p->db, id, l->financeur, financement_natures[l->nature].value,
            financement_etats[etat].value, l->montant, l->verse, l->plafond, jour_vers(l->attendu)));
        TRY(told(p, id, neuve, "Financement", S(""), financement_dit(p->a, l)));
    }
    return OK;
}

static Err put_money(Pose *p, const ActionLue *x, ActionId id, bool neuve)
{
    FinancementPlan has;
    if (x->couts.n + x->lignes.n == 0)
        return OK;
    TRY(action_argent(p->db, p->a, id, &has));
    TRY(put_costs(p, x, id, neuve, &has));
    TRY(put_fundings(p, x, id, neuve, &has));
    TRY(action_argent(p->db, p->a, id, &has));
    return financement_controler(&has, NULL) == FAUTE_AUCUNE
             ? OK
             : refuse(p, x, "Financements", x->titre,
                   "avec ce qui est déjà là, les recettes dépasseraient les dépenses, un plafond ou une limite");
}

static Err put_resources(Pose *p, const ActionLue *x, ActionId id, bool neuve)
{
    ActionRelations has;
    TRY(action_relations(p->db, p->a, id, &has));
    for (size_t i = 0; i < x->lieux.n; i++) {
        bool known = false;
        for (size_t k = 0; k < has.lieux_n; k++)
            known = known || str_eq(has.lieux[k], x->lieux.v[i]);
        if (known)
            continue;
        TRY(sql_lieu_ajouter(p->db, id, x->lieux.v[i]));
        TRY(told(p, id, neuve, "Lieu", S(""), x->lieux.v[i]));
    }
    bool *used = NEW(p->a, bool, has.ressources_n + 1);
    if (!used)
        return ERR_MEMORY;
    for (size_t i = 0; i < x->ressources.n; i++) {
        const Ressource *r = &x->ressources.v[i];
        size_t k = 0;
        int64_t n = 0;
        while (k < has.ressources_n &&
               (used[k] || has.ressources[k].nature != r->nature || has.ressources[k].annee != r->annee ||
                   !str_eq(has.ressources[k].libelle, r->libelle)))
            k++;
        if (k == has.ressources_n) {
            TRY(sql_ressource_creer(p->db, id, ressource_natures[r->nature].value, r->libelle, r->quantite, r->annee,
                (OptI64){ 0 }));
            TRY(told(p, id, neuve, "Ressource", S(""), ressource_dite(p->a, r)));
            continue;
        }
        used[k] = true;
        if (has.ressources[k].quantite == r->quantite)
            continue;
        TRY(sql_ressource_ecrire(p->db, id, has.ressources[k].id, r->quantite, &n));
        TRY(told(p, id, neuve, "Ressource", ressource_dite(p->a, &has.ressources[k]), ressource_dite(p->a, r)));
    }
    return OK;
}

Err details_concilier(Pose *p, const ActionLue *x, ActionId id, bool neuve)
{
    if (x->etapes.n)
        TRY(put_steps(p, x, id, neuve));
    TRY(put_money(p, x, id, neuve));
    return x->ressources.n + x->lieux.n ? put_resources(p, x, id, neuve) : OK;
}

/* ---- the whole action ---- */

static Err tell_effects(Pose *p, const ActionLue *x, const Action *was, size_t before)
{
    const PlanChangement *all;
    size_t n = 0;
    TRY(plan_changements(p->db, p->a, was->id, 0, INT32_MAX, &all, &n));
    for (size_t i = n - before; i-- > 0;)
        TRY(effet_dire(p, (PlanEffet){ x->ligne, was->numero, x->titre, all[i].champ, all[i].avant, all[i].apres }));
    p->bilan.changees += n > before;
    p->bilan.inchangees += n == before;
    return OK;
}

Err action_concilier(Pose *p, const ActionLue *x, const Action *was)
{
    const PlanChangement *all;
    size_t before = 0;
    Action now = *was;
    ActionFiche f;
    TRY(plan_changements(p->db, p->a, was->id, 0, INT32_MAX, &all, &before));
    if (x->etat >= 0 && x->etat != (int)was->etat)
        TRY(pass(p, x, &now));
    TRY(action_fiche(p->db, p->a, was->id, &f));
    const ActionSaisie s = wanted(x, &now);
    if (differs(&s, &now, &f)) {
        Err e = action_modifier(p->db, p->a, p->par, p->now, &now, now.version, &s);
        if (e == ERR_INVALID)
            return refuse(p, x, "Fin", x->titre, "avec le début déjà noté, la fin le précéderait");
        TRY(e);
    }
    TRY(details_concilier(p, x, was->id, false));
    return tell_effects(p, x, was, before);
}
