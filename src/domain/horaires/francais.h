// SPDX-License-Identifier: AGPL-3.0-or-later
/* Words of French hours: "Lundi 8h30 -12h00/13h30 à 17h00" → day, hour, sign, hour… */
#pragma once

#include "domain/horaires/horaires_impl.h"

enum { MOTS_MAX = 600 };

typedef enum Genre {
    MOT_FIN,
    MOT_JOUR,                                      /* valeur: 0 Monday */
    MOT_HEURE,                                     /* valeur: minutes of the day, to 1440 */
    MOT_NOMBRE,
    MOT_RANG,                                      /* "2e", "premier"; "dernier": -1 */
    MOT_MOIS,                                      /* 1 to 12 */
    MOT_SIGNE,                                     /* valeur: , ; | / - . : ( ) & or '\n' */
    MOT_ILLISIBLE,                                 /* a letter that its file has lost */
    MOT_MOT                                        /* any other, in `texte` */
} Genre;

typedef struct Mot {
    Genre genre;
    int valeur;
    Str texte;                                     /* lower case, without accents */
    size_t de, a;                                  /* where, in the prose */
} Mot;

static inline bool mot_est(const Mot *m, const char *texte)
{
    return m->genre == MOT_MOT && str_eq(m->texte, str_from(texte));
}
static inline bool mot_est_signe(const Mot *m, int signe)
{
    return m->genre == MOT_SIGNE && m->valeur == signe;
}

typedef struct Mots {
    Mot v[MOTS_MAX + 1];                           /* ends with MOT_FIN */
    size_t n;
} Mots;

/* ERR_TOO_LARGE: more than MOTS_MAX of them. */
Err mots_lire(Arena *a, Str prose, Mots *ret);

/* Weeks and closures, without parts of the year that have hours of their own (francais_periodes.c). */
Err prose_lire(Arena *a, Str prose, Str *ret_texte, Str *ret_message);
/* Weeks told at the end of what they are of (francais_semaines.c). ERR_INVALID: it is not that. */
Err semaines_lire(Arena *a, Str prose, const Mots *mots, Str *ret);
