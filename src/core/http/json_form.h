// SPDX-License-Identifier: AGPL-3.0-or-later
/*
 * JSON form: the body of a program's request, one JSON object, as the text of a form with the same names and values, so that a
 * field is declared, checked and told once, whether a person or a program sends it. A list is joined as its field reads it
 * (FIELD_CHOICES by "|", FIELD_LINES by lines); true and false are "1" and "0"; null is nothing.
 */
#pragma once

#include "core/http/route.h"

enum { JSON_FORM_DEPTH = 3, JSON_FORM_ITEMS = 1000 };

/* Pure. ERR_INVALID with a French message: not such an object, a name that no field has, a value that is itself an object. */
Err json_form(Arena *a, const Field *fields, Str body, Str *ret_form, Str *ret_message);
