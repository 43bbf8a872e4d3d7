// SPDX-License-Identifier: AGPL-3.0-or-later
#pragma once

#include "base/err.h"
#include "base/str.h"

/* The whole text, however often the writing is interrupted; waits where `fd` does not. ERR_IO, and errno. */
Err fd_write(int fd, Str text);
