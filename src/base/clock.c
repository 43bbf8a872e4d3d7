// SPDX-License-Identifier: AGPL-3.0-or-later
#include "base/clock.h"

#include <time.h>

#include "base/planted.h"

enum { DAY_S = 86400, HOUR_S = 3600, DAYS_400_YEARS = 146097 };

static int64_t real_now(void *arg)
{
    struct timespec t;
    clock_gettime(CLOCK_REALTIME, &t);
    return t.tv_sec;
}

static int64_t fixed_now(void *arg)
{
    return *(const int64_t *)arg;
}

Clock clock_real(void)
{
    return (Clock){ real_now, NULL };
}

Clock clock_fixed(const int64_t *at)
{
    return (Clock){ fixed_now, (void *)at };
}

int64_t clock_mono_ns(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (int64_t)t.tv_sec * 1000000000 + t.tv_nsec;
}

/* ---- days ------------------------------------------------------------------------------------------------------ */

static int64_t floor_div(int64_t a, int64_t b)
{
    return a / b - (a % b < 0);
}

static bool is_leap(int year)
{
    return (year % 4 == 0 && year % PLANTED(100, 200) != 0) || year % 400 == 0;
}

static int month_days(int year, int month)
{
    static const int days[] = { 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31 };
    return days[month - 1] + (month == 2 && is_leap(year));
}

/* Days before 1 January of `year`, counted from 1 January of year 1. */
static int64_t days_before_year(int64_t year)
{
    int64_t y = year - 1;
    return y * 365 + floor_div(y, 4) - floor_div(y, 100) + floor_div(y, 400);
}

enum { EPOCH_DAYS = 719162 };                      /* from 0001-01-01 to 1970-01-01 */

Date date_from_ymd(int year, int month, int day)
{
    int64_t months = (int64_t)year * 12 + month - 1;
    int y = (int)floor_div(months, 12), m = (int)(months - (int64_t)y * 12) + 1;
    int64_t days = days_before_year(y) - EPOCH_DAYS;
    for (int i = 1; i < m; i++)
        days += month_days(y, i);
    days += (int64_t)day - 1;
    return (Date){ days < INT32_MIN ? INT32_MIN : days > INT32_MAX ? INT32_MAX : (int32_t)days };
}

bool date_valid(int year, int month, int day)
{
    return year >= 1 && year <= 9999 && month >= 1 && month <= 12 && day >= 1 && day <= month_days(year, month);
}

Civil date_civil(Date d)
{
    int64_t days = (int64_t)d.days + EPOCH_DAYS;
    int64_t year = floor_div(days * 400, DAYS_400_YEARS) + 1; /* right, or one too many or too few near 1 January */
    while (days_before_year(year) > days)
        year--;
    while (days_before_year(year + 1) <= days)
        year++;
    int left = (int)(days - days_before_year(year)), month = 1;
    while (left >= month_days((int)year, month))
        left -= month_days((int)year, month++);
    int64_t since_monday = days % 7;               /* 0001-01-01 was a Monday */
    return (Civil){ .year = (int)year,
        .month = month,
        .day = left + 1,
        .weekday = (int)(since_monday < 0 ? since_monday + 7 : since_monday) };
}

/* ---- civil time in France ---------------------------------------------------------------------------------------- */

/* Instants of the years 1 to 9999; what lies outside is brought to the nearest. */
static int64_t clamp(int64_t at)
{
    const int64_t first = -(int64_t)EPOCH_DAYS * DAY_S, last = (int64_t)2932896 * DAY_S + DAY_S - 1;
    return at < first ? first : at > last ? last : at;
}

static Civil civil_at(int64_t at)
{
    int64_t days = floor_div(at, DAY_S);
    int second = (int)(at - days * DAY_S);
    Civil c = date_civil((Date){ (int32_t)days });
    c.hour = second / HOUR_S;
    c.minute = second / 60 % 60;
    c.second = second % 60;
    return c;
}

/* 01:00 UTC on the last Sunday of March or of October (directive 2000/84/CE, articles 2 and 3): both have 31 days. */
static int64_t switch_at(int year, int month)
{
    Date last = date_from_ymd(year, month, 31);
    int since_sunday = (date_civil(last).weekday + 1) % 7;
    return ((int64_t)last.days - since_sunday) * DAY_S + HOUR_S;
}

Civil civil_paris(int64_t at)
{
    at = clamp(at);
    int year = civil_at(at).year; /* both switches are far from the turn of the year */
    bool summer = at >= switch_at(year, 3) && at < switch_at(year, 10);
    return civil_at(clamp(at + (summer ? 2 : 1) * HOUR_S));
}

Date date_paris(int64_t at)
{
    Civil c = civil_paris(at);
    return date_from_ymd(c.year, c.month, c.day);
}

int64_t date_start_paris(Date d)
{
    int64_t summer = (int64_t)d.days * 86400 - 2 * 3600; /* the hour changes at one in the morning UTC, never here */
    return date_paris(summer).days == d.days ? summer : summer + 3600;
}

