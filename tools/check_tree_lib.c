// SPDX-License-Identifier: AGPL-3.0-or-later
#include "check_tree_lib.h"

#include <ctype.h>

enum { FILE_LINES_MAX = 1000 };

typedef struct File {
    Arena *a;
    Str path, text, readme;
    Findings *findings;
} File;

static void finding(File *f, int64_t line, const char *what, Str detail)
{
    Str *s = vec_push(f->a, f->findings);
    if (s)
        *s = str_format(f->a, "%.*s:%lld: %s%.*s", STR_ARG(f->path), (long long)line, what, STR_ARG(detail));
}

static bool in(Str path, const char *folder)
{
    return str_starts(path, str_from(folder));
}

static bool ends_with_any(Str path, const char *const *endings)
{
    for (; *endings; endings++)
        if (str_ends(path, str_from(*endings)))
            return true;
    return false;
}

static bool is_c(Str path)
{
    return ends_with_any(path, (const char *const[]){ ".c", ".h", NULL });
}

/* ---- licence line ---- */

static void check_licence(File *f)
{
    static const char *const sources[] = { ".c", ".h", ".js", ".mjs", ".css", ".sh", "meson.build", "Makefile", NULL };
    if (!ends_with_any(f->path, sources))
        return;
    Str head = str_slice(f->text, 0, 200);
    if (!str_has(head, S("SPDX-License-Identifier: AGPL-3.0-or-later")))
        finding(f, 1, "pas de ligne SPDX-License-Identifier: AGPL-3.0-or-later", STR_NONE);
}

/* ---- levels ---- */

static Str slice_of(Str path)
{
    Str rest = str_slice(path, sizeof "src/domain/" - 1, path.n);
    return str_slice(rest, 0, str_find_char(rest, 0, '/'));
}

static void check_domain_include(File *f, int64_t line, Str header)
{
    Str own = slice_of(f->path);
    Str rest = str_slice(header, sizeof "domain/" - 1, header.n);
    Str other = str_slice(rest, 0, str_find_char(rest, 0, '/'));
    if (!str_eq(own, other) && !str_has(f->readme, header))
        finding(f, line, "le README de la tranche ne nomme pas ", header);
}

static void check_include(File *f, int64_t line, Str header)
{
    bool base = in(f->path, "src/base/"), core = in(f->path, "src/core/"), domain = in(f->path, "src/domain/");
    bool test = str_ends(f->path, S("_test.c"));
    if (base && str_find_char(header, 0, '/') < header.n && !in(header, "base/") && !(test && in(header, "support/")))
        finding(f, line, "base/ n’inclut que base/ : ", header);
    if (core && (in(header, "domain/") || in(header, "app/") || in(header, "web/")))
        finding(f, line, "core/ n’inclut que base/ et core/ : ", header);
    if (domain && in(header, "app/"))
        finding(f, line, "une tranche n’inclut pas app/ : ", header);
    if (domain && in(header, "domain/"))
        check_domain_include(f, line, header);
}

static void check_includes_of_line(File *f, int64_t line, Str text)
{
    if (!in(f->path, "src/") || !is_c(f->path) || !str_starts(text, S("#include \"")))
        return;
    size_t from = sizeof "#include \"" - 1;
    check_include(f, line, str_slice(text, from, str_find_char(text, from, '"')));
}

/* ---- functions ---- */

typedef struct Banned {
    const char *name;
    const char *instead;
    const char *allowed_in;                        /* folder, NULL: nowhere */
} Banned;

static const Banned banned[] = {
    { "strcpy", "str_dup", NULL },
    { "strcat", "str_cat", NULL },
    { "strncpy", "str_dup", NULL },
    { "sprintf", "str_format ou buf_format", NULL },
    { "vsprintf", "str_vformat", NULL },
    { "gets", "rien", NULL },
    { "strtok", "str_split", NULL },
    { "atoi", "str_to_i64", NULL },
    { "atol", "str_to_i64", NULL },
    { "atof", "str_to_f64", NULL },
    { "strtol", "str_to_i64", NULL },
    { "strtoll", "str_to_i64", NULL },
    { "localtime", "civil_paris", NULL },
    { "localtime_r", "civil_paris", NULL },
    { "gmtime", "date_civil", NULL },
    { "ctime", "date_french", NULL },
    { "asctime", "date_french", NULL },
    { "mktime", "date_from_ymd", NULL },
    { "setlocale", "rien : LC_NUMERIC reste C", NULL },
    { "rand", "un générateur passé en argument", NULL },
    { "srand", "un générateur passé en argument", NULL },
    { "system", "posix_spawn, dans un test seulement", "tests/" },
    { "popen", "posix_spawn, dans un test seulement", "tests/" },
    { "alloca", "un tableau borné ou l’arène", NULL },
    { "longjmp", "Err", NULL },
    { "malloc", "l’arène", "src/core/" },
    { "calloc", "l’arène", "src/core/" },
    { "realloc", "l’arène", "src/core/" },
    { "free", "l’arène", "src/core/" },
};

