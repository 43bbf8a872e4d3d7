// SPDX-License-Identifier: AGPL-3.0-or-later
/*
 * The pages of the directory: /lieux (list and map), /lieux.csv, /lieux/{id}. A search is an LieuxEtat: all of it is
 * in the address, in one canonical form without empty parameters, to which every other form is redirected.
 *
 *     address → LieuxEtat (lieux_etat.c) → LieuxQuery (lieux_selection.c) → lieux_search → LieuxPage → view
 */
#pragma once

#include "core/http/ajout.h"
#include "core/http/req.h"
#include "domain/lieux/facettes.h"
#include "web/champs.h"
#include "web/page.h"

extern const Field lieux_page_fields[];
Err lieux_page(Req *r);
Err lieux_csv(Req *r);
Err lieu_page(Req *r);

enum { LIEUX_PAR_PAGE = 24, FICHE_VOISINS = 5, CANDIDATES_MAX = 12 };
enum { RAYON_SANS_LIMITE = 5 }; /* among the choices of rayon_km */

typedef enum Tri { TRI_DISTANCE, TRI_NOM, TRI_PERTINENCE } Tri;

/* In the order of the choices of ouvert: the days of the week follow, Monday first. */
typedef enum Quand { QUAND_MAINTENANT, QUAND_AUJOURDHUI, QUAND_DEMAIN, QUAND_LUNDI } Quand;

typedef struct LieuxEtat {
    Str q, commune;                                /* as typed */
    bool a_pres;
    Point pres;
    int rayon;                                     /* index in the choices of rayon_km; -1: not said */
    int tri;                                       /* Tri; -1: not said */
    EnumSet valeurs[FACETTES_N];
    Str label;                                     /* autres_formations_labels */
    int ouvert;                                    /* Quand; -1: not said */
    int heure;                                     /* index in the choices of heure; -1: not said */
    int64_t page;
} LieuxEtat;

/* Of the request. What cannot be read is left out, with an error on its field. */
LieuxEtat etat_read(Req *r);
/* "/lieux?q=…": canonical; `path` alone for a search without condition. */
Str etat_url(Arena *a, const char *path, const LieuxEtat *e);
/* The chosen values of an enumeration joined by "|"; "lat,lon"; STR_NONE: none. */
Str etat_valeurs(Arena *a, const LieuxEtat *e, int which);
Str etat_pres(Arena *a, const LieuxEtat *e);

typedef struct Puce {
    Str champ, texte, url;
} Puce; /* a condition, and the address without it */

typedef struct Facette {
    Champ champ;
    int e;
    const int64_t *n;                              /* places for each value */
    int choisies;
} Facette;

typedef struct Cachee {
    const char *name;
    Str valeur;
} Cachee; /* a condition that the form carries without showing it */

typedef struct PageLien {
    int64_t n;
    Str url;
    bool ici, saut;
} PageLien;

typedef struct Repere {
    size_t rang;
    int x0, y0;                                    /* where the place is */
    int x, y;                                      /* where its number is drawn, so that no two overlap */
    bool ecarte;                                   /* elsewhere: a line joins them */
    const Lieu *lieu;
} Repere;

typedef struct LieuxPage {
    const Form *form;
    const Lieux *lieux;
    Instant maintenant;
    LieuxEtat etat;
    LieuxResult result;
    size_t rang;                                   /* number before the first row */
    Str titre, phrase;                             /* heading; how the list is ordered */
    const Commune *commune;                        /* the centre; NULL: none */
    const Commune **candidates;
    Str *candidates_url;
    size_t candidates_n;
    Str commune_dite;                              /* the name of the commune that a code stood for; STR_NONE */
    bool commune_inconnue, hors_pages;
    const Puce *puces;
    size_t puces_n;
    const Facette *facettes;
    size_t facettes_n;
    const Cachee *cachees;
    size_t cachees_n;
    int affinages;                                 /* how many values are chosen there */
    const PageLien *pages;
    size_t pages_n;
    int64_t page, pages_total;
    PageHeadLink liens[2];
    size_t liens_n;
    /* Addresses; STR_NONE: not offered. `ailleurs`: this search, the place around which it looks left open. */
    Str canonique, csv, api, elargir, sans_filtre, derniere, ailleurs;
    Str corrige, corrige_url; /* the words without their typing error, where nothing answered; STR_NONE: none */
    const Commune **proches; /* with `commune_inconnue`: those of nearly that name */
    Str *proches_url;
    size_t proches_n;
    const CarteFond *carte;
    const Repere *reperes;
    size_t reperes_n, sans_position;
    Str projection;
} LieuxPage;