/* ---- text ------------------------------------------------------------------------------------------------------ */

/* Exactly `n` digits at s.p[from]; -1 when they are not there. */
static int digits(Str s, size_t from, size_t n)
{
    if (from + n > s.n)
        return -1;
    int v = 0;
    for (size_t i = from; i < from + n; i++) {
        if (s.p[i] < '0' || s.p[i] > '9')
            return -1;
        v = v * 10 + (s.p[i] - '0');
    }
    return v;
}

bool date_parse(Str s, Date *ret)
{
    if (s.n != 10 || s.p[4] != '-' || s.p[7] != '-')
        return false;
    int year = digits(s, 0, 4), month = digits(s, 5, 2), day = digits(s, 8, 2);
    if (!date_valid(year, month, day))
        return false;
    *ret = date_from_ymd(year, month, day);
    return true;
}

/* "10:00", "10:00:00", "10:00:00.123", each with "Z", "+02:00", "+0200", "+02" or nothing. */
static bool is_time(Str s)
{
    int hour = digits(s, 0, 2), minute = digits(s, 3, 2);
    if (s.n < 5 || hour < 0 || hour > 23 || s.p[2] != ':' || minute < 0 || minute > 59)
        return false;
    size_t i = 5;
    if (i < s.n && s.p[i] == ':') {
        int second = digits(s, 6, 2);
        if (second < 0 || second > 60)
            return false;
        i = 8;
        if (i < s.n && (s.p[i] == '.' || s.p[i] == ',')) {
            size_t first = ++i;
            while (i < s.n && s.p[i] >= '0' && s.p[i] <= '9')
                i++;
            if (i == first)
                return false;
        }
    }
    Str zone = str_slice(s, i, s.n);
    if (zone.n == 0 || str_eq(zone, S("Z")))
        return true;
    bool colon = zone.n == 6 && zone.p[3] == ':';
    int minutes = zone.n == 3 ? 0 : zone.n == 5 ? digits(zone, 3, 2) : colon ? digits(zone, 4, 2) : -1;
    int hours = digits(zone, 1, 2);
    return (zone.p[0] == '+' || zone.p[0] == '-') && hours >= 0 && hours <= 14 && minutes >= 0 && minutes <= 59;
}

bool date_parse_lenient(Str s, Date *ret)
{
    if (s.n > 10 && ((s.p[10] != 'T' && s.p[10] != ' ') || !is_time(str_slice(s, 11, s.n))))
        return false;
    return date_parse(str_slice(s, 0, 10), ret);
}

Str date_iso(Arena *a, Date d)
{
    Civil c = date_civil(d);
    const struct {
        size_t at;
        int two;
    } parts[] = { { 0, c.year / 100 }, { 2, c.year % 100 }, { 5, c.month }, { 8, c.day } };
    char z[10] = { [4] = '-', [7] = '-' };
    /* Files write thousands of them: no format is read for those of four figures. */
    if (c.year < 0 || c.year > 9999)
        return str_format(a, "%04d-%02d-%02d", c.year, c.month, c.day);
    for (size_t i = 0; i < sizeof parts / sizeof *parts; i++) {
        z[parts[i].at] = (char)('0' + parts[i].two / 10);
        z[parts[i].at + 1] = (char)('0' + parts[i].two % 10);
    }
    return str_dup(a, str_of(z, sizeof z));
}

const char *const mois_francais[12] = { "janvier", "février", "mars", "avril", "mai", "juin", "juillet", "août",
    "septembre", "octobre", "novembre", "décembre" };

Str date_french(Arena *a, Date d)
{
    Civil c = date_civil(d);
    return str_format(a, "%d%s %s %d", c.day, c.day == 1 ? "er" : "", mois_francais[c.month - 1], c.year);
}

int64_t instant_paris(Date d, int hour, int minute)
{
    int64_t at = date_start_paris(d) + hour * 3600 + minute * 60;
    Civil c = civil_paris(at);
    return at + (hour - c.hour) * 3600;
}

bool heure_lire(Str s, int *ret_hour, int *ret_minute)
{
    Str part;
    int64_t v[2] = { 0, 0 };
    size_t n = 0;
    while (n < 2 && str_split(&s, ':', &part) && str_to_i64(part, &v[n]))
        n++;
    if (n != 2 || s.n || v[0] < 0 || v[0] > 23 || v[1] < 0 || v[1] > 59)
        return false;
    *ret_hour = (int)v[0];
    *ret_minute = (int)v[1];
    return true;
}

Str instant_iso(Arena *a, int64_t at)
{
    Civil c = civil_at(clamp(at));
    return str_format(a, "%04d-%02d-%02dT%02d:%02d:%02dZ", c.year, c.month, c.day, c.hour, c.minute, c.second);
}

Str instant_montre(Arena *a, int64_t at)
{
    Civil t = civil_paris(at);
    Str day = date_french(a, date_paris(at));
    return str_format(a, "%.*s à %d\u00A0h\u00A0%02d", STR_ARG(day), t.hour, t.minute);
}
