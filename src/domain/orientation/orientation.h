// SPDX-License-Identifier: AGPL-3.0-or-later
/*
 * Orientation: the sheet that a professional fills with somebody, for the place where she is sent: the need, one or two
 * places, what to bring or to know. One page, in HTML or PDF, given by hand. Nothing is kept: what is typed comes in the
 * body of a POST, goes back in its answer (which no cache keeps), and is in no address, log nor table.
 */
#pragma once

#include "domain/livret/livret.h"

enum { ORIENTATION_LIEUX = 2, ORIENTATION_PROPOSES = 12, ORIENTATION_NOTES_MAX = 1500 };

typedef struct Orientation {
    Str besoin; /* in words; STR_NONE: not said */
    Str de, rendez_vous, notes; /* as typed; STR_NONE */
    const Lieu *lieux[ORIENTATION_LIEUX];
    size_t n;
} Orientation;

Err orientation_ecrire(Arena *a, const LivretFonds *f, const Orientation *o, Buf *out);

extern const struct Slice slice_orientation;
