// SPDX-License-Identifier: AGPL-3.0-or-later
/*
 * Form: text of the form "a=1&b=2" (a query, or a body application/x-www-form-urlencoded), or the parts of a body
 * multipart/form-data → the typed values of the declared fields. What is not declared is not kept. Every fault becomes a French message for its field.
 */
#pragma once

#include "core/http/multipart.h"
#include "core/http/req.h"

typedef struct FieldValue {
    bool present;                                  /* sent, not blank, and readable */
    Str text;
    int64_t i;                                     /* I64, BOOL, index of CHOICE, days of DATE */
    double f;
    int *chosen;                                   /* CHOICES: indexes in order; n of them */
    double *floats;                                /* FLOATS: n of them */
    size_t n;
    Upload file;                                   /* FILE */
} FieldValue;

enum { FORM_PAIRS_MAX = 1000 };

/* A page that opens its form has had nothing filled in yet: what is missing is no fault there. */
typedef enum FormStage { FORM_SENT, FORM_OPENED } FormStage;

/* ERR_TOO_LARGE (more pairs than FORM_PAIRS_MAX) or ERR_MEMORY. `ret_values`: one per field. */
Err form_parse(Arena *a, const Field *fields, FormStage stage, Str encoded, Form *ret_form, FieldValue **ret_values);
/* The same from parts. A part with a file name is for a FIELD_FILE only, and no other is. ERR_MEMORY. */
Err form_parse_parts(Arena *a, const Field *fields, const Part *parts, size_t n, Form *ret_form,
    FieldValue **ret_values);
