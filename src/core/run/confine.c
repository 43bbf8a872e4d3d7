// SPDX-License-Identifier: AGPL-3.0-or-later
#include "core/run/confine.h"

#include <errno.h>
#include <sched.h>
#include <seccomp.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/socket.h>

/* LeakSanitizer looks into its own process when it ends. */
#if defined(__SANITIZE_ADDRESS__)
enum { SANITIZED = 1 };
#else
enum { SANITIZED = 0 };
#endif

static const char *const refused[] = { "execve", "execveat", "fork", "vfork", "process_vm_readv", "process_vm_writev",
    "kcmp", "pidfd_getfd", "mount", "umount", "umount2", "pivot_root", "chroot", "move_mount", "open_tree", "fsopen",
    "fsconfig", "fsmount", "fspick", "mount_setattr", "unshare", "setns", "bpf", "perf_event_open", "userfaultfd",
    "add_key", "keyctl", "request_key", "init_module", "finit_module", "delete_module", "kexec_load", "kexec_file_load",
    "reboot", "swapon", "swapoff", "acct", "quotactl", "quotactl_fd", "settimeofday", "clock_settime", "clock_adjtime",
    "adjtimex", "iopl", "ioperm", "modify_ldt", "personality", "vhangup", "syslog", "lookup_dcookie",
    "name_to_handle_at", "open_by_handle_at", "io_uring_setup", "io_uring_enter", "io_uring_register", "setuid",
    "setgid", "setreuid", "setregid", "setresuid", "setresgid", "setgroups", "setfsuid", "setfsgid", "capset",
    "sethostname", "setdomainname", "mknod", "mknodat", "fanotify_init", "move_pages", "migrate_pages", "mbind",
    "set_mempolicy" };

static int refuse(scmp_filter_ctx f, const char *name, uint32_t action)
{
    int n = seccomp_syscall_resolve_name(name);
    return n == __NR_SCMP_ERROR ? 0 : seccomp_rule_add(f, action, n, 0); /* not of this architecture, or too new */
}

/* Where an argument decides. */
static int refuse_some(scmp_filter_ctx f)
{
    const uint32_t no = SCMP_ACT_ERRNO(EPERM);
    const scmp_datum_t both = PROT_WRITE | PROT_EXEC;
    int e = seccomp_rule_add(f, no, SCMP_SYS(mmap), 1, SCMP_A2(SCMP_CMP_MASKED_EQ, both, both));
    if (!e)
        e = seccomp_rule_add(f, no, SCMP_SYS(mprotect), 1, SCMP_A2(SCMP_CMP_MASKED_EQ, PROT_EXEC, PROT_EXEC));
    if (!e)
        e = seccomp_rule_add(f, no, SCMP_SYS(pkey_mprotect), 1, SCMP_A2(SCMP_CMP_MASKED_EQ, PROT_EXEC, PROT_EXEC));
    if (!e) /* past local ones, IPv4, IPv6 and what name servers are asked by */
        e = seccomp_rule_add(f, no, SCMP_SYS(socket), 1, SCMP_A0(SCMP_CMP_GT, AF_NETLINK));
    if (!e)
        e = seccomp_rule_add(f, no, SCMP_SYS(socket), 1, SCMP_A1(SCMP_CMP_MASKED_EQ, 0xf, SOCK_RAW));
    /* A thread is not a process. The arguments of clone3 are out of sight: the C library then comes back with clone. */
    if (!e)
        e = refuse(f, "clone3", SCMP_ACT_ERRNO(ENOSYS));
    if (!e && !SANITIZED)
        e = seccomp_rule_add(f, no, SCMP_SYS(clone), 1, SCMP_A0(SCMP_CMP_MASKED_EQ, CLONE_THREAD, 0));
    if (!e && !SANITIZED)
        e = refuse(f, "ptrace", no);
    return e;
}

static int load(scmp_filter_ctx f)
{
    int e = 0;
    for (size_t i = 0; i < sizeof refused / sizeof *refused && !e; i++)
        e = refuse(f, refused[i], SCMP_ACT_ERRNO(EPERM));
    if (!e)
        e = refuse_some(f);
    if (!e)
        e = seccomp_attr_set(f, SCMP_FLTATR_CTL_TSYNC, 1); /* the threads that are there already */
    if (!e)
        e = seccomp_attr_set(f, SCMP_FLTATR_CTL_OPTIMIZE, 2); /* a tree: each call costs a few comparisons */
    return e ? e : seccomp_load(f);
}

Err confine_process(Arena *a, Str *ret_message)
{
    scmp_filter_ctx f = seccomp_init(SCMP_ACT_ALLOW);
    int e = f ? load(f) : -ENOMEM;
    if (f)
        seccomp_release(f);
    if (e == 0)
        return OK;
    *ret_message = str_format(a, "Le noyau ne restreint pas les appels du service : %s.", errno_message(-e));
    return ERR_UNSUPPORTED;
}
