// SPDX-License-Identifier: AGPL-3.0-or-later
/*
 * The plan for programs. Without a key: the actions that are public, and of each the fields that are. With a key that holds
 * `api.plan`: all of it, as far as its role follows the plan (plan_pour), and the indicators.
 *
 * A list goes by the last change of each action, then its key: the cursor of an answer, asked for again later, gives what has
 * changed since; an action that changes during the walk comes once more.
 */
#include <stdlib.h>

#include "core/app.h"
#include "domain/journal/journal.h"
#include "domain/plan/lire.h"
#include "domain/plan/plan_web.h"

enum { LIMITE = 100, LIMITE_MAX = 500 };

const Right plan_api_lire = { "api.plan", "Lire le plan d’actions entier par l’API", PROOF_BEARER,
    ROLE_ADMINISTRATEUR | ROLE_PILOTE | ROLE_COORDINATEUR | ROLE_FINANCEUR };

const Field plan_api_champs[] = {
    { .name = "axe", .kind = FIELD_I64, .label = "Axe", .min = 1, .max = 99, .example = "1" },
    { .name = "modifie_depuis",
        .kind = FIELD_DATE,
        .label = "Changées depuis",
        .hint = "Un jour ; les actions changées depuis son début",
        .example = "2026-11-23" },
    { .name = "curseur",
        .kind = FIELD_TEXT,
        .label = "Curseur",
        .hint = "Celui de la réponse précédente : la suite, ou ce qui a changé depuis",
        .max = 41,
        .example = "0-0" },
    { .name = "limite",
        .kind = FIELD_I64,
        .label = "Actions par réponse",
        .min = 1,
        .max = LIMITE_MAX,
        .example = "100" },
    { 0 },
};

/* ---- one action, what is public of it ---- */

static void day(Json *j, Arena *a, const char *key, PlanJour d)
{
    if (d.has)
        json_kstr(j, key, date_iso(a, d.d));
}

static void json_funders(Json *j, const FinancementPlan *m)
{
    json_key(j, S("financeurs"));
    json_arr(j);
    for (size_t i = 0; i < m->lignes_n; i++) {
        if (!financement_compte(&m->lignes[i]))
            continue;
        json_obj(j);
        json_kstr(j, "financeur", m->lignes[i].financeur);
        json_ki64(j, "montant_centimes", m->lignes[i].montant);
        json_end(j);
    }
    json_end(j);
}

static void public_action(Json *j, Arena *a, const Plan *p, const Action *x, const ActionEntiere *e, Date today)
{
    const ActionFiche *f = &e->f;
    json_obj(j);
    json_kstr(j, "modifie", instant_iso(a, x->modifie_at));
    plan_identite_json(j, a, p, x);
    if (action_publique(x, PUBLIC_DESCRIPTION))
        json_kstr_opt(j, "description", f->textes[TEXTE_DESCRIPTION]);
    if (action_publique(x, PUBLIC_PILOTE))
        json_kstr_opt(j, "pilote", x->pilote);
    if (action_publique(x, PUBLIC_PARTENAIRES))
        json_kstr_opt(j, "partenaires", f->textes[TEXTE_PARTENAIRES]);
    if (action_publique(x, PUBLIC_PUBLICS)) {
        json_kstr_opt(j, "publics", f->textes[TEXTE_BENEFICIAIRES]);
        json_kstr_opt(j, "territoires", x->territoires);
    }
    if (action_publique(x, PUBLIC_CALENDRIER)) {
        day(j, a, "debut", x->debut);
        day(j, a, "fin", x->fin);
    }
    if (action_publique(x, PUBLIC_ETAT)) {
        json_kstr(j, "statut", action_etats[x->etat].value);
        json_ki64(j, "avancement", x->avancement);
        if (action_publique(x, PUBLIC_CALENDRIER)) {
            json_key(j, S("en_retard"));
            json_bool(j, action_en_retard(x, today));
        }
    }
    if (action_publique(x, PUBLIC_BUDGET)) {
        json_ki64(j, "budget_centimes", x->budget);
        json_ki64(j, "finance_centimes", x->finance);
    }
    if (action_publique(x, PUBLIC_BUDGET) && action_publique(x, PUBLIC_FINANCEURS))
        json_funders(j, &e->m);
    if (action_publique(x, PUBLIC_BLOCAGE)) {
        json_kstr_opt(j, "blocage", f->textes[TEXTE_BLOCAGE]);
        json_kstr_opt(j, "levee", f->textes[TEXTE_LEVEE]);
        json_kstr_opt(j, "risques", f->textes[TEXTE_RISQUES]);
    }
    json_kstr_opt(j, "source", f->textes[TEXTE_SOURCE]);
    json_end(j);
}

