// SPDX-License-Identifier: AGPL-3.0-or-later
#include "domain/plan/comparer.h"

#include "domain/plan/lire.h"

/* ---- cut, without being read ---- */

/* As plan_ecrire_version writes them. */
#define ACTIONS "\"actions\":["
#define NUMERO "{\"numero\":\""
#define REVISION "\"revision\":"

/* What an action ends with; -1: it does not. */
static int64_t revision_of(Str one)
{
    int64_t v = -1;
    size_t at = one.n ? one.n - 1 : 0, end = at;
    while (at > 0 && one.p[at - 1] >= '0' && one.p[at - 1] <= '9')
        at--;
    bool told = str_ends(one, S("}")) && str_ends(str_slice(one, 0, at), S(REVISION));
    return told && str_to_i64(str_slice(one, at, end), &v) ? v : -1;
}

/* In a text, a quote is written \": what begins an action is nowhere else. */
Err plan_decouper(Arena *a, Str json, Str *ret_head, PlanMorceaux *ret)
{
    size_t at = str_find(json, 0, S(ACTIONS));
    if (at >= json.n || !str_ends(json, S("]}")))
        return ERR_INVALID;
    if (ret_head)
        *ret_head = str_slice(json, 0, at);
    const Str all = str_slice(json, at + S(ACTIONS).n, json.n - S("]}").n);
    for (at = 0; at < all.n;) {
        size_t end = str_find(all, at + 1, S("," NUMERO));
        Str one = str_slice(all, at, end);
        size_t quote = str_find_char(one, S(NUMERO).n, '"');
        PlanMorceau *m = str_starts(one, S(NUMERO)) && quote < one.n ? vec_push(a, ret) : NULL;
        if (!m)
            return arena_failed(a) ? ERR_MEMORY : ERR_INVALID;
        *m = (PlanMorceau){ str_slice(one, S(NUMERO).n, quote), one, revision_of(one) };
        at = end + 1;
    }
    return OK;
}

const PlanMorceau *plan_morceau(const PlanMorceaux *v, Str numero, size_t near)
{
    for (size_t k = 0; k < v->n; k++) {
        const PlanMorceau *m = &v->v[(near + k) % v->n];
        if (str_eq(m->numero, numero))
            return m;
    }
    return NULL;
}

/* ---- read ---- */

static Err read_pieces(Arena *a, Str head, const Str *pieces, size_t n, PlanLu *ret)
{
    BUF b = buf_new(PLAN_FICHIER_MAX);
    buf_put(&b, head);
    buf_put(&b, S(ACTIONS));
    for (size_t i = 0; i < n; i++) {
        if (i)
            buf_char(&b, ',');
        buf_put(&b, pieces[i]);
    }
    buf_put(&b, S("]}"));
    if (b.failed)
        return ERR_TOO_LARGE;
    *ret = (PlanLu){ .feuille_lue = STR_NONE };
    TRY(plan_lire_json(a, buf_str(&b), ret));
    return ret->actions.n == n ? OK : ERR_INVALID;
}

/* ---- told ---- */

typedef struct Dit {
    Arena *a;
    VEC(PlanDifference) v;
} Dit;

static void tell(Dit *d, Str champ, Str avant, Str apres)
{
    avant = str_or_empty(avant);
    apres = str_or_empty(apres);
    PlanDifference *to = str_eq(avant, apres) ? NULL : vec_push(d->a, &d->v);
    if (to)
        *to = (PlanDifference){ champ, avant, apres };
}

static Str day(Arena *a, PlanJour j)
{
    return j.has ? date_french(a, j.d) : S("");
}

static Str label(const Choice *c, int i)
{
    return i < 0 ? S("") : c[i].label;
}

/* What one list has and the other has not, a line each; equal lines are paired. */
static void tell_lists(Dit *d, Str champ, const Str *before, size_t nb, const Str *after, size_t na)
{
    bool *used = NEW(d->a, bool, na + 1);
    for (size_t i = 0; used && i < nb; i++) {
        size_t k = 0;
        while (k < na && (used[k] || !str_eq(before[i], after[k])))
            k++;
        if (k < na)
            used[k] = true;
        else
            tell(d, champ, before[i], S(""));
    }
    for (size_t k = 0; used && k < na; k++)
        if (!used[k])
            tell(d, champ, S(""), after[k]);
}

