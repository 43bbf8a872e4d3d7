// SPDX-License-Identifier: AGPL-3.0-or-later
#include "domain/plan/aides.h"

#include <math.h>
#include <stdlib.h>

#include "domain/journal/journal.h"
#include "domain/plan/plan_priv.h"

enum { MOT_MIN = 3, MOTS_MAX = 64 };
/* Words that say nothing, folded and without the mark of the plural. */
static const char *const mots_vides[] = { "aux", "avec", "cette", "ces", "chez", "dan", "dans", "des", "elle", "est",
    "etre", "leur", "les", "mettre", "nos", "notre", "par", "place", "plu", "pour", "que", "qui", "ses", "son", "sont",
    "sou", "sur", "tou", "tout", "toute", "une", "ver" };

Err aides_remplacer(Db *db, Arena *a, const Acteur *par, int64_t now, const AidesLues *lues)
{
    if (!plan_pilote(par))
        return ERR_FORBIDDEN;
    TX tx = tx_begin(db, HERE);
    TRY(sql_aides_effacer(db));
    for (size_t i = 0; i < lues->aides.n; i++) {
        const Aide *x = &lues->aides.v[i];
        TRY(sql_aide_creer(db, &(SqlAideCreerArgs){ .cle = x->cle,
                                   .nom = x->nom,
                                   .financeurs = x->financeurs,
                                   .perimetre = x->perimetre,
                                   .publics = x->publics,
                                   .types = x->types,
                                   .categories = x->categories,
                                   .taux_min = x->taux_min,
                                   .taux_max = x->taux_max,
                                   .fin_j = jour_vers(x->fin),
                                   .url = x->url,
                                   .now = now }));
    }
    TRY(journal_ecrire(db, par, now, "plan.aides", str_format(a, "aides:%zu", lues->aides.n), true));
    return tx_commit(&tx);
}

Err aides_toutes(Db *db, Arena *a, const Aide **ret, size_t *ret_n)
{
    VEC(Aide) v = { 0 };
    ROWS rows = { 0 };
    SqlAidesToutes r;
    TRY(sql_aides_toutes(db, &rows));
    while (sql_aides_toutes_next(&rows, &r)) {
        Aide *x = vec_push(a, &v);
        if (!x)
            return ERR_MEMORY;
        *x = (Aide){ .cle = str_dup(a, r.cle),
            .nom = str_dup(a, r.nom),
            .financeurs = str_dup(a, r.financeurs),
            .perimetre = str_dup(a, r.perimetre),
            .publics = str_dup(a, r.publics),
            .types = str_dup(a, r.types),
            .categories = str_dup(a, r.categories),
            .url = str_dup(a, r.url),
            .taux_min = r.taux_min,
            .taux_max = r.taux_max,
            .fin = jour_de(r.fin_j) };
    }
    *ret = v.v;
    *ret_n = v.n;
    return rows_end(&rows);
}

/* ---- proposing ---- */

/* Words of some length, each once, without the mark of the plural; in the order of the text. */
static size_t words_of(Arena *a, Str text, Str *ret)
{
    Str folded = utf8_fold(a, text);
    size_t n = 0, from = 0;
    for (size_t i = 0; i <= folded.n; i++) {
        char c = i < folded.n ? folded.p[i] : ' ';
        if ((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9'))
            continue;
        Str w = str_slice(folded, from, i);
        from = i + 1;
        if (w.n > MOT_MIN && (w.p[w.n - 1] == 's' || w.p[w.n - 1] == 'x'))
            w = str_slice(w, 0, w.n - 1);
        bool seen = w.n < MOT_MIN || n == MOTS_MAX;
        for (size_t k = 0; k < sizeof mots_vides / sizeof *mots_vides && !seen; k++)
            seen = str_eq(w, str_from(mots_vides[k]));
        for (size_t k = 0; k < n && !seen; k++)
            seen = str_eq(ret[k], w);
        if (!seen)
            ret[n++] = w;
    }
    return n;
}

static int best_first(const void *x, const void *y)
{
    const AideProposee *a = x, *b = y;
    return a->score != b->score ? (a->score < b->score ? 1 : -1) : str_cmp(a->aide->nom, b->aide->nom);
}

/* Which of the action's words each aid has: a bit a word. */
static uint64_t *shared_words(Arena *a, const Str *words, size_t words_n, const Aide *aides, size_t n, int *df)
{
    uint64_t *bits = NEW(a, uint64_t, n + 1);
    for (size_t i = 0; bits && i < n; i++) {
        Str own[MOTS_MAX];
        ArenaMark m = arena_mark(a);
        size_t k = words_of(a, str_format(a, "%.*s %.*s", STR_ARG(aides[i].nom), STR_ARG(aides[i].categories)), own);
        for (size_t w = 0; w < words_n; w++)
            for (size_t j = 0; j < k; j++)
                if (str_eq(words[w], own[j])) {
                    bits[i] |= UINT64_C(1) << w;
                    df[w]++;
                    break;
                }
        arena_reset(a, m);
    }
    return bits;
}

Err aides_proposer(Arena *a, const Action *x, const Aide *aides, size_t n, Date today, const AideProposee **ret,
    size_t *ret_n)
{
    VEC(AideProposee) v = { 0 };
    Str words[MOTS_MAX];
    int df[MOTS_MAX] = { 0 };
    Str theme = x->themes ? themes_montre(a, x->themes) : S("");
    size_t words_n = words_of(a, str_format(a, "%.*s %.*s", STR_ARG(x->titre), STR_ARG(theme)), words);
    const uint64_t *bits = shared_words(a, words, words_n, aides, n, df);
    if (!bits)
        return ERR_MEMORY;
    for (size_t i = 0; i < n; i++) {
        AideProposee p = { &aides[i], 0, S("") };
        if (aides[i].fin.has && aides[i].fin.d.days < today.days)
            continue;
        for (size_t w = 0; w < words_n; w++)
            if (bits[i] & UINT64_C(1) << w) {
                p.score += log((double)n / df[w]);
                p.mots = str_format(a, "%.*s%s%.*s", STR_ARG(p.mots), p.mots.n ? ", " : "", STR_ARG(words[w]));
            }
        AideProposee *to = p.score > 0 ? vec_push(a, &v) : NULL;
        if (p.score > 0 && !to)
            return ERR_MEMORY;
        if (to)
            *to = p;
    }
    if (v.n)
        qsort(v.v, v.n, sizeof *v.v, best_first);
    *ret = v.v;
    *ret_n = v.n < AIDES_PROPOSEES ? v.n : AIDES_PROPOSEES;
    return OK;
}