/* ---- which ones ---- */

typedef struct Suite {
    const Action **v;
    size_t n, total;                               /* those given; those that remained */
    int64_t at, id;                                /* what the walk has come to */
} Suite;

static int by_change(const void *x, const void *y)
{
    const Action *a = *(const Action *const *)x, *b = *(const Action *const *)y;
    int order = (a->modifie_at > b->modifie_at) - (a->modifie_at < b->modifie_at);
    return order ? order : (a->id.v > b->id.v) - (a->id.v < b->id.v);
}

static bool read_cursor(Req *r, Suite *s)
{
    Str cursor = req_text(r, "curseur");
    Date day;
    size_t bar = str_find_char(cursor, 0, '-');
    if (req_date(r, "modifie_depuis", &day))
        s->at = date_start_paris(day);
    if (!cursor.n)
        return true;
    if (bar == 0 || bar >= cursor.n || !str_to_i64(str_slice(cursor, 0, bar), &s->at) ||
        !str_to_i64(str_slice(cursor, bar + 1, cursor.n), &s->id) || s->at < 0 || s->id < 0)
        form_error(r, "curseur", "Ce curseur n’a pas été donné par cette API.");
    return !req_has_errors(r);
}

static Err choose(Req *r, const Plan *p, bool publics, Suite *s)
{
    int64_t axe = req_i64(r, "axe", 0);
    size_t max = (size_t)req_i64(r, "limite", LIMITE);
    if (!read_cursor(r, s))
        return ERR_INVALID;
    s->v = NEW(r->arena, const Action *, p->actions_n + 1);
    if (!s->v)
        return ERR_MEMORY;
    for (size_t i = 0; i < p->actions_n; i++) {
        const Action *x = &p->actions[i];
        bool after = x->modifie_at > s->at || (x->modifie_at == s->at && x->id.v > s->id);
        if (after && (!axe || p->axes[x->axe].rang == axe) && (!publics || action_publique(x, PUBLIC_ACTION)))
            s->v[s->total++] = x;
    }
    if (s->total)
        qsort(s->v, s->total, sizeof *s->v, by_change);
    s->n = s->total < max ? s->total : max;
    if (s->n) {
        s->at = s->v[s->n - 1]->modifie_at;
        s->id = s->v[s->n - 1]->id.v;
    }
    return OK;
}

static Err write_list(Req *r, const Plan *p, bool publics)
{
    Suite s = { 0 };
    ActionEntiere *all;
    TRY(choose(r, p, publics, &s));
    TRY(plan_entier(r->db, r->arena, p, 0, &all));
    Json *j = req_json(r);
    json_obj(j);
    json_key(j, S("actions"));
    json_arr(j);
    for (size_t i = 0; i < s.n; i++) {
        const ActionEntiere *e = &all[s.v[i] - p->actions];
        if (publics)
            public_action(j, r->arena, p, s.v[i], e, plan_today(r));
        else
            plan_action_json(j, r->arena, p, s.v[i], e, ACTION_D_API);
    }
    json_end(j);
    json_kstr(j, "curseur", str_format(r->arena, "%lld-%lld", (long long)s.at, (long long)s.id));
    json_key(j, S("suite"));
    json_bool(j, s.total > s.n);
    json_end(j);
    return OK;
}

/* ---- the whole plan ---- */

static Err write_nationals(Req *r, const Plan *p, Json *j)
{
    NationalPart parts[NATIONAUX_N];
    TRY(nationaux_lire(r->db, r->arena, p->feuille.id, parts));
    json_key(j, S("objectifs_nationaux"));
    json_arr(j);
    for (int i = 0; i < NATIONAUX_N; i++) {
        json_obj(j);
        json_kstr(j, "objectif", national_montre((National)i));
        json_ki64(j, "cible_nationale", national_cible((National)i));
        if (parts[i].fixee) {
            json_ki64(j, "part_du_departement", national_part((National)i, &parts[i]));
            json_kstr(j, "regle", part_regles[parts[i].regle].label);
            json_kstr(j, "source", parts[i].source);
        }
        json_end(j);
    }
    json_end(j);
    return OK;
}

