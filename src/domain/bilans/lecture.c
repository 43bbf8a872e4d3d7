// SPDX-License-Identifier: AGPL-3.0-or-later
/* A file of monthly counts: bytes in, rows and refusals out; pure. */
#include <stdlib.h>
#include <string.h>

#include "base/planted.h"
#include "core/csv/csv.h"
#include "domain/bilans/bilans.h"

enum { CELLULES_MAX = 40, CELLULE_MAX = 400, AN_MIN = 2000, AN_MAX = 2099 };

#define COLONNES(X)                                                                                                    \
    X(STRUCTURE, "structure")                                                                                          \
    X(SIRET, "siret")                                                                                                  \
    X(DISPOSITIF, "dispositif")                                                                                        \
    X(MOIS, "mois")                                                                                                    \
    X(ACCOMPAGNEMENTS, "accompagnements")                                                                              \
    X(JOURS, "jours_ouverts")                                                                                          \
    X(USAGERS, "usagers")                                                                                              \
    X(REGLES, "regles")                                                                                                \
    X(SATISFAITS, "satisfaits")                                                                                        \
    X(REPONSES, "reponses")
enum {
#define X(NAME, word) COL_##NAME,
    COLONNES(X)
#undef X
        COL_N
};
static const Str colonnes[] = {
#define X(NAME, word) S_INIT(word),
    COLONNES(X)
#undef X
};

/* ---- values ---- */

int64_t bilan_mois_lire(Str typed)
{
    Str s = str_trim(typed), year, month;
    int64_t y = 0, m = 0;
    if (s.n != 7 || (s.p[4] != '-' && s.p[2] != '/'))
        return 0;
    bool iso = s.p[4] == '-';
    year = iso ? str_slice(s, 0, 4) : str_slice(s, 3, 7);
    month = iso ? str_slice(s, 5, 7) : str_slice(s, 0, 2);
    if (!str_to_i64(year, &y) || !str_to_i64(month, &m) || y < AN_MIN || y > AN_MAX || m < 1 || m > 12)
        return 0;
    return y * 100 + m;
}

int64_t bilan_mois_de(int64_t now)
{
    Civil today = date_civil(date_paris(now));
    return (int64_t)today.year * 100 + today.month;
}

Str bilan_mois_montre(Arena *a, int64_t mois)
{
    return str_format(a, "%s %lld", mois_francais[(mois % 100 + 11) % 12], (long long)(mois / 100));
}

static bool in_bounds(OptI64 v, int64_t max)
{
    return !v.has || (v.v >= 0 && v.v <= max);
}

/* The column of the first count that is out of bounds; NULL: none. */
static const char *out_of_bounds(const Bilan *b)
{
    const struct {
        int column;
        OptI64 v;
    } all[] = { { COL_ACCOMPAGNEMENTS, { true, b->accompagnements } }, { COL_USAGERS, b->usagers },
        { COL_REGLES, b->regles }, { COL_SATISFAITS, b->satisfaits }, { COL_REPONSES, b->reponses } };
    for (size_t i = 0; i < sizeof all / sizeof *all; i++)
        if (!in_bounds(all[i].v, BILAN_MAX))
            return colonnes[all[i].column].p;
    return NULL;
}

static Str faute(const char *column, Str words, const char **ret_column)
{
    *ret_column = column;
    return words;
}

