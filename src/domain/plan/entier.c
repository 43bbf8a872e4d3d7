// SPDX-License-Identifier: AGPL-3.0-or-later
#include "domain/plan/entier.h"

#include <stdlib.h>

#include "domain/plan/plan_priv.h"

/* What comes of one action, in the order in which it comes. */
typedef struct Amas {
    int64_t id;
    size_t rang;
    Str textes[TEXTES_N];
    VEC(ActionEtape) etapes;
    VEC(Str) proches;
    VEC(Cout) couts;
    VEC(Financement) lignes;
    VEC(Ressource) ressources;
    VEC(Str) lieux;
} Amas;
typedef struct Lecture {
    Db *db;
    Arena *a;
    FeuilleId feuille;
    int64_t depuis;
    Amas *v;
    size_t n;
} Lecture;

static int by_id(const void *x, const void *y)
{
    const Amas *a = x, *b = y;
    return (a->id > b->id) - (a->id < b->id);
}

/* NULL: not among those asked for. */
static Amas *of(const Lecture *l, ActionId id)
{
    const Amas key = { .id = id.v };
    return l->n ? bsearch(&key, l->v, l->n, sizeof *l->v, by_id) : NULL;
}

static Err read_texts(Lecture *l)
{
    ROWS rows = { 0 };
    SqlTextesTous r;
    TRY(sql_textes_tous(l->db, l->feuille, l->depuis, &rows));
    while (sql_textes_tous_next(&rows, &r)) {
        Amas *x = of(l, r.action_id);
        int t = x ? choice_index(action_textes, r.champ) : -1;
        if (t >= 0)
            x->textes[t] = str_dup(l->a, r.valeur);
    }
    return rows_end(&rows);
}

static Err read_steps(Lecture *l)
{
    ROWS rows = { 0 };
    SqlEtapesToutes r;
    TRY(sql_etapes_toutes(l->db, l->feuille, l->depuis, &rows));
    while (sql_etapes_toutes_next(&rows, &r)) {
        Amas *x = of(l, r.action_id);
        ActionEtape *e = x ? vec_push(l->a, &x->etapes) : NULL;
        if (e)
            *e = (ActionEtape){ r.etape_id, str_dup(l->a, r.titre), jour_de(r.echeance_j), jour_de(r.faite_j) };
    }
    return rows_end(&rows);
}

static Err read_near(Lecture *l)
{
    ROWS rows = { 0 };
    SqlProchesTous r;
    TRY(sql_proches_tous(l->db, l->feuille, &rows));
    while (sql_proches_tous_next(&rows, &r)) {
        Amas *x = of(l, r.action_id);
        Str *s = x ? vec_push(l->a, &x->proches) : NULL;
        if (s)
            *s = str_dup(l->a, r.numero);
    }
    return rows_end(&rows);
}

static Err read_costs(Lecture *l)
{
    ROWS rows = { 0 };
    SqlCoutsTous r;
    TRY(sql_couts_tous(l->db, l->feuille, l->depuis, &rows));
    while (sql_couts_tous_next(&rows, &r)) {
        Amas *x = of(l, r.action_id);
        Cout *c = x ? vec_push(l->a, &x->couts) : NULL;
        if (c)
            *c = (Cout){ r.cout_id, r.annee, (CoutNature)choice_index(cout_natures, r.nature), str_dup(l->a, r.libelle),
                r.ht, r.tva, r.etp };
    }
    return rows_end(&rows);
}

static Err read_funding(Lecture *l)
{
    ROWS rows = { 0 };
    SqlFinancementsTous r;
    TRY(sql_financements_tous(l->db, l->feuille, l->depuis, &rows));
    while (sql_financements_tous_next(&rows, &r)) {
        Amas *x = of(l, r.action_id);
        Financement *f = x ? vec_push(l->a, &x->lignes) : NULL;
        if (f)
            *f = (Financement){ r.financement_id, str_dup(l->a, r.financeur),
                (FinancementNature)choice_index(financement_natures, r.nature),
                (FinancementEtat)choice_index(financement_etats, r.etat), r.montant, r.verse, r.plafond,
                jour_de(r.attendu_j) };
    }
    return rows_end(&rows);
}

