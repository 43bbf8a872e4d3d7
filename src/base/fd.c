// SPDX-License-Identifier: AGPL-3.0-or-later
#include "base/fd.h"

#include <errno.h>
#include <poll.h>
#include <unistd.h>

Err fd_write(int fd, Str text)
{
    while (text.n) {
        ssize_t n = write(fd, text.p, text.n);
        if (n >= 0) {
            text = str_slice(text, (size_t)n, text.n);
        } else if (errno == EAGAIN || errno == EWOULDBLOCK) {
            struct pollfd p = { .fd = fd, .events = POLLOUT };
            if (poll(&p, 1, -1) < 0 && errno != EINTR)
                return ERR_IO;
        } else if (errno != EINTR) {
            return ERR_IO;
        }
    }
    return OK;
}
