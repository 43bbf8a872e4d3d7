// SPDX-License-Identifier: AGPL-3.0-or-later
/*
 * Annuaire: the directory of the people of digital inclusion who want to be found by their colleagues. Nobody is in it
 * without having asked: a card is published by the person it is about, with her agreement to words that are kept by number
 * (RGPD, articles 6-1-a and 7), and taken away by her at once, without a trace but the journal's. Seen only by people
 * who are signed in and act in the field. Source of the fields: issue "Accounts" (name, function, structure, dispositifs,
 * territories, subjects, professional contact).
 */
#pragma once

#include "core/auth/right.h"
#include "domain/acteurs/acteurs.h"
#include "domain/territoire/territoire.h"

enum {
    ANNUAIRE_ACCORD = 1, /* number of the words agreed to: a new number when they change */
    ANNUAIRE_CONFIRMER_J = 365, /* after which the person is asked whether her card is still right */
    ANNUAIRE_PAGE = 50,
    TERRITOIRES_MAX = 12
};
#define ANNUAIRE_ACCORD_TEXTE                                                                                           \
    "J’accepte que ma fiche soit vue par les professionnels qui ont un compte sur ce site. Je peux la retirer quand " \
    "je "                                                                                                               \
    "veux."

typedef struct FicheTextes {
    Str dispositifs; /* values of STRUCTURE_DISPOSITIFS, joined by | */
    Str territoires; /* "commune:28061|epci:200033181|departement:28" */
    Str sujets; /* services of the standard of places, joined by | */
    Str courriel, telephone; /* "" none */
} FicheTextes;

typedef struct Fiche {
    PersonneId personne_id;
    FicheTextes t;
    int64_t accord_at, accord_texte, confirmee_at;
    PersonneCarte qui; /* of a list only */
} Fiche;

/* ERR_NOT_FOUND: no card. */
Err fiche_lire(Db *db, Arena *a, PersonneId id, Fiche *ret);
/* Her own card, new or changed; the agreement is noted each time. Journalled. ERR_INVALID: a value out of its list. */
Err fiche_publier(Db *db, Arena *a, const Acteur *par, int64_t now, const FicheTextes *t);
/* ERR_NOT_FOUND: there is none. Both journalled. */
Err fiche_retirer(Db *db, const Acteur *par, int64_t now);
Err fiche_confirmer(Db *db, const Acteur *par, int64_t now);

typedef struct AnnuaireRecherche {
    Str q; /* words: each begins a word of name, function, structure or subject; STR_NONE: all */
    Str dispositif, sujet; /* STR_NONE: any */
    Str epci; /* code; STR_NONE: any */
    Portee portee; /* 0, or the scope that an export must stay in, with its code */
    Str code;
} AnnuaireRecherche;
/* Cards of active people, by name. All of them: `ret_n` is their number. */
Err fiches_chercher(Db *db, Arena *a, const Territoire *t, const AnnuaireRecherche *q, const Fiche **ret,
    size_t *ret_n);

/* ---- territories as people write them ---- */

/* "epci:200033181" of a commune, an EPCI or a département by its name or code. ERR_NOT_FOUND: none, or several communes, with
 * a sentence. */
Err territoire_lire(const Territoire *t, Arena *a, Str typed, Str departement, Str *ret, Str *ret_message);
/* "CA Chartres Métropole" of "epci:200033181"; the code where no name is known. */
Str territoire_montre(const Territoire *t, Str territoire);
/* An EPCI or a département, with the départements or EPCI that it has communes of: made once for a list. */
typedef struct Emprise {
    Portee portee;
    Str code;
    VEC(Str) autres;
} Emprise;
Err emprise_de(const Territoire *t, Arena *a, Portee portee, Str code, Emprise *ret);
/* Whether that territory has land in it. */
bool emprise_touche(const Territoire *t, const Emprise *e, Str territoire);

extern const Right annuaire_lire;
extern const struct Slice slice_annuaire;
