// SPDX-License-Identifier: AGPL-3.0-or-later
/*
 * Correspondance: how the columns of somebody's own file become the fields of the national standard. A text of rules, a
 * line each, in French (its guide for those who write one: exemples/README.md); the forms that the program knows by name
 * (formes.c) are texts of the same language.
 *
 *     # Recensement d’un territoire
 *     id       = "creuse-" [id]
 *     nom      = [nom]
 *     horaires = lire [horaires]
 *     services = liste ";" table [services]
 *         "Imprimer" -> "Accès internet et matériel informatique"
 *         *          -> rien
 *     frais_a_charge = "Gratuit" si [tarif] = "0"
 *     ignorer [commentaire interne]
 *
 *     fichier     = { ligne fin-de-ligne }
 *     ligne       = vide | "#" commentaire | règle | équivalence | "ignorer" colonne { colonne }
 *     règle       = champ "=" [ "liste" texte ] [ "table" | "lire" | "jours" | "date" ] morceau { morceau }
 *                   [ "si" condition { "et" condition } ]
 *     morceau     = texte | colonne | "aujourdhui"
 *     colonne     = "[" nom "]" [ "?" ]               "]]" is a bracket in a name; "?": may be absent from the file
 *     texte       = '"' … '"'                         '""' is a quote in a text
 *     condition   = colonne ( "=" | "<>" | "contient" ) texte | colonne ( "rempli" | "vide" )
 *     équivalence = ( texte | "*" ) "->" ( texte | "rien" | "garder" | "refuser" )     after a rule with "table"
 *
 * What they mean: the pieces are put one after the other; a column that is empty makes the whole empty. Of several rules
 * for one field, the first that gives something is kept; for a field that is a list, all of them are, joined by "|", and
 * each one for presentation_detail adds a line.
 * Comparisons set case and accents aside.
 *
 *     lire     hours in French prose, or in the standard's own grammar
 *     jours    one column a day, Monday first, at most seven; an empty one is a closed day
 *     date     the one date that the text holds: 2022-12-01, 2022/12/01, 01/12/2022, 01-12-2022
 *     liste    the text is cut there; each part goes through the table, if any
 *     table    each value becomes what the equivalences say; one that they do not name is set aside, and told
 *
 * Pure functions over bytes: nothing is opened, nothing is kept but in the arena.
 */
#pragma once

#include "base/base.h"
#include "domain/lieux/standard.h"

enum {
    CORRESPONDANCE_OCTETS_MAX = 64 * 1024,
    CORRESPONDANCE_COLONNES_MAX = 256,
    CORRESPONDANCE_REGLES_MAX = 500,
    CORRESPONDANCE_NOM_MAX = 200,
    CORRESPONDANCE_MORCEAUX_MAX = 32,
};

typedef struct Colonne {
    Str nom;
    int64_t ligne;                                 /* where the correspondance names it first */
    bool facultative, ignoree;
} Colonne;

typedef enum MorceauSort { MORCEAU_TEXTE, MORCEAU_COLONNE, MORCEAU_AUJOURDHUI } MorceauSort;
typedef struct Morceau {
    MorceauSort sort;
    Str texte;
    size_t colonne;                                /* index in Correspondance.colonnes */
} Morceau;

typedef enum ConditionSort {
    CONDITION_EGAL,
    CONDITION_DIFFERENT,
    CONDITION_CONTIENT,
    CONDITION_REMPLI,
    CONDITION_VIDE
} ConditionSort;
typedef struct Condition {
    ConditionSort sort;
    size_t colonne;
    Str texte;                                     /* folded */
} Condition;

typedef enum SuiteValeur { VALEUR_DITE, VALEUR_RIEN, VALEUR_GARDEE, VALEUR_REFUSEE } SuiteValeur;
typedef struct Equivalence {
    Str de;                                        /* folded; STR_NONE: any other value */
    Str vers;                                      /* VALEUR_DITE */
    SuiteValeur suite;
} Equivalence;

typedef enum Fonction { FONCTION_AUCUNE, FONCTION_LIRE, FONCTION_JOURS, FONCTION_DATE } Fonction;
typedef struct Regle {
    int64_t ligne;
    StandardField champ;
    Fonction fonction;
    Str separateur;                                /* "liste"; STR_NONE: one value */
    bool table;
    VEC(Equivalence) equivalences;
    VEC(Morceau) morceaux;
    VEC(Condition) conditions;
} Regle;

typedef struct Correspondance {
    VEC(Colonne) colonnes;
    VEC(Regle) regles;
} Correspondance;

/* ERR_INVALID: `ret_message` names the line, what is wrong and the remedy. ERR_TOO_LARGE, ERR_MEMORY. */
Err correspondance_lire(Arena *a, Str texte, const Correspondance **ret, Str *ret_message);

/* The known form of that name ("france-services", "hublo") as a text of this language; STR_NONE: none. */
Str forme_connue(Str nom);
