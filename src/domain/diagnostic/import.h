// SPDX-License-Identifier: AGPL-3.0-or-later
/*
 * Loading the figures: a file is read and checked whole (pure functions over bytes, off the writer), then applied in
 * one transaction. A bad row is refused and named (line, field, value, reason, remedy) and the rest goes on.
 *
 *     Ifn f = { .fichier = …, .millesime = S("2023-08-24") };
 *     TRY(ifn_read(a, bytes, &f, &rapport, &message));
 *     TRY(ifn_apply(db, a, &f, &rapport, now, &change));                 // in a transaction
 */
#pragma once

#include "core/run/writer.h"
#include "domain/diagnostic/diagnostic.h"

enum {
    DIAGNOSTIC_FILE_MAX = 64 * 1024 * 1024,
    DIAGNOSTIC_LIGNES_MAX = 100000,                /* rows of a file */
    CONSTATS_MAX = 2000,                           /* told one by one; the others are counted */
    POPULATIONS_MAX = 16                           /* vintages of a file */
};

/* What is said of a row. */
typedef struct Constat {
    int64_t ligne;
    Str champ, valeur, raison, remede;             /* remede STR_NONE: nothing to do */
    bool refusee;                                  /* the row is not taken; else it is, and this is only told */
} Constat;

typedef struct Rapport {
    Str fichier;
    const char *encodage;
    char separateur;
    int64_t lignes, gardees, refusees;
    int64_t sans_valeur, a_zero;                   /* rows kept that are empty, or 0 throughout */
    int64_t passees; /* rows about something else: another scale, another kind, an older year */
    int64_t tus;                                   /* remarks beyond CONSTATS_MAX */
    VEC(Constat) constats;
    VEC(Str) ecartees;                             /* columns that are not of this kind of file */
    bool change;                                   /* something was written */
} Rapport;
void rapport_json(const Rapport *r, Buf *b);
/* Its summary for people, at most `max` remarks shown. */
Str rapport_resume(const Rapport *r, Arena *a, size_t max);

/* ---- populations by commune: CSV with `code` and one column pop_<millésime> a vintage ------------------------------- */

typedef struct BaseLue {
    char code[6];
    int64_t ligne;
    Str nom, departement, arrondissement, region;
    Str epci; /* STR_NONE: none */
    int64_t habitants[POPULATIONS_MAX]; /* -1: the code did not exist */
} BaseLue;

typedef struct Populations {
    Str fichier, source, licence;
    size_t n_millesimes;
    Str millesimes[POPULATIONS_MAX]; /* names of the columns */
    VEC(BaseLue) lignes; /* by code, once each */
} Populations;

Err populations_read(Arena *a, Str octets, Populations *p, Rapport *r, Str *ret_message);
/* Each vintage of the file takes the place of what was there under its name. Sets r->change. In a transaction. */
Err populations_apply(Db *db, Arena *a, const Populations *p, Rapport *r, int64_t now);

/* ---- IFN: the files of fragilite-numerique.fr as they are, by commune or by EPCI, with 5 or 14 indicators ----------- */

enum { IFN_COEUR = 5, IFN_INDICATEURS = 14 };

typedef struct IfnDef {
    const char *code, *nom, *definition, *source;
    double plancher;
} IfnDef;
extern const IfnDef ifn_defs[IFN_INDICATEURS]; /* the five of the index first */
#define IFN_SOURCE "Indice de fragilité numérique, fragilite-numerique.fr (La Mednum)"
#define IFN_LICENCE "licence non précisée par l’éditeur"
/* What the roadmap of Eure-et-Loir prints of 2023, from fragilite-numerique.fr, in the order of ifn_defs: one decimal. */
extern const double ifn_publies_28[IFN_INDICATEURS];
#define IFN_PUBLIES_DEPARTEMENT "28"
#define IFN_POIDS "pop_cog2021" /* gives back the published scores of the EPCI */

typedef struct IfnLigne {
    char code[10];
    int64_t ligne;
    double valeurs[IFN_INDICATEURS]; /* NAN: none */
} IfnLigne;

