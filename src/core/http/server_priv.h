// SPDX-License-Identifier: AGPL-3.0-or-later
/* What conn.c (bytes in), reply.c (answers out) and server.c (loops) share. A loop and all it holds belong to its
 * thread, but for `done`, which other threads fill under `lock`. */
#pragma once

#include <event2/buffer.h>
#include <event2/bufferevent.h>
#include <event2/event.h>
#include <event2/http.h>
#include <event2/http_struct.h>
#include <event2/keyvalq_struct.h>
#include <event2/listener.h>
#include <pthread.h>
#include <stdatomic.h>

#include "core/http/exchange.h"
#include "core/http/head.h"
#include "core/http/server.h"

typedef struct Loop Loop;
typedef struct Conn Conn;

/* A request being answered. Lives in its exchange's arena. */
typedef struct Reply {
    Exchange *x;
    Loop *loop;
    Conn *conn;                                    /* NULL: the client has gone */
    struct evhttp_request *request;                /* NULL: likewise */
    PoolTask pool;
    WriterTask writer;
    struct Reply *done_next;
    Err result;
    int64_t start_ns;
    size_t bytes;
    bool away;                                     /* on another thread: only `done` brings it back */
    bool streaming, last;
    bool refusal;                                  /* of the scanner: the connection is closed behind it */
    Buf piece;
    bool counted;                                  /* in the table of peers, as a proxied request */
    Peer peer;
} Reply;

typedef enum ConnStep { STEP_HEAD, STEP_LENGTH, STEP_CHUNKS } ConnStep;

struct Conn {
    Loop *loop;
    struct bufferevent *bev;                       /* one reference is ours */
    struct evhttp_connection *evcon;               /* NULL: not yet or no more */
    Conn *prev, *next;                             /* in loop->conns */
    Conn *queued_next;
    bool queued, busy, refused, lingering, kill;
    bool counted;                                  /* in the table of peers */
    Peer peer;
    int fd;
    /* A request that is not whole yet: taken out of evhttp's sight. */
    ConnStep step;
    char *head;
    size_t head_n, head_cap;
    Head scan;
    int64_t left;
    Chunks chunks;
    struct evbuffer *body;
    size_t in_flight;                              /* whole requests given to evhttp, not answered yet */
    int64_t in_deadline_ns, out_deadline_ns;       /* 0: none */
    Reply *reply;                                  /* deferred or streaming */
};

struct Loop {
    Server *server;
    int index;
    pthread_t thread;
    struct event_base *base;
    struct evhttp *http;
    struct evhttp_bound_socket *bound;             /* none once the stop has begun */
    bool listening, stopping;
    int64_t stop_at_ns;
    Db *db;
    struct event *tick, *queue_event, *wake_event;
    int wake_fd;
    Conn *conns, *queue;
    size_t pending;                                /* replies away */
    Conn **by_fd;
    size_t by_fd_n;
    pthread_mutex_t lock;
    Reply *done_first, *done_last;
    bool woken;                                    /* wake_fd was written and `done` not yet taken */
    int64_t date_at, now_ns;
    char date[HTTP_DATE_N + 1];
    Buf log;
    uint64_t served;
};

struct Server {
    ServerOptions o;
    HttpSite site;
    PeerTable *peers;
    HeadLimits limits;
    int port, loops_n;
    Loop *loops;
    atomic_int connections;
    atomic_bool stopping;
    int64_t started_at;
};

/* conn.c */
struct bufferevent *conn_new(struct event_base *base, void *arg);      /* `arg`: a Loop * */
void conn_queue(Conn *c);                          /* to be looked at again at the top of the loop */
void conn_queue_run(Loop *loop);
void conn_kill(Conn *c);
void conn_abort(Conn *c);
void conn_write_now(Conn *c);                          /* the same, dropping what the client has not read */
void conn_tick(Conn *c);
void conn_release(Conn *c);
Conn *conn_of(Loop *loop, struct evhttp_request *request);

/* reply.c */
void reply_begin(struct evhttp_request *request, void *arg); /* `arg`: a Loop * */
void reply_abandon(Reply *r);                      /* the connection is going down */
void reply_done_run(Loop *loop);
void loop_wake(Loop *loop);                        /* on any thread: what is done waits to be sent */
void loop_log_flush(Loop *loop);
