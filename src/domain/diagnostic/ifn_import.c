// SPDX-License-Identifier: AGPL-3.0-or-later
/* The published files of the Indice de fragilité numérique: read, then written. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "core/json/json.h"
#include "domain/diagnostic/lecture.h"
#include "diagnostic_sql.h"

enum { SCORE_MIN = 1, SCORE_MAX = 10 };
static const double TOTAL_ECART = 1e-6;
static const size_t COLONNE_MAX = 64 * MIB;

/* Names and definitions: front end of fragilite-numerique.fr in 2022. Floors: of the five, 4G alone has a tied lowest
 * class, half of the units having no lack at all. */
const IfnDef ifn_defs[IFN_INDICATEURS] = {
    { "no_thd_coverage_rate", "Sans très haut débit",
        "Part des logements et locaux qui ne peuvent pas avoir au moins 30 Mbit/s", "Arcep, 2021", 1 },
    { "no_4g_coverage_rate", "Sans couverture 4G",
        "Part du territoire ou des locaux sans 4G\u202F; le champ exact n’est pas publié", "Arcep", 5 },
    { "poverty_rate", "Pauvreté", "Part des personnes sous 60\u00A0% du niveau de vie médian", "Insee, Filosofi 2019",
        1 },
    { "older_65_rate", "65 ans et plus", "Part des 65 ans et plus dans la population", "Insee, recensement de 2017",
        1 },
    { "nscol15p_rate", "Pas ou peu diplômés",
        "Part des personnes sans diplôme ou de niveau inférieur au baccalauréat, parmi les 15 ans et plus qui ne vont "
        "plus à l’école",
        "Insee, recensement de 2017", 1 },
    { "library_distance", "Éloignement d’une bibliothèque", "Distance à vol d’oiseau à la bibliothèque la plus proche",
        "Insee, BPE 2019", NAN },
    { "public_service_distance", "Éloignement des services publics",
        "Distance moyenne à vol d’oiseau à France Travail, aux impôts, à une maison de services au public et à la "
        "poste",
        "Insee, BPE 2019", NAN },
    { "menseul_rate", "Personnes vivant seules", "Part des ménages d’une seule personne", "Insee, recensement de 2017",
        NAN },
    { "fammono_rate", "Familles monoparentales", "Part des familles monoparentales", "Insee, recensement de 2017",
        NAN },
    { "obstacle_to_mobility_rate", "Freins à la mobilité", "Définition non publiée", "non précisée", NAN },
    { "unemployement_rate", "Chômage", "Part des 15 à 64 ans au chômage, au sens du Bureau international du travail",
        "Insee, recensement de 2017", NAN },
    { "foreigners_rate", "Personnes de nationalité étrangère",
        "Part des personnes de nationalité étrangère dans la population", "Insee, recensement de 2017", NAN },
    { "social_assistance_rate", "Revenus faits surtout de prestations",
        "Part des allocataires dont plus de la moitié des ressources sont des prestations de la Caf", "Cnaf, 2019",
        NAN },
    { "aah_rate", "Allocation aux adultes handicapés", "Part des personnes qui touchent cette allocation", "Cnaf, 2019",
        NAN },
};

const double ifn_publies_28[IFN_INDICATEURS] = { 4.4, 5.6, 5.2, 5.2, 6.3, 4.9, 6.7, 5.2, 5.6, 5.2, 5.8, 6.0, 4.8, 4.3 };

/* ---- reading -------------------------------------------------------------------------------------------------------------- */

typedef struct Colonnes {
    int division, code, total;
    int valeurs[IFN_INDICATEURS];
} Colonnes;

typedef struct Lecteur {
    Table *t;
    Colonnes c;
    Ifn *f;
    bool echelon_su;
} Lecteur;

