// SPDX-License-Identifier: AGPL-3.0-or-later
/*
 * Hors ligne: records written with no network, for days. One page that is the same for everybody (nothing personal is in
 * the browser's cache), a service worker that keeps it, a queue in IndexedDB. Each record of the queue is sealed (AES-GCM)
 * for its writer: the key comes from here when she is signed in, and leaves the device when she signs out, so that nobody
 * else reads what waits; it opens again at her next sign-in.
 *
 * A record has its Idempotency-Key before it is first sent (domain/activites/idempotence.h): sent twice, it is written once.
 */
#pragma once

#include "base/base.h"

extern const struct Slice slice_horsligne;
