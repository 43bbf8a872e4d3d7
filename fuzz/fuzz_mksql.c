// SPDX-License-Identifier: AGPL-3.0-or-later
/* mksql: a source gives C in which its texts stay texts, twice the same, or one error with its place. */
#include "c_text.h"

#include "tools/mksql_lib.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
    FUZZ_TEXT s = fuzz_text(data, n);
    ARENA a = arena_new(256 * MIB);
    MksqlFile file = { s, S("essai.sql"), S("src/essai.sql") };
    MksqlCode code = { 0 }, again = { 0 };
    Str error = STR_NONE;
    Err e = mksql_run(a, &file, &code, &error);
    if (e == OK) {
        c_check(code.header);
        c_check(code.source);
        FUZZ_CHECK(mksql_run(a, &file, &again, &error) == OK);
        FUZZ_SAME(again.header, code.header);
        FUZZ_SAME(again.source, code.source);
    } else {
        FUZZ_CHECK(e == ERR_INVALID && str_is_none(code.header) && str_is_none(code.source));
        check_generator_error(error, file.path);
    }

    MksqlFile migration = { s, S("0001_essai.sql"), S("migrations/0001_essai.sql") };
    Str source = STR_NONE;
    error = STR_NONE;
    e = mksql_migrations(a, &migration, 1, &source, &error);
    if (e == OK)
        c_check(source);
    else
        check_generator_error(error, migration.path);
    return 0;
}
