// SPDX-License-Identifier: AGPL-3.0-or-later
/* The public read API of the directory: rows of the slice's table of routes. */
#pragma once

#include "core/http/route.h"

Err lieux_api_list(Req *r);
Err lieux_api_get(Req *r);
extern const Field lieux_api_fields[];
extern const Field suggestions_fields[];
Err suggestions_api(Req *r);
