// SPDX-License-Identifier: AGPL-3.0-or-later
/*
 * Confine: once a server has opened all that it needs, what it will never ask of the kernel is taken from it (seccomp, by
 * libseccomp), for all its threads and for ever: another program (execve), another process (fork), a look into one (ptrace,
 * process_vm_*), memory that is both written and run, mounts, namespaces, modules, the clock, keys of the kernel, BPF,
 * io_uring, raw sockets. A call that is refused answers EPERM, so that a library that tries goes on without.
 *
 * A list of what is refused rather than of what is allowed: the libraries (SQLite, libpq, libcurl, GnuTLS, pango, the C library's
 * name service) load and ask for different things from one Debian to the next, and a list of what is allowed would stop the
 * service on the day one changes. systemd's filter, in front, is such a list (packaging/systemd).
 */
#pragma once

#include "base/base.h"

/* ERR_UNSUPPORTED: this kernel does not do it, `ret_message` says why; the process is as it was. */
Err confine_process(Arena *a, Str *ret_message);
