// SPDX-License-Identifier: AGPL-3.0-or-later
/*
 * mkassets --prefix /a/ --header assets.h --source assets.c [NAME=]FILE…
 * NAME is the file's own name when it is not given. Run by web/meson.build.
 */
#include "tools/mkassets_lib.h"

#include <stdio.h>
#include <string.h>

#include "tools/tool.h"

enum { FILES_MAX = 1000 };

/* "NAME=FILE" or "FILE". */
static bool take_file(Arena *a, const char *arg, AssetFile *ret)
{
    Str whole = str_from(arg);
    size_t equals = str_find_char(whole, 0, '='), from = equals < whole.n ? equals + 1 : 0;
    Str path = str_slice(whole, from, whole.n), name = str_slice(whole, 0, equals);
    if (from == 0)
        for (size_t slash; (slash = str_find_char(name, 0, '/')) < name.n;)
            name = str_slice(name, slash + 1, name.n);
    ret->name = name;
    return tool_read("mkassets", a, path.p, &ret->bytes);
}

int main(int argc, char **argv)
{
    static AssetFile files[FILES_MAX];
    const char *prefix = NULL, *header_path = NULL, *source_path = NULL;
    size_t n = 0;
    ARENA a = arena_new(512 * MIB);
    for (int i = 1; i < argc; i++) {
        const char **option = strcmp(argv[i], "--prefix") == 0 ? &prefix
                            : strcmp(argv[i], "--header") == 0 ? &header_path
                            : strcmp(argv[i], "--source") == 0 ? &source_path
                                                               : NULL;
        if (option && i + 1 < argc)
            *option = argv[++i];
        else if (option || n == FILES_MAX || !take_file(a, argv[i], &files[n++]))
            return 1;
    }
    if (!prefix || !header_path || !source_path) {
        fprintf(stderr, "usage: mkassets --prefix /a/ --header H --source C [NAME=]FILE...\n");
        return 2;
    }
    BUF header = buf_new(MIB);
    BUF source = buf_new(256 * MIB);
    Str message = STR_NONE;
    Err e = mkassets(a, files, n, str_from(prefix), &header, &source, &message);
    if (e != OK) {
        fprintf(stderr, "mkassets: %.*s\n", STR_ARG(message.p ? message : str_from(err_info(e)->name)));
        return 1;
    }
    bool written = tool_write("mkassets", header_path, buf_str(&header)) &&
                   tool_write("mkassets", source_path, buf_str(&source));
    return written ? 0 : 1;
}
