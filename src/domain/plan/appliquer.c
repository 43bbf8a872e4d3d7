// SPDX-License-Identifier: AGPL-3.0-or-later
/* What a file says, put in the database in one transaction. */
#include "core/slice.h"
#include "domain/journal/journal.h"
#include "domain/plan/lire.h"

#define PUBLIC_DEFAUT(NAME, stored, shown, by_default) | (unsigned)(by_default) << PUBLIC_##NAME
static const unsigned publics_defaut = 0 PUBLIC_CHAMPS(PUBLIC_DEFAUT);
#undef PUBLIC_DEFAUT

typedef struct Pose {
    Db *db;
    Arena *a;
    const Acteur *par;
    int64_t now;
    PlanLu *lu;
    Plan plan;
    PlanBilan bilan;
    bool neuve;                                    /* the roadmap comes with this file */
} Pose;

/* Of a table that says nothing of it: from the first day written in it to the last one, in whole years. */
static Feuille feuille_deduced(const Pose *p)
{
    int first = date_civil(date_paris(p->now)).year, last = first;
    bool any = false;
    for (size_t i = 0; i < p->lu->actions.n; i++) {
        const PlanJour days[] = { p->lu->actions.v[i].debut, p->lu->actions.v[i].fin };
        for (size_t k = 0; k < 2; k++) {
            int year = days[k].has ? date_civil(days[k].d).year : 0;
            first = year && (!any || year < first) ? year : first;
            last = year && (!any || year > last) ? year : last;
            any = any || year;
        }
    }
    return (
        Feuille){ .nom = S("Plan d’actions"), .debut = date_from_ymd(first, 1, 1), .fin = date_from_ymd(last, 12, 31) };
}

static Err put_feuille(Pose *p)
{
    SqlFeuilleTrouver found_row;
    bool found = false;
    Err e = p->lu->a_feuille ? ERR_NOT_FOUND : plan_courant(p->db, p->a, &p->plan);
    if (e != ERR_NOT_FOUND)
        return e;
    const Feuille f = p->lu->a_feuille ? p->lu->feuille : feuille_deduced(p);
    TRY(sql_feuille_trouver(p->db, p->a, f.nom, f.debut.days, &found_row, &found));
    if (!found) {
        SqlFeuilleCreer made;
        TRY(sql_feuille_creer(p->db, p->a,
            &(SqlFeuilleCreerArgs){ .nom = f.nom,
                .description = str_or_empty(f.description),
                .debut_j = f.debut.days,
                .fin_j = f.fin.days,
                .porteurs = str_or_empty(f.porteurs),
                .appui = str_or_empty(f.appui),
                .perimetre = str_or_empty(f.perimetre),
                .source = str_or_empty(f.source),
                .now = p->now },
            &made));
        p->neuve = true;
    }
    TRY(plan_courant(p->db, p->a, &p->plan));
    if (str_eq(p->plan.feuille.nom, f.nom) && p->plan.feuille.debut.days == f.debut.days)
        return OK;
    faute(p->a, p->lu, 1, "feuille", f.nom,
        "une feuille de route plus récente est déjà là : c’est elle qui se modifie");
    return ERR_INVALID;
}

static int axis_by_title(const Plan *plan, Str titre)
{
    for (size_t i = 0; i < plan->axes_n; i++)
        if (str_eq(plan->axes[i].titre, titre))
            return (int)i;
    return -1;
}

static int axis_by_rank(const Plan *plan, int64_t rang)
{
    for (size_t i = 0; i < plan->axes_n; i++)
        if (plan->axes[i].rang == rang)
            return (int)i;
    return -1;
}

static Err put_axe(Pose *p, int64_t rang, Str titre, Str diagnostic)
{
    TRY(sql_axe_ecrire(p->db, p->plan.feuille.id, rang, titre, diagnostic));
    return plan_courant(p->db, p->a, &p->plan);
}

