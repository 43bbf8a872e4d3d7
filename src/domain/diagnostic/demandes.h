// SPDX-License-Identifier: AGPL-3.0-or-later
/*
 * Demandes: who needs help, under a hypothesis that has a name and is stored. The slice that keeps them offers them as one row,
 * `Slice.demandes`; here they weigh the offer by their code, on the page and in `diagnostic acces --besoin CODE`.
 */
#pragma once

#include "core/slice.h"
#include "domain/diagnostic/diagnostic.h"

typedef struct DemandeDite {
    Str code, nom;
    Str formule; /* who is counted */
    bool par_indice; /* weighed by the index */
    Str poids; /* vintage of the populations; STR_NONE: that of the scores */
    Str indicateur; /* a table of head counts, by its code; STR_NONE: counted from the populations */
} DemandeDite;

typedef struct DemandeCommune {
    Str code;
    double personnes; /* NAN: not known there */
} DemandeCommune;

typedef struct DemandeSource {
    Err (*lister)(Db *db, Arena *a, const DemandeDite **ret, size_t *ret_n);
    /* Communes of today in the zone, by code. ERR_NOT_FOUND: no such code; ERR_INVALID: it cannot be counted with what is
     * loaded, with a French sentence. */
    Err (*compter)(Db *db, const Diagnostic *d, Arena *a, const Zone *z, Str code, const DemandeCommune **ret,
        size_t *ret_n, Str *ret_message);
} DemandeSource;

/* Those of all slices. */
Err demandes_dites(const Slice *const *slices, Db *db, Arena *a, const DemandeDite **ret, size_t *ret_n);
Err demande_compter(const Slice *const *slices, Db *db, const Diagnostic *d, Arena *a, const Zone *z, Str code,
    const DemandeCommune **ret, size_t *ret_n, Str *ret_message);
/* NULL: none there. */
const DemandeCommune *demande_de(const DemandeCommune *v, size_t n, Str commune);
