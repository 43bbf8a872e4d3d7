// SPDX-License-Identifier: AGPL-3.0-or-later
#include "core/http/server.h"

#include <errno.h>
#include <netdb.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/eventfd.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <unistd.h>

#include "core/http/server_priv.h"
#include "core/slice.h"

enum { BACKLOG = 4096, TICK_US = 200 * 1000, MS = 1000000, NOFILE = 65536, EVHTTP_SLACK = 4096 };

static const enum evhttp_cmd_type methods = EVHTTP_REQ_GET | EVHTTP_REQ_POST | EVHTTP_REQ_HEAD | EVHTTP_REQ_PUT |
                                            EVHTTP_REQ_PATCH | EVHTTP_REQ_DELETE | EVHTTP_REQ_OPTIONS;

/* ---- events of a loop ------------------------------------------------------------------------------------------------ */

static void set_date(Loop *loop)
{
    int64_t at = clock_now(loop->server->o.app->clock);
    loop->now_ns = clock_mono_ns();
    if (at != loop->date_at)
        http_date(at, loop->date);
    loop->date_at = at;
}

/* The listener goes whole: a connection that waits in it would wait for the end of the delay. Refused, it tries again. */
static void begin_stop(Loop *loop)
{
    loop->stopping = true;
    loop->stop_at_ns = loop->now_ns + (int64_t)loop->server->o.stop_ms * MS;
    evhttp_del_accept_socket(loop->http, loop->bound);
    loop->bound = NULL;
    loop->listening = false;
}

/* Idle connections go at once, the others when they are answered or the delay is over. */
static void continue_stop(Loop *loop)
{
    bool late = loop->now_ns > loop->stop_at_ns;
    for (Conn *c = loop->conns; c; c = c->next)
        if (late || c->in_flight == 0)
            conn_kill(c);
    if (!loop->conns && loop->pending == 0)
        event_base_loopbreak(loop->base);
}

static void on_tick(evutil_socket_t fd, short what, void *arg)
{
    Loop *loop = arg;
    set_date(loop);
    for (Conn *c = loop->conns, *next; c; c = next) {
        next = c->next;
        conn_tick(c);
    }
    if (!loop->stopping && !loop->listening &&
        atomic_load(&loop->server->connections) < loop->server->o.connections_max) {
        loop->listening = true;
        evconnlistener_enable(evhttp_bound_socket_get_listener(loop->bound));
    }
    if (!loop->stopping && atomic_load(&loop->server->stopping))
        begin_stop(loop);
    if (loop->stopping)
        continue_stop(loop);
    loop_log_flush(loop);
}

static void on_queue(evutil_socket_t fd, short what, void *arg)
{
    Loop *loop = arg;
    loop->now_ns = clock_mono_ns();
    conn_queue_run(loop);
    if (loop->stopping)
        continue_stop(loop);
}

static void on_wake(evutil_socket_t fd, short what, void *arg)
{
    Loop *loop = arg;
    uint64_t n;
    while (read(loop->wake_fd, &n, sizeof n) < 0 && errno == EINTR)
        continue;
    set_date(loop);
    if (!loop->stopping && atomic_load(&loop->server->stopping))
        begin_stop(loop); /* first, so that the answers below announce the close */
    reply_done_run(loop);
    if (loop->stopping)
        continue_stop(loop);
}

/* ---- making and unmaking ------------------------------------------------------------------------------------------------ */

static bool loop_events(Loop *loop)
{
    struct event_config *config = event_config_new();
    if (!config)
        return false;
    event_config_set_flag(config, EVENT_BASE_FLAG_EPOLL_USE_CHANGELIST | EVENT_BASE_FLAG_NOLOCK);
    loop->base = event_base_new_with_config(config);
    event_config_free(config);
    loop->wake_fd = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
    if (!loop->base || loop->wake_fd < 0)
        return false;
    loop->tick = event_new(loop->base, -1, EV_PERSIST, on_tick, loop);
    loop->queue_event = event_new(loop->base, -1, 0, on_queue, loop);
    loop->wake_event = event_new(loop->base, loop->wake_fd, EV_READ | EV_PERSIST, on_wake, loop);
    return loop->tick && loop->queue_event && loop->wake_event &&
           event_add(loop->tick, &(struct timeval){ .tv_usec = TICK_US }) == 0 &&
           event_add(loop->wake_event, NULL) == 0;
}