typedef struct Ifn {
    Str fichier, millesime, poids, licence;
    Str source; /* empty: IFN_SOURCE */
    bool fictif; /* invented: the first file that is not takes its place */
    Echelon echelon; /* commune or EPCI: of the whole file */
    bool a[IFN_INDICATEURS]; /* columns that are there */
    VEC(IfnLigne) lignes; /* by code, once each */
} Ifn;

Err ifn_read(Arena *a, Str octets, Ifn *f, Rapport *r, Str *ret_message);
Err ifn_apply(Db *db, Arena *a, const Ifn *f, Rapport *r, int64_t now);
/* The date that the published file carries in its name, "2023-08-24"; STR_NONE: none. */
Str ifn_date_du_nom(Str fichier);

/* ---- tables of indicators by commune -------------------------------------------------------------------------------- */

enum { TABLEAU_COLONNES_MAX = 24, CORRESPONDANCE_MAX = 256 * 1024, TABLEAU_GARDEES_MAX = 400000 };
static const size_t TABLEAU_FILE_MAX = (size_t)256 * 1024 * 1024;

/* What a column is. Groups: "brut" (rates), "couverture", "service" (counts), "zonage". */
typedef struct IndicateurDef {
    const char *code, *colonne, *groupe, *nom, *unite;
    int sens;
    const char *sur; /* the value is the share, in %, of this other column */
    const char *vaut; /* only the rows whose column `choix` says this (TableConnue) */
    const char *definition; /* how it is made; NULL: its name */
} IndicateurDef;

/*
 * The published tables that are taken as they are, known by their header. In the names of columns `#` is any digit and a
 * last `*` any end, as the years change: "p##_pop65p".
 */
typedef struct TableConnue {
    const char *nom; /* told to whoever imports it */
    const char *signature[6]; /* columns that it has, besides one of its indicators */
    const char *fichier; /* what the name of the file says, where headers are the same; NULL: anything */
    const char *code; /* its column of codes; NULL: CODGEO, code, insee_com… */
    const char *source, *licence; /* NULL: to be said by whoever imports it */
    const char *filtres[3][2]; /* only the rows whose column says this */
    const char *millesime; /* column that says the vintage: the latest one of the file is taken */
    const char *choix; /* column by which rows go to one indicator or another */
    const char *non; /* oui/non: this word is no, any other is yes */
    bool somme; /* a commune has several rows, which add up; each counts for one where its column is not there. A share
                 * does not add up: one row of each kind */
    bool liste; /* the cell of codes has several of them */
    bool sans_zero; /* codes have lost their first zero */
    const IndicateurDef *defs;
    size_t n;
} TableConnue;
extern const TableConnue tables_connues[]; /* ends with no name; connues.c */

typedef struct TableauLigne {
    CodeInsee code;
    int64_t ligne;
    double *valeurs; /* one a definition; NAN: none. A date is its days since 1970 */
} TableauLigne;

typedef struct Tableau {
    Str fichier, source, licence, millesime;
    Str colonne_code; /* STR_NONE: CODGEO, code, insee_com… */
    const TableConnue *connue; /* NULL: told by a correspondence */
    VEC(IndicateurDef) defs;
    VEC(TableauLigne) lignes; /* by code, once each */
} Tableau;

/*
 * What the columns of a table are, one line each, `#` before a remark:
 *
 *     code = CODGEO
 *     source = Arcep, Ma connexion internet
 *     licence = Licence Ouverte 2.0
 *     millesime = 2025
 *     indicateur fibre = part_ftth | Locaux raccordables à la fibre, part | % | -1 | couverture
 */
Err correspondance_read(Arena *a, Str octets, Tableau *t, Str *ret_message);
/*
 * Without definitions: one of `tables_connues`, whose source, licence and vintage are then those of the file where nobody
 * gave others. "s" and "nd" (Insee) are no value. Codes of communes merged since are kept: they count where they are
 * today.
 */
Err tableau_read(Arena *a, Str octets, Tableau *f, Rapport *r, Str *ret_message);
/* The year, or the first and the last of the years, that a file carries in its name: "2017-2020"; STR_NONE: none. */
Str tableau_annees_du_nom(Arena *a, Str fichier);
/* Takes the place of the same indicators of the same vintage. ERR_TOO_LARGE: more than INDICATEURS_MAX in all. */
Err tableau_apply(Db *db, Arena *a, const Tableau *f, Rapport *r, int64_t now);
