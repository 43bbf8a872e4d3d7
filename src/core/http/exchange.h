// SPDX-License-Identifier: AGPL-3.0-or-later
/*
 * Exchange: one request on its way through the dispatcher, whatever brought it: a socket (server.c) or a test
 * (inproc.c). Each step may run on another thread, one at a time.
 *
 *     Exchange *x = exchange_new(&site);           // then the fields of x->req that the transport knows
 *     if (exchange_begin(x))                       // row, fields: is the handler to be run?
 *         exchange_run(x, db);                     // where the row's mode says
 *     exchange_finish(x);                          // what goes out: x->out
 *     exchange_free(x);
 */
#pragma once

#include "core/app.h"
#include "core/http/form.h"
#include "core/http/req.h"
#include "core/http/router.h"

typedef struct HttpSite {
    const App *app;
    const Router *router;
} HttpSite;

/* The value of a request's header, STR_NONE when absent. */
typedef Str HeaderFn(void *arg, const char *name);

typedef struct Header {
    Str name, value;
} Header;

typedef struct ReqPrivate {
    Req req;
    const HttpSite *site;
    HeaderFn *header;
    void *header_arg;
    const Header *headers;                         /* when `header` is NULL */
    size_t headers_n;
    bool http10;

    RouteMatch match;
    FieldValue *values;
    bool misread; /* a field could not be read: told once it is known that who asks may hear it */
    Str secret; /* of the cookie that the right asks for: the form token comes from it */
    Acteur acteur;
    Str why; /* what is told of a refusal, in the place of its usual sentence; STR_NONE */
    int64_t wait_s; /* refused for having come too often or too fast: 429, and to come back then; 0 */
    Str affichage; /* words of the browser's cookie that the stylesheet knows, joined by dots, once `vu` */
    bool affichage_vu;
    SnapshotView *view;

    /* The answer as the handler leaves it. */
    int status;
    const char *content_type;
    const Asset *asset;
    Buf body, extra; /* extra: header lines, each with its CRLF */
    Json json;
    View page;
    Str fixed; /* bytes that live as long as `view` or the program */
    StreamFn *stream;
    void *stream_state;
    Str images; /* origin whose images this page may show; STR_NONE: ours only */
    Str etag; /* as in the header, quotes included; STR_NONE: none */
    int max_age_s; /* -1: req_cache was not called */

    /* What goes out. `head` is "<date>\r\nName: value\r\n…" without a last CRLF: the value of a Date header followed by
     * the others, apart from Content-Length, which is for the transport. */
    struct {
        int status;
        Buf head;
        Str body; /* alive until exchange_free */
        size_t length; /* Content-Length: that of the body even where HEAD omits it */
        bool has_length; /* false: 204, 304, or a stream */
    } out;
} Exchange;

enum { ANSWER_MAX = 64 * 1024 * 1024, HTTP_DATE_N = 29 };

/* NULL without memory. `max_body` bytes are added to the arena's limit. */
Exchange *exchange_new(const HttpSite *site, size_t max_body);
void exchange_free(Exchange *x);
/* False: it is answered already (error, asset, OPTIONS). */
bool exchange_begin(Exchange *x);
/* The fields of a body: in parts where the row declares a file, else only as pairs. */
Err exchange_body(Req *r, const Field *fields, Form *ret_form, FieldValue **ret_values);
/* Whether who asks has the proof that the row's right wants; who that is: x->acteur. */
Err exchange_admit(Exchange *x);
/* Runs the handler; its error is what a writer rolls back on. */
Err exchange_run(Exchange *x, Db *db);
/* Replaces the answer by an error's. */
void exchange_fail(Exchange *x, Err e);
void exchange_refuse(Exchange *x, int status); /* by status, for what was refused before any row was known */
/* `date` as http_date gives it. Conditional requests, ranges, compression, headers. */
void exchange_finish(Exchange *x, const char *date);
/* The next piece of a stream. */
Err exchange_stream(Exchange *x, Db *db, Buf *out, bool *ret_last);

void http_date(int64_t at, char ret[HTTP_DATE_N + 1]);
const char *http_reason(int status);

/* ---- negotiation: pure functions ---- */
typedef enum Coding { CODING_NONE, CODING_GZIP, CODING_BROTLI } Coding;
/* The coding to use among those available, by the Accept-Encoding header. */
Coding coding_choose(Str accept_encoding, bool gzip, bool brotli);
/* True when the If-None-Match list holds the tag (weak comparison). */
bool etag_matches(Str if_none_match, Str etag);
typedef enum RangeResult { RANGE_WHOLE, RANGE_PART, RANGE_UNSATISFIABLE } RangeResult;
/* One range of bytes; several, or a malformed header, give the whole. */
RangeResult range_parse(Str range, size_t size, size_t *ret_from, size_t *ret_to);
