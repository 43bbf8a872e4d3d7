// SPDX-License-Identifier: AGPL-3.0-or-later
#include "support/command.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "support/suite.h"

enum { WORDS_MAX = 32, SHOWN = 900 };

static int scratch_file(Str dir, Str content)
{
    char path[4096];
    snprintf(path, sizeof path, "%.*s/flux-XXXXXX", STR_ARG(dir));
    int fd = mkstemp(path);
    assert_true(fd >= 0);
    assert_int_equal(write(fd, content.p, content.n), content.n);
    assert_int_equal(lseek(fd, 0, SEEK_SET), 0);
    return fd;
}

static Str taken(Arena *a, int fd)
{
    off_t n = lseek(fd, 0, SEEK_END);
    char *p = arena_alloc(a, (size_t)n + 1);
    assert_non_null(p);
    assert_int_equal(pread(fd, p, (size_t)n, 0), n);
    close(fd);
    return str_of(p, (size_t)n);
}

TestRun test_run(Arena *a, const TestCommand *c, const char *typed)
{
    static char *const no_environment[] = { NULL };
    Str rest = str_from(typed), word, argv[WORDS_MAX];
    size_t n = 0;
    while (str_split(&rest, ' ', &word)) {
        assert_true(n < WORDS_MAX);
        argv[n++] = str_eq(word, S("@")) ? c->url : word;
    }
    int cwd = open(str_dup(a, c->dir).p, O_RDONLY | O_DIRECTORY | O_CLOEXEC), in = scratch_file(c->dir, c->input);
    const CliStreams io = { in, scratch_file(c->dir, S("")), scratch_file(c->dir, S("")), cwd };
    const CliProgram program = { .slices = c->slices, .environ_ = c->environ_ ? c->environ_ : no_environment };
    TestRun r = { .code = cli_main(&program, &io, argv, n) };
    r.out = taken(a, io.out);
    r.err = taken(a, io.err);
    close(in);
    close(cwd);
    return r;
}

void test_expect(TestRun r, int code, const char *in_out, const char *in_err)
{
    if (r.code != code || !str_has(r.out, str_from(in_out)) || !str_has(r.err, str_from(in_err)))
        fail_msg("code %d, sortie « %.*s », erreur « %.*s »", r.code, STR_ARG(utf8_cut(r.out, SHOWN)),
            STR_ARG(utf8_cut(r.err, SHOWN)));
}
