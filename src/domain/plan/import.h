// SPDX-License-Identifier: AGPL-3.0-or-later
/*
 * A plan as a file. In: a CSV of our columns (`Numéro`, `Type`, `Axe`, `Action`…: the roadmap delivered with the program is
 * one), the 28-column table of Territoires en Transitions (its published header; incubateur-ademe, 2026-08), or the JSON
 * that we write. Out: the same three, one row an action.
 *
 * Reading is a pure function of the bytes: what is wrong is told by line, field and value, and nothing is written. Applying
 * is one transaction: an action already there (same number, else same axis, title and sub-action) is brought up to date,
 * each difference kept; what a file does not say is left as it is.
 */
#pragma once

#include "core/json/json.h"
#include "core/xlsx/sheet.h"
#include "domain/plan/argent.h"

enum { PLAN_FICHIER_MAX = 8 * 1024 * 1024, PLAN_ACTIONS_MAX = 5000, PLAN_FAUTES_MAX = 20 };

typedef enum PlanFormat { PLAN_CSV, PLAN_TET, PLAN_JSON } PlanFormat;

typedef struct ActionLue {
    int64_t ligne;
    Str numero;                                    /* STR_NONE: to be given */
    Str axe_titre, objectif;                       /* objectif "": none */
    int64_t axe;                                   /* rank; 0: by its title */
    int64_t rang;                                  /* in its axis; 0: at the end */
    Str genre, titre, pilote, territoires;
    int theme, priorite, etat;                     /* -1: not said */
    OptI64 avancement;
    PlanJour debut, fin;
    OptI64 publics;
    Str textes[TEXTES_N];                          /* STR_NONE: not said */
    Str proches;                                   /* numbers, by ";" */
    VEC(ActionEtape) etapes;
    VEC(Cout) couts;
    VEC(Financement) lignes;
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
} PlanLu;

/* ERR_INVALID: `ret->fautes` says why; ERR_TOO_LARGE. Texts live in `a`. */
Err plan_lire(Arena *a, Str octets, PlanLu *ret);

typedef struct PlanBilan {
    int64_t ajoutees, changees, inchangees;
} PlanBilan;
/* ERR_INVALID: `lu->fautes` says why. In its own transaction. */
Err plan_appliquer(Db *db, Arena *a, const Acteur *par, int64_t now, PlanLu *lu, PlanBilan *ret);

/* ---- out ---- */

/* Our columns, as CSV or for a spreadsheet (core/xlsx/sheet.h); the caller opens the sheet and finishes it. */
extern const SheetDef plan_feuille_de_calcul;
Err plan_ecrire_feuille(Db *db, Arena *a, const Plan *p, Date today, Sheet *t);
Err plan_ecrire_tet(Db *db, Arena *a, const Plan *p, Buf *to);
Err plan_ecrire_json(Db *db, Arena *a, const Plan *p, Buf *to);
/* Only what is public of the actions that are. */
Err plan_ecrire_public_csv(Db *db, Arena *a, const Plan *p, Date today, Buf *to);
Err plan_ecrire_public_json(Db *db, Arena *a, const Plan *p, Date today, Json *j);

/* The roadmap delivered with the program (exemples/feuille-de-route-28-2024.csv). */
extern const char plan_feuille_2024[];
