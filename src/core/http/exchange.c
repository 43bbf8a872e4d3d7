// SPDX-License-Identifier: AGPL-3.0-or-later
#include "core/http/exchange.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>
#include <zlib.h>

#include "core/http/json_form.h"

enum { ARENA_MAX = 32 * 1024 * 1024, COMPRESS_MIN = 1024, COMPRESS_LEVEL = 1, RETRY_AFTER_S = 2 };

Exchange *exchange_new(const HttpSite *site, size_t max_body)
{
    Arena *a = arena_new(ARENA_MAX + max_body);
    Exchange *x = NEW(a, Exchange, 1);
    if (!x) {
        arena_free(a);
        return NULL;
    }
    x->req.app = site->app;
    x->req.arena = a;
    x->req.priv = x;
    x->site = site;
    x->status = 200;
    x->max_age_s = -1;
    x->body = buf_new(ANSWER_MAX);
    x->extra = buf_new(16 * KIB);
    x->out.head = buf_new(32 * KIB);
    return x;
}

void exchange_free(Exchange *x)
{
    if (!x)
        return;
    buf_done(&x->body);
    buf_done(&x->extra);
    buf_done(&x->out.head);
    snapshot_view_free(x->view);
    arena_free(x->req.arena);
}

/* ---- errors -------------------------------------------------------------------------------------------------------- */

typedef struct StatusText {
    int status;
    const char *name, *title, *message;
} StatusText;

/* For what is known by its status only; what has an Err takes its words from err_info. */
static const StatusText status_texts[] = {
    { 400, "invalid", "Demande illisible", "Cette demande ne suit pas les règles du web. Revenez à l’accueil." },
    { 401, "unauthenticated", "Connexion nécessaire", "Connectez-vous pour continuer." },
    { 403, "forbidden", "Accès refusé", "Votre rôle ne permet pas d’ouvrir cette page." },
    { 404, "not_found", "Page introuvable", "Cette page n’existe pas ou n’existe plus." },
    { 405, "method", "Action impossible ici", "Cette adresse ne répond pas à cette méthode." },
    { 408, "timeout", "Envoi trop lent", "La demande a mis trop de temps à arriver. Réessayez." },
    { 409, "conflict", "Donnée déjà modifiée", "La donnée a changé entre-temps. Relisez-la puis recommencez." },
    { 413, "too_large", "Envoi trop lourd",
        "L’envoi dépasse la taille admise\u00A0: rien n’est enregistré. Revenez à la page précédente, puis "
        "raccourcissez le texte ou prenez un fichier plus léger." },
    { 414, "too_large", "Adresse trop longue", "Retirez des critères de recherche puis réessayez." },
    { 415, "unsupported", "Format non pris en charge", "Ce format d’envoi n’est pas pris en charge." },
    { 417, "unsupported", "Demande non prise en charge", "L’en-tête Expect n’est pas pris en charge ici." },
    { 429, "busy", "Trop de demandes", "Trop de demandes viennent de votre adresse. Patientez quelques secondes." },
    { 431, "too_large", "Demande trop longue",
        "Les en-têtes de la demande sont trop longs. Effacez les cookies de ce site." },
    { 500, "internal", "Erreur du service", "Une erreur inattendue est survenue. Réessayez plus tard." },
    { 501, "unsupported", "Demande non prise en charge", "Cette méthode n’existe pas ici." },
    { 503, "busy", "Service très sollicité", "Réessayez dans quelques secondes." },
    { 505, "unsupported", "Version non prise en charge", "Seules les versions 1.0 et 1.1 de HTTP sont comprises." },
};

static const StatusText *status_text(int status)
{
    size_t n = sizeof status_texts / sizeof *status_texts;
    for (size_t i = 0; i < n; i++)
        if (status_texts[i].status == status)
            return &status_texts[i];
    return &status_texts[0];
}

