// SPDX-License-Identifier: AGPL-3.0-or-later
#include "domain/diagnostic/demandes.h"

#include <stdlib.h>

Err demandes_dites(const Slice *const *slices, Db *db, Arena *a, const DemandeDite **ret, size_t *ret_n)
{
    VEC(DemandeDite) v = { 0 };
    for (const Slice *const *s = slices; s && *s; s++) {
        const DemandeDite *some = NULL;
        size_t n = 0;
        if ((*s)->demandes)
            TRY((*s)->demandes->lister(db, a, &some, &n));
        for (size_t i = 0; i < n; i++) {
            DemandeDite *to = vec_push(a, &v);
            if (!to)
                return ERR_MEMORY;
            *to = some[i];
        }
    }
    *ret = v.v;
    *ret_n = v.n;
    return OK;
}

Err demande_compter(const Slice *const *slices, Db *db, const Diagnostic *d, Arena *a, const Zone *z, Str code,
    const DemandeCommune **ret, size_t *ret_n, Str *ret_message)
{
    for (const Slice *const *s = slices; s && *s; s++) {
        if (!(*s)->demandes)
            continue;
        Err e = (*s)->demandes->compter(db, d, a, z, code, ret, ret_n, ret_message);
        if (e != ERR_NOT_FOUND)
            return e;
    }
    *ret_message = str_format(a, "Aucun scénario de besoin ne s’appelle « %.*s ».", STR_ARG(utf8_cut(code, 60)));
    return ERR_NOT_FOUND;
}

static int by_code(const void *key, const void *row)
{
    return str_cmp(*(const Str *)key, ((const DemandeCommune *)row)->code);
}

const DemandeCommune *demande_de(const DemandeCommune *v, size_t n, Str commune)
{
    return n ? bsearch(&commune, v, n, sizeof *v, by_code) : NULL;
}
