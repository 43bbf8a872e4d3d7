// SPDX-License-Identifier: AGPL-3.0-or-later
/*
 * From a whole request to its answer: dispatch, run in the row's mode (here, on the pool, on the writer), bring the
 * answer back to the loop, write it, log it. No evhttp call is made off the loop's thread.
 */
#include <assert.h>
#include <stdlib.h>
#include <string.h>
#include <sys/queue.h>
#include <unistd.h>

#include "core/http/server_priv.h"

enum { MS = 1000000, LOG_FLUSH = 32 * 1024 };

static void stream_next(Reply *r);

static Str method_name(enum evhttp_cmd_type type)
{
    if (type == EVHTTP_REQ_GET)
        return S("GET");
    if (type == EVHTTP_REQ_POST)
        return S("POST");
    if (type == EVHTTP_REQ_HEAD)
        return S("HEAD");
    if (type == EVHTTP_REQ_PUT)
        return S("PUT");
    if (type == EVHTTP_REQ_PATCH)
        return S("PATCH");
    return type == EVHTTP_REQ_DELETE ? S("DELETE") : S("OPTIONS");
}

static Str header_of(void *arg, const char *name)
{
    return str_from(evhttp_find_header(evhttp_request_get_input_headers(arg), name));
}

static void reply_free(Reply *r)
{
    if (r->counted)
        peer_leave(r->loop->server->peers, r->peer);
    buf_done(&r->piece);
    exchange_free(r->x);                           /* r lives there */
}

/* ---- access log ------------------------------------------------------------------------------------------------------ */

void loop_log_flush(Loop *loop)
{
    log_send(loop->server->o.app->log, buf_str(&loop->log));
    loop->log.n = 0;
}

static void reply_log(Reply *r)
{
    Loop *loop = r->loop;
    const Req *req = &r->x->req;
    const char *path = req->route ? req->route->path : r->x->asset ? "/a/…" : "-";
    const LogPair pairs[] = {
        LT("methode", req->method),
        LS("route", path),
        LI("statut", r->x->out.status),
        LI("duree_us", (clock_mono_ns() - r->start_ns) / 1000),
        LI("octets", (int64_t)r->bytes),
        LI("id", (int64_t)req->id),
    };
    log_append(loop->server->o.app->log, &loop->log, LOG_INFO, "requete", pairs, sizeof pairs / sizeof *pairs);
    if (loop->log.n >= LOG_FLUSH)
        loop_log_flush(loop);
}

/* ---- writing ----------------------------------------------------------------------------------------------------------- */

static void on_complete(struct evhttp_request *request, void *arg)
{
    Conn *c = conn_of(arg, request);
    if (c) {
        c->out_deadline_ns = 0;
        c->in_flight--;
        if (c->loop->stopping)
            conn_queue(c);
    }
}

static void close_after(struct evhttp_request *request)
{
    evhttp_remove_header(evhttp_request_get_input_headers(request), "Connection");
    evhttp_add_header(evhttp_request_get_output_headers(request), "Connection", "close");
}

/* All headers but Content-Length as the value of one: evhttp formats each of its headers apart, which costs. */
static bool put_headers(Reply *r)
{
    struct evkeyval *line = malloc(sizeof *line);
    char *key = strdup("Date");
    size_t n = 0;
    buf_char(&r->x->out.head, '\0');
    char *value = buf_steal(&r->x->out.head, &n);
    if (!line || !key || !value) {
        free(line);
        free(key);
        free(value);
        return false;
    }
    *line = (struct evkeyval){ .key = key, .value = value };
    struct evkeyvalq *headers = evhttp_request_get_output_headers(r->request);
    TAILQ_INSERT_TAIL(headers, line, next);
    if (r->x->out.has_length && str_eq(r->x->req.method, S("HEAD"))) {
        char z[24];
        snprintf(z, sizeof z, "%zu", r->x->out.length);
        evhttp_add_header(headers, "Content-Length", z);
    }
    if (r->loop->stopping || r->refusal || (r->x->stream && r->x->http10))
        close_after(r->request);
    return true;
}