static bool loop_http(Loop *loop)
{
    const Server *s = loop->server;
    loop->http = evhttp_new(loop->base);
    if (!loop->http)
        return false;
    evhttp_set_bevcb(loop->http, conn_new, loop);
    evhttp_set_gencb(loop->http, reply_begin, loop);
    evhttp_set_allowed_methods(loop->http, methods);
    evhttp_set_default_content_type(loop->http, NULL);
    evhttp_set_max_headers_size(loop->http, (ev_ssize_t)s->limits.head_max + EVHTTP_SLACK);
    evhttp_set_max_body_size(loop->http, s->limits.body_max + EVHTTP_SLACK);
    struct timeval idle = { s->o.idle_ms / 1000, s->o.idle_ms % 1000 * 1000 };
    evhttp_set_timeout_tv(loop->http, &idle);
    return true;
}

static bool loop_listen(Loop *loop, const struct sockaddr *sa, socklen_t n)
{
    const unsigned flags = LEV_OPT_CLOSE_ON_FREE | LEV_OPT_CLOSE_ON_EXEC | LEV_OPT_REUSEABLE | LEV_OPT_REUSEABLE_PORT;
    struct evconnlistener *listener = evconnlistener_new_bind(loop->base, NULL, NULL, flags, BACKLOG, sa, (int)n);
    if (!listener)
        return false;
    loop->bound = evhttp_bind_listener(loop->http, listener);
    if (!loop->bound) {
        evconnlistener_free(listener);
        return false;
    }
    loop->listening = true;
    return true;
}

static void loop_done(Loop *loop)
{
    loop_log_flush(loop);
    if (loop->http)
        evhttp_free(loop->http); /* with its listener and connections */
    if (loop->base)
        conn_queue_run(loop);
    while (loop->conns)
        conn_release(loop->conns);
    if (loop->base)
        event_base_loop(loop->base, EVLOOP_NONBLOCK);
    if (loop->tick)
        event_free(loop->tick);
    if (loop->queue_event)
        event_free(loop->queue_event);
    if (loop->wake_event)
        event_free(loop->wake_event);
    if (loop->base)
        event_base_free(loop->base);
    if (loop->wake_fd >= 0)
        close(loop->wake_fd);
    db_close(loop->db);
    buf_done(&loop->log);
    free(loop->by_fd);
    pthread_mutex_destroy(&loop->lock);
}

static Err cannot_listen(const Server *s, Arena *a, int error, Str *ret_message)
{
    *ret_message = str_format(a, "Impossible d’écouter sur %.*s, port %d : %s.", STR_ARG(s->o.address), s->o.port,
        errno_message(error));
    return ERR_IO;
}

static Err loop_init(Server *s, int index, Arena *a, struct sockaddr *sa, socklen_t n, Str *ret_message)
{
    Loop *loop = &s->loops[index];
    DbEngine engine;
    *loop = (Loop){ .server = s, .index = index, .wake_fd = -1, .log = buf_new(MIB) };
    pthread_mutex_init(&loop->lock, NULL);
    s->loops_n = index + 1;
    if (!loop_events(loop) || !loop_http(loop))
        return ERR_MEMORY;
    set_date(loop);
    if (!loop_listen(loop, sa, n))
        return cannot_listen(s, a, errno, ret_message);
    if (s->o.url.n && db_url_engine(s->o.url, &engine) && engine == DB_SQLITE)
        return db_open(a, s->o.url, DB_READ, &loop->db, ret_message);
    return OK;
}

static Err resolve(Arena *a, const ServerOptions *o, struct addrinfo **ret, Str *ret_message)
{
    struct addrinfo hints = { .ai_socktype = SOCK_STREAM, .ai_flags = AI_NUMERICHOST | AI_NUMERICSERV | AI_PASSIVE };
    Str host = str_dup(a, o->address), port = str_format(a, "%d", o->port);
    if (!host.p || !port.p)
        return ERR_MEMORY;
    if (getaddrinfo(host.p, port.p, &hints, ret) == 0)
        return OK;
    *ret_message = str_format(a, "« %.*s » n’est pas une adresse IPv4 ou IPv6.", STR_ARG(o->address));
    return ERR_INVALID;
}

static int bound_port(Loop *loop, struct sockaddr_storage *sa, socklen_t *n)
{
    char port[NI_MAXSERV];
    *n = sizeof *sa;
    if (getsockname(evhttp_bound_socket_get_fd(loop->bound), (struct sockaddr *)sa, n) != 0 ||
        getnameinfo((struct sockaddr *)sa, *n, NULL, 0, port, sizeof port, NI_NUMERICSERV) != 0)
        return 0;
    int64_t v = 0;
    return str_to_i64(str_from(port), &v) ? (int)v : 0;
}

