// SPDX-License-Identifier: AGPL-3.0-or-later
/*
 * A connection's bytes on their way in. A callback on the input buffer runs inside each read, before evhttp's own: a
 * request that is there in one piece is looked at where it lies; one that is not whole is taken out and put back when
 * it is (a chunked body then as a plain one, with its length). So evhttp only ever sees whole requests that the scanner
 * has accepted, and is always at a first line when something is wrong: a refusal is a request that no client can send,
 * "GET /\001<status>" (a page) or "GET /\002<status>" (JSON), put in the place of the bad one, behind the good ones
 * before it.
 */
#include <assert.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

#include "core/http/server_priv.h"

enum {
    HEAD_FIRST = 2048,
    PIECE = 4096,
    INPUT_SLACK = 64 * 1024,
    WRITE_MAX = 256 * 1024,
    LINGER_MS = 2000,
    MS = 1000000
};

static int64_t after_ms(const Conn *c, int ms)
{
    return c->loop->now_ns + (int64_t)ms * MS;
}

static void start_request(Conn *c)
{
    c->step = STEP_HEAD;
    c->head_n = 0;
    c->in_deadline_ns = 0;
    head_start(&c->scan, &c->loop->server->limits);
}

/* The size that this route takes is known as soon as the head is. */
static int body_status(const Conn *c, const Head *h, Str head)
{
    Str target = str_of(head.p + h->target_at, h->target_n);
    Str path = str_slice(target, 0, str_find_char(target, 0, '?'));
    size_t max = router_max_body(c->loop->server->site.router, str_slice(head, 0, h->method_n), path);
    return h->content_length > (int64_t)max ? 413 : 0;
}

static int64_t body_limit(const Conn *c, Str head)
{
    Str target = str_of(head.p + c->scan.target_at, c->scan.target_n);
    Str path = str_slice(target, 0, str_find_char(target, 0, '?'));
    return (int64_t)router_max_body(c->loop->server->site.router, str_slice(head, 0, c->scan.method_n), path);
}

/* What bad bytes ask for, as far as they go: the programming interface is told in its own form. */
static bool asks_api(Str bytes)
{
    size_t blank = str_find_char(bytes, 0, ' ');
    return blank < bytes.n && str_starts(str_slice(bytes, blank + 1, bytes.n), S("/api/"));
}

static void refuse(Conn *c, struct evbuffer *input, int status, bool api)
{
    c->refused = true;
    c->in_deadline_ns = 0;
    evbuffer_drain(c->body, evbuffer_get_length(c->body));
    evbuffer_add_printf(input, "GET /%c%d HTTP/1.0\r\n\r\n", api ? '\002' : '\001', status);
    c->in_flight++;
}

/* Whole requests at the beginning of `bytes`: their length in all. A refusal's status goes to `ret_status`. */
static size_t whole_requests(Conn *c, Str bytes, int *ret_status)
{
    size_t used = 0;
    while (used < bytes.n) {
        Head h;
        Str rest = str_slice(bytes, used, bytes.n);
        head_start(&h, &c->loop->server->limits);
        HeadState state = head_scan(&h, rest);
        if (state == HEAD_REFUSED)
            *ret_status = h.status;
        if (state != HEAD_DONE || h.chunked)
            break;
        if (h.content_length > 0 && (*ret_status = body_status(c, &h, rest)) != 0)
            break;
        size_t body = h.content_length > 0 ? (size_t)h.content_length : 0;
        if (body > rest.n - h.length)
            break;
        used += h.length + body;
        c->in_flight++;
    }
    return used;
}

/* ---- a request that comes in pieces ---------------------------------------------------------------------------------- */

static bool head_room(Conn *c)
{
    size_t most = c->loop->server->limits.head_max + 1;
    if (c->head_n < c->head_cap || c->head_cap == most)
        return c->head_n < c->head_cap;
    size_t cap = c->head_cap ? c->head_cap * 2 : HEAD_FIRST;
    char *p = realloc(c->head, cap < most ? cap : most);
    if (!p)
        return false;
    c->head = p;
    c->head_cap = cap < most ? cap : most;
    return true;
}

/* The request is whole: back to evhttp. */
static void give(Conn *c, struct evbuffer *input)
{
    if (c->scan.chunked) {
        evbuffer_add(input, c->head, c->scan.coding_at);
        size_t after = c->scan.coding_at + c->scan.coding_n;
        evbuffer_add_printf(input, "Content-Length: %zu\r\n", evbuffer_get_length(c->body));
        evbuffer_add(input, c->head + after, c->scan.length - after);
    } else {
        evbuffer_add(input, c->head, c->scan.length);
    }
    evbuffer_add_buffer(input, c->body);
    c->in_flight++;
    start_request(c);
}

