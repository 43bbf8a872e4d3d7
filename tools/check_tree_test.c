// SPDX-License-Identifier: AGPL-3.0-or-later
#include "check_tree_lib.h"

#include "support/suite.h"

#define SPDX "// SPDX-License-Identifier: AGPL-3.0-or-later\n"

static size_t findings(const char *path, const char *text, const char *readme, Str *ret_first)
{
    static Arena *a;
    arena_free(a);
    a = arena_new(8 * MIB);
    Findings f = { 0 };
    check_file(a, str_from(path), str_from(text), str_from(readme), &f);
    if (ret_first)
        *ret_first = f.n ? f.v[0] : STR_NONE;
    return f.n;
}

static void planted_faults_are_found(void **state)
{
    (void)state;
    static const struct {
        const char *path, *text, *readme;
    } planted[] = {
        { "src/base/x.c", "int x;\n", NULL },
        { "src/base/x.c", SPDX "#include \"core/db/db.h\"\n", NULL },
        { "src/core/x.c", SPDX "#include \"domain/lieux/lieux.h\"\n", NULL },
        { "src/domain/a/a.c", SPDX "#include \"app/main.h\"\n", NULL },
        { "src/domain/a/a.c", SPDX "#include \"domain/b/b.h\"\n", "# a\nuses nothing" },
        { "src/domain/a/a.c", SPDX "#include \"domain/b/b.h\"\n", NULL },
        { "src/domain/a/a.c", SPDX "  char *p = malloc(3);\n", NULL },
        { "src/core/x.c", SPDX "  strcpy(a, b);\n", NULL },
        { "src/core/x.c", SPDX "  setlocale(LC_ALL, \"\");\n", NULL },
        { "web/x.html", "<img src=\"https://example.org/x.png\">\n", NULL },
        { "web/x.css", "/* SPDX-License-Identifier: AGPL-3.0-or-later */ a { background: url(https://x/y) }\n", NULL },
        { "web/x.html", "<link rel=\"stylesheet\" href=\"https://example.org/x.css\">\n", NULL },
        { "docs/x.md",
            "see "
            "registry.npm"
            "js.org\n",
            NULL },
    };
    for (size_t i = 0; i < sizeof planted / sizeof *planted; i++)
        if (findings(planted[i].path, planted[i].text, planted[i].readme, NULL) != 1)
            fail_msg("faute %zu (%s) non trouvée, ou trouvée deux fois", i, planted[i].path);
}

static void good_files_pass(void **state)
{
    (void)state;
    static const struct {
        const char *path, *text, *readme;
    } good[] = {
        { "src/base/x.c", SPDX "#include \"base/str.h\"\n#include <stdio.h>\nfree(p);\n", NULL },
        { "src/core/x.c", SPDX "#include \"base/str.h\"\n#include \"core/db/db.h\"\nfree(p); // vsnprintf\n", NULL },
        { "src/domain/a/a.c", SPDX "#include \"domain/a/a.h\"\n#include \"domain/b/b.h\"\n", "uses `domain/b/b.h`" },
        { "src/domain/a/a.c", SPDX "def->free(x); arena_free(a); snprintf(z, 3, \"\");\n", NULL },
        { "web/x.html", "<a href=\"https://example.org/\">lien</a>\n", NULL },
    };
    for (size_t i = 0; i < sizeof good / sizeof *good; i++) {
        Str first;
        if (findings(good[i].path, good[i].text, good[i].readme, &first))
            fail_msg("%.*s", STR_ARG(first));
    }
}

static void says_file_line_and_remedy(void **state)
{
    (void)state;
    Str first;
    assert_int_equal(findings("src/core/x.c", SPDX "\n  x = atoi(s);\n", NULL, &first), 1);
    assert_str_equal(first, S("src/core/x.c:3: fonction écartée ; à la place : str_to_i64"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(planted_faults_are_found),
        cmocka_unit_test(good_files_pass),
        cmocka_unit_test(says_file_line_and_remedy),
    };
    return SUITE_MAIN("check_tree", false, tests);
}
