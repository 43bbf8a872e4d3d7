// SPDX-License-Identifier: AGPL-3.0-or-later
/* Any two territories side by side, and the words of these pages. */
#include <math.h>
#include <string.h>

#include "offre_besoin_view.h"
#include "core/app.h"
#include "domain/diagnostic/acces_web.h"

enum { LIGNES_FIXES = 3, CANDIDATES = 5 };

const Field territoires_comparer_champs[] = {
    { .name = "a",
        .kind = FIELD_TEXT,
        .label = "Premier territoire",
        .hint = "Une commune, une intercommunalité ou un code : Chartres, epci:200033181, departement:28",
        .max = 100 },
    { .name = "b", .kind = FIELD_TEXT, .label = "Second territoire", .max = 100 },
    { 0 },
};

typedef struct Cote {
    DiagnosticPage p;
    Zone z;
    bool zone;
} Cote;

static Str epci_named(const Territoire *t, Arena *a, Str typed)
{
    Str key = utf8_fold_name(a, typed);
    for (size_t i = 0; i < territoire_n_communes(t); i++) {
        const Epci *e = territoire_commune_at(t, i)->epci;
        if (e && str_has(utf8_fold_name(a, e->nom), key))
            return e->code;
    }
    return STR_NONE;
}

/* "commune:28085", or a name: of a commune first, then of an EPCI. */
static bool understand(Req *r, const Monde *m, Str typed, Str *ret_echelon, Str *ret_code)
{
    size_t colon = str_find_char(typed, 0, ':'), n = 0;
    const Commune *found[CANDIDATES];
    if (colon < typed.n) {
        *ret_echelon = str_slice(typed, 0, colon);
        *ret_code = str_slice(typed, colon + 1, typed.n);
        return true;
    }
    const Commune *c = territoire_resolve(m->t, r->arena, typed, m->departement, found, &n, CANDIDATES);
    *ret_echelon = S("commune");
    *ret_code = c ? code_insee_str(&c->code) : STR_NONE;
    if (c)
        return true;
    *ret_echelon = S("epci");
    *ret_code = epci_named(m->t, r->arena, typed);
    return ret_code->p != NULL;
}

static Err read_side(Req *r, const Monde *m, const char *champ, Cote *ret)
{
    Str typed = req_text(r, champ), echelon, code;
    if (!typed.n)
        return OK;
    bool known = m->t && understand(r, m, typed, &echelon, &code);
    ret->p.population = -1;
    ret->p.indice = NAN;
    if (known && identify(r, m, echelon, code, &ret->p))
        code = ret->p.code;
    ret->zone = known && m->d && find_zone(m, r->arena, echelon, code, &ret->z);
    if (ret->zone && !ret->p.titre.p) {
        ret->p.titre = ret->z.nom;
        code = ret->z.code;
    }
    if (!ret->p.titre.p) {
        form_error(r, champ,
            "Ce territoire n’est pas connu : écrivez le nom d’une commune ou d’une intercommunalité, ou un code comme "
            "commune:28085.");
        return OK;
    }
    ret->p.chapo = str_eq(echelon, S("commune")) || str_eq(echelon, S("epci"))
                     ? str_format(r->arena, "/territoires/%.*s/%.*s", STR_ARG(echelon), STR_ARG(code))
                     : S("/diagnostic");
    return ret->zone && m->poids >= 0 ? put_scores(r, m, &ret->z, &ret->p) : OK;
}

static Short number_or_none(int64_t n)
{
    static const Short none = { "non connu", 9 };
    return n < 0 ? none : fr_nombre(n);
}

static const ScoreVue *same_indicator(const ScoreVue *v, size_t n, const Indicateur *i)
{
    for (size_t k = 0; k < n; k++)
        if (v[k].indicateur == i)
            return &v[k];
    return NULL;
}

static void put_line(ComparerPage *p, Arena *a, const Indicateur *i, Short x, Short y)
{
    p->v[p->n++] = (ComparerLigne){ x, y, provenance_indicateur(a, &p->prov, i) };
}

typedef struct Scores {
    const ScoreVue *v;
    size_t n;
} Scores;

static Err put_lines(Req *r, const Monde *m, const Cote *a, const Cote *b, ComparerPage *p)
{
    static const Short none = { "non connu", 9 };
    const Scores here[] = { { a->p.v, a->p.n }, { a->p.contexte, a->p.contexte_n }, { a->p.autres, a->p.autres_n } };
    const Scores there[] = { { b->p.v, b->p.n }, { b->p.contexte, b->p.contexte_n }, { b->p.autres, b->p.autres_n } };
    p->v = NEW(r->arena, ComparerLigne, 2 * INDICATEURS_MAX + LIGNES_FIXES);
    if (!p->v)
        return ERR_MEMORY;
    p->v[p->n++] = (ComparerLigne){ number_or_none(a->p.population), number_or_none(b->p.population),
        provenance_populations(r->arena, &p->prov, m->d, p->poids) };
    if (m->poids >= 0)
        p->v[p->n++] = (ComparerLigne){ score_montre(a->p.indice), score_montre(b->p.indice),
            provenance_indice(r->arena, &p->prov, m->d, p->poids) };
    for (int g = 0; g < 3; g++)
        for (size_t k = 0; k < here[g].n; k++) {
            const ScoreVue *x = &here[g].v[k], *y = same_indicator(there[g].v, there[g].n, x->indicateur);
            put_line(p, r->arena, x->indicateur, g == 2 ? valeur_montree(x) : score_montre(x->score),
                !y       ? none
                : g == 2 ? valeur_montree(y)
                         : score_montre(y->score));
        }
    return OK;
}

Err territoires_comparer(Req *r)
{
    Monde m = world(r);
    ComparerPage p = { .form = &r->form };
    Cote a = { .p.tous = true }, b = { .p.tous = true };
    note_world(&m, &a.p);
    note_world(&m, &b.p);
    p.poids = a.p.poids;
    p.fictif = a.p.fictif;
    TRY(read_side(r, &m, "a", &a));
    TRY(read_side(r, &m, "b", &b));
    p.a = a.p.titre;
    p.b = b.p.titre;
    p.a_url = a.p.chapo;
    p.b_url = b.p.chapo;
    if (p.a.p && p.b.p)
        TRY(put_lines(r, &m, &a, &b, &p));
    view_territoires_comparer(req_html(r), &p);
    return OK;
}

Err diagnostic_glossaire_page(Req *r)
{
    view_diagnostic_glossaire(req_html(r));
    return OK;
}