static Err read_resources(Lecture *l)
{
    ROWS rows = { 0 };
    SqlRessourcesToutes r;
    TRY(sql_ressources_toutes(l->db, l->feuille, l->depuis, &rows));
    while (sql_ressources_toutes_next(&rows, &r)) {
        Amas *x = of(l, r.action_id);
        Ressource *to = x ? vec_push(l->a, &x->ressources) : NULL;
        int nature = choice_index(ressource_natures, r.nature);
        if (to)
            *to = (Ressource){ r.ressource_id, nature < 0 ? RESSOURCE_MATERIEL : (RessourceNature)nature,
                str_dup(l->a, r.libelle), r.quantite, r.annee, r.cout_id };
    }
    TRY(rows_end(&rows));
    ROWS more = { 0 };
    SqlLieuxDesActions p;
    TRY(sql_lieux_des_actions(l->db, l->feuille, l->depuis, &more));
    while (sql_lieux_des_actions_next(&more, &p)) {
        Amas *x = of(l, p.action_id);
        Str *s = x ? vec_push(l->a, &x->lieux) : NULL;
        if (s)
            *s = str_dup(l->a, p.lieu);
    }
    return rows_end(&more);
}

static ActionEntiere whole(const Amas *x)
{
    ActionEntiere e = {
        .f = { .etapes = x->etapes.v, .etapes_n = x->etapes.n, .proches = x->proches.v, .proches_n = x->proches.n },
        .m = { x->couts.v, x->couts.n, x->lignes.v, x->lignes.n },
        .r = { .ressources = x->ressources.v,
            .ressources_n = x->ressources.n,
            .lieux = x->lieux.v,
            .lieux_n = x->lieux.n }
    };
    for (int t = 0; t < TEXTES_N; t++)
        e.f.textes[t] = str_or_empty(x->textes[t]);
    return e;
}

static Err open_reading(Lecture *l, Db *db, Arena *a, const Plan *p, int64_t depuis)
{
    *l = (Lecture){ db, a, p->feuille.id, depuis, NEW(a, Amas, p->actions_n + 1), p->actions_n };
    if (!l->v)
        return ERR_MEMORY;
    for (size_t i = 0; i < l->n; i++)
        l->v[i] = (Amas){ .id = p->actions[i].id.v, .rang = i };
    if (l->n)
        qsort(l->v, l->n, sizeof *l->v, by_id);
    return OK;
}

Err plan_argent(Db *db, Arena *a, const Plan *p, FinancementPlan **ret)
{
    Lecture l;
    FinancementPlan *all = NEW(a, FinancementPlan, p->actions_n + 1);
    TRY(open_reading(&l, db, a, p, 0));
    TRY(read_costs(&l));
    TRY(read_funding(&l));
    for (size_t i = 0; all && i < l.n; i++)
        all[l.v[i].rang] = whole(&l.v[i]).m;
    *ret = all;
    return arena_failed(a) ? ERR_MEMORY : OK;
}

Err plan_entier(Db *db, Arena *a, const Plan *p, int64_t depuis, ActionEntiere **ret)
{
    Lecture l;
    ActionEntiere *all = NEW(a, ActionEntiere, p->actions_n + 1);
    TRY(open_reading(&l, db, a, p, depuis));
    TRY(read_texts(&l));
    TRY(read_steps(&l));
    TRY(read_near(&l));
    TRY(read_costs(&l));
    TRY(read_funding(&l));
    TRY(read_resources(&l));
    for (size_t i = 0; all && i < l.n; i++)
        all[l.v[i].rang] = whole(&l.v[i]);
    *ret = all;
    return arena_failed(a) ? ERR_MEMORY : OK;
}
