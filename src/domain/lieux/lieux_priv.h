// SPDX-License-Identifier: AGPL-3.0-or-later
/* Shared by the files of this slice only. */
#pragma once

#include <stddef.h>

#include "core/json/json.h"
#include "domain/lieux/lieux.h"
#include "lieux_sql.h"

/* The 32 texts of a row, in the standard's order: the generated struct declares them one after the other. */
static inline const Str *lieu_all_champs(const SqlLieuAll *row)
{
    _Static_assert(offsetof(SqlLieuAll, prise_rdv) - offsetof(SqlLieuAll, id) == (STANDARD_N - 1) * sizeof(Str),
        "the columns of lieu_all follow the standard's order");
    return (const Str *)(const void *)((const char *)row + offsetof(SqlLieuAll, id));
}

/* The members of the standard's JSON object: empty ones left out, coordinates as numbers with the digits received. */
void lieu_json_fields(Json *j, const Str champs[STANDARD_N]);