static void body_written(const void *data, size_t n, void *arg)
{
    reply_free(arg);
}

static void reply_send(Reply *r)
{
    struct evhttp_request *request = r->request;
    Conn *c = r->conn;
    exchange_finish(r->x, r->loop->date);
    evhttp_request_set_on_complete_cb(request, on_complete, r->loop);
    c->out_deadline_ns = r->loop->now_ns + (int64_t)r->loop->server->o.answer_ms * MS;
    if (!put_headers(r)) {
        r->x->stream = NULL;
        r->x->out.body = STR_NONE;
        close_after(request);
    }
    int status = r->x->out.status;
    if (r->x->stream) {
        r->streaming = true;
        c->reply = r;
        evhttp_send_reply_start(request, status, http_reason(status));
        stream_next(r);
        return;
    }
    Str body = r->x->out.body;
    bool write_now = !r->refusal; /* a refused connection's way is its own (linger) */
    r->bytes = body.n;
    reply_log(r);
    c->reply = NULL;
    struct evbuffer *out = evhttp_request_get_output_buffer(request);
    if (body.n == 0 || evbuffer_add_reference(out, body.p, body.n, body_written, r) != 0)
        reply_free(r);
    evhttp_send_reply(request, status, http_reason(status), NULL);
    if (write_now)
        conn_write_now(c);
}

/* ---- streams ----------------------------------------------------------------------------------------------------------- */

static void away_done(Reply *r);

static void stream_on_pool(PoolTask *task, Db *db)
{
    Reply *r = (Reply *)(void *)((char *)task - offsetof(Reply, pool));
    r->result = db ? OK : ERR_BUSY;
    while (r->result == OK && !r->last && r->piece.n == 0) /* an empty piece would never be told as written */
        r->result = exchange_stream(r->x, db, &r->piece, &r->last);
    away_done(r);
}

static void on_piece_written(struct evhttp_connection *evcon, void *arg)
{
    stream_next(arg);
}

static void stream_send(Reply *r)
{
    Conn *c = r->conn;
    struct evbuffer *piece = r->result == OK ? evbuffer_new() : NULL;
    if (!piece || evbuffer_add(piece, r->piece.p, r->piece.n) != 0) {
        if (piece)
            evbuffer_free(piece);
        conn_abort(c); /* an answer cut short, which the client can tell */
        return;
    }
    r->bytes += r->piece.n;
    r->piece.n = 0;
    c->out_deadline_ns = r->loop->now_ns + (int64_t)r->loop->server->o.answer_ms * MS;
    struct evhttp_request *request = r->request;
    if (r->last) {
        reply_log(r);
        c->reply = NULL;
        evhttp_send_reply_chunk(request, piece);
        reply_free(r);
        evhttp_send_reply_end(request);
    } else {
        evhttp_send_reply_chunk_with_cb(request, piece, on_piece_written, r);
    }
    evbuffer_free(piece);
}

static void stream_next(Reply *r)
{
    if (r->x->req.route->mode != SNAPSHOT) {
        Pool *pool = r->loop->server->o.pool;
        r->pool.fn = stream_on_pool;
        r->away = true;
        r->loop->pending++;
        Err e = pool ? pool_post(pool, &r->pool) : ERR_BUSY;
        if (e == OK)
            return; /* from here on the answer is the pool's, until it is done */
        r->away = false;
        r->loop->pending--;
        r->result = e;
    } else {
        while ((r->result = exchange_stream(r->x, NULL, &r->piece, &r->last)) == OK && !r->last && r->piece.n == 0)
            continue;
    }
    stream_send(r);
}

/* ---- other threads ------------------------------------------------------------------------------------------------------ */

