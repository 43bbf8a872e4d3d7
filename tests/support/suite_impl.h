// SPDX-License-Identifier: AGPL-3.0-or-later
/* What suite.c and suite_db.c share; test programs include suite.h. */
#pragma once

#include "support/suite.h"

/* Called at the end of the running test, last registered first. */
void suite_at_end(void (*fn)(void *arg), void *arg);
/* Called once, after the last test. */
void suite_at_close(void (*fn)(void *arg), void *arg);
/* The engine that answered, as db_engine_version says it. A second, different answer fails the test. */
void suite_engine_answered(Str version);
/* Memory for what a test's helpers give out; lives as long as the program. */
Arena *suite_arena(void);
