// SPDX-License-Identifier: AGPL-3.0-or-later
/* Against a web server of a few lines on its own thread: what it holds, and where it cuts, each test chooses. */
#include "core/net/download.h"

#include <arpa/inet.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

#include "support/suite.h"

enum { SIZE = 300000 };

typedef struct Server {
    const char *etag;                              /* NULL: it gives none */
    const char *location;                          /* it sends there; NULL: no */
    int status;                                    /* 200: the file */
    size_t cut;                                    /* bytes after which it hangs up, once; 0: never */
    bool deaf;                                     /* it does not know parts */
    bool astray;                                   /* its parts are not those asked for */
    char content[SIZE];
    int listening, port, asked, parts;
    pthread_t thread;
} Server;

static void say(int fd, const char *p, size_t n)
{
    while (n > 0) {
        ssize_t put = send(fd, p, n, MSG_NOSIGNAL);
        if (put <= 0)
            return;
        p += put;
        n -= (size_t)put;
    }
}

static void answer(Server *s, int fd, const char *head)
{
    char text[1024], etag[128] = "";
    const char *range = strstr(head, "Range: bytes="), *if_range = strstr(head, "If-Range: ");
    size_t from = range && !s->deaf ? strtoul(range + 13, NULL, 10) : 0;
    if (s->etag)
        snprintf(etag, sizeof etag, "ETag: %s\r\n", s->etag);
    if (if_range && s->etag && strncmp(if_range + 10, s->etag, strlen(s->etag)) != 0)
        from = 0;
    s->parts += from > 0;
    int status = s->status;
    if (s->etag && strstr(head, "If-None-Match: ") && strstr(head, s->etag))
        status = 304;
    size_t length = status == 200 ? SIZE - from : 0;
    int n = snprintf(text, sizeof text, "HTTP/1.1 %d x\r\n%sContent-Length: %zu\r\nConnection: close\r\n",
        status == 200 && from ? 206 : status, etag, length);
    if (from)
        n += snprintf(text + n, sizeof text - (size_t)n, "Content-Range: bytes %zu-%d/%d\r\n", from + s->astray,
            SIZE - 1, SIZE);
    if (s->location)
        n += snprintf(text + n, sizeof text - (size_t)n, "Location: %s\r\n", s->location);
    n += snprintf(text + n, sizeof text - (size_t)n, "\r\n");
    say(fd, text, (size_t)n);
    if (strncmp(head, "HEAD", 4) != 0)
        say(fd, s->content + from, s->cut && s->cut < length ? s->cut : length);
    s->cut = 0;
}

static void *serve(void *arg)
{
    Server *s = arg;
    for (int fd; (fd = accept(s->listening, NULL, NULL)) >= 0; close(fd)) {
        char head[4096] = "";
        size_t n = 0;
        while (n < sizeof head - 1 && !strstr(head, "\r\n\r\n")) {
            ssize_t got = recv(fd, head + n, sizeof head - 1 - n, 0);
            if (got <= 0)
                break;
            n += (size_t)got;
            head[n] = '\0';
        }
        s->asked++;
        if (strstr(head, "\r\n\r\n"))
            answer(s, fd, head);
        shutdown(fd, SHUT_RDWR);
    }
    return NULL;
}

