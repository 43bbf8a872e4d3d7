// SPDX-License-Identifier: AGPL-3.0-or-later
/*
 * A plan as a file. In: a table of our columns (`Numéro`, `Type`, `Axe`, `Action`…: the roadmap delivered with the program is
 * one) or the 28-column table of Territoires en Transitions (its published header; incubateur-ademe, 2026-08), each as CSV or
 * as a workbook (XLSX), or the JSON that we write. Out: the same, one row an action; money, steps and resources are in
 * columns of their own in CSV, one to a line (details.c), in sheets of their own in a workbook.
 *
 * Reading is a pure function of the bytes: what is wrong is told by line, field and value, and nothing is written; so is a
 * column whose title is nearly one of ours, and any other that is not read is told. Applying
 * is one transaction: an action already there (same number, else same axis, title and sub-action) is brought up to date,
 * each difference kept; what a file does not say is left as it is, and no line of money, step or resource is taken away.
 */
#pragma once

#include "core/json/json.h"
#include "core/xlsx/sheet.h"
#include "domain/plan/relations.h"

enum { PLAN_FICHIER_MAX = 8 * 1024 * 1024, PLAN_ACTIONS_MAX = 5000, PLAN_FAUTES_MAX = 500 };

typedef enum PlanFormat { PLAN_CSV, PLAN_TET, PLAN_JSON } PlanFormat;

typedef struct ActionLue {
    int64_t ligne;
    Str numero;                                    /* STR_NONE: to be given */
    Str axe_titre, objectif;                       /* objectif "": none */
    int64_t axe;                                   /* rank; 0: by its title */
    int64_t rang;                                  /* in its axis; 0: at the end */
    Str genre, titre, pilote, territoires;
    int themes, priorite, etat;                    /* -1: not said; themes: bits of PLAN_THEMES */
    OptI64 avancement;
    PlanJour debut, fin;
    OptI64 publics;
    Str textes[TEXTES_N];                          /* STR_NONE: not said */
    Str proches;                                   /* numbers, by ";" */
    VEC(ActionEtape) etapes;
    VEC(Cout) couts;
    VEC(Financement) lignes;                       /* etat FINANCEMENTS_N: not said */
    VEC(Ressource) ressources;
    VEC(Str) lieux;                                /* ids of the standard */
} ActionLue;

typedef struct AxeLu {
    int64_t rang;                                  /* 0: to be given */
    Str titre, diagnostic;
} AxeLu;

typedef struct PlanLu {
    PlanFormat format;
    bool a_feuille;
    Feuille feuille;
    VEC(AxeLu) axes;
    VEC(ActionLue) actions;
    VEC(Str) fautes; /* French: line, field, value, what to do; PLAN_FAUTES_MAX at most */
    Str feuille_lue; /* of a workbook, the sheet being read, which faults name; STR_NONE */
    VEC(Str) ignorees; /* columns of a table that are not read, by their titles */
} PlanLu;

/* ERR_INVALID: `ret->fautes` says why; ERR_TOO_LARGE. Texts live in `a`. */
Err plan_lire(Arena *a, Str octets, PlanLu *ret);

/* What a file changes, one difference after the other. */
typedef struct PlanEffet {
    int64_t ligne; /* 0: of the roadmap or of an axis */
    Str objet; /* number of the action, "Axe 2", "Feuille de route" */
    Str titre, champ, avant, apres; /* champ "": the action is new */
} PlanEffet;
typedef struct PlanBilan {
    int64_t ajoutees, changees, inchangees;
    VEC(PlanEffet) effets;
} PlanBilan;
/* ERR_INVALID: `lu->fautes` says why. In its own transaction; `simulation`: what it would do, and nothing is kept. */
Err plan_appliquer(Db *db, Arena *a, const Acteur *par, int64_t now, PlanLu *lu, bool simulation, PlanBilan *ret);

/* ---- out ---- */

/* Our columns, as CSV or as a workbook: the whole file is appended to `to`. */
Err plan_ecrire_tableau(Db *db, Arena *a, const Plan *p, SheetFormat format, int64_t now, Buf *to);
Err plan_ecrire_tet(Db *db, Arena *a, const Plan *p, Buf *to);
Err plan_ecrire_json(Db *db, Arena *a, const Plan *p, Buf *to);
/*
 * What a version keeps: the same, and the revision of each action. `depuis`: an earlier one, from which actions of the same revision
 * are taken, so that only what changed since is read; STR_NONE: all is read.
 */
Err plan_ecrire_version(Db *db, Arena *a, const Plan *p, Str depuis, Buf *to);
/* Only what is public of the actions that are. */
Err plan_ecrire_public_csv(Db *db, Arena *a, const Plan *p, Date today, Buf *to);

/* The roadmap delivered with the program (exemples/feuille-de-route-28-2024.csv). */
extern const char plan_feuille_2024[];
