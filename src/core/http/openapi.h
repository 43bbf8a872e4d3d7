// SPDX-License-Identifier: AGPL-3.0-or-later
/*
 * The OpenAPI 3.0.3 description of the ROUTE_API rows, made from the route tables and nothing else: what a row declares
 * is what is described. An answer's members are described by the slice, as a JSON schema text, where it has one.
 */
#pragma once

#include "core/json/json.h"
#include "core/slice.h"

typedef struct OpenApiInfo {
    Str title, version;
    Str server_url;                                /* STR_NONE: relative to where the file was read */
} OpenApiInfo;

void openapi_write(Json *j, const Slice *const *slices, const OpenApiInfo *info);
