// SPDX-License-Identifier: AGPL-3.0-or-later
/*
 * Req: one request as its handler sees it, from the declared fields to the answer. About 30 lines a handler: read
 * the fields, call one domain function, pick a view, a JSON answer or a redirect.
 *
 *     static Err lieu_page(Req *r)
 *     {
 *         const LieuxSnapshot *s = req_snapshot(r, &lieux_snapshot);
 *         const Lieu *l = lieux_find(s, req_path(r, "id"));
 *         if (!l)
 *             return ERR_NOT_FOUND;               // the dispatcher answers with the error page of this mode
 *         view_lieu(req_html(r), &(LieuPage){ .lieu = l });
 *         return OK;
 *     }
 */
#pragma once

#include "base/base.h"
#include "core/auth/acteur.h"
#include "core/db/db.h"
#include "core/http/route.h"
#include "core/json/json.h"
#include "core/run/snapshot.h"
#include "core/view/view.h"

typedef struct App App;
typedef struct Upload Upload;

/* The values and errors of the declared fields: what the views of web/champs.html show. */
typedef struct FormError {
    const Field *field;
    Str message;                                   /* French, says what to do */
} FormError;

typedef struct Form {
    const Field *fields;
    const Str *raw; /* per field: first value as sent, kept in the page; STR_NONE absent, or a secret */
    VEC(FormError) errors;
} Form;

struct Req {
    const App *app;
    Arena *arena; /* dies with the answer */
    Db *db; /* by mode; NULL in SNAPSHOT */
    const Route *route;
    int64_t now; /* the instant of this request */
    uint64_t id; /* of the log line */
    Str method, target, path, query; /* target as sent; path without query, not decoded */
    const Acteur *acteur; /* who is signed in; NULL unless the row's right asks for a session */
    Str peer; /* the visitor's address, 16 bytes; STR_NONE: in process. For delays: never stored nor logged as it is */
    bool secure; /* the visitor's connection is encrypted (a trusted proxy says so) */
    Str body, content_type;
    Form form;
    /* private to core/http */
    struct ReqPrivate *priv;
};

/* ---- in ---------------------------------------------------------------------------------------------------------
 * A name that the row does not declare is a programmer error and asserts. */
Str req_path(Req *r, const char *name); /* decoded path segment */
Str req_text(Req *r, const char *name); /* STR_NONE when absent or empty */
int64_t req_i64(Req *r, const char *name, int64_t absent);
bool req_f64(Req *r, const char *name, double *ret); /* false when absent */
bool req_bool(Req *r, const char *name);
int req_choice(Req *r, const char *name, int absent); /* index in choices */
/* Chosen indexes in order of the choices; n = 0 when absent. */
typedef struct Chosen {
    const int *v;
    size_t n;
} Chosen;
Chosen req_choices(Req *r, const char *name);
bool req_floats(Req *r, const char *name, double *ret, size_t n); /* false when absent */
bool req_date(Req *r, const char *name, Date *ret);
Str req_secret(Req *r, const char *name); /* STR_NONE when absent or empty */
const Upload *req_file(Req *r, const char *name); /* core/http/multipart.h; NULL when absent */
Str req_header(Req *r, const char *name); /* STR_NONE when absent */
Str req_cookie(Req *r, const char *name); /* without its prefix; STR_NONE when absent or doubtful */
/* The secret of the cookie that the row's right asks for, a session's or a form's: what tells this browser from others. */
Str req_browser(Req *r);
/* What the error returned next will say, instead of its usual sentence; for the gates and the API. */
void req_why(Req *r, Str message);
bool req_has_errors(const Req *r);
void form_error(Req *r, const char *name, const char *fmt, ...) __attribute__((format(printf, 3, 4)));
/* The same, of a field that had to be there: silent where what was typed is already said to be wrong. */
void form_missing(Req *r, const char *name, const char *message);
/* The snapshot of now, the same one during the whole request; NULL when it could not be built yet. */
const void *req_snapshot(Req *r, const SnapshotDef *def);
/* Changes whenever the content of any snapshot does (snapshot_view_version): for req_cache. */
int64_t req_snapshots_version(Req *r);

/* ---- out -------------------------------------------------------------------------------------------------------- */
void req_status(Req *r, int status);
void req_set_header(Req *r, const char *name, Str value); /* CR, LF and NUL are refused by assert */
/* `max_age_s` as in core/auth/cookie.h. */
void req_set_cookie(Req *r, const char *name, Str value, int64_t max_age_s);
/* Public and unchanging until the snapshot changes: ETag from the text, 304 when it matches, `max_age_s` for caches.
 * True: the client has it already, the handler may return OK at once. */
bool req_cache(Req *r, Str etag, int max_age_s);
View *req_html(Req *r); /* text/html; charset=utf-8; with the forms' token where the row's right has one */
/* The token of the forms of this answer, masked afresh; STR_NONE where the row's right has none. req_html puts it in the view. */
Str req_jeton(Req *r);
Json *req_json(Req *r); /* application/json */
Buf *req_body(Req *r, const char *content_type); /* any other text; borrowed */
/* Bytes that live as long as the snapshot taken by this request (no copy is made). */
void req_body_static(Req *r, const char *content_type, Str bytes);
/*
 * A long answer written piece by piece, as fast as the client takes it: `more` appends some tens of kilobytes to `out`
 * and says when it was the last piece. It is called on the event loop for a SNAPSHOT row, else on a thread of the pool
 * with `r->db` (another one each time: no cursor is kept between two calls). `state` lives in r->arena; when the client
 * leaves, `more` is simply not called any more. An error cuts the answer short, which the client can see.
 */
typedef Err StreamFn(Req *r, void *state, Buf *out, bool *ret_last);
void req_stream(Req *r, const char *content_type, StreamFn *more, void *state);
/* 303 to a path of this site; ERR_INVALID for anything else. */
Err req_redirect(Req *r, const char *fmt, ...) __attribute__((format(printf, 2, 3)));
/* 303 to another site, by an address that we have made: https, or http of this very machine; printable ASCII. Asserts otherwise.
 * Never after a form: browsers hold it to `form-action 'self'`. */
void req_redirect_outside(Req *r, Str url);
/* This page's policy lets images of that origin in ("https://tuiles.example"), as its configuration asked; empty: none. */
void req_images(Req *r, Str origin);
/* Offered as a file of that name. */
void req_download(Req *r, Str filename);
