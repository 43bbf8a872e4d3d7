// SPDX-License-Identifier: AGPL-3.0-or-later
/*
 * Time. An instant is seconds since 1970 in UTC (int64_t, `_at` in names). A day is a Date: days since 1970-01-01,
 * proleptic Gregorian. Civil time in France (Europe/Paris, European Union rule since 1996) is computed here, without
 * the C library's time zone, so that every thread and every machine gives the same answer.
 * "Now" always comes from a Clock, so that tests choose it.
 */
#pragma once

#include "base/arena.h"
#include "base/str.h"

typedef struct Clock {
    int64_t (*now)(void *arg);                     /* UTC seconds */
    void *arg;
} Clock;

Clock clock_real(void);
/* For tests: always the instant at `*at`. */
Clock clock_fixed(const int64_t *at);
static inline int64_t clock_now(Clock c)
{
    return c.now(c.arg);
}
/* Monotonic nanoseconds, for durations only. */
int64_t clock_mono_ns(void);

typedef struct Date {
    int32_t days;
} Date;
typedef struct Civil {
    int year, month, day, hour, minute, second, weekday; /* 0 = Monday */
} Civil;

Date date_from_ymd(int year, int month, int day);  /* any day of month is normalised */
bool date_valid(int year, int month, int day);     /* years 1 to 9999 */
Civil date_civil(Date d);
/* "2026-11-23", and nothing else. */
bool date_parse(Str s, Date *ret);
/* "2026-11-23", or an ISO 8601 instant that begins so ("2026-11-23T10:00:00Z"): its day as written. */
bool date_parse_lenient(Str s, Date *ret);
Str date_iso(Arena *a, Date d);                    /* "2026-11-23" */
extern const char *const mois_francais[12];        /* "janvier"… */
Str date_french(Arena *a, Date d);                 /* "23 novembre 2026", "1er mai 2026" */
Civil civil_paris(int64_t at);
Date date_paris(int64_t at);
int64_t date_start_paris(Date d);                  /* its first second in France */
int64_t instant_paris(Date d, int hour,
    int minute); /* by the clock on the wall, also on the two days when clocks change */
bool heure_lire(Str s, int *ret_hour, int *ret_minute); /* "14:30", as a form sends it; false: no hour */
Str instant_iso(Arena *a, int64_t at);             /* "2026-11-23T10:00:00Z" */
Str instant_montre(Arena *a, int64_t at);          /* "23 novembre 2026 à 9 h 05", in Paris */
