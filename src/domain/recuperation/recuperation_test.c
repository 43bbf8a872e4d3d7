// SPDX-License-Identifier: AGPL-3.0-or-later
/* The command itself; what a server may do is in core/net/download_test.c. */
#include "domain/recuperation/recuperation.h"

#include <arpa/inet.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "core/cli/cli.h"
#include "domain/recuperation/sources.h"
#include "support/suite.h"

static const Slice *const only[] = { &slice_recuperation, NULL };

typedef struct World {
    Arena *a;
    Str folder;
    int dir;
    Str out, err;
} World;

static World world(void **state)
{
    World w = { .a = arena_new(4 * MIB), .folder = test_dir(state) };
    w.dir = open(str_dup(w.a, w.folder).p, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    assert_true(w.dir >= 0);
    return w;
}

static void world_done(World *w)
{
    close(w->dir);
    arena_free(w->a);
}

static int run(World *w, const Str *argv, size_t n)
{
    int nothing = open("/dev/null", O_RDWR | O_CLOEXEC);
    int out = openat(w->dir, ".sortie", O_RDWR | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
    int err = openat(w->dir, ".erreurs", O_RDWR | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
    const CliStreams io = { nothing, out, err, w->dir };
    char *const none[] = { NULL };
    const CliProgram program = { .slices = only, .environ_ = none };
    int code = cli_main(&program, &io, argv, n);
    close(nothing);
    close(out);
    close(err);
    w->out = test_read(w->a, str_format(w->a, "%.*s/.sortie", STR_ARG(w->folder)));
    w->err = test_read(w->a, str_format(w->a, "%.*s/.erreurs", STR_ARG(w->folder)));
    return code;
}
#define RUN(w, ...) run((w), (const Str[]){ __VA_ARGS__ }, sizeof((const Str[]){ __VA_ARGS__ }) / sizeof(Str))

static void every_source_says_where_to_look(void **state)
{
    World w = world(state);
    assert_int_equal(RUN(&w, S("recuperer")), 0);
    for (const Source *s = sources; s->nom; s++) {
        assert_true(str_has(w.out, str_from(s->editeur)));
        assert_true(str_has(w.out, str_from(s->chercher)));
        assert_true(s->adresse || RUN(&w, S("recuperer"), str_from(s->nom)) != 0);
        if (!s->adresse)
            assert_true(str_has(w.err, str_from(s->chercher)));
        assert_int_equal(RUN(&w, S("recuperer")), 0);
    }
    assert_int_not_equal(RUN(&w, S("recuperer"), S("cadastre")), 0);
    assert_true(str_has(w.err, S("cadastre")));
    assert_int_not_equal(RUN(&w, S("recuperer"), S("ifn"), S("--depuis"), S("http://example.org/ifn.csv")), 0);
    assert_true(str_has(w.err, S("https")));
    assert_int_not_equal(
        RUN(&w, S("recuperer"), S("ifn"), S("--depuis"), S("https://example.org/"), S("--sha256"), S("12")), 0);
    assert_true(str_has(w.err, S("64")));
    world_done(&w);
}

static void addresses_are_read_line_by_line(void **state)
{
    (void)state;
    static const char hash[] = "00112233445566778899aabbccddeeff00112233445566778899AABBCCDDEEFF";
    ARENA a = arena_new(MIB);
    const Source *ifn = source_par_nom(S("ifn"));
    SourceAdresse got = { 0 };
    Str message = STR_NONE;
    Str text = str_format(a,
        "# celles du département\n\n  lieux\thttps://example.org/l.csv\r\nifn https://example.org/ifn.csv  %s\n", hash);
    assert_ok(source_adresse_lire(a, text, ifn, &got, &message));
    assert_str_equal(got.adresse, S("https://example.org/ifn.csv"));
    assert_str_equal(got.sha256, str_from(hash));
    assert_ok(source_adresse_lire(a, text, source_par_nom(S("lieux")), &got, &message));
    assert_str_equal(got.adresse, S("https://example.org/l.csv"));
    assert_true(str_is_none(got.sha256));
    assert_ok(source_adresse_lire(a, text, source_par_nom(S("contours")), &got, &message));
    assert_true(str_is_none(got.adresse));
    static const char *const wrong[] = { "cadastre https://example.org/", "ifn", "ifn https://a b c",
        "ifn https://a xyz", "ifn https://a\nifn https://b", "ifn https://a 00112233", "\xff\xfe" };
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
        message = STR_NONE;
        assert_err(source_adresse_lire(a, str_from(wrong[i]), ifn, &got, &message), ERR_INVALID);
        assert_true(str_has(message, S("ligne ")));
    }
}

/* One file, served to whoever asks, until it is closed: the first time it hangs up in the middle. */
static void *serve(void *arg)
{
    static const char whole[] =
        "HTTP/1.1 200 OK\r\nETag: \"a\"\r\nContent-Length: 10\r\nConnection: close\r\n\r\nname;code\n";
    static const char rest[] = "HTTP/1.1 206 Partial Content\r\nETag: \"a\"\r\nContent-Range: bytes 6-9/10\r\n"
                               "Content-Length: 4\r\nConnection: close\r\n\r\node\n";
    static const char same[] = "HTTP/1.1 304 Not Modified\r\nETag: \"a\"\r\nConnection: close\r\n\r\n";
    const int *listening = arg;
    bool cut = false;
    for (int fd; (fd = accept(*listening, NULL, NULL)) >= 0; close(fd)) {
        char head[2048] = "";
        if (recv(fd, head, sizeof head - 1, 0) <= 0)
            continue;
        Str said = str_from(strstr(head, "Range: bytes=6-") ? rest : strstr(head, "If-None-Match") ? same : whole);
        bool hang_up = !cut && strncmp(head, "HEAD", 4) != 0;
        cut = cut || hang_up;
        if (send(fd, said.p, hang_up ? said.n - 4 : said.n, MSG_NOSIGNAL) > 0)
            shutdown(fd, SHUT_RDWR);
    }
    return NULL;
}

/* A download that was cut is taken up where it stopped; the file that one has is not asked for again; another one is not kept. */
static void resumes_keeps_and_checks(World *w)
{
    static const char other[] = "00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff";
    assert_int_not_equal(RUN(w, S("recuperer"), S("ifn"), S("--adresses"), S("adresses.txt")), 0);
    assert_int_not_equal(faccessat(w->dir, "ifn.csv", F_OK, 0), 0);
    assert_int_equal(RUN(w, S("recuperer"), S("ifn"), S("--adresses"), S("adresses.txt")), 0);
    assert_true(str_has(w->err, S("repris")));
    assert_str_equal(test_read(w->a, str_format(w->a, "%.*s/ifn.csv", STR_ARG(w->folder))), S("name;code\n"));
    assert_int_equal(RUN(w, S("recuperer"), S("ifn"), S("--adresses"), S("adresses.txt")), 0);
    assert_true(str_has(w->err, S("n’a pas changé")));
    assert_int_not_equal(
        RUN(w, S("recuperer"), S("ifn"), S("--adresses"), S("adresses.txt"), S("--sha256"), str_from(other)), 0);
    assert_true(str_has(w->err, S("ifn : ")));
    assert_str_equal(test_read(w->a, str_format(w->a, "%.*s/ifn.csv", STR_ARG(w->folder))), S("name;code\n"));
}

static void a_file_comes_with_what_to_do_next(void **state)
{
    World w = world(state);
    struct sockaddr_in at = { .sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
    socklen_t size = sizeof at;
    pthread_t thread;
    int listening = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    assert_int_equal(bind(listening, (struct sockaddr *)&at, sizeof at), 0);
    assert_int_equal(listen(listening, 8), 0);
    assert_int_equal(getsockname(listening, (struct sockaddr *)&at, &size), 0);
    assert_int_equal(pthread_create(&thread, NULL, serve, &listening), 0);
    test_write(str_format(w.a, "%.*s/adresses.txt", STR_ARG(w.folder)),
        str_format(w.a, "ifn http://127.0.0.1:%d/ifn.csv\n", ntohs(at.sin_port)));
    assert_int_equal(RUN(&w, S("recuperer"), S("ifn"), S("--adresses"), S("adresses.txt"), S("--simulation")), 0);
    assert_true(str_has(w.err, S("Simulation")));
    assert_int_not_equal(faccessat(w.dir, "ifn.csv", F_OK, 0), 0);
    resumes_keeps_and_checks(&w);
    assert_int_equal(RUN(&w, S("recuperer"), S("ifn"), S("--adresses"), S("adresses.txt")), 0);
    assert_true(str_starts(w.out, S("sha256 ")));
    assert_true(str_has(w.out, S("ensemble importer ifn ./ifn.csv\n")));
    assert_str_equal(test_read(w.a, str_format(w.a, "%.*s/ifn.csv", STR_ARG(w.folder))), S("name;code\n"));
    assert_int_not_equal(
        RUN(&w, S("recuperer"), S("ifn"), S("--adresses"), S("adresses.txt"), S("--dossier"), S("absent")), 0);
    assert_true(str_has(w.err, S("absent")));
    shutdown(listening, SHUT_RDWR);
    pthread_join(thread, NULL);
    close(listening);
    world_done(&w);
}

int main(void)
{
    const struct CMUnitTest all[] = {
        cmocka_unit_test(every_source_says_where_to_look),
        cmocka_unit_test(addresses_are_read_line_by_line),
        cmocka_unit_test(a_file_comes_with_what_to_do_next),
    };
    return SUITE_MAIN("recuperation", false, all);
}
