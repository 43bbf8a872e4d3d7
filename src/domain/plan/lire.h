// SPDX-License-Identifier: AGPL-3.0-or-later
/* What the readers and writers of a plan's file share. */
#pragma once

#include "core/csv/csv.h"
#include "domain/plan/entier.h"
#include "domain/plan/import.h"
#include "domain/plan/plan_priv.h"

enum {
    TET_AXE = 0,
    TET_TITRE = 3,
    TET_PILOTE = 9,
    TET_FINANCEUR = 17,
    TET_BUDGET = 23,
    TET_STATUT = 24,
    TET_DEBUT = 26,
    TET_COLONNES_N = 28
};
typedef enum ColonneLue {
    COLONNE_NUMERO,
    COLONNE_TYPE,
    COLONNE_AXE,
    COLONNE_AXE_TITRE,
    COLONNE_OBJECTIF,
    COLONNE_THEME,
    COLONNE_ORDRE,
    COLONNE_ACTION,
    COLONNE_PILOTE,
    COLONNE_TERRITOIRES,
    COLONNE_STATUT,
    COLONNE_PRIORITE,
    COLONNE_AVANCEMENT,
    COLONNE_DEBUT,
    COLONNE_FIN,
    COLONNE_PROCHES,
    COLONNE_APPUI,
    COLONNE_PUBLIE,
    COLONNE_LIEUX,
    COLONNES_N
} ColonneLue;
typedef struct Entete {
    int colonne[COLONNES_N], texte[TEXTES_N], detail[4]; /* -1: not in this file */
} Entete;
/* The published header, word for word. */
extern const char *const tet_colonnes[TET_COLONNES_N];
extern const Choice tet_statuts[], tet_priorites[]; /* in the order of ACTION_ETATS, PRIORITES */
/* The expenses of a row that names funders and no budget: what they bring, said so, and left out of the table again. */
#define TET_SANS_BUDGET "Somme des financeurs (budget non donné)"

/* ---- one table, from CSV or from a sheet ---- */

typedef struct Lecture {
    Arena *a;
    PlanLu *to;
    int64_t ligne;
    bool garde; /* cells have the formula guard (core/csv/csv.h) */
    Entete entete;
    const unsigned char *sortes; /* XlsxCellKind of the row's cells; NULL: not said */
} Lecture;

void faute(Arena *a, PlanLu *to, int64_t ligne, const char *champ, Str valeur, const char *remede);
bool jour_lire(Str s, PlanJour *ret);
int choix_lu(Arena *a, const Choice *choices, Str value);
/* What may be written, one word after the other: "écrivez l’une de ces valeurs : Élevé, Moyen, Bas". */
Str choix_remede(Arena *a, const Choice *choices);
void cellule_jour(Lecture *l, const char *champ, Str s, PlanJour *ret);
int cellule_choix(Lecture *l, const char *champ, Str s, const Choice *choices);
/* Bits of PLAN_THEMES; -1: nothing there, or what is there is told. */
int themes_de_cellule(Lecture *l, Str s);
/* False: nothing there, or what is there is told. */
bool cellule_montant(Lecture *l, const char *champ, Str s, int64_t *ret);
void cellule_entier(Lecture *l, const char *champ, Str s, int64_t max, OptI64 *ret);
/* The first row says which table it is, and which of its columns are not read. */
void table_ouvrir(Lecture *l, const CsvRow *head);
void table_ligne(Lecture *l, const CsvRow *row);

Err plan_lire_json(Arena *a, Str octets, PlanLu *to);
Err plan_lire_classeur(Arena *a, Str octets, PlanLu *to);

/* ---- what an action has several of ---- */

typedef enum PlanDetail {
    DETAIL_ETAPES,
    DETAIL_DEPENSES,
    DETAIL_FINANCEMENTS,
    DETAIL_RESSOURCES,
    DETAILS_N
} PlanDetail;
enum { DETAIL_CELLULES_MAX = 7, DETAILS_MAX = 1000 };
typedef struct DetailDef {
    const char *nom; /* of the column in CSV, of the sheet in a workbook */
    size_t n, texte; /* cells; which of them may hold a bar */
    size_t tenus; /* the first ones, that have to be there */
    SheetColumn cellules[DETAIL_CELLULES_MAX + 1];
} DetailDef;
extern const DetailDef details[DETAILS_N];
/* One of them, `cells` "" where nothing is said. */
void detail_lire(Lecture *l, ActionLue *x, PlanDetail d, const Str *cells);
/* A cell of CSV: one to a line, its cells between bars. */
void details_lire(Lecture *l, ActionLue *x, PlanDetail d, Str cell);
size_t details_compter(const ActionEntiere *x, PlanDetail d);
void detail_cellules(Arena *a, const ActionEntiere *x, PlanDetail d, size_t i, Str ret[DETAIL_CELLULES_MAX]);
Str details_ecrire(Arena *a, const ActionEntiere *x, PlanDetail d);
/* For a person: "2025, Fonctionnement, Animation, 42 000 €". */
Str etape_dite(Arena *a, const ActionEtape *e);
Str cout_dit(Arena *a, const Cout *c);
Str financement_dit(Arena *a, const Financement *f);
Str ressource_dite(Arena *a, const Ressource *r);

/* ---- what exports and the API write alike ---- */

void plan_feuille_json(Json *j, Arena *a, const Plan *p); /* two members of an open object */
void plan_identite_json(Json *j, Arena *a, const Plan *p, const Action *x);
/* An answer of the API says when it last changed, a version its revision, a file neither. */
typedef enum ActionJson { ACTION_DE_FICHIER, ACTION_D_API, ACTION_DE_VERSION } ActionJson;
void plan_action_json(Json *j, Arena *a, const Plan *p, const Action *x, const ActionEntiere *e, ActionJson pour);

/* In the column `Publié`: nothing of the action is public. Empty says nothing. */
#define PUBLIC_RIEN "rien"