static Err put_axes(Pose *p)
{
    for (size_t i = 0; i < p->lu->axes.n; i++)
        TRY(put_axe(p, p->lu->axes.v[i].rang, str_or_empty(p->lu->axes.v[i].titre),
            str_or_empty(p->lu->axes.v[i].diagnostic)));
    for (size_t i = 0; i < p->lu->actions.n; i++) {
        const ActionLue *x = &p->lu->actions.v[i];
        if (x->axe ? axis_by_rank(&p->plan, x->axe) >= 0 : axis_by_title(&p->plan, x->axe_titre) >= 0)
            continue;
        int64_t rang = x->axe;
        for (size_t k = 0; !x->axe && k < p->plan.axes_n; k++)
            rang = p->plan.axes[k].rang > rang ? p->plan.axes[k].rang : rang;
        Str titre = x->axe_titre.n ? x->axe_titre : str_format(p->a, "Axe %lld", (long long)x->axe);
        TRY(put_axe(p, x->axe ? x->axe : rang + 1, titre, S("")));
    }
    return OK;
}

static int axis_of(const Pose *p, const ActionLue *x)
{
    return x->axe ? axis_by_rank(&p->plan, x->axe) : axis_by_title(&p->plan, x->axe_titre);
}

static const Objectif *goal_of(const Plan *plan, int axe, Str titre)
{
    for (size_t i = 0; i < plan->objectifs_n; i++)
        if (plan->objectifs[i].axe_id.v == plan->axes[axe].id.v && str_eq(plan->objectifs[i].titre, titre))
            return &plan->objectifs[i];
    return NULL;
}

static Err put_goals(Pose *p)
{
    for (size_t i = 0; i < p->lu->actions.n; i++) {
        const ActionLue *x = &p->lu->actions.v[i];
        int axe = axis_of(p, x);
        if (x->objectif.n && !goal_of(&p->plan, axe, x->objectif)) {
            int64_t rang = 1;
            for (size_t k = 0; k < p->plan.objectifs_n; k++)
                rang += p->plan.objectifs[k].axe_id.v == p->plan.axes[axe].id.v;
            TRY(sql_objectif_creer(p->db, p->plan.axes[axe].id, rang, x->objectif));
            TRY(plan_courant(p->db, p->a, &p->plan));
        }
    }
    return OK;
}

/* ---- actions ---- */

static Err same_action(Pose *p, const ActionLue *x, const Action **ret)
{
    int axe = axis_of(p, x);
    *ret = x->numero.n ? plan_action(&p->plan, x->numero) : NULL;
    for (size_t i = 0; !*ret && !x->numero.n && i < p->plan.actions_n; i++) {
        const Action *k = &p->plan.actions[i];
        ActionFiche f;
        if (k->axe != axe || !str_eq(k->titre, x->titre))
            continue;
        TRY(action_fiche(p->db, p->a, k->id, &f));
        if (str_eq(f.textes[TEXTE_SOUS_ACTION], x->textes[TEXTE_SOUS_ACTION]))
            *ret = k;
    }
    return OK;
}

static int64_t last_rank(const Plan *plan, int axe)
{
    int64_t rang = 0;
    for (size_t i = 0; i < plan->actions_n; i++)
        if (plan->actions[i].axe == axe && plan->actions[i].rang > rang)
            rang = plan->actions[i].rang;
    return rang;
}

