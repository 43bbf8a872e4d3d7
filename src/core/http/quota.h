// SPDX-License-Identifier: AGPL-3.0-or-later
/*
 * Quotas: how often something may be done in a while, by whoever is counted: an address, a key of the API, a sender. In
 * memory, of a fixed size, for one process; nothing is written down of anybody. Where the table is full, the oldest counts
 * make room: somebody may then begin again from 0, and nobody is refused for what others do.
 *
 *     int64_t wait = quota_take(app->quotas, S("formulaire"), r->peer, now, 60, 600);
 *     if (wait) ...                                   // 429, Retry-After: wait
 */
#pragma once

#include "base/base.h"

typedef struct Quotas Quotas;

/* Room for about `max` counts at once; NULL: no memory. */
Quotas *quotas_new(size_t max);
void quotas_free(Quotas *q);
/* One more, for `who` (any bytes; an IPv6 address counts with its /64), in windows of `per_s`: 0, or the seconds to wait when
 * there were `most` of them already. A NULL table, or nobody (STR_NONE), is never refused. */
int64_t quota_take(Quotas *q, Str what, Str who, int64_t now, int64_t most, int64_t per_s);
/* The same question, without counting. */
int64_t quota_left(Quotas *q, Str what, Str who, int64_t now, int64_t most, int64_t per_s);
