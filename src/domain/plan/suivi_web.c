// SPDX-License-Identifier: AGPL-3.0-or-later
/* /plan/suivi: the plan for those who carry it, seen by status, as a table, over time, by groups and by money. */
#include <stdlib.h>

#include "core/app.h"
#include "domain/journal/journal.h"
#include "domain/plan/import.h"
#include "domain/plan/plan_web.h"
#include "plan_suivi_view.h"
#include "web/liste.h"

enum { FRISE_ANNEE = 200, FRISE_MARGE = 60, FRISE_LIGNE = 22, FRISE_TETE = 26, GROUPES_MAX = 500 };

static const Choice vues[] = { { S_INIT("etats"), S_INIT("Par statut") }, { S_INIT("tableau"), S_INIT("Tableau") },
    { S_INIT("frise"), S_INIT("Frise") }, { S_INIT("groupes"), S_INIT("Par groupe") },
    { S_INIT("argent"), S_INIT("Financement") }, { S_INIT("carte"), S_INIT("Carte") }, { STR_NONE, STR_NONE } };
/* In the order of Colonne, after number and title. */
static const Choice tris[] = { { S_INIT("numero"), S_INIT("Numéro") }, { S_INIT("titre"), S_INIT("Action") },
    { S_INIT("pilote"), S_INIT("Pilote") }, { S_INIT("theme"), S_INIT("Thème") },
    { S_INIT("territoires"), S_INIT("Territoires") }, { S_INIT("etat"), S_INIT("Statut") },
    { S_INIT("priorite"), S_INIT("Priorité") }, { S_INIT("avancement"), S_INIT("Avancement") },
    { S_INIT("debut"), S_INIT("Début") }, { S_INIT("fin"), S_INIT("Échéance") }, { S_INIT("budget"), S_INIT("Budget") },
    { S_INIT("reste"), S_INIT("À trouver") }, { STR_NONE, STR_NONE } };
enum { TRI_PREMIERE_COLONNE = 2 };
static const Choice ordres[] = { { S_INIT("croissant"), S_INIT("Croissant") },
    { S_INIT("decroissant"), S_INIT("Décroissant") }, { STR_NONE, STR_NONE } };
static const Choice par_quoi[] = { { S_INIT("axe"), S_INIT("Axe") }, { S_INIT("theme"), S_INIT("Thème") },
    { S_INIT("territoire"), S_INIT("Territoire") }, { S_INIT("pilote"), S_INIT("Pilote") },
    { S_INIT("financeur"), S_INIT("Financeur") }, { STR_NONE, STR_NONE } };
typedef enum Groupe { PAR_AXE, PAR_THEME, PAR_TERRITOIRE, PAR_PILOTE, PAR_FINANCEUR } Groupe;

const Field suivi_champs[] = {
    { .name = "vue", .kind = FIELD_CHOICE, .label = "Vue", .choices = vues, .address_only = true },
    { .name = "q", .kind = FIELD_TEXT, .label = "Numéro, mots de l’action ou pilote", .max = 100 },
    { .name = "axe", .kind = FIELD_I64, .label = "Axe", .min = 1, .max = 99 },
    { .name = "theme", .kind = FIELD_CHOICE, .label = "Thème", .choices = plan_themes },
    { .name = "etat", .kind = FIELD_CHOICE, .label = "Statut", .choices = action_etats },
    { .name = "pilote", .kind = FIELD_TEXT, .label = "Pilote", .max = PLAN_LIBELLE_MAX },
    { .name = "financeur", .kind = FIELD_TEXT, .label = "Financeur", .max = PLAN_LIBELLE_MAX },
    { .name = "territoire", .kind = FIELD_TEXT, .label = "Territoire", .max = PLAN_LIBELLE_MAX, .address_only = true },
    { .name = "mes", .kind = FIELD_BOOL, .label = "Mes actions seulement" },
    { .name = "retard", .kind = FIELD_BOOL, .label = "En retard seulement" },
    { .name = "colonnes",
        .kind = FIELD_CHOICES,
        .label = "Colonnes du tableau",
        .choices = tris + TRI_PREMIERE_COLONNE },
    { .name = "tri", .kind = FIELD_CHOICE, .label = "Tri", .choices = tris, .address_only = true },
    { .name = "ordre", .kind = FIELD_CHOICE, .label = "Ordre", .choices = ordres, .address_only = true },
    { .name = "par", .kind = FIELD_CHOICE, .label = "Grouper par", .choices = par_quoi },
    { 0 },
};
static const char *const gardes[] = { "q", "axe", "theme", "etat", "pilote", "financeur", "territoire", "mes", "retard",
    "colonnes", NULL };

