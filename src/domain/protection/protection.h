// SPDX-License-Identifier: AGPL-3.0-or-later
/*
 * Protection: personal data told, kept no longer than said, given back and forgotten. One table (traitements.c) says each
 * processing of the program: the public page /donnees-personnelles and the register are made from it, and the rules
 * of retention below apply what it says. What is held on somebody is asked of each slice (Slice.donnees, Slice.oublier).
 * Sources: RGPD articles 5, 6, 13, 15 to 17, 30; CNIL, referential on social support of 11 March 2021 (24 months), and
 * recommendation on logging of 14 October 2021 (12 months).
 */
#pragma once

#include "core/app.h"
#include "core/slice.h"
#include "core/xlsx/sheet.h"
#include "domain/acteurs/acteurs.h"

typedef struct Traitement {
    const char *nom;
    const char *finalite;
    const char *base;                              /* legal basis, with its article */
    const char *personnes;                         /* whose data */
    const char *donnees;
    const char *destinataires;
    const char *duree;
    const char *source;                            /* of the rule of duration */
} Traitement;
extern const Traitement traitements[]; /* ends with a NULL name */

enum { ABSENCE_MOIS = 24, AVERTISSEMENT_J = 28 };  /* without signing in; days at least between warning and erasure */

typedef struct Conservation {
    int64_t avertis, effaces, empeches; /* empeches: due, and kept (the last administrator) */
} Conservation;
/*
 * What is due at `now`: people who have not come for ABSENCE_MOIS months are erased, those a month from it are warned by
 * mail. `appliquer` false: counted, nothing is changed. In a transaction of its own for each person. The journal tells.
 */
Err conservation_passer(Db *db, Arena *a, const App *app, int64_t now, bool appliquer, Conservation *ret);

/* Everything held on that person, as JSON. */
Err donnees_de(Db *db, Arena *a, const Slice *const *slices, PersonneId id, Buf *to);
/* Each slice forgets her; figures and journal stay. ERR_CONFLICT: the last administrator. In the caller's transaction. */
Err donnees_oublier(Db *db, Arena *a, const Slice *const *slices, const Acteur *par, int64_t now, PersonneId id);

/* The register of processing (RGPD, article 30). */
Err registre_ecrire(SheetFormat format, int64_t now, Buf *to);

extern const Slice slice_protection;
