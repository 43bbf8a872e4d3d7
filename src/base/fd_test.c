// SPDX-License-Identifier: AGPL-3.0-or-later
#include "base/fd.h"

#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <string.h>
#include <unistd.h>

#include "support/suite.h"

enum { SIZE = 300000 };

static void *read_slowly(void *arg)
{
    const int *fd = arg;
    static char got[SIZE];
    size_t n = 0;
    for (ssize_t part; n < SIZE && (part = read(*fd, got + n, SIZE - n)) > 0;)
        n += (size_t)part;
    return n == SIZE && got[0] == 'a' && got[SIZE - 1] == 'z' ? got : NULL;
}

/* More than a pipe holds, into one that does not wait. */
static void the_whole_is_written(void **state)
{
    (void)state;
    static char text[SIZE];
    int ends[2];
    pthread_t reader;
    void *whole = NULL;
    memset(text, '.', sizeof text);
    text[0] = 'a';
    text[SIZE - 1] = 'z';
    assert_int_equal(pipe2(ends, O_CLOEXEC), 0);
    assert_int_equal(fcntl(ends[1], F_SETFL, O_NONBLOCK), 0);
    assert_int_equal(pthread_create(&reader, NULL, read_slowly, &ends[0]), 0);
    assert_ok(fd_write(ends[1], str_of(text, SIZE)));
    pthread_join(reader, &whole);
    assert_non_null(whole);
    close(ends[0]);
    close(ends[1]);
}

static void what_cannot_be_written_is_told(void **state)
{
    (void)state;
    int full = open("/dev/full", O_WRONLY | O_CLOEXEC);
    assert_true(full >= 0);
    assert_err(fd_write(full, S("x")), ERR_IO);
    assert_int_equal(errno, ENOSPC);
    assert_ok(fd_write(full, S("")));
    close(full);
    assert_err(fd_write(-1, S("x")), ERR_IO);
}

int main(void)
{
    const struct CMUnitTest all[] = {
        cmocka_unit_test(the_whole_is_written),
        cmocka_unit_test(what_cannot_be_written_is_told),
    };
    return SUITE_MAIN("fd", false, all);
}
