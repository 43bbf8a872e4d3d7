// SPDX-License-Identifier: AGPL-3.0-or-later
#include "core/auth/retention.h"

#include <assert.h>

static int days_in_month(int year, int month)
{
    return date_from_ymd(month == 12 ? year + 1 : year, month % 12 + 1, 1).days - date_from_ymd(year, month, 1).days;
}

Date date_add_months(Date from, int months)
{
    assert(months >= -RETENTION_MONTHS_MAX && months <= RETENTION_MONTHS_MAX);
    Civil c = date_civil(from);
    int n = c.year * 12 + c.month - 1 + months;
    int year = n / 12, month = n % 12 + 1;
    int last = days_in_month(year, month);
    return date_from_ymd(year, month, c.day < last ? c.day : last);
}

Retention retention_of(Date last, const Date *next, int months)
{
    assert(months >= 1);
    Date from = next && next->days > last.days ? *next : last;
    return (Retention){ .warn = date_add_months(from, months - 1), .due = date_add_months(from, months) };
}

RetentionState retention_state(Retention r, Date today)
{
    if (today.days >= r.due.days)
        return RETENTION_DUE;
    return today.days >= r.warn.days ? RETENTION_WARNED : RETENTION_KEPT;
}