/* ---- pieces of the list, each filling its part of the page ------------------------------------------------------- */

/* The commune typed, or those that it may be, each with the address of the search near it. */
void commune_find(Req *r, const Territoire *t, LieuxPage *p);
/* Nothing answered to the words: those that were probably meant, where some place has them. */
Err correction_make(Req *r, LieuxPage *p, const LieuxQuery *q);
/* "Brou" typed in the box of words is a commune: the same search, near it. */
bool q_is_commune(Req *r, const Territoire *t, const LieuxEtat *e);
/* Once commune_find is done. All rows, no facets. */
LieuxQuery query_make(const LieuxPage *p);
/* "maintenant", "lundi à 14 h"; STR_NONE: not said. */
Str etat_quand(Arena *a, const LieuxEtat *e);

void puces_make(Arena *a, LieuxPage *p);
void facettes_make(Arena *a, LieuxPage *p);
void cachees_make(Arena *a, LieuxPage *p);
void carte_make(Req *r, const Territoire *t, LieuxPage *p);
/* The same search for the interactive map, in the words of the API. */
Str api_url(Arena *a, const LieuxPage *p, const LieuxQuery *q);

/* A place's hours now, for a row. */
typedef struct Badge {
    HorairesEtat etat;
    Str texte; /* "Ouvert, ferme à 17 h"; STR_NONE: not known */
} Badge;
Badge lieu_badge(Arena *a, const Lieux *s, const Lieu *l, const Instant *now);

/* ---- words of a place --------------------------------------------------------------------------------------------- */

/* "4 rue de la Rivière, 28160 Brou" */
Str lieu_adresse(Arena *a, const Lieu *l);
/* Words shown for one value of an enumeration. */
Str standard_label(StandardEnum e, int i);
/* The labels of a place's values, joined by ", ". */
Str lieu_valeurs(Arena *a, const Lieu *l, StandardEnum e);
/* The labels of a place's levels of support, joined by " · "; STR_NONE: none is known. */
Str lieu_niveaux_dits(Arena *a, const Lieux *s, const Lieu *l);
Str lieu_tel_uri(Arena *a, const Lieu *l);

/* ---- the sheet (lieu_fiche.c) ------------------------------------------------------------------------------------- */

typedef struct Niveau {
    Str nom, texte;
    bool absent;
} Niveau;
enum { NIVEAUX_N = 4 };

typedef struct LieuPage {
    const Lieu *lieu;
    const Str *champs; /* its fields, by StandardField */
    Str adresse, tel_uri, titre;
    Short telephone;
    Niveau niveaux[NIVEAUX_N];
    bool niveaux_dits, ferme_au_public, demonstration;
    EnumSet echelle; /* its levels of support (facettes.h) */
    int64_t echelle_confirmee; /* when the place confirmed them; 0: derived */
    const Str *sites, *courriels, *labels;
    size_t sites_n, courriels_n, labels_n;
    bool a_horaires; /* they are understood */
    HorairesVue horaires;
    int aujourdhui; /* 0 = Monday */
    const LieuxRow *voisins;
    size_t voisins_n;
    const CarteFond *carte;
    Repere repere;
    bool sur_carte;
    Ajouts ajouts; /* what other slices say of it */
    const Lieu *successeur; /* where a closed one has gone; NULL */
    PageLink fil[1];
} LieuPage;

/* What to do before coming: call, where there is a number. */
Str fiche_avant(const LieuPage *p);
Err lieu_fiche(Arena *a, const Lieux *s, const Territoire *t, const Calendrier *vacances, const Lieu *l, int64_t now,
    LieuPage *ret);
