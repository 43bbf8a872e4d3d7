// SPDX-License-Identifier: AGPL-3.0-or-later
/*
 * The older vocabulary v0.1 of the standard (published 2022-07) read into v1.0: renamed fields, `;` lists, 15 services
 * that became 9, publics_accueillis and labels_nationaux that were split. Source: Schema_V0.1.json and the note
 * "descriptif-des-evolutions" of LaMednum/standard-mediation-num (Licence Ouverte 2.0). Each conversion is a remark;
 * what has no equivalent is told as set aside.
 */
#pragma once

#include "domain/lieux/import.h"

typedef enum V01Field {
    V01_courriel,
    V01_labels_nationaux,
    V01_labels_autres,
    V01_publics_accueillis,
    V01_conditions_acces,
    V01_accessibilite,
    V01_cle_ban,
    V01_N
} V01Field;

/* The older field of that exact name, or V01_N. */
V01Field v01_field_named(Str name);
/* Adds the older fields to l->champs, and translates older values and `;` lists found in today's fields. */
void v01_convertir(Arena *a, Arena *scratch, const Str anciens[V01_N], ImportLigne *l);
