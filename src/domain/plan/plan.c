// SPDX-License-Identifier: AGPL-3.0-or-later
/* The words of the plan, its rules, and reading it whole. */
#include "domain/plan/plan.h"

#include <stdlib.h>

#include "core/slice.h"
#include "domain/plan/plan_priv.h"

/* ---- words ---- */

#define CHOICES(name, LIST) const Choice name[] = { LIST(X){ STR_NONE, STR_NONE } };
#define X(NAME, stored, shown, ...) { S_INIT(stored), S_INIT(shown) },
CHOICES(action_etats, ACTION_ETATS)
CHOICES(action_genres, ACTION_GENRES)
CHOICES(plan_themes, PLAN_THEMES)
CHOICES(priorites, PRIORITES)
CHOICES(public_champs, PUBLIC_CHAMPS)
CHOICES(commentaire_genres, COMMENTAIRE_GENRES)
CHOICES(cout_natures, COUT_NATURES)
CHOICES(financement_natures, FINANCEMENT_NATURES)
CHOICES(financement_etats, FINANCEMENT_ETATS)
CHOICES(part_regles, PART_REGLES)
CHOICES(action_textes, ACTION_TEXTES)
#undef X

Str action_etat_montre(ActionEtat e)
{
    return action_etats[e].label;
}

static Str joined_themes(Arena *a, unsigned themes, bool labels, Str between)
{
    Str words[PLAN_THEMES_N];
    size_t n = 0;
    for (int i = 0; i < PLAN_THEMES_N; i++)
        if (themes & 1U << i)
            words[n++] = labels ? plan_themes[i].label : plan_themes[i].value;
    return n == 1 ? words[0] : n ? str_join(a, words, n, between) : S("");
}

Str themes_montre(Arena *a, unsigned themes)
{
    return themes ? joined_themes(a, themes, true, S(", ")) : S("Transverse");
}

Str themes_ecrits(Arena *a, unsigned themes)
{
    return joined_themes(a, themes, false, S(";"));
}

bool themes_lus(Arena *a, Str s, unsigned *ret, Str *ret_inconnu)
{
    Str part;
    *ret = 0;
    while (str_split(&s, ';', &part)) {
        Str key = utf8_fold(a, str_trim(part));
        int i = 0;
        while (i < PLAN_THEMES_N && !str_eq(key, utf8_fold(a, plan_themes[i].value)) &&
               !str_eq(key, utf8_fold(a, plan_themes[i].label)))
            i++;
        if (i == PLAN_THEMES_N) {
            *ret_inconnu = str_trim(part);
            return false;
        }
        *ret |= 1U << i;
    }
    return true;
}

Str action_objet(Arena *a, Str numero)
{
    return str_cat(a, S("action:"), numero);
}

/* ---- rules ---- */

bool action_en_retard(const Action *x, Date today)
{
    return x->etat != ACTION_REALISEE && x->etat != ACTION_ABANDONNEE && x->fin.has && x->fin.d.days < today.days;
}

bool action_peut_passer(ActionEtat de, ActionEtat vers, bool pilote)
{
    static const bool moves[ACTION_ETATS_N][ACTION_ETATS_N] = {
        [ACTION_A_DISCUTER] = { [ACTION_A_VENIR] = true, [ACTION_ABANDONNEE] = true },
        [ACTION_A_VENIR] = { [ACTION_A_DISCUTER] = true, [ACTION_EN_COURS] = true, [ACTION_ABANDONNEE] = true },
        [ACTION_EN_COURS] = { [ACTION_EN_PAUSE] = true,
            [ACTION_BLOQUEE] = true,
            [ACTION_REALISEE] = true,
            [ACTION_ABANDONNEE] = true },
        [ACTION_EN_PAUSE] = { [ACTION_EN_COURS] = true, [ACTION_ABANDONNEE] = true },
        [ACTION_BLOQUEE] = { [ACTION_EN_COURS] = true, [ACTION_ABANDONNEE] = true },
    };
    bool ended = de == ACTION_REALISEE || de == ACTION_ABANDONNEE;
    if (de >= ACTION_ETATS_N || vers >= ACTION_ETATS_N)
        return false;
    if (ended)
        return pilote && vers == (de == ACTION_REALISEE ? ACTION_EN_COURS : ACTION_A_DISCUTER);
    return moves[de][vers];
}

