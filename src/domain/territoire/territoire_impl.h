// SPDX-License-Identifier: AGPL-3.0-or-later
/* Shared by the files of this slice; nobody else includes it. */
#pragma once

#include "domain/territoire/territoire.h"

/* A code that leads to a commune of today. */
typedef struct CodeEntry {
    CodeInsee code;
    uint32_t commune;                              /* index in communes */
} CodeEntry;

typedef struct PostalEntry {
    char code[8];                                  /* NUL-terminated */
    uint32_t rank;                                 /* by population: the order of the answers */
} PostalEntry;

/* A name from one of its words on: "saint remy sur avre", "remy sur avre", "sur avre", "avre". */
typedef struct NameEntry {
    Str key;                                       /* borrowed from nom_cle, or from an old name's key */
    uint32_t rank;
    uint16_t departement;                          /* index in departements_vus */
    bool whole;                                    /* begins at the first word */
    bool old;                                      /* name of a merged or delegated commune */
} NameEntry;

typedef struct DepartementEntry {
    Str code, nom, region;
} DepartementEntry;

typedef struct CarteEntry {
    Str departement;
    CarteFond fond;
} CarteEntry;

struct Territoire {
    Arena *arena;                                  /* everything below */
    Commune *communes;                             /* by code */
    uint32_t *by_rank;                             /* rank → index in communes */
    size_t n_communes;
    Epci *epci;
    size_t n_epci;
    CodeEntry *codes;                              /* by code: today's, merged, delegated */
    size_t n_codes;
    PostalEntry *postaux;                          /* by code, then rank */
    size_t n_postaux;
    NameEntry *noms;                               /* by key, then rank */
    size_t n_noms;
    DepartementEntry *departements;
    size_t n_departements;
    Str *departements_vus;                         /* codes that communes carry */
    size_t n_departements_vus;
    CarteEntry *cartes;
    size_t n_cartes;
    TerritoireSource *sources;
    size_t n_sources;
};

/* Adds a plane for the départements that have located communes and no drawn map. */
Err cartes_from_points(Territoire *t);
/* Sorts and indexes what was read; ERR_MEMORY. */
Err territoire_index(Territoire *t, const CodeInsee *old_codes, const Str *old_names, const CodeInsee *old_to,
    size_t n_old);

/* Records where an object was loaded from; writes only when something changes, and then sets `*change`. */
Err territoire_source_note(Db *db, Arena *a, const char *objet, Str millesime, Str source, Str fichier, int64_t now,
    bool *change);
