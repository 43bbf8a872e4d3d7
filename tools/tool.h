// SPDX-License-Identifier: AGPL-3.0-or-later
/* Files and messages of the generators' main programs. */
#pragma once

#include "base/base.h"

/* "tool: path: what" on the standard error; returns 1, the exit status of a failed build step. */
int tool_complain(const char *tool, const char *path, const char *what);
/* The whole file, at most 4 MiB; false after a complaint. */
bool tool_read(const char *tool, Arena *a, const char *path, Str *ret);
bool tool_write(const char *tool, const char *path, Str text);
/* The path inside the project's folder `root`, or the path as given when it lies elsewhere. */
Str tool_relative(Arena *a, const char *root, const char *path);