bool plan_pilote(const Acteur *par)
{
    return !par || (par->role & (ROLE_ADMINISTRATEUR | ROLE_PILOTE));
}

Err action_modifiable(Db *db, const Acteur *par, ActionId id, bool *ret)
{
    bool found = plan_pilote(par);
    if (!found) {
        SqlResponsableEst r;
        ARENA a = arena_new(64 * KIB);
        TRY(sql_responsable_est(db, a, id, (PersonneId){ par->personne_id }, &r, &found));
    }
    *ret = found;
    return OK;
}

Err exiger_modifiable(Db *db, const Acteur *par, ActionId id)
{
    bool may = false;
    TRY(action_modifiable(db, par, id, &may));
    return may ? OK : ERR_FORBIDDEN;
}

#define X(NAME, stored, shown, target, unit) target,
static const int64_t national_figures[] = { NATIONAUX(X) };
#undef X
#define X(NAME, stored, shown, ...) S_INIT(shown),
static const Str national_words[] = { NATIONAUX(X) };
#undef X

int64_t national_cible(National n)
{
    return national_figures[n];
}

Str national_montre(National n)
{
    return national_words[n];
}

Str national_regle(Arena *a, const NationalPart *p)
{
    if (!p->fixee)
        return S("Pas encore arrêtée");
    Str rule = part_regles[p->regle].label;
    if (p->regle != PART_PROPRE)
        rule = str_format(a, "%.*s (%.*s sur %.*s)", STR_ARG(rule), STR_ARG(short_dup(a, fr_nombre(p->numerateur))),
            STR_ARG(short_dup(a, fr_nombre(p->denominateur))));
    return str_format(a, "%.*s. %.*s", STR_ARG(rule), STR_ARG(p->source));
}

int64_t national_part(National n, const NationalPart *p)
{
    return p->regle == PART_PROPRE ? p->numerateur
                                   : argent_prorata(national_figures[n], p->numerateur, p->denominateur);
}

/* ---- the whole plan ---- */

static Err read_axes(Db *db, Arena *a, Plan *p)
{
    VEC(Axe) v = { 0 };
    ROWS rows = { 0 };
    SqlAxesDe r;
    TRY(sql_axes_de(db, p->feuille.id, &rows));
    while (sql_axes_de_next(&rows, &r)) {
        Axe *x = vec_push(a, &v);
        if (!x)
            return ERR_MEMORY;
        *x = (Axe){ r.axe_id, r.rang, str_dup(a, r.titre), str_dup(a, r.diagnostic) };
    }
    p->axes = v.v;
    p->axes_n = v.n;
    return rows_end(&rows);
}

static Err read_objectifs(Db *db, Arena *a, Plan *p)
{
    VEC(Objectif) v = { 0 };
    ROWS rows = { 0 };
    SqlObjectifsDe r;
    TRY(sql_objectifs_de(db, p->feuille.id, &rows));
    while (sql_objectifs_de_next(&rows, &r)) {
        Objectif *x = vec_push(a, &v);
        if (!x)
            return ERR_MEMORY;
        *x = (Objectif){ r.objectif_id, r.axe_id, r.rang, str_dup(a, r.titre) };
    }
    p->objectifs = v.v;
    p->objectifs_n = v.n;
    return rows_end(&rows);
}

static int axis_of(const Plan *p, AxeId id)
{
    int i = 0;
    while (i < (int)p->axes_n && p->axes[i].id.v != id.v)
        i++;
    return i;
}

/* A word that is not known is of a later program, and left out. */
static unsigned themes_of(Arena *a, Str s)
{
    unsigned v = 0;
    Str unknown;
    ArenaMark m = arena_mark(a);
    themes_lus(a, s, &v, &unknown);
    arena_reset(a, m);
    return v;
}