static Err insert_action(Pose *p, const ActionLue *x, int64_t rang, ActionId *ret)
{
    SqlActionCreer made;
    int axe = axis_of(p, x);
    const Axe *of = &p->plan.axes[axe];
    const Objectif *goal = x->objectif.n ? goal_of(&p->plan, axe, x->objectif) : NULL;
    Str numero = x->numero.n ? x->numero : str_format(p->a, "%lld.%lld", (long long)of->rang, (long long)rang);
    ActionEtat etat = x->etat < 0 ? ACTION_A_DISCUTER : (ActionEtat)x->etat;
    TRY(sql_action_creer(p->db, p->a,
        &(SqlActionCreerArgs){ .feuille_id = p->plan.feuille.id,
            .axe_id = of->id,
            .objectif_id = { goal != NULL, goal ? goal->id.v : 0 },
            .numero = numero,
            .rang = rang,
            .genre = x->genre,
            .theme = x->theme < 0 ? S("") : plan_themes[x->theme].value,
            .titre = x->titre,
            .pilote = str_or_empty(x->pilote),
            .territoires = str_or_empty(x->territoires),
            .etat = action_etats[etat].value,
            .priorite = x->priorite < 0 ? S("") : priorites[x->priorite].value,
            .avancement = x->avancement.has       ? x->avancement.v
                        : etat == ACTION_REALISEE ? 100
                                                  : 0,
            .debut_j = jour_vers(x->debut),
            .fin_j = jour_vers(x->fin),
            .publics = x->publics.has ? x->publics.v : (int64_t)publics_defaut,
            .now = p->now },
        &made));
    for (int t = 0; t < TEXTES_N; t++)
        if (x->textes[t].n)
            TRY(sql_texte_ecrire(p->db, made.action_id, action_textes[t].value, x->textes[t]));
    *ret = made.action_id;
    p->bilan.ajoutees++;
    /* What a roadmap begins with is its first version, not a change. */
    return p->neuve ? OK : changement_dire(p->db, p->par, p->now, made.action_id, S("Action"), S(""), S("importée"));
}

/* Money and steps of a file are for an action that has none yet: nothing is counted twice. */
static Err put_money(Pose *p, const ActionLue *x, ActionId id)
{
    FinancementPlan has;
    ActionFiche f;
    TRY(action_argent(p->db, p->a, id, &has));
    TRY(action_fiche(p->db, p->a, id, &f));
    for (size_t i = 0; has.couts_n == 0 && i < x->couts.n; i++) {
        const Cout *c = &x->couts.v[i];
        TRY(sql_cout_creer(p->db, id, c->annee, cout_natures[c->nature].value, str_or_empty(c->libelle), c->ht, c->tva,
            c->etp));
    }
    for (size_t i = 0; has.lignes_n == 0 && i < x->lignes.n; i++) {
        const Financement *l = &x->lignes.v[i];
        TRY(sql_financement_creer(p->db, id, l->financeur, financement_natures[l->nature].value,
            financement_etats[l->etat].value, l->montant, l->verse, l->plafond, jour_vers(l->attendu)));
    }
    for (size_t i = 0; f.etapes_n == 0 && i < x->etapes.n; i++)
        TRY(sql_etape_creer(p->db, id, x->etapes.v[i].titre, jour_vers(x->etapes.v[i].echeance),
            jour_vers(x->etapes.v[i].faite)));
    TRY(action_argent(p->db, p->a, id, &has));
    if (financement_controler(&has, NULL) == FAUTE_AUCUNE)
        return OK;
    faute(p->a, p->lu, x->ligne, "Financements", x->titre,
        "avec ce qui est déjà là, les recettes dépasseraient les dépenses");
    return ERR_INVALID;
}

