// SPDX-License-Identifier: AGPL-3.0-or-later
#include "domain/recensements/lecture.h"

#include "core/csv/csv.h"
#include "domain/lieux/regles.h"

enum { COLONNES_FICHIER_MAX = 60, CASE_MAX = 4000, MONTRE_MAX = 60, ID_MAX = 2000 };

typedef struct Lecteur {
    Arena *a;
    const Recensement *r;
    RecensementLu *to;
    int lieu, colonnes[COLONNES_MAX]; /* where each is in the file; -1: not there */
} Lecteur;

static void remark(Lecteur *l, int64_t ligne, Str champ, Str valeur, Str raison, bool refusee)
{
    LigneRemarque *m = vec_push(l->a, &l->to->remarques);
    if (m)
        *m = (LigneRemarque){ ligne, champ, str_dup(l->a, utf8_cut(valeur, MONTRE_MAX)), raison, refusee };
}

static int column_of(Arena *a, const CsvRow *head, Str name)
{
    for (size_t i = 0; i < head->n; i++)
        if (str_eq(utf8_fold(a, sans_blancs(csv_unguard(head->cells[i]))), utf8_fold(a, name)))
            return (int)i;
    return -1;
}

/* What is missing and has to be there, or is there and is not known. */
static Err read_head(Lecteur *l, const CsvRow *head, Str *ret_message)
{
    Str missing = STR_NONE;
    l->lieu = column_of(l->a, head, S("lieu"));
    if (!l->r->a_part && l->lieu < 0)
        missing = S("lieu");
    for (int i = 0; l->r->colonnes[i].champ; i++) {
        Str name = str_from(l->r->colonnes[i].champ);
        l->colonnes[i] = column_of(l->a, head, name);
        if (l->colonnes[i] < 0 && l->r->colonnes[i].requise)
            missing = missing.n ? str_format(l->a, "%.*s, %.*s", STR_ARG(missing), STR_ARG(name)) : name;
    }
    for (size_t k = 0; k < head->n; k++) {
        bool known = (int)k == l->lieu;
        for (int i = 0; l->r->colonnes[i].champ; i++)
            known = known || l->colonnes[i] == (int)k;
        if (!known && sans_blancs(head->cells[k]).n)
            remark(l, head->line, head->cells[k], STR_NONE, S("colonne inconnue, non importée"), false);
    }
    if (missing.n)
        *ret_message = str_format(l->a, "il manque des colonnes : %.*s. La première ligne donne leurs noms.",
            STR_ARG(missing));
    return missing.n ? ERR_INVALID : OK;
}

static Str cell(const CsvRow *row, int column)
{
    return column < 0 || (size_t)column >= row->n ? S("") : sans_blancs(csv_unguard(row->cells[column]));
}

static void read_row(Lecteur *l, const CsvRow *row)
{
    LigneLue read = { .ligne = row->line };
    bool good = true;
    if (!l->r->a_part) {
        Str id = cell(row, l->lieu);
        good = id.n > 0 && id.n <= ID_MAX && utf8_valid(id);
        read.l.lieu = good ? str_dup(l->a, id) : STR_NONE;
        if (!good)
            remark(l, row->line, S("lieu"), id, S("l’identifiant du lieu manque, ou n’en est pas un"), true);
    }
    for (int i = 0; l->r->colonnes[i].champ; i++) {
        Str fault = STR_NONE, typed = cell(row, l->colonnes[i]);
        read.l.v[i] = colonne_lire(l->a, &l->r->colonnes[i], typed, &fault);
        if (fault.n) {
            remark(l, row->line, str_from(l->r->colonnes[i].champ), typed, fault, true);
            good = false;
        }
    }
    LigneLue *to = good ? vec_push(l->a, &l->to->lignes) : NULL;
    if (to)
        *to = read;
}

Err recensement_lire(Arena *a, const Recensement *r, Str octets, RecensementLu *ret, Str *ret_message)
{
    CsvReader *csv = NULL;
    CsvRow row;
    Str problem = STR_NONE;
    Lecteur l = { .a = a, .r = r, .to = ret };
    *ret = (RecensementLu){ 0 };
    if (octets.n > RECENSEMENT_FICHIER_MAX) {
        *ret_message = S("ce fichier est trop gros : 4 Mo au plus");
        return ERR_TOO_LARGE;
    }
    TRY(csv_open(a, octets, (CsvLimits){ COLONNES_FICHIER_MAX, CASE_MAX }, &csv, ret_message));
    if (!csv_next(csv, a, &row, &problem) || problem.n) {
        *ret_message = problem.n ? problem : S("ce fichier est vide");
        return ERR_INVALID;
    }
    TRY(read_head(&l, &row, ret_message));
    while (problem = STR_NONE, csv_next(csv, a, &row, &problem)) {
        if (++ret->total > RECENSEMENT_LIGNES_MAX) {
            *ret_message = S("ce fichier a trop de lignes : 20 000 au plus");
            return ERR_TOO_LARGE;
        }
        if (problem.n)
            remark(&l, row.line, STR_NONE, STR_NONE, problem, true);
        else
            read_row(&l, &row);
        if (arena_failed(a))
            return ERR_MEMORY;
    }
    if (ret->total == 0) {
        *ret_message = S("ce fichier n’a que ses noms de colonnes");
        return ERR_INVALID;
    }
    return OK;
}

/* ---- told ---- */

Str remarque_dite(Arena *a, const LigneRemarque *m)
{
    Str where = str_format(a, "ligne %lld", (long long)m->ligne);
    if (m->champ.n)
        where = str_format(a, "%.*s, %.*s", STR_ARG(where), STR_ARG(m->champ));
    if (m->valeur.n)
        where = str_format(a, "%.*s «\u00A0%.*s\u00A0»", STR_ARG(where), STR_ARG(m->valeur));
    return str_format(a, "%.*s\u00A0: %.*s%s", STR_ARG(where), STR_ARG(m->raison),
        m->refusee ? " (ligne non prise)" : "");
}

Str recensement_resume(Arena *a, const RecensementLu *lu, size_t max)
{
    BUF b = buf_new(4 * MIB);
    int64_t taken = lu->ajoutees + lu->modifiees + lu->inchangees;
    buf_format(&b, "%lld ligne%s lue%s\u00A0: %lld ajoutée%s, %lld modifiée%s, %lld inchangée%s, %lld non prise%s",
        (long long)lu->total, lu->total > 1 ? "s" : "", lu->total > 1 ? "s" : "", (long long)lu->ajoutees,
        lu->ajoutees > 1 ? "s" : "", (long long)lu->modifiees, lu->modifiees > 1 ? "s" : "", (long long)lu->inchangees,
        lu->inchangees > 1 ? "s" : "", (long long)(lu->total - taken), lu->total - taken > 1 ? "s" : "");
    if (lu->retirees)
        buf_format(&b, "\u202F; %lld de la version précédente retirée%s", (long long)lu->retirees,
            lu->retirees > 1 ? "s" : "");
    buf_put(&b, S("."));
    for (size_t i = 0; i < lu->remarques.n && i < max; i++)
        buf_format(&b, "\n  %.*s", STR_ARG(remarque_dite(a, &lu->remarques.v[i])));
    if (lu->remarques.n > max)
        buf_format(&b, "\n  … et %zu autres.", lu->remarques.n - max);
    return str_dup(a, buf_str(&b));
}
