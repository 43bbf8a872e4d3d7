// SPDX-License-Identifier: AGPL-3.0-or-later
/*
 * The form of a record: its fields, and how they are read. The page /activites/saisir and the page without network hold the
 * same ones, so that what is refused here is refused there with the same words.
 */
#pragma once

#include "core/http/req.h"
#include "domain/activites/activites.h"

/* For a row that is ROUTE_LAX; ends with a NULL name. */
extern const Field activite_champs[];
/* The structure that one acts for; else the one named by the field `structure`, within the scope. ERR_NOT_FOUND. */
Err saisie_structure(Req *r, Structure *ret);
/* Every fault is told on its field (req_has_errors). With `faire_carte`, a card is made, in the caller's transaction, once
 * nothing is wrong. */
Err saisie_lire(Req *r, const Structure *s, Activite *x);

/* The same form on another slice's page, filled with `x`: what it says over the fields, and where it is sent. The fields of the
 * address are that slice's business, what is sent is read by saisie_lire. */
typedef struct SaisieCadre {
    Str titre, action, mots;
    const struct PageLink *fil; /* where it comes from */
} SaisieCadre;
Err saisie_montrer(Req *r, const Structure *s, const Activite *x, const SaisieCadre *cadre);
/* What a record is before anything is said of it: its dispositif is one of that structure. */
Activite saisie_vierge(const Structure *s);

/* Who of that structure may have led it too, but that person: boxes named `animateurs`; ends with STR_NONE. */
Err saisie_collegues(Req *r, const Structure *s, int64_t sauf, const Choice **ret);
/* Colleagues by their uid, the others by their address, a line each: what the field `animateurs` holds. */
Err saisie_equipe_dite(Req *r, StructureId ici, const Animateur *v, size_t n, Str *ret);
/* The field `animateurs`, read; faults are told on it. */
Err saisie_equipe_lire(Req *r, const Structure *s, const Animateur **ret, size_t *ret_n);

/* The themes of that person's last records, the most frequent first, then the others in their own order. */
Err themes_habituels(Db *db, PersonneId id, int ret[THEMES_N]);
