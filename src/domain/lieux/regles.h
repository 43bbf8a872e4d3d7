// SPDX-License-Identifier: AGPL-3.0-or-later
/*
 * Rules on one value, as pure functions: those of the published schema v1.0.2 and those that the npm library
 * @gouvfr-anct/lieux-de-mediation-numerique 2.3.0 applies on top. The import asks both (validate.c).
 */
#pragma once

#include "base/base.h"

/* Schema: 9 to 14 letters or digits. Library: any 14 characters, or an RNA number (W and 9 letters or digits). */
bool regle_pivot_schema(Str s);
bool regle_pivot_lib(Str s);
bool regle_code_postal(Str s);                     /* five digits */
bool regle_code_insee(Str s);                      /* ([013-9]\d|2[AB1-9])\d{3} */
/* Library: letters with their accents, digits, hyphen, apostrophes, blanks. */
bool regle_commune(Str s);
/* Library: the same, and , ( ) ° . & : + – | ; / */
bool regle_adresse(Str s);
/* The value without the characters that such a rule refuses, for a proposal. */
Str regle_nettoyer(Arena *a, Str s, bool (*rule)(Str));
/* Library: at least two characters before @, a dotted ASCII domain, no blank. */
bool regle_courriel(Str s);
/* Library: a scheme of 3 to 9 letters, an ASCII host and path, no blank. */
bool regle_url(Str s);
/* Schema: +33, +590, +594, +262, +596, +269, +687, +689, +508 or +681, then 6 to 9 digits. */
bool regle_telephone(Str s);
/* The same number in that form ("02 37 81 38 93" or "237813893" → "+33237813893", overseas prefixes known); STR_NONE: cannot tell. */
Str telephone_normal(Arena *a, Str s);

/* Without blanks at both ends, no-break ones and byte order marks included. */
Str sans_blancs(Str s);
/* "48,47" → "48.47" when that makes a number; STR_NONE otherwise. */
Str virgule_decimale(Arena *a, Str s);
/* The coordinates when a map can use them: numbers within bounds, neither 0, 0 nor visibly swapped (a latitude between
 * -5.5 and 10 with a longitude between 41 and 51.5: metropolitan France read the wrong way round). */
bool coordonnees_utiles(Str latitude, Str longitude, double *ret_lat, double *ret_lon);
