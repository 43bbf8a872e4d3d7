// SPDX-License-Identifier: AGPL-3.0-or-later
/* The level that everything stands on. Depends on the C library only. */
#pragma once

#include "base/arena.h"
#include "base/buf.h"
#include "base/clock.h"
#include "base/err.h"
#include "base/fd.h"
#include "base/siret.h"
#include "base/str.h"
#include "base/utf8.h"
#include "base/vec.h"
