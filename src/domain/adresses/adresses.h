// SPDX-License-Identifier: AGPL-3.0-or-later
/*
 * Adresses: where an address is, by the Base Adresse Nationale (BAN): offline, from the file of a département; or, where the
 * instance has given its address (setting ban_adresse, none by default), by a service of the BAN in batches of CSV.
 *
 *     Position p;
 *     Trouvaille t = …;
 *     TRY(adresse_chercher(db, a, S("4 bis rue de la Gare"), S("28061"), S("28160"), &t));
 *     if (t.suite == ADRESSE_TROUVEE) …
 *
 * Nothing is guessed: a number is needed (as strict as DataSpace's "housenumber only"), the street is the same once case,
 * accents, hyphens and usual abbreviations are set aside, several answers are none, and one in another commune is refused.
 * Formats: BaseAdresseNationale/adresse.data.gouv.fr (adresses-csv), addok-csv (POST /search/csv).
 */
#pragma once

#include "core/db/db.h"
#include "domain/territoire/territoire.h"

enum {
    ADRESSES_BLOC_MAX = 4 * 1024 * 1024,
    ADRESSES_CASE_MAX = 1000,
    BAN_LOT = 200,
    BAN_REPONSE_MAX = 4 * 1024 * 1024
};

/* X(NAME, words) */
#define ADRESSE_SUITES(X)                                                                                              \
    X(TROUVEE, "trouvée")                                                                                              \
    X(SANS_NUMERO, "l’adresse n’a pas un numéro et une voie")                                                          \
    X(SANS_COMMUNE, "la commune n’est pas connue")                                                                     \
    X(VOIE_INCONNUE, "aucune voie de ce nom dans la commune")                                                          \
    X(NUMERO_INCONNU, "ce numéro n’existe pas dans la voie")                                                           \
    X(AMBIGUE, "plusieurs adresses répondent")                                                                         \
    X(AUTRE_COMMUNE, "la réponse est dans une autre commune")                                                          \
    X(INCERTAINE, "la réponse n’est pas assez sûre")
typedef enum AdresseSuite {
#define X(NAME, words) ADRESSE_##NAME,
    ADRESSE_SUITES(X)
#undef X
        ADRESSE_SUITES_N
} AdresseSuite;
Str adresse_suite_dite(AdresseSuite s);

typedef struct Trouvaille {
    AdresseSuite suite;
    Str cle;                                       /* ADRESSE_TROUVEE only, as is the point */
    Point point;
} Trouvaille;

/* ---- pure functions over texts ---- */

/* "4 bis, rue de la Gare" → "4bis" and "rue de la Gare". False: no number, several ("2/4"), or no street. */
bool adresse_couper(Arena *a, Str adresse, Str *ret_numero, Str *ret_voie);
/* "Av. du Gal-Leclerc" → "avenue du general leclerc" */
Str voie_cle(Arena *a, Str voie);

typedef struct AdresseLue {
    Str cle, code_insee, voie_cle, numero, code_postal;
    Point point;
} AdresseLue;
typedef struct AdressesLues {
    VEC(AdresseLue) v;
    int64_t refusees;                              /* rows that cannot be placed */
} AdressesLues;
/* A piece of the BAN's file of a département, its header row first. ERR_INVALID with a French message: not such a file. */
Err adresses_lire(Arena *a, Str bloc, AdressesLues *ret, Str *ret_message);

/* One answer of the service, in the order of what was asked; `demande`: the number that was sent. */
typedef struct BanReponse {
    int64_t demande;
    Str cle, genre, code_insee;
    double score;
    Point point;
} BanReponse;
typedef struct BanReponses {
    VEC(BanReponse) v;
} BanReponses;
/* The CSV that the service sends back. ERR_INVALID: not understood. */
Err ban_lire(Arena *a, Str csv, BanReponses *ret, Str *ret_message);
/* What an answer is worth for a place of that commune (`commune` follows merged codes; NULL: by code alone). */
Trouvaille ban_juger(const BanReponse *r, const Territoire *t, Str code_insee);

/* ---- the database ---- */

/* By the file of the département. `code_postal` (may be STR_NONE) decides between two streets of one name. */
Err adresse_chercher(Db *db, Arena *a, Str adresse, Str code_insee, Str code_postal, Trouvaille *ret);
Err adresses_compter(Db *db, Arena *a, int64_t *ret);
/* The BAN key kept for a place; STR_NONE: none. */
Err adresse_cle_du_lieu(Db *db, Arena *a, int64_t lieu_id, Str *ret);

/* ---- the service ---- */

/* POST of the CSV to `url` ("https://…/search/csv"); its answer. ERR_IO, ERR_TIMEOUT, ERR_TOO_LARGE. */
Err ban_demander(Arena *a, Str url, Str csv, Str *ret);

extern const struct Slice slice_adresses;
