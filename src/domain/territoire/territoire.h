// SPDX-License-Identifier: AGPL-3.0-or-later
/*
 * Territoire: communes, intercommunalités (EPCI), arrondissements, département, région, with their vintage. Sources:
 * Code officiel géographique (INSEE) and BANATIC as packaged by npm @etalab/decoupage-administratif (Licence Ouverte
 * 2.0); coordinates and contours from files that the operator loads. Names are searched without accents, hyphens,
 * apostrophes or "St/Ste". Codes of merged communes and of communes déléguées lead to the commune of today.
 */
#pragma once

#include "base/base.h"
#include "core/db/db.h"
#include "core/run/snapshot.h"

/* INSEE code of a commune: five characters, "28085", "2A004". Source: standard v1.0.2, pattern of code_insee. */
typedef struct CodeInsee {
    char p[6];
} CodeInsee;
bool code_insee_parse(Str s, CodeInsee *ret);
static inline Str code_insee_str(const CodeInsee *c)
{
    return str_of(c->p, 5);
}

typedef struct Point {
    double lat, lon;
} Point;   /* WGS 84, degrees */
/* Great-circle distance, metres (sphere of 6,371,008.8 m). */
double point_distance_m(Point a, Point b);

typedef enum Localisation {
    LOCALISATION_AUCUNE,  /* no coordinates known */
    LOCALISATION_COMMUNE, /* the commune's own point */
    LOCALISATION_EPCI,    /* mean of the located communes of its EPCI: said wherever a distance is shown */
} Localisation;

typedef struct Epci {
    Str code;                                      /* SIREN, 9 digits */
    Str nom, type;                                 /* "CC", "CA", "CU", "METRO"… */
    int n_communes;
} Epci;

typedef struct Commune {
    CodeInsee code;
    Str nom, nom_cle;                              /* utf8_fold_name(nom) */
    Str departement, region, arrondissement;       /* codes */
    const Epci *epci;                              /* NULL: none */
    const Str *codes_postaux;
    size_t n_codes_postaux;
    int64_t population;                            /* -1: unknown */
    Localisation localisation;
    Point point;
} Commune;

typedef struct Territoire Territoire;              /* the snapshot */
extern const SnapshotDef territoire_snapshot;
extern const struct Slice slice_territoire;

size_t territoire_n_communes(const Territoire *t);
const Commune *territoire_commune_at(const Territoire *t, size_t i);
/* A commune of today, following merged and delegated codes; NULL: unknown code. */
const Commune *territoire_commune(const Territoire *t, Str code_insee);
/* Several communes may share a postal code; in order of population, then name. At most `max`. */
size_t territoire_code_postal(const Territoire *t, Str code_postal, const Commune **ret, size_t max);
/*
 * Communes whose name matches what was typed: exact first, then beginning with it, then with a word beginning with
 * it; inside each group by population (unknown last), then name. `departement` (STR_NONE: all) comes first.
 */
size_t territoire_search(const Territoire *t, Arena *a, Str typed, Str departement, const Commune **ret, size_t max);
/*
 * What a person may type in one box: "28160", "Brou", "brou 28160", "Brou (28)", "28061". NULL when nothing or several
 * equally good communes answer; `ret_candidates` then lists them.
 */
const Commune *territoire_resolve(const Territoire *t, Arena *a, Str typed, Str departement,
    const Commune **ret_candidates, size_t *ret_n, size_t max);

/* NULL: none of that code. */
const Epci *territoire_epci(const Territoire *t, Str code);
/* Those that have a commune in the département, by code. */
Err territoire_epci_du(const Territoire *t, Arena *a, Str departement, const Epci *const **ret, size_t *ret_n);

/* Département label for pages ("Eure-et-Loir"); STR_NONE when not loaded. */
Str territoire_departement_nom(const Territoire *t, Str code);
Str territoire_millesime(const Territoire *t);     /* "2026"; STR_NONE when nothing is loaded */

/*
 * One of them by its code, for rules that have a connection and no snapshot. ERR_NOT_FOUND: there is no such one in what
 * is loaded. Where nothing of that kind is loaded, a code of the right form is taken as it is: `nom` is then the code.
 * ERR_INVALID: not of the form of such a code.
 */
typedef struct Maille {
    Str code; /* of today, for a commune */
    Str nom;
    Str departement, epci; /* STR_NONE: unknown, or none */
} Maille;
Err maille_departement(Db *db, Arena *a, Str code, Maille *ret);
Err maille_epci(Db *db, Arena *a, Str code, Maille *ret);
Err maille_commune(Db *db, Arena *a, Str code_insee, Maille *ret);

/* What was loaded, from where, of which vintage, when (table territoire_source): shown on /credits. In order of objet. */
typedef struct TerritoireSource {
    Str objet; /* "communes", "epci", "coordonnees", "contours", "populations" */
    Str millesime; /* "2026", or empty when the file does not say */
    Str source; /* publisher and licence; empty when the operator did not name them */
    Str fichier; /* name of the file */
    int64_t importe_at;
} TerritoireSource;
size_t territoire_sources(const Territoire *t, const TerritoireSource **ret);

/*
 * Map of a département: the plane on which the server draws SVG maps. Paths are simplified once when the snapshot is
 * built, shared borders staying shared, in integer units of the viewBox.
 */
typedef struct CarteMaille {
    Str echelon, code; /* "commune", "epci", "arrondissement", "departement": of today, what is in the département */
    Str trace; /* SVG path, closed, in units of `grille` */
} CarteMaille;

typedef struct CarteFond {
    int largeur, hauteur; /* viewBox: 800 wide */
    Str communes; /* SVG path of the borders inside EPCI; STR_NONE: no contour loaded */
    Str epci; /* borders between EPCI. Each border is in one of the three paths */
    Str departement; /* outline, closed: may be filled */
    Str mention; /* source and vintage of the contours, for the caption */
    double lat0, lon0, echelle_x, echelle_y; /* private: carte_xy */
    /* Closed shapes that hold together: no gap, no overlap (mosaique.h). */
    int grille; /* units of the shapes in one of the viewBox; 0: no shape */
    Str limites; /* borders between EPCI, same units */
    const CarteMaille *mailles; /* by echelon, then code */
    size_t n_mailles;
} CarteFond;
const CarteFond *territoire_carte(const Territoire *t, Str departement); /* NULL: neither contours nor coordinates */
/* Position of a point on it; false when it lies outside the viewBox by more than 5 %. */
bool carte_xy(const CarteFond *c, Point p, int *ret_x, int *ret_y);
/* The closed shape of a territory on it; STR_NONE: none. */
Str carte_trace(const CarteFond *c, Str echelon, Str code);
