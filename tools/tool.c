// SPDX-License-Identifier: AGPL-3.0-or-later
#include "tools/tool.h"

#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { INPUT_MAX = 4 * 1024 * 1024, CHUNK = 64 * 1024 };

int tool_complain(const char *tool, const char *path, const char *what)
{
    fprintf(stderr, "%s: %s: %s\n", tool, path, what);
    return 1;
}

bool tool_read(const char *tool, Arena *a, const char *path, Str *ret)
{
    BUF bytes = buf_new(INPUT_MAX);
    FILE *f = fopen(path, "rb");
    size_t n = 1;
    while (f && n > 0 && !bytes.failed) {
        char *to = buf_reserve(&bytes, CHUNK);
        n = to ? fread(to, 1, CHUNK, f) : 0;
        buf_advance(&bytes, n);
    }
    bool good = f && !ferror(f) && !bytes.failed;
    if (!good)
        tool_complain(tool, path, f ? "cannot be read, or larger than 4 MiB" : strerror(errno));
    if (f)
        fclose(f);
    if (good)
        *ret = str_dup(a, buf_str(&bytes));
    return good && ret->p;
}

bool tool_write(const char *tool, const char *path, Str text)
{
    FILE *f = fopen(path, "wb");
    bool good = f && fwrite(text.p, 1, text.n, f) == text.n;
    if (f && fclose(f) != 0)
        good = false;
    if (!good)
        tool_complain(tool, path, strerror(errno));
    return good;
}

Str tool_relative(Arena *a, const char *root, const char *path)
{
    char full_root[PATH_MAX], full[PATH_MAX];
    Str whole = str_from(path);
    if (realpath(root, full_root) && realpath(path, full)) {
        Str prefix = str_from(full_root);
        whole = str_from(full);
        if (str_starts(whole, prefix) && whole.n > prefix.n)
            whole = str_slice(whole, prefix.n + 1, whole.n);
    }
    return str_dup(a, whole);
}