static bool word_char(char c)
{
    return isalnum((unsigned char)c) || c == '_';
}

/* A call of that function: its name as a whole word, not a member, followed by "(". */
static bool calls(Str line, Str name)
{
    for (size_t at = str_find(line, 0, name); at < line.n; at = str_find(line, at + 1, name)) {
        size_t end = at + name.n;
        bool starts = at == 0 || (!word_char(line.p[at - 1]) && line.p[at - 1] != '.' &&
                                     !(at > 1 && line.p[at - 1] == '>' && line.p[at - 2] == '-'));
        if (starts && end < line.n && line.p[end] == '(')
            return true;
    }
    return false;
}

static void check_functions_of_line(File *f, int64_t line, Str text)
{
    bool ours = in(f->path, "src/") || in(f->path, "tools/");
    if (!ours || !is_c(f->path) || in(f->path, "src/base/"))
        return;
    for (size_t i = 0; i < sizeof banned / sizeof *banned; i++) {
        const Banned *b = &banned[i];
        /* tests may start programs; generators and tests may use the heap */
        bool excused = b->allowed_in &&
                       (str_ends(f->path, S("_test.c")) || in(f->path, "tools/") || in(f->path, b->allowed_in));
        if (!excused && calls(text, str_from(b->name)))
            finding(f, line, "fonction écartée ; à la place : ", str_from(b->instead));
    }
}

/* ---- words that must not be in the tree; cut in two so that this file does not hold them ---- */

static const char *const never[][2] = {
    { "registry.npm", "js" },
    { "deb.deb", "ian.org" },
    { "snapshot.deb", "ian" },
    { "/wo", "rk/main" },
    { "/wo", "rk/shared" },
    { "/wo", "rk/h/" },
    { "gouvfr", "/dsfr" },
    { "Mari", "anne-Regular" },
    { "logo-mari", "anne" },
    { "fonts.goo", "gleapis" },
    { "cdn.js", "delivr" },
    { "unp", "kg.com" },
};

static void check_words_of_line(File *f, int64_t line, Str text)
{
    for (size_t i = 0; i < sizeof never / sizeof *never; i++) {
        Str word = str_cat(f->a, str_from(never[i][0]), str_from(never[i][1]));
        if (str_has(text, word))
            finding(f, line, "ne doit pas figurer dans le projet : ", word);
    }
    static const char *const unfinished[][2] = { { "TO", "DO" }, { "FIX", "ME" }, { "XX", "X:" } };
    for (size_t i = 0; is_c(f->path) && i < sizeof unfinished / sizeof *unfinished; i++) {
        Str word = str_cat(f->a, str_from(unfinished[i][0]), str_from(unfinished[i][1]));
        if (str_has(text, word))
            finding(f, line, "travail inachevé : ", word);
    }
}

/* Pages load nothing from elsewhere. */
static void check_third_party_of_line(File *f, int64_t line, Str text)
{
    static const char *const loads[] = { "src=\"http", "src=\"//", "url(http", "url(//", "url(\"http", "@import",
        NULL };
    if (!ends_with_any(f->path, (const char *const[]){ ".html", ".css", NULL }) ||
        !(in(f->path, "web/") || in(f->path, "src/")))
        return;
    for (const char *const *l = loads; *l; l++)
        if (str_has(text, str_from(*l)))
            finding(f, line, "une page ne charge rien d’ailleurs : ", str_from(*l));
    if (str_has(text, S("<link")) && (str_has(text, S("href=\"http")) || str_has(text, S("href=\"//"))) &&
        !str_has(text, S("rel=\"canonical\"")) && !str_has(text, S("rel=\"license\"")))
        finding(f, line, "une page ne charge rien d’ailleurs : ", S("<link href>"));
}

void check_file(Arena *a, Str path, Str text, Str readme, Findings *ret)
{
    File f = { .a = a, .path = path, .text = text, .readme = readme, .findings = ret };
    check_licence(&f);
    int64_t line = 0;
    for (Str rest = text, one; str_split(&rest, '\n', &one);) {
        line++;
        check_includes_of_line(&f, line, one);
        check_functions_of_line(&f, line, one);
        check_words_of_line(&f, line, one);
        check_third_party_of_line(&f, line, one);
    }
    if (is_c(path) && in(path, "src/") && line > FILE_LINES_MAX)
        finding(&f, line, "fichier trop long : deux idées à séparer ?", STR_NONE);
}