static Str *lines(Arena *a, const ActionLue *x, PlanDetail d, size_t *ret_n)
{
    const size_t n[DETAILS_N] = { x->etapes.n, x->couts.n, x->lignes.n, x->ressources.n };
    Str *v = NEW(a, Str, n[d] + 1);
    for (size_t i = 0; v && i < n[d]; i++)
        v[i] = d == DETAIL_ETAPES       ? etape_dite(a, &x->etapes.v[i])
             : d == DETAIL_DEPENSES     ? cout_dit(a, &x->couts.v[i])
             : d == DETAIL_FINANCEMENTS ? financement_dit(a, &x->lignes.v[i])
                                        : ressource_dite(a, &x->ressources.v[i]);
    *ret_n = v ? n[d] : 0;
    return v;
}

static Str axis(Arena *a, const ActionLue *x)
{
    return str_format(a, "%lld", (long long)x->axe);
}

static Str public_words(Arena *a, const ActionLue *x)
{
    Str words[PUBLICS_N];
    size_t n = 0;
    for (int i = 0; i < PUBLICS_N; i++)
        if (x->publics.v >> i & 1)
            words[n++] = public_champs[i].label;
    return n ? str_join(a, words, n, S(", ")) : S("rien");
}

static void tell_action(Dit *d, const ActionLue *x, const ActionLue *y)
{
    Arena *a = d->a;
    tell(d, S("Titre"), x->titre, y->titre);
    tell(d, S("Axe"), axis(a, x), axis(a, y));
    tell(d, S("Objectif"), x->objectif, y->objectif);
    tell(d, S("Thème"), themes_montre(a, x->themes < 0 ? 0 : (unsigned)x->themes),
        themes_montre(a, y->themes < 0 ? 0 : (unsigned)y->themes));
    tell(d, S("Statut"), label(action_etats, x->etat), label(action_etats, y->etat));
    tell(d, S("Avancement"), str_format(a, "%lld\u00a0%%", (long long)x->avancement.v),
        str_format(a, "%lld\u00a0%%", (long long)y->avancement.v));
    tell(d, S("Pilote"), x->pilote, y->pilote);
    tell(d, S("Territoires"), x->territoires, y->territoires);
    tell(d, S("Priorité"), label(priorites, x->priorite), label(priorites, y->priorite));
    tell(d, S("Début"), day(a, x->debut), day(a, y->debut));
    tell(d, S("Échéance"), day(a, x->fin), day(a, y->fin));
    for (int t = 0; t < TEXTES_N; t++)
        tell(d, action_textes[t].label, x->textes[t], y->textes[t]);
    for (int k = 0; k < DETAILS_N; k++) {
        size_t nx = 0, ny = 0;
        Str *before = lines(a, x, (PlanDetail)k, &nx), *after = lines(a, y, (PlanDetail)k, &ny);
        tell_lists(d, str_from(details[k].nom), before, nx, after, ny);
    }
    tell_lists(d, S("Lieu"), x->lieux.v, x->lieux.n, y->lieux.v, y->lieux.n);
    tell(d, S("Actions proches"), x->proches, y->proches);
    tell(d, S("Public"), public_words(a, x), public_words(a, y));
}

static const AxeLu *axis_ranked(const PlanLu *p, int64_t rang)
{
    static const AxeLu none = { .titre = S_INIT(""), .diagnostic = S_INIT("") };
    for (size_t i = 0; i < p->axes.n; i++)
        if (p->axes.v[i].rang == rang)
            return &p->axes.v[i];
    return &none;
}

