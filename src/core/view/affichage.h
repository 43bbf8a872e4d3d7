// SPDX-License-Identifier: AGPL-3.0-or-later
/*
 * Affichage: how somebody wants pages to look, known or not: a cookie of the browser, and a line of the account of those
 * who have one. Kept as words joined by dots, "texte-grand.contraste-fort"; each word is a class of the root element in
 * web/style.css. What is not in the table is dropped, so the cookie may say anything.
 */
#pragma once

#include "base/base.h"

#define AFFICHAGE_COOKIE "affichage"
enum { AFFICHAGE_S = 365 * 24 * 3600, AFFICHAGE_CHOIX = 4 };

typedef struct AffichageChoix {
    const char *nom;                               /* of the form's field: "texte" */
    const char *mots[3];                           /* other than the usual look; NULL after the last */
} AffichageChoix;
extern const AffichageChoix affichage_choix[AFFICHAGE_CHOIX];

/* The words of `kept` that the table knows, one of each choice, in its order, joined by `with`; STR_NONE: none. */
Str affichage_lire(Arena *a, Str kept, char with);
/* The word that `kept` gives to this choice; "" for the usual look. */
Str affichage_mot(Str kept, const AffichageChoix *choix);
