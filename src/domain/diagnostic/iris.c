// SPDX-License-Identifier: AGPL-3.0-or-later
#include "domain/diagnostic/iris.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "core/json/json.h"
#include "domain/diagnostic/lecture.h"
#include "diagnostic_sql.h"

enum { IRIS_CODE = 9, COMMUNE_CODE = 5 };
static const size_t TEXTE_MAX = 64 * MIB;
static const double ECART = 1e-6, SCORE_MAX = 1e6;

const char *const iris_axes[IRIS_AXES] = { "Accès à l’information", "Accès aux interfaces numériques",
    "Compétences administratives", "Compétences numériques", "Accès, ensemble", "Compétences, ensemble", "Score" };

/* Names of the published columns, without the reference; letter for letter: two of them have accents in capitals, one has two blanks,
 * one a slip ("ADMINISTATIVES"). */
static const char *const colonnes[IRIS_AXES] = { "acces a l'information", "accÈs aux interfaces numeriques",
    "competences administatives", "compÉtences numÉriques / scolaires", "global acces", "global competences",
    "score global" };

typedef struct Lecteur {
    Table *t;
    IrisLus *f;
    int code, nom, habitants, axes[IRIS_AXES];
} Lecteur;

static int axis_column(Lecteur *l, const char *name)
{
    int at = -1;
    for (int blanks = 1; blanks <= 2 && at < 0; blanks++)
        at = table_column(l->t, str_format(l->t->a, "%s%*s%.*s 1", name, blanks, "", STR_ARG(l->f->reference)).p);
    return at;
}

static Err find_columns(Lecteur *l, Str *ret_message)
{
    Arena *a = l->t->a;
    l->code = table_column(l->t, "code iris");
    l->nom = table_column(l->t, "nom iris");
    l->habitants = table_column(l->t, "p16 pop");
    bool all = l->code >= 0 && l->nom >= 0 && l->habitants >= 0;
    for (int k = 0; k < IRIS_AXES; k++) {
        l->axes[k] = axis_column(l, colonnes[k]);
        if (k == IRIS_ADMINISTRATIVES && l->axes[k] < 0) /* somebody corrected it */
            l->axes[k] = axis_column(l, "competences administratives");
        all = all && l->axes[k] >= 0;
    }
    if (all)
        return OK;
    *ret_message = str_format(a,
        "Ce n’est pas la table de l’indice de 2019 par IRIS : il faut « Code Iris », « Nom Iris », « P16 Pop », « "
        "SCORE "
        "GLOBAL %.*s 1 » et les axes de la même référence.",
        STR_ARG(l->f->reference));
    return ERR_INVALID;
}

static bool code_read(Str typed, Iris *i, Arena *a)
{
    CodeInsee c;
    if (typed.n == IRIS_CODE - 1) /* a spreadsheet took its first zero */
        typed = str_cat(a, S("0"), typed);
    if (typed.n != IRIS_CODE || !code_insee_parse(str_slice(typed, 0, COMMUNE_CODE), &c))
        return false;
    for (size_t k = COMMUNE_CODE; k < IRIS_CODE; k++)
        if (typed.p[k] < '0' || typed.p[k] > '9')
            return false;
    i->code = str_dup(a, typed);
    i->commune = str_slice(i->code, 0, COMMUNE_CODE);
    return true;
}

/* The three identities of the index; true too where an axis is not computed. */
static bool holds(const double v[IRIS_AXES])
{
    double acces = (2 * v[IRIS_INFORMATION] + v[IRIS_INTERFACES]) / 3;
    double competences = (v[IRIS_ADMINISTRATIVES] + 2 * v[IRIS_NUMERIQUES]) / 3;
    double score = (v[IRIS_ACCES] + v[IRIS_COMPETENCES]) / 2;
    return !(fabs(acces - v[IRIS_ACCES]) > ECART * (1 + fabs(acces))) &&
           !(fabs(competences - v[IRIS_COMPETENCES]) > ECART * (1 + fabs(competences))) &&
           !(fabs(score - v[IRIS_SCORE]) > ECART * (1 + fabs(score)));
}

static Err take_row(Lecteur *l)
{
    Iris i = { .ligne = l->t->row.line };
    Str code = table_cell(l->t, l->code), people = table_cell(l->t, l->habitants);
    double n = 0;
    if (!code_read(code, &i, l->t->a))
        table_refuse(l->t, S("Code Iris"), code, "ce n’est pas un code d’IRIS",
            S("il a neuf chiffres, comme 280850101"));
    else if (people.n && (!number_parse(people, &n) || n < 0 || n > 1e7))
        table_refuse(l->t, S("P16 Pop"), people, "ce n’est pas un nombre d’habitants", S("écrivez un nombre, ou rien"));
    for (int k = 0; k < IRIS_AXES && !l->t->refusee; k++) {
        Str cell = table_cell(l->t, l->axes[k]);
        i.v[k] = NAN;
        if (cell.n && (!number_parse(cell, &i.v[k]) || i.v[k] < 0 || i.v[k] > SCORE_MAX))
            table_refuse(l->t, str_from(iris_axes[k]), cell, "ce n’est pas un score", S("écrivez un nombre, ou rien"));
    }
    if (l->t->refusee)
        return OK;
    if (!holds(i.v))
        table_flag(l->t, S("SCORE GLOBAL"), code, "le score n’est pas celui que donnent ses axes", STR_NONE);
    i.nom = str_dup(l->t->a, utf8_cut(table_cell(l->t, l->nom), 120));
    i.habitants = (int64_t)(n + 0.5);
    l->t->rapport->sans_valeur += isnan(i.v[IRIS_SCORE]);
    Iris *to = vec_push(l->t->a, &l->f->lignes);
    if (!to)
        return ERR_MEMORY;
    *to = i;
    return OK;
}