/* ---- which ones ---- */

typedef VEC(const Action *) Choisies;

static Err mine(Req *r, const int64_t **ret, size_t *ret_n)
{
    VEC(int64_t) v = { 0 };
    ROWS rows = { 0 };
    SqlActionsConfiees row;
    TRY(sql_actions_confiees(r->db, (PersonneId){ r->acteur->personne_id }, &rows));
    while (sql_actions_confiees_next(&rows, &row)) {
        int64_t *id = vec_push(r->arena, &v);
        if (!id)
            return ERR_MEMORY;
        *id = row.action_id.v;
    }
    *ret = v.v;
    *ret_n = v.n;
    return rows_end(&rows);
}

/* Those that this funder funds, or may. */
static Err funded(Req *r, const Plan *p, Str who, const int64_t **ret, size_t *ret_n)
{
    VEC(int64_t) v = { 0 };
    Apports all;
    size_t rang = 0;
    TRY(plan_apports(r->db, r->arena, p->feuille.id, &all));
    TRY(financeur_ranger(r->arena, &all.financeurs, who, &rang));
    for (size_t i = 0; i < all.lignes.n; i++) {
        int64_t *id = all.lignes.v[i].rang == rang ? vec_push(r->arena, &v) : NULL;
        if (id)
            *id = all.lignes.v[i].action_id.v;
    }
    *ret = v.v;
    *ret_n = v.n;
    return OK;
}

static bool holds_words(Arena *a, const Action *x, Str words)
{
    ArenaMark m = arena_mark(a);
    Str hay = utf8_fold(a, str_format(a, "%.*s %.*s", STR_ARG(x->titre), STR_ARG(x->pilote))), part;
    bool all = true;
    while (all && str_split(&words, ' ', &part))
        all = str_has(hay, part);
    arena_reset(a, m);
    return all;
}

static bool is_mine(const Action *x, const int64_t *ids, size_t n)
{
    for (size_t i = 0; i < n; i++)
        if (ids[i] == x->id.v)
            return true;
    return false;
}

static Err choose(Req *r, const SuiviPage *p, Choisies *to)
{
    const int64_t *ids = NULL, *paid = NULL;
    size_t n = 0, paid_n = 0;
    Str q = req_text(r, "q"), pilote = req_text(r, "pilote"), where = req_text(r, "territoire");
    Str words = utf8_fold(r->arena, q);
    int64_t axe = req_i64(r, "axe", 0);
    int theme = req_choice(r, "theme", -1), etat = req_choice(r, "etat", -1);
    bool only_mine = req_bool(r, "mes"), late = req_bool(r, "retard");
    Str funder = req_text(r, "financeur");
    if (only_mine)
        TRY(mine(r, &ids, &n));
    if (funder.n)
        TRY(funded(r, p->plan, funder, &paid, &paid_n));
    for (size_t i = 0; i < p->plan->actions_n; i++) {
        const Action *x = &p->plan->actions[i];
        bool in = (!axe || p->plan->axes[x->axe].rang == axe) && (theme < 0 || x->themes & 1U << theme) &&
                  (etat < 0 || (int)x->etat == etat) && (str_is_none(pilote) || str_eq(x->pilote, pilote)) &&
                  (str_is_none(where) || str_has(x->territoires, where)) && (!late || action_en_retard(x, p->today)) &&
                  (!only_mine || is_mine(x, ids, n)) && (!funder.n || is_mine(x, paid, paid_n)) &&
                  (str_is_none(q) || str_eq(x->numero, str_trim(q)) || holds_words(r->arena, x, words));
        const Action **new = in ? vec_push(r->arena, to) : NULL;
        if (in && !new)
            return ERR_MEMORY;
        if (in)
            *new = x;
    }
    return OK;
}

