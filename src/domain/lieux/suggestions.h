// SPDX-License-Identifier: AGPL-3.0-or-later
/*
 * Suggestions: what a person may be typing, from memory: communes, needs and places. Accents, hyphens and apostrophes do not
 * count (utf8_fold_name); nor does ONE typing error in a word of four letters or more: a letter too many, one missing,
 * one for another, two exchanged (Damerau-Levenshtein distance 1).
 */
#pragma once

#include "domain/lieux/lieux.h"

typedef enum SuggestionGenre { SUGGESTION_COMMUNE, SUGGESTION_BESOIN, SUGGESTION_LIEU } SuggestionGenre;

typedef struct Suggestion {
    SuggestionGenre genre;
    Str texte, precision; /* "Brou", "28160, Eure-et-Loir"; precision STR_NONE: none */
    Str url;
} Suggestion;

enum { SUGGESTIONS_PAR_GENRE = 4, SUGGESTIONS_MAX = 3 * SUGGESTIONS_PAR_GENRE };

Str suggestion_genre(SuggestionGenre g); /* "commune" */

/* At most SUGGESTIONS_MAX, communes first, those of `departement` (STR_NONE: all) before the others. `t` may be NULL. */
Err suggestions_faire(const Lieux *s, const Territoire *t, Arena *a, Str typed, Str departement, const Suggestion **ret,
    size_t *ret_n);

/* The words typed, each that begins no word of the directory changed into the most frequent word at one error from it;
 * STR_NONE: nothing was wrong, or some word is like none. */
Str suggestion_corriger(const Lieux *s, Arena *a, Str typed);

/* Communes whose name (its beginning, where `debut`) is one error away from what was typed: those of `departement` first, then
 * the most populated; at most `max`. */
size_t communes_proches(const Territoire *t, Arena *a, Str typed, bool debut, Str departement, const Commune **ret,
    size_t max);

/* Whether one error makes `typed` of `word`, or of its beginning where `debut`; equal texts are. */
bool une_erreur(Str typed, Str word, bool debut);