static int by_code(const void *x, const void *y)
{
    const Iris *a = x, *b = y;
    int order = str_cmp(a->code, b->code);
    return order ? order : (a->ligne > b->ligne) - (a->ligne < b->ligne);
}

Err iris_read(Arena *a, Str octets, IrisLus *f, Rapport *r, Str *ret_message)
{
    TABLE t = { 0 };
    Lecteur l = { .t = &t, .f = f };
    size_t n = 0;
    bool more;
    TRY(table_open(&t, a, octets, r, ret_message));
    TRY(find_columns(&l, ret_message));
    TRY(table_next(&t, &more, ret_message));
    while (more) {
        TRY(take_row(&l));
        TRY(table_next(&t, &more, ret_message));
    }
    if (f->lignes.n)
        qsort(f->lignes.v, f->lignes.n, sizeof *f->lignes.v, by_code);
    for (size_t i = 0; i < f->lignes.n; i++) {
        const Iris *one = &f->lignes.v[i];
        if (n && str_eq(f->lignes.v[n - 1].code, one->code))
            rapport_refuse(a, r, one->ligne, S("Code Iris"), one->code, "ce code est déjà dans le fichier",
                S("gardez une seule ligne par IRIS"));
        else
            f->lignes.v[n++] = *one;
    }
    f->lignes.n = n;
    r->gardees = (int64_t)n;
    if (n == 0) {
        *ret_message = S("Aucune ligne de ce fichier ne peut être gardée.");
        return ERR_INVALID;
    }
    return arena_failed(a) ? ERR_MEMORY : OK;
}

/* ---- the database ---- */

static Err write_all(Db *db, const IrisLus *f)
{
    BUF b = buf_new(TEXTE_MAX);
    Json j = json_to(&b);
    json_arr(&j);
    for (size_t i = 0; i < f->lignes.n; i++) {
        const Iris *one = &f->lignes.v[i];
        json_arr(&j);
        json_str(&j, one->code);
        json_str(&j, one->nom);
        json_str(&j, one->commune);
        json_i64(&j, one->habitants);
        for (int k = 0; k < IRIS_AXES; k++)
            json_f64(&j, one->v[k]);
        json_end(&j);
    }
    json_end(&j);
    if (b.failed)
        return ERR_MEMORY;
    TRY(sql_iris_vider(db));
    return sql_iris_put(db, buf_str(&b));
}

Err iris_apply(Db *db, Arena *a, const IrisLus *f, Rapport *r, int64_t now)
{
    SqlJeuLire known;
    bool found = false;
    TX tx = tx_begin(db, HERE);
    TRY(sql_jeu_lire(db, a, S("ifn_v1"), S("iris"), f->millesime, &known, &found));
    r->change = !found || !str_eq(known.fichier, f->fichier) || !str_eq(known.source, f->source) ||
                !str_eq(known.licence, f->licence) || !str_eq(known.poids, f->reference);
    if (!r->change)
        return tx_commit(&tx);
    TRY(write_all(db, f));
    TRY(sql_jeu_put(db, &(SqlJeuPutArgs){ .jeu = S("ifn_v1"),
                            .echelon = S("iris"),
                            .millesime = f->millesime,
                            .source = f->source,
                            .licence = f->licence,
                            .fichier = f->fichier,
                            .poids = f->reference,
                            .lignes = r->gardees,
                            .sans_valeur = r->sans_valeur,
                            .a_zero = 0,
                            .refusees = r->refusees,
                            .importe_at = now }));
    TRY(snapshot_touch(db, &diagnostic_snapshot));
    return tx_commit(&tx);
}

static double or_none(OptF64 v)
{
    return v.has ? v.v : NAN;
}

Err iris_de(Db *db, Arena *a, Str commune, const Iris **ret, size_t *ret_n)
{
    VEC(Iris) v = { 0 };
    ROWS rows = { 0 };
    SqlIrisDe r;
    TRY(sql_iris_de(db, commune, &rows));
    while (sql_iris_de_next(&rows, &r)) {
        Iris *i = vec_push(a, &v);
        if (!i)
            return ERR_MEMORY;
        *i = (Iris){ .code = str_dup(a, r.code),
            .nom = str_dup(a, r.nom),
            .commune = commune,
            .habitants = r.habitants,
            .v = { or_none(r.information), or_none(r.interfaces), or_none(r.administratives), or_none(r.numeriques),
                or_none(r.acces), or_none(r.competences), or_none(r.score) } };
    }
    *ret = v.v;
    *ret_n = v.n;
    return rows_end(&rows);
}
