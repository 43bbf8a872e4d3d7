// SPDX-License-Identifier: AGPL-3.0-or-later
#include "domain/plan/indicateurs.h"

#include "domain/activites/statistiques.h"
#include "domain/deploiement/deploiement.h"
#include "domain/journal/journal.h"
#include "domain/plan/plan_priv.h"
#include "domain/site/site.h"

#define X(NAME, stored, shown) { S_INIT(stored), S_INIT(shown) },
const Choice formules[] = { FORMULES(X){ STR_NONE, STR_NONE } };
#undef X

/* ---- rules ---- */

static bool good(const Indicateur *i, int64_t value, int64_t target)
{
    return i->baisse ? value <= target : value >= target;
}

/* The milestone of the last year that has ended; false: none. */
static bool last_due(const Indicateur *i, Date today, int64_t *ret)
{
    bool found = false;
    for (size_t k = 0; k < i->jalons_n; k++)
        if (date_from_ymd((int)i->jalons[k].annee, 12, 31).days < today.days) {
            *ret = i->jalons[k].cible;
            found = true;
        }
    return found;
}

Str indicateur_source(Arena *a, const Indicateur *i)
{
    if (i->formule != FORMULE_SAISIE)
        return str_cat(a, formules[i->formule].label, S(", calculé par la plateforme"));
    return i->valeurs_n ? i->valeurs[i->valeurs_n - 1].source : S("Aucune valeur n’est encore notée");
}

IndicateurEtat indicateur_etat(const Indicateur *i, Date today)
{
    IndicateurEtat e = { .valeur = i->depart, .jour = i->depart_jour };
    int64_t before = i->depart, due = 0;
    for (size_t k = 0; k < i->valeurs_n; k++) {
        if (i->valeurs[k].jour.days > today.days)
            break;
        before = e.valeur;
        e.valeur = i->valeurs[k].valeur;
        e.jour = i->valeurs[k].jour;
    }
    int64_t elapsed = e.jour.days - i->depart_jour.days, whole = i->cible_jour.days - i->depart_jour.days;
    e.tendance = (e.valeur > before) - (e.valeur < before);
    e.atteint = good(i, e.valeur, i->cible);
    e.a_prevision = elapsed > 0 && whole > 0;
    if (e.a_prevision)
        e.prevision = i->depart + (e.valeur - i->depart) * whole / elapsed;
    bool missed = last_due(i, today, &due) && !good(i, e.valeur, due);
    bool past = i->cible_jour.days < today.days;
    e.alerte = !e.atteint && (missed || past || (e.a_prevision && !good(i, e.prevision, i->cible)));
    return e;
}

/* ---- what the platform knows ---- */

static Err read_wanted(Db *db, const Plan *p, bool *wanted)
{
    ROWS rows = { 0 };
    SqlFormulesUtiles r;
    TRY(sql_formules_utiles(db, p->feuille.id, &rows));
    while (sql_formules_utiles_next(&rows, &r)) {
        int f = choice_index(formules, r.formule);
        if (f >= 0)
            wanted[f] = true;
    }
    return rows_end(&rows);
}

static Err measure_places(Arena *a, const MesureSources *from, Mesures *m)
{
    SiteChiffres c = { 0 };
    if (!from->lieux)
        return OK;
    TRY(site_chiffres(from->lieux, a, &c));
    m->v[FORMULE_LIEUX] = (OptI64){ true, c.lieux };
    m->v[FORMULE_FRANCE_SERVICES] = (OptI64){ true, c.france_services };
    m->v[FORMULE_AIDANTS_CONNECT] = (OptI64){ true, c.aidants_connect };
    m->v[FORMULE_CONSEILLERS] = (OptI64){ true, c.conseillers };
    return OK;
}

