// SPDX-License-Identifier: AGPL-3.0-or-later
/*
 * Censuses (recensements): facts that the national standard of places has no field for and that the roadmap asks for: adapted
 * equipment, telehealth, resource places, other bodies present on given days, mobility, equipment one may use or borrow
 * around a place of the directory; schools and actors of reuse as places of their own kind. Each census is one row of a
 * table (table.c): its columns, what each has to be, what makes two rows the same. Form, import, filter, exports, page
 * and sheet are made from that row; a new census is a new row.
 */
#pragma once

#include "core/http/route.h"
#include "core/run/snapshot.h"
#include "domain/acteurs/acteurs.h"
#include "domain/territoire/territoire.h"

enum { COLONNES_MAX = 10, RECENSEMENT_FICHIER_MAX = 4 * 1024 * 1024, RECENSEMENT_LIGNES_MAX = 20000 };

typedef enum ColonneRegle {
    COL_TEXTE, /* also choices, by the kind of the field */
    COL_HORAIRES, /* opening_hours, read from French prose too */
    COL_TELEPHONE,
    COL_COURRIEL,
    COL_URL,
    COL_UAI, /* identifier of a school: seven digits and a letter that checks them */
    COL_COMMUNE,
} ColonneRegle;

typedef struct Colonne {
    const char *champ; /* of recensement_champs; NULL ends */
    ColonneRegle regle;
    bool requise, cle; /* cle: among what makes two rows the same */
} Colonne;

typedef struct Recensement {
    Str nom; /* in addresses and commands: "permanences" */
    Str titre, phrase, ajouter;
    bool a_part; /* places of their own kind, not facts about one of the directory */
    bool restreint; /* for professionals only */
    int facette; /* column of choices by which it is filtered */
    Colonne colonnes[COLONNES_MAX + 1];
} Recensement;

extern const Recensement recensements[]; /* ends with an empty name */
const Recensement *recensement_nomme(Str nom); /* NULL: none */
size_t recensement_colonnes(const Recensement *r);
/* All columns of all censuses, each once, then the fields of the pages. */
extern const Field recensement_champs[];
const Field *recensement_champ(const char *nom);

/* Identifier "0280007F" of a school (RNE, UAI): the letter is that of the number modulo 23 in the alphabet without i, o and q.
 * Blanks and case are mended. STR_NONE: it is not one. */
Str uai_normal(Arena *a, Str typed);

typedef struct Ligne {
    Str uid, lieu, code_insee, source; /* lieu STR_NONE: of its own kind; source empty: entered here */
    Str v[COLONNES_MAX]; /* by column; STR_NONE absent; several choices joined by | */
    int64_t version, modifie_at;
} Ligne;

/* One value as typed, or as in a file, in the form in which it is kept; STR_NONE with `ret_faute`: what to do. The commune is
 * left as typed. */
Str colonne_lire(Arena *a, const Colonne *c, Str typed, Str *ret_faute);
/* For a person to read. */
Str colonne_montrer(Arena *a, const Colonne *c, Str valeur);
/* What makes it the same as another one. */
Str ligne_cle(Arena *a, const Recensement *r, const Ligne *l);

/* ---- the database ---- */

Err recensement_lignes(Db *db, Arena *a, const Recensement *r, const Ligne **ret, size_t *ret_n);
/* ERR_NOT_FOUND. */
Err recensement_ligne(Db *db, Arena *a, Str uid, const Recensement **ret_r, Ligne *ret);
/* A new row (`uid` empty), or the one read, changed. ERR_CONFLICT: the same fact is there already, or changed meanwhile. */
Err recensement_ecrire(Db *db, Arena *a, const Acteur *par, int64_t now, const Recensement *r, Random random, Ligne *l);
Err recensement_retirer(Db *db, Arena *a, const Acteur *par, int64_t now, const Ligne *l);

/* ---- in memory: what is for everybody ---- */

typedef struct Recensees Recensees; /* the snapshot */
extern const SnapshotDef recensements_snapshot;
size_t recensees_n(const Recensees *s, const Recensement *r);
const Ligne *recensees_at(const Recensees *s, const Recensement *r, size_t i);
/* What is told of one place to everybody, census by census: one line a fact. For its sheet, on a page and on paper. */
typedef struct RecenseDit {
    Str titre;
    const Str *lignes;
    size_t n;
} RecenseDit;
Err recensees_dites(Arena *a, const Recensees *s, Str lieu, const RecenseDit **ret, size_t *ret_n);
/* The facts about one place, census by census. */
size_t recensees_du_lieu(const Recensees *s, const Recensement *r, Str lieu, const Ligne **ret);

/* Hours of other bodies in the places, for the offer of the diagnosis (domain/lieux/offres.h). */
extern const struct OffreSource offre_permanences;

extern const struct Slice slice_recensements;
