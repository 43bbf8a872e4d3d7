// SPDX-License-Identifier: AGPL-3.0-or-later
/*
 * The operator's list of SHA-1, searched by halves: in a list that is one, what a plain reading of every line finds, and
 * nothing else; in any other file, an error or an answer, never a read elsewhere.
 */
#include "fuzz.h"

#include <string.h>
#include <strings.h>
#include <sys/mman.h>
#include <unistd.h>

#include "core/auth/password.h"

enum { HEX = 40, LINE_MAX_BYTES = 80 };

static const struct {
    Str password;
    const char *hex;
} known[] = {
    { S_INIT("azerty"), "9cf95dacd226dcf43da376cdb6cbba7035218921" },
    { S_INIT("password"), "5baa61e4c9b93f3f0682250b6cf8331b7ee68fd8" },
    { S_INIT("123456"), "7c4a8d09ca3762af61e59520943dc26494f8941b" },
};

/* Whether every line begins with 40 digits, in order; and whether one is `hex`. */
static bool plainly(Str s, const char *hex, bool *ret_listed)
{
    const char *last = NULL;
    *ret_listed = false;
    while (s.n) {
        size_t end = str_find_char(s, 0, '\n');
        Str line = str_slice(s, 0, end);
        s = str_slice(s, end + 1, s.n);
        if (line.n < HEX || line.n >= LINE_MAX_BYTES || strspn(line.p, "0123456789abcdefABCDEF") < HEX)
            return false;
        if (line.n > HEX && !(line.p[HEX] && strchr("\r: \t", line.p[HEX])))
            return false;
        if (last && strncasecmp(last, line.p, HEX) >= 0)
            return false;
        *ret_listed |= strncasecmp(line.p, hex, HEX) == 0;
        last = line.p;
    }
    return true;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
    char path[64], *text = malloc(n + 1);
    FUZZ_CHECK(text);
    memcpy(text, n ? (const char *)data : "", n);
    text[n] = '\0';
    int fd = memfd_create("list", MFD_CLOEXEC);
    FUZZ_CHECK(fd >= 0 && write(fd, text, n) == (ssize_t)n);
    snprintf(path, sizeof path, "/proc/self/fd/%d", fd);
    for (size_t i = 0; i < sizeof known / sizeof *known; i++) {
        bool listed = false, want = false;
        bool good = plainly(str_of(text, n), known[i].hex, &want);
        Err e = password_listed(str_from(path), known[i].password, &listed);
        FUZZ_CHECK(e == OK || e == ERR_IO);
        FUZZ_CHECK(!good || (e == OK && listed == want));
        FUZZ_CHECK(!listed || e == OK);
    }
    close(fd);
    free(text);
    return 0;
}