static Err write_plan(Req *r, const Plan *p, bool publics)
{
    ActionEntiere *all;
    TRY(plan_entier(r->db, r->arena, p, 0, &all));
    Json *j = req_json(r);
    json_obj(j);
    plan_feuille_json(j, r->arena, p);
    TRY(write_nationals(r, p, j));
    json_key(j, S("actions"));
    json_arr(j);
    for (size_t i = 0; i < p->actions_n; i++) {
        const Action *x = &p->actions[i];
        if (!publics)
            plan_action_json(j, r->arena, p, x, &all[i], ACTION_D_API);
        else if (action_publique(x, PUBLIC_ACTION))
            public_action(j, r->arena, p, x, &all[i], plan_today(r));
    }
    json_end(j);
    json_end(j);
    return OK;
}

Err plan_api(Req *r)
{
    Plan p;
    TRY(plan_courant(r->db, r->arena, &p));
    return write_plan(r, &p, true);
}

Err plan_api_actions(Req *r)
{
    Plan p;
    TRY(plan_courant(r->db, r->arena, &p));
    return write_list(r, &p, true);
}

/* ---- with a key ---- */

static Err followed(Req *r, Plan *p)
{
    TRY(plan_courant(r->db, r->arena, p));
    TRY(plan_pour(r->db, r->arena, r->acteur, p));
    return journal_lecture(r, "api.plan", r->acteur->programme);
}

Err plan_api_complet(Req *r)
{
    Plan p;
    TRY(followed(r, &p));
    return write_plan(r, &p, false);
}

Err plan_api_actions_completes(Req *r)
{
    Plan p;
    TRY(followed(r, &p));
    return write_list(r, &p, false);
}

static void write_values(Json *j, Arena *a, const Indicateur *i)
{
    json_key(j, S("jalons"));
    json_arr(j);
    for (size_t k = 0; k < i->jalons_n; k++) {
        json_obj(j);
        json_ki64(j, "annee", i->jalons[k].annee);
        json_ki64(j, "cible", i->jalons[k].cible);
        json_end(j);
    }
    json_end(j);
    json_key(j, S("valeurs"));
    json_arr(j);
    for (size_t k = 0; k < i->valeurs_n; k++) {
        json_obj(j);
        json_kstr(j, "jour", date_iso(a, i->valeurs[k].jour));
        json_ki64(j, "valeur", i->valeurs[k].valeur);
        json_kstr(j, "source", i->valeurs[k].source);
        json_end(j);
    }
    json_end(j);
}

static void write_indicator(Json *j, Arena *a, const Indicateur *i, Date today)
{
    const IndicateurEtat e = indicateur_etat(i, today);
    json_obj(j);
    json_ki64(j, "id", i->id);
    json_kstr(j, "nom", i->nom);
    json_kstr(j, "unite", i->unite);
    json_kstr_opt(j, "action", i->numero);
    json_kstr(j, "formule", formules[i->formule].value);
    json_kstr(j, "sens", i->baisse ? S("baisse") : S("hausse"));
    json_ki64(j, "depart", i->depart);
    json_kstr(j, "depart_jour", date_iso(a, i->depart_jour));
    json_ki64(j, "cible", i->cible);
    json_kstr(j, "cible_jour", date_iso(a, i->cible_jour));
    json_ki64(j, "valeur", e.valeur);
    json_ki64(j, "tendance", e.tendance);
    if (e.a_prevision)
        json_ki64(j, "prevision", e.prevision);
    json_key(j, S("atteint"));
    json_bool(j, e.atteint);
    json_key(j, S("alerte"));
    json_bool(j, e.alerte);
    write_values(j, a, i);
    json_end(j);
}

/* Those of the whole plan, and of the actions that the key's role follows. */
Err plan_api_indicateurs(Req *r)
{
    Plan p;
    const Indicateur *all;
    size_t n = 0;
    TRY(followed(r, &p));
    TRY(indicateurs_suivis(r, &p, &all, &n));
    Json *j = req_json(r);
    json_obj(j);
    json_key(j, S("indicateurs"));
    json_arr(j);
    for (size_t i = 0; i < n; i++)
        write_indicator(j, r->arena, &all[i], plan_today(r));
    json_end(j);
    json_end(j);
    return OK;
}
