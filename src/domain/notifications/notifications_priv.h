// SPDX-License-Identifier: AGPL-3.0-or-later
/* What the files of this slice share, and what its views are given. */
#pragma once

#include "core/http/attente.h"
#include "core/slice.h"
#include "domain/notifications/notifications.h"
#include "web/champs.h"

typedef struct NotificationVue {
    Str quand, texte, chemin;
    bool lue;
} NotificationVue;
typedef struct NotificationsPage {
    const Form *form;
    const NotificationVue *lignes;
    size_t n;
    int64_t non_lues;
    Champ genres;
    bool courriel; /* the site sends any */
} NotificationsPage;

extern const Route notifications_routes[];
