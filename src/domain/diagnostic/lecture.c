// SPDX-License-Identifier: AGPL-3.0-or-later
#include "domain/diagnostic/lecture.h"

#include <math.h>
#include <string.h>

#include "base/planted.h"

enum { NOMBRE_MAX = 40, VALEUR_DITE = 60 };
static const size_t LIGNE_MAX = 2 * MIB;

void table_done(Table *t)
{
    arena_free(t->ligne);
    t->ligne = NULL;
}

static Err take_header(Table *t, Str *ret_message)
{
    for (size_t i = 0; i < t->row.n; i++) {
        t->noms[i] = str_lower(t->a, str_trim(t->row.cells[i]));
        for (size_t k = 0; k < i; k++)
            if (t->noms[i].n && str_eq(t->noms[i], t->noms[k])) {
                *ret_message = str_format(t->a, "La colonne « %.*s » est là deux fois : gardez-en une.",
                    STR_ARG(utf8_cut(t->noms[i], VALEUR_DITE)));
                return ERR_INVALID;
            }
    }
    t->n = t->row.n;
    return arena_failed(t->a) ? ERR_MEMORY : OK;
}

Err table_open(Table *t, Arena *a, Str octets, Rapport *r, Str *ret_message)
{
    Str problem = STR_NONE;
    *t = (Table){ .a = a, .ligne = arena_new(LIGNE_MAX), .rapport = r, .lignes_max = DIAGNOSTIC_LIGNES_MAX };
    if (!t->ligne)
        return ERR_MEMORY;
    t->debut = arena_mark(t->ligne);
    TRY(csv_open(a, octets, (CsvLimits){ TABLE_COLONNES_MAX, TABLE_CASE_MAX }, &t->csv, ret_message));
    r->encodage = csv_encoding_name(csv_encoding(t->csv));
    r->separateur = csv_delimiter(t->csv);
    if (!csv_next(t->csv, t->ligne, &t->row, &problem) || !str_is_none(problem)) {
        *ret_message = str_format(a, "La première ligne doit nommer les colonnes, et ne peut pas être lue : %.*s.",
            STR_ARG(problem));
        return ERR_INVALID;
    }
    return take_header(t, ret_message);
}

static bool named(Str column, const char *pattern)
{
    size_t i = 0;
    for (; pattern[i] && pattern[i] != '*'; i++)
        if (i >= column.n || (pattern[i] == '#' ? column.p[i] < '0' || column.p[i] > '9' : column.p[i] != pattern[i]))
            return false;
    return pattern[i] == '*' || i == column.n;
}

int table_column(Table *t, const char *nom)
{
    for (int exact = 1; exact >= 0; exact--) /* a column may have a star in its own name */
        for (size_t i = 0; i < t->n; i++)
            if (exact ? str_eq(t->noms[i], str_from(nom)) : named(t->noms[i], nom)) {
                t->prises[i] = true;
                return (int)i;
            }
    return -1;
}

void table_leftover(Table *t)
{
    for (size_t i = 0; i < t->n; i++) {
        Str *to = t->prises[i] ? NULL : vec_push(t->a, &t->rapport->ecartees);
        if (to)
            *to = t->noms[i];
    }
}

static void note(Arena *a, Rapport *r, Constat c)
{
    Constat *to = r->constats.n < CONSTATS_MAX ? vec_push(a, &r->constats) : NULL;
    if (!to) {
        r->tus++;
        return;
    }
    *to = c;
    to->champ = str_dup(a, c.champ);
    to->valeur = str_dup(a, utf8_cut(c.valeur, VALEUR_DITE));
    to->remede = str_dup(a, c.remede);
}

void rapport_refuse(Arena *a, Rapport *r, int64_t ligne, Str champ, Str valeur, const char *raison, Str remede)
{
    note(a, r, (Constat){ ligne, champ, valeur, str_from(raison), remede, true });
    r->refusees++;
}

void table_refuse(Table *t, Str champ, Str valeur, const char *raison, Str remede)
{
    if (t->refusee)
        return;                                    /* one reason a row is enough to mend it */
    t->refusee = true;
    rapport_refuse(t->a, t->rapport, t->row.line, champ, valeur, raison, remede);
}

void table_flag(Table *t, Str champ, Str valeur, const char *raison, Str remede)
{
    note(t->a, t->rapport, (Constat){ t->row.line, champ, valeur, str_from(raison), remede, false });
}

Err table_next(Table *t, bool *ret_more, Str *ret_message)
{
    for (;;) {
        Str problem = STR_NONE;
        arena_reset(t->ligne, t->debut);
        t->refusee = false;
        if (!csv_next(t->csv, t->ligne, &t->row, &problem)) {
            *ret_more = false;
            return arena_failed(t->a) ? ERR_MEMORY : OK;
        }
        if (++t->rapport->lignes > t->lignes_max) {
            *ret_message = str_format(t->a, "Ce fichier a plus de %lld lignes : ce n’est pas une table de communes.",
                (long long)t->lignes_max);
            return ERR_TOO_LARGE;
        }
        if (problem.p) {
            note(t->a, t->rapport,
                (Constat){ t->row.line, S("ligne"), S(""), str_dup(t->a, problem),
                    S("corrigez la ligne dans le fichier, puis importez-le de nouveau"), true });
            t->rapport->refusees++;
            continue;
        }
        if (PLANTED(t->row.n == t->n, true)) {
            *ret_more = true;
            return OK;
        }
        table_refuse(t, S("ligne"), str_format(t->ligne, "%zu cases", t->row.n),
            "cette ligne n’a pas autant de cases que l’en-tête",
            str_format(t->ligne, "l’en-tête en a %zu : ajoutez ou retirez des séparateurs", t->n));
    }
}

Str table_cell(const Table *t, int colonne)
{
    return colonne < 0 || (size_t)colonne >= t->row.n ? S("") : str_trim(t->row.cells[colonne]);
}

bool number_parse(Str s, double *ret)
{
    char z[NOMBRE_MAX];
    double v;
    if (s.n == 0 || s.n >= sizeof z)
        return false;
    for (size_t i = 0; i < s.n; i++)
        z[i] = s.p[i] == ',' ? '.' : s.p[i];
    if (!str_to_f64(str_of(z, s.n), &v) || !isfinite(v))
        return false;
    *ret = v;
    return true;
}

Str commune_remedy(Arena *a, Str code)
{
    CodeInsee c;
    char longer[6] = "0";
    if (code.n == 4) {
        memcpy(longer + 1, code.p, 4);
        if (code_insee_parse(str_of(longer, 5), &c))
            return str_format(a, "un tableur a sans doute retiré le premier zéro : écrivez %s", c.p);
    }
    return S("un code de commune a cinq signes, comme 28085 ou 2A004 : corrigez-le dans le fichier");
}
