// SPDX-License-Identifier: AGPL-3.0-or-later
/* Shared by the files of this slice; nobody else includes it. */
#pragma once

#include "core/cli/command.h"
#include "domain/diagnostic/diagnostic.h"

typedef struct Base {
    char code[10];
    Str nom;
    Str zones[ECHELONS_];                          /* code of its zone of today at each scale; STR_NONE: none */
    bool connue;                                   /* the territory knows the code */
    bool redite; /* its municipal arrondissements have the values: it counts no more */
} Base;

/* The zones of a scale, by code. */
typedef struct Zones {
    Str *codes, *noms;
    size_t n;
    uint32_t *de; /* index of base row → of zone; ZONE_AUCUNE */
} Zones;
#define ZONE_AUCUNE UINT32_MAX

struct Diagnostic {
    Arena *arena; /* everything below */
    Base *bases; /* by code */
    size_t n_bases;
    Zones zones[ECHELONS_];
    Str *poids; /* vintages, by name */
    size_t n_poids;
    int64_t *habitants; /* [vintage][base]; -1: the code did not exist */
    Indicateur *indicateurs;
    size_t n_indicateurs;
    double *valeurs; /* [indicator][base]; NAN: none */
    Jeu *jeux;
    size_t n_jeux;
    bool fusions; /* a territory was loaded */
    bool national; /* enough départements have a score */
};

extern const Command diagnostic_commands[];
CommandFn commande_precarite, commande_acces; /* calculs_cli.c */
CommandFn commande_deciles; /* deciles_cli.c */
