// SPDX-License-Identifier: AGPL-3.0-or-later
#include "core/run/control.h"

#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <poll.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/eventfd.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

enum { FDS = 4, ARGS_MAX = 256, BYTES_MAX = 256 * 1024, PATIENCE_S = 5, WAITING_MAX = 16 };
static const char magic[4] = { 'N', 'E', '1', '\n' };

typedef struct Head {
    char magic[4];
    uint32_t n, bytes;                             /* big-endian */
} Head;

struct Control {
    Pool *pool;
    ControlRun *run;
    void *arg;
    int listener, stop;
    int folder;                                    /* of the socket, to remove it */
    char *name;
    pthread_t thread;
};

/* ---- addresses: through the folder's descriptor, because sun_path holds 108 bytes only ---- */

typedef struct Place {
    int folder;
    struct sockaddr_un address;
    char name[NAME_MAX + 1];
} Place;

static void close_fd(int fd)
{
    if (fd >= 0)
        close(fd);
}

static Err place_of(Str db_path, Place *ret)
{
    char folder[PATH_MAX];
    size_t slash = db_path.n;
    while (slash > 0 && db_path.p[slash - 1] != '/')
        slash--;
    Str name = str_slice(db_path, slash, db_path.n);
    Place p = { .folder = -1, .address.sun_family = AF_UNIX };
    if (slash >= sizeof folder || name.n + sizeof ".socket" > sizeof p.name)
        return ERR_INVALID;
    snprintf(folder, sizeof folder, "%.*s", slash ? (int)slash : 1, slash ? db_path.p : ".");
    snprintf(p.name, sizeof p.name, "%.*s.socket", STR_ARG(name));
    p.folder = open(folder, O_PATH | O_DIRECTORY | O_CLOEXEC);
    if (p.folder < 0)
        return ERR_NOT_FOUND;
    int n = snprintf(p.address.sun_path, sizeof p.address.sun_path, "/proc/self/fd/%d/%s", p.folder, p.name);
    if (n < 0 || (size_t)n >= sizeof p.address.sun_path) {
        close(p.folder);
        return ERR_INVALID;
    }
    *ret = p;
    return OK;
}

/* ---- whole reads and writes ---- */

static bool read_all(int fd, void *to, size_t n)
{
    for (char *p = to; n > 0;) {
        ssize_t got = recv(fd, p, n, 0);
        if (got < 0 && errno == EINTR)
            continue;
        if (got <= 0)
            return false;
        p += got;
        n -= (size_t)got;
    }
    return true;
}

static bool write_all(int fd, const void *from, size_t n)
{
    for (const char *p = from; n > 0;) {
        ssize_t put = send(fd, p, n, MSG_NOSIGNAL);
        if (put < 0 && errno == EINTR)
            continue;
        if (put <= 0)
            return false;
        p += put;
        n -= (size_t)put;
    }
    return true;
}

/* ---- one received command ---- */

typedef struct Received {
    PoolTask task;
    ControlRun *run;                               /* the Control may be gone when the task runs */
    void *arg;
    int connection;
    int fds[FDS];
    Str argv[ARGS_MAX];
    size_t argc;
    char *bytes;
} Received;

static void received_free(Received *r)
{
    if (!r)
        return;
    for (int i = 0; i < FDS; i++)
        close_fd(r->fds[i]);
    close_fd(r->connection);
    free(r->bytes);
    free(r);
}

static void answer(const Received *r, int code)
{
    uint32_t wire = htonl((uint32_t)code);
    write_all(r->connection, &wire, sizeof wire);
}

static void run_received(PoolTask *task, Db *db)
{
    Received *r = (Received *)task;
    CliStreams io = { .in = r->fds[0], .out = r->fds[1], .err = r->fds[2], .cwd = r->fds[3] };
    answer(r, r->run(r->arg, db, &io, r->argv, r->argc));
    received_free(r);
}

static bool same_user(int connection)
{
    struct ucred peer;
    socklen_t n = sizeof peer;
    return getsockopt(connection, SOL_SOCKET, SO_PEERCRED, &peer, &n) == 0 && (peer.uid == geteuid() || peer.uid == 0);
}

