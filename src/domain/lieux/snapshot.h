// SPDX-License-Identifier: AGPL-3.0-or-later
/* The directory in memory: shared by snapshot.c (building) and recherche.c (searching). */
#pragma once

#include <string.h>

#include "domain/lieux/lieux.h"

/* One bit a listed place. */
typedef uint64_t *Bits;

enum { POIDS_AUTRE = 1, POIDS_COMMUNE = 2, POIDS_NOM = 4 };

/* A word of some place's texts. Postings are in order of place. */
typedef struct Posting {
    uint32_t lieu : 29;
    uint32_t poids : 3;
} Posting;

typedef struct Mot {
    const char *mot;                               /* folded, after its length: mot_texte */
    uint32_t from, n;                              /* its range of `postings` */
} Mot;

typedef struct Cellule {
    uint32_t from, to;
} Cellule;  /* range of `par_cellule` */

/* What is known of a place besides the standard's fields (facettes.c): sets of bits. */
typedef struct Plus {
    uint32_t niveaux, equipements;
    int64_t confirme_at;                           /* of its levels; 0: derived */
} Plus;

struct Lieux {
    Arena *arena;                                  /* everything below lives in it */
    Lieu *lieux;                                   /* listed ones by name, then the disappeared ones */
    size_t n, n_tous;
    const char **json;                             /* per place: lieu_json_open, after its length (uint32_t) */
    const char *textes;                            /* every text once, after its length (uint32_t) */
    const uint32_t *noms;                          /* per place: where its folded name is */
    uint32_t *par_id;                              /* open hash table of indexes + 1; 0 = free */
    size_t par_id_taille;                          /* a power of two */
    size_t mots64;                                 /* words of a Bits */
    Plus *plus;                                    /* per place */
    Bits valeurs[FACETTES_N][STANDARD_ENUM_MAX];
    LieuxFacettes toutes;                          /* how many listed places have each value */
    double (*xyz)[3];                              /* per listed place: its position on the unit sphere */
    const HorairesPrets **horaires;                /* per listed place; NULL: not known, or not understood */
    Bits places;                                   /* has a position: its own or its commune's */
    const Mot *mots;                               /* sorted by word */
    size_t n_mots;
    const Posting *postings;
    /* places with coordinates of their own, by cell of 0.1 degree */
    const uint32_t *par_cellule;
    const Point *points;                           /* of each of `par_cellule` */
    const Cellule *cellules;
    int lat0, lon0, lignes, colonnes;              /* cell of the south-west corner; size of the grid */
    bool demonstration;
    LieuChangement *changements;                   /* in order of position */
    size_t n_changements;
};

/* Before the places are read: a change in between is then told again later, rather than never. */
typedef struct Changements {
    VEC(LieuChangement) v;
} Changements;
Err changements_lire(Db *db, Arena *a, Changements *ret);
/* Once the places are there: each change finds its own. */
Err changements_relier(Lieux *s, Arena *scratch, const Changements *lus);

static inline bool bit_has(const uint64_t *bits, size_t i)
{
    return bits[i >> 6] >> (i & 63) & 1;
}
static inline void bit_add(Bits bits, size_t i)
{
    bits[i >> 6] |= (uint64_t)1 << (i & 63);
}
static inline int cellule_de(double degres)
{
    return (int)__builtin_floor(degres * 10);
}

/* The text kept at `at`. */
static inline Str texte_at(const char *textes, uint32_t at)
{
    uint32_t n;
    memcpy(&n, textes + at, sizeof n);
    return str_of(textes + at + sizeof n, n);
}
static inline Str mot_texte(const Mot *m)
{
    return texte_at(m->mot, 0);
}
static inline Str lieux_nom(const Lieux *s, size_t i)
{
    return texte_at(s->textes, s->noms[i]);
}

/* Of the sorted words, the first that does not come before `prefix`. */
size_t mots_from(const Lieux *s, Str prefix);

/* Once par_id is made. */
Err facettes_read(Db *db, Lieux *s);

/* The folded words by which people ask for a service without knowing its name ("impots", "wifi"): STR_NONE for none.
 * Words are separated by a blank. */
Str besoin_mots(int service);
