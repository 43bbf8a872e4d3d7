// SPDX-License-Identifier: AGPL-3.0-or-later
/*
 * Choroplèthe: a map in classes, drawn on the server: the contours of the territories filled with the colour of their class
 * (hatched on paper and in forced colours), or a circle as large as its population where no contour is loaded. The page
 * shows the same values in a table, and as a file.
 *
 *     Choroplethe c;
 *     TRY(choroplethe_make(r->arena, t, S("28"), &def, v, n, &c));
 *     {% call choroplethe(&c) %}{% call choroplethe_legende(&c) %}          // choroplethe_view.h
 *
 * Classes: fixed bounds (maps of two dates compare), quantiles (as many territories in each; equal values stay together),
 * or given by the caller, as on a map of two variables. The lower bound belongs to its class.
 */
#pragma once

#include "domain/territoire/territoire.h"

enum { CHORO_CLASSES_MAX = 9 };

typedef enum ChoroMethode { CHORO_FIXES, CHORO_QUANTILES, CHORO_DONNEES } ChoroMethode;

typedef struct ChoroEntree {
    Str code, nom;
    double v; /* NAN: no value */
    Str valeur; /* as it is told: "5,3" */
    int64_t population; /* -1: not known */
    int classe; /* 0: no value; else from 1. Given by the caller of CHORO_DONNEES */
    bool cible; /* the page has a link to it: "#c28085" */
    /* made here */
    Str trace, mots;
    int x, y, rayon;
    bool placee;
} ChoroEntree;

typedef struct ChoroDef {
    const char *titre; /* what is drawn, for who does not see it */
    Str echelon; /* "commune", "epci" */
    ChoroMethode methode;
    int classes; /* 2 to 5; 9 on a map of two variables */
    double bornes[CHORO_CLASSES_MAX - 1]; /* CHORO_FIXES */
    int decimales; /* of the bounds, in the legend */
    const char *unite; /* after a bound: " %", or "" */
    const char *const *legendes; /* CHORO_DONNEES: the words of each class */
} ChoroDef;

typedef struct ChoroClasse {
    int classe; /* 0: without value */
    const ChoroEntree *v;
    size_t n;
    int64_t population;
    Str legende;
} ChoroClasse;

typedef struct Choroplethe {
    const CarteFond *carte; /* NULL: nothing to draw on */
    const char *titre;
    bool contours; /* else circles */
    bool fictif; /* the caller says that the values are invented: written across the map */
    bool double_entree; /* nine colours, three by three */
    int unite; /* units of the drawing in one of the plane */
    int cadre[4]; /* viewBox */
    const ChoroClasse *classes; /* those that have a territory, or a legend */
    size_t n;
    Str methode; /* how the classes were made, told */
} Choroplethe;

/* Sorts `v` by class. What cannot be placed is in no class of the drawing, and in the counts all the same. */
Err choroplethe_make(Arena *a, const Territoire *t, Str departement, const ChoroDef *def, ChoroEntree *v, size_t n,
    Choroplethe *ret);
/* The bounds of `classes` quantiles of the values (NAN left out), `ret_bornes` increasing: fewer when values are equal. */
int choro_quantiles(Arena *a, const ChoroEntree *v, size_t n, int classes, double *ret_bornes);
