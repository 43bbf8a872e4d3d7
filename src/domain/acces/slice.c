// SPDX-License-Identifier: AGPL-3.0-or-later
#include "acces_sql.h"
#include "core/run/writer.h"
#include "domain/acces/acces_priv.h"
#include "domain/notifications/notifications.h"

enum { DAY_S = 24 * 3600, LEASE_S = 60, ATTEMPTS = 3 };

static Err purge(Db *db, Arena *a, void *arg)
{
    const int64_t *now = arg;
    int64_t n = 0;
    (void)a;
    TRY(sql_recus_purger(db, *now - (int64_t)RECU_J * DAY_S, &n));
    TRY(sql_cles_purger(db, *now - (int64_t)ACCES_OUBLI_J * DAY_S, &n));
    return sql_expediteurs_purger(db, *now - (int64_t)ACCES_OUBLI_J * DAY_S, &n);
}

static Err purge_old(Job *j)
{
    return writer_run(j->app->writer, j->arena, purge, &j->now);
}

typedef struct Finissantes {
    const App *app;
    int64_t now;
    const Cle *cles;
    size_t n;
} Finissantes;

/* A key that ends soon is told while there is time to make another: once. */
static Err write_ends(Db *db, Arena *a, void *arg)
{
    const Finissantes *f = arg;
    TX tx = tx_begin(db, HERE);
    for (size_t i = 0; i < f->n; i++) {
        const Cle *c = &f->cles[i];
        if (!cle_vivante(c, f->now) || c->expire_at - f->now > (int64_t)CLE_BIENTOT_J * DAY_S)
            continue;
        Str quand = date_french(a, date_paris(c->expire_at));
        const Notification n = {
            .cle = str_cat(a, S("cle:"), c->uid),
            .texte = str_format(a, "Votre clé d’API « %.*s » ne servira plus après le %.*s.", STR_ARG(c->nom),
                STR_ARG(quand)),
            .chemin = S("/espace/cles"),
        };
        TRY(notification_deposer(db, a, f->app, f->now, NOTIFICATION_ECHEANCES, c->personne_id, &n));
    }
    return tx_commit(&tx);
}

static Err tell_ends(Job *j)
{
    Finissantes f = { .app = j->app, .now = j->now };
    if (!j->app->keys)
        return ERR_BUSY;                           /* only the server has the key that mails are sealed with */
    TRY(cles_de(j->db, j->arena, (PersonneId){ 0 }, &f.cles, &f.n));
    return f.n ? writer_run(j->app->writer, j->arena, write_ends, &f) : OK;
}

const JobDef acces_jobs[] = {
    { "acces.prevenir", tell_ends, DAY_S, LEASE_S, ATTEMPTS, "Prévient quand une clé d’API arrive à sa fin" },
    { "acces.purger", purge_old, DAY_S, LEASE_S, ATTEMPTS, "Oublie les clés d’API finies depuis un an" },
    { 0 },
};

static Err donnees(Db *db, Arena *a, int64_t personne_id, Json *j)
{
    const Cle *cles = NULL;
    size_t n = 0;
    TRY(cles_de(db, a, (PersonneId){ personne_id }, &cles, &n));
    if (n == 0)
        return OK;
    json_key(j, S("cles_api"));
    json_arr(j);
    for (size_t i = 0; i < n; i++) {
        json_obj(j);
        json_kstr(j, "nom", cles[i].nom);
        json_kstr(j, "droits", cles[i].droits);
        json_kstr(j, "creee_le", instant_iso(a, cles[i].cree_at));
        json_kstr(j, "fin", instant_iso(a, cles[i].expire_at));
        if (cles[i].vue_at.has)
            json_kstr(j, "vue_le", instant_iso(a, cles[i].vue_at.v));
        json_end(j);
    }
    json_end(j);
    return OK;
}

static Err oublier(Db *db, Arena *a, const Acteur *par, int64_t now, int64_t personne_id)
{
    (void)a, (void)par, (void)now;
    TRY(sql_cles_oublier(db, (PersonneId){ personne_id }));
    return sql_expediteurs_oublier(db, (PersonneId){ personne_id });
}

static const EspaceEntree entrees[] = {
    { RAYON_COMPTE, "/espace/cles", "Mes clés d’API" },
    { 0 },
};

const Slice slice_acces = { .name = "acces",
    .routes = acces_routes,
    .entrees = entrees,
    .jobs = acces_jobs,
    .queries = acces_queries,
    .donnees = donnees,
    .oublier = oublier };
