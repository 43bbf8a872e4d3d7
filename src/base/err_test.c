// SPDX-License-Identifier: AGPL-3.0-or-later
#include "support/suite.h"

#include <string.h>

static void every_error_has_its_row(void **state)
{
    for (int e = 0; e < ERR_COUNT_; e++) {
        const ErrInfo *info = err_info((Err)e);
        assert_non_null(info->name);
        assert_non_null(info->message);
        assert_true(info->http_status >= 200 && info->http_status < 600);
        assert_int_equal(info->exit_code == 0, e == OK);
        assert_true(utf8_valid(str_from(info->message)));
        for (int other = 0; other < e; other++)
            assert_string_not_equal(info->name, err_info((Err)other)->name);
    }
}

static void known_statuses(void **state)
{
    assert_int_equal(err_info(ERR_INVALID)->http_status, 400);
    assert_int_equal(err_info(ERR_NOT_FOUND)->http_status, 404);
    assert_int_equal(err_info(ERR_TOO_LARGE)->http_status, 413);
    assert_int_equal(err_info(ERR_BUSY)->http_status, 503);
}

static void what_is_out_of_the_list_is_internal(void **state)
{
    assert_string_equal(err_info((Err)ERR_COUNT_)->name, "internal");
    assert_string_equal(err_info((Err)-1)->name, "internal");
}

static Err third(int *calls, Err e)
{
    (*calls)++;
    TRY(e);
    (*calls)++;
    return OK;
}

static void try_returns_early(void **state)
{
    int calls = 0;
    assert_err(third(&calls, ERR_BUSY), ERR_BUSY);
    assert_int_equal(calls, 1);
    assert_ok(third(&calls, OK));
    assert_int_equal(calls, 3);
}

int main(void)
{
    const struct CMUnitTest all[] = {
        cmocka_unit_test(every_error_has_its_row),
        cmocka_unit_test(known_statuses),
        cmocka_unit_test(what_is_out_of_the_list_is_internal),
        cmocka_unit_test(try_returns_early),
    };
    return SUITE_MAIN("err", false, all);
}
