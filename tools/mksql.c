// SPDX-License-Identifier: AGPL-3.0-or-later
/*
 * mksql --root ROOT --header X_sql.h --source X_sql.c X.sql
 * mksql --root ROOT --migrations --source migrations.c 0001_socle.sql 0002_….sql
 *
 * ROOT is the project's folder: paths are written in the generated files relative to it.
 */
#include <stdio.h>
#include <string.h>

#include "tools/mksql_lib.h"
#include "tools/tool.h"

typedef struct Options {
    const char *root, *header, *source;
    bool migrations;
    char **files;
    int n_files;
} Options;

static bool options_read(int argc, char **argv, Options *ret)
{
    Options o = { .root = "." };
    int i = 1;
    for (; i < argc && strncmp(argv[i], "--", 2) == 0; i++) {
        const char **value = !strcmp(argv[i], "--root")   ? &o.root
                           : !strcmp(argv[i], "--header") ? &o.header
                           : !strcmp(argv[i], "--source") ? &o.source
                                                          : NULL;
        if (!strcmp(argv[i], "--migrations"))
            o.migrations = true;
        else if (value && i + 1 < argc)
            *value = argv[++i];
        else
            return false;
    }
    o.files = argv + i;
    o.n_files = argc - i;
    *ret = o;
    return o.source && (o.migrations ? o.n_files > 0 && !o.header : o.n_files == 1 && o.header);
}

static int run(Arena *a, const Options *o)
{
    MksqlFile *files = NEW(a, MksqlFile, (size_t)o->n_files);
    if (!files)
        return tool_complain("mksql", "memory", "exhausted");
    for (int i = 0; i < o->n_files; i++) {
        files[i].path = str_from(o->files[i]);
        files[i].where = tool_relative(a, o->root, o->files[i]);
        if (!tool_read("mksql", a, o->files[i], &files[i].text))
            return 1;
    }
    MksqlCode code = { 0 };
    Str error = STR_NONE;
    Err e = o->migrations ? mksql_migrations(a, files, (size_t)o->n_files, &code.source, &error)
                          : mksql_run(a, files, &code, &error);
    if (e == ERR_INVALID)
        fprintf(stderr, "%.*s\n", STR_ARG(error));
    else if (e != OK)
        tool_complain("mksql", o->files[0], "too large");
    if (e != OK)
        return 1;
    if (!tool_write("mksql", o->source, code.source))
        return 1;
    return !o->header || tool_write("mksql", o->header, code.header) ? 0 : 1;
}

int main(int argc, char **argv)
{
    Options o;
    if (!options_read(argc, argv, &o)) {
        fprintf(stderr, "usage: mksql [--root ROOT] --header X_sql.h --source X_sql.c X.sql\n"
                        "       mksql [--root ROOT] --migrations --source migrations.c NNNN_words.sql…\n");
        return 2;
    }
    ARENA a = arena_new(256 * MIB);
    return a ? run(a, &o) : tool_complain("mksql", "memory", "exhausted");
}
