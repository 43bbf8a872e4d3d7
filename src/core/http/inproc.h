// SPDX-License-Identifier: AGPL-3.0-or-later
/*
 * A request without a socket: dispatcher, handler, negotiation and headers exactly as the server does them, on the
 * calling thread. For tests of routes.
 *
 *     HttpAnswer h = http_call(app, db, a, "GET", "/lieux?q=brou", "Accept-Encoding: gzip\r\n", STR_NONE);
 *     assert_int_equal(h.status, 200);
 *     assert_str_equal(http_answer_header(&h, "Content-Encoding"), S("gzip"));
 *
 * WRITE rows go through app->writer (writer_inline in a test); `db` serves READ and SLOW rows. The snapshots are those
 * of app->snapshots: call snapshots_refresh after a change.
 */
#pragma once

#include "core/app.h"
#include "core/db/db.h"

typedef struct HttpAnswer {
    int status; /* 0: the route tables are wrong, or no memory; `body` says which */
    Str headers; /* lines "Name: value", each with its CRLF */
    Str body;
} HttpAnswer;

/* `headers`: lines each ended by CRLF, or NULL; the visitor's address is that of X-Forwarded-For, none without it. A POST without Content-Type is a form. */
HttpAnswer http_call(const App *app, Db *db, Arena *a, const char *method, const char *target, const char *headers,
    Str body);
/* STR_NONE when absent. */
Str http_answer_header(const HttpAnswer *h, const char *name);
