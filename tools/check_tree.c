// SPDX-License-Identifier: AGPL-3.0-or-later
/*
 * git ls-files | check_tree: applies check_tree_lib.h to the files listed on standard input, relative to the current
 * directory, and exits with 1 when a rule is broken.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "check_tree_lib.h"

enum { FILE_MAX = 4 * 1024 * 1024 };

static Str read_text(Arena *a, const char *path)
{
    FILE *in = fopen(path, "rb");
    if (!in)
        return STR_NONE;
    char *p = NEW(a, char, FILE_MAX);
    size_t n = p ? fread(p, 1, FILE_MAX, in) : 0;
    fclose(in);
    return str_of(p, n);
}

static Str readme_of(Arena *a, Str path)
{
    if (!str_starts(path, S("src/domain/")))
        return STR_NONE;
    size_t slice = str_find_char(path, sizeof "src/domain/" - 1, '/');
    return read_text(a, str_cat(a, str_slice(path, 0, slice), S("/README.md")).p);
}

int main(void)
{
    ARENA a = arena_new(64 * MIB);
    int broken = 0, files = 0;
    char path[4096];
    while (a && fgets(path, sizeof path, stdin)) {
        path[strcspn(path, "\n")] = '\0';
        if (strcmp(path, "tools/check_tree_test.c") == 0)
            continue;                              /* its lines break the rules on purpose */
        ArenaMark mark = arena_mark(a);
        Str text = read_text(a, path);
        if (str_is_none(text) || memchr(text.p, '\0', text.n))
            continue;
        Findings found = { 0 };
        check_file(a, str_from(path), text, readme_of(a, str_from(path)), &found);
        for (size_t i = 0; i < found.n; i++)
            printf("%.*s\n", STR_ARG(found.v[i]));
        broken += (int)found.n;
        files++;
        arena_reset(a, mark);
    }
    printf("suite=arbre moteur=aucun tests=%d echecs=%d ignores=0\n", files, broken);
    return broken || files == 0 ? EXIT_FAILURE : EXIT_SUCCESS;
}
