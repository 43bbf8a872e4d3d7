// SPDX-License-Identifier: AGPL-3.0-or-later
/*
 * Server: event loops (one a thread, SO_REUSEPORT) that bring requests from sockets to the dispatcher and answers back.
 * evhttp speaks HTTP; conn.c stands before it and lets only whole requests through that head.c has accepted.
 *
 *     Server *s = NULL;
 *     TRY(server_new(a, &options, &s, &message));  // bound and listening
 *     server_run(s);                               // until server_stop
 *     server_free(s);
 */
#pragma once

#include "core/app.h"
#include "core/http/peers.h"
#include "core/run/pool.h"

typedef struct ServerOptions {
    const App *app;
    Str url;                                       /* database of the READ rows on SQLite; STR_NONE: none */
    Str address;
    int port;                                      /* 0: any, see server_port */
    int loops;
    Pool *pool;                                    /* SLOW rows; NULL: they answer 503 */
    const Proxies *proxies;
    int connections_max, per_address_max;
    int head_ms, body_ms, answer_ms, idle_ms, stop_ms;
} ServerOptions;

typedef struct Server Server;

/* ERR_INVALID (routes, address), ERR_IO (port taken…), ERR_MEMORY; `ret_message` in French. */
Err server_new(Arena *a, const ServerOptions *o, Server **ret, Str *ret_message);
int server_port(const Server *s);
/* Serves until server_stop, then finishes what was accepted. */
void server_run(Server *s);
/* From any thread or a signal handler. */
void server_stop(Server *s);
void server_free(Server *s);
