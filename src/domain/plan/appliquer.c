// SPDX-License-Identifier: AGPL-3.0-or-later
/* What a file says, put in the database in one transaction. */
#include "core/slice.h"
#include "domain/journal/journal.h"
#include "domain/plan/appliquer.h"

#define PUBLIC_DEFAUT(NAME, stored, shown, by_default) | (unsigned)(by_default) << PUBLIC_##NAME
static const unsigned publics_defaut = 0 PUBLIC_CHAMPS(PUBLIC_DEFAUT);
#undef PUBLIC_DEFAUT

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

static Str said_or(Str new, Str old)
{
    return new.n ? new : old;
}

static Err update_feuille(Pose *p, const Feuille *f)
{
    const Feuille was = p->plan.feuille;
    const Feuille to = { .id = was.id,
        .nom = was.nom,
        .description = said_or(f->description, was.description),
        .porteurs = said_or(f->porteurs, was.porteurs),
        .appui = said_or(f->appui, was.appui),
        .perimetre = said_or(f->perimetre, was.perimetre),
        .source = said_or(f->source, was.source),
        .debut = was.debut,
        .fin = f->fin };
    const struct {
        const char *champ;
        Str avant, apres;
    } d[] = { { "Description", was.description, to.description }, { "Co-porteurs", was.porteurs, to.porteurs },
        { "Appui", was.appui, to.appui }, { "Périmètre", was.perimetre, to.perimetre },
        { "Source", was.source, to.source }, { "Fin", date_french(p->a, was.fin), date_french(p->a, to.fin) } };
    size_t before = p->bilan.effets.n;
    for (size_t i = 0; i < sizeof d / sizeof *d; i++)
        TRY(effet_hors_action(p, S("Feuille de route"), str_from(d[i].champ), d[i].avant, d[i].apres));
    return p->bilan.effets.n > before ? feuille_ecrire(p->db, p->now, &to) : OK;
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
        TRY(feuille_creer(p->db, p->a, p->now, &f));
        p->neuve = true;
    }
    TRY(plan_courant(p->db, p->a, &p->plan));
    if (str_eq(p->plan.feuille.nom, f.nom) && p->plan.feuille.debut.days == f.debut.days)
        return found ? update_feuille(p, &f) : OK;
    faute(p->a, p->lu, 1, "feuille", f.nom,
        "une feuille de route plus récente est déjà là\u00a0: c’est elle qui se modifie");
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
    int at = axis_by_rank(&p->plan, rang);
    Str objet = str_format(p->a, "Axe %lld", (long long)rang);
    if (at >= 0 && str_eq(p->plan.axes[at].titre, titre) && str_eq(p->plan.axes[at].diagnostic, diagnostic))
        return OK;
    if (!p->neuve) {
        TRY(effet_hors_action(p, objet, S("Titre"), at < 0 ? S("") : p->plan.axes[at].titre, titre));
        TRY(effet_hors_action(p, objet, S("Diagnostic"), at < 0 ? S("") : p->plan.axes[at].diagnostic, diagnostic));
    }
    TRY(axe_ecrire(p->db, p->a, p->par, p->now, &p->plan, rang, titre, diagnostic));
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

static Err insert_action(Pose *p, const ActionLue *x, int64_t rang, ActionId *ret)
{
    SqlActionCreer made;
    int axe = axis_of(p, x);
    const Objectif *goal = x->objectif.n ? goal_of(&p->plan, axe, x->objectif) : NULL;
    Str numero = x->numero.n ? x->numero : plan_numero(p->a, &p->plan, axe, rang);
    ActionEtat etat = x->etat < 0 ? ACTION_A_DISCUTER : (ActionEtat)x->etat;
    TRY(sql_action_creer(p->db, p->a,
        &(SqlActionCreerArgs){ .feuille_id = p->plan.feuille.id,
            .axe_id = p->plan.axes[axe].id,
            .objectif_id = { goal != NULL, goal ? goal->id.v : 0 },
            .numero = numero,
            .rang = rang,
            .genre = x->genre,
            .theme = x->themes < 0 ? S("") : themes_ecrits(p->a, (unsigned)x->themes),
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
    TRY(effet_dire(p, (PlanEffet){ x->ligne, numero, x->titre, S(""), S(""), S("") }));
    /* What a roadmap begins with is its first version, not a change. */
    return p->neuve ? OK : changement_dire(p->db, p->par, p->now, made.action_id, S("Action"), S(""), S("importée"));
}

static Err put_actions(Pose *p)
{
    int64_t *last = NEW(p->a, int64_t, p->plan.axes_n + 1);
    if (!last)
        return ERR_MEMORY;
    for (size_t k = 0; k < p->plan.axes_n; k++)
        last[k] = plan_dernier_rang(&p->plan, (int)k);
    for (size_t i = 0; i < p->lu->actions.n; i++) {
        const ActionLue *x = &p->lu->actions.v[i];
        const Action *was = NULL;
        ActionId id;
        TRY(same_action(p, x, &was));
        if (was) {
            TRY(action_concilier(p, x, was));
            continue;
        }
        int axe = axis_of(p, x);
        int64_t rang = x->rang     ? x->rang
                     : x->numero.n ? last[axe] + 1
                                   : plan_rang_libre(p->a, &p->plan, axe, last[axe] + 1);
        last[axe] = rang > last[axe] ? rang : last[axe];
        Err e = insert_action(p, x, rang, &id);
        if (e == ERR_CONFLICT)
            faute(p->a, p->lu, x->ligne, "Numéro", x->numero.n ? x->numero : x->titre,
                "deux actions auraient le même numéro");
        TRY(e == ERR_CONFLICT ? ERR_INVALID : e);
        TRY(details_concilier(p, x, id, true));
    }
    return plan_courant(p->db, p->a, &p->plan);
}

static Err put_links(Pose *p)
{
    for (size_t i = 0; i < p->lu->actions.n; i++) {
        const ActionLue *x = &p->lu->actions.v[i];
        const Action *one = NULL;
        int64_t n = 0;
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
            TRY(actions_rapprocher(p->db, one->id, two->id, &n));
            if (n == 0)
                continue;
            TRY(sql_action_toucher(p->db, one->id, p->now));
            TRY(sql_action_toucher(p->db, two->id, p->now));
        }
    }
    return OK;
}

Err effet_dire(Pose *p, PlanEffet e)
{
    PlanEffet *to = vec_push(p->a, &p->bilan.effets);
    if (!to)
        return ERR_MEMORY;
    *to = e;
    return OK;
}

Err effet_hors_action(Pose *p, Str objet, Str champ, Str avant, Str apres)
{
    return str_eq(avant, apres) ? OK : effet_dire(p, (PlanEffet){ 0, objet, S(""), champ, avant, apres });
}

Err plan_appliquer(Db *db, Arena *a, const Acteur *par, int64_t now, PlanLu *lu, bool simulation, PlanBilan *ret)
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
    *ret = p.bilan;
    if (simulation)
        return OK;                                 /* rolled back */
    TRY(sql_feuille_toucher(db, p.plan.feuille.id, now));
    if (p.neuve) {
        Str source = p.plan.feuille.source;
        TRY(plan_courant(db, a, &p.plan));
        TRY(plan_version_creer(db, a, par, now, &p.plan, source.n ? source : S("Premier import")));
    }
    TRY(journal_ecrire(db, par, now, "plan.importer", S("plan:courant"), true));
    return tx_commit(&tx);
}
