// SPDX-License-Identifier: AGPL-3.0-or-later
/*
 * Aides: public aids that could fund an action. They come from a file in the format of Aides-territoires (answers of its API and exports of
 * it: an array of aids, or `results` in an object; fields name, financers, perimeter, targeted_audiences, aid_types, categories
 * "theme|category", subvention_rate_lower_bound and _upper_bound, submission_deadline, slug or id, url, origin_url).
 *
 * An aid is proposed for an action by the words that its name and categories share with the title and theme of the action. A word weighs the more,
 * the fewer aids have it:
 *
 *     weight(word) = ln(aids / aids that have it)        score = sum over the words shared
 *
 * so that "numérique" alone proposes little where each aid says it. What is closed is not proposed. Each proposal says its words.
 */
#pragma once

#include "domain/plan/plan.h"

enum {
    AIDES_FICHIER_MAX = 32 * 1024 * 1024,
    AIDES_MAX = 10000,
    AIDES_FAUTES_MAX = 20,
    AIDE_TEXTE_MAX = 1000,
    AIDES_PROPOSEES = 10,
};

typedef struct Aide {
    Str cle, nom, financeurs, perimetre, publics, types, categories, url; /* lists joined by ", " */
    OptI64 taux_min, taux_max; /* percent, 0 to 100 */
    PlanJour fin;
} Aide;
typedef struct AidesLues {
    VEC(Aide) aides;
    VEC(Str) fautes; /* French: rank of the aid, field, what to do */
} AidesLues;
/* A pure function of the bytes. ERR_INVALID: `ret->fautes` says why; ERR_TOO_LARGE. */
Err aides_lire(Arena *a, Str octets, AidesLues *ret);
/* In the place of those of before; in its own transaction. A pilote's. */
Err aides_remplacer(Db *db, Arena *a, const Acteur *par, int64_t now, const AidesLues *lues);
/* In the order of the file. */
Err aides_toutes(Db *db, Arena *a, const Aide **ret, size_t *ret_n);

typedef struct AideProposee {
    const Aide *aide;
    double score;
    Str mots; /* shared, as they are compared */
} AideProposee;
/* The best first, AIDES_PROPOSEES at most; equal ones by name. */
Err aides_proposer(Arena *a, const Action *x, const Aide *aides, size_t n, Date today, const AideProposee **ret,
    size_t *ret_n);
