// SPDX-License-Identifier: AGPL-3.0-or-later
/* Days: minutes of the wall clock, Easter, public holidays, weeks. */
#include "domain/horaires/horaires_impl.h"

enum { ISO_N = 16 };                               /* "2025-03-24T09:00" */

const Calendrier aucunes_vacances = { .connu = { { 1 }, { 0 } } };

Minute minute_de(Date d, int minute)
{
    return (Minute)d.days * JOUR_MN + minute;
}

Date minute_jour(Minute m)
{
    Minute days = m / JOUR_MN - (m % JOUR_MN < 0);
    return (Date){ (int32_t)days };
}

bool minute_parse(Str s, Minute *ret)
{
    Date d;
    int64_t hour = 0, minute = 0;
    bool digits = s.n == ISO_N && s.p[11] >= '0' && s.p[11] <= '2' && s.p[14] >= '0' && s.p[14] <= '5';
    if (!digits || s.p[10] != 'T' || s.p[13] != ':' || !date_parse(str_slice(s, 0, 10), &d) ||
        !str_to_i64(str_slice(s, 11, 13), &hour) || !str_to_i64(str_slice(s, 14, 16), &minute) || hour > 24 ||
        hour * 60 + minute > JOUR_MN)
        return false;
    *ret = minute_de(d, (int)(hour * 60 + minute));
    return true;
}

Str minute_iso(Arena *a, Minute m)
{
    Date d = minute_jour(m);
    int of_day = (int)(m - minute_de(d, 0));
    return str_format(a, "%.*sT%02d:%02d", STR_ARG(date_iso(a, d)), of_day / 60, of_day % 60);
}

Minute minute_paris(int64_t at)
{
    Civil c = civil_paris(at);
    return minute_de(date_from_ymd(c.year, c.month, c.day), c.hour * 60 + c.minute);
}

/* Gregorian computus (Meeus, Jones and Butcher). */
Date paques(int annee)
{
    int a = annee % 19, b = annee / 100, c = annee % 100, d = b / 4, e = b % 4;
    int f = (b + 8) / 25, g = (b - f + 1) / 3, h = (19 * a + b - d - g + 15) % 30;
    int i = c / 4, k = c % 4, l = (32 + 2 * e + 2 * i - h - k) % 7, m = (a + 11 * h + 22 * l) / 451;
    int month = (h + l - 7 * m + 114) / 31, day = (h + l - 7 * m + 114) % 31 + 1;
    return date_from_ymd(annee, month, day);
}

bool jour_ferie(Date d)
{
    static const struct {
        int month, day;
    } fixed[] = { { 1, 1 }, { 5, 1 }, { 5, 8 }, { 7, 14 }, { 8, 15 }, { 11, 1 }, { 11, 11 }, { 12, 25 } };
    enum { LUNDI_DE_PAQUES = 1, ASCENSION = 39, LUNDI_DE_PENTECOTE = 50, MARS = 3, JUIN = 6 };
    Civil c = date_civil(d);
    for (size_t i = 0; i < sizeof fixed / sizeof *fixed; i++)
        if (c.month == fixed[i].month && c.day == fixed[i].day)
            return true;
    if (c.month < MARS || c.month > JUIN)
        return false;
    int since = d.days - paques(c.year).days;
    return since == LUNDI_DE_PAQUES || since == ASCENSION || since == LUNDI_DE_PENTECOTE;
}

int semaine_iso(Date d)
{
    Date thursday = { d.days - date_civil(d).weekday + 3 };
    Date first = date_from_ymd(date_civil(thursday).year, 1, 1);
    return (thursday.days - first.days) / 7 + 1;
}
