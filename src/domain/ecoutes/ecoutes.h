// SPDX-License-Identifier: AGPL-3.0-or-later
/*
 * Écoutes: the qualitative half of the shared diagnosis. Source: the roadmap of 5 June 2024, which says that in 2023 the
 * État and the conseil départemental met the EPCI, public actors of the État and other local bodies, that first needs in
 * engineering (financial, technical) were found, and that working groups contributed on five themes.
 *
 * Each record is about one territory (an EPCI, or the whole département). Its title, the body that was heard, its themes and
 * its summary are for everybody once it is published; who spoke and the notes never are, and are erased ECOUTE_MOIS months
 * after the day. What is published names nobody: a name that was noted, a mail or a telephone number in it is refused.
 *
 *     const Ecoute x = { .genre = ECOUTE_ENTRETIEN, .departement = S("28"), .echelon = S("epci"), .code = siren, … };
 *     TRY(ecoute_ecrire(db, a, par, now, random, &x, cle, &uid));
 *     TRY(ecoute_publier(db, a, par, now, uid, true));
 */
#pragma once

#include "core/http/route.h"
#include "domain/acteurs/acteurs.h"

/* X(NAME, stored, shown) */
#define ECOUTE_GENRES(X)                                                                                               \
    X(ENTRETIEN, "entretien", "Entretien")                                                                             \
    X(BESOIN, "besoin", "Besoin en ingénierie")                                                                        \
    X(CONTRIBUTION, "contribution", "Contribution d’un groupe de travail")
/* The five themes of the roadmap's working groups, and what crosses them. */
#define ECOUTE_THEMES(X)                                                                                               \
    X(EDUCATION, "education-jeunesse", "Éducation, jeunesse")                                                          \
    X(EMPLOI, "emploi-insertion", "Emploi, insertion")                                                                 \
    X(PRECARITE, "insertion-sociale-precarite", "Insertion sociale, précarité")                                        \
    X(SANTE, "sante", "Santé")                                                                                         \
    X(AUTONOMIE, "autonomie-dependance", "Autonomie, dépendance")                                                      \
    X(TRANSVERSAL, "transversal", "Transversal")
#define INGENIERIES(X)                                                                                                 \
    X(FINANCIERE, "financiere", "Financière")                                                                          \
    X(TECHNIQUE, "technique", "Technique")

enum {
#define X(NAME, stored, shown) ECOUTE_##NAME,
    ECOUTE_GENRES(X)
#undef X
        ECOUTE_GENRES_N
};
extern const Choice ecoute_genres[], ecoute_themes[], ingenieries[];

enum {
    ECOUTE_TITRE_MAX = 120,
    ECOUTE_RESUME_MAX = 2000,
    ECOUTE_NOTES_MAX = 10000,
    ECOUTE_MOIS = 36, /* names and notes: the length of the roadmap, 2024 to 2027 */
    ECOUTE_CORBEILLE_J = 30, /* what was removed or corrected can be put back for so long */
    ECOUTES_PAGE = 20,
};

typedef struct Ecoute {
    Str uid;
    int genre;
    Str departement, echelon, code; /* "28", "epci", SIREN */
    Date jour;
    Str titre, organisme, themes, ingenierie, resume;
    bool publie;
    Str personnes, notes; /* never published */
    bool accord;
    Str source; /* "": ours; shown with it where it is not */
    int64_t personne_id; /* who wrote it; 0: not known any more */
    int64_t version, cree_at, modifie_at;
    OptI64 oublie_at, supprime_at;
} Ecoute;

/* What is wrong, with the name of the field; false: nothing. */
bool ecoute_faute(Arena *a, const Ecoute *x, Date aujourdhui, const char **ret_champ, Str *ret_message);
/* May this actor write such a record there? NULL: the command line of the service itself. */
bool ecoute_ecrite_par(const Acteur *par, const Ecoute *x);

/*
 * Each change in the caller's transaction, journalled. An administrator, a pilote, a coordinateur write within their scope; a
 * member of a committee writes contributions, and mends her own until it is published. ERR_FORBIDDEN; ERR_INVALID.
 * A second sending of the same `cle` gives the first uid.
 */
Err ecoute_ecrire(Db *db, Arena *a, const Acteur *par, int64_t now, Random random, const Ecoute *x, Str cle,
    Str *ret_uid);
/* Within the scope, published or not; ERR_NOT_FOUND. A member of a committee opens contributions only. */
Err ecoute_ouvrir(Db *db, Arena *a, const Acteur *par, Str uid, Ecoute *ret);
/* ERR_CONFLICT: changed meanwhile. */
Err ecoute_modifier(Db *db, Arena *a, const Acteur *par, int64_t now, Str uid, int64_t version, const Ecoute *x);
/* As it was before the last correction, and what it was then takes that place: once more gives it back. `version` is what
 * was seen. ERR_NOT_FOUND: nothing is kept; ERR_INVALID: what it was could not be published, and it is. */
Err ecoute_defaire(Db *db, Arena *a, const Acteur *par, int64_t now, Str uid, int64_t version);
/* When the last correction took the place of what can be given back; none: nothing can. */
Err ecoute_defaisable(Db *db, Arena *a, Str uid, OptI64 *ret);
/* ERR_INVALID: there is no summary yet; ERR_FORBIDDEN: a member of a committee does not publish. */
Err ecoute_publier(Db *db, Arena *a, const Acteur *par, int64_t now, Str uid, bool publier);
Err ecoute_supprimer(Db *db, Arena *a, const Acteur *par, int64_t now, Str uid, bool supprimer);
bool ecoute_changee_par(const Acteur *par, const Ecoute *x);

/* ---- what everybody reads ---- */

/* A published one, without who spoke, the notes and who wrote it. ERR_NOT_FOUND. */
Err ecoute_publiee(Db *db, Arena *a, Str departement, Str uid, Ecoute *ret);

typedef struct EcouteRecherche {
    const Acteur *par; /* NULL: what is published */
    Str departement;
    int genre, theme; /* -1: any */
    Str echelon, code; /* STR_NONE: any */
    OptI64 du, au; /* days */
    bool supprimees;
} EcouteRecherche;
/* The newest first; `page` from 1, of ECOUTES_PAGE. */
Err ecoutes_chercher(Db *db, Arena *a, const EcouteRecherche *q, int64_t page, const Ecoute **ret, size_t *ret_n,
    int64_t *ret_total);

/* Names and notes past their time, and what has been removed long enough. In the caller's transaction. */
Err ecoutes_oublier(Db *db, int64_t now, int64_t *ret_oubliees, int64_t *ret_effacees);

extern const struct Slice slice_ecoutes;
