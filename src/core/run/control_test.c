// SPDX-License-Identifier: AGPL-3.0-or-later
#include "core/run/control.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include "support/suite.h"

/* A folder whose name alone is longer than a socket's address can be. */
static char folder[256];
static Str db_path;

static int seen_argc;
static char seen_args[256], seen_file[32];

static int record(void *arg, Db *db, const CliStreams *io, const Str *argv, size_t argc)
{
    (void)db;
    seen_argc = (int)argc;
    seen_args[0] = '\0';
    for (size_t i = 0; i < argc; i++)
        snprintf(seen_args + strlen(seen_args), sizeof seen_args - strlen(seen_args), "[%.*s]", STR_ARG(argv[i]));
    int fd = openat(io->cwd, "relatif.txt", O_RDONLY | O_CLOEXEC);
    ssize_t n = fd >= 0 ? read(fd, seen_file, sizeof seen_file - 1) : 0;
    seen_file[n > 0 ? n : 0] = '\0';
    if (fd >= 0)
        close(fd);
    dprintf(io->out, "résultat");
    dprintf(io->err, "message");
    return *(int *)arg;
}

typedef struct Monde {
    Arena *a;
    Pool *pool;
    Control *control;
    int code;
    int out[2], err[2], cwd;
} Monde;

static void monde(Monde *m, int code)
{
    Str message = STR_NONE;
    *m = (Monde){ .a = arena_new(MIB), .code = code };
    assert_ok(pool_start(S("sqlite:/nowhere/absent.db"), 2, 8, &m->pool));
    if (control_start(m->a, db_path, m->pool, record, &m->code, &m->control, &message) != OK)
        fail_msg("%.*s", STR_ARG(message));
    assert_int_equal(pipe2(m->out, O_CLOEXEC) | pipe2(m->err, O_CLOEXEC), 0);
    m->cwd = open(folder, O_PATH | O_DIRECTORY | O_CLOEXEC);
}

static void monde_fini(Monde *m)
{
    control_stop(m->control);
    pool_free(m->pool);
    for (int i = 0; i < 2; i++) {
        close(m->out[i]);
        close(m->err[i]);
    }
    close(m->cwd);
    arena_free(m->a);
}

static Err send_words(Monde *m, const char *const *words, size_t n, int *ret_code)
{
    Str argv[8];
    for (size_t i = 0; i < n; i++)
        argv[i] = str_from(words[i]);
    CliStreams io = { .in = STDIN_FILENO, .out = m->out[1], .err = m->err[1], .cwd = m->cwd };
    return control_send(db_path, &io, argv, n, ret_code);
}

static void the_command_runs_there_as_if_here(void **state)
{
    (void)state;
    Monde m;
    int code = -1;
    char text[64] = { 0 };
    monde(&m, 5);
    assert_ok(send_words(&m, (const char *const[]){ "importer", "lieux", "", "é a.csv" }, 4, &code));
    assert_int_equal(code, 5);
    assert_int_equal(seen_argc, 4);
    assert_string_equal(seen_args, "[importer][lieux][][é a.csv]");
    assert_string_equal(seen_file, "ici");                 /* the sender's directory */
    assert_int_equal(read(m.out[0], text, sizeof text), strlen("résultat"));
    assert_string_equal(text, "résultat");
    monde_fini(&m);
}

static void the_socket_is_ours_alone_and_goes_away(void **state)
{
    (void)state;
    Monde m;
    struct stat s;
    ARENA a = arena_new(MIB);
    Str path = str_cat(a, db_path, S(".socket"));
    monde(&m, 0);
    assert_int_equal(stat(path.p, &s), 0);
    assert_int_equal(s.st_mode & 0777, 0600);
    monde_fini(&m);
    assert_int_equal(stat(path.p, &s), -1);
}

static void nobody_listening_is_told(void **state)
{
    (void)state;
    int code = -1;
    CliStreams io = { 0, 1, 2, AT_FDCWD };
    assert_int_equal(control_send(db_path, &io, NULL, 0, &code), ERR_NOT_FOUND);
    assert_int_equal(control_send(S("/nowhere/x.db"), &io, NULL, 0, &code), ERR_NOT_FOUND);
    assert_false(control_listens(db_path));
    assert_false(control_listens(S("/nowhere/x.db")));
    assert_int_equal(code, -1);
}

