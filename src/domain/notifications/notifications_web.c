// SPDX-License-Identifier: AGPL-3.0-or-later
/* /espace/notifications: what was told, and what one wants by mail. */
#include "domain/connexion/connexion.h"
#include "domain/notifications/notifications_priv.h"
#include "notifications_view.h"

static const Choice genres[] = {
#define X(NAME, stored, shown, why, always) { S_INIT(stored), S_INIT(shown "\u00a0: " why) },
    NOTIFICATIONS_AU_CHOIX(X)
#undef X
        { STR_NONE, STR_NONE },
};
static const Choice faits[] = {
    { S_INIT("choix"), S_INIT("Vos choix sont enregistrés.") },
    { S_INIT("lues"), S_INIT("Vos notifications sont notées comme lues.") },
    { STR_NONE, STR_NONE },
};
static const Field notification_fields[] = {
    { .name = "genres", .kind = FIELD_CHOICES, .label = "Recevoir aussi par courriel", .choices = genres },
    { .name = "fait", .kind = FIELD_CHOICE, .label = "Fait", .choices = faits, .address_only = true },
    { 0 },
};

static PersonneId me(const Req *r)
{
    return (PersonneId){ r->acteur->personne_id };
}

static Err read_wanted(Req *r, Str *ret)
{
    Str joined = S("");
    for (int g = 0; g < NOTIFICATION_GENRES; g++) {
        const NotificationInfo *info = notification_info((NotificationGenre)g);
        bool wanted;
        TRY(notification_voulue(r->db, r->arena, me(r), (NotificationGenre)g, &wanted));
        if (wanted && !info->toujours)
            joined = joined.n ? str_join(r->arena, (Str[]){ joined, info->nom }, 2, S("|")) : info->nom;
    }
    *ret = joined;
    return OK;
}

static Err notifications_page(Req *r)
{
    const NotificationLigne *l = NULL;
    NotificationsPage p = { .form = &r->form, .courriel = courriel_actif(r->app->config) };
    Str wanted;
    TRY(notifications_de(r->db, r->arena, me(r), &l, &p.n));
    TRY(notifications_non_lues(r->db, r->arena, me(r), &p.non_lues));
    TRY(read_wanted(r, &wanted));
    NotificationVue *v = NEW(r->arena, NotificationVue, p.n + 1);
    if (!v)
        return ERR_MEMORY;
    for (size_t i = 0; i < p.n; i++)
        v[i] = (NotificationVue){ instant_montre(r->arena, l[i].cree_at), l[i].texte, l[i].chemin, l[i].lue };
    p.lignes = v;
    p.genres = champ_montre(&r->form, "genres", wanted);
    view_notifications(req_html(r), &p);
    return OK;
}

static Err choix_envoi(Req *r)
{
    Chosen chosen = req_choices(r, "genres");
    for (int g = 0; g < NOTIFICATION_GENRES; g++) {
        const NotificationInfo *info = notification_info((NotificationGenre)g);
        bool wanted = false;
        for (size_t i = 0; i < chosen.n; i++)
            wanted |= str_eq(genres[chosen.v[i]].value, info->nom);
        if (!info->toujours)
            TRY(notification_vouloir(r->db, me(r), (NotificationGenre)g, wanted));
    }
    return req_redirect(r, "/espace/notifications?fait=choix");
}

static Err lues_envoi(Req *r)
{
    TRY(notifications_lire(r->db, me(r), r->now));
    return req_redirect(r, "/espace/notifications?fait=lues");
}

const Route notifications_routes[] = {
    { "GET", "/espace/notifications", notifications_page, RIGHT_SESSION, READ, notification_fields, "Mes notifications",
        ROUTE_LAX | ROUTE_HIDDEN },
    { "POST", "/espace/notifications", choix_envoi, RIGHT_SESSION, WRITE, notification_fields, "Choisir ses courriels",
        ROUTE_HIDDEN },
    { "POST", "/espace/notifications/lues", lues_envoi, RIGHT_SESSION, WRITE, NULL,
        "Noter ses notifications comme lues", ROUTE_HIDDEN },
    { 0 },
};