static void continue_100(Conn *c)
{
    static const char text[] = "HTTP/1.1 100 Continue\r\n\r\n";
    if (c->scan.expects_continue && c->in_flight == 0 &&
        send(c->fd, text, sizeof text - 1, MSG_DONTWAIT | MSG_NOSIGNAL) != (ssize_t)sizeof text - 1)
        conn_kill(c);
}

/* The head is whole; 0 or the status of a refusal. */
static int head_whole(Conn *c, bool body_waits)
{
    Str head = str_of(c->head, c->scan.length);
    int status = body_status(c, &c->scan, head);
    if (status)
        return status;
    c->in_deadline_ns = after_ms(c, c->loop->server->o.body_ms);
    if (c->scan.chunked) {
        c->step = STEP_CHUNKS;
        chunks_start(&c->chunks, body_limit(c, head));
    } else {
        c->step = STEP_LENGTH;
        c->left = c->scan.content_length > 0 ? c->scan.content_length : 0;
    }
    if (!body_waits && (c->scan.chunked || c->left))
        continue_100(c);
    return 0;
}

static int step_head(Conn *c, struct evbuffer *tail)
{
    if (!head_room(c))
        return c->head_cap ? 431 : 503;
    size_t before = c->head_n;
    ev_ssize_t n = evbuffer_copyout(tail, c->head + before, c->head_cap - before);
    c->head_n += (size_t)n;
    if (before == 0)
        c->in_deadline_ns = after_ms(c, c->loop->server->o.head_ms);
    switch (head_scan(&c->scan, str_of(c->head, c->head_n))) {
    case HEAD_MORE:
        evbuffer_drain(tail, (size_t)n);
        return 0;
    case HEAD_REFUSED:
        return c->scan.status;
    case HEAD_DONE:
        evbuffer_drain(tail, c->scan.length - before);
        return head_whole(c, evbuffer_get_length(tail) > 0);
    }
    return 500;
}

static int step_chunks(Conn *c, struct evbuffer *tail)
{
    char piece[PIECE];
    ev_ssize_t n = evbuffer_copyout(tail, piece, sizeof piece);
    Str rest = str_of(piece, (size_t)n), data;
    while (rest.n && c->chunks.state == HEAD_MORE) {
        size_t used = chunks_feed(&c->chunks, rest, &data);
        if (data.n && evbuffer_add(c->body, data.p, data.n) != 0)
            return 503;
        rest = str_slice(rest, used, rest.n);
    }
    evbuffer_drain(tail, (size_t)n - rest.n);
    return c->chunks.state == HEAD_REFUSED ? c->chunks.status : 0;
}

static bool is_whole(const Conn *c)
{
    return (c->step == STEP_LENGTH && c->left == 0) || (c->step == STEP_CHUNKS && c->chunks.state == HEAD_DONE);
}

static void take_pieces(Conn *c, struct evbuffer *input, struct evbuffer *tail)
{
    while (evbuffer_get_length(tail)) {
        int status = 0;
        if (c->step == STEP_HEAD) {
            status = step_head(c, tail);
        } else if (c->step == STEP_LENGTH) {
            size_t have = evbuffer_get_length(tail);
            c->left -= evbuffer_remove_buffer(tail, c->body, have < (size_t)c->left ? have : (size_t)c->left);
        } else {
            status = step_chunks(c, tail);
        }
        if (status) {
            refuse(c, input, status, asks_api(str_of(c->head, c->head_n)));
            return;
        }
        if (is_whole(c))
            give(c, input);
    }
}

/* ---- the callback ------------------------------------------------------------------------------------------------- */

/* Moves what lies behind the first `keep` bytes to `tail`. */
static void cut(struct evbuffer *input, size_t keep, struct evbuffer *tail)
{
    struct evbuffer *before = keep ? evbuffer_new() : NULL;
    if (before)
        evbuffer_remove_buffer(input, before, keep);
    evbuffer_add_buffer(tail, input);
    if (before) {
        evbuffer_add_buffer(input, before);
        evbuffer_free(before);
    }
}

static void take(Conn *c, struct evbuffer *input, size_t old, size_t added)
{
    size_t used = 0;
    int status = 0;
    if (c->step == STEP_HEAD && c->head_n == 0) {
        struct evbuffer_ptr at;
        struct evbuffer_iovec v = { 0 };
        evbuffer_ptr_set(input, &at, old, EVBUFFER_PTR_SET);
        if (evbuffer_peek(input, (ev_ssize_t)added, &at, &v, 1) >= 1 && v.iov_len >= added)
            used = whole_requests(c, str_of(v.iov_base, added), &status);
    }
    if (used == added && !status)
        return;
    struct evbuffer *tail = evbuffer_new();
    if (!tail) {
        conn_kill(c);
        return;
    }
    cut(input, old + used, tail);
    if (status) {
        char start[32];
        ev_ssize_t n = evbuffer_copyout(tail, start, sizeof start);
        refuse(c, input, status, asks_api(str_of(start, n > 0 ? (size_t)n : 0)));
    } else {
        take_pieces(c, input, tail);
    }
    evbuffer_free(tail);
}

