// SPDX-License-Identifier: AGPL-3.0-or-later
#include "core/http/req.h"

#include <assert.h>
#include <string.h>

#include "core/auth/cookie.h"
#include "core/auth/csrf.h"
#include "core/http/exchange.h"
#include "core/view/affichage.h"

enum { BODY_FIRST = 16 * 1024 };

/* ---- in ------------------------------------------------------------------------------------------------------------ */

Str req_path(Req *r, const char *name)
{
    const RouteMatch *m = &r->priv->match;
    for (int i = 0; i < m->n; i++)
        if (str_eq(m->names[i], str_from(name)))
            return m->values[i];
    assert(!"name of the path not declared");
    return STR_NONE;
}

static size_t field_at(const Req *r, const char *name)
{
    const Field *fields = r->route->fields;
    size_t i = 0;
    while (fields && fields[i].name && (fields[i].name[0] != name[0] || strcmp(fields[i].name, name) != 0))
        i++;
    assert(fields && fields[i].name && "field not declared by the row");
    return i;
}

static const FieldValue *value_of(const Req *r, const char *name, FieldKind a, FieldKind b)
{
    size_t i = field_at(r, name);
    assert(r->route->fields[i].kind == a || r->route->fields[i].kind == b);
    return &r->priv->values[i];
}

Str req_text(Req *r, const char *name)
{
    return value_of(r, name, FIELD_TEXT, FIELD_LINES)->text;
}

int64_t req_i64(Req *r, const char *name, int64_t absent)
{
    const FieldValue *v = value_of(r, name, FIELD_I64, FIELD_I64);
    return v->present ? v->i : absent;
}

bool req_f64(Req *r, const char *name, double *ret)
{
    const FieldValue *v = value_of(r, name, FIELD_F64, FIELD_F64);
    if (v->present)
        *ret = v->f;
    return v->present;
}

bool req_bool(Req *r, const char *name)
{
    const FieldValue *v = value_of(r, name, FIELD_BOOL, FIELD_BOOL);
    return v->present && v->i;
}

int req_choice(Req *r, const char *name, int absent)
{
    const FieldValue *v = value_of(r, name, FIELD_CHOICE, FIELD_CHOICE);
    return v->present ? (int)v->i : absent;
}

Chosen req_choices(Req *r, const char *name)
{
    const FieldValue *v = value_of(r, name, FIELD_CHOICES, FIELD_CHOICES);
    return (Chosen){ v->chosen, v->n };
}

bool req_floats(Req *r, const char *name, double *ret, size_t n)
{
    const FieldValue *v = value_of(r, name, FIELD_FLOATS, FIELD_FLOATS);
    assert(!v->present || v->n == n);
    if (v->present)
        memcpy(ret, v->floats, n * sizeof *ret);
    return v->present;
}

bool req_date(Req *r, const char *name, Date *ret)
{
    const FieldValue *v = value_of(r, name, FIELD_DATE, FIELD_DATE);
    if (v->present)
        *ret = (Date){ (int32_t)v->i };
    return v->present;
}

const Upload *req_file(Req *r, const char *name)
{
    const FieldValue *v = value_of(r, name, FIELD_FILE, FIELD_FILE);
    return v->present ? &v->file : NULL;
}

Str req_secret(Req *r, const char *name)
{
    const FieldValue *v = value_of(r, name, FIELD_SECRET, FIELD_SECRET);
    return v->present ? v->text : STR_NONE;
}

Str req_header(Req *r, const char *name)
{
    Exchange *x = r->priv;
    if (x->header)
        return x->header(x->header_arg, name);
    for (size_t i = 0; i < x->headers_n; i++)
        if (str_eq_nocase(x->headers[i].name, str_from(name)))
            return x->headers[i].value;
    return STR_NONE;
}

void req_why(Req *r, Str message)
{
    r->priv->why = message;
}

