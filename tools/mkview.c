// SPDX-License-Identifier: AGPL-3.0-or-later
/*
 * mkview --root ROOT --header X_view.h --source X_view.c X.html
 *
 * ROOT is the project's folder: the path of the view is written in the generated files relative to it.
 */
#include <stdio.h>
#include <string.h>

#include "tools/mkview_lib.h"
#include "tools/tool.h"

static int run(Arena *a, const char *root, const char *header, const char *source, const char *path)
{
    SourceFile in = { .path = str_from(path), .where = tool_relative(a, root, path) };
    MkviewCode code = { 0 };
    Str error = STR_NONE;
    if (!tool_read("mkview", a, path, &in.text))
        return 1;
    Err e = mkview_run(a, &in, &code, &error);
    if (e == ERR_INVALID)
        fprintf(stderr, "%.*s\n", STR_ARG(error));
    else if (e != OK)
        tool_complain("mkview", path, "too large");
    if (e != OK)
        return 1;
    return tool_write("mkview", header, code.header) && tool_write("mkview", source, code.source) ? 0 : 1;
}

int main(int argc, char **argv)
{
    if (argc != 8 || strcmp(argv[1], "--root") || strcmp(argv[3], "--header") || strcmp(argv[5], "--source")) {
        fprintf(stderr, "usage: mkview --root ROOT --header X_view.h --source X_view.c X.html\n");
        return 2;
    }
    ARENA a = arena_new(256 * MIB);
    return a ? run(a, argv[2], argv[4], argv[6], argv[7]) : tool_complain("mkview", "memory", "exhausted");
}
