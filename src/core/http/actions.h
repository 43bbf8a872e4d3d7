// SPDX-License-Identifier: AGPL-3.0-or-later
/*
 * Actions: what something may be done under, for the forms of other slices: values, and what they are called. The slice of the plan
 * gives its own (Slice.actions); whoever records something stores the value, without knowing the plan.
 */
#pragma once

#include "core/http/req.h"

/* Those that this person may choose, in their order; ends with STR_NONE. There may be none. */
typedef Err ActionsFn(Req *r, const Choice **ret);
