// SPDX-License-Identifier: AGPL-3.0-or-later
/* Names of funders: the same one however it is written, and those that look like each other. */
#include "domain/plan/argent.h"
#include "domain/plan/plan_priv.h"

enum { ECART_MAX = 2, LETTRES_MIN = 6 };
/* Words that people write or leave out. */
static const char *const petits_mots[] = { "d", "de", "des", "du", "et", "l", "la", "le", "les" };

static bool small_word(Str w)
{
    for (size_t i = 0; i < sizeof petits_mots / sizeof *petits_mots; i++)
        if (str_eq(w, str_from(petits_mots[i])))
            return true;
    return false;
}

Str financeur_cle(Arena *a, Str nom)
{
    Str rest = utf8_fold_name(a, nom), word;
    char *out = arena_alloc(a, rest.n + 1);
    size_t n = 0;
    if (!out || !rest.p)
        return STR_NONE;
    while (str_split(&rest, ' ', &word)) {
        if (small_word(word))
            continue;
        if (n)
            out[n++] = ' ';
        for (size_t i = 0; i < word.n; i++)
            out[n++] = word.p[i];
    }
    return str_of(out, n);
}

bool financeur_meme(Arena *a, Str nom, Str autre)
{
    if (str_eq(nom, autre))
        return true;
    Str key = financeur_cle(a, nom);
    return key.n && str_eq(key, financeur_cle(a, autre));
}

size_t financeur_rang(Arena *a, Str nom, const Str *connus, size_t n)
{
    size_t i = 0;
    while (i < n && !financeur_meme(a, nom, connus[i]))
        i++;
    return i;
}

Err financeur_ranger(Arena *a, FinanceurRangs *f, Str nom, size_t *ret)
{
    for (size_t i = 0; i < f->graphies.n; i++)
        if (str_eq(f->graphies.v[i].ecrit, nom)) {
            *ret = f->graphies.v[i].rang;
            return OK;
        }
    FinanceurGraphie g = { str_dup(a, nom), financeur_cle(a, nom), f->noms.n };
    for (size_t i = 0; g.cle.n && i < f->graphies.n; i++)
        if (str_eq(f->graphies.v[i].cle, g.cle))
            g.rang = f->graphies.v[i].rang;
    FinanceurGraphie *kept = vec_push(a, &f->graphies);
    Str *first = g.rang == f->noms.n ? vec_push(a, &f->noms) : NULL;
    if (!kept || (g.rang == f->noms.n && !first))
        return ERR_MEMORY;
    if (first)
        *first = g.ecrit;
    *kept = g;
    *ret = g.rang;
    return OK;
}

static bool has_word(Str key, Str word)
{
    Str rest = key, w;
    while (str_split(&rest, ' ', &w))
        if (str_eq(w, word))
            return true;
    return false;
}

static bool all_words_in(Str key, Str other)
{
    Str rest = key, w;
    while (str_split(&rest, ' ', &w))
        if (!has_word(other, w))
            return false;
    return key.n > 0;
}

bool financeur_ressemble(Arena *a, Str nom, Str autre)
{
    Str x = financeur_cle(a, nom), y = financeur_cle(a, autre);
    if (x.n == 0 || y.n == 0 || str_eq(x, y))
        return false;
    return all_words_in(x, y) || all_words_in(y, x) ||
           (x.n >= LETTRES_MIN && y.n >= LETTRES_MIN && str_edits(x, y) <= ECART_MAX);
}

Err financeurs_connus(Db *db, Arena *a, const Str **ret, size_t *ret_n)
{
    FinanceurRangs f = { 0 };
    ROWS rows = { 0 };
    SqlFinanceursConnus r;
    size_t rang = 0;
    TRY(sql_financeurs_connus(db, &rows));
    while (sql_financeurs_connus_next(&rows, &r))
        TRY(financeur_ranger(a, &f, r.financeur, &rang));
    *ret = f.noms.v;
    *ret_n = f.noms.n;
    return rows_end(&rows);
}

Str financeur_parmi(Arena *a, Str nom, const Str *connus, size_t n)
{
    size_t i = financeur_rang(a, nom, connus, n);
    return i < n ? connus[i] : nom;
}

Str financeurs_proches(Arena *a, Str nom, const Str *connus, size_t n)
{
    Str all = STR_NONE;
    for (size_t i = 0; i < n; i++)
        if (financeur_ressemble(a, nom, connus[i]))
            all = str_format(a, "%.*s%s«\u00a0%.*s\u00a0»", STR_ARG(str_or_empty(all)), all.n ? ", " : "",
                STR_ARG(connus[i]));
    return all;
}
