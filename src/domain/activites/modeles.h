// SPDX-License-Identifier: AGPL-3.0-or-later
/*
 * Modèles: a record with a name, to begin another one with: what it is about, how long, where, with what; never of whom nor
 * how it went. One's own, or of the whole structure (`partage`). Each person keeps her favourites, which the form shows first.
 */
#pragma once

#include "domain/activites/activites.h"

enum { MODELE_NOM_MAX = 60, MODELES_MAX = 100, FAVORIS_MONTRES = 6 };

typedef struct Modele {
    int64_t id;
    Str uid, nom;
    StructureId structure_id;
    PersonneId personne_id; /* who made it */
    bool partage, favori, a_moi;
    Activite x; /* without people, place, day, result */
} Modele;

/* From that record, which one can read, for the structure that the record is of. ERR_INVALID: no name; ERR_CONFLICT: a model of
 * hers has that name already, or there are MODELES_MAX. Journalled. */
Err modele_creer(Db *db, Arena *a, const Acteur *par, int64_t now, Random random, const Activite *de, Str nom,
    bool partage, Str *ret_uid);
/* One's own, then those shared in that structure, favourites first, then by name; not those taken away. */
Err modeles_lister(Db *db, Arena *a, const Acteur *par, StructureId id, const Modele **ret, size_t *ret_n);
/* One's own or shared in a structure within the scope, taken away or not. ERR_NOT_FOUND. */
Err modele_ouvrir(Db *db, Arena *a, const Acteur *par, Str uid, Modele *ret);
Err modele_preferer(Db *db, Arena *a, const Acteur *par, Str uid, bool favori);
/* One's own; a shared one of the structure also by its référent. Taken back by `retirer` false. Journalled. */
Err modele_retirer(Db *db, Arena *a, const Acteur *par, int64_t now, Str uid, bool retirer);