bool req_has_errors(const Req *r)
{
    return r->form.errors.n > 0;
}

void form_error(Req *r, const char *name, const char *fmt, ...)
{
    va_list ap;
    va_start(ap, fmt);
    Str message = str_vformat(r->arena, fmt, ap);
    va_end(ap);
    FormError *e = vec_push(r->arena, &r->form.errors);
    if (e)
        *e = (FormError){ &r->route->fields[field_at(r, name)], message };
}

void form_missing(Req *r, const char *name, const char *message)
{
    const Field *field = &r->route->fields[field_at(r, name)];
    for (size_t i = 0; i < r->form.errors.n; i++)
        if (r->form.errors.v[i].field == field)
            return;
    form_error(r, name, "%s", message);
}

static const SnapshotView *held_view(Req *r)
{
    Exchange *x = r->priv;
    if (!x->view && r->app->snapshots)
        x->view = snapshot_view(r->app->snapshots);
    return x->view;
}

const void *req_snapshot(Req *r, const SnapshotDef *def)
{
    const SnapshotView *view = held_view(r);
    return view ? snapshot_get(view, def) : NULL;
}

int64_t req_snapshots_version(Req *r)
{
    const SnapshotView *view = held_view(r);
    return view ? snapshot_view_version(view) : 0;
}

/* ---- out ----------------------------------------------------------------------------------------------------------- */

void req_status(Req *r, int status)
{
    assert(status >= 200 && status < 600);
    r->priv->status = status;
}

static bool is_plain_line(Str s)
{
    for (size_t i = 0; i < s.n; i++)
        if (s.p[i] == '\r' || s.p[i] == '\n' || s.p[i] == '\0')
            return false;
    return true;
}

void req_set_header(Req *r, const char *name, Str value)
{
    assert(is_plain_line(value) && is_plain_line(str_from(name)));
    Buf *b = &r->priv->extra;
    buf_put(b, str_from(name));
    buf_put(b, S(": "));
    buf_put(b, value);
    buf_put(b, S("\r\n"));
}

Str req_cookie(Req *r, const char *name)
{
    Str value;
    CookieRead read = cookie_read(req_header(r, "Cookie"), cookie_name(r->arena, str_from(name), r->secure), &value);
    return read == COOKIE_OK ? value : STR_NONE;
}

Str req_browser(Req *r)
{
    return r->priv->secret;
}

void req_set_cookie(Req *r, const char *name, Str value, int64_t max_age_s)
{
    const Cookie c = { str_from(name), value, max_age_s, SAME_SITE_LAX, r->secure };
    req_set_header(r, "Set-Cookie", cookie_set(r->arena, &c));
}

/* How this browser wants pages to look. */
static Str affichage(Req *r)
{
    Exchange *x = r->priv;
    if (!x->affichage_vu && !(r->route && r->route->flags & ROUTE_EMBED))
        x->affichage = affichage_lire(r->arena, req_cookie(r, AFFICHAGE_COOKIE), '.');
    x->affichage_vu = true;
    return x->affichage;
}

bool req_cache(Req *r, Str etag, int max_age_s)
{
    Exchange *x = r->priv;
    for (size_t i = 0; i < etag.n; i++)
        assert(etag.p[i] > 0x20 && etag.p[i] < 0x7f && etag.p[i] != '"');
    x->max_age_s = max_age_s;
    Str look = affichage(r);
    if (etag.n)
        x->etag = str_format(r->arena, "W/\"%.*s%s%.*s\"", STR_ARG(etag), look.n ? "." : "", STR_ARG(look));
    return etag.n && etag_matches(req_header(r, "If-None-Match"), x->etag);
}

Buf *req_body(Req *r, const char *content_type)
{
    Exchange *x = r->priv;
    x->content_type = content_type;
    if (!x->body.p)
        buf_reserve(&x->body, BODY_FIRST);
    return &x->body;
}