static Err measure_activity(Db *db, Arena *a, const Plan *p, Date today, Mesures *m)
{
    Civil c = date_civil(today);
    Chiffres x;
    const StatQuestion q = { .du = p->feuille.debut,
        .au = { date_from_ymd(c.year, c.month, 1).days - 1 },
        .dispositif = -1,
        .epci = STR_NONE };
    if (q.au.days < q.du.days)
        return OK;
    TRY(statistiques(db, a, &q, false, &x));
    m->v[FORMULE_ACCOMPAGNEMENTS] = (OptI64){ true, x.accompagnements };
    m->v[FORMULE_ATELIERS] = (OptI64){ true, x.ateliers };
    m->v[FORMULE_USAGERS] = (OptI64){ true, x.usagers };
    return OK;
}

static Err measure_helpers(Db *db, Arena *a, Date today, Mesures *m)
{
    const Acteur whole = { .role = ROLE_ADMINISTRATEUR, .portee = portee_nom(PORTEE_INSTANCE) };
    Tableau t;
    TRY(deploiement_tableau(db, a, &whole, today, &t));
    m->v[FORMULE_AIDANTS] = (OptI64){ true, t.epci[t.n_epci - 1].operationnels };
    return OK;
}

Err plan_mesurer(Db *db, Arena *a, const Plan *p, const MesureSources *from, Date today, Mesures *ret)
{
    Mesures m = { 0 };
    bool wanted[FORMULES_N] = { 0 };
    int64_t done = 0;
    TRY(read_wanted(db, p, wanted));
    if (wanted[FORMULE_LIEUX] || wanted[FORMULE_FRANCE_SERVICES] || wanted[FORMULE_AIDANTS_CONNECT] ||
        wanted[FORMULE_CONSEILLERS])
        TRY(measure_places(a, from, &m));
    if (wanted[FORMULE_AIDANTS])
        TRY(measure_helpers(db, a, today, &m));
    if (wanted[FORMULE_ACCOMPAGNEMENTS] || wanted[FORMULE_ATELIERS] || wanted[FORMULE_USAGERS])
        TRY(measure_activity(db, a, p, today, &m));
    if (wanted[FORMULE_ACCES_5] || wanted[FORMULE_ACCES_10])
        TRY(mesure_acces(a, from, &m.v[FORMULE_ACCES_5], &m.v[FORMULE_ACCES_10]));
    for (size_t i = 0; i < p->actions_n; i++)
        done += p->actions[i].etat == ACTION_REALISEE;
    m.v[FORMULE_REALISEES] = (OptI64){ wanted[FORMULE_REALISEES], done };
    *ret = m;
    return OK;
}

/* ---- reading ---- */

typedef VEC(Indicateur) Indicateurs;
typedef VEC(Jalon) Jalons;
typedef VEC(Valeur) Valeurs;

static Err read_milestones(Db *db, Arena *a, const Plan *p, Indicateurs *v)
{
    Jalons *all = NEW(a, Jalons, v->n + 1);
    ROWS rows = { 0 };
    SqlJalonsDe r;
    if (!all)
        return ERR_MEMORY;
    TRY(sql_jalons_de(db, p->feuille.id, &rows));
    while (sql_jalons_de_next(&rows, &r))
        for (size_t i = 0; i < v->n; i++) {
            Jalon *j = v->v[i].id == r.indicateur_id ? vec_push(a, &all[i]) : NULL;
            if (j)
                *j = (Jalon){ r.annee, r.cible };
        }
    for (size_t i = 0; i < v->n; i++) {
        v->v[i].jalons = all[i].v;
        v->v[i].jalons_n = all[i].n;
    }
    return rows_end(&rows);
}

static Err read_values(Db *db, Arena *a, const Plan *p, const Mesures *m, Date today, Indicateurs *v)
{
    Valeurs *all = NEW(a, Valeurs, v->n + 1);
    ROWS rows = { 0 };
    SqlValeursDe r;
    if (!all)
        return ERR_MEMORY;
    TRY(sql_valeurs_de(db, p->feuille.id, &rows));
    while (sql_valeurs_de_next(&rows, &r))
        for (size_t i = 0; i < v->n; i++) {
            Valeur *x = v->v[i].id == r.indicateur_id ? vec_push(a, &all[i]) : NULL;
            if (x)
                *x = (Valeur){ { (int32_t)r.jour }, r.valeur, str_dup(a, r.source) };
        }
    TRY(rows_end(&rows));
    for (size_t i = 0; i < v->n; i++) {
        OptI64 now = m ? m->v[v->v[i].formule] : (OptI64){ 0 };
        Valeur *x = now.has ? vec_push(a, &all[i]) : NULL;
        if (x)
            *x = (Valeur){ today, now.v, S("Calculé par la plateforme") };
        v->v[i].valeurs = all[i].v;
        v->v[i].valeurs_n = all[i].n;
    }
    return OK;
}

