// SPDX-License-Identifier: AGPL-3.0-or-later
/*
 * Mentions: "@Léa Martin" in a message tells her that she is spoken to. Names are compared without accents nor case, the longest
 * one first ("@Léa Martin-Roy" is not Léa Martin). Those who may be mentioned: whoever has the action in charge, has written on
 * it, or is within the scope of who writes; a name of nobody among them is told to who writes, and nothing is sent.
 */
#pragma once

#include "core/http/req.h"
#include "domain/plan/plan.h"

enum { MENTIONS_MAX = 20, MENTION_NOM_MAX = 220, MENTIONNABLES_MAX = 1000 };

typedef struct Mentionnable {
    PersonneId id;
    Str cle; /* folded first and last name */
} Mentionnable;

/* Each person once, `max` at most. `ret_inconnue`: the first word after an "@" that names nobody; STR_NONE: none. */
size_t mentions_trouver(Arena *a, Str texte, const Mentionnable *v, size_t n, PersonneId *ret, size_t max,
    Str *ret_inconnue);
Err mentionnables(Req *r, const Action *x, const Mentionnable **ret, size_t *ret_n);
