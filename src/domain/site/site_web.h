// SPDX-License-Identifier: AGPL-3.0-or-later
/* What the handlers of this slice give to its views. */
#pragma once

#include "core/view/view.h"
#include "domain/site/site.h"
#include "domain/territoire/territoire.h"
#include "web/champs.h"

typedef struct AccueilPage {
    SiteChiffres chiffres;
    bool pret;                                     /* the directory could be read */
} AccueilPage;

typedef struct CreditsPage {
    const SourceLieux *lieux;
    size_t lieux_n;
    int64_t autres;                                /* places whose source is not listed */
    const TerritoireSource *territoire;
    size_t territoire_n;
} CreditsPage;

typedef struct PlanPage {
    const PlanEntry *pages, *api;
    size_t pages_n, api_n;
} PlanPage;

/* /affichage: one group of choices for each row of affichage_choix. */
typedef struct AffichagePage {
    const Form *form;
    const Champ *champs;
    size_t champs_n;
    Str retour;                                    /* the page to go back to */
    bool change;                                   /* something is not as usual */
} AffichagePage;

/* "5 juin 2024"; the text itself when it is not a day. */
Short site_date(Str iso);
/* "Communes" for "communes": the words of territoire_source.objet, as shown. */
Str site_objet(Str objet);