/* On any thread: the loop takes it from here, once it is woken. */
static void queue_done(Reply *r)
{
    Loop *loop = r->loop;
    pthread_mutex_lock(&loop->lock);
    r->done_next = NULL;
    if (loop->done_first)
        loop->done_last->done_next = r;
    else
        loop->done_first = r;
    loop->done_last = r;
    pthread_mutex_unlock(&loop->lock);
}

/* Outside of the lock, which the loop takes as soon as it wakes. */
void loop_wake(Loop *loop)
{
    pthread_mutex_lock(&loop->lock);
    bool wake = loop->done_first && !loop->woken;
    loop->woken |= wake;
    pthread_mutex_unlock(&loop->lock);
    if (wake) {
        uint64_t one = 1;
        ssize_t n = write(loop->wake_fd, &one, sizeof one);
        (void)n; /* full only when it has been woken already */
    }
}

static void away_done(Reply *r)
{
    Loop *loop = r->loop; /* r may be gone as soon as it is queued */
    queue_done(r);
    loop_wake(loop);
}

static void run_on_pool(PoolTask *task, Db *db)
{
    Reply *r = (Reply *)(void *)((char *)task - offsetof(Reply, pool));
    if (db)
        exchange_run(r->x, db);
    else
        exchange_fail(r->x, ERR_BUSY);
    away_done(r);
}

static Err run_on_writer(Db *db, Arena *a, void *arg)
{
    return exchange_run(((Reply *)arg)->x, db);
}

/* The loops are woken once the whole group is answered (server.c, answered). */
static void writer_done(WriterTask *task, Err result)
{
    Reply *r = task->arg;
    r->result = result;
    queue_done(r);
}

/* Headers are evhttp's, which belong to the loop: another thread gets its own copy. */
static bool detach(Reply *r)
{
    Exchange *x = r->x;
    struct evkeyvalq *in = evhttp_request_get_input_headers(r->request);
    struct evkeyval *line;
    size_t n = 0;
    TAILQ_FOREACH(line, in, next)
    n++;
    Header *copy = NEW(x->req.arena, Header, n);
    if (!copy)
        return false;
    x->headers_n = 0;
    TAILQ_FOREACH(line, in, next)
    copy[x->headers_n++] = (Header){ str_dup(x->req.arena, str_from(line->key)),
        str_dup(x->req.arena, str_from(line->value)) };
    x->headers = copy;
    x->header = NULL;
    return !arena_failed(x->req.arena);
}

static Err post(Reply *r)
{
    const ServerOptions *o = &r->loop->server->o;
    if (!detach(r))
        return ERR_MEMORY;
    if (r->x->req.route->mode == WRITE) {
        r->writer = (WriterTask){ .fn = run_on_writer, .arg = r, .arena = r->x->req.arena, .done = writer_done };
        return o->app->writer ? writer_post(o->app->writer, &r->writer) : ERR_LOCKED;
    }
    r->pool.fn = run_on_pool;
    return o->pool ? pool_post(o->pool, &r->pool) : ERR_BUSY;
}

static void run(Reply *r)
{
    Mode mode = r->x->req.route->mode;
    if (mode == SNAPSHOT || (mode == READ && r->loop->db)) {
        exchange_run(r->x, mode == READ ? r->loop->db : NULL);
        reply_send(r);
        return;
    }
    r->conn->reply = r;
    r->away = true;
    r->loop->pending++;
    Err e = post(r);
    if (e != OK) {
        r->away = false;
        r->loop->pending--;
        exchange_fail(r->x, e);
        reply_send(r);
    }
}

void reply_done_run(Loop *loop)
{
    pthread_mutex_lock(&loop->lock);
    Reply *r = loop->done_first;
    loop->done_first = loop->done_last = NULL;
    loop->woken = false;
    pthread_mutex_unlock(&loop->lock);
    for (Reply *next; r; r = next) {
        next = r->done_next;
        r->away = false;
        loop->pending--;
        if (!r->request) {
            reply_free(r);
        } else if (r->streaming) {
            if (r->result == OK && !r->last && r->piece.n == 0)
                stream_next(r);
            else
                stream_send(r);
        } else {
            if (r->result != OK && r->x->status < 400)
                exchange_fail(r->x, r->result); /* the handler was happy, the COMMIT was not */
            reply_send(r);
        }
    }
}

