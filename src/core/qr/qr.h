// SPDX-License-Identifier: AGPL-3.0-or-later
/*
 * QR codes (ISO/IEC 18004), drawn by libqrencode, given as one SVG path so that a page or a printed card can hold them without
 * an image: one unit a module, runs of dark modules in a row joined. The quiet zone of four modules is in the size.
 *
 *     Qr qr = { 0 };
 *     TRY(qr_make(a, totp_uri(…), QR_MEDIUM, &qr));
 *     <svg viewBox="0 0 {qr.size} {qr.size}" role="img" aria-label="…"><path d="{qr.path}"/></svg>
 *
 * Dark on light always, in a dark theme too: many readers do not read the reverse.
 */
#pragma once

#include "base/base.h"

enum { QR_TEXT_MAX = 1200, QR_QUIET = 4 };         /* bytes; modules on each side */

typedef enum QrLevel { QR_LOW, QR_MEDIUM, QR_QUARTILE, QR_HIGH } QrLevel;   /* 7, 15, 25, 30 % may be hidden */

typedef struct Qr {
    int size;                                      /* modules a side, quiet zone included */
    Str path;                                      /* "M4 4h7v1h-7z…" */
} Qr;

/* `text`: UTF-8 without NUL, 1 to QR_TEXT_MAX bytes. ERR_INVALID, ERR_TOO_LARGE, ERR_MEMORY. */
Err qr_make(Arena *a, Str text, QrLevel level, Qr *ret);
/* The whole drawing as a file (SVG 1.1) or to stand in a page; `label` is escaped and read out. */
Str qr_svg(Arena *a, const Qr *qr, Str label);
