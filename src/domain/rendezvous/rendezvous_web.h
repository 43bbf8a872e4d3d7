// SPDX-License-Identifier: AGPL-3.0-or-later
/* What the page of this slice is given. */
#pragma once

#include "domain/activites/activites.h"
#include "domain/rendezvous/rendezvous.h"
#include "web/champs.h"

typedef struct RdvVue {
    const RendezVous *x;
    Str quand, saisir; /* saisir: address of the form, filled */
} RdvVue;
typedef struct RdvPage {
    const Form *form;
    const RdvVue *rdv;
    size_t n; /* shown */
    int64_t total, a_venir;
} RdvPage;