static Err find_columns(Lecteur *l, Str *ret_message)
{
    Table *t = l->t;
    l->c = (Colonnes){ .division = table_column(t, "division"),
        .code = table_column(t, "code"),
        .total = table_column(t, "total") };
    table_column(t, "name");
    for (int k = 0; k < IFN_INDICATEURS; k++) {
        l->c.valeurs[k] = table_column(t, ifn_defs[k].code);
        l->f->a[k] = l->c.valeurs[k] >= 0;
        if (k < IFN_COEUR && !l->f->a[k]) {
            *ret_message = str_format(t->a,
                "Ce fichier n’est pas un export de fragilite-numerique.fr : il manque la colonne « %s ».",
                ifn_defs[k].code);
            return ERR_INVALID;
        }
    }
    if (l->c.code < 0) {
        *ret_message = S("Il manque la colonne « code », celle des codes Insee des communes ou des codes des "
                         "intercommunalités.");
        return ERR_INVALID;
    }
    table_leftover(t);
    return OK;
}

/* "city" or "epci"; without the column, by the length of the code. */
static bool row_echelon(Lecteur *l, Str code, Echelon *ret)
{
    Str division = table_cell(l->t, l->c.division);
    if (str_eq(division, S("city")) || (l->c.division < 0 && code.n == 5))
        *ret = ECHELON_COMMUNE;
    else if (str_eq(division, S("epci")) || (l->c.division < 0 && code.n == 9))
        *ret = ECHELON_EPCI;
    else
        return false;
    return true;
}

static bool is_siren(Str s)
{
    for (size_t i = 0; i < s.n; i++)
        if (s.p[i] < '0' || s.p[i] > '9')
            return false;
    return s.n == 9;
}

static void check_code(Lecteur *l, Str code)
{
    Table *t = l->t;
    CodeInsee insee;
    Echelon e;
    if (l->c.division < 0 && !code_insee_parse(code, &insee) && !is_siren(code)) {
        table_refuse(t, S("code"), code, "ce n’est ni un code de commune ni celui d’une intercommunalité",
            commune_remedy(t->ligne, code));
        return;
    }
    if (!row_echelon(l, code, &e)) {
        table_refuse(t, S("division"), table_cell(t, l->c.division), "échelon inconnu",
            S("« city » pour une commune, « epci » pour une intercommunalité"));
        return;
    }
    if (!l->echelon_su)
        l->f->echelon = e;
    l->echelon_su = true;
    if (e != l->f->echelon)
        table_refuse(t, S("division"), table_cell(t, l->c.division), "ce fichier mêle deux échelons",
            S("importez les communes et les intercommunalités par deux fichiers"));
    else if (e == ECHELON_COMMUNE && !code_insee_parse(code, &insee))
        table_refuse(t, S("code"), code, "ce n’est pas un code de commune", commune_remedy(t->ligne, code));
    else if (e == ECHELON_EPCI && !is_siren(code))
        table_refuse(t, S("code"), code, "ce n’est pas le code d’une intercommunalité",
            S("ce code a neuf chiffres ; une ligne qui n’est celle d’aucune intercommunalité peut rester refusée"));
}

typedef struct Compte {
    int valeurs, zeros;
    double somme;
} Compte;

static void take_values(Lecteur *l, IfnLigne *ligne, Compte *n)
{
    for (int k = 0; k < IFN_INDICATEURS; k++) {
        Str cell = table_cell(l->t, l->c.valeurs[k]), champ = str_from(ifn_defs[k].code);
        double v = NAN;
        ligne->valeurs[k] = NAN;
        if (!cell.n)
            continue;
        if (!number_parse(cell, &v))
            table_refuse(l->t, champ, cell, "ce n’est pas un nombre", S("écrivez un score de 1 à 10, comme 6.5"));
        else if (v != 0 && (v < SCORE_MIN || v > SCORE_MAX))
            table_refuse(l->t, champ, cell, "un score va de 1 à 10", S("corrigez la valeur, ou laissez la case vide"));
        ligne->valeurs[k] = v;
        n->valeurs++;
        n->zeros += v == 0;
        n->somme += v;
    }
}

