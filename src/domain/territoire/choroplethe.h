// SPDX-License-Identifier: AGPL-3.0-or-later
/*
 * Choroplèthe: a map in classes, drawn on the server: the contours of the territories filled with the colour of their class
 * (hatched on paper and in forced colours), or a circle as large as its population where no contour is loaded. The page
 * shows the same values in a table, and as a file. Each shape is a link to the sheet of its territory ("/t/28085"); its value is written
 * above the map while it has the pointer or the focus, and a link before the map (another after it) goes past them all.
 *
 *     Choroplethe c;
 *     TRY(choroplethe_make(r->arena, t, S("28"), &def, v, n, &c));
 *     {% call choroplethe(&c) %}{% call choroplethe_legende(&c) %}          // choroplethe_view.h
 *
 * Classes: fixed bounds (maps of two dates compare), quantiles (as many territories in each; equal values stay together),
 * equal intervals, natural breaks (Fisher 1958, Jenks 1967: the least sum of squared deviations from the class means,
 * exact), or given by the caller, as on a map of two variables. The lower bound belongs to its class. The reader may ask for
 * another method than the page's own (choro_demandee, choro_proposer).
 */
#pragma once

#include "core/http/req.h"
#include "domain/territoire/territoire.h"

enum { CHORO_CLASSES_MAX = 9 };

typedef enum ChoroMethode { CHORO_FIXES, CHORO_QUANTILES, CHORO_EGALES, CHORO_JENKS, CHORO_DONNEES } ChoroMethode;
extern const Choice choro_methodes[]; /* those that a reader may ask for, in that order */
/* The field of a page that lets them be asked for. */
#define CHORO_CHAMP                                                                                                    \
    {                                                                                                                  \
        .name = "classes", .kind = FIELD_CHOICE, .label = "Classes de la carte", .choices = choro_methodes             \
    }

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
    const char *const *legendes; /* the words of each class; NULL: made from the bounds */
    int decimales_libres; /* of the bounds of another method, asked for by the reader */
} ChoroDef;

typedef struct ChoroClasse {
    int classe; /* 0: without value */
    const ChoroEntree *v;
    size_t n;
    int64_t population;
    Str legende;
} ChoroClasse;

typedef struct ChoroLien {
    Str titre, url;
    bool ici;
} ChoroLien;

typedef struct Choroplethe {
    const CarteFond *carte; /* NULL: nothing to draw on */
    const char *titre;
    bool contours; /* else circles */
    size_t sans_place; /* in the counts, and not drawn: no contour, or no known position */
    bool fictif; /* the caller says that the values are invented: written across the map */
    bool double_entree; /* nine colours, three by three */
    int unite; /* units of the drawing in one of the plane */
    int cadre[4]; /* viewBox; its top is a band where the value of the shape that has the focus is written */
    size_t dessinees;
    int texte; /* height of that value's letters */
    int texte_x, texte_y; /* where it begins, and */
    bool au_coin; /* where that is near the origin: each shape need not say it, which is a part of the page's weight */
    const ChoroClasse *classes; /* those that have a territory, or a legend */
    size_t n;
    Str methode; /* how the classes were made, told */
    const ChoroLien *liens; /* the methods there are (choro_proposer) */
    size_t liens_n;
} Choroplethe;

/* Sorts `v` by class. What cannot be placed is in no class of the drawing, and in the counts all the same. */
Err choroplethe_make(Arena *a, const Territoire *t, Str departement, const ChoroDef *def, ChoroEntree *v, size_t n,
    Choroplethe *ret);
/* The bounds of `classes` quantiles of the values (NAN left out), `ret_bornes` increasing: fewer when values are equal. */
int choro_quantiles(Arena *a, const ChoroEntree *v, size_t n, int classes, double *ret_bornes);
/* As many intervals of one length from the lowest to the highest value. */
int choro_egales(Arena *a, const ChoroEntree *v, size_t n, int classes, double *ret_bornes);
/* Natural breaks: of all the ways to cut the sorted values, the one whose classes deviate least from their means. In
 * O(classes × n × log n). */
int choro_jenks(Arena *a, const ChoroEntree *v, size_t n, int classes, double *ret_bornes);

/* The page's own map, or in the classes that its address asks for. The page declares CHORO_CHAMP. */
ChoroDef choro_demandee(Req *r, const ChoroDef *propre);
/* Links to the same page in each method; `criteres`: the other fields that its address keeps. */
Err choro_proposer(Req *r, const char *chemin, const char *const *criteres, const ChoroDef *propre, Choroplethe *c);
