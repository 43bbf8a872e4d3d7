// SPDX-License-Identifier: AGPL-3.0-or-later
/*
 * Notifications: what the site tells somebody, on her space and, unless she does not want it, by mail. What must always be
 * told (a sign-in from a new browser) is a mail of its slice and is shown here as such. A slice that has something to tell adds
 * its kind below, and calls, in the transaction of the change:
 *
 *     TRY(notification_deposer(db, a, app, now, NOTIFICATION_RAPPELS, id, &(Notification){ S("fiche:2026"),
 *         S("Votre fiche de l’annuaire a plus d’un an."), S("/espace/annuaire") }));
 */
#pragma once

#include "core/app.h"
#include "domain/acteurs/acteurs.h"

/* X(NAME, stored, as shown, explained, always: no choice is given) */
#define NOTIFICATIONS_AU_CHOIX(X)                                                                                               \
    X(ECHEANCES, "echeances", "Échéances proches", "une action, un dossier ou une clé qui arrive à son terme", false)           \
    X(MESSAGES, "messages", "Messages",                                                                                         \
        "quelqu’un vous écrit sur une action dont vous êtes responsable ou sur une demande au fonds que vous suivez, "      \
        "ou vous cite par votre nom",                                                                                           \
        false)                                                                                                                  \
    X(REUNIONS, "reunions", "Réunions",                                                                                         \
        "une réunion d’un de vos comités est fixée, déplacée ou annulée, avec de quoi mettre votre agenda à jour, ou " \
        "une tâche vous y est confiée ou retirée",                                                                              \
        false)                                                                                                                  \
    X(RAPPELS, "rappels", "Rappels annuels", "relire votre fiche de l’annuaire", false)
#define NOTIFICATIONS(X)                                                                                               \
    X(CONNEXIONS, "connexions", "Connexion depuis un nouveau navigateur",                                              \
        "toujours envoyé\u00a0: c’est ainsi qu’on s’aperçoit qu’un compte est volé", true)                             \
    NOTIFICATIONS_AU_CHOIX(X)

typedef enum NotificationGenre {
#define X(NAME, stored, shown, why, always) NOTIFICATION_##NAME,
    NOTIFICATIONS(X)
#undef X
        NOTIFICATION_GENRES
} NotificationGenre;
typedef struct NotificationInfo {
    Str nom, montre, pourquoi;
    bool toujours;
} NotificationInfo;
const NotificationInfo *notification_info(NotificationGenre genre);

enum { NOTIFICATION_LUE_J = 90, NOTIFICATION_J = 365 }; /* kept, once read; at most */

typedef struct Notification {
    Str cle; /* what it is about: told once, however often it is put */
    Str texte; /* one sentence, no name of anybody else */
    Str chemin; /* where to go, on this site: "/espace/annuaire" */
    const struct CourrielAgenda *agenda; /* goes with the mail (domain/connexion/connexion.h); NULL: none */
} Notification;
/* Nothing for who is not active. A mail too where she wants it and the site sends any. */
Err notification_deposer(Db *db, Arena *a, const App *app, int64_t now, NotificationGenre genre, PersonneId id,
    const Notification *n);

typedef struct NotificationLigne {
    Str genre, texte, chemin;
    int64_t cree_at;
    bool lue;
} NotificationLigne;
/* The last first, 100 at most. */
Err notifications_de(Db *db, Arena *a, PersonneId id, const NotificationLigne **ret, size_t *ret_n);
Err notifications_non_lues(Db *db, Arena *a, PersonneId id, int64_t *ret);
Err notifications_lire(Db *db, PersonneId id, int64_t now); /* all of them */

/* Whether a mail of that kind is wanted. */
Err notification_voulue(Db *db, Arena *a, PersonneId id, NotificationGenre genre, bool *ret);
Err notification_vouloir(Db *db, PersonneId id, NotificationGenre genre, bool voulue);

extern const struct Slice slice_notifications;
