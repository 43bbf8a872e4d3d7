// SPDX-License-Identifier: AGPL-3.0-or-later
/* The dictionaries behind password_check; private to core/auth. */
#pragma once

#include "base/base.h"

/*
 * cracklib: the whole password, then its letters without the digits and signs around them ("iloveyou1234"). `*ret_reason`
 * stays empty when nothing is found, else it is a French sentence. ERR_IO: the dictionary cannot be read.
 * cracklib keeps its state in static variables: calls wait for one another.
 */
Err password_dictionary(Arena *a, Str path, Str password, Str *ret_reason);