Err plan_indicateurs(Db *db, Arena *a, const Plan *p, const Mesures *m, Date today, const Indicateur **ret,
    size_t *ret_n)
{
    Indicateurs v = { 0 };
    ROWS rows = { 0 };
    SqlIndicateursDe r;
    TRY(sql_indicateurs_de(db, p->feuille.id, &rows));
    while (sql_indicateurs_de_next(&rows, &r)) {
        int formule = choice_index(formules, r.formule);
        Indicateur *i = vec_push(a, &v);
        if (!i)
            return ERR_MEMORY;
        *i = (Indicateur){ .id = r.indicateur_id,
            .numero = str_dup(a, r.numero),
            .nom = str_dup(a, r.nom),
            .unite = str_dup(a, r.unite),
            .formule = formule < 0 ? FORMULE_SAISIE : (Formule)formule,
            .baisse = r.baisse,
            .depart = r.depart,
            .cible = r.cible,
            .depart_jour = { (int32_t)r.depart_j },
            .cible_jour = { (int32_t)r.cible_j } };
    }
    TRY(rows_end(&rows));
    TRY(read_milestones(db, a, p, &v));
    TRY(read_values(db, a, p, m, today, &v));
    *ret = v.v;
    *ret_n = v.n;
    return OK;
}

/* ---- writing ---- */

static bool in_bounds(int64_t v)
{
    return v >= 0 && v <= INDICATEUR_VALEUR_MAX;
}

static Err told(Db *db, Arena *a, const Acteur *par, int64_t now, int64_t id)
{
    return journal_ecrire(db, par, now, "plan.indicateur", str_format(a, "indicateur:%lld", (long long)id), true);
}

static Err find(Db *db, Arena *a, const Plan *p, int64_t id, Indicateur *ret)
{
    const Indicateur *all;
    size_t n = 0;
    TRY(plan_indicateurs(db, a, p, NULL, (Date){ 0 }, &all, &n));
    for (size_t i = 0; i < n; i++)
        if (all[i].id == id) {
            *ret = all[i];
            return OK;
        }
    return ERR_NOT_FOUND;
}

static bool well_made(const Indicateur *i)
{
    return i->nom.n && i->cible_jour.days > i->depart_jour.days && in_bounds(i->depart) && in_bounds(i->cible);
}

Err indicateur_creer(Db *db, Arena *a, const Acteur *par, int64_t now, const Plan *p, const Indicateur *i,
    ActionId action)
{
    SqlIndicateurCreer r;
    if (!plan_pilote(par))
        return ERR_FORBIDDEN;
    if (!well_made(i))
        return ERR_INVALID;
    TX tx = tx_begin(db, HERE);
    TRY(sql_indicateur_creer(db, a,
        &(SqlIndicateurCreerArgs){ .feuille_id = p->feuille.id,
            .action_id = { action.v != 0, action.v },
            .nom = i->nom,
            .unite = i->unite,
            .formule = formules[i->formule].value,
            .baisse = i->baisse,
            .depart = i->depart,
            .depart_j = i->depart_jour.days,
            .cible = i->cible,
            .cible_j = i->cible_jour.days },
        &r));
    TRY(told(db, a, par, now, r.indicateur_id));
    return tx_commit(&tx);
}

