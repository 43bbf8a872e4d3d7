// SPDX-License-Identifier: AGPL-3.0-or-later
/* What other programs read in a PDF that we made. */
#pragma once

#include "base/base.h"

/* What `command` says of the document; `%s` is its path: "pdftotext '%s' -". Skips where poppler-utils is missing. */
Str test_pdf(void **state, Arena *a, Str document, const char *command);