/* evhttp frees the request unless it has already let it go, which leaves it to us. */
void reply_abandon(Reply *r)
{
    if (evhttp_request_get_connection(r->request) == NULL)
        evhttp_request_free(r->request);
    r->request = NULL;
    r->conn = NULL;
    if (!r->away)
        reply_free(r);
}

/* ---- beginning ----------------------------------------------------------------------------------------------------------- */

/* Who asks, through trusted proxies; false when that address holds too many requests. */
static bool client_enter(Reply *r, const Conn *c)
{
    const ServerOptions *o = &r->loop->server->o;
    r->peer = c->peer;
    r->x->req.peer = str_of((const char *)r->peer.v, sizeof r->peer.v);
    if (!proxies_has(o->proxies, c->peer))
        return true;
    r->x->req.secure = str_eq_nocase(req_header(&r->x->req, "X-Forwarded-Proto"), S("https"));
    r->peer = proxies_client(o->proxies, c->peer, req_header(&r->x->req, "X-Forwarded-For"));
    if (proxies_has(o->proxies, r->peer))
        return true;
    r->counted = peer_enter(r->loop->server->peers, r->peer, o->per_address_max);
    return r->counted;
}

static bool fill(Reply *r, struct evhttp_request *request)
{
    Req *req = &r->x->req;
    Arena *a = req->arena;
    struct evbuffer *in = evhttp_request_get_input_buffer(request);
    size_t n = evbuffer_get_length(in);
    req->method = method_name(evhttp_request_get_command(request));
    req->target = str_dup(a, str_from(evhttp_request_get_uri(request)));
    req->path = str_slice(req->target, 0, str_find_char(req->target, 0, '?'));
    req->now = clock_now(r->loop->server->o.app->clock);
    req->id = ((uint64_t)r->loop->server->started_at << 24 | (uint64_t)r->loop->index << 16) + ++r->loop->served;
    req->content_type = str_dup(a, header_of(request, "Content-Type"));
    r->x->header = header_of;
    r->x->header_arg = request;
    r->x->http10 = request->minor == 0;
    if (n) {
        char *body = arena_alloc(a, n);
        if (!body)
            return false;
        evbuffer_copyout(in, body, n);
        req->body = str_of(body, n);
    }
    return !arena_failed(a);
}

void reply_begin(struct evhttp_request *request, void *arg)
{
    Loop *loop = arg;
    Conn *c = conn_of(loop, request);
    const char *uri = evhttp_request_get_uri(request);
    Exchange *x = c ? exchange_new(&loop->server->site, evbuffer_get_length(evhttp_request_get_input_buffer(request)))
                    : NULL;
    Reply *r = x ? NEW(x->req.arena, Reply, 1) : NULL;
    loop->now_ns = clock_mono_ns();
    if (!r) { /* no memory, or a connection that no scanner watches */
        exchange_free(x);
        close_after(request);
        evhttp_send_reply(request, 503, http_reason(503), NULL);
        return;
    }
    *r = (Reply){ .x = x,
        .loop = loop,
        .conn = c,
        .request = request,
        .start_ns = loop->now_ns,
        .piece = buf_new(ANSWER_MAX) };
    if (uri[1] == '\001' || uri[1] == '\002') {
        x->req.method = S("GET");
        if (uri[1] == '\002')
            x->req.path = S("/api/");
        x->req.id = ++loop->served;
        r->refusal = true;
        int64_t status = 400;
        str_to_i64(str_from(uri + 2), &status);
        exchange_refuse(x, (int)status);
    } else if (!fill(r, request)) {
        exchange_fail(x, ERR_MEMORY);
    } else if (!client_enter(r, c)) {
        exchange_refuse(x, 429);
    } else if (exchange_begin(x)) {
        run(r);
        return;
    }
    reply_send(r);
}
