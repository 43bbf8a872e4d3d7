// SPDX-License-Identifier: AGPL-3.0-or-later
/* What the readers and writers of a plan's file share. */
#pragma once

#include "domain/plan/import.h"
#include "domain/plan/plan_priv.h"

enum {
    TET_AXE = 0,
    TET_TITRE = 3,
    TET_PILOTE = 9,
    TET_FINANCEUR = 17,
    TET_BUDGET = 23,
    TET_STATUT = 24,
    TET_DEBUT = 26,
    TET_COLONNES_N = 28
};
/* The published header, word for word. */
extern const char *const tet_colonnes[TET_COLONNES_N];
extern const Choice tet_statuts[], tet_priorites[]; /* in the order of ACTION_ETATS, PRIORITES */
/* The expenses of a row that names funders and no budget: what they bring, said so, and left out of the table again. */
#define TET_SANS_BUDGET "Somme des financeurs (budget non donné)"

void faute(Arena *a, PlanLu *to, int64_t ligne, const char *champ, Str valeur, const char *remede);
bool jour_lire(Str s, PlanJour *ret);
int choix_lu(Arena *a, const Choice *choices, Str value);
Err plan_lire_json(Arena *a, Str octets, PlanLu *to);
