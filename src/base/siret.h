// SPDX-License-Identifier: AGPL-3.0-or-later
/*
 * SIREN (9 digits, a legal unit) and SIRET (14, one of its establishments), with INSEE's check digit: Luhn's sum over
 * all the digits is a multiple of 10. La Poste (SIREN 356000000) has too many establishments for it: theirs are also
 * good when the plain sum of the digits is a multiple of 5.
 */
#pragma once

#include "base/str.h"

typedef struct Siret {
    char v[15];                                    /* 14 digits, NUL-terminated; valid by construction */
} Siret;

bool siren_valid(Str s);                           /* 9 digits, nothing else */
bool siret_valid(Str s);                           /* 14 digits, nothing else */
/* As people copy it: "130 025 265 00013", blanks, no-break spaces and dots between the digits. False: not a SIRET. */
bool siret_parse(Str typed, Siret *ret);
static inline Str siret_str(const Siret *s)
{
    return str_of(s->v, 14);
}
static inline Str siret_siren(const Siret *s)
{
    return str_of(s->v, 9);
}