static void on_input(struct evbuffer *input, const struct evbuffer_cb_info *info, void *arg)
{
    Conn *c = arg;
    if (info->n_added == 0 || c->busy || c->lingering)
        return;
    c->busy = true;
    if (c->refused || c->kill) {
        struct evbuffer *dropped = evbuffer_new();
        if (dropped) {
            cut(input, info->orig_size, dropped);
            evbuffer_free(dropped);
        }
    } else {
        take(c, input, info->orig_size, info->n_added);
        if (evbuffer_get_length(input) > (size_t)c->loop->server->limits.body_max + INPUT_SLACK)
            conn_abort(c); /* pipelines behind an answer it does not read */
    }
    c->busy = false;
}

/* ---- life ----------------------------------------------------------------------------------------------------------- */

struct bufferevent *conn_new(struct event_base *base, void *arg)
{
    Loop *loop = arg;
    Conn *c = calloc(1, sizeof *c);
    struct bufferevent *bev = c ? bufferevent_socket_new(base, -1, BEV_OPT_CLOSE_ON_FREE) : NULL;
    struct evbuffer *body = bev ? evbuffer_new() : NULL;
    if (!body || !evbuffer_add_cb(bufferevent_get_input(bev), on_input, c)) {
        if (body)
            evbuffer_free(body);
        if (bev)
            bufferevent_free(bev);
        free(c);
        return NULL; /* evhttp makes a bufferevent of its own, found and closed by reply_begin */
    }
    bufferevent_incref(bev);
    bufferevent_set_max_single_write(bev, WRITE_MAX); /* a page in one call: libevent's own limit is 16 KiB */
    c->loop = loop;
    c->bev = bev;
    c->body = body;
    c->fd = -1;
    c->next = loop->conns;
    if (c->next)
        c->next->prev = c;
    loop->conns = c;
    start_request(c);
    if (atomic_fetch_add(&loop->server->connections, 1) + 1 >= loop->server->o.connections_max && loop->listening) {
        loop->listening = false;
        evconnlistener_disable(evhttp_bound_socket_get_listener(loop->bound));
    }
    conn_queue(c);
    return bev;
}

void conn_release(Conn *c)
{
    Loop *loop = c->loop;
    if (c->prev)
        c->prev->next = c->next;
    else
        loop->conns = c->next;
    if (c->next)
        c->next->prev = c->prev;
    if (c->counted)
        peer_leave(loop->server->peers, c->peer);
    atomic_fetch_sub(&loop->server->connections, 1);
    evbuffer_remove_cb(bufferevent_get_input(c->bev), on_input, c);
    bufferevent_setcb(c->bev, NULL, NULL, NULL, NULL);
    bufferevent_disable(c->bev, EV_READ | EV_WRITE);
    bufferevent_decref(c->bev);
    evbuffer_free(c->body);
    free(c->head);
    free(c);
}

void conn_queue(Conn *c)
{
    if (c->queued)
        return;
    c->queued = true;
    c->queued_next = c->loop->queue;
    c->loop->queue = c;
    event_active(c->loop->queue_event, EV_TIMEOUT, 0);
}

void conn_kill(Conn *c)
{
    c->kill = true;
    conn_queue(c);
}

/*
 * Sends now what the socket takes, which is nearly always the whole answer: libevent would ask the kernel whether the
 * socket is writable, write at the next turn, and ask no longer; three system calls for one. What the socket does not
 * take is left to libevent, as an error is.
 */
void conn_write_now(Conn *c)
{
    struct evbuffer *out = bufferevent_get_output(c->bev);
    evbuffer_unfreeze(out, 1);
    evbuffer_write_atmost(out, c->fd, WRITE_MAX);
    evbuffer_freeze(out, 1);
    if (evbuffer_get_length(out) == 0)
        bufferevent_trigger(c->bev, EV_WRITE, BEV_TRIG_DEFER_CALLBACKS); /* to evhttp: the answer is written */
}

/* Closing would leave the answer in the kernel, waiting for a reader that does not come: a reset drops it. */
void conn_abort(Conn *c)
{
    setsockopt(c->fd, SOL_SOCKET, SO_LINGER, &(struct linger){ 1, 0 }, sizeof(struct linger));
    conn_kill(c);
}

static void on_close(struct evhttp_connection *evcon, void *arg)
{
    Conn *c = arg;
    c->evcon = NULL;
    c->loop->by_fd[c->fd] = NULL;
    if (c->reply)
        reply_abandon(c->reply);
    c->reply = NULL;
    conn_queue(c);
}