static Server *server_new(void)
{
    Server *s = calloc(1, sizeof *s);
    struct sockaddr_in at = { .sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
    socklen_t size = sizeof at;
    assert_non_null(s);
    for (size_t i = 0; i < SIZE; i++)
        s->content[i] = (char)('a' + (i * i / 7) % 26);
    s->status = 200;
    s->etag = "\"v1\"";
    s->listening = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    assert_int_equal(bind(s->listening, (struct sockaddr *)&at, sizeof at), 0);
    assert_int_equal(listen(s->listening, 8), 0);
    assert_int_equal(getsockname(s->listening, (struct sockaddr *)&at, &size), 0);
    s->port = ntohs(at.sin_port);
    assert_int_equal(pthread_create(&s->thread, NULL, serve, s), 0);
    return s;
}

static void server_done(Server *s)
{
    shutdown(s->listening, SHUT_RDWR);
    pthread_join(s->thread, NULL);
    close(s->listening);
    free(s);
}

typedef struct World {
    Arena *a;
    Server *s;
    Str folder;
    Download d;
    Downloaded got;
} World;

static World world(void **state)
{
    World w = { .a = arena_new(8 * MIB), .s = server_new(), .folder = test_dir(state) };
    w.d = (Download){ .dir = open(str_dup(w.a, w.folder).p, O_RDONLY | O_DIRECTORY | O_CLOEXEC),
        .name = "f.csv",
        .url = str_format(w.a, "http://127.0.0.1:%d/f", w.s->port),
        .max = 2 * SIZE,
        .sha256 = STR_NONE };
    assert_true(w.d.dir >= 0);
    return w;
}

static void world_done(World *w)
{
    server_done(w->s);
    close(w->d.dir);
    arena_free(w->a);
}

static bool there(const World *w, const char *name)
{
    return faccessat(w->d.dir, name, F_OK, 0) == 0;
}

static void holds(World *w)
{
    Str path = str_format(w->a, "%.*s/f.csv", STR_ARG(w->folder));
    assert_str_equal(test_read(w->a, path), str_of(w->s->content, SIZE));
    assert_false(there(w, "f.csv.partiel"));
}

static void a_file_is_fetched_once(void **state)
{
    World w = world(state);
    assert_ok(download(w.a, &w.d, &w.got));
    assert_int_equal(w.got.bytes, SIZE);
    assert_int_equal(w.got.sha256.n, 64);
    assert_false(w.got.unchanged);
    holds(&w);
    Str first = w.got.sha256;
    assert_ok(download(w.a, &w.d, &w.got));
    assert_true(w.got.unchanged);
    assert_int_equal(w.got.bytes, SIZE);
    assert_str_equal(w.got.sha256, first);
    w.s->etag = "\"v2\"";                          /* a new version */
    w.s->content[7] = '!';
    assert_ok(download(w.a, &w.d, &w.got));
    assert_false(w.got.unchanged);
    assert_false(str_eq(w.got.sha256, first));
    holds(&w);
    world_done(&w);
}

static void a_cut_is_mended_by_the_rest_only(void **state)
{
    World w = world(state);
    w.s->cut = 100000;
    assert_err(download(w.a, &w.d, &w.got), ERR_IO);
    assert_true(str_has(w.got.message, S("relancez")));
    assert_true(there(&w, "f.csv.partiel"));
    assert_false(there(&w, "f.csv"));
    assert_ok(download(w.a, &w.d, &w.got));
    assert_int_equal(w.got.resumed_at, 100000);
    assert_int_equal(w.got.bytes, SIZE);
    assert_int_equal(w.s->parts, 1);
    holds(&w);
    world_done(&w);
}

static void what_changed_meanwhile_is_fetched_whole(void **state)
{
    World w = world(state);
    w.s->cut = 100000;
    assert_err(download(w.a, &w.d, &w.got), ERR_IO);
    w.s->etag = "\"v2\"";
    w.s->content[3] = '!';
    assert_ok(download(w.a, &w.d, &w.got));
    assert_int_equal(w.got.resumed_at, 0);
    holds(&w);
    world_done(&w);
}

/* No mark of a version, no parts, or parts that are not those asked for: from the beginning, never a mixture. */
static void without_what_it_takes_it_begins_again(void **state)
{
    for (int i = 0; i < 3; i++) {
        World w = world(state);
        w.s->etag = i == 0 ? NULL : "\"v1\"";
        w.s->deaf = i == 1;
        w.s->astray = i == 2;
        w.s->cut = 100000;
        assert_err(download(w.a, &w.d, &w.got), ERR_IO);
        assert_ok(download(w.a, &w.d, &w.got));
        assert_int_equal(w.got.resumed_at, 0);
        holds(&w);
        world_done(&w);
    }
}

static void bytes_that_are_not_those_wanted_are_not_kept(void **state)
{
    World w = world(state);
    assert_ok(download(w.a, &w.d, &w.got));
    Str good = w.got.sha256;
    assert_int_equal(unlinkat(w.d.dir, "f.csv", 0), 0);
    w.d.sha256 = S("00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff");
    assert_err(download(w.a, &w.d, &w.got), ERR_INVALID);
    assert_true(str_has(w.got.message, S("SHA-256")));
    assert_false(there(&w, "f.csv"));
    assert_false(there(&w, "f.csv.partiel"));
    w.d.sha256 = good;
    assert_ok(download(w.a, &w.d, &w.got));
    holds(&w);
    world_done(&w);
}

static void a_simulation_writes_nothing(void **state)
{
    World w = world(state);
    w.d.dry = true;
    assert_ok(download(w.a, &w.d, &w.got));
    assert_int_equal(w.got.bytes, SIZE);
    assert_false(w.got.unchanged);
    assert_false(there(&w, "f.csv") || there(&w, "f.csv.partiel") || there(&w, "f.csv.etiquette"));
    w.d.dry = false;
    assert_ok(download(w.a, &w.d, &w.got));
    w.d.dry = true;
    assert_ok(download(w.a, &w.d, &w.got));
    assert_true(w.got.unchanged);
    world_done(&w);
}

static void limits_and_refusals(void **state)
{
    static const char *const wrong[] = { "http://example.org/f", "ftp://127.0.0.1/f", "file:///etc/passwd", "https://",
        "http://127.0.0.1.example.org/f", "https://moi:secret@example.org/f", "https://example.org/a b", "" };
    World w = world(state);
    Str url = w.d.url;
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
        w.d.url = str_from(wrong[i]);
        assert_err(download(w.a, &w.d, &w.got), ERR_INVALID);
    }
    w.d.url = url;
    assert_int_equal(w.s->asked, 0);
    w.d.max = SIZE - 1;
    assert_err(download(w.a, &w.d, &w.got), ERR_TOO_LARGE);
    w.d.max = SIZE;
    w.s->status = 404;
    assert_err(download(w.a, &w.d, &w.got), ERR_NOT_FOUND);
    w.s->status = 500;
    assert_err(download(w.a, &w.d, &w.got), ERR_IO);
    assert_true(str_has(w.got.message, S("500")));
    w.s->status = 302;
    w.s->location = "http://127.0.0.1:1/ailleurs"; /* a redirection never leaves https */
    assert_err(download(w.a, &w.d, &w.got), ERR_INVALID);
    assert_false(there(&w, "f.csv") || there(&w, "f.csv.partiel"));
    w.s->status = 200;
    w.s->location = NULL;
    assert_ok(download(w.a, &w.d, &w.got));
    holds(&w);
    world_done(&w);
}

int main(void)
{
    const struct CMUnitTest all[] = {
        cmocka_unit_test(a_file_is_fetched_once),
        cmocka_unit_test(a_cut_is_mended_by_the_rest_only),
        cmocka_unit_test(what_changed_meanwhile_is_fetched_whole),
        cmocka_unit_test(without_what_it_takes_it_begins_again),
        cmocka_unit_test(bytes_that_are_not_those_wanted_are_not_kept),
        cmocka_unit_test(a_simulation_writes_nothing),
        cmocka_unit_test(limits_and_refusals),
    };
    return SUITE_MAIN("download", false, all);
}
