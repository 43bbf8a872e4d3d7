// SPDX-License-Identifier: AGPL-3.0-or-later
#include "core/http/inproc.h"

#include "core/http/exchange.h"
#include "core/http/peers.h"

/* The value of a header in lines "Name: value\r\n". */
static Str line_value(Str lines, const char *name)
{
    Str line;
    while (str_split(&lines, '\n', &line)) {
        size_t colon = str_find_char(line, 0, ':');
        if (str_eq_nocase(str_slice(line, 0, colon), str_from(name)))
            return str_trim(str_slice(line, colon + 1, line.n));
    }
    return STR_NONE;
}

static Str header_of(void *arg, const char *name)
{
    return line_value(*(Str *)arg, name);
}

static Err run_writing(Db *db, Arena *a, void *arg)
{
    (void)a;
    return exchange_run(arg, db);
}

static void run(Exchange *x, const App *app, Db *db)
{
    if (x->req.route->mode != WRITE) {
        exchange_run(x, x->req.route->mode == SNAPSHOT ? NULL : db);
        return;
    }
    Err e = app->writer ? writer_run(app->writer, x->req.arena, run_writing, x) : ERR_LOCKED;
    if (e != OK && x->status < 400)
        exchange_fail(x, e);
}

static Str body_of(Exchange *x, Db *db, Arena *a)
{
    BUF all = buf_new(ANSWER_MAX);
    bool last = x->stream == NULL;
    buf_put(&all, x->out.body);
    while (!last)
        if (exchange_stream(x, db, &all, &last) != OK)
            break;
    return str_dup(a, buf_str(&all));
}

HttpAnswer http_call(const App *app, Db *db, Arena *a, const char *method, const char *target, const char *headers,
    Str body)
{
    Router *router = NULL;
    Str message = S("no memory");
    if (router_new(a, app->slices, app->assets, &router, &message) != OK)
        return (HttpAnswer){ .body = message };
    HttpSite site = { app, router };
    Exchange *x = exchange_new(&site, body.n);
    if (!x)
        return (HttpAnswer){ .body = message };
    Str lines = headers ? str_from(headers) : S("");
    Str type = line_value(lines, "Content-Type");
    x->header = header_of;
    x->header_arg = &lines;
    x->req.method = str_from(method);
    x->req.target = str_from(target);
    x->req.body = body;
    x->req.content_type = str_is_none(type) ? S("application/x-www-form-urlencoded") : type;
    x->req.now = clock_now(app->clock);
    Peer peer;
    if (peer_parse(line_value(lines, "X-Forwarded-For"), &peer))
        x->req.peer = str_dup(x->req.arena, str_of((const char *)peer.v, sizeof peer.v));
    x->req.id = 1;
    if (exchange_begin(x))
        run(x, app, db);
    char date[HTTP_DATE_N + 1];
    http_date(x->req.now, date);
    exchange_finish(x, date);
    HttpAnswer h = { .status = x->out.status };
    Str head = buf_str(&x->out.head);
    h.headers = x->out.has_length ? str_format(a, "Date: %.*s\r\nContent-Length: %zu\r\n", STR_ARG(head), x->out.length)
                                  : str_format(a, "Date: %.*s\r\n", STR_ARG(head));
    h.body = body_of(x, db, a);
    exchange_free(x);
    return h;
}

Str http_answer_header(const HttpAnswer *h, const char *name)
{
    return line_value(h->headers, name);
}
