// SPDX-License-Identifier: AGPL-3.0-or-later
/*
 * Edition: one place read whole from the database and changed here, by a person, rather than by the file of its source. Every
 * change is a new state written over the one that was read: it is compared with it, told in the place's history with who
 * and why, and refused where somebody else has written meanwhile.
 *
 *     LieuTenu l, neuf;
 *     TRY(lieu_tenu_lire(db, a, id, &l));
 *     neuf = l;
 *     neuf.champs[CHAMP_nom] = nom;
 *     TRY(lieu_tenu_ecrire(db, a, &(LieuGeste){ .par = acteur, .now = now, .motif = "edition" }, &l, &neuf, NULL));
 *
 * Who may is for the caller to ask (domain/tenue/tenue.h). A field changed here wins over the next files of the source:
 * docs/decisions/0009-what-is-confirmed-here.md.
 */
#pragma once

#include "core/auth/acteur.h"
#include "domain/lieux/lieux.h"

/* The source of a place that was created here, and that no file brings. */
#define ORIGINE_ICI S("Saisie dans l’annuaire")

/* X(NAME, stored, shown) */
#define VISIBILITES(X)                                                                                                 \
    X(PUBLIC, "public", "Tout le monde")                                                                               \
    X(PROFESSIONNELS, "professionnels", "Les professionnels connectés")                                                \
    X(MASQUE, "masque", "Personne, sauf ceux qui le tiennent à jour")
typedef enum Visibilite {
#define X(NAME, stored, shown) VISIBLE_##NAME,
    VISIBILITES(X)
#undef X
        VISIBILITES_N
} Visibilite;
extern const Choice visibilites[];
/* Why a place is not to be gone to any more. */
extern const Choice fermetures[]; /* "ferme", "demenage", "doublon" */

typedef struct LieuTenu {
    LieuId lieu_id;
    Str champs[STANDARD_N]; /* STR_NONE absent */
    Str origine; /* whose file brings it */
    Visibilite visibilite;
    OptI64 disparu_at; /* no longer in that file */
    OptI64 ferme_at;
    Str ferme_motif, remplace_par; /* STR_NONE */
    OptI64 confirme_at; /* said to be right */
    int64_t version, modifie_at;
} LieuTenu;

/* ERR_NOT_FOUND. Hidden, closed and disappeared ones too. */
Err lieu_tenu_lire(Db *db, Arena *a, Str id, LieuTenu *ret);
/* All of them, in the order in which they came. */
Err lieux_tenus(Db *db, Arena *a, const LieuTenu **ret, size_t *ret_n);
/* Neither closed nor gone, and for everybody: in the public directory. */
bool lieu_tenu_public(const LieuTenu *l);
/* Its commune by its code, else by its name among those of its postal code; NULL: unknown. */
const Commune *lieu_commune(Arena *a, const Territoire *t, const Str champs[STANDARD_N]);

typedef struct LieuGeste {
    const Acteur *par; /* NULL: somebody without an account, by a signed link */
    int64_t now;
    const char *
        motif; /* "edition", "creation", "confirmation", "correction", "retour", "etat", "fusion", "separation", "source" */
} LieuGeste;

/* What lieu_tenu_ecrire would write as the date of `neuf` over `lu` at `now`, so that it can be shown before. */
void lieu_tenu_dater(Arena *a, int64_t now, const LieuTenu *lu, LieuTenu *neuf);
/*
 * `neuf` over `lu`, in a transaction. Nothing differs: nothing is written, OK. `date_maj` becomes today's where a field of
 * the standard changes. ERR_CONFLICT: not at `lu->version` any more. `ret_historique` (NULL: not wanted): the line of
 * the history, 0 none.
 */
Err lieu_tenu_ecrire(Db *db, Arena *a, const LieuGeste *g, const LieuTenu *lu, const LieuTenu *neuf,
    int64_t *ret_historique);
/* A place that no file brings; its id is made from `uid`, its required fields are there. */
Err lieu_tenu_creer(Db *db, Arena *a, const LieuGeste *g, Str uid, LieuTenu *neuf);
/* Still right: only the date of confirmation changes. */
Err lieu_tenu_confirmer(Db *db, Arena *a, const LieuGeste *g, const LieuTenu *lu);

/* What its source says of a field held here, where it says something else. */
typedef struct LieuEcart {
    StandardField champ;
    Str valeur; /* of the source; STR_NONE: nothing */
} LieuEcart;
Err lieu_ecarts(Db *db, Arena *a, const LieuTenu *l, const LieuEcart **ret, size_t *ret_n);
/* The source's value is taken again, and that of its next files too. */
Err lieu_rendre_a_la_source(Db *db, Arena *a, const LieuGeste *g, const LieuTenu *lu, const LieuEcart *e);

/* ---- history ---- */

typedef struct Changement {
    Str nom, avant, apres; /* a field of the standard, or "visibilite", "ferme_at"…; STR_NONE: nothing */
} Changement;
typedef struct LieuPassage {
    int64_t id, at;
    Str action; /* "ajout", "modification", "disparition", "retour" */
    Str motif, fichier; /* motif STR_NONE: an import, of that file */
    OptI64 personne_id;
    Str role;
    const Changement *changements;
    size_t n;
} LieuPassage;
/* The last one first. */
Err lieu_passages(Db *db, Arena *a, LieuId id, const LieuPassage **ret, size_t *ret_n);
/* The place as it was just after that line: ERR_NOT_FOUND, none such. What an import alone decides (disappearance) stays. */
Err lieu_tel_que(Db *db, Arena *a, const LieuTenu *l, int64_t passage, LieuTenu *ret);
/* `neuf` with one thing of a Changement put in it; false: a name of a later program. */
bool lieu_tenu_poser(LieuTenu *neuf, Str nom, Str valeur);
Str lieu_tenu_valeur(Arena *a, const LieuTenu *l, Str nom);

/* The changes of one person, for the export of her data. */
typedef struct LieuGestePersonne {
    Str id, nom, motif;
    int64_t at;
} LieuGestePersonne;
Err lieux_gestes_de(Db *db, Arena *a, int64_t personne_id, const LieuGestePersonne **ret, size_t *ret_n);