static void error_json(Exchange *x, const char *name, Str message)
{
    const Form *form = &x->req.form;
    Json *j = req_json(&x->req);
    json_obj(j);
    json_kstr(j, "erreur", str_from(name));
    json_kstr(j, "message", message);
    if (form->errors.n) {
        json_key(j, S("champs"));
        json_arr(j);
        for (size_t i = 0; i < form->errors.n; i++) {
            json_obj(j);
            json_kstr(j, "champ", str_from(form->errors.v[i].field->name));
            json_kstr(j, "message", form->errors.v[i].message);
            json_end(j);
        }
        json_end(j);
    }
    json_end(j);
}

static void error_text(Exchange *x, Str title, Str message)
{
    Buf *b = req_body(&x->req, "text/plain; charset=utf-8");
    buf_put(b, title);
    buf_put(b, S("\n\n"));
    buf_put(b, message);
    buf_put(b, S("\n"));
    for (size_t i = 0; i < x->req.form.errors.n; i++) {
        buf_put(b, x->req.form.errors.v[i].message);
        buf_put(b, S("\n"));
    }
}

static void fail_with(Exchange *x, int status, const char *name, Str message)
{
    Req *r = &x->req;
    const StatusText *t = status_text(status);
    bool api = r->route ? r->route->flags & ROUTE_API : str_starts(r->path, S("/api/"));
    buf_done(&x->body);
    x->status = status;
    x->stream = NULL;
    x->asset = NULL;
    x->fixed = x->etag = STR_NONE;
    x->max_age_s = -1;
    Str title = str_from(t->title);
    if (api)
        error_json(x, name, message);
    else if (r->app->error_page && r->app->site)
        r->app->error_page(req_html(r), &(ErrorPage){ status, title, message, &r->form, r->id });
    else
        error_text(x, title, message);
    if (buf_str(&x->body).p == NULL) { /* no memory even for that */
        buf_done(&x->body);
        x->content_type = NULL;
    }
}

static bool asks_for(const Exchange *x, Proof proof)
{
    return x->req.route && x->req.route->right->proof == proof;
}

/* Headers meant for the answer that the error replaces. */
static void drop_headers(Exchange *x)
{
    buf_done(&x->extra);
}

void exchange_fail(Exchange *x, Err e)
{
    const ErrInfo *info = err_info(e);
    drop_headers(x);
    fail_with(x, info->http_status, info->name, x->why.p ? x->why : str_from(info->message));
    if (info->http_status == 401 && asks_for(x, PROOF_BEARER))
        req_set_header(&x->req, "WWW-Authenticate", S("Bearer realm=\"API\""));
    if (info->http_status == 503)
        req_set_header(&x->req, "Retry-After", str_format(x->req.arena, "%d", RETRY_AFTER_S));
}

void exchange_refuse(Exchange *x, int status)
{
    const StatusText *t = status_text(status);
    drop_headers(x);
    fail_with(x, status, t->name, x->why.p ? x->why : str_from(t->message));
    if (status == 503 || status == 429)
        req_set_header(&x->req, "Retry-After",
            str_format(x->req.arena, "%lld", (long long)(x->wait_s ? x->wait_s : RETRY_AFTER_S)));
}

/* ---- before the handler -------------------------------------------------------------------------------------------- */

static bool is_read(Str method)
{
    return str_eq(method, S("GET")) || str_eq(method, S("HEAD"));
}

static void answer_options(Exchange *x)
{
    bool api = false;
    Str allow = router_allow(x->site->router, x->req.arena, x->req.path, &api);
    if (str_is_none(allow) && router_asset(x->site->router, x->req.path))
        allow = S("GET, HEAD, OPTIONS");
    if (str_is_none(allow)) {
        exchange_fail(x, ERR_NOT_FOUND);
        return;
    }
    x->status = 204;
    req_set_header(&x->req, "Allow", allow);
    if (api) {
        req_set_header(&x->req, "Access-Control-Allow-Origin", S("*"));
        req_set_header(&x->req, "Access-Control-Allow-Methods", S("GET, HEAD, OPTIONS"));
        req_set_header(&x->req, "Access-Control-Allow-Headers", S("Accept, If-None-Match"));
        req_set_header(&x->req, "Access-Control-Max-Age", S("86400"));
    }
}