/* ---- sorting ---- */

static int64_t key_of(const Action *x, int tri)
{
    switch ((Colonne)(tri - TRI_PREMIERE_COLONNE)) {
    case COL_THEME:
        return x->themes ? (int64_t)__builtin_ctz(x->themes) : PLAN_THEMES_N;
    case COL_ETAT:
        return (int64_t)x->etat;
    case COL_PRIORITE:
        return x->priorite < 0 ? COLS_N : x->priorite;
    case COL_AVANCEMENT:
        return x->avancement;
    case COL_DEBUT:
        return x->debut.has ? x->debut.d.days : INT32_MAX;
    case COL_FIN:
        return x->fin.has ? x->fin.d.days : INT32_MAX;
    case COL_BUDGET:
        return x->budget;
    case COL_RESTE:
        return x->budget - x->finance;
    case COL_PILOTE:
    case COL_TERRITOIRES:
    case COLS_N:
        break;
    }
    return (int64_t)x->axe * 10000 + x->rang;
}

typedef struct Cle {
    const Action *x;
    Str texte;
    int64_t nombre, rang;
} Cle;

static int by_key(const void *a, const void *b)
{
    const Cle *x = a, *y = b;
    int order = str_is_none(x->texte) ? (x->nombre > y->nombre) - (x->nombre < y->nombre) : str_cmp(x->texte, y->texte);
    return order ? order : (x->rang > y->rang) - (x->rang < y->rang);
}

/* Texts by their folded key; equal ones keep the order of the plan. */
static Err sort(Req *r, Choisies *v, int tri, bool down)
{
    Cle *keys = NEW(r->arena, Cle, v->n + 1);
    if (!keys)
        return ERR_MEMORY;
    for (size_t i = 0; i < v->n; i++) {
        const Action *x = v->v[i];
        Str text = tri == 1                                      ? x->titre
                 : tri == TRI_PREMIERE_COLONNE + COL_PILOTE      ? x->pilote
                 : tri == TRI_PREMIERE_COLONNE + COL_TERRITOIRES ? x->territoires
                                                                 : STR_NONE;
        keys[i] = (Cle){ x, str_is_none(text) ? text : utf8_fold(r->arena, text), key_of(x, tri), (int64_t)i };
    }
    if (v->n)
        qsort(keys, v->n, sizeof *keys, by_key);
    for (size_t i = 0; i < v->n; i++)
        v->v[i] = keys[down ? v->n - 1 - i : i].x;
    return OK;
}

static void read_sorts(Req *r, SuiviPage *p, int tri, bool down)
{
    Str kept = adresse_de(r, "/plan/suivi", gardes);
    for (int i = 0; i < COLS_N + TRI_PREMIERE_COLONNE; i++) {
        bool here = i == tri;
        p->tris[i] = (TriVue){ tris[i].label,
            str_format(r->arena, "%.*svue=tableau&tri=%.*s%s", STR_ARG(kept), STR_ARG(tris[i].value),
                here && !down ? "&ordre=decroissant" : ""),
            here ? (down ? "descending" : "ascending") : NULL };
    }
    for (int i = 0; i < VUES_N; i++)
        p->vues[i] = str_format(r->arena, "%.*svue=%.*s", STR_ARG(kept), STR_ARG(vues[i].value));
    Chosen c = req_choices(r, "colonnes");
    for (size_t i = 0; i < c.n; i++)
        p->colonnes |= 1U << c.v[i];
    if (c.n == 0)
        p->colonnes = 1U << COL_PILOTE | 1U << COL_ETAT | 1U << COL_AVANCEMENT | 1U << COL_FIN | 1U << COL_BUDGET;
}

/* ---- over time ---- */

static int across(const SuiviPage *p, Date d)
{
    int32_t first = date_from_ymd(p->debut, 1, 1).days, last = date_from_ymd(p->debut + p->annees, 1, 1).days;
    int32_t at = d.days < first ? first : d.days > last ? last : d.days;
    return FRISE_MARGE + (int)((int64_t)(at - first) * FRISE_ANNEE * p->annees / (last - first));
}

