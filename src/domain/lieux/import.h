// SPDX-License-Identifier: AGPL-3.0-or-later
/*
 * Import of a file of places: read and validated (a pure function over bytes), matched with the database on a reader's
 * connection, then applied in one transaction, wholly or not at all.
 *
 *     ImportRapport *r;
 *     TRY(lieux_import_read(a, &(ImportFichier){ .nom = nom, .octets = octets, .source = source }, &r, &message));
 *     TRY(lieux_import_match(db, a, r));
 *     if (!simulation)
 *         TRY(lieux_import_apply(writer, a, r, now));
 *     lieux_import_json(r, &buf);
 *
 * What may happen to a value is told row by row (README.md, table of the rules). Without asking, only this is
 * repaired: outer blanks, Unicode composition, case and apostrophe of enumerated values, telephone to its +33 form,
 * decimal comma. The older vocabulary v0.1 is converted, each conversion told. Everything else is kept byte for byte
 * with a proposal, or its row is refused. Nothing is lost silently.
 */
#pragma once

#include "base/base.h"
#include "core/db/db.h"
#include "core/run/writer.h"
#include "domain/lieux/standard.h"
#include "domain/territoire/territoire.h"

enum { IMPORT_OCTETS_MAX = 256 * 1024 * 1024, IMPORT_CASE_MAX = 64 * 1024, IMPORT_COLONNES_MAX = 256 };

typedef enum ImportFormat { IMPORT_AUTO, IMPORT_STANDARD_CSV, IMPORT_STANDARD_JSON } ImportFormat;

typedef enum Suite {
    SUITE_GARDEE,         /* kept as received; `reparation` is proposed */
    SUITE_REPAREE,        /* `reparation` is what was stored */
    SUITE_CONVERTIE,      /* v0.1 vocabulary: `reparation` is what was stored */
    SUITE_ECARTEE,        /* not stored */
    SUITE_REFUSEE,        /* the row is not stored */
    SUITE_TENUE,          /* not stored: `reparation`, confirmed here, stays; the value is kept beside (edition.h) */
} Suite;

typedef struct Remarque {
    int64_t ligne;
    Str champ, valeur, raison, reparation;         /* reparation STR_NONE: none to propose */
    Suite suite;
} Remarque;

typedef VEC(Remarque) Remarques;

typedef enum LigneSort { LIGNE_REFUSEE, LIGNE_AJOUTEE, LIGNE_MODIFIEE, LIGNE_INCHANGEE, LIGNE_RETOUR } LigneSort;
typedef enum CommuneControle { COMMUNE_NON_VERIFIEE, COMMUNE_CONFIRMEE, COMMUNE_A_REVOIR } CommuneControle;

typedef struct ImportLigne {
    int64_t ligne;                                 /* line of the file where the row begins */
    Str champs[STANDARD_N];                        /* as they will be stored; STR_NONE absent */
    Remarques remarques;
    bool refusee, reparee;
    bool conflit;                                  /* refused by the match: the id belongs to another source */
    CommuneControle commune;
    LigneSort sort;                                /* after lieux_import_match */
    char empreinte[65];                            /* SHA-256 of the values, hexadecimal */
    int64_t lieu_id;                               /* of the place matched; 0 none */
    const Str *avant;                              /* its values before, where they change */
    const Str *recus; /* `champs` as they came, where some are held here instead; NULL: none */
    bool matched;
    size_t remarques_lues; /* those before the match's own */
    uint32_t ecarts; /* bit f: held here, and the source says something new of it */
} ImportLigne;

typedef struct ImportRapport ImportRapport;

typedef struct ImportFichier {
    Str nom; /* without its folder */
    Str octets; /* borrowed by the report */
    ImportFormat format;
    Str source;                                    /* --source; STR_NONE: the most frequent `source` of the file */
    /* Of another form than the standard's: adds to `r` a row for each place, its fields as they are to be judged, and
     * remarks. NULL: `format` says. ERR_INVALID with a message: the file is refused. */
    Err (*lire)(void *arg, Arena *a, ImportRapport *r, Str *ret_message);
    void *lire_arg;
    Str forme; /* what that form is called ("france-services") */
    const Territoire *territoire; /* NULL: communes are not checked */
    Date aujourdhui;
    void (*progres)(void *arg, int64_t fait, int64_t total); /* bytes read; NULL: none */
    void *progres_arg;
} ImportFichier;

struct ImportRapport {
    Str fichier, sha256, source;
    bool source_du_fichier; /* `source` was taken from the rows */
    ImportFormat format;
    Str forme; /* of ImportFichier; STR_NONE: the standard's */
    const char *encodage; /* CSV; NULL otherwise */
    char separateur;
    bool territoire_charge;
    Remarques remarques; /* on the file as a whole (unknown columns…) */
    VEC(ImportLigne) lignes;
    VEC(Str) disparus; /* ids of the source that are no longer in its file */
    VEC(int64_t) disparus_id;
    int64_t n_ajoutes, n_modifies, n_inchanges, n_retours, n_refuses, n_repares;
    int64_t version_lue; /* of the directory, when matched */
    bool simulation, applique;
};

/* ERR_INVALID, ERR_TOO_LARGE: the whole file is refused, `ret_message` says why and what to do. ERR_MEMORY. */
Err lieux_import_read(Arena *a, const ImportFichier *f, ImportRapport **ret, Str *ret_message);
/* Compares with what is stored; changes nothing. May be called again. */
Err lieux_import_match(Db *db, Arena *a, ImportRapport *r);
/* One transaction; matches again inside it when the directory changed meanwhile. Writes nothing when nothing changes. */
Err lieux_import_apply(Writer *w, Arena *a, ImportRapport *r, int64_t now);
/* The same on a connection that may write, inside the transaction of the caller. */
Err lieux_import_write(Db *db, Arena *a, ImportRapport *r, int64_t now);

/* What was imported, the last one first. */
typedef struct ImportFait {
    Str source, fichier, format;
    int64_t at, ajoutes, modifies, disparus, refuses;
} ImportFait;
Err lieux_imports_faits(Db *db, Arena *a, size_t max, const ImportFait **ret, size_t *ret_n);

/* The report for programs (--rapport) and its summary for people, at most `max_problemes` problems shown. */
void lieux_import_json(const ImportRapport *r, Buf *b);
Str lieux_import_resume(const ImportRapport *r, Arena *a, size_t max_problemes);

/* ---- pieces, for the tests ---- */

/* Remarks and repairs on one row: l->champs hold the values as received, v0.1 converted. */
void lieux_valider(Arena *a, Arena *scratch, const ImportFichier *f, ImportLigne *l);
void lieux_empreinte(const Str champs[STANDARD_N], char ret[65]);