Err indicateur_modifier(Db *db, Arena *a, const Acteur *par, int64_t now, const Plan *p, const Indicateur *i,
    ActionId action)
{
    Indicateur was;
    if (!plan_pilote(par))
        return ERR_FORBIDDEN;
    TRY(find(db, a, p, i->id, &was));
    if (!well_made(i) || (was.valeurs_n && was.valeurs[0].jour.days <= i->depart_jour.days))
        return ERR_INVALID;
    TX tx = tx_begin(db, HERE);
    TRY(sql_indicateur_ecrire(db, &(SqlIndicateurEcrireArgs){ .indicateur_id = i->id,
                                      .action_id = { action.v != 0, action.v },
                                      .nom = i->nom,
                                      .unite = i->unite,
                                      .baisse = i->baisse,
                                      .depart = i->depart,
                                      .depart_j = i->depart_jour.days,
                                      .cible = i->cible,
                                      .cible_j = i->cible_jour.days }));
    TRY(told(db, a, par, now, i->id));
    return tx_commit(&tx);
}

Err indicateur_retirer(Db *db, Arena *a, const Acteur *par, int64_t now, const Plan *p, int64_t id)
{
    Indicateur was;
    if (!plan_pilote(par))
        return ERR_FORBIDDEN;
    TRY(find(db, a, p, id, &was));
    TX tx = tx_begin(db, HERE);
    TRY(sql_jalons_effacer(db, id));
    TRY(sql_valeurs_effacer(db, id));
    TRY(sql_indicateur_effacer(db, id));
    TRY(told(db, a, par, now, id));
    return tx_commit(&tx);
}

Err indicateur_oublier_valeur(Db *db, Arena *a, const Acteur *par, int64_t now, const Plan *p, int64_t id, Date jour)
{
    Indicateur i;
    int64_t n = 0;
    if (!plan_pilote(par))
        return ERR_FORBIDDEN;
    TRY(find(db, a, p, id, &i));
    if (i.formule != FORMULE_SAISIE)
        return ERR_CONFLICT;
    TX tx = tx_begin(db, HERE);
    TRY(sql_valeur_effacer(db, id, jour.days, &n));
    if (n == 0)
        return ERR_NOT_FOUND;
    TRY(told(db, a, par, now, id));
    return tx_commit(&tx);
}

Err indicateur_noter(Db *db, Arena *a, const Acteur *par, int64_t now, const Plan *p, int64_t id, const Valeur *v)
{
    Indicateur i;
    if (!plan_pilote(par))
        return ERR_FORBIDDEN;
    TRY(find(db, a, p, id, &i));
    if (i.formule != FORMULE_SAISIE)
        return ERR_CONFLICT;
    if (v->source.n == 0 || !in_bounds(v->valeur) || v->jour.days > date_paris(now).days ||
        v->jour.days <= i.depart_jour.days)
        return ERR_INVALID;
    TX tx = tx_begin(db, HERE);
    TRY(sql_valeur_ecrire(db, id, v->jour.days, v->valeur, v->source));
    TRY(told(db, a, par, now, id));
    return tx_commit(&tx);
}

Err indicateur_jalonner(Db *db, Arena *a, const Acteur *par, int64_t now, const Plan *p, int64_t id, const Jalon *j)
{
    Indicateur i;
    if (!plan_pilote(par))
        return ERR_FORBIDDEN;
    TRY(find(db, a, p, id, &i));
    if (!in_bounds(j->cible) || j->annee < date_civil(i.depart_jour).year || j->annee > date_civil(i.cible_jour).year)
        return ERR_INVALID;
    TX tx = tx_begin(db, HERE);
    TRY(sql_jalon_ecrire(db, id, j->annee, j->cible));
    TRY(told(db, a, par, now, id));
    return tx_commit(&tx);
}

Err indicateurs_geler(Db *db, Arena *a, const Plan *p, const Mesures *m, Date today)
{
    const Indicateur *all;
    size_t n = 0;
    TRY(plan_indicateurs(db, a, p, NULL, today, &all, &n));
    for (size_t i = 0; i < n; i++)
        if (m->v[all[i].formule].has)
            TRY(sql_valeur_ecrire(db, all[i].id, today.days, m->v[all[i].formule].v, S("Calculé par la plateforme")));
    return OK;
}