static void a_socket_left_behind_is_replaced(void **state)
{
    (void)state;
    Monde m;
    int code = -1;
    ARENA a = arena_new(MIB);
    int fd = open(str_cat(a, db_path, S(".socket")).p, O_CREAT | O_WRONLY | O_CLOEXEC, 0644);
    assert_true(fd >= 0);
    close(fd);
    monde(&m, 0);
    assert_true(control_listens(db_path));         /* asks nothing, and leaves the next sender its turn */
    assert_ok(send_words(&m, (const char *const[]){ "x" }, 1, &code));
    assert_int_equal(code, 0);
    monde_fini(&m);
    assert_false(control_listens(db_path));
}

/* Bytes that are not a command are dropped, and the next sender is served. */
static void nonsense_is_dropped(void **state)
{
    (void)state;
    Monde m;
    monde(&m, 3);
    static const char *const nonsense[] = { "", "GET / HTTP/1.1\r\n\r\n", "NE1\n",
        "NE1\n\xff\xff\xff\xff\xff\xff\xff\xff" };
    for (size_t i = 0; i < sizeof nonsense / sizeof *nonsense; i++) {
        struct sockaddr_un address = { .sun_family = AF_UNIX };
        int dir = open(folder, O_PATH | O_DIRECTORY | O_CLOEXEC);
        snprintf(address.sun_path, sizeof address.sun_path, "/proc/self/fd/%d/base.db.socket", dir);
        int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
        assert_int_equal(connect(fd, (struct sockaddr *)&address, sizeof address), 0);
        assert_int_equal(write(fd, nonsense[i], strlen(nonsense[i])), strlen(nonsense[i]));
        shutdown(fd, SHUT_WR);
        char byte;
        assert_true(read(fd, &byte, 1) <= 0);              /* closed without an answer */
        close(fd);
        close(dir);
    }
    int code = -1;
    assert_ok(send_words(&m, (const char *const[]){ "x" }, 1, &code));
    assert_int_equal(code, 3);
    monde_fini(&m);
}

static void too_many_words_are_refused(void **state)
{
    (void)state;
    Monde m;
    int code = -1;
    monde(&m, 0);
    Str *argv = NEW(m.a, Str, 1000);
    CliStreams io = { .in = STDIN_FILENO, .out = m.out[1], .err = m.err[1], .cwd = m.cwd };
    assert_int_equal(control_send(db_path, &io, argv, 1000, &code), ERR_TOO_LARGE);
    monde_fini(&m);
}

static int set_up(void **state)
{
    (void)state;
    static char path[300];
    char root[] = "/dev/shm/commande.XXXXXX";
    if (!mkdtemp(root))
        return -1;
    snprintf(folder, sizeof folder, "%s/%0150d", root, 0);
    if (mkdir(folder, 0700) != 0)
        return -1;
    snprintf(path, sizeof path, "%s/relatif.txt", folder);
    int fd = open(path, O_CREAT | O_WRONLY | O_CLOEXEC, 0600);
    if (fd < 0 || write(fd, "ici", 3) != 3)
        return -1;
    close(fd);
    int n = snprintf(path, sizeof path, "%s/base.db", folder);
    db_path = str_of(path, (size_t)n);
    return 0;
}

static int tear_down(void **state)
{
    (void)state;
    char path[320];
    snprintf(path, sizeof path, "%s/relatif.txt", folder);
    unlink(path);
    rmdir(folder);
    *strrchr(folder, '/') = '\0';
    return rmdir(folder);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup(the_command_runs_there_as_if_here, set_up),
        cmocka_unit_test(the_socket_is_ours_alone_and_goes_away),
        cmocka_unit_test(nobody_listening_is_told),
        cmocka_unit_test(a_socket_left_behind_is_replaced),
        cmocka_unit_test(nonsense_is_dropped),
        cmocka_unit_test_teardown(too_many_words_are_refused, tear_down),
    };
    return SUITE_MAIN("control", false, tests);
}