static Err read_actions(Db *db, Arena *a, Plan *p)
{
    VEC(Action) v = { 0 };
    ROWS rows = { 0 };
    SqlActionsDe r;
    TRY(sql_actions_de(db, p->feuille.id, &rows));
    while (sql_actions_de_next(&rows, &r)) {
        Action *x = vec_push(a, &v);
        if (!x)
            return ERR_MEMORY;
        *x = (Action){ .id = r.action_id,
            .axe = axis_of(p, r.axe_id),
            .objectif_id = { r.objectif_id.has ? r.objectif_id.v : 0 },
            .numero = str_dup(a, r.numero),
            .genre = str_dup(a, r.genre),
            .titre = str_dup(a, r.titre),
            .pilote = str_dup(a, r.pilote),
            .territoires = str_dup(a, r.territoires),
            .rang = r.rang,
            .themes = themes_of(a, r.theme),
            .etat = (ActionEtat)choice_index(action_etats, r.etat),
            .priorite = choice_index(priorites, r.priorite),
            .avancement = r.avancement,
            .debut = jour_de(r.debut_j),
            .fin = jour_de(r.fin_j),
            .publics = (unsigned)r.publics,
            .version = r.version,
            .revision = r.revision,
            .modifie_at = r.modifie_at };
    }
    p->actions = v.v;
    p->actions_n = v.n;
    return rows_end(&rows);
}

static int by_id(const void *x, const void *y)
{
    const Action *a = *(Action *const *)x, *b = *(Action *const *)y;
    return (a->id.v > b->id.v) - (a->id.v < b->id.v);
}

/* The same actions by their key, for sums that come by it. */
static Action **keyed(Arena *a, const Plan *p)
{
    Action **v = NEW(a, Action *, p->actions_n + 1);
    for (size_t i = 0; v && i < p->actions_n; i++)
        v[i] = &p->actions[i];
    if (v && p->actions_n)
        qsort(v, p->actions_n, sizeof *v, by_id);
    return v;
}

static Action *action_keyed(Action **v, size_t n, ActionId id)
{
    Action key = { .id = id }, *to = &key, **found = n ? bsearch(&to, v, n, sizeof *v, by_id) : NULL;
    return found ? *found : NULL;
}

static Err read_sums(Db *db, Arena *a, Plan *p)
{
    Action **v = keyed(a, p);
    if (!v)
        return ERR_MEMORY;
    ROWS rows = { 0 };
    SqlCoutsSommes c;
    TRY(sql_couts_sommes(db, p->feuille.id, &rows));
    while (sql_couts_sommes_next(&rows, &c)) {
        Action *x = action_keyed(v, p->actions_n, c.action_id);
        if (x)
            x->budget = c.somme;
    }
    TRY(rows_end(&rows));
    ROWS more = { 0 };
    SqlFinancementsSommes f;
    TRY(sql_financements_sommes(db, p->feuille.id, &more));
    while (sql_financements_sommes_next(&more, &f)) {
        Action *x = action_keyed(v, p->actions_n, f.action_id);
        if (x) {
            x->finance = f.somme;
            x->verse = f.verse;
        }
    }
    return rows_end(&more);
}

Err plan_sans_montants(Db *db, Arena *a, Plan *ret)
{
    SqlFeuilleCourante f;
    bool found = false;
    Plan p = { 0 };
    TRY(sql_feuille_courante(db, a, &f, &found));
    if (!found)
        return ERR_NOT_FOUND;
    p.feuille = (Feuille){ .id = f.feuille_id,
        .nom = f.nom,
        .description = f.description,
        .porteurs = f.porteurs,
        .appui = f.appui,
        .perimetre = f.perimetre,
        .source = f.source,
        .debut = { (int32_t)f.debut_j },
        .fin = { (int32_t)f.fin_j },
        .modifie_at = f.modifie_at };
    TRY(read_axes(db, a, &p));
    TRY(read_objectifs(db, a, &p));
    TRY(read_actions(db, a, &p));
    *ret = p;
    return OK;
}

Err plan_courant(Db *db, Arena *a, Plan *ret)
{
    Plan p;
    TRY(plan_sans_montants(db, a, &p));
    TRY(read_sums(db, a, &p));
    *ret = p;
    return OK;
}

Err feuille_creer(Db *db, Arena *a, int64_t now, const Feuille *f)
{
    SqlFeuilleCreer made;
    return sql_feuille_creer(db, a,
        &(SqlFeuilleCreerArgs){ .nom = f->nom,
            .description = str_or_empty(f->description),
            .debut_j = f->debut.days,
            .fin_j = f->fin.days,
            .porteurs = str_or_empty(f->porteurs),
            .appui = str_or_empty(f->appui),
            .perimetre = str_or_empty(f->perimetre),
            .source = str_or_empty(f->source),
            .now = now },
        &made);
}

