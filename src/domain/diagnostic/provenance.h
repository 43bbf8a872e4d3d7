// SPDX-License-Identifier: AGPL-3.0-or-later
/*
 * Provenance: where each figure of a page comes from. Whoever shows a figure adds what it comes from to the page's list and
 * keeps its number; the view writes that number beside the figure, as a link, and the list once at the foot: source, vintage,
 * formula and licence are one step away on the screen, and on the same sheet on paper. Without JavaScript.
 *
 *     int n = provenance_indicateur(r->arena, &p->provenances, indicator);
 *     {% call provenance_nom(&p->provenances, n) %}  {% call provenance_renvoi(n) %}  {% call provenances(&p->provenances) %}
 */
#pragma once

#include "domain/diagnostic/demandes.h"

typedef struct Provenance {
    Str nom, formule, source;
    Str millesime, licence; /* may be empty */
    Str url; /* of its own page, or of its line in the list */
} Provenance;
typedef VEC(Provenance) Provenances;

/* The number in the list, from 1; what has the same name is added once. 0: no memory, told by the arena. */
int provenance_dire(Arena *a, Provenances *l, Provenance p);
int provenance_indicateur(Arena *a, Provenances *l, const Indicateur *i);
/* The populations of a vintage, or those of the official code where `poids` is STR_NONE. */
int provenance_populations(Arena *a, Provenances *l, const Diagnostic *d, Str poids);
/* The mean of the scores. */
int provenance_indice(Arena *a, Provenances *l, const Diagnostic *d, Str poids);
/* The scores beside the index, told at once where a page has no room for each: the page of each tells the rest. */
int provenance_contexte(Arena *a, Provenances *l, const Diagnostic *d);
int provenance_annuaire(Arena *a, Provenances *l, const char *nom, const char *formule);

/* Who is counted, and from whose figures: the populations, with the index where it weighs, or a table of head counts. */
Provenance demande_provenance(Arena *a, const Diagnostic *d, const DemandeDite *q);

/* How its values make that of a territory. */
Str agregation_dite(const Indicateur *i);