/* "/lieux/" is answered by a redirection to "/lieux" where that is a page. */
static bool answer_final_slash(Exchange *x)
{
    Req *r = &x->req;
    RouteMatch m;
    if (!is_read(r->method) || r->path.n < 2 || !str_ends(r->path, S("/")) || str_starts(r->path, S("//")))
        return false;
    Str path = str_slice(r->path, 0, r->path.n - 1);
    if (router_match(x->site->router, r->arena, r->method, path, &m) != OK)
        return false;
    req_set_header(r, "Location",
        str_format(r->arena, "%.*s%s%.*s", STR_ARG(path), r->query.n ? "?" : "", STR_ARG(r->query)));
    x->status = 308;
    return true;
}

static void answer_unmatched(Exchange *x, Err e)
{
    Req *r = &x->req;
    const Asset *asset = e == ERR_NOT_FOUND ? router_asset(x->site->router, r->path) : NULL;
    if (asset && is_read(r->method)) {
        x->asset = asset;
        x->content_type = asset->type;
        return;
    }
    if (e == ERR_NOT_FOUND && !asset && answer_final_slash(x))
        return;
    exchange_fail(x, asset ? ERR_METHOD : e);
    if (asset || e == ERR_METHOD) {
        bool api;
        Str allow = asset ? S("GET, HEAD, OPTIONS") : router_allow(x->site->router, r->arena, r->path, &api);
        req_set_header(r, "Allow", allow);
    }
}

static bool is_type(Str type, Str wanted)
{
    return str_eq_nocase(str_trim(str_slice(type, 0, str_find_char(type, 0, ';'))), wanted);
}

static bool is_form_type(Str type)
{
    return is_type(type, S("application/x-www-form-urlencoded"));
}

Err exchange_body(Req *r, const Field *fields, Form *ret_form, FieldValue **ret_values)
{
    Part parts[PARTS_MAX];
    Str boundary;
    size_t n = 0;
    if (r->route->right->proof == PROOF_BEARER && is_type(r->content_type, S("application/json"))) {
        Str form, message = STR_NONE;
        Err e = json_form(r->arena, fields, r->body, &form, &message);
        if (e == ERR_INVALID)
            req_why(r, message);
        return e == OK ? form_parse(r->arena, fields, FORM_SENT, form, ret_form, ret_values) : e;
    }
    if (r->body.n == 0 || is_form_type(r->content_type))
        return form_parse(r->arena, fields, FORM_SENT, r->body, ret_form, ret_values);
    if (!fields_have_file(r->route->fields) || !is_type(r->content_type, S("multipart/form-data")))
        return ERR_UNSUPPORTED;
    if (!multipart_boundary(r->content_type, &boundary))
        return ERR_INVALID;
    TRY(multipart_parse(r->body, boundary, parts, &n));
    return form_parse_parts(r->arena, fields, parts, n, ret_form, ret_values);
}

static Err read_fields(Exchange *x)
{
    Req *r = &x->req;
    if (!r->route->fields)
        return OK;
    FormStage stage = r->route->flags & ROUTE_LAX ? FORM_OPENED : FORM_SENT;
    if (is_read(r->method))
        TRY(form_parse(r->arena, r->route->fields, stage, r->query, &r->form, &x->values));
    else
        TRY(exchange_body(r, r->route->fields, &r->form, &x->values));
    return r->form.errors.n && !(r->route->flags & ROUTE_LAX) ? ERR_INVALID : OK;
}

bool exchange_begin(Exchange *x)
{
    Req *r = &x->req;
    size_t mark = str_find_char(r->target, 0, '?');
    r->path = str_slice(r->target, 0, mark);
    r->query = str_slice(r->target, mark + 1, r->target.n);
    if (str_eq(r->method, S("OPTIONS"))) {
        answer_options(x);
        return false;
    }
    Err e = router_match(x->site->router, r->arena, r->method, r->path, &x->match);
    if (e != OK) {
        answer_unmatched(x, e);
        return false;
    }
    r->route = x->match.route;
    if (r->body.n > (r->route->max_body ? r->route->max_body : BODY_MAX_DEFAULT))
        e = ERR_TOO_LARGE;
    else
        e = read_fields(x);
    x->misread = e == ERR_INVALID && r->route->right->proof != PROOF_PUBLIC;
    if (e != OK && !x->misread)
        exchange_fail(x, e);
    return e == OK || x->misread;
}