/* The first bytes, with which the descriptors come. */
static bool read_head(Received *r, Head *head)
{
    union {
        struct cmsghdr align;
        char bytes[CMSG_SPACE(sizeof(int) * FDS)];
    } space;
    struct iovec part = { head, sizeof *head };
    struct msghdr m = { .msg_iov = &part,
        .msg_iovlen = 1,
        .msg_control = space.bytes,
        .msg_controllen = sizeof space.bytes };
    ssize_t got = recvmsg(r->connection, &m, MSG_CMSG_CLOEXEC);
    if (got <= 0)
        return false;
    int n_fds = 0;
    for (struct cmsghdr *c = CMSG_FIRSTHDR(&m); c; c = CMSG_NXTHDR(&m, c)) {
        if (c->cmsg_level != SOL_SOCKET || c->cmsg_type != SCM_RIGHTS)
            continue;
        int *fds = (int *)CMSG_DATA(c);
        size_t n = (c->cmsg_len - CMSG_LEN(0)) / sizeof(int);
        for (size_t i = 0; i < n; i++) {
            if (n_fds < FDS)
                r->fds[n_fds++] = fds[i];
            else
                close(fds[i]);
        }
    }
    return n_fds == FDS && !(m.msg_flags & MSG_CTRUNC) &&
           read_all(r->connection, (char *)head + got, sizeof *head - (size_t)got);
}

static bool read_args(Received *r, uint32_t n, uint32_t bytes)
{
    if (n > ARGS_MAX || bytes > BYTES_MAX)
        return false;
    r->bytes = malloc(bytes + 1u);
    if (!r->bytes || !read_all(r->connection, r->bytes, bytes))
        return false;
    uint32_t at = 0;
    for (uint32_t i = 0; i < n; i++) {
        uint32_t length;
        if (bytes - at < sizeof length)
            return false;
        memcpy(&length, r->bytes + at, sizeof length);
        length = ntohl(length);
        at += (uint32_t)sizeof length;
        if (bytes - at < length)
            return false;
        r->argv[r->argc++] = str_of(r->bytes + at, length);
        at += length;
    }
    return at == bytes;
}

