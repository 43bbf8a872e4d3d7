// SPDX-License-Identifier: AGPL-3.0-or-later
/*
 * Lieux: the directory of places of digital mediation, in the 32 fields of the national standard "lieux de médiation
 * numérique" v1.0.2 (LaMednum/standard-mediation-num). Places come from files (import.h), are kept in the database
 * with their history, and are served from an immutable snapshot (this header).
 */
#pragma once

#include "base/base.h"
#include "core/run/snapshot.h"
#include "domain/horaires/horaires.h"
#include "domain/lieux/standard.h"
#include "domain/territoire/territoire.h"

typedef struct LieuId {
    int64_t v;
} LieuId;

/* A set of values of one enumeration of the standard: bit i = value i of standard_enum(). */
typedef struct EnumSet {
    uint64_t w[2];
} EnumSet;
static inline bool enumset_has(EnumSet s, int i)
{
    return s.w[i >> 6] >> (i & 63) & 1;
}
static inline void enumset_add(EnumSet *s, int i)
{
    s->w[i >> 6] |= (uint64_t)1 << (i & 63);
}
static inline bool enumset_empty(EnumSet s)
{
    return !(s.w[0] | s.w[1]);
}

/*
 * One place. Texts are the standard's, byte for byte as received but for the repairs applied (import.h). There are
 * tens of thousands in memory: a text that comes back from place to place is there once, and absent fields cost nothing.
 */
typedef struct Lieu {
    LieuId lieu_id; /* ours, stable */
    const char *textes; /* all texts of the snapshot, each after its length (uint32_t) */
    const uint32_t *champs; /* where those of the present fields begin, in the standard's order */
    uint32_t presents; /* bit f: field f is there */
    bool a_point;
    bool
        disparu; /* absent from the last file of its source, or closed: not listed. Places that are not for everybody are not
                     here at all */
    bool ferme; /* said to be closed, rather than absent from a file */
    bool doublon; /* it was the same place as `remplace_par` */
    Point point;
    const Commune *commune; /* NULL: code unknown or no territory loaded */
    int64_t disparu_at; /* since when */
    int64_t confirme_at; /* last said to be right by whoever holds it; 0: never */
    Str remplace_par; /* with `ferme`: id of the place to go to instead; STR_NONE: none */
    int64_t version;
} Lieu;

/* One field as a text; STR_NONE absent. */
Str lieu_champ(const Lieu *l, StandardField f);
/* All of them. */
void lieu_champs(const Lieu *l, Str ret[STANDARD_N]);
/* An enumerated field, typed; values that the standard does not know are left out. */
EnumSet lieu_choisis(const Lieu *l, StandardEnum e);

typedef struct Lieux Lieux; /* the snapshot */
extern const SnapshotDef lieux_snapshot;
extern const struct Slice slice_lieux;

size_t lieux_n(const Lieux *s); /* listed places */
const Lieu *lieux_at(const Lieux *s, size_t i);
const Lieu *lieux_find(const Lieux *s, Str id); /* by the standard's id, disappeared ones too; NULL: none */
/* Its hours made ready; NULL: not known, not understood, or not listed. */
const HorairesPrets *lieux_horaires(const Lieux *s, const Lieu *l);
bool lieux_demonstration(const Lieux *s); /* some place carries the demonstration's source */

/* ---- searching ----------------------------------------------------------------------------------------------------
 * Fields are joined by AND; inside a field the chosen values are joined by OR, except publics_specifiquement_adresses,
 * prise_en_charge_specifique and equipement, where every chosen value must be there (a person needs all of them).
 */
/* The enumerations of the standard, then those of facettes.h. */
enum { FACETTE_NIVEAU = STANDARD_ENUMS_N, FACETTE_FAMILLE, FACETTE_EQUIPEMENT, FACETTES_N };

typedef enum LieuxOuvert { LIEUX_OUVERT_INDIFFERENT, LIEUX_OUVERT_A, LIEUX_OUVERT_CE_JOUR } LieuxOuvert;
typedef enum LieuxSort { LIEUX_SORT_PERTINENCE, LIEUX_SORT_DISTANCE, LIEUX_SORT_NOM } LieuxSort;

typedef struct LieuxQuery {
    Str q; /* words: all must begin a word of name, address, commune, services, presentation */
    Str commune; /* INSEE code (followed when merged); STR_NONE: all */
    Str code_postal;
    bool a_bbox;
    double lonmin, latmin, lonmax, latmax;
    bool a_point; /* distance is computed from it */
    Point point;
    double rayon_m; /* 0: no limit; needs a_point */
    EnumSet valeurs[FACETTES_N]; /* chosen; empty: no condition */
    Str autres_formations_labels; /* free labels joined by "|", compared folded; STR_NONE: no condition */
    LieuxOuvert ouvert; /* at `moment`, or at some time of its day: for sure, which leaves out hours not understood */
    Minute moment;
    const Calendrier *vacances; /* with `ouvert` */
    LieuxSort sort;
    size_t from, max; /* rows wanted */
    bool facettes; /* count the values too */
} LieuxQuery;

typedef struct LieuxRow {
    const Lieu *lieu;
    double distance_m; /* < 0: unknown */
} LieuxRow;

/* Number of places for each value, were it chosen alone in its field, the other fields kept; in the fields where every
 * chosen value must be there, were it chosen besides those that are. */
typedef struct LieuxFacettes {
    int64_t n[FACETTES_N][STANDARD_ENUM_MAX];
} LieuxFacettes;

typedef struct LieuxResult {
    size_t total;
    LieuxRow *rows;
    size_t n;
    LieuxFacettes *facettes; /* NULL unless asked */
} LieuxResult;

Err lieux_search(const Lieux *s, Arena *a, const LieuxQuery *q, LieuxResult *ret);

/* ---- changes ----------------------------------------------------------------------------------------------------------
 * Every place, disappeared ones too, in the order of its last change. Whoever walks it from a position, then comes back
 * later with the position it had reached, has seen every place as it is: none twice in one state, none left out, however
 * many change meanwhile (a place that changes moves to the end).
 */
typedef struct LieuChangement {
    int64_t rang, lieu_id; /* the position: order first by rang, then by lieu_id */
    int64_t at; /* of the last change */
    const Lieu *lieu; /* NULL: not for everybody any more */
    const Str *parti; /* with no `lieu`: the standard's id it had */
} LieuChangement;
static inline Str changement_id(const LieuChangement *c)
{
    return c->lieu ? lieu_champ(c->lieu, CHAMP_id) : *c->parti;
}
/* It left the public directory. */
static inline bool changement_retire(const LieuChangement *c)
{
    return !c->lieu || c->lieu->disparu;
}
/* Those after the position (rang, lieu_id); 0, 0: all. */
const LieuChangement *lieux_changements(const Lieux *s, int64_t rang, int64_t lieu_id, size_t *ret_n);
/* Those from the first that changed at `at` or later. */
const LieuChangement *lieux_changements_depuis(const Lieux *s, int64_t at, size_t *ret_n);

/* The place as a JSON object of the standard's fields (absent ones omitted, coordinates as numbers), written once
 * when the snapshot is built; without the closing brace, so that a member can be added ("distance_km"). */
Str lieu_json_open(const Lieux *s, const Lieu *l);