/* The loops share their port (SO_REUSEPORT), and would share it with another server too: whether somebody is there. */
static bool is_taken(const struct sockaddr *sa, socklen_t n)
{
    int fd = socket(sa->sa_family, SOCK_STREAM | SOCK_CLOEXEC, 0);
    bool taken = fd >= 0 && setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &(int){ 1 }, sizeof(int)) == 0 &&
                 bind(fd, sa, n) != 0 && errno == EADDRINUSE;
    if (fd >= 0)
        close(fd);
    return taken;
}

static Err loops_init(Server *s, Arena *a, Str *ret_message)
{
    struct addrinfo *found = NULL;
    struct sockaddr_storage sa;
    TRY(resolve(a, &s->o, &found, ret_message));
    socklen_t n = found->ai_addrlen;
    memcpy(&sa, found->ai_addr, n);
    freeaddrinfo(found);
    if (s->o.port != 0 && is_taken((struct sockaddr *)&sa, n))
        return cannot_listen(s, a, EADDRINUSE, ret_message);
    for (int i = 0; i < s->o.loops; i++) {
        TRY(loop_init(s, i, a, (struct sockaddr *)&sa, n, ret_message));
        if (i == 0)
            s->port = bound_port(&s->loops[0], &sa, &n);
    }
    return OK;
}

static void raise_nofile(void)
{
    struct rlimit r;
    if (getrlimit(RLIMIT_NOFILE, &r) == 0 && r.rlim_cur < NOFILE) {
        r.rlim_cur = r.rlim_max < NOFILE ? r.rlim_max : NOFILE;
        setrlimit(RLIMIT_NOFILE, &r);
    }
}

/* The most that any row takes: what the scanner lets begin. */
static int64_t largest_body(const Router *router)
{
    size_t most = BODY_MAX_DEFAULT;
    for (size_t i = 0; i < router_n(router); i++) {
        const Route *r = router_at(router, i, NULL);
        if (r->max_body > most)
            most = r->max_body;
    }
    return (int64_t)most;
}

Err server_new(Arena *a, const ServerOptions *o, Server **ret, Str *ret_message)
{
    Router *router = NULL;
    TRY(router_new(a, o->app->slices, o->app->assets, &router, ret_message));
    Server *s = calloc(1, sizeof *s);
    if (!s)
        return ERR_MEMORY;
    s->o = *o;
    s->site = (HttpSite){ o->app, router };
    s->limits = head_limits_default;
    s->limits.body_max = largest_body(router);
    s->started_at = clock_now(o->app->clock);
    s->peers = peer_table_new((size_t)o->connections_max);
    s->loops = calloc((size_t)o->loops, sizeof *s->loops);
    Err e = s->peers && s->loops ? OK : ERR_MEMORY;
    raise_nofile();
    signal(SIGPIPE, SIG_IGN);
    if (e == OK)
        e = loops_init(s, a, ret_message);
    if (e != OK) {
        server_free(s);
        return e;
    }
    *ret = s;
    return OK;
}

int server_port(const Server *s)
{
    return s->port;
}

static void *loop_thread(void *arg)
{
    Loop *loop = arg;
    event_base_loop(loop->base, EVLOOP_NO_EXIT_ON_EMPTY);
    return NULL;
}

static void answered(void *arg)
{
    Server *s = arg;
    for (int i = 0; i < s->loops_n; i++)
        loop_wake(&s->loops[i]);
}

void server_run(Server *s)
{
    Writer *writer = s->o.app->writer;
    int started = 1;
    if (writer)
        writer_on_answered(writer, answered, s);
    while (
        started < s->loops_n && pthread_create(&s->loops[started].thread, NULL, loop_thread, &s->loops[started]) == 0)
        started++;
    loop_thread(&s->loops[0]);
    for (int i = 1; i < started; i++)
        pthread_join(s->loops[i].thread, NULL);
    if (writer)
        writer_on_answered(writer, NULL, NULL);
}

void server_stop(Server *s)
{
    uint64_t one = 1;
    atomic_store(&s->stopping, true);
    for (int i = 0; i < s->loops_n; i++) {
        ssize_t n = write(s->loops[i].wake_fd, &one, sizeof one);
        (void)n;
    }
}

void server_free(Server *s)
{
    if (!s)
        return;
    for (int i = 0; s->loops && i < s->loops_n; i++)
        loop_done(&s->loops[i]);
    peer_table_free(s->peers);
    free(s->loops);
    free(s);
}
