// SPDX-License-Identifier: AGPL-3.0-or-later
#include "domain/notifications/notifications.h"

#include "core/run/writer.h"
#include "domain/connexion/connexion.h"
#include "domain/notifications/notifications_priv.h"
#include "notifications_sql.h"

enum { DAY_S = 24 * 3600, LEASE_S = 60, ATTEMPTS = 3 };

const NotificationInfo *notification_info(NotificationGenre genre)
{
#define X(NAME, stored, shown, why, always) { S_INIT(stored), S_INIT(shown), S_INIT(why), always },
    static const NotificationInfo all[] = { NOTIFICATIONS(X) };
#undef X
    return &all[genre];
}

/* ---- telling ---- */

static Err send_mail(Db *db, Arena *a, const App *app, int64_t now, const Personne *p, const Notification *n)
{
    Str nom = config_str(app->config, CONF_NOM), url = config_str(app->config, CONF_URL_PUBLIQUE);
    Str texte = str_format(a,
        "Bonjour%s%.*s,\n\n%.*s\n%.*s%.*s\n\n"
        "Pour ne plus recevoir ce genre de courriel : %.*s/espace/notifications\n\n%.*s\n",
        p->prenom.n ? " " : "", STR_ARG(p->prenom), STR_ARG(n->texte), STR_ARG(url), STR_ARG(n->chemin), STR_ARG(url),
        STR_ARG(nom));
    return courriel_deposer_agenda(db, a, app, now, p->nom, p->courriel, n->texte, texte, n->agenda);
}

Err notification_deposer(Db *db, Arena *a, const App *app, int64_t now, NotificationGenre genre, PersonneId id,
    const Notification *n)
{
    Personne p;
    bool wanted;
    int64_t added = 0;
    TRY(personne_par_id(db, a, id, &p));
    if (!str_eq(p.etat, S("active")))
        return OK;
    TX tx = tx_begin(db, HERE);
    TRY(sql_notification_ajouter(db, id, notification_info(genre)->nom, n->cle, n->texte, n->chemin, now, &added));
    TRY(notification_voulue(db, a, id, genre, &wanted));
    if (added && wanted && courriel_actif(app->config))
        TRY(send_mail(db, a, app, now, &p, n));
    return tx_commit(&tx);
}

/* ---- reading ---- */

Err notifications_de(Db *db, Arena *a, PersonneId id, const NotificationLigne **ret, size_t *ret_n)
{
    VEC(NotificationLigne) found = { 0 };
    ROWS rows = { 0 };
    SqlNotificationsDe r;
    TRY(sql_notifications_de(db, id, &rows));
    while (sql_notifications_de_next(&rows, &r)) {
        NotificationLigne *l = vec_push(a, &found);
        if (!l)
            return ERR_MEMORY;
        *l = (NotificationLigne){ str_dup(a, r.genre), str_dup(a, r.texte), str_dup(a, r.chemin), r.cree_at,
            r.lue_at.has };
    }
    TRY(rows_end(&rows));
    *ret = found.v;
    *ret_n = found.n;
    return OK;
}

Err notifications_non_lues(Db *db, Arena *a, PersonneId id, int64_t *ret)
{
    SqlNotificationsNonLues row;
    TRY(sql_notifications_non_lues(db, a, id, &row));
    *ret = row.n;
    return OK;
}

Err notifications_lire(Db *db, PersonneId id, int64_t now)
{
    return sql_notifications_lire(db, id, now);
}

/* ---- wanted or not ---- */

Err notification_voulue(Db *db, Arena *a, PersonneId id, NotificationGenre genre, bool *ret)
{
    SqlRefusLire row;
    TRY(sql_refus_lire(db, a, id, notification_info(genre)->nom, &row));
    *ret = row.n == 0 || notification_info(genre)->toujours;
    return OK;
}

Err notification_vouloir(Db *db, PersonneId id, NotificationGenre genre, bool voulue)
{
    int64_t n = 0;
    Str nom = notification_info(genre)->nom;
    return voulue ? sql_refus_retirer(db, id, nom, &n) : sql_refus_ajouter(db, id, nom, &n);
}

/* ---- the slice ---- */

static Err purge(Db *db, Arena *a, void *arg)
{
    const int64_t *now = arg;
    int64_t n = 0;
    (void)a;
    return sql_notifications_purger(db, *now - (int64_t)NOTIFICATION_LUE_J * DAY_S,
        *now - (int64_t)NOTIFICATION_J * DAY_S, &n);
}

static Err purge_old(Job *j)
{
    return writer_run(j->app->writer, j->arena, purge, &j->now);
}

static const JobDef jobs[] = {
    { "notifications.purger", purge_old, DAY_S, LEASE_S, ATTEMPTS, "Oublie les notifications lues ou anciennes" },
    { 0 },
};

static Err attentes(Req *r, Attentes *to)
{
    int64_t n = 0;
    TRY(notifications_non_lues(r->db, r->arena, (PersonneId){ r->acteur->personne_id }, &n));
    if (n == 0)
        return OK;
    Short count = plural(n, "notification n’est pas lue", "notifications ne sont pas lues");
    return attente_ajouter(r, to,
        (Attente){ str_format(r->arena, "%s.", count.p), S("/espace/notifications"), S("Les lire") });
}

static Err donnees(Db *db, Arena *a, int64_t personne_id, Json *j)
{
    const NotificationLigne *l = NULL;
    size_t n = 0;
    TRY(notifications_de(db, a, (PersonneId){ personne_id }, &l, &n));
    json_key(j, S("notifications"));
    json_arr(j);
    for (size_t i = 0; i < n; i++) {
        json_obj(j);
        json_kstr(j, "texte", l[i].texte);
        json_kstr(j, "le", instant_iso(a, l[i].cree_at));
        json_end(j);
    }
    json_end(j);
    json_key(j, S("courriels_non_voulus"));
    json_arr(j);
    for (int g = 0; g < NOTIFICATION_GENRES; g++) {
        bool wanted;
        TRY(notification_voulue(db, a, (PersonneId){ personne_id }, (NotificationGenre)g, &wanted));
        if (!wanted)
            json_str(j, notification_info((NotificationGenre)g)->nom);
    }
    json_end(j);
    return OK;
}

static Err oublier(Db *db, Arena *a, const Acteur *par, int64_t now, int64_t personne_id)
{
    (void)a, (void)par, (void)now;
    TRY(sql_notifications_oublier(db, (PersonneId){ personne_id }));
    return sql_refus_oublier(db, (PersonneId){ personne_id });
}

static const EspaceEntree entrees[] = {
    { RAYON_COMPTE, "/espace/notifications", "Mes notifications, et les courriels que je reçois" },
    { 0 },
};

const Slice slice_notifications = { .name = "notifications",
    .routes = notifications_routes,
    .entrees = entrees,
    .jobs = jobs,
    .queries = notifications_queries,
    .attentes = attentes,
    .donnees = donnees,
    .oublier = oublier };