/* ---- the handler ---------------------------------------------------------------------------------------------------- */

/* A page that asks who one is leads to the page that tells, and back. */
static bool answer_signin(Exchange *x, Err e)
{
    Req *r = &x->req;
    if (e != ERR_UNAUTHENTICATED || !r->app->signin || !is_read(r->method) || r->route->flags & ROUTE_API)
        return false;
    BUF back = buf_new(8 * KIB);
    url_encode(&back, r->target);
    drop_headers(x);
    return req_redirect(r, "%s?retour=%.*s", r->app->signin, STR_ARG(buf_str(&back))) == OK;
}

Err exchange_run(Exchange *x, Db *db)
{
    Str why = x->why; /* of what could not be read: for who may hear it */
    x->req.db = db;
    x->why = STR_NONE;
    Err e = exchange_admit(x);
    if (e == OK && x->misread)
        x->why = why;
    if (e == OK)
        e = x->misread ? ERR_INVALID : x->req.route->fn(&x->req);
    else if (answer_signin(x, e))
        e = OK;
    x->req.db = NULL;
    if (e == OK && (arena_failed(x->req.arena) || x->body.failed))
        e = ERR_MEMORY;
    if (e != OK && x->wait_s)
        exchange_refuse(x, 429);
    else if (e != OK)
        exchange_fail(x, e);
    return e;
}

Err exchange_stream(Exchange *x, Db *db, Buf *out, bool *ret_last)
{
    bool last = false;
    x->req.db = db;
    Err e = x->stream(&x->req, x->stream_state, out, &last);
    x->req.db = NULL;
    if (e == OK && (arena_failed(x->req.arena) || out->failed))
        e = ERR_MEMORY;
    if (e == OK)
        *ret_last = last;
    return e;
}

/* ---- what goes out -------------------------------------------------------------------------------------------------- */

/* gzip of `plain` into the exchange's memory; false when it is not smaller. */
static bool compress_body(Exchange *x, Str plain)
{
    z_stream z = { 0 };
    if (deflateInit2(&z, COMPRESS_LEVEL, Z_DEFLATED, 15 + 16, 8, Z_DEFAULT_STRATEGY) != Z_OK)
        return false;
    Buf b = buf_new(plain.n);
    char *to = buf_reserve(&b, plain.n);
    z.next_in = (Bytef *)plain.p;
    z.avail_in = (uInt)plain.n;
    z.next_out = (Bytef *)to;
    z.avail_out = (uInt)plain.n;
    bool smaller = to && deflate(&z, Z_FINISH) == Z_STREAM_END;
    if (smaller) {
        buf_advance(&b, plain.n - z.avail_out);
        buf_done(&x->body);
        x->body = b;
        x->out.body = buf_str(&x->body);
    } else {
        buf_done(&b);
    }
    deflateEnd(&z);
    return smaller;
}

static bool is_compressible_type(const char *type)
{
    return type && (strncmp(type, "text/", 5) == 0 || strncmp(type, "application/json", 16) == 0 ||
                       strncmp(type, "application/geo+json", 20) == 0 || strncmp(type, "image/svg", 9) == 0);
}

/* A page that nobody's secret can be in: what an attacker guesses at through its compressed size is not there. */
static bool may_compress(const Exchange *x)
{
    const Route *route = x->req.route;
    return route && route->right->proof == PROOF_PUBLIC && !(route->flags & ROUTE_SECRET) && is_read(x->req.method) &&
           x->status == 200 && is_compressible_type(x->content_type);
}

