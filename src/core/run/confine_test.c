// SPDX-License-Identifier: AGPL-3.0-or-later
/*
 * In a child that confines itself, since it is for ever: what is refused is, threads begun before and after are held to it, and
 * what the service does goes on.
 */
#include "core/run/confine.h"

#include <errno.h>
#include <pthread.h>
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/ptrace.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "support/suite.h"

#if defined(__SANITIZE_ADDRESS__)
enum { SANITIZED = 1 };
#else
enum { SANITIZED = 0 };
#endif

/* Names what went wrong, and ends the child. */
static void want(bool holds, const char *what)
{
    if (holds)
        return;
    fprintf(stderr, "ERROR: %s (errno %d)\n", what, errno);
    _exit(1);
}

static bool is_refused(long result)
{
    return result == -1 && errno == EPERM;
}

static void what_is_refused(void)
{
    char *const argv[] = { (char[]){ "true" }, NULL };
    want(is_refused(execv("/bin/true", argv)), "execve");
    want(SANITIZED || is_refused(ptrace(PTRACE_TRACEME, 0, NULL, NULL)), "ptrace");
    want(is_refused(syscall(SYS_process_vm_readv, getppid(), NULL, 0, NULL, 0, 0)), "process_vm_readv");
    want(is_refused(unshare(CLONE_NEWUSER)), "unshare");
    want(is_refused(syscall(SYS_bpf, 0, NULL, 0)), "bpf");
    want(is_refused(syscall(SYS_keyctl, 0, 0)), "keyctl");
    want(is_refused(syscall(SYS_io_uring_setup, 1, NULL)), "io_uring_setup");
    want(is_refused(socket(AF_PACKET, SOCK_DGRAM, 0)), "socket AF_PACKET");
    want(is_refused(socket(AF_INET, SOCK_RAW, 1)), "socket SOCK_RAW");
    want(mmap(NULL, 4096, PROT_READ | PROT_WRITE | PROT_EXEC, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0) == MAP_FAILED &&
             errno == EPERM,
        "mmap W+X");
    void *p = mmap(NULL, 4096, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    want(p != MAP_FAILED && is_refused(mprotect(p, 4096, PROT_READ | PROT_EXEC)), "mprotect X");
    if (SANITIZED)
        return;
    pid_t child = fork();
    if (child == 0)
        _exit(0);
    want(child == -1 && errno == EPERM, "fork");
    want(system("true") != 0, "system");
}

static void what_goes_on(void)
{
    int pair[2];
    want(socketpair(AF_UNIX, SOCK_STREAM, 0, pair) == 0, "socketpair");
    want(write(pair[0], "x", 1) == 1, "write");
    int listening = socket(AF_INET6, SOCK_STREAM, 0);
    want(listening >= 0 || errno == EAFNOSUPPORT, "socket AF_INET6");
    FILE *f = tmpfile();
    want(f && fputs("x", f) >= 0 && fflush(f) == 0 && fsync(fileno(f)) == 0, "un fichier");
    int memory = memfd_create("x", MFD_CLOEXEC);
    want(memory >= 0, "memfd_create");
}

static pthread_mutex_t gate = PTHREAD_MUTEX_INITIALIZER;

/* Begun before, it waits until the process is confined. */
static void *earlier(void *arg)
{
    pthread_mutex_lock(&gate);
    pthread_mutex_unlock(&gate);
    char *const argv[] = { (char[]){ "true" }, NULL };
    *(bool *)arg = is_refused(execv("/bin/true", argv));
    return NULL;
}

static void confined(void)
{
    pthread_t before, after;
    bool held = false, held_too = false;
    Str message = STR_NONE;
    ARENA a = arena_new(64 * KIB);
    pthread_mutex_lock(&gate);
    want(pthread_create(&before, NULL, earlier, &held) == 0, "un fil");
    Err e = confine_process(a, &message);
    if (e == ERR_UNSUPPORTED)
        _exit(77);
    want(e == OK, "confine_process");
    pthread_mutex_unlock(&gate);
    want(pthread_join(before, NULL) == 0 && held, "un fil d’avant");
    want(pthread_create(&after, NULL, earlier, &held_too) == 0, "un fil d’après");
    want(pthread_join(after, NULL) == 0 && held_too, "execve dans un fil d’après");
    what_is_refused();
    what_goes_on();
}

static void nothing_more_than_its_work(void **state)
{
    int status = 0;
    fflush(NULL);
    pid_t child = fork();
    assert_true(child >= 0);
    if (child == 0) {
        confined();
        _exit(0);
    }
    assert_int_equal(waitpid(child, &status, 0), child);
    assert_true(WIFEXITED(status));
    if (WEXITSTATUS(status) == 77)
        test_skip("ce noyau ne fait pas de seccomp");
    assert_int_equal(WEXITSTATUS(status), 0);
}

int main(void)
{
    static const struct CMUnitTest all[] = { cmocka_unit_test(nothing_more_than_its_work) };
    return SUITE_MAIN("confine", false, all);
}
