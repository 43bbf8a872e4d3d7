// SPDX-License-Identifier: AGPL-3.0-or-later
/*
 * mksql --root ROOT --header X_sql.h --source X_sql.c X.sql
 * mksql --root ROOT --migrations --source migrations.c 0001_socle.sql 0002_….sql
 *
 * ROOT is the project's folder: paths are written in the generated files relative to it.
 */
#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tools/mksql_lib.h"

enum { INPUT_MAX = 4 * 1024 * 1024, CHUNK = 64 * 1024 };

static int complain(const char *path, const char *what)
{
    fprintf(stderr, "mksql: %s: %s\n", path, what);
    return 1;
}

static bool read_file(Arena *a, const char *path, Str *ret)
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
        complain(path, f ? "cannot be read, or larger than 4 MiB" : strerror(errno));
    if (f)
        fclose(f);
    if (good)
        *ret = str_dup(a, buf_str(&bytes));
    return good && ret->p;
}

static bool write_file(const char *path, Str text)
{
    FILE *f = fopen(path, "wb");
    bool good = f && fwrite(text.p, 1, text.n, f) == text.n;
    if (f && fclose(f) != 0)
        good = false;
    if (!good)
        complain(path, strerror(errno));
    return good;
}

/* The path inside the project. */
static Str relative(Arena *a, const char *root, const char *path)
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
        const char **value = !strcmp(argv[i], "--root")     ? &o.root
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
        return complain("memory", "exhausted");
    for (int i = 0; i < o->n_files; i++) {
        files[i].path = str_from(o->files[i]);
        files[i].where = relative(a, o->root, o->files[i]);
        if (!read_file(a, o->files[i], &files[i].text))
            return 1;
    }
    MksqlCode code = { 0 };
    Str error = STR_NONE;
    Err e = o->migrations ? mksql_migrations(a, files, (size_t)o->n_files, &code.source, &error)
                          : mksql_run(a, files, &code, &error);
    if (e == ERR_INVALID)
        fprintf(stderr, "%.*s\n", STR_ARG(error));
    else if (e != OK)
        complain(o->files[0], "too large");
    if (e != OK)
        return 1;
    bool good = write_file(o->source, code.source) && (!o->header || write_file(o->header, code.header));
    return good ? 0 : 1;
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
    return a ? run(a, &o) : complain("memory", "exhausted");
}
