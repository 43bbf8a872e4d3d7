// SPDX-License-Identifier: AGPL-3.0-or-later
/*
 * Layers of the map: one value a commune, or a intercommunalité, of the département shown, in classes. A slice offers its
 * layers as rows, `Slice.couches`; the page /cartes, its table and its files are made from them, in the order of the
 * slices. A layer whose data are not loaded gives no value and is not shown at all.
 *
 *     static Err lire(Req *r, const Territoire *t, CoucheValeurs *ret);
 *     const Couche couche_fragilite = { .code = "fragilite", .titre = "Fragilité numérique", .maille = COUCHE_COMMUNE,
 *         .bornes = { 3, 4, 5, 6 }, .classes = 5, .lire = lire, … };
 */
#pragma once

#include "core/http/req.h"
#include "domain/territoire/territoire.h"

enum { COUCHE_CLASSES_MAX = 5 };                   /* as many colours as one tells apart, in light and in dark */

typedef enum CoucheMaille { COUCHE_COMMUNE, COUCHE_EPCI } CoucheMaille;

typedef struct CoucheValeur {
    Str code;                                      /* INSEE of today, or SIREN */
    double v;                                      /* finite */
} CoucheValeur;

/* Texts live as long as the request. */
typedef struct CoucheValeurs {
    const CoucheValeur *v;
    size_t n;
    bool fictif;                                   /* invented for a demonstration: written across the map */
    Str source;                                    /* publisher, vintage and licence: shown under the map */
} CoucheValeurs;

typedef struct Couche {
    const char *code;                              /* in addresses */
    const char *titre, *phrase;                    /* what it shows; how to read it */
    const char *valeur;                            /* heading of its column: "Indice, de 1 à 10" */
    CoucheMaille maille;
    int decimales;
    bool date;                                     /* values are days since 1970, told as dates */
    int classes;                                   /* 2 to COUCHE_CLASSES_MAX */
    /* Class i holds bornes[i - 1] <= v < bornes[i]. Increasing; fixed, so that two maps compare. */
    double bornes[COUCHE_CLASSES_MAX - 1];
    const char *legendes[COUCHE_CLASSES_MAX];
    /* From the request's snapshots only. No value: not loaded. */
    Err (*lire)(Req *r, const Territoire *t, CoucheValeurs *ret);
} Couche;

/* 0 to classes - 1. */
static inline int couche_classe(const Couche *c, double v)
{
    int i = 0;
    while (i < c->classes - 1 && v >= c->bornes[i])
        i++;
    return i;
}
