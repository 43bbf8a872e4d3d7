// SPDX-License-Identifier: AGPL-3.0-or-later
/*
 * What was answered is kept. A real server (ensemble-bench, which has one durable write as a route) is killed with
 * SIGKILL while 16 connections write to it, thirty times over the same database; after each restart every
 * acknowledged key is there, and no key is there twice. A last test stops the server politely under the same load.
 *
 * The client is one loop over non-blocking sockets, so that the moment of the kill is chosen by the number of answers
 * received and nothing else.
 */
#include "support/suite.h"

#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include "banc_sql.h"

enum { KILLS = 30, ACKED_AT_LEAST = 1000, CONNECTIONS = 16, KEYS_MAX = 4 * KILLS * ACKED_AT_LEAST, WAIT_MS = 60000 };

typedef enum KeyState { KEY_NEVER_SENT, KEY_SENT, KEY_ACKNOWLEDGED } KeyState;

typedef struct Keys {
    unsigned char state[KEYS_MAX];                 /* KeyState */
    unsigned char found[KEYS_MAX];
    int next, acknowledged;
} Keys;

typedef struct Client {
    int fd;                                        /* -1: the server closed it */
    int key;
    char request[600];
    size_t request_n, sent;
    char answer[2048];
    size_t answer_n;
} Client;

typedef struct Server {
    pid_t pid;
    int port;
} Server;

/* ---- the server ---------------------------------------------------------------------------------------------------- */

static pid_t launch(char *const argv[])
{
    pid_t pid = fork();
    assert_true(pid >= 0);
    if (pid == 0) {
        int quiet = open("/dev/null", O_RDWR | O_CLOEXEC);
        dup2(quiet, STDIN_FILENO);
        dup2(quiet, STDOUT_FILENO);
        if (!getenv("ENSEMBLE_TEST_BAVARD"))
            dup2(quiet, STDERR_FILENO);
        execv(argv[0], argv);
        _exit(127);
    }
    return pid;
}

