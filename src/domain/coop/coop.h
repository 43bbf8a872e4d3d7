// SPDX-License-Identifier: AGPL-3.0-or-later
/*
 * Coop: the file of activities that the national tool (La Coop de la médiation numérique) gives to a mediator, XLSX, one row an
 * accompaniment. Source: features/activites/use-cases/list/export/buildAccompagnementsWorksheet.ts of that tool, June 2026.
 *
 *   The rows of one "ID CRA" are one record: an individual one has one row, a workshop of n people has n ("i/n").
 *   The file has no identity: nobody in it can be told from another. Its people are anonymous, declared new by nobody, and
 *   counted apart as "personnes non dédoublonnables"; their gender, age and commune are not kept, since rows of a workshop
 *   carry values drawn at random by that tool.
 *   The same file again changes nothing: a record is known by its ID CRA (`activite.cle`).
 *
 * Who did it, and where: what the command says, else what the file says (its columns, or the lines above its table), where that
 * is somebody and a structure known here (identifier.c). What is not known is recorded and counted all the same, in a holder that
 * says so (structure_a_rattacher), by groups that somebody attaches later on a page, or by importing the file again once the
 * person and the structure are known. Nobody is made up.
 *
 * One fault, and nothing is written.
 */
#pragma once

#include "core/xlsx/sheet.h"
#include "domain/activites/activites.h"

enum {
    COOP_FICHIER_MAX = 64 * 1024 * 1024,
    COOP_FICHES_MAX = 100000,
    COOP_FAUTES_MAX = 50, /* told; the others are counted */
    COOP_ID_MAX = 48,
    COOP_LIEU_MAX = 200,
};

typedef struct CoopFiche {
    Str id; /* ID CRA */
    int64_t ligne; /* of its first row */
    int64_t lignes; /* read */
    int64_t annonces; /* of a workshop: n of "i/n"; 1 */
    Activite x; /* without structure, person, epci */
    Str role, mediateur, courriel, structure, siret, lieu; /* as printed; "" not said. mediateur: "Prénom Nom" */
} CoopFiche;

typedef struct CoopLu {
    VEC(CoopFiche) fiches;
    VEC(Str) fautes; /* French: line, column, value, remedy */
    int64_t n_fautes, lignes;
    bool plusieurs; /* mediators */
} CoopLu;

/* A pure function of the bytes. ERR_INVALID: see `fautes`; ERR_TOO_LARGE, ERR_UNSUPPORTED, ERR_MEMORY: the same. */
Err coop_lire(Arena *a, Str fichier, CoopLu *ret);

/* ---- what is to be attached ---- */

/* X(NAME, stored, shown) */
#define COOP_RAISONS(X)                                                                                                \
    X(AUCUN, "aucun", "Le fichier ne dit ni qui ni où")                                                                \
    X(MEDIATEUR, "mediateur", "Cette personne n’a pas de compte ici")                                                  \
    X(HOMONYMES, "homonymes", "Plusieurs comptes portent ce nom")                                                      \
    X(STRUCTURE, "structure", "La structure n’est pas connue, ou plusieurs sont possibles")                            \
    X(DISPOSITIF, "dispositif", "La structure n’a pas ce dispositif")
enum {
#define X(NAME, stored, shown) COOP_##NAME,
    COOP_RAISONS(X)
#undef X
        COOP_RAISONS_N
};
extern const Choice coop_raisons[];

/* Where one record goes. */
typedef struct CoopQui {
    Structure structure;
    PersonneId personne;
    bool connus; /* both are; else one of them is a holder, for that reason */
    int raison;
} CoopQui;
typedef struct CoopDemande {
    const Structure *structure; /* NULL: as the file says */
    const Personne *personne; /* NULL: the same */
    int dispositif; /* of the record */
    Str departement; /* of the record, or else the instance's */
} CoopDemande;
/* Makes a holder where one is needed: in a transaction. */
Err coop_identifier(Db *db, Arena *a, int64_t now, const CoopDemande *q, const CoopFiche *f, CoopQui *ret);

typedef struct CoopGroupe {
    int64_t id;
    Str mediateur, lieu, commune;
    int raison;
    Structure structure; /* where they are meanwhile */
    int64_t fiches;
} CoopGroupe;
/* That record waits, in the group of those like it. In the caller's transaction. */
Err coop_attendre(Db *db, Arena *a, int64_t now, Str uid, const CoopFiche *f, Str commune, const CoopQui *q);
/* Does that record wait? */
Err coop_attend(Db *db, Arena *a, Str uid, bool *ret);
/* No longer: it is attached to `q`. No journal. */
Err coop_rattacher_fiche(Db *db, Arena *a, const Acteur *par, int64_t now, Str uid, const CoopQui *q);
enum { COOP_GROUPES_MAX = 500 };
/* Records of the scope that wait, whatever their group. */
Err coop_attendent(Db *db, Arena *a, const Acteur *par, int64_t *ret);
/* Those of the scope that still hold something, the largest first, COOP_GROUPES_MAX of them. */
Err coop_groupes(Db *db, Arena *a, const Acteur *par, const CoopGroupe **ret, size_t *ret_n);
/* ERR_NOT_FOUND: none, or outside of the scope. */
Err coop_groupe_ouvrir(Db *db, Arena *a, const Acteur *par, int64_t id, CoopGroupe *ret);
/* The whole group, to `s` and `qui`, in the caller's transaction. ERR_FORBIDDEN: no such dispositif there. Journalled. */
Err coop_rattacher(Db *db, Arena *a, const Acteur *par, int64_t now, const CoopGroupe *g, const Structure *s,
    PersonneId qui, int64_t *ret_fiches);

/* ---- out again, in the same layout ---- */

/*
 * One row an accompaniment, the columns and words of that tool, in XLSX with its two blocks over the table, or CSV; written as it is
 * read, in memory that does not grow with it. What one exports for oneself has notes and cards; for anybody else neither. A card
 * is a code: no name of a person who was accompanied is ever in it. The "ID CRA" of a record is the one it came with, else its
 * uid: taken in again where it is, it changes nothing.
 */
typedef struct CoopExport CoopExport;
typedef struct CoopExportDemande {
    const Acteur *par; /* NULL: the service */
    Str prenom, nom, role; /* of whoever asks, for the first block; "" */
    ActiviteRecherche q;
    SheetFormat format;
    const struct Lieux *lieux; /* names and addresses of places; NULL: not known */
    int64_t now;
} CoopExportDemande;
/* All of it is in `a`, as long as it lasts. */
Err coop_export_ouvrir(Db *db, Arena *a, const CoopExportDemande *d, CoopExport **ret);
/* Some tens of kilobytes more. */
Err coop_export_suite(Db *db, CoopExport *x, Buf *out, bool *ret_last);

extern const struct Slice slice_coop;
