// SPDX-License-Identifier: AGPL-3.0-or-later
#include "domain/lieux/suggestions.h"

#include "core/view/view.h"
#include "domain/lieux/snapshot.h"

enum { MOT_MIN = 4, MOTS_MAX = 12, URL_MAX = 4096 };

static bool same_rest(Str x, size_t i, Str y, size_t j, bool begins)
{
    size_t left = x.n - i;
    return (begins ? y.n - j >= left : y.n - j == left) && memcmp(x.p + i, y.p + j, left) == 0;
}

/* Both are folded, so that a byte is a letter. The first difference is where the error is. */
bool une_erreur(Str typed, Str word, bool debut)
{
    size_t i = 0;
    while (i < typed.n && i < word.n && typed.p[i] == word.p[i])
        i++;
    if (i == typed.n)
        return debut || word.n - i <= 1;
    if (i == word.n)
        return typed.n - i == 1;
    return same_rest(typed, i + 1, word, i + 1, debut) ||     /* one for another */
           same_rest(typed, i + 1, word, i, debut) ||         /* one too many */
           same_rest(typed, i, word, i + 1, debut) ||         /* one missing */
           (i + 1 < typed.n && i + 1 < word.n && typed.p[i] == word.p[i + 1] && typed.p[i + 1] == word.p[i] &&
               same_rest(typed, i + 2, word, i + 2, debut));
}

/* ---- communes ---- */

static bool before(const Commune *x, const Commune *y, Str departement)
{
    bool here = str_eq(x->departement, departement), there = str_eq(y->departement, departement);
    if (here != there)
        return here;
    return x->population > y->population;
}

size_t communes_proches(const Territoire *t, Arena *a, Str typed, bool debut, Str departement, const Commune **ret,
    size_t max)
{
    Str folded = utf8_fold_name(a, typed);
    size_t n = 0;
    if (!t || folded.n < MOT_MIN)
        return 0;
    for (size_t i = 0; i < territoire_n_communes(t); i++) {
        const Commune *c = territoire_commune_at(t, i);
        if (!une_erreur(folded, c->nom_cle, debut))
            continue;
        size_t at = n < max ? n++ : max;
        if (at == max && !before(c, ret[max - 1], departement))
            continue;
        at = at == max ? max - 1 : at;
        for (; at > 0 && before(c, ret[at - 1], departement); at--)
            ret[at] = ret[at - 1];
        ret[at] = c;
    }
    return n;
}

typedef VEC(Suggestion) Suggestions;

static void add(Arena *a, Suggestions *v, Suggestion x)
{
    Suggestion *to = vec_push(a, v);
    if (to)
        *to = x;
}

static Str address(Arena *a, const char *before_value, Str value)
{
    BUF b = buf_new(URL_MAX);
    buf_put(&b, str_from(before_value));
    url_encode(&b, value);
    return str_dup(a, buf_str(&b));
}

static void add_communes(const Territoire *t, Arena *a, Str typed, Str departement, Suggestions *v)
{
    const Commune *found[SUGGESTIONS_PAR_GENRE];
    size_t n = t ? territoire_code_postal(t, str_trim(typed), found, SUGGESTIONS_PAR_GENRE) : 0;
    if (t && n == 0)
        n = territoire_search(t, a, typed, departement, found, SUGGESTIONS_PAR_GENRE);
    for (int debut = 0; debut < 2 && n == 0; debut++)
        n = communes_proches(t, a, typed, debut, departement, found, SUGGESTIONS_PAR_GENRE);
    for (size_t i = 0; i < n; i++) {
        Str code = code_insee_str(&found[i]->code);
        Str where = territoire_departement_nom(t, found[i]->departement);
        if (str_is_none(where))
            where = found[i]->departement;
        if (found[i]->n_codes_postaux)
            where = str_format(a, "%.*s, %.*s", STR_ARG(found[i]->codes_postaux[0]), STR_ARG(where));
        add(a, v, (Suggestion){ SUGGESTION_COMMUNE, found[i]->nom, where, address(a, "/lieux?commune=", code) });
    }
}

/* ---- needs ---- */