static int free_port(void)
{
    struct sockaddr_in a = { .sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
    socklen_t n = sizeof a;
    int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    assert_true(fd >= 0 && bind(fd, (struct sockaddr *)&a, n) == 0 && getsockname(fd, (struct sockaddr *)&a, &n) == 0);
    close(fd);
    return ntohs(a.sin_port);
}

static int connect_to(int port)
{
    struct sockaddr_in a = { .sin_family = AF_INET,
        .sin_port = htons((uint16_t)port),
        .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
    int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    assert_true(fd >= 0);
    if (connect(fd, (struct sockaddr *)&a, sizeof a) == 0)
        return fd;
    close(fd);
    return -1;
}

static bool is_well(int port)
{
    static const char ask[] = "GET /sante HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n";
    char got[16] = { 0 };
    int fd = connect_to(port);
    if (fd < 0)
        return false;
    bool ok = send(fd, ask, sizeof ask - 1, MSG_NOSIGNAL) == sizeof ask - 1 &&
              recv(fd, got, sizeof got - 1, MSG_WAITALL) > 12 && strncmp(got, "HTTP/1.1 200", 12) == 0;
    close(fd);
    return ok;
}

static Server server_start(Str url)
{
    char port[8], program[] = ENSEMBLE_BENCH;
    Server s = { .port = free_port() };
    snprintf(port, sizeof port, "%d", s.port);
    char *argv[] = { program, (char[]){ "--db" }, (char *)(uintptr_t)url.p, (char[]){ "servir" }, (char[]){ "--port" },
        port, NULL };
    s.pid = launch(argv);
    for (int64_t end = clock_mono_ns() + WAIT_MS * 1000000ll; !is_well(s.port);) {
        int status;
        if (waitpid(s.pid, &status, WNOHANG) != 0 || clock_mono_ns() > end)
            fail_msg("the server does not answer on port %d", s.port);
        poll(NULL, 0, 2);
    }
    return s;
}

static void prepare(Str url)
{
    char program[] = ENSEMBLE_BENCH;
    char *argv[] = { program, (char[]){ "--db" }, (char *)(uintptr_t)url.p, (char[]){ "banc" }, (char[]){ "preparer" },
        NULL };
    int status = 0;
    pid_t pid = launch(argv);
    assert_int_equal(waitpid(pid, &status, 0), pid);
    assert_true(WIFEXITED(status));
    assert_int_equal(WEXITSTATUS(status), 0);
}

/* ---- the client ---------------------------------------------------------------------------------------------------- */

static void next_request(Client *c, Keys *keys)
{
    assert_true(keys->next < KEYS_MAX);
    c->key = keys->next++;
    c->sent = c->answer_n = 0;
    char body[400];
    int n = snprintf(body, sizeof body,
        "{\"cle\":\"%08d\",\"jour\":\"2026-11-23\",\"type\":\"atelier\",\"commune\":\"28085\","
        "\"duree_min\":90,\"personnes\":8,\"themes\":\"Prendre en main un ordinateur\",\"note\":\"essai\"}",
        c->key);
    c->request_n = (size_t)snprintf(c->request, sizeof c->request,
        "POST /banc/ecritures HTTP/1.1\r\nHost: 127.0.0.1\r\n"
        "Content-Type: application/json\r\nContent-Length: %d\r\n\r\n%s",
        n, body);
}

static void client_close(Client *c)
{
    if (c->fd >= 0)
        close(c->fd);
    c->fd = -1;
}

/* True when the whole answer has come. */
static bool answer_complete(const Client *c)
{
    Str s = str_of(c->answer, c->answer_n);
    size_t end = str_find(s, 0, S("\r\n\r\n")), at = str_find(s, 0, S("Content-Length: "));
    if (end == s.n || at >= end)
        return false;
    int64_t length = 0;
    Str digits = str_slice(s, at + 16, str_find_char(s, at, '\r'));
    return str_to_i64(digits, &length) && s.n >= end + 4 + (size_t)length;
}

/* Writes and reads what can be; a request goes out only after the answer to the one before. */
static void client_step(Client *c, Keys *keys, bool more)
{
    if (c->sent < c->request_n) {
        ssize_t n = send(c->fd, c->request + c->sent, c->request_n - c->sent, MSG_NOSIGNAL | MSG_DONTWAIT);
        if (n < 0 && errno != EAGAIN) {
            client_close(c);
            return;
        }
        if (n > 0)
            keys->state[c->key] = KEY_SENT;
        c->sent += n > 0 ? (size_t)n : 0;
    }
    ssize_t n = recv(c->fd, c->answer + c->answer_n, sizeof c->answer - c->answer_n, MSG_DONTWAIT);
    if (n == 0 || (n < 0 && errno != EAGAIN)) {
        client_close(c);
        return;
    }
    c->answer_n += n > 0 ? (size_t)n : 0;
    if (!answer_complete(c))
        return;
    if (strncmp(c->answer, "HTTP/1.1 201", 12) != 0)
        fail_msg("key %d: %.40s", c->key, c->answer);
    keys->state[c->key] = KEY_ACKNOWLEDGED;
    keys->acknowledged++;
    if (more)
        next_request(c, keys);
    else
        client_close(c);
}

/* Writes until `acknowledged` keys are, then calls the end of the server and reads what still comes. */
static void write_load(const Server *s, Keys *keys, int acknowledged, int signal_no)
{
    Client clients[CONNECTIONS];
    struct pollfd polled[CONNECTIONS];
    int open = CONNECTIONS;
    for (int i = 0; i < CONNECTIONS; i++) {
        clients[i].fd = connect_to(s->port);
        assert_true(clients[i].fd >= 0);
        next_request(&clients[i], keys);
    }
    bool told = false;
    for (int64_t end = clock_mono_ns() + WAIT_MS * 1000000ll; open > 0;) {
        if (clock_mono_ns() > end)
            fail_msg("%d connections are still waiting", open);
        if (!told && keys->acknowledged >= acknowledged) {
            assert_int_equal(kill(s->pid, signal_no), 0);
            told = true;
        }
        open = 0;
        for (int i = 0; i < CONNECTIONS; i++) {
            bool busy = clients[i].fd >= 0 && clients[i].sent < clients[i].request_n;
            polled[i] = (struct pollfd){ clients[i].fd, (short)(busy ? POLLIN | POLLOUT : POLLIN), 0 };
            open += clients[i].fd >= 0;
        }
        poll(polled, CONNECTIONS, 100);
        for (int i = 0; i < CONNECTIONS; i++)
            if (clients[i].fd >= 0 && polled[i].revents)
                client_step(&clients[i], keys, signal_no == SIGKILL || !told);
    }
    assert_true(told);
}

/* ---- the reckoning ------------------------------------------------------------------------------------------------- */

typedef struct Reckoning {
    int missing, doubled, unknown, unanswered; /* unanswered: there, though its answer never came */
} Reckoning;

static Reckoning reckon(Str url, Keys *keys)
{
    ARENA a = arena_new(8 * MIB);
    DB db = NULL;
    Str message = STR_NONE;
    if (db_open(a, url, DB_READ, &db, &message) != OK)
        fail_msg("%.*s", STR_ARG(message));
    test_engine(db);
    Reckoning r = { 0 };
    memset(keys->found, 0, sizeof keys->found);
    ROWS rows = { 0 };
    assert_ok(sql_banc_cles(db, &rows));
    for (SqlBancCles row; sql_banc_cles_next(&rows, &row);) {
        int64_t key = -1;
        if (!str_to_i64(row.cle, &key) || key < 0 || key >= keys->next)
            r.unknown++;
        else if (keys->found[key]++)
            r.doubled++;
    }
    assert_ok(rows_end(&rows));
    for (int i = 0; i < keys->next; i++) {
        r.missing += keys->state[i] == KEY_ACKNOWLEDGED && !keys->found[i];
        r.unanswered += keys->state[i] != KEY_ACKNOWLEDGED && keys->found[i];
        r.unknown += keys->state[i] == KEY_NEVER_SENT && keys->found[i];
    }
    return r;
}

static void wait_gone(const Server *s, int signal_no)
{
    int status = 0;
    assert_int_equal(waitpid(s->pid, &status, 0), s->pid);
    if (signal_no == SIGKILL)
        assert_true(WIFSIGNALED(status) && WTERMSIG(status) == SIGKILL);
    else
        assert_true(WIFEXITED(status) && WEXITSTATUS(status) == 0);
}

static void keeps_what_was_answered_through_thirty_kills(void **state)
{
    Keys *keys = calloc(1, sizeof *keys);
    assert_non_null(keys);
    Str url = test_db_url(state);
    prepare(url);
    unsigned seed = 28;
    for (int i = 0; i < KILLS; i++) {
        Server s = server_start(url);
        int before = keys->acknowledged;
        write_load(&s, keys, before + ACKED_AT_LEAST + rand_r(&seed) % 400, SIGKILL);
        wait_gone(&s, SIGKILL);
        assert_true(keys->acknowledged - before >= ACKED_AT_LEAST);

        s = server_start(url); /* recovers; then what it serves is what is kept */
        Reckoning r = reckon(url, keys);
        assert_int_equal(kill(s.pid, SIGTERM), 0);
        wait_gone(&s, SIGTERM);
        if (r.missing || r.doubled || r.unknown)
            fail_msg("kill %d: %d missing, %d doubled, %d unknown of %d acknowledged", i + 1, r.missing, r.doubled,
                r.unknown, keys->acknowledged);
    }
    free(keys);
}

static void stops_politely_with_every_accepted_write_answered(void **state)
{
    Keys *keys = calloc(1, sizeof *keys);
    assert_non_null(keys);
    Str url = test_db_url(state);
    prepare(url);
    Server s = server_start(url);
    write_load(&s, keys, ACKED_AT_LEAST, SIGTERM);
    wait_gone(&s, SIGTERM);
    Reckoning r = reckon(url, keys);
    assert_int_equal(r.missing + r.doubled + r.unknown, 0);
    assert_int_equal(r.unanswered, 0); /* nothing was written without being told */
    free(keys);
}

/* The reckoning itself: it must see a lost key and a double. */
static void sees_a_lost_key_and_a_double(void **state)
{
    Keys *keys = calloc(1, sizeof *keys);
    assert_non_null(keys);
    Str url = test_db_url(state);
    prepare(url);
    ARENA a = arena_new(8 * MIB);
    DB db = NULL;
    Str message = STR_NONE;
    assert_ok(db_open(a, url, DB_WRITE, &db, &message));
    SqlBancEcrireArgs row = { .cle = S("1"),
        .jour = S("2026-11-23"),
        .type = S("x"),
        .commune = S("28085"),
        .themes = S(""),
        .note = S("") };
    assert_ok(sql_banc_ecrire(db, &row));
    assert_ok(sql_banc_ecrire(db, &row));
    keys->next = 2;
    keys->state[0] = keys->state[1] = KEY_ACKNOWLEDGED;
    Reckoning r = reckon(url, keys);
    assert_int_equal(r.missing, 1);
    assert_int_equal(r.doubled, 1);
    free(keys);
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(sees_a_lost_key_and_a_double),
        cmocka_unit_test(keeps_what_was_answered_through_thirty_kills),
        cmocka_unit_test(stops_politely_with_every_accepted_write_answered),
    };
    return SUITE_MAIN("crash", true, tests);
}