Err feuille_ecrire(Db *db, int64_t now, const Feuille *f)
{
    int64_t n = 0;
    TRY(sql_feuille_ecrire(db,
        &(SqlFeuilleEcrireArgs){ .feuille_id = f->id,
            .nom = f->nom,
            .description = f->description,
            .debut_j = f->debut.days,
            .fin_j = f->fin.days,
            .porteurs = f->porteurs,
            .appui = f->appui,
            .perimetre = f->perimetre,
            .source = f->source,
            .now = now },
        &n));
    return n ? OK : ERR_NOT_FOUND;
}

const Action *plan_action(const Plan *p, Str numero)
{
    for (size_t i = 0; i < p->actions_n; i++)
        if (str_eq(p->actions[i].numero, numero))
            return &p->actions[i];
    return NULL;
}

const Objectif *plan_objectif(const Plan *p, ObjectifId id)
{
    for (size_t i = 0; i < p->objectifs_n; i++)
        if (p->objectifs[i].id.v == id.v)
            return &p->objectifs[i];
    return NULL;
}

Str plan_numero(Arena *a, const Plan *p, int axe, int64_t rang)
{
    return str_format(a, "%lld.%lld", (long long)p->axes[axe].rang, (long long)rang);
}

int64_t plan_rang_libre(Arena *a, const Plan *p, int axe, int64_t rang)
{
    while (plan_action(p, plan_numero(a, p, axe, rang)))
        rang++;
    return rang;
}

int64_t plan_dernier_rang(const Plan *p, int axe)
{
    int64_t rang = 0;
    for (size_t i = 0; i < p->actions_n; i++)
        if (p->actions[i].axe == axe && p->actions[i].rang > rang)
            rang = p->actions[i].rang;
    return rang;
}

/* ---- how far ---- */

static bool shown(const Action *x, bool publics, PublicChamp champ)
{
    return !publics || action_publique(x, champ);
}

static void count(PlanCompte *c, const Action *x, Date today, bool publics)
{
    c->actions++;
    if (shown(x, publics, PUBLIC_ETAT)) {
        c->realisees += x->etat == ACTION_REALISEE;
        c->cours += x->etat == ACTION_EN_COURS;
        c->a_lancer += x->etat == ACTION_A_DISCUTER || x->etat == ACTION_A_VENIR;
        c->avancement += x->avancement;
        c->retard += shown(x, publics, PUBLIC_CALENDRIER) && action_en_retard(x, today);
    }
    if (shown(x, publics, PUBLIC_BUDGET)) {
        c->budget += x->budget;
        c->finance += x->finance;
    }
}

PlanCompte *plan_compter(Arena *a, const Plan *p, Date today, bool publics)
{
    PlanCompte *v = NEW(a, PlanCompte, p->axes_n + 1);
    for (size_t i = 0; v && i < p->axes_n; i++)
        v[i].axe = &p->axes[i];
    for (size_t i = 0; v && i < p->actions_n; i++) {
        const Action *x = &p->actions[i];
        if (!shown(x, publics, PUBLIC_ACTION))
            continue;
        count(&v[x->axe], x, today, publics);
        count(&v[p->axes_n], x, today, publics);
    }
    for (size_t i = 0; v && i <= p->axes_n; i++)
        v[i].avancement = v[i].actions ? v[i].avancement / v[i].actions : 0;
    return v;
}

/* ---- who brings what ---- */

static int largest_first(const void *x, const void *y)
{
    const Financeur *a = x, *b = y;
    return a->total != b->total ? (a->total < b->total ? 1 : -1) : str_cmp(a->nom, b->nom);
}

static int by_action(const void *x, const void *y)
{
    const Apport *a = x, *b = y;
    if (a->action_id.v != b->action_id.v)
        return a->action_id.v < b->action_id.v ? -1 : 1;
    return (a->rang > b->rang) - (a->rang < b->rang);
}

Err plan_apports(Db *db, Arena *a, FeuilleId id, Apports *ret)
{
    Apports all = { 0 };
    ROWS rows = { 0 };
    SqlFinancementsApports r;
    size_t kept = 0;
    TRY(sql_financements_apports(db, id, &rows));
    while (sql_financements_apports_next(&rows, &r)) {
        Apport *x = vec_push(a, &all.lignes);
        if (!x)
            return ERR_MEMORY;
        *x = (Apport){ .action_id = r.action_id, .somme = r.montant };
        TRY(financeur_ranger(a, &all.financeurs, r.financeur, &x->rang));
    }
    TRY(rows_end(&rows));
    Apport *v = all.lignes.v;
    if (all.lignes.n)
        qsort(v, all.lignes.n, sizeof *v, by_action);
    for (size_t i = 0; i < all.lignes.n; i++)
        if (kept && by_action(&v[kept - 1], &v[i]) == 0)
            v[kept - 1].somme += v[i].somme;
        else
            v[kept++] = v[i];
    all.lignes.n = kept;
    *ret = all;
    return OK;
}

