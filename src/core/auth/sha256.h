// SPDX-License-Identifier: AGPL-3.0-or-later
/* The fingerprint by which bytes are known again: SHA-256 as 64 small hexadecimal digits. */
#pragma once

#include "base/base.h"

Str sha256_hex(Arena *a, Str bytes);               /* STR_NONE: no memory */
