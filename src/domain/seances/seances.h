// SPDX-License-Identifier: AGPL-3.0-or-later
/*
 * Séances: what is planned with people, a workshop, a permanence, one person's appointment: when, where, about what, how many
 * places, with whom. It counts in no figure. "C'est fait" opens the form of a record filled with it; once the record is written,
 * in the same transaction, the session leads to it: one record of a workshop or an appointment, whoever presses and however
 * often; as many as people who came to a permanence. It may be given up, with a reason; both are undone.
 *
 * Those of a structure are seen and held by whoever works there, so that a colleague can stand in; a session led with somebody of
 * another structure is also hers to see.
 */
#pragma once

#include "domain/activites/activites.h"

/* X(NAME, stored, shown) */
#define SEANCE_SORTES(X)                                                                                               \
    X(ATELIER, "atelier", "Atelier collectif")                                                                         \
    X(PERMANENCE, "permanence", "Permanence")                                                                          \
    X(RENDEZ_VOUS, "rendez_vous", "Rendez-vous individuel")
enum {
#define X(NAME, stored, shown) SEANCE_##NAME,
    SEANCE_SORTES(X)
#undef X
        SEANCE_SORTES_N
};
extern const Choice seance_sortes[];
typedef enum SeanceEtat { SEANCE_PREVUE, SEANCE_FAITE, SEANCE_ANNULEE } SeanceEtat;

enum {
    SEANCE_LIEU_MAX = 120,
    SEANCE_MOTIF_MAX = 300,
    SEANCE_PLACES_MAX = 1000,
    SEANCE_FOIS_MAX = 52, /* of one that comes again each week */
    SEANCES_PAGE = 50,
    SEANCES_AGENDA = 500, /* in one's calendar */
    SEANCE_OUBLI_J = 731, /* two years after its day */
};

typedef struct Seance {
    int64_t id;
    Str uid;
    StructureId structure_id;
    PersonneId personne_id; /* who holds it */
    int sorte, lieu_type;
    int64_t debut_at, duree_min;
    Str titre, lieu; /* "" not said */
    unsigned themes;
    int64_t places, attendus; /* 0: not said */
    const Animateur *equipe; /* with her */
    size_t equipe_n;
    Str structure, qui; /* read only: its name; names, who holds it first */
    SeanceEtat etat;
    Str motif;
    const Str *fiches; /* uids of its records */
    size_t fiches_n;
    int64_t version;
} Seance;

/* What is wrong, in French, with the name of the field; false: nothing. */
bool seance_faute(const Seance *x, const char **ret_champ, const char **ret_message);
/* For the structure, which the caller has opened: `fois` of them, each week at the same hour of the wall. A second sending of the
 * same `cle` (STR_NONE: none) gives the first uid. Journalled. ERR_INVALID: seance_faute. */
Err seance_prevoir(Db *db, Arena *a, const Acteur *par, int64_t now, Random random, const Structure *s, const Seance *x,
    int64_t fois, Str cle, Str *ret_uid);
/* ERR_NOT_FOUND: outside. `ret_tient`: may change it, and say that it was done. */
Err seance_ouvrir(Db *db, Arena *a, const Acteur *par, Str uid, Seance *ret, bool *ret_tient);
/* Those below: ERR_NOT_FOUND for whoever only sees it. ERR_CONFLICT: no longer planned, or changed since. Journalled. */
Err seance_modifier(Db *db, Arena *a, const Acteur *par, int64_t now, Str uid, int64_t version, const Seance *x);
Err seance_annuler(Db *db, Arena *a, const Acteur *par, int64_t now, Str uid, Str motif);
/* That record came of it, written in the same transaction. ERR_CONFLICT: it was said already, but for a permanence. */
Err seance_faite(Db *db, Arena *a, const Acteur *par, int64_t now, Str uid, Str activite);
/* Undoes: given up no more; not done, its records are taken away (they can be brought back). Nothing to undo: nothing. ERR_FORBIDDEN:
 * a record is a colleague's, and `par` may not take it away (activite_ouvrir). ERR_INVALID: a record is of a closed period, and
 * goes from its own page, with a reason. */
Err seance_retablir(Db *db, Arena *a, const Acteur *par, int64_t now, Str uid);

typedef struct SeanceRecherche {
    bool passees; /* done or given up, the last first; else planned, the first first, so those late before all */
    bool miennes; /* hers, or with her; else of the scope too */
    OptI64 avant; /* ended before that */
} SeanceRecherche;
Err seances_lister(Db *db, Arena *a, const Acteur *par, const SeanceRecherche *q, int64_t page, const Seance **ret,
    size_t *ret_n, int64_t *ret_total);
/* Planned ones that are hers, as a calendar. */
Err seances_agenda(Db *db, Arena *a, const Acteur *par, Str site, int64_t now, Buf *to);

extern const struct Slice slice_seances;
