// SPDX-License-Identifier: AGPL-3.0-or-later
/*
 * Administration: pages about people, structures and rights, for those whose role allows it, each within its scope.
 * The matrix of rights is read from the route tables, so that it cannot say anything else than what the dispatcher does.
 */
#pragma once

#include "base/base.h"
#include "core/http/req.h"
#include "core/slice.h"
#include "domain/acteurs/acteurs.h"

/* A right, and the addresses of one slice that ask for it. */
typedef struct Droit {
    const Right *right;
    const Route **routes;
    size_t routes_n;
} Droit;

typedef struct DroitsRubrique {
    Str nom, titre;                                /* of the slice: "lieux", "Lieux d’inclusion numérique" */
    const Droit *droits;                           /* in the order of its routes */
    size_t n;
} DroitsRubrique;

/* The slices that have routes, in their order. Texts and tables live in `a`, or as long as `slices`. */
Err droits_lire(const Slice *const *slices, Arena *a, const DroitsRubrique **ret, size_t *ret_n);
/* The words for a slice; STR_NONE: none are written for that slice, whose own name is then shown. */
Str droits_titre(Str slice);

/* Whether the dispatcher lets in somebody signed in who acts with this role (its bit; 0: with none). */
static inline bool droit_ouvert(const Right *right, unsigned role)
{
    if (right->proof == PROOF_PUBLIC || right->proof == PROOF_FORM)
        return true;
    return right->proof == PROOF_SESSION && (right->roles == 0 || (right->roles & role) != 0);
}
/* Whether it lets in somebody who is not known. */
static inline bool droit_sans_compte(const Right *right)
{
    return right->proof == PROOF_PUBLIC || right->proof == PROOF_FORM;
}
/* Whether a key of the API made by somebody who has this role may hold it. */
static inline bool droit_de_cle(const Right *right, unsigned role)
{
    return right->proof == PROOF_BEARER && (right->roles & role) != 0;
}

/* The scopes within that of who acts, his own first: values such as "structure:UID", read back by portee_lire, and labels. A
 * value that is not among them is not his to give. */
Err portees_couvertes(Req *r, const Choice **ret);
/* "structure:UID" → its parts. False: not of that form. */
bool portee_lire(Str typed, Portee *ret_portee, Str *ret_code);
/* "Toute l’instance", "Eure-et-Loir", "Mairie de Brou"; the code where no name is known. */
Err portee_nommer(Req *r, Str portee, Str code, Str *ret);

extern const Slice slice_administration;
