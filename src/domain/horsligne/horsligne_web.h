// SPDX-License-Identifier: AGPL-3.0-or-later
#pragma once

#include "core/http/req.h"
#include "domain/activites/saisie.h"
#include "web/champs.h"

/* The form of the shell: the fields of activites, with nothing in them. */
typedef struct CoquillePage {
    const Form *form;
} CoquillePage;