/* Rows of 0 are communes without inhabitants; a single 0 among scores is no score. */
static void judge_values(Lecteur *l, IfnLigne *ligne, Compte n)
{
    Table *t = l->t;
    Str total = table_cell(t, l->c.total);
    double said;
    if (n.valeurs == 0) {
        t->rapport->sans_valeur++;
        table_flag(t, S("code"), str_from(ligne->code), "aucune valeur", S("cette ligne ne pèse dans aucune moyenne"));
        return;
    }
    if (n.zeros == n.valeurs) {
        t->rapport->a_zero++;
        table_flag(t, S("code"), str_from(ligne->code), "tous les scores sont à 0, hors de l’échelle de 1 à 10",
            S("c’est ainsi que l’éditeur note une commune sans habitant : elle ne pèse dans aucune moyenne"));
        return;
    }
    for (int k = 0; k < IFN_INDICATEURS; k++)
        if (ligne->valeurs[k] == 0) {
            table_flag(t, str_from(ifn_defs[k].code), S("0"), "un score va de 1 à 10 : celui-ci est laissé de côté",
                S("corrigez la valeur si elle est connue"));
            ligne->valeurs[k] = NAN;
        }
    if (total.n && (!number_parse(total, &said) || fabs(said - n.somme / n.valeurs) > TOTAL_ECART))
        table_flag(t, S("total"), total, "ce total n’est pas la moyenne des indicateurs de la ligne",
            S("les indicateurs sont gardés ; le total est toujours recalculé"));
}

static Err take_row(Lecteur *l)
{
    IfnLigne ligne = { .ligne = l->t->row.line };
    Compte n = { 0 };
    Str code = table_cell(l->t, l->c.code);
    check_code(l, code);
    if (!l->t->refusee)
        take_values(l, &ligne, &n);
    if (l->t->refusee)
        return OK;
    memcpy(ligne.code, code.p, code.n);
    judge_values(l, &ligne, n);
    IfnLigne *to = vec_push(l->t->a, &l->f->lignes);
    if (!to)
        return ERR_MEMORY;
    *to = ligne;
    return OK;
}

static int by_code(const void *x, const void *y)
{
    const IfnLigne *a = x, *b = y;
    int order = strcmp(a->code, b->code);
    return order ? order : (a->ligne > b->ligne) - (a->ligne < b->ligne);
}

static void settle(Arena *a, Ifn *f, Rapport *r)
{
    size_t n = 0;
    if (f->lignes.n)
        qsort(f->lignes.v, f->lignes.n, sizeof *f->lignes.v, by_code);
    for (size_t i = 0; i < f->lignes.n; i++) {
        const IfnLigne *l = &f->lignes.v[i];
        if (n && strcmp(f->lignes.v[n - 1].code, l->code) == 0)
            rapport_refuse(a, r, l->ligne, S("code"), str_from(l->code), "ce code est déjà dans le fichier",
                S("gardez une seule ligne par territoire"));
        else
            f->lignes.v[n++] = *l;
    }
    f->lignes.n = n;
    r->gardees = (int64_t)n;
}

Err ifn_read(Arena *a, Str octets, Ifn *f, Rapport *r, Str *ret_message)
{
    TABLE t = { 0 };
    Lecteur l = { .t = &t, .f = f };
    bool more;
    TRY(table_open(&t, a, octets, r, ret_message));
    TRY(find_columns(&l, ret_message));
    TRY(table_next(&t, &more, ret_message));
    while (more) {
        TRY(take_row(&l));
        TRY(table_next(&t, &more, ret_message));
    }
    settle(a, f, r);
    if (r->gardees == 0) {
        *ret_message = S("Aucune ligne de ce fichier ne peut être gardée.");
        return ERR_INVALID;
    }
    return arena_failed(a) ? ERR_MEMORY : OK;
}