static Err update_action(Pose *p, const ActionLue *x, const Action *was)
{
    const PlanChangement *before, *after;
    size_t n_before = 0, n_after = 0;
    ActionSaisie s = { .titre = x->titre,
        .pilote = str_is_none(x->pilote) ? was->pilote : x->pilote,
        .territoires = str_is_none(x->territoires) ? was->territoires : x->territoires,
        .theme = x->theme < 0 ? was->theme : x->theme,
        .priorite = x->priorite < 0 ? was->priorite : x->priorite,
        .avancement = x->avancement.has ? x->avancement.v : was->avancement,
        .debut = x->debut.has ? x->debut : was->debut,
        .fin = x->fin.has ? x->fin : was->fin,
        .publics = x->publics.has ? (unsigned)x->publics.v : was->publics };
    for (int t = 0; t < TEXTES_N; t++)
        s.textes[t] = x->textes[t];
    if (x->etat >= 0 && x->etat != (int)was->etat) {
        faute(p->a, p->lu, x->ligne, "Statut", action_etats[x->etat].label,
            "l’action est déjà là avec un autre statut : changez-le sur sa fiche, où la raison est demandée");
        return ERR_INVALID;
    }
    TRY(plan_changements(p->db, p->a, was->id, 0, INT32_MAX, &before, &n_before));
    TRY(action_modifier(p->db, p->a, p->par, p->now, was, was->version, &s));
    TRY(plan_changements(p->db, p->a, was->id, 0, INT32_MAX, &after, &n_after));
    p->bilan.changees += n_after > n_before;
    p->bilan.inchangees += n_after == n_before;
    return OK;
}

static Err put_actions(Pose *p)
{
    int64_t *last = NEW(p->a, int64_t, p->plan.axes_n + 1);
    if (!last)
        return ERR_MEMORY;
    for (size_t k = 0; k < p->plan.axes_n; k++)
        last[k] = last_rank(&p->plan, (int)k);
    for (size_t i = 0; i < p->lu->actions.n; i++) {
        const ActionLue *x = &p->lu->actions.v[i];
        const Action *was = NULL;
        ActionId id;
        TRY(same_action(p, x, &was));
        if (was) {
            TRY(update_action(p, x, was));
            TRY(put_money(p, x, was->id));
            continue;
        }
        int axe = axis_of(p, x);
        int64_t rang = x->rang ? x->rang : last[axe] + 1;
        last[axe] = rang > last[axe] ? rang : last[axe];
        Err e = insert_action(p, x, rang, &id);
        if (e == ERR_CONFLICT)
            faute(p->a, p->lu, x->ligne, "Numéro", x->numero.n ? x->numero : x->titre,
                "deux actions auraient le même numéro");
        TRY(e == ERR_CONFLICT ? ERR_INVALID : e);
        TRY(put_money(p, x, id));
    }
    return plan_courant(p->db, p->a, &p->plan);
}

static Err put_links(Pose *p)
{
    for (size_t i = 0; i < p->lu->actions.n; i++) {
        const ActionLue *x = &p->lu->actions.v[i];
        const Action *one = NULL;
        Str rest = str_or_empty(x->proches), part;
        if (!rest.n)
            continue;
        TRY(same_action(p, x, &one));
        while (one && str_split(&rest, ';', &part)) {
            const Action *two = plan_action(&p->plan, str_trim(part));
            if (!two) {
                faute(p->a, p->lu, x->ligne, "Proche de", part, "aucune action n’a ce numéro");
                return ERR_INVALID;
            }
            TRY(one->id.v < two->id.v ? sql_proche_lier(p->db, one->id, two->id)
                                      : sql_proche_lier(p->db, two->id, one->id));
        }
    }
    return OK;
}

Err plan_appliquer(Db *db, Arena *a, const Acteur *par, int64_t now, PlanLu *lu, PlanBilan *ret)
{
    Pose p = { .db = db, .a = a, .par = par, .now = now, .lu = lu };
    if (!plan_pilote(par))
        return ERR_FORBIDDEN;
    TX tx = tx_begin(db, HERE);
    TRY(put_feuille(&p));
    TRY(put_axes(&p));
    TRY(put_goals(&p));
    TRY(put_actions(&p));
    TRY(put_links(&p));
    TRY(sql_feuille_toucher(db, p.plan.feuille.id, now));
    if (p.neuve) {
        Str source = p.plan.feuille.source;
        TRY(plan_courant(db, a, &p.plan));
        TRY(plan_version_creer(db, a, par, now, &p.plan, source.n ? source : S("Premier import")));
    }
    TRY(journal_ecrire(db, par, now, "plan.importer", S("plan:courant"), true));
    *ret = p.bilan;
    return tx_commit(&tx);
}
