// SPDX-License-Identifier: AGPL-3.0-or-later
/*
 * Loading a territory from files: read and checked whole (pure functions over bytes, off the writer), then applied in
 * one transaction. Loading the same thing again changes nothing.
 *
 *     Decoupage d = { .departement = S("28"), .source = …, .fichier = … };
 *     TRY(decoupage_read_communes(a, text, &d, &message));
 *     TRY(decoupage_read_epci(a, epci_text, &d, &message));            // optional
 *     TRY(decoupage_apply(db, a, &d, now, &bilan));                    // in a transaction
 */
#pragma once

#include "core/run/writer.h"
#include "domain/territoire/territoire.h"

#define COMMUNES_SOURCE                                                                                                \
    "INSEE, Code officiel géographique ; La Poste, codes postaux (npm @etalab/decoupage-administratif), Licence "   \
    "Ouverte 2.0"
#define EPCI_SOURCE "DGCL, liste des EPCI à fiscalité propre (npm @etalab/decoupage-administratif), Licence Ouverte 2.0"

enum {
    COMMUNES_FILE_MAX = 64 * 1024 * 1024,
    COORDONNEES_FILE_MAX = 128 * 1024 * 1024,
    CONTOURS_FILE_MAX = 256 * 1024 * 1024
};

/* ---- communes, EPCI, départements: npm @etalab/decoupage-administratif ----------------------------------------- */

typedef struct CommuneLue {
    CodeInsee code;
    Str nom, departement, region, arrondissement;
    Str epci;                                      /* SIREN; STR_NONE: none */
    Str codes_postaux;                             /* joined by | */
    int64_t population;                            /* -1: unknown */
} CommuneLue;
typedef struct AncienneLue {
    CodeInsee code;
    Str nom;
    CodeInsee commune;
} AncienneLue;
typedef struct EpciLu {
    Str code, nom, type;
} EpciLu;
typedef struct DepartementLu {
    Str code, nom, region;
} DepartementLu;

typedef struct Decoupage {
    Str departement;                               /* only this one; STR_NONE: everything */
    Str millesime, source, fichier;                /* for table territoire_source */
    Str source_epci, fichier_epci;
    bool a_epci;                                   /* EPCI were read: else those known are kept */
    VEC(CommuneLue) communes;                      /* by code */
    VEC(AncienneLue) anciennes;
    VEC(EpciLu) epci;
    VEC(DepartementLu) departements;
    int64_t ignorees;                              /* old codes that lead nowhere */
} Decoupage;

/* ERR_INVALID with a French message that names the line and the value. The first one must be read first. */
Err decoupage_read_communes(Arena *a, Str json, Decoupage *d, Str *ret_message);
Err decoupage_read_epci(Arena *a, Str json, Decoupage *d, Str *ret_message);
Err decoupage_read_departements(Arena *a, Str json, Decoupage *d, Str *ret_message);

typedef struct DecoupageBilan {
    int64_t communes, ajoutees, modifiees, supprimees, anciennes, epci;
    bool change;                                   /* something was written */
} DecoupageBilan;
/* In a transaction. */
Err decoupage_apply(Db *db, Arena *a, const Decoupage *d, int64_t now, DecoupageBilan *ret);

/* ---- coordinates ------------------------------------------------------------------------------------------------ */

typedef struct CoordonneeLue {
    CodeInsee code;                                /* as in the file, possibly of an older vintage */
    Point point;
    int64_t poids; /* population of the place: the largest one stands for the commune */
} CoordonneeLue;

typedef struct Coordonnees {
    Str source, fichier;
    VEC(CoordonneeLue) points;
    int64_t lignes, refusees; /* rows read; rows with a code or a number that cannot be used */
    Str exemple; /* why the first of them was refused */
} Coordonnees;

/* CSV with columns code (or code_insee, insee, codgeo), lat (latitude), lon (longitude); or GeoNames's cities500 form
 * (19 columns without header, rows of France only). */
Err coordonnees_read(Arena *a, Str text, Coordonnees *ret, Str *ret_message);

typedef struct CoordonneesBilan {
    int64_t communes, modifiees, inconnues; /* located; changed; codes that no commune of the territory has */
    bool change;
} CoordonneesBilan;
Err coordonnees_apply(Db *db, Arena *a, const Coordonnees *c, int64_t now, CoordonneesBilan *ret);

/* ---- contours ---------------------------------------------------------------------------------------------------- */

typedef struct ContourLu {
    Str code; /* commune, or département (two or three characters) */
    Str wkb; /* valid */
} ContourLu;

typedef struct ContoursLus {
    Str source, millesime, fichier;
    VEC(ContourLu) contours;
    int64_t objets, reparees; /* features read; geometries repaired */
} ContoursLus;

/* GeoJSON (RFC 7946): a FeatureCollection or one Feature, Polygon or MultiPolygon, code in property "code",
 * "code_insee", "insee" or "codgeo". A file with one unusable feature is refused whole, the message names it. */
typedef void ContoursProgress(void *arg, int64_t done, int64_t total); /* NULL: none */
Err contours_read(Arena *a, Str geojson, ContoursProgress *progress, void *arg, ContoursLus *ret, Str *ret_message);

typedef struct ContoursBilan {
    int64_t contours, modifies;
    bool change;
} ContoursBilan;
Err contours_apply(Db *db, Arena *a, const ContoursLus *c, int64_t now, ContoursBilan *ret);

/* Draws the map of every département that has a contour, off the writer (`db` reads), then writes them. To be called
 * once communes or contours have changed. */
Err cartes_redraw(Db *db, Writer *writer, Arena *a, ContoursProgress *progress, void *arg);