static bool fd_table_has(Loop *loop, int fd)
{
    if ((size_t)fd < loop->by_fd_n)
        return true;
    size_t n = loop->by_fd_n ? loop->by_fd_n : 64;
    while (n <= (size_t)fd)
        n *= 2;
    Conn **p = realloc(loop->by_fd, n * sizeof *p);
    if (!p)
        return false;
    memset(p + loop->by_fd_n, 0, (n - loop->by_fd_n) * sizeof *p);
    loop->by_fd = p;
    loop->by_fd_n = n;
    return true;
}

/* Right after the accept: evhttp has made its connection by now, and is the argument of its own callbacks. */
static bool conn_open(Conn *c)
{
    void *evcon = NULL;
    struct sockaddr_storage sa;
    socklen_t n = sizeof sa;
    bufferevent_getcb(c->bev, NULL, NULL, NULL, &evcon);
    c->fd = (int)bufferevent_getfd(c->bev);
    if (!evcon || c->fd < 0)
        return false;
    assert(evhttp_connection_get_bufferevent(evcon) == c->bev);
    if (!fd_table_has(c->loop, c->fd)) {
        evhttp_connection_free(evcon);
        return false;
    }
    c->evcon = evcon;
    c->loop->by_fd[c->fd] = c;
    evhttp_connection_set_closecb(evcon, on_close, c);
    setsockopt(c->fd, IPPROTO_TCP, TCP_NODELAY, &(int){ 1 }, sizeof(int));
    const ServerOptions *o = &c->loop->server->o;
    if (getpeername(c->fd, (struct sockaddr *)&sa, &n) != 0 || !peer_from_sockaddr((struct sockaddr *)&sa, &c->peer)) {
        c->kill = true;
    } else if (!proxies_has(o->proxies, c->peer)) {
        c->counted = peer_enter(c->loop->server->peers, c->peer, o->per_address_max);
        c->kill |= !c->counted;
    }
    return true;
}

static void linger_read(struct bufferevent *bev, void *arg)
{
    struct evbuffer *input = bufferevent_get_input(bev);
    evbuffer_drain(input, evbuffer_get_length(input));
}

static void linger_end(struct bufferevent *bev, short what, void *arg)
{
    Conn *c = arg;
    c->kill = true;
    conn_queue(c);
}

/* Closing at once on a client that is still sending would reset the connection before it has read the refusal. */
static void linger(Conn *c)
{
    c->lingering = true;
    c->in_deadline_ns = after_ms(c, LINGER_MS);
    linger_read(c->bev, c);
    bufferevent_setcb(c->bev, linger_read, NULL, linger_end, c);
    bufferevent_enable(c->bev, EV_READ);
}

static void conn_look(Conn *c)
{
    if (c->fd < 0 && !conn_open(c)) {
        conn_release(c);
        return;
    }
    if (c->evcon && c->kill)
        evhttp_connection_free(c->evcon); /* on_close queues it again */
    else if (!c->evcon && c->refused && !c->kill && !c->lingering && !c->loop->stopping)
        linger(c);
    else if (!c->evcon && (!c->lingering || c->kill))
        conn_release(c);
}

void conn_queue_run(Loop *loop)
{
    Conn *c;
    while ((c = loop->queue) != NULL) {
        loop->queue = c->queued_next;
        c->queued = false;
        conn_look(c);
    }
}

/* Refuses outside a read: the buffer has to be opened for it, and evhttp told. */
static void refuse_late(Conn *c)
{
    struct evbuffer *input = bufferevent_get_input(c->bev);
    bool idle = c->in_flight == 0;
    c->busy = true;
    evbuffer_unfreeze(input, 0);
    refuse(c, input, 408, asks_api(str_of(c->head, c->head_n)));
    evbuffer_freeze(input, 0);
    c->busy = false;
    if (idle)
        bufferevent_trigger(c->bev, EV_READ, BEV_TRIG_IGNORE_WATERMARKS);
}

void conn_tick(Conn *c)
{
    int64_t now = c->loop->now_ns;
    if (c->out_deadline_ns && now > c->out_deadline_ns) {
        conn_abort(c);
    } else if (c->in_deadline_ns && now > c->in_deadline_ns) {
        if (c->lingering || !c->evcon)
            conn_kill(c);
        else
            refuse_late(c);
    }
}

Conn *conn_of(Loop *loop, struct evhttp_request *request)
{
    struct evhttp_connection *evcon = evhttp_request_get_connection(request);
    int fd = (int)bufferevent_getfd(evhttp_connection_get_bufferevent(evcon));
    return fd >= 0 && (size_t)fd < loop->by_fd_n ? loop->by_fd[fd] : NULL;
}