/* Takes over `connection`. */
static void receive(const Control *c, int connection)
{
    Received *r = calloc(1, sizeof *r);
    if (!r) {
        close(connection);
        return;
    }
    *r = (Received){ .task.fn = run_received,
        .run = c->run,
        .arg = c->arg,
        .connection = connection,
        .fds = { -1, -1, -1, -1 } };
    struct timeval patience = { .tv_sec = PATIENCE_S };
    setsockopt(connection, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
    Head head;
    if (!same_user(connection) || !read_head(r, &head) || memcmp(head.magic, magic, sizeof magic) != 0 ||
        !read_args(r, ntohl(head.n), ntohl(head.bytes))) {
        received_free(r);
        return;
    }
    if (pool_post(c->pool, &r->task) != OK) {
        answer(r, err_info(ERR_BUSY)->exit_code);
        received_free(r);
    }
}

static void *control_thread(void *arg)
{
    Control *c = arg;
    struct pollfd fds[2] = { { .fd = c->stop, .events = POLLIN }, { .fd = c->listener, .events = POLLIN } };
    for (;;) {
        if (poll(fds, 2, -1) < 0 && errno != EINTR)
            return NULL;
        if (fds[0].revents)
            return NULL;
        int connection = fds[1].revents ? accept4(c->listener, NULL, NULL, SOCK_CLOEXEC) : -1;
        if (connection >= 0)
            receive(c, connection);
    }
}

/* ---- start and stop ---- */

static int listen_at(const Place *p)
{
    unlinkat(p->folder, p->name, 0);               /* left by a process that died: the lock is ours now */
    int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (fd >= 0 && bind(fd, (const struct sockaddr *)&p->address, sizeof p->address) == 0 &&
        fchmodat(p->folder, p->name, 0600, 0) == 0 && listen(fd, WAITING_MAX) == 0)
        return fd;
    int error = errno;
    close_fd(fd);
    errno = error;
    return -1;
}

static void control_close(Control *c)
{
    close_fd(c->listener);
    close_fd(c->stop);
    close_fd(c->folder);
    free(c->name);
    free(c);
}

Err control_start(Arena *a, Str db_path, Pool *pool, ControlRun *run, void *arg, Control **ret, Str *ret_message)
{
    Place place;
    Control *c = calloc(1, sizeof *c);
    if (!c)
        return ERR_MEMORY;
    *c = (Control){ .pool = pool, .run = run, .arg = arg, .listener = -1, .stop = -1, .folder = -1 };
    if (place_of(db_path, &place) == OK) {
        c->folder = place.folder;
        c->name = strdup(place.name);
        c->listener = listen_at(&place);
        c->stop = c->listener >= 0 ? eventfd(0, EFD_CLOEXEC) : -1;
    }
    int error = errno;
    if (c->name && c->listener >= 0 && c->stop >= 0 && pthread_create(&c->thread, NULL, control_thread, c) == 0) {
        *ret = c;
        return OK;
    }
    *ret_message = str_format(a, "Impossible d’ouvrir la prise de commande « %.*s.socket » : %s.", STR_ARG(db_path),
        errno_message(error));
    control_close(c);
    return ERR_IO;
}

void control_stop(Control *c)
{
    if (!c)
        return;
    eventfd_write(c->stop, 1);
    pthread_join(c->thread, NULL);
    unlinkat(c->folder, c->name, 0);
    control_close(c);
}

/* ---- the sender ---- */

static bool send_head(int fd, const CliStreams *io, int cwd, const Head *head)
{
    union {
        struct cmsghdr align;
        char bytes[CMSG_SPACE(sizeof(int) * FDS)];
    } space = { 0 };
    struct iovec part = { (void *)head, sizeof *head };
    struct msghdr m = { .msg_iov = &part,
        .msg_iovlen = 1,
        .msg_control = space.bytes,
        .msg_controllen = sizeof space.bytes };
    struct cmsghdr *c = CMSG_FIRSTHDR(&m);
    c->cmsg_level = SOL_SOCKET;
    c->cmsg_type = SCM_RIGHTS;
    c->cmsg_len = CMSG_LEN(sizeof(int) * FDS);
    const int fds[FDS] = { io->in, io->out, io->err, cwd };
    memcpy(CMSG_DATA(c), fds, sizeof fds);
    ssize_t put = sendmsg(fd, &m, MSG_NOSIGNAL);
    return put > 0 && write_all(fd, (const char *)head + put, sizeof *head - (size_t)put);
}

static bool send_args(int fd, const Str *argv, size_t argc)
{
    for (size_t i = 0; i < argc; i++) {
        uint32_t n = htonl((uint32_t)argv[i].n);
        if (!write_all(fd, &n, sizeof n) || !write_all(fd, argv[i].p, argv[i].n))
            return false;
    }
    return true;
}

static Err converse(int fd, const CliStreams *io, const Str *argv, size_t argc, int *ret_exit_code)
{
    size_t bytes = 0;
    for (size_t i = 0; i < argc; i++)
        bytes += argv[i].n + sizeof(uint32_t);
    if (argc > ARGS_MAX || bytes > BYTES_MAX)
        return ERR_TOO_LARGE;
    int cwd = open(".", O_PATH | O_DIRECTORY | O_CLOEXEC);
    if (io->cwd != AT_FDCWD) {
        close_fd(cwd);
        cwd = dup(io->cwd);
    }
    Head head = { .n = htonl((uint32_t)argc), .bytes = htonl((uint32_t)bytes) };
    memcpy(head.magic, magic, sizeof magic);
    bool sent = cwd >= 0 && send_head(fd, io, cwd, &head) && send_args(fd, argv, argc);
    close_fd(cwd);
    uint32_t code;
    if (!sent || !read_all(fd, &code, sizeof code))
        return ERR_IO;
    *ret_exit_code = (int)ntohl(code);
    return OK;
}

/* -1: nobody listens. */
static int connect_to(Str db_path)
{
    Place place;
    if (place_of(db_path, &place) != OK)
        return -1;
    int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
    bool connected = fd >= 0 && connect(fd, (const struct sockaddr *)&place.address, sizeof place.address) == 0;
    close(place.folder);
    if (connected)
        return fd;
    close_fd(fd);
    return -1;
}

bool control_listens(Str db_path)
{
    int fd = connect_to(db_path);
    close_fd(fd);
    return fd >= 0;
}

Err control_send(Str db_path, const CliStreams *io, const Str *argv, size_t argc, int *ret_exit_code)
{
    int fd = connect_to(db_path);
    if (fd < 0)
        return ERR_NOT_FOUND;
    Err e = converse(fd, io, argv, argc, ret_exit_code);
    close(fd);
    return e;
}