/* Every word typed begins one of these, with one error at most where `close`. */
static bool all_in(Str typed, Str words, bool close)
{
    for (Str rest = typed, w; str_split(&rest, ' ', &w);) {
        bool found = w.n == 0;
        for (Str left = words, one; !found && str_split(&left, ' ', &one);)
            found = str_starts(one, w) || (close && w.n >= MOT_MIN && une_erreur(w, one, true));
        if (!found)
            return false;
    }
    return true;
}

static void add_needs(Arena *a, Str folded, Suggestions *v)
{
    size_t n = 0;
    for (int close = 0; close < 2 && n == 0; close++)
        for (int i = 0; i < standard_enum_n(ENUM_SERVICES) && n < SUGGESTIONS_PAR_GENRE; i++) {
            Str service = standard_choices(ENUM_SERVICES)[i].value, asked = besoin_mots(i);
            Str words = str_format(a, "%.*s %.*s", STR_ARG(utf8_fold_name(a, service)), STR_ARG(asked));
            if (!all_in(folded, words, close))
                continue;
            n++;
            add(a, v, (Suggestion){ SUGGESTION_BESOIN, service, STR_NONE, address(a, "/lieux?services=", service) });
        }
}

/* ---- words and places ---- */

static bool begins_a_word(const Lieux *s, Str w)
{
    size_t m = mots_from(s, w);
    return m < s->n_mots && str_starts(mot_texte(&s->mots[m]), w);
}

/* A whole word at one error is likelier than the beginning of one. */
static Str nearest(const Lieux *s, Str w)
{
    Str best = STR_NONE;
    size_t most = 0;
    for (int begins = 0; begins < 2 && most == 0; begins++)
        for (size_t m = 0; m < s->n_mots; m++)
            if (s->mots[m].n > most && une_erreur(w, mot_texte(&s->mots[m]), begins)) {
                best = mot_texte(&s->mots[m]);
                most = s->mots[m].n;
            }
    return best;
}

Str suggestion_corriger(const Lieux *s, Arena *a, Str typed)
{
    Str out = S("");
    size_t n = 0;
    bool changed = false;
    for (Str rest = utf8_fold_name(a, typed), w; n < MOTS_MAX && str_split(&rest, ' ', &w); n++) {
        if (w.n >= MOT_MIN && !begins_a_word(s, w)) {
            w = nearest(s, w);
            if (str_is_none(w))
                return STR_NONE;
            changed = true;
        }
        out = str_format(a, "%.*s%s%.*s", STR_ARG(out), out.n ? " " : "", STR_ARG(w));
    }
    return changed ? out : STR_NONE;
}

static Err add_places(const Lieux *s, Arena *a, Str typed, Suggestions *v)
{
    LieuxQuery q = { .q = typed, .max = SUGGESTIONS_PAR_GENRE };
    LieuxResult found;
    TRY(lieux_search(s, a, &q, &found));
    Str mended = found.total ? STR_NONE : suggestion_corriger(s, a, typed);
    if (!str_is_none(mended)) {
        q.q = mended;
        TRY(lieux_search(s, a, &q, &found));
    }
    for (size_t i = 0; i < found.n; i++) {
        const Lieu *l = found.rows[i].lieu;
        add(a, v,
            (Suggestion){ SUGGESTION_LIEU, lieu_champ(l, CHAMP_nom), lieu_champ(l, CHAMP_commune),
                address(a, "/lieux/", lieu_champ(l, CHAMP_id)) });
    }
    return OK;
}

Str suggestion_genre(SuggestionGenre g)
{
    static const Str names[] = { S_INIT("commune"), S_INIT("besoin"), S_INIT("lieu") };
    return names[g];
}

Err suggestions_faire(const Lieux *s, const Territoire *t, Arena *a, Str typed, Str departement, const Suggestion **ret,
    size_t *ret_n)
{
    Suggestions v = { 0 };
    Str folded = utf8_fold_name(a, typed);
    if (folded.n >= 2) {
        add_communes(t, a, typed, departement, &v);
        add_needs(a, folded, &v);
        TRY(add_places(s, a, typed, &v));
    }
    *ret = v.v;
    *ret_n = v.n;
    return arena_failed(a) ? ERR_MEMORY : OK;
}
