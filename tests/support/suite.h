// SPDX-License-Identifier: AGPL-3.0-or-later
/*
 * What every test program shares. A program is one suite: cmocka tests in a static table, run by suite_main, which
 * prints one line for the runner:
 *
 *     suite=lieux moteur=sqlite_3.40.1 tests=42 echecs=0 ignores=1
 *
 * A suite that uses the database is run twice by tests/run.sh, with ENSEMBLE_TEST_DB=sqlite: (a temporary file on
 * tmpfs) and ENSEMBLE_TEST_DB=postgresql://… (inside pg_virtualenv); the line carries the engine that *answered*, and
 * the two runs must count the same tests. A suite without a database prints moteur=aucun.
 *
 *     static void fold_accents(void **state) { ... }
 *     int main(void)
 *     {
 *         const struct CMUnitTest all[] = { cmocka_unit_test(fold_accents) };
 *         return SUITE_MAIN("utf8", false, all);
 *     }
 *
 * ENSEMBLE_TEST_SEUL='fold*' runs only the tests whose name matches. Databases and temporary folders of a test are
 * removed when it ends, passed or not.
 */
#pragma once

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/base.h"
#include "core/db/db.h"

/* Runs the tests; returns the process's exit status. `uses_db`: the suite is run on both engines. */
int suite_main(const char *name, bool uses_db, const struct CMUnitTest *tests, size_t n);
#define SUITE_MAIN(name, uses_db, tests) suite_main((name), (uses_db), (tests), sizeof(tests) / sizeof((tests)[0]))

/* A fresh, migrated, empty database of this run's engine, on its own file or PostgreSQL database; asserts the engine.
 * Closed by the end of the test (do not close it); several may be asked for. */
Db *test_db(void **state);
/* URL of a fresh, empty database, not migrated, for programs that open their own connections; removed with the test. */
Str test_db_url(void **state);
/* URL of a database of its own, a copy of what `fill` writes into an empty one, once for the suite; it leaves no connection open. */
typedef void TestFillFn(Str url);
Str test_db_copy(void **state, TestFillFn *fill);
/* URL of the last one that test_db gave, for a command that is to read what the test wrote. */
Str test_db_same_url(void);
/* Notes the engine behind this connection for the suite's line; test_db has done it. For suites that only use URLs. */
void test_engine(Db *db);
/* True when this run is PostgreSQL's. */
bool test_on_postgres(void);

/* An empty folder on tmpfs, removed with the test. */
Str test_dir(void **state);
/* A file of $ENSEMBLE_FICHIERS (default ../shared/data): its path, or the test is skipped and named. */
Str test_real_file(Arena *a, const char *path);
/* Path of a file of tests/fixtures; fails the test when there is none. */
Str test_fixture(Arena *a, const char *name);
/* Path of a file of the source tree ("src/domain/lieux/lieux.sql"). */
Str test_source(Arena *a, const char *path);
/* Whole file; fails the test when it cannot be read. */
Str test_read(Arena *a, Str path);
void test_write(Str path, Str bytes);
/* Pages of a PDF, as poppler's pdfinfo counts them; the test is skipped without it. */
int64_t test_pdf_pages(void **state, Arena *a, Str pdf);

/* The only way to skip: with its reason, printed by the runner. Does not return. */
void test_skip(const char *why) __attribute__((noreturn));
#undef skip

#define assert_str_equal(got, want)                                                                                    \
    do {                                                                                                               \
        Str got_ = (got), want_ = (want);                                                                              \
        if (!str_eq(got_, want_))                                                                                      \
            fail_msg("%s:%d: « %.*s » au lieu de « %.*s »", __FILE__, __LINE__, STR_ARG(got_), STR_ARG(want_));        \
    } while (0)
#define assert_ok(expr)                                                                                                \
    do {                                                                                                               \
        Err ok_ = (expr);                                                                                              \
        if (ok_ != OK)                                                                                                 \
            fail_msg("%s:%d: %s → %s", __FILE__, __LINE__, #expr, err_info(ok_)->name);                                \
    } while (0)
#define assert_err(expr, want)                                                                                         \
    do {                                                                                                               \
        Err err_ = (expr);                                                                                             \
        if (err_ != (want))                                                                                            \
            fail_msg("%s:%d: %s → %s", __FILE__, __LINE__, #expr, err_info(err_)->name);                               \
    } while (0)