/* Those who bring something to what is shown: the others are left out. */
static size_t only_bringing(Financeur *v, size_t n)
{
    size_t kept = 0;
    for (size_t i = 0; i < n; i++)
        if (v[i].actions)
            v[kept++] = v[i];
    return kept;
}

static Financeur *funders(Arena *a, const FinanceurRangs *f, size_t axes)
{
    Financeur *v = NEW(a, Financeur, f->noms.n + 1);
    int64_t *sums = NEW(a, int64_t, f->noms.n * axes + 1);
    for (size_t i = 0; v && sums && i < f->noms.n; i++)
        v[i] = (Financeur){ .nom = f->noms.v[i], .axes = sums + i * axes };
    return sums ? v : NULL;
}

Err plan_cofinancement(Db *db, Arena *a, const Plan *p, bool publics, Cofinancement *ret)
{
    Apports all;
    Action **by_key = keyed(a, p);
    int64_t *missing = NEW(a, int64_t, p->axes_n + 1), *total = NEW(a, int64_t, p->axes_n + 1);
    TRY(plan_apports(db, a, p->feuille.id, &all));
    Financeur *v = funders(a, &all.financeurs, p->axes_n);
    if (!by_key || !missing || !total || !v)
        return ERR_MEMORY;
    for (size_t i = 0; i < p->actions_n; i++) {
        const Action *x = &p->actions[i];
        if (publics && !action_publique(x, PUBLIC_BUDGET))
            continue;
        total[x->axe] += x->budget;
        missing[x->axe] += x->budget - x->finance;
    }
    for (size_t i = 0; i < all.lignes.n; i++) {
        const Apport *l = &all.lignes.v[i];
        const Action *x = action_keyed(by_key, p->actions_n, l->action_id);
        if (!x || (publics && !(action_publique(x, PUBLIC_BUDGET) && action_publique(x, PUBLIC_FINANCEURS))))
            continue;
        v[l->rang].axes[x->axe] += l->somme;
        v[l->rang].total += l->somme;
        v[l->rang].actions++;
    }
    size_t n = only_bringing(v, all.financeurs.noms.n);
    if (n)
        qsort(v, n, sizeof *v, largest_first);
    *ret = (Cofinancement){ v, n, missing, total };
    return OK;
}

static int by_quarter(const void *x, const void *y)
{
    const Tresorerie *a = x, *b = y;
    int64_t ka = a->annee ? a->annee * 4 + a->trimestre : INT64_MAX,
            kb = b->annee ? b->annee * 4 + b->trimestre : INT64_MAX;
    return (ka > kb) - (ka < kb);
}

Err plan_tresorerie(Db *db, Arena *a, const Plan *p, const Tresorerie **ret, size_t *ret_n)
{
    VEC(Tresorerie) v = { 0 };
    ROWS rows = { 0 };
    SqlFinancementsAttendus r;
    TRY(sql_financements_attendus(db, p->feuille.id, &rows));
    while (sql_financements_attendus_next(&rows, &r)) {
        Civil c = date_civil((Date){ (int32_t)r.attendu_j.v });
        Tresorerie t = r.attendu_j.has ? (Tresorerie){ .annee = c.year, .trimestre = (c.month + 2) / 3 }
                                       : (Tresorerie){ 0 };
        size_t i = 0;
        while (i < v.n && (v.v[i].annee != t.annee || v.v[i].trimestre != t.trimestre))
            i++;
        if (i == v.n) {
            Tresorerie *new = vec_push(a, &v);
            if (!new)
                return ERR_MEMORY;
            *new = t;
        }
        v.v[i].attendu += r.montant;
        v.v[i].verse += r.verse;
    }
    if (v.n)
        qsort(v.v, v.n, sizeof *v.v, by_quarter);
    *ret = v.v;
    *ret_n = v.n;
    return rows_end(&rows);
}
