// SPDX-License-Identifier: AGPL-3.0-or-later
/* A commune as people write it, and as it is shown back. */
#pragma once

#include "core/http/req.h"
#include "domain/acteurs/acteurs.h"
#include "domain/territoire/territoire.h"

/* The INSEE code of what was typed in that field; where it is no commune, or several, the field's error says so and
 * `*ret` is STR_NONE. */
Err commune_lire(Req *r, const char *champ, Str *ret);
/* What the field shows for a code: a text that commune_lire reads back. */
Str commune_redire(Req *r, Str code);
/* "Brou"; the code where no name is known. */
Str commune_nom(Req *r, Str code);
Err communes_nommer(Req *r, const StructureLigne *lignes, size_t n, const Str **ret);
