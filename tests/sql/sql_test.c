// SPDX-License-Identifier: AGPL-3.0-or-later
/* Every query of every slice, prepared by the engine of this run and compared with its declaration. */
#include "core/cli/cli.h"
#include "core/slice.h"
#include "db_sql.h"
#include "run_sql.h"
#include "support/suite.h"

static int check(Db *db, Arena *a, const SqlQuery *const *queries, int *wrong)
{
    int n = 0;
    for (; queries && *queries; queries++, n++) {
        Str message = STR_NONE;
        Err e = db_check_query(db, *queries, a, &message);
        if (e != OK)
            print_error("%s: %.*s\n", err_info(e)->name, STR_ARG(message));
        *wrong += e != OK;
    }
    return n;
}

static void every_query_is_as_declared(void **state)
{
    Db *db = test_db(state);
    ARENA a = arena_new(MIB);
    int wrong = 0, n = check(db, a, db_queries, &wrong) + check(db, a, run_queries, &wrong);
    for (const Slice *const *s = all_slices; *s; s++)
        n += check(db, a, (*s)->queries, &wrong);
    assert_int_equal(wrong, 0);
    assert_in_range(n, 20, INT32_MAX);                     /* the slices do give their queries */
}

int main(void)
{
    const struct CMUnitTest all[] = { cmocka_unit_test(every_query_is_as_declared) };
    return SUITE_MAIN("sql", true, all);
}
