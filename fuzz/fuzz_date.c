// SPDX-License-Identifier: AGPL-3.0-or-later
/* Dates and numbers as texts: what is accepted is exactly what would be written back. */
#include "fuzz.h"

#include <math.h>

static bool digits(Str s, size_t from, size_t to)
{
    for (size_t i = from; i < to; i++)
        if (s.p[i] < '0' || s.p[i] > '9')
            return false;
    return true;
}

static int number(Str s, size_t from, size_t to)
{
    int v = 0;
    for (size_t i = from; i < to; i++)
        v = v * 10 + (s.p[i] - '0');
    return v;
}

/* "AAAA-MM-JJ", a day that exists, year 1 to 9999: said a second time, plainly. */
static bool is_date(Str s)
{
    static const int days[] = { 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31 };
    if (s.n != 10 || !digits(s, 0, 4) || s.p[4] != '-' || !digits(s, 5, 7) || s.p[7] != '-' || !digits(s, 8, 10))
        return false;
    int y = number(s, 0, 4), m = number(s, 5, 7), d = number(s, 8, 10);
    bool leap = (y % 4 == 0 && y % 100 != 0) || y % 400 == 0;
    return y >= 1 && m >= 1 && m <= 12 && d >= 1 && d <= days[m - 1] + (m == 2 && leap);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
    FUZZ_TEXT s = fuzz_text(data, n);
    ARENA a = arena_new(MIB);
    Date d = { 0 };
    bool ok = date_parse(s, &d);
    FUZZ_CHECK(ok == is_date(s));
    Date lenient = { 0 };
    bool ok_lenient = date_parse_lenient(s, &lenient);
    FUZZ_CHECK(!ok || (ok_lenient && lenient.days == d.days));
    if (ok_lenient) {
        Civil c = date_civil(lenient);
        FUZZ_CHECK(date_valid(c.year, c.month, c.day) && c.weekday >= 0 && c.weekday <= 6);
        FUZZ_CHECK(date_from_ymd(c.year, c.month, c.day).days == lenient.days);
        FUZZ_SAME(date_iso(a, lenient), str_slice(s, 0, 10));
        FUZZ_CHECK(utf8_valid(date_french(a, lenient)));
    }

    int64_t i = 0;
    if (str_to_i64(s, &i)) {
        BUF b = buf_new(KIB);
        buf_i64(&b, i);
        int64_t again = 0;
        FUZZ_CHECK(str_to_i64(buf_str(&b), &again) && again == i);
    }
    double x = 0;
    if (str_to_f64(s, &x)) {
        FUZZ_CHECK(isfinite(x));
        BUF b = buf_new(KIB);
        buf_f64(&b, x);
        double again = 0;
        FUZZ_CHECK(str_to_f64(buf_str(&b), &again) && again == x);
    }
    return 0;
}