/* An action without one of its days goes from, or to, that of the roadmap; one without any has no bar. */
static Err read_timeline(Req *r, SuiviPage *p)
{
    const Feuille *f = &p->plan->feuille;
    VEC(BarreVue) v = { 0 };
    p->debut = date_civil(f->debut).year;
    p->annees = date_civil(f->fin).year - p->debut + 1;
    AnVue *ans = NEW(r->arena, AnVue, (size_t)p->annees);
    if (!ans)
        return ERR_MEMORY;
    for (int i = 0; i < p->annees; i++)
        ans[i] = (AnVue){ p->debut + i, FRISE_MARGE + FRISE_ANNEE * i };
    p->ans = ans;
    for (size_t i = 0; i < p->n; i++) {
        const Action *x = p->actions[i];
        if (!x->debut.has && !x->fin.has)
            continue;
        int from = across(p, x->debut.has ? x->debut.d : f->debut), to = across(p, x->fin.has ? x->fin.d : f->fin);
        BarreVue *b = vec_push(r->arena, &v);
        if (!b)
            return ERR_MEMORY;
        *b = (BarreVue){ x, from, to - from < 3 ? 3 : to - from, FRISE_TETE + (int)(v.n - 1) * FRISE_LIGNE,
            action_en_retard(x, p->today) };
    }
    p->barres = v.v;
    p->barres_n = v.n;
    p->largeur = FRISE_MARGE + FRISE_ANNEE * p->annees;
    p->hauteur = FRISE_TETE + (int)v.n * FRISE_LIGNE;
    return OK;
}

/* ---- by groups ---- */

typedef VEC(GroupeCompte) Groupes;

static Err add_to(Req *r, Groupes *v, Str nom, Str critere, const Action *x, Date today)
{
    size_t i = 0;
    while (i < v->n && !str_eq(v->v[i].nom, nom))
        i++;
    if (i == GROUPES_MAX)
        return OK;
    if (i == v->n) {
        GroupeCompte *new = vec_push(r->arena, v);
        if (!new)
            return ERR_MEMORY;
        *new = (GroupeCompte){ .nom = nom, .url = critere };
    }
    GroupeCompte *g = &v->v[i];
    g->actions++;
    g->realisees += x->etat == ACTION_REALISEE;
    g->retard += action_en_retard(x, today);
    g->avancement += x->avancement;
    g->budget += x->budget;
    g->finance += x->finance;
    return OK;
}

static Str address(Arena *a, const char *field, Str value)
{
    BUF b = buf_new(4 * KIB);
    buf_format(&b, "/plan/suivi?vue=tableau&%s=", field);
    url_encode(&b, value);
    return str_dup(a, buf_str(&b));
}

static Err put_one(Req *r, const SuiviPage *p, const Action *x, Groupe par, Groupes *v)
{
    Arena *a = r->arena;
    const Axe *axe = &p->plan->axes[x->axe];
    char z[STR_I64_MAX];
    Str rest = x->territoires, part;
    switch (par) {
    case PAR_AXE:
        return add_to(r, v, str_format(a, "%lld. %.*s", (long long)axe->rang, STR_ARG(axe->titre)),
            address(a, "axe", str_of_i64(axe->rang, z)), x, p->today);
    case PAR_THEME:
        if (!x->themes)
            return add_to(r, v, themes_montre(a, 0), STR_NONE, x, p->today);
        for (int i = 0; i < PLAN_THEMES_N; i++)
            if (x->themes & 1U << i)
                TRY(add_to(r, v, plan_themes[i].label, address(a, "theme", plan_themes[i].value), x, p->today));
        return OK;
    case PAR_PILOTE:
        return add_to(r, v, x->pilote.n ? x->pilote : S("Sans pilote"),
            x->pilote.n ? address(a, "pilote", x->pilote) : STR_NONE, x, p->today);
    case PAR_TERRITOIRE:
        if (!rest.n)
            return add_to(r, v, S("Tout le périmètre, ou pas encore dit"), STR_NONE, x, p->today);
        while (str_split(&rest, ',', &part))
            TRY(add_to(r, v, str_trim(part), address(a, "territoire", str_trim(part)), x, p->today));
        return OK;
    case PAR_FINANCEUR:
        break;
    }
    return OK;
}

