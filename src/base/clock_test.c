// SPDX-License-Identifier: AGPL-3.0-or-later
#include "support/suite.h"

static Str civil_text(Arena *a, Civil c)
{
    static const char *const days[] = { "lun", "mar", "mer", "jeu", "ven", "sam", "dim" };
    return str_format(a, "%s %04d-%02d-%02d %02d:%02d:%02d", days[c.weekday], c.year, c.month, c.day, c.hour, c.minute,
        c.second);
}

static void known_days(void **state)
{
    assert_int_equal(date_from_ymd(1970, 1, 1).days, 0);
    assert_int_equal(date_from_ymd(2000, 2, 29).days, 11016);
    assert_int_equal(date_from_ymd(2026, 11, 23).days, 20780);
    assert_int_equal(date_from_ymd(1, 1, 1).days, -719162);
    assert_int_equal(date_from_ymd(9999, 12, 31).days, 2932896);
    assert_int_equal(date_from_ymd(2026, 2, 31).days, date_from_ymd(2026, 3, 3).days);
    assert_int_equal(date_from_ymd(2026, 3, 0).days, date_from_ymd(2026, 2, 28).days);
    assert_int_equal(date_from_ymd(2026, 14, 1).days, date_from_ymd(2027, 2, 1).days);
}

static void every_day_of_ten_centuries(void **state)
{
    int32_t first = date_from_ymd(1582, 10, 15).days, last = date_from_ymd(2582, 10, 15).days;
    int weekday = 4;                               /* 15 October 1582 was a Friday */
    for (int32_t d = first; d <= last; d++, weekday = (weekday + 1) % 7) {
        Civil c = date_civil((Date){ d });
        assert_true(date_valid(c.year, c.month, c.day));
        assert_int_equal(date_from_ymd(c.year, c.month, c.day).days, d);
        assert_int_equal(c.weekday, weekday);
    }
    Civil far = date_civil((Date){ INT32_MIN });
    assert_int_equal(date_from_ymd(far.year, far.month, far.day).days, INT32_MIN);
    far = date_civil((Date){ INT32_MAX });
    assert_int_equal(date_from_ymd(far.year, far.month, far.day).days, INT32_MAX);
}

static void validity(void **state)
{
    assert_true(date_valid(2024, 2, 29) && date_valid(2000, 2, 29) && date_valid(9999, 12, 31));
    assert_false(date_valid(2026, 2, 29) || date_valid(1900, 2, 29));
    assert_false(date_valid(2026, 0, 1) || date_valid(2026, 13, 1) || date_valid(2026, 4, 31));
    assert_false(date_valid(0, 1, 1) || date_valid(10000, 1, 1) || date_valid(2026, 1, 0));
}

static void parsing(void **state)
{
    static const Str bad[] = { S_INIT(""), S_INIT("2026-11-2"), S_INIT("2026-11-31"), S_INIT("26-11-2023"),
        S_INIT("2026/11/23"), S_INIT("2026-11-23 "), S_INIT(" 2026-11-23"), S_INIT("2026-1a-23"), S_INIT("+026-11-23"),
        S_INIT("2026-11-23T10:00:00Z"), S_INIT("0000-01-01") };
    Date d = { 7 };
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++)
        assert_false(date_parse(bad[i], &d));
    assert_int_equal(d.days, 7);
    assert_true(date_parse(S("2026-11-23"), &d));
    assert_int_equal(d.days, 20780);
}

static void lenient_parsing(void **state)
{
    static const Str good[] = { S_INIT("2026-11-23"), S_INIT("2026-11-23T10:00"), S_INIT("2026-11-23T23:59:60Z"),
        S_INIT("2026-11-23 10:00:00"), S_INIT("2026-11-23T10:00:00.123Z"), S_INIT("2026-11-23T10:00:00+02:00"),
        S_INIT("2026-11-23T10:00:00.5-0330"), S_INIT("2026-11-23T10:00+01") };
    static const Str bad[] = { S_INIT("2026-11-23T"), S_INIT("2026-11-23x10:00"), S_INIT("2026-11-23T24:00:00Z"),
        S_INIT("2026-11-23T10:60"), S_INIT("2026-11-23T10:00:00."), S_INIT("2026-11-23T10:00:00+2"),
        S_INIT("2026-11-23T10:00:00Zz"), S_INIT("2026-11-23T1000"), S_INIT("2026-11-23T10:00:00+99:00"),
        S_INIT("2026-11-23T10-00") };
    for (size_t i = 0; i < sizeof good / sizeof good[0]; i++) {
        Date d = { 0 };
        if (!date_parse_lenient(good[i], &d) || d.days != 20780)
            fail_msg("« %.*s » refused", STR_ARG(good[i]));
    }
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
        Date d = { 7 };
        if (date_parse_lenient(bad[i], &d) || d.days != 7)
            fail_msg("« %.*s » taken", STR_ARG(bad[i]));
    }
}

