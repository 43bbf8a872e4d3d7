// SPDX-License-Identifier: AGPL-3.0-or-later
/*
 * Ticker: a thread that calls a function again and again, some time after its last return: for what has to follow any
 * process's commits within a second or so. What may wait minutes, or must be retried, is a job (core/job).
 */
#pragma once

#include "base/base.h"

typedef struct Ticker Ticker;
typedef void TickFn(void *arg);

/* The first call is made at once. */
Err ticker_start(TickFn *fn, void *arg, int period_ms, Ticker **ret);
/* Lets the running call end; NULL is accepted. */
void ticker_free(Ticker *t);
