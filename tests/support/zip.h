// SPDX-License-Identifier: AGPL-3.0-or-later
/*
 * What is inside a ZIP file that we have made ourselves (XLSX), so that a test compares cells rather than bytes. It reads
 * the central directory and inflates; anything that it does not know fails the test.
 */
#pragma once

#include "base/base.h"

/* The content of that entry; fails the test when there is none. */
Str test_zip_part(Arena *a, Str file, Str name);
/* The contents of all entries one after the other, each under its name: to look for a text wherever it may be. */
Str test_zip_text(Arena *a, Str file);