Str bilan_faute(const Bilan *b, int64_t mois_max, const char **ret_colonne)
{
    const char *unused, **to = ret_colonne ? ret_colonne : &unused, *wrong = out_of_bounds(b);
    if (b->dispositif < 0 || b->dispositif >= DISPOSITIFS_N)
        return faute("dispositif", S("ce dispositif n’est pas connu"), to);
    if (b->mois < (int64_t)AN_MIN * 100 + 1 || b->mois % 100 < 1 || b->mois % 100 > 12)
        return faute("mois", S("ce mois n’existe pas\u00a0: écrivez par exemple 2026-03"), to);
    if (b->mois > mois_max)
        return faute("mois", S("ce mois n’est pas encore commencé"), to);
    if (wrong)
        return faute(wrong, S("un nombre va de 0 à 10 millions"), to);
    if (!in_bounds(b->jours, BILAN_JOURS_MAX))
        return faute("jours_ouverts", S("un mois a 31 jours au plus"), to);
    if (b->usagers.has && b->usagers.v > b->accompagnements)
        return faute("usagers", S("il y a plus d’usagers que d’accompagnements"), to);
    if (b->regles.has && b->regles.v > b->accompagnements)
        return faute("regles", S("il y a plus d’accompagnements réglés en un rendez-vous que d’accompagnements"), to);
    if (b->satisfaits.has && (!b->reponses.has || b->satisfaits.v > b->reponses.v))
        return faute(b->reponses.has ? "satisfaits" : "reponses",
            S("il y a plus de personnes satisfaites que de réponses\u00a0: donnez le nombre de réponses"), to);
    return STR_NONE;
}

static int dispositif_of(Arena *a, Str typed)
{
    Str folded = utf8_fold_name(a, typed);
    for (int d = 0; d < DISPOSITIFS_N; d++)
        if (str_eq(folded, utf8_fold_name(a, dispositifs[d].value)) ||
            str_eq(folded, utf8_fold_name(a, dispositifs[d].label)))
            return d;
    return -1;
}

/* ---- rows ---- */

typedef struct Lecture {
    Arena *a;
    int at[COL_N];                                 /* index of the cell; -1: no such column */
    BilansLus *to;
    int64_t mois_max;
} Lecture;

Err bilans_refuser(Arena *a, BilansLus *lus, int64_t ligne, const char *colonne, Str valeur, Str pourquoi)
{
    BilanRefus *to = vec_push(a, &lus->refus);
    if (!to)
        return ERR_MEMORY;
    Str where = colonne ? str_format(a, ", %s", colonne) : S("");
    Str what = !colonne             ? S("")
             : str_is_empty(valeur) ? S(" vide")
                                    : str_format(a, ", «\u00a0%.*s\u00a0»", STR_ARG(utf8_cut(valeur, 60)));
    *to = (BilanRefus){ ligne, str_format(a, "ligne %lld%.*s%.*s\u00a0: %.*s.", (long long)ligne, STR_ARG(where),
                                   STR_ARG(what), STR_ARG(pourquoi)) };
    return to->dit.p ? OK : ERR_MEMORY;
}

static Err refuse(Lecture *l, int64_t line, const char *column, Str value, Str why)
{
    return bilans_refuser(l->a, l->to, line, column, value, why);
}

static Str cell(const Lecture *l, const CsvRow *row, int column)
{
    int at = l->at[column];
    return at >= 0 && (size_t)at < row->n ? str_trim(csv_unguard(row->cells[at])) : S("");
}

static Str cell_named(const Lecture *l, const CsvRow *row, const char *column)
{
    int c = 0;
    while (c < COL_N && !str_eq(colonnes[c], str_from(column)))
        c++;
    return c < COL_N ? cell(l, row, c) : S("");
}

static bool number(Str s, OptI64 *ret)
{
    *ret = (OptI64){ 0 };
    if (!s.n)
        return true;
    ret->has = str_to_i64(s, &ret->v);
    return ret->has;
}

/* The first column whose number cannot be read; -1: none. */
static int read_numbers(const Lecture *l, const CsvRow *row, BilanLu *to)
{
    OptI64 helped = { 0 };
    const struct {
        int column;
        OptI64 *to;
    } all[] = { { COL_ACCOMPAGNEMENTS, &helped }, { COL_JOURS, &to->b.jours }, { COL_USAGERS, &to->b.usagers },
        { COL_REGLES, &to->b.regles }, { COL_SATISFAITS, &to->b.satisfaits }, { COL_REPONSES, &to->b.reponses } };
    for (size_t i = 0; i < sizeof all / sizeof *all; i++)
        if (!number(cell(l, row, all[i].column), all[i].to))
            return all[i].column;
    to->b.accompagnements = helped.v;
    return helped.has ? -1 : COL_ACCOMPAGNEMENTS;
}

