// SPDX-License-Identifier: AGPL-3.0-or-later
/* /cartes, /cartes.csv, /cartes.xlsx. */
#pragma once

#include "core/http/req.h"
#include "domain/territoire/choroplethe.h"
#include "domain/territoire/couches.h"
#include "web/liste.h"

typedef struct CarteRang {
    Str code, nom;
    double v;
    Str classe;                                    /* its words in the legend */
    int64_t population;                            /* -1: not known */
} CarteRang;

typedef struct CarteEntree {
    const Couche *couche;
    Str titre, url;
    bool ici;
} CarteEntree;

typedef struct CartesPage {
    const CarteEntree *entrees;                    /* layers that have values */
    size_t entrees_n;
    const Couche *couche;                          /* the one shown; NULL: none */
    Str source, csv, xlsx;
    Choroplethe carte;
    const CarteRang *rangs;                        /* the highest first */
    size_t n;
    Pagination pages; /* of the table of the page; its map and its files have all of them */
} CartesPage;

#define CARTES_HABITANTS "Insee, code officiel géographique, Licence Ouverte 2.0"
Str carte_valeur(Arena *a, const Couche *c, double v); /* "5,3", "31 janvier 2027" */