typedef struct Rang {
    int64_t id;
    const Action *x;
} Rang;

static int by_id(const void *x, const void *y)
{
    const Rang *a = x, *b = y;
    return (a->id > b->id) - (a->id < b->id);
}

static int by_name(const void *x, const void *y)
{
    const GroupeCompte *a = x, *b = y;
    return str_cmp(a->nom, b->nom);
}

/* Of a funder: what it brings, against what its actions cost. A plan has thousands of such lines: each is found by its key. */
static Err put_funders(Req *r, const SuiviPage *p, Groupes *v)
{
    Apports lines;
    Rang *all = NEW(r->arena, Rang, p->n + 1);
    if (!all)
        return ERR_MEMORY;
    for (size_t i = 0; i < p->n; i++)
        all[i] = (Rang){ p->actions[i]->id.v, p->actions[i] };
    if (p->n)
        qsort(all, p->n, sizeof *all, by_id);
    TRY(plan_apports(r->db, r->arena, p->plan->feuille.id, &lines));
    const Str *names = lines.financeurs.noms.v;
    Str *urls = NEW(r->arena, Str, lines.financeurs.noms.n + 1);
    if (!urls)
        return ERR_MEMORY;
    for (size_t i = 0; i < lines.financeurs.noms.n; i++)
        urls[i] = address(r->arena, "financeur", names[i]);
    for (size_t i = 0; i < lines.lignes.n; i++) {
        const Apport *l = &lines.lignes.v[i];
        const Rang key = { l->action_id.v, NULL };
        const Rang *found = p->n ? bsearch(&key, all, p->n, sizeof *all, by_id) : NULL;
        if (!found)
            continue;
        Action x = *found->x;
        x.finance = l->somme;
        TRY(add_to(r, v, names[l->rang], urls[l->rang], &x, p->today));
    }
    if (v->n)
        qsort(v->v, v->n, sizeof *v->v, by_name);
    return OK;
}

static Err read_groups(Req *r, SuiviPage *p)
{
    Groupes v = { 0 };
    Groupe par = (Groupe)req_choice(r, "par", PAR_AXE);
    for (size_t i = 0; i < p->n; i++)
        TRY(put_one(r, p, p->actions[i], par, &v));
    if (par == PAR_FINANCEUR)
        TRY(put_funders(r, p, &v));
    for (size_t i = 0; i < v.n; i++)
        v.v[i].avancement /= v.v[i].actions;
    p->groupes = v.v;
    p->groupes_n = v.n;
    return OK;
}

static Err read_money(Req *r, SuiviPage *p)
{
    Cofinancement *c = NEW(r->arena, Cofinancement, 1);
    if (!c)
        return ERR_MEMORY;
    TRY(plan_cofinancement(r->db, r->arena, p->plan, false, c));
    p->finance.c = c;
    for (size_t i = 0; i < p->plan->axes_n; i++) {
        p->finance.a_trouver += c->a_trouver[i];
        p->finance.total += c->total[i];
    }
    /* Of the whole plan: who follows a part of it is not told. */
    if (r->acteur->role & ROLE_FINANCEUR)
        return OK;
    return plan_tresorerie(r->db, r->arena, p->plan, &p->quartiers, &p->quartiers_n);
}

/* The map of those chosen. */
static Err read_map(Req *r, SuiviPage *p)
{
    Plan chosen = *p->plan;
    chosen.actions = NEW(r->arena, Action, p->n + 1);
    if (!chosen.actions)
        return ERR_MEMORY;
    for (size_t i = 0; i < p->n; i++)
        chosen.actions[i] = *p->actions[i];
    chosen.actions_n = p->n;
    return carte_des_actions(r, &chosen, false, &p->carte);
}

/* ---- the page ---- */

