// SPDX-License-Identifier: AGPL-3.0-or-later
#include "core/auth/retention.h"

#include "support/suite.h"

static Date day(const char *iso)
{
    Date d = { 0 };
    assert_true(date_parse(str_from(iso), &d));
    return d;
}

static void months(void **state)
{
    ARENA a = arena_new(MIB);
    static const struct {
        const char *from;
        int months;
        const char *to;
    } known[] = {
        { "2024-01-31", 1, "2024-02-29" },
        { "2023-01-31", 1, "2023-02-28" },
        { "2024-02-29", 12, "2025-02-28" },
        { "2024-02-29", 48, "2028-02-29" },
        { "2024-12-15", 1, "2025-01-15" },
        { "2024-11-30", 3, "2025-02-28" },
        { "2024-01-01", 24, "2026-01-01" },
        { "2024-01-01", 23, "2025-12-01" },
        { "2024-03-31", -1, "2024-02-29" },
        { "2024-01-15", -1, "2023-12-15" },
        { "2024-05-31", 0, "2024-05-31" },
        { "2000-02-29", 1200, "2100-02-28" },
    };
    for (size_t i = 0; i < sizeof known / sizeof *known; i++)
        assert_str_equal(date_iso(a, date_add_months(day(known[i].from), known[i].months)), str_from(known[i].to));
}

/* Warned 23 months after, erased 24 months after; an appointment postpones. */
static void last_contact_first_of_january(void **state)
{
    Retention r = retention_of(day("2024-01-01"), NULL, 24);
    assert_int_equal(r.warn.days, day("2025-12-01").days);
    assert_int_equal(r.due.days, day("2026-01-01").days);
    assert_int_equal(retention_state(r, day("2025-11-30")), RETENTION_KEPT);
    assert_int_equal(retention_state(r, day("2025-12-01")), RETENTION_WARNED);
    assert_int_equal(retention_state(r, day("2025-12-31")), RETENTION_WARNED);
    assert_int_equal(retention_state(r, day("2026-01-01")), RETENTION_DUE);
    Date appointment = day("2025-12-15"), before = day("2023-06-01");
    r = retention_of(day("2024-01-01"), &appointment, 24);
    assert_int_equal(retention_state(r, day("2026-01-01")), RETENTION_KEPT);
    assert_int_equal(r.warn.days, day("2027-11-15").days);
    assert_int_equal(r.due.days, day("2027-12-15").days);
    r = retention_of(day("2024-01-01"), &before, 24);
    assert_int_equal(r.due.days, day("2026-01-01").days);
}

/* Never erased before the months are over, never warned after the end, whatever the day. */
static void every_day_of_five_years(void **state)
{
    for (int32_t d = day("2023-01-01").days; d < day("2028-01-01").days; d++)
        for (int n = 1; n <= 36; n++) {
            Retention r = retention_of((Date){ d }, NULL, n);
            Civil from = date_civil((Date){ d }), due = date_civil(r.due);
            assert_int_equal(due.year * 12 + due.month, from.year * 12 + from.month + n);
            assert_true(due.day == from.day || (due.day < from.day && date_civil((Date){ r.due.days + 1 }).day == 1));
            assert_in_range(r.due.days - r.warn.days, 28, 31);
        }
}

int main(void)
{
    const struct CMUnitTest all[] = {
        cmocka_unit_test(months),
        cmocka_unit_test(last_contact_first_of_january),
        cmocka_unit_test(every_day_of_five_years),
    };
    return SUITE_MAIN("auth_retention", false, all);
}
