// SPDX-License-Identifier: AGPL-3.0-or-later
/* What the views of this slice are given. */
#pragma once

#include "core/http/req.h"
#include "domain/lieux/lieux.h"
#include "domain/lieux/lieux_web.h"
#include "web/champs.h"

/* The look of a frame, from closed lists: both are classes of its root element (web/integration.css). */
extern const Choice integration_themes[], integration_couleurs[];

typedef struct CadrePage {
    const Form *form;
    const Lieux *lieux;
    LieuxResult result;
    Instant maintenant;
    Str classes;                                   /* "theme-sombre couleur-ocean"; empty: the usual look */
    Str titre, suite;                              /* of the frame; the same search on the site */
} CadrePage;

typedef struct GuidePage {
    const Form *form;
    Str base;                                      /* public address of the site; empty: unknown */
    Str cadre;                                     /* path of the frame with its choices */
    Str attributs;                                 /* the same choices as attributes of the script */
    int64_t hauteur;
    bool refuse;                                   /* no other site may show it (configuration) */
} GuidePage;