Str ifn_date_du_nom(Str fichier)
{
    Date ignored;
    for (size_t i = 0; i + 10 <= fichier.n; i++)
        if (date_parse(str_slice(fichier, i, i + 10), &ignored))
            return str_slice(fichier, i, i + 10);
    return STR_NONE;
}

/* ---- writing -------------------------------------------------------------------------------------------------------------- */

static Err write_indicateur(Db *db, const Ifn *f, int k)
{
    const IfnDef *d = &ifn_defs[k];
    return sql_indicateur_put(db, &(SqlIndicateurPutArgs){ .code = str_from(d->code),
                                      .rang = k,
                                      .groupe = k < IFN_COEUR ? S("ifn") : S("ifn_contexte"),
                                      .nom = str_from(d->nom),
                                      .definition = str_from(d->definition),
                                      .unite = S("score de 1 à 10"),
                                      .source = f->fictif ? f->source : str_from(d->source),
                                      .millesime = f->millesime,
                                      .licence = f->licence,
                                      .sens = 1,
                                      .plancher = { !isnan(d->plancher), isnan(d->plancher) ? 0 : d->plancher } });
}

static Err write_values(Db *db, const Ifn *f, int k)
{
    Str code = str_from(ifn_defs[k].code), echelon = echelon_code(f->echelon);
    BUF b = buf_new(COLONNE_MAX);
    Json j = json_to(&b);
    json_obj(&j);
    for (size_t i = 0; i < f->lignes.n; i++) {
        const IfnLigne *l = &f->lignes.v[i];
        if (isnan(l->valeurs[k]))
            continue;
        json_key(&j, str_from(l->code));
        json_f64(&j, l->valeurs[k]);
    }
    json_end(&j);
    if (b.failed)
        return ERR_MEMORY;
    TRY(sql_valeur_clear(db, code, echelon, f->millesime));
    return sql_valeur_put(db, code, echelon, f->millesime, buf_str(&b));
}

/* Values first: they are found by the row that says that they are invented. */
static Err clear_invented(Db *db)
{
    int64_t n = 0;
    TRY(sql_fictif_valeurs_effacer(db));
    TRY(sql_fictif_jeux_effacer(db, &n));
    return n ? sql_fictif_mots_effacer(db) : OK;
}

Err ifn_apply(Db *db, Arena *a, const Ifn *f, Rapport *r, int64_t now)
{
    SqlJeuLire known;
    bool found = false;
    Str echelon = echelon_code(f->echelon);
    TX tx = tx_begin(db, HERE);
    TRY(sql_jeu_lire(db, a, S("ifn"), echelon, f->millesime, &known, &found));
    r->change = !found || !str_eq(known.fichier, f->fichier) || !str_eq(known.poids, f->poids) ||
                !str_eq(known.licence, f->licence);
    if (!r->change)
        return tx_commit(&tx);
    if (!f->fictif)
        TRY(clear_invented(db));
    for (int k = 0; k < IFN_INDICATEURS; k++)
        if (f->a[k]) {
            TRY(write_indicateur(db, f, k));
            TRY(write_values(db, f, k));
        }
    TRY(sql_jeu_put(db, &(SqlJeuPutArgs){ .jeu = S("ifn"),
                            .echelon = echelon,
                            .millesime = f->millesime,
                            .source = f->source.n ? f->source : S(IFN_SOURCE),
                            .licence = f->licence,
                            .fichier = f->fichier,
                            .poids = f->poids,
                            .lignes = r->gardees,
                            .sans_valeur = r->sans_valeur,
                            .a_zero = r->a_zero,
                            .refusees = r->refusees,
                            .importe_at = now,
                            .fictif = f->fictif }));
    TRY(snapshot_touch(db, &diagnostic_snapshot));
    return tx_commit(&tx);
}