static void tell_head(Dit *d, const PlanLu *p, const PlanLu *q)
{
    enum { AXES = 100 };
    const Feuille *f = &p->feuille, *g = &q->feuille;
    tell(d, S("Nom"), f->nom, g->nom);
    tell(d, S("Description"), f->description, g->description);
    tell(d, S("Début"), date_french(d->a, f->debut), date_french(d->a, g->debut));
    tell(d, S("Fin"), date_french(d->a, f->fin), date_french(d->a, g->fin));
    tell(d, S("Co-porteurs"), f->porteurs, g->porteurs);
    tell(d, S("Appui"), f->appui, g->appui);
    tell(d, S("Périmètre"), f->perimetre, g->perimetre);
    tell(d, S("Source"), f->source, g->source);
    for (int rang = 1; rang < AXES; rang++) {
        const AxeLu *x = axis_ranked(p, rang), *y = axis_ranked(q, rang);
        tell(d, str_format(d->a, "Axe\u00a0%d", rang), x->titre, y->titre);
        tell(d, str_format(d->a, "Diagnostic de l’axe\u00a0%d", rang), x->diagnostic, y->diagnostic);
    }
}

/* ---- the two of them ---- */

typedef VEC(ActionComparee) Comparees;
typedef VEC(Str) Textes;

static Err tell_changed(Arena *a, const PlanLu *p, const PlanLu *q, Comparees *to)
{
    for (size_t i = 0; i < q->actions.n; i++) {
        Dit d = { .a = a };
        tell_action(&d, &p->actions.v[i], &q->actions.v[i]);
        ActionComparee *c = d.v.n ? vec_push(a, to) : NULL;
        if (c)
            *c = (ActionComparee){ q->actions.v[i].numero, q->actions.v[i].titre, d.v.v, d.v.n };
    }
    return OK;
}

/* Those of `v` that `other` has not. */
static Err alone(Arena *a, Str head, const PlanMorceaux *v, const PlanMorceaux *other, Comparees *to)
{
    Textes pieces = { 0 };
    PlanLu lu;
    for (size_t i = 0; i < v->n; i++) {
        Str *s = plan_morceau(other, v->v[i].numero, i) ? NULL : vec_push(a, &pieces);
        if (s)
            *s = v->v[i].json;
    }
    if (!pieces.n)
        return OK;
    TRY(read_pieces(a, head, pieces.v, pieces.n, &lu));
    for (size_t i = 0; i < lu.actions.n; i++) {
        ActionComparee *c = vec_push(a, to);
        if (c)
            *c = (ActionComparee){ .numero = lu.actions.v[i].numero, .titre = lu.actions.v[i].titre };
    }
    return OK;
}

Err plan_comparer(Arena *a, Str avant, Str apres, PlanComparaison *ret)
{
    Str head_p, head_q;
    PlanMorceaux p = { 0 }, q = { 0 };
    Textes was = { 0 }, is = { 0 };
    Comparees added = { 0 }, gone = { 0 }, changed = { 0 };
    PlanLu lu_p, lu_q;
    Dit head = { .a = a };
    TRY(plan_decouper(a, avant, &head_p, &p));
    TRY(plan_decouper(a, apres, &head_q, &q));
    for (size_t i = 0; i < q.n; i++) {
        const PlanMorceau *m = plan_morceau(&p, q.v[i].numero, i);
        if (!m || str_eq(m->json, q.v[i].json))
            continue;
        Str *x = vec_push(a, &was), *y = vec_push(a, &is);
        if (!x || !y)
            return ERR_MEMORY;
        *x = m->json;
        *y = q.v[i].json;
    }
    TRY(read_pieces(a, head_p, was.v, was.n, &lu_p));
    TRY(read_pieces(a, head_q, is.v, is.n, &lu_q));
    tell_head(&head, &lu_p, &lu_q);
    TRY(tell_changed(a, &lu_p, &lu_q, &changed));
    TRY(alone(a, head_q, &q, &p, &added));
    TRY(alone(a, head_p, &p, &q, &gone));
    *ret = (PlanComparaison){ head.v.v, head.v.n, added.v, gone.v, changed.v, added.n, gone.n, changed.n,
        (int64_t)(q.n - added.n - changed.n) };
    return arena_failed(a) ? ERR_MEMORY : OK;
}