static Err read_row(Lecture *l, const CsvRow *row)
{
    BilanLu read = { .ligne = row->line, .structure = cell(l, row, COL_STRUCTURE), .siret = cell(l, row, COL_SIRET) };
    Str month = cell(l, row, COL_MOIS), programme = cell(l, row, COL_DISPOSITIF);
    if (PLANTED(!read.structure.n && !read.siret.n, false))
        return refuse(l, row->line, "structure", S(""),
            S("la structure est dite par son identifiant ou par son SIRET"));
    read.b.dispositif = dispositif_of(l->a, programme);
    if (read.b.dispositif < 0)
        return refuse(l, row->line, "dispositif", programme,
            S("attendu\u00a0: conseiller_numerique, france_services, aidants_connect ou autre"));
    read.b.mois = bilan_mois_lire(month);
    if (!read.b.mois)
        return refuse(l, row->line, "mois", month, S("écrivez le mois comme 2026-03"));
    int wrong = read_numbers(l, row, &read);
    if (wrong >= 0)
        return refuse(l, row->line, colonnes[wrong].p, cell(l, row, wrong), S("un nombre entier est attendu"));
    const char *column = NULL;
    Str why = bilan_faute(&read.b, l->mois_max, &column);
    if (!str_is_none(why))
        return refuse(l, row->line, column, cell_named(l, row, column), why);
    BilanLu *to = vec_push(l->a, &l->to->lignes);
    if (!to)
        return ERR_MEMORY;
    *to = read;
    to->structure = str_dup(l->a, read.structure);
    to->siret = str_dup(l->a, read.siret);
    return arena_failed(l->a) ? ERR_MEMORY : OK;
}

static Err read_header(Lecture *l, const CsvRow *row, Str *ret_message)
{
    for (int c = 0; c < COL_N; c++)
        l->at[c] = -1;
    for (size_t i = 0; i < row->n; i++)
        for (int c = 0; c < COL_N; c++)
            if (l->at[c] < 0 && str_eq(str_trim(row->cells[i]), colonnes[c]))
                l->at[c] = (int)i;
    static const int wanted[] = { COL_DISPOSITIF, COL_MOIS, COL_ACCOMPAGNEMENTS };
    for (size_t i = 0; i < sizeof wanted / sizeof *wanted; i++)
        if (l->at[wanted[i]] < 0) {
            *ret_message = str_format(l->a,
                "il manque la colonne «\u00a0%.*s\u00a0»\u00a0: la première ligne nomme les colonnes",
                STR_ARG(colonnes[wanted[i]]));
            return ERR_INVALID;
        }
    if (l->at[COL_STRUCTURE] >= 0 || l->at[COL_SIRET] >= 0)
        return OK;
    *ret_message = S("il manque la colonne «\u00a0structure\u00a0» ou «\u00a0siret\u00a0»");
    return ERR_INVALID;
}

Err bilans_lire(Arena *a, Str text, int64_t mois_max, BilansLus *ret, Str *ret_message)
{
    CsvReader *csv = NULL;
    CsvRow row;
    Lecture l = { .a = a, .to = ret, .mois_max = mois_max };
    Str problem = STR_NONE;
    if (text.n > BILAN_FICHIER_MAX) {
        *ret_message = S("le fichier dépasse 8\u00a0Mio");
        return ERR_TOO_LARGE;
    }
    TRY(csv_open(a, text, (CsvLimits){ CELLULES_MAX, CELLULE_MAX }, &csv, ret_message));
    if (!csv_next(csv, a, &row, &problem) || !str_is_none(problem)) {
        *ret_message = S("la première ligne doit nommer les colonnes");
        return ERR_INVALID;
    }
    TRY(read_header(&l, &row, ret_message));
    while (problem = STR_NONE, csv_next(csv, a, &row, &problem)) {
        if (++ret->total > BILAN_LIGNES_MAX) {
            *ret_message = S("le fichier a plus de 20\u202f000 lignes\u00a0: coupez-le par année");
            return ERR_TOO_LARGE;
        }
        TRY(str_is_none(problem) ? read_row(&l, &row) : refuse(&l, row.line, NULL, S(""), problem));
    }
    return OK;
}