static void texts(void **state)
{
    ARENA a = arena_new(64 * KIB);
    assert_str_equal(date_iso(a, (Date){ 20780 }), S("2026-11-23"));
    assert_str_equal(date_iso(a, date_from_ymd(1, 2, 3)), S("0001-02-03"));
    assert_str_equal(date_french(a, (Date){ 20780 }), S("23 novembre 2026"));
    assert_str_equal(date_french(a, date_from_ymd(2026, 5, 1)), S("1er mai 2026"));
    assert_str_equal(date_french(a, date_from_ymd(2024, 8, 31)), S("31 août 2024"));
    assert_str_equal(instant_iso(a, 0), S("1970-01-01T00:00:00Z"));
    assert_str_equal(instant_iso(a, -1), S("1969-12-31T23:59:59Z"));
    assert_str_equal(instant_iso(a, 1795428000), S("2026-11-23T10:00:00Z"));
    assert_str_equal(instant_iso(a, INT64_MAX), S("9999-12-31T23:59:59Z"));
    assert_str_equal(instant_iso(a, INT64_MIN), S("0001-01-01T00:00:00Z"));
}

/* Seconds before and at each switch, as `zdump -v Europe/Paris` gives them. */
static void paris(void **state)
{
    ARENA a = arena_new(64 * KIB);
    static const struct {
        int64_t at;
        const char *want;
    } known[] = {
        { 828233999, "dim 1996-03-31 01:59:59" },
        { 828234000, "dim 1996-03-31 03:00:00" },
        { 846377999, "dim 1996-10-27 02:59:59" },
        { 846378000, "dim 1996-10-27 02:00:00" },
        { 1774745999, "dim 2026-03-29 01:59:59" },
        { 1774746000, "dim 2026-03-29 03:00:00" },
        { 1792889999, "dim 2026-10-25 02:59:59" },
        { 1792890000, "dim 2026-10-25 02:00:00" },
        { 1795428000, "lun 2026-11-23 11:00:00" },
        { 1798757999, "jeu 2026-12-31 23:59:59" },
        { 1798758000, "ven 2027-01-01 00:00:00" },
    };
    for (size_t i = 0; i < sizeof known / sizeof known[0]; i++)
        assert_str_equal(civil_text(a, civil_paris(known[i].at)), str_from(known[i].want));
    assert_int_equal(date_paris(1798757999).days, date_from_ymd(2026, 12, 31).days);
    assert_int_equal(date_paris(1798758000).days, date_from_ymd(2027, 1, 1).days);
    for (int32_t day = date_from_ymd(2026, 1, 1).days; day < date_from_ymd(2028, 1, 1).days; day++) {
        int64_t at = date_start_paris((Date){ day });
        Civil first = civil_paris(at);
        assert_int_equal(date_paris(at).days, day);
        assert_int_equal(date_paris(at - 1).days, day - 1);
        assert_int_equal(first.hour + first.minute + first.second, 0);
    }
    assert_int_equal(civil_paris(INT64_MAX).year, 9999);
    assert_int_equal(civil_paris(INT64_MIN).year, 1);
}

static void clocks(void **state)
{
    int64_t at = 1795428000;
    Clock fixed = clock_fixed(&at);
    assert_int_equal(clock_now(fixed), at);
    at += 5;
    assert_int_equal(clock_now(fixed), 1795428005);
    assert_true(clock_now(clock_real()) > 1700000000);
    int64_t first = clock_mono_ns();
    assert_true(clock_mono_ns() >= first);
}

int main(void)
{
    const struct CMUnitTest all[] = {
        cmocka_unit_test(known_days),
        cmocka_unit_test(every_day_of_ten_centuries),
        cmocka_unit_test(validity),
        cmocka_unit_test(parsing),
        cmocka_unit_test(lenient_parsing),
        cmocka_unit_test(texts),
        cmocka_unit_test(paris),
        cmocka_unit_test(clocks),
    };
    return SUITE_MAIN("clock", false, all);
}