/* The site as of this request: invented data may come and go with an import. */
static const Site *site_now(Req *r)
{
    const Site *site = r->app->site;
    if (!site || !r->app->demonstration || r->app->demonstration(r) == site->demonstration)
        return site;
    Site *other = NEW(r->arena, Site, 1);
    if (!other)
        return site;
    *other = *site;
    other->demonstration = !site->demonstration;
    return other;
}

Str req_jeton(Req *r)
{
    Exchange *x = r->priv;
    if (str_is_none(x->secret))
        return STR_NONE;
    return csrf_mask(r->arena, csrf_token(r->app->keys->forms, x->secret), r->now, r->app->random);
}

View *req_html(Req *r)
{
    Exchange *x = r->priv;
    x->page = (View){ .b = req_body(r, "text/html; charset=utf-8"),
        .arena = r->arena,
        .site = site_now(r),
        .path = r->path,
        .target = r->target,
        .affichage = affichage_lire(r->arena, affichage(r), ' '),
        .jeton = req_jeton(r),
        .acteur = r->acteur };
    return &x->page;
}

Json *req_json(Req *r)
{
    Exchange *x = r->priv;
    x->json = json_to(req_body(r, "application/json"));
    return &x->json;
}

void req_body_static(Req *r, const char *content_type, Str bytes)
{
    r->priv->content_type = content_type;
    r->priv->fixed = bytes;
}

void req_stream(Req *r, const char *content_type, StreamFn *more, void *state)
{
    assert(r->route->mode != WRITE);
    r->priv->content_type = content_type;
    r->priv->stream = more;
    r->priv->stream_state = state;
}

static void put_percent(Buf *b, Str s, const char *also)
{
    static const char digits[] = "0123456789ABCDEF";
    for (size_t i = 0; i < s.n; i++) {
        unsigned char c = (unsigned char)s.p[i];
        bool plain = (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') ||
                     (c && strchr(also, c) != NULL);
        if (plain)
            buf_char(b, (char)c);
        else
            buf_put(b, str_of((char[]){ '%', digits[c >> 4], digits[c & 15] }, 3));
    }
}

Err req_redirect(Req *r, const char *fmt, ...)
{
    va_list ap;
    va_start(ap, fmt);
    Str to = str_vformat(r->arena, fmt, ap);
    va_end(ap);
    if (str_is_none(to))
        return ERR_MEMORY;
    if (!str_starts(to, S("/")) || str_starts(to, S("//")) || str_has(to, S("\\")))
        return ERR_INVALID;
    Buf *b = &r->priv->extra;
    buf_put(b, S("Location: "));
    put_percent(b, to, "-._~/?#[]@!$&'()*+,;=:%|");
    buf_put(b, S("\r\n"));
    r->priv->status = 303;
    return OK;
}

void req_redirect_outside(Req *r, Str url)
{
    assert(str_starts(url, S("https://")) || str_starts(url, S("http://127.0.0.1")) ||
           str_starts(url, S("http://localhost")) || str_starts(url, S("http://[::1]")));
    req_set_header(r, "Location", url);
    r->priv->status = 303;
}

void req_images(Req *r, Str origin)
{
    for (size_t i = 0; i < origin.n; i++)
        assert(origin.p[i] > 0x20 && origin.p[i] < 0x7f && origin.p[i] != ';' && origin.p[i] != ',');
    r->priv->images = origin;
}

void req_download(Req *r, Str filename)
{
    Buf *b = &r->priv->extra;
    buf_put(b, S("Content-Disposition: attachment; filename=\""));
    for (size_t i = 0; i < filename.n; i++) {
        char c = filename.p[i];
        buf_char(b, c > 0x20 && c < 0x7f && c != '"' && c != '\\' && c != '/' ? c : '_');
    }
    buf_put(b, S("\"; filename*=UTF-8''"));
    put_percent(b, filename, "-._~");
    buf_put(b, S("\r\n"));
}