static const char *choose_dynamic(Exchange *x)
{
    x->out.body = x->fixed.p ? x->fixed : buf_str(&x->body);
    if (!may_compress(x) || x->out.body.n <= COMPRESS_MIN)
        return NULL;
    Coding coding = coding_choose(req_header(&x->req, "Accept-Encoding"), true, false);
    return coding == CODING_GZIP && compress_body(x, x->out.body) ? "gzip" : NULL;
}

static void choose_range(Exchange *x, Str range, const char *etag)
{
    Str if_range = req_header(&x->req, "If-Range");
    size_t from = 0, to = 0, size = x->out.body.n;
    if (if_range.n && !str_eq(str_trim(if_range), str_from(etag)))
        return;
    switch (range_parse(range, size, &from, &to)) {
    case RANGE_WHOLE:
        return;
    case RANGE_PART:
        x->out.status = 206;
        x->out.body = str_slice(x->out.body, from, to);
        req_set_header(&x->req, "Content-Range", str_format(x->req.arena, "bytes %zu-%zu/%zu", from, to - 1, size));
        return;
    case RANGE_UNSATISFIABLE:
        x->out.status = 416;
        x->out.body = STR_NONE;
        req_set_header(&x->req, "Content-Range", str_format(x->req.arena, "bytes */%zu", size));
        return;
    }
}

static const char *choose_asset(Exchange *x)
{
    const Asset *a = x->asset;
    Str range = str_eq(x->req.method, S("GET")) ? req_header(&x->req, "Range") : STR_NONE;
    Coding coding = CODING_NONE;
    if (str_is_none(range))
        coding = coding_choose(req_header(&x->req, "Accept-Encoding"), a->gzip.p != NULL, a->brotli.p != NULL);
    const char *etag = coding == CODING_BROTLI ? a->etag_brotli : coding == CODING_GZIP ? a->etag_gzip : a->etag;
    x->etag = str_from(etag);
    x->out.body = coding == CODING_BROTLI ? a->brotli : coding == CODING_GZIP ? a->gzip : a->raw;
    if (!str_is_none(range))
        choose_range(x, range, etag);
    return coding == CODING_BROTLI ? "br" : coding == CODING_GZIP ? "gzip" : NULL;
}

#define COMMON_HEADERS                                                                                                 \
    "X-Content-Type-Options: nosniff\r\n"                                                                              \
    "Referrer-Policy: strict-origin-when-cross-origin\r\n"                                                             \
    "Permissions-Policy: camera=(), geolocation=(self), microphone=(), payment=(), usb=()\r\n"                         \
    "Cross-Origin-Opener-Policy: same-origin"
static const Str page_headers = S_INIT(
    "\r\nContent-Security-Policy: default-src 'self'; img-src 'self' data:; object-src 'none'; base-uri 'none'; "
    "form-action 'self'; frame-ancestors 'none'\r\n" COMMON_HEADERS);
static const Str api_headers = S_INIT(
    "\r\nContent-Security-Policy: default-src 'none'; frame-ancestors 'none'\r\n" COMMON_HEADERS);

/* The page's own policy, and images of one other site. */
static void put_images_headers(const Exchange *x, Buf *b)
{
    buf_put(b, S("\r\nContent-Security-Policy: default-src 'self'; img-src 'self' data: "));
    buf_put(b, x->images);
    buf_put(b,
        S("; object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'\r\n" COMMON_HEADERS));
}

/* The page's own policy, but for who may frame it. */
static void put_embed_headers(const Exchange *x, Buf *b)
{
    const Config *c = x->req.app->config;
    Str who = c ? config_str(c, CONF_INTEGRATION_ORIGINES) : STR_NONE;
    buf_put(b,
        S("\r\nContent-Security-Policy: default-src 'self'; img-src 'self' data:; object-src 'none'; base-uri 'none'; "
          "form-action 'self'; frame-ancestors 'self'"));
    if (who.n)
        buf_put(b, S(" "));
    buf_put(b, who);
    buf_put(b, S("\r\n" COMMON_HEADERS));
}

static void put_header(Buf *b, Str name, Str value)
{
    buf_put(b, S("\r\n"));
    buf_put(b, name);
    buf_put(b, value);
}

