// SPDX-License-Identifier: AGPL-3.0-or-later
#include "support/suite_impl.h"

#include <errno.h>
#include <ftw.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { TESTS_MAX = 1000, ENDINGS_MAX = 1024, FILE_MAX = 256 * 1024 * 1024 };

typedef struct Ending {
    void (*fn)(void *arg);
    void *arg;
} Ending;

/* One suite a process, one test at a time: the only global state of the tests. */
static struct {
    struct CMUnitTest own[TESTS_MAX];              /* as written */
    size_t n;
    const struct CMUnitTest *running;
    Ending endings[ENDINGS_MAX];
    size_t n_endings;
    Ending close;
    int skipped;
    char engine[64];
    Arena *arena;
} suite;

Arena *suite_arena(void)
{
    return suite.arena;
}

void suite_at_end(void (*fn)(void *arg), void *arg)
{
    assert_true(suite.n_endings < ENDINGS_MAX);
    suite.endings[suite.n_endings++] = (Ending){ fn, arg };
}

void suite_at_close(void (*fn)(void *arg), void *arg)
{
    suite.close = (Ending){ fn, arg };
}

void suite_engine_answered(Str version)
{
    char said[sizeof suite.engine];
    snprintf(said, sizeof said, "%.*s", STR_ARG(version));
    for (char *p = said; *p; p++)
        if (*p == ' ')
            *p = '_';
    if (suite.engine[0] && strcmp(suite.engine, said) != 0)
        fail_msg("two engines answered in one run: %s, then %s", suite.engine, said);
    memcpy(suite.engine, said, sizeof said);
}

static void run_endings(void)
{
    while (suite.n_endings > 0) {
        Ending e = suite.endings[--suite.n_endings];
        e.fn(e.arg);
    }
}

static int wrapped_setup(void **state)
{
    suite.running = *state;
    *state = suite.running->initial_state;
    return suite.running->setup_func ? suite.running->setup_func(state) : 0;
}

static int wrapped_teardown(void **state)
{
    int status = suite.running->teardown_func ? suite.running->teardown_func(state) : 0;
#ifdef ENSEMBLE_FAULTS
    arena_fault_at(0);
#endif
    run_endings();
    return status;
}

void test_skip(const char *why)
{
    suite.skipped++;
    printf("ignore: %s: %s\n", suite.running ? suite.running->name : "?", why);
    _skip(__FILE__, __LINE__);
    abort();                                       /* _skip has jumped */
}

int suite_main(const char *name, bool uses_db, const struct CMUnitTest *tests, size_t n)
{
    struct CMUnitTest wrapped[TESTS_MAX];
    assert_true(n <= TESTS_MAX);
    suite.arena = arena_new(64 * MIB);
    assert_non_null(suite.arena);
    setvbuf(stdout, NULL, _IOLBF, 0);
    for (size_t i = 0; i < n; i++) {
        suite.own[i] = tests[i];
        wrapped[i] = (struct CMUnitTest){ .name = tests[i].name,
            .test_func = tests[i].test_func,
            .setup_func = wrapped_setup,
            .teardown_func = wrapped_teardown,
            .initial_state = &suite.own[i] };
    }
    suite.n = n;
    const char *only = getenv("ENSEMBLE_TEST_SEUL");
    if (only)
        cmocka_set_test_filter(only);

    int failures = _cmocka_run_group_tests(name, wrapped, n, NULL, NULL);
    run_endings();                                 /* of a test whose set-up failed */
    if (suite.close.fn)
        suite.close.fn(suite.close.arg);
    if (uses_db && !suite.engine[0] && !only) {
        printf("echec: the suite says that it uses the database, and no engine answered\n");
        failures++;
    }
    const char *engine = !uses_db ? "aucun" : suite.engine[0] ? suite.engine : "inconnu";
    printf("suite=%s moteur=%s tests=%zu echecs=%d ignores=%d\n", name, engine, n, failures, suite.skipped);
    arena_free(suite.arena);
    fflush(NULL);
    if (failures || suite.skipped)
        _exit(failures ? 1 : 0); /* cmocka jumps out of such a test: what it held is no leak of ours */
    return 0;
}

/* ---- files ----------------------------------------------------------------------------------------------------- */

static int remove_entry(const char *path, const struct stat *st, int type, struct FTW *walk)
{
    return remove(path);
}

static void remove_dir(void *arg)
{
    nftw(arg, remove_entry, 16, FTW_DEPTH | FTW_PHYS);
}

Str test_dir(void **state)
{
    const char *base = access("/dev/shm", W_OK) == 0 ? "/dev/shm" : getenv("TMPDIR") ? getenv("TMPDIR") : "/tmp";
    Str made = str_format(suite.arena, "%s/ensemble-test-XXXXXX", base);
    assert_non_null(made.p);
    assert_non_null(mkdtemp((char *)made.p));
    suite_at_end(remove_dir, (char *)made.p);
    return made;
}

Str test_source(Arena *a, const char *path)
{
    return str_format(a, "%s/%s", TEST_SOURCE_ROOT, path);
}

Str test_fixture(Arena *a, const char *name)
{
    Str path = str_format(a, "%s/tests/fixtures/%s", TEST_SOURCE_ROOT, name);
    if (!path.p || access(path.p, R_OK) != 0)
        fail_msg("no fixture %s", name);
    return path;
}

Str test_real_file(Arena *a, const char *path)
{
    const char *base = getenv("ENSEMBLE_FICHIERS");
    Str whole = base && *base ? str_format(a, "%s/%s", base, path)
                              : str_format(a, "%s/../shared/data/%s", TEST_SOURCE_ROOT, path);
    if (!whole.p || access(whole.p, R_OK) != 0) {
        char why[256];
        snprintf(why, sizeof why, "no file %s under $ENSEMBLE_FICHIERS", path);
        test_skip(why);
    }
    return whole;
}

Str test_read(Arena *a, Str path)
{
    FILE *f = fopen(path.p, "rb");
    if (!f)
        fail_msg("%s: %s", path.p, strerror(errno));
    struct stat st;
    assert_int_equal(fstat(fileno(f), &st), 0);
    assert_true(st.st_size < FILE_MAX);
    char *bytes = arena_alloc(a, (size_t)st.st_size + 1);
    assert_non_null(bytes);
    size_t n = fread(bytes, 1, (size_t)st.st_size, f);
    fclose(f);
    assert_int_equal(n, st.st_size);
    return str_of(bytes, n);
}

void test_write(Str path, Str bytes)
{
    FILE *f = fopen(path.p, "wb");
    if (!f)
        fail_msg("%s: %s", path.p, strerror(errno));
    size_t n = bytes.n ? fwrite(bytes.p, 1, bytes.n, f) : 0;
    assert_int_equal(fclose(f), 0);
    assert_int_equal(n, bytes.n);
}

int64_t test_pdf_pages(void **state, Arena *a, Str pdf)
{
    Str path = str_cat(a, test_dir(state), S("/pages.pdf"));
    char z[20] = { 0 };
    int64_t n = -1;
    test_write(path, pdf);
    if (access("/usr/bin/pdfinfo", X_OK) != 0)
        test_skip("poppler-utils manque");
    FILE *f = popen(str_format(a, "pdfinfo '%.*s' | sed -n 's/^Pages: *//p'", STR_ARG(path)).p, "r");
    assert_non_null(f);
    assert_non_null(fgets(z, sizeof z, f));
    assert_int_equal(pclose(f), 0);
    assert_true(str_to_i64(str_trim(str_from(z)), &n));
    return n;
}
