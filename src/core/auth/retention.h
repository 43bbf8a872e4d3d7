// SPDX-License-Identifier: AGPL-3.0-or-later
/*
 * How long a personal datum is kept: so many months after the last contact, with a warning one month before the end.
 * Months are counted as article 641 of the French code of civil procedure counts them: to the same day of the month,
 * or to its last day where there is no such day (31 January + 1 month = 28 or 29 February).
 *
 *     last contact 2024-01-01, 24 months → warned from 2025-12-01, erased from 2026-01-01
 */
#pragma once

#include "base/base.h"

enum { RETENTION_MONTHS_MAX = 1200 };

/* `months` from -RETENTION_MONTHS_MAX to RETENTION_MONTHS_MAX; asserts otherwise (the table of purposes is ours). */
Date date_add_months(Date from, int months);

typedef enum RetentionState {
    RETENTION_KEPT,
    RETENTION_WARNED, /* the month before the end has begun: tell the person or the team */
    RETENTION_DUE, /* to be erased or made anonymous today */
} RetentionState;

typedef struct Retention {
    Date warn, due; /* the first day of each state */
} Retention;

/*
 * `last`: the last contact; `next`: an appointment to come or already made, which postpones as a contact of that day
 * does (NULL: none). `months`: at least 1; with 1, the warning is on the day of the contact.
 */
Retention retention_of(Date last, const Date *next, int months);
RetentionState retention_state(Retention r, Date today);
