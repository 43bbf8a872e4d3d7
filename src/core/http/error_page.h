// SPDX-License-Identifier: AGPL-3.0-or-later
/* Error page: how the site's own layout shows a refusal (App.error_page). ROUTE_API rows answer in JSON instead. */
#pragma once

#include "core/view/view.h"

struct Form;

typedef struct ErrorPage {
    int status;
    Str title;                                     /* "Page introuvable" */
    Str message;                                   /* what happened and what to do, in French */
    const struct Form *form;                       /* with errors: the fields that could not be read; NULL: none */
    uint64_t id;                                   /* of the request's log line, for whoever helps; 0: none */
} ErrorPage;

typedef void ErrorPageFn(View *v, const ErrorPage *p);