static Err read_funders(Req *r, SuiviPage *p)
{
    const Str *all;
    size_t n = 0;
    TRY(financeurs_du_plan(r->db, r->arena, p->plan->feuille.id, &all, &n));
    /* Who speaks for one of them is not told of the others. */
    n = r->acteur->role & ROLE_FINANCEUR ? 0 : n;
    Choice *v = NEW(r->arena, Choice, n + 1);
    for (size_t i = 0; v && i < n; i++)
        v[i] = (Choice){ all[i], STR_NONE };
    p->financeurs = v;
    return v ? OK : ERR_MEMORY;
}

static Err read_lists(Req *r, SuiviPage *p)
{
    Choices axes = { 0 }, pilotes = { 0 };
    for (size_t i = 0; i < p->plan->axes_n; i++)
        choices_add(r->arena, &axes, str_format(r->arena, "%lld", (long long)p->plan->axes[i].rang),
            str_format(r->arena, "%lld. %.*s", (long long)p->plan->axes[i].rang,
                STR_ARG(utf8_abridge(r->arena, p->plan->axes[i].titre, 60))));
    for (size_t i = 0; i < p->plan->actions_n; i++) {
        Str pilote = p->plan->actions[i].pilote;
        bool known = pilote.n == 0;
        for (size_t k = 0; k < pilotes.n && !known; k++)
            known = str_eq(pilotes.v[k].value, pilote);
        if (!known)
            choices_add(r->arena, &pilotes, pilote, STR_NONE);
    }
    TRY(choices_end(r->arena, &axes, &p->axes));
    TRY(choices_end(r->arena, &pilotes, &p->pilotes));
    return read_funders(r, p);
}

Err suivi_page(Req *r)
{
    Plan plan;
    Choisies chosen = { 0 };
    SuiviPage p = { .form = &r->form,
        .today = plan_today(r),
        .pilote = plan_pilote(r->acteur),
        .financeur = (r->acteur->role & ROLE_FINANCEUR) != 0,
        .vue = (Vue)req_choice(r, "vue", VUE_ETATS) };
    int tri = req_choice(r, "tri", 0);
    bool down = req_choice(r, "ordre", 0) == 1;
    Err e = plan_suivi_lire(r, &plan);
    if (e == OK) {
        p.plan = &plan;
        TRY(choose(r, &p, &chosen));
        TRY(sort(r, &chosen, tri, down));
        p.actions = chosen.v;
        p.n = chosen.n;
        for (size_t i = 0; i < chosen.n; i++)
            p.par_etat[chosen.v[i]->etat]++;
        read_sorts(r, &p, tri, down);
        TRY(read_lists(r, &p));
        if (p.vue == VUE_FRISE)
            TRY(read_timeline(r, &p));
        if (p.vue == VUE_GROUPES)
            TRY(read_groups(r, &p));
        if (p.vue == VUE_ARGENT)
            TRY(read_money(r, &p));
        if (p.vue == VUE_CARTE)
            TRY(read_map(r, &p));
    } else if (e != ERR_NOT_FOUND)
        return e;
    view_plan_suivi(req_html(r), &p);
    return OK;
}

/* Whole texts name people in charge: the export is told. */
Err suivi_export(Req *r)
{
    Plan plan;
    Err e = plan_suivi_lire(r, &plan);
    if (e != OK)
        return e;
    TRY(journal_lecture(r, "plan.exporter", S("plan:courant")));
    Str path = str_from(r->route->path);
    if (str_ends(path, S(".tet.csv"))) {
        TRY(plan_ecrire_tet(r->db, r->arena, &plan, req_body(r, "text/csv; charset=utf-8")));
        req_download(r, S("plan-d-actions-28-colonnes.csv"));
        return OK;
    }
    if (str_ends(path, S(".json"))) {
        TRY(plan_ecrire_json(r->db, r->arena, &plan, req_body(r, "application/json")));
        req_download(r, S("plan-d-actions.json"));
        return OK;
    }
    SheetFormat format = sheet_format(path);
    TRY(plan_ecrire_tableau(r->db, r->arena, &plan, format, r->now, req_body(r, sheet_format_type(format))));
    req_download(r, format == SHEET_XLSX ? S("plan-d-actions.xlsx") : S("plan-d-actions.csv"));
    return OK;
}
