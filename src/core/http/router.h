// SPDX-License-Identifier: AGPL-3.0-or-later
/*
 * Router: the slices' route tables, checked once at the start and then matched against paths.
 *
 *     Router *router = NULL;
 *     Str why = STR_NONE;
 *     if (router_new(a, slices, assets, &router, &why) != OK) …   // a row is wrong: the program does not start
 */
#pragma once

#include "base/base.h"
#include "core/http/asset.h"
#include "core/http/route.h"

struct Slice;

enum { ROUTE_SEGMENTS_MAX = 12, ROUTE_NAMES_MAX = 4 };

typedef struct Router Router;

/* ERR_INVALID and the first fault found (row, remedy), in French: a row without right, title, handler or known method
 * and mode, a GET that writes, a path that is malformed or declared twice, a field that cannot be read. */
Err router_new(Arena *a, const struct Slice *const *slices, const Asset *assets, Router **ret, Str *ret_message);

typedef struct RouteMatch {
    const Route *route;
    Str names[ROUTE_NAMES_MAX], values[ROUTE_NAMES_MAX];
    int n;
} RouteMatch;

/*
 * The row for a method and a path without its query. HEAD takes the GET row. ERR_NOT_FOUND: no such path; ERR_METHOD:
 * the path has other methods (router_allow); ERR_INVALID: malformed percent-encoding or UTF-8.
 */
Err router_match(const Router *router, Arena *a, Str method, Str path, RouteMatch *ret);
/* "GET, HEAD, POST, OPTIONS" for that path; STR_NONE when there is none. `ret_api`: a ROUTE_API row answers its GET. */
Str router_allow(const Router *router, Arena *a, Str path, bool *ret_api);
/* The largest body that any row of this method and path takes; the default where nothing matches. Allocates nothing. */
size_t router_max_body(const Router *router, Str method, Str path);
const Asset *router_asset(const Router *router, Str path);

/* Rows in the order of the slices: for the help, OpenAPI, `ensemble routes` and the tests that walk them. */
size_t router_n(const Router *router);
const Route *router_at(const Router *router, size_t i, const char **ret_slice);

enum { BODY_MAX_DEFAULT = 64 * 1024 };

/* Percent-decoding (with `plus`, "+" is a blank); false when malformed or when the result is not UTF-8 or holds NUL. */
bool percent_decode(Arena *a, Str s, bool plus, Str *ret);
