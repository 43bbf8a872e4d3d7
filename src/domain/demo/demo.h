// SPDX-License-Identifier: AGPL-3.0-or-later
/*
 * Demonstration: Eure-et-Loir's real communes and EPCI, and invented places that add up to the roadmap's figures.
 * The same number gives the same places. What is invented says so in the data itself: every row's `source` is
 * DEMO_SOURCE, telephones come from the range kept for fiction, mails are under example.org, the pivot is zeros.
 */
#pragma once

#include "base/base.h"
#include "domain/territoire/territoire.h"

#define DEMO_SOURCE "Démonstration (données inventées)"
enum {
    DEMO_LIEUX = 126,
    DEMO_CONSEILLERS = 47,
    DEMO_FRANCE_SERVICES = 24,
    DEMO_AIDANTS = 59,
    DEMO_QPV = 3,
    DEMO_FRR = 40,
    DEMO_BUS = 3,
    DEMO_GRAINE = 28
};

/* The places as a file of the national standard (CSV, 32 columns). `t`: Eure-et-Loir, with located communes. Their dates are
 * of the fourteen months before `today`: most sheets are fresh, some have to be confirmed. ERR_INVALID when too few communes
 * are located. */
Err demo_lieux_csv(const Territoire *t, Arena *a, int64_t graine, Date today, Buf *out);

extern const struct Slice slice_demo;
