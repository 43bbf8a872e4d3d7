// SPDX-License-Identifier: AGPL-3.0-or-later
/* What programs are given, and give: rows of slice.c. */
#pragma once

#include "core/http/req.h"

extern const Field activites_api_champs[], statistiques_api_champs[];
Err activites_api(Req *r);
Err activites_api_ecrire(Req *r);
Err statistiques_api(Req *r);