static void put_cache_control(Exchange *x, Buf *b)
{
    const Route *route = x->req.route;
    buf_put(b, S("\r\nCache-Control: "));
    if (x->asset && x->out.status < 400) {
        buf_put(b, S("public, max-age=31536000, immutable"));
    } else if (x->status >= 400 || !is_read(x->req.method) ||
               (route && (route->flags & ROUTE_SECRET || route->right->proof != PROOF_PUBLIC))) {
        buf_put(b, S("no-store"));
    } else if (x->max_age_s > 0) {
        buf_put(b, S("public, max-age="));
        buf_i64(b, x->max_age_s);
    } else {
        buf_put(b, S("no-cache"));
    }
}

static void put_head(Exchange *x, const char *date, const char *coding)
{
    Buf *b = &x->out.head;
    const Route *route = x->req.route;
    bool api = route && route->flags & ROUTE_API, embed = route && route->flags & ROUTE_EMBED;
    buf_reserve(b, 1024);
    buf_put(b, str_of(date, HTTP_DATE_N));
    if (x->content_type && x->out.status != 304 && x->out.status != 204)
        put_header(b, S("Content-Type: "), str_from(x->content_type));
    put_cache_control(x, b);
    if (x->etag.n && x->out.status < 400)
        put_header(b, S("ETag: "), x->etag);
    if (coding && x->out.status != 304)
        put_header(b, S("Content-Encoding: "), str_from(coding));
    bool page = x->content_type && str_starts(str_from(x->content_type), S("text/html"));
    if ((x->asset && (x->asset->gzip.p || x->asset->brotli.p)) || may_compress(x))
        put_header(b, S("Vary: "), page && !embed ? S("Accept-Encoding, Cookie") : S("Accept-Encoding"));
    if (x->asset)
        put_header(b, S("Accept-Ranges: "), S("bytes"));
    bool open = api && asks_for(x, PROOF_PUBLIC); /* to pages of other sites: what needs a key is for programs */
    if (open && is_read(x->req.method))
        put_header(b, S("Access-Control-Allow-Origin: "), S("*"));
    if (route && route->flags & ROUTE_HIDDEN)
        put_header(b, S("X-Robots-Tag: "), S("noindex"));
    if (x->req.secure)
        put_header(b, S("Strict-Transport-Security: "), S("max-age=31536000"));
    Str extra = buf_str(&x->extra);
    if (extra.n) {
        buf_put(b, S("\r\n"));
        buf_put(b, str_slice(extra, 0, extra.n - 2));
    }
    if (embed)
        put_embed_headers(x, b);
    else if (!api && x->images.n)
        put_images_headers(x, b);
    else
        buf_put(b, api ? api_headers : page_headers);
    put_header(b, S("Cross-Origin-Resource-Policy: "), open || embed ? S("cross-origin") : S("same-origin"));
}

void exchange_finish(Exchange *x, const char *date)
{
    if (x->extra.failed || (arena_failed(x->req.arena) && x->status < 400)) {
        x->extra = buf_new(16 * KIB);
        exchange_fail(x, ERR_MEMORY);
    }
    bool known = x->etag.n && x->status == 200 && is_read(x->req.method) &&
                 etag_matches(req_header(&x->req, "If-None-Match"), x->etag);
    const char *coding = NULL;
    x->out.status = x->status;
    if (x->asset) {
        coding = choose_asset(x);
        known = x->out.status == 200 && etag_matches(req_header(&x->req, "If-None-Match"), x->etag);
    } else if (!known && !x->stream) {
        coding = choose_dynamic(x);
    }
    if (known) {
        x->out.status = 304;
        x->stream = NULL;
    }
    bool bodiless = x->out.status == 204 || x->out.status == 304;
    if (bodiless)
        x->out.body = STR_NONE;
    x->out.has_length = !bodiless && !x->stream;
    x->out.length = x->out.body.n;
    if (str_eq(x->req.method, S("HEAD"))) {
        x->out.body = STR_NONE;
        x->stream = NULL;
    }
    put_head(x, date, coding);
}
