// SPDX-License-Identifier: AGPL-3.0-or-later
/*
 * Usagers from a file: the model of beneficiaries of the national tool (La Coop, coop-numerique_import-beneficiaires.xlsx, June
 * 2026: sheet "Bénéficiaires", headings on the rows over the data, columns Nom to Notes), its export of beneficiaries, or a CSV
 * with the same columns. One row, one card.
 *
 *   A name is kept, sealed, only where the structure may name people and the row, or the command, says on which day they were
 *   told (usagers.h). Else the card has no name: the year, the gender, the status and the commune stay.
 *   Telephones, addresses and notes are not kept: nothing here uses them. The report says how many there were.
 *   The same row again changes nothing: it is known by a keyed fingerprint, within its structure. Two cards that may be one
 *   person's are proposed, never merged (activites/rapprochements.h).
 *   A bad row does not stop the file: it is told, with its line, its field, its value and what to do.
 */
#pragma once

#include "domain/usagers/usagers.h"

enum {
    USAGERS_FICHIER_MAX = 16 * 1024 * 1024,
    USAGERS_LIGNES_MAX = 20000,
    USAGERS_CELLULE_MAX = 4000,
    USAGERS_DITS_MAX = 1000, /* told one by one; the others are counted */
    USAGERS_NAISSANCE_MIN = 1900,
};

typedef struct UsagerLu {
    int64_t ligne;
    UsagerIdentite identite; /* base, informe, partage: as the row says; base "": not said */
    bool informe; /* the row says the day */
    Str genre, statut; /* codes; "" not said */
    Str insee, commune, code_postal; /* as written; "" */
    Str structure; /* uid, SIRET or name; "" */
} UsagerLu;

typedef struct UsagersLus {
    VEC(UsagerLu) lignes;
    VEC(Str) refus; /* rows not taken: "ligne 4, genre, « X » : …" */
    VEC(Str) avis; /* rows taken, but not this value */
    int64_t total, n_refus, n_avis;
    int64_t contacts, notes; /* rows that have a telephone or an address, a note: not kept */
} UsagersLus;

/* A pure function of the bytes: XLSX by its first two, else CSV. ERR_INVALID, ERR_TOO_LARGE, ERR_UNSUPPORTED, with a message: it is
 * not such a file. */
Err usagers_lire(Arena *a, Str fichier, int annee, UsagersLus *ret, Str *ret_message);

typedef struct UsagersDemande {
    const Structure *structure; /* of the rows that do not say; NULL: none */
    Str departement; /* of the instance: where the cards of no known structure wait */
    OptI64 informe_j; /* the day on which those of the file were told; none: as each row says */
    Str base; /* of the names; STR_NONE: the structure's own */
    Random random;
    int64_t now;
} UsagersDemande;
typedef struct UsagersPris {
    int64_t creees, deja, nommees, sans_nom, propositions, rattachees, a_rattacher;
} UsagersPris;
/* In the caller's transaction. What cannot be taken is added to `lus`. Journalled. */
Err usagers_prendre(Db *db, Arena *a, const Keys *keys, const Acteur *par, const UsagersDemande *d, UsagersLus *lus,
    UsagersPris *ret);
/* Adds a French sentence, up to USAGERS_DITS_MAX. */
Err usagers_refuser(Arena *a, UsagersLus *lus, int64_t ligne, const char *champ, Str valeur, const char *remede);
Err usagers_avertir(Arena *a, UsagersLus *lus, int64_t ligne, const char *champ, Str valeur, const char *remede);
