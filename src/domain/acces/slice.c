// SPDX-License-Identifier: AGPL-3.0-or-later
#include "acces_sql.h"
#include "core/run/writer.h"
#include "domain/acces/acces_priv.h"

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

const JobDef acces_jobs[] = {
    { "acces.purger", purge_old, DAY_S, LEASE_S, ATTEMPTS, "Oublie les clés d’API finies depuis un an" },
    { 0 },
};

/* A key that ends soon is told while there is time to make another. */
static Err attentes(Req *r, Attentes *to)
{
    const Cle *cles = NULL;
    size_t n = 0;
    TRY(cles_de(r->db, r->arena, (PersonneId){ r->acteur->personne_id }, &cles, &n));
    for (size_t i = 0; i < n; i++) {
        int64_t left = (cles[i].expire_at - r->now) / DAY_S;
        if (!cle_vivante(&cles[i], r->now) || left > CLE_BIENTOT_J)
            continue;
        Str quand = date_french(r->arena, date_paris(cles[i].expire_at));
        TRY(attente_ajouter(r, to,
            (Attente){ str_format(r->arena, "Votre clé d’API « %.*s » ne servira plus après le %.*s.",
                           STR_ARG(cles[i].nom), STR_ARG(quand)),
                S("/espace/cles"), S("En faire une autre") }));
    }
    return OK;
}

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

const Slice slice_acces = { .name = "acces",
    .routes = acces_routes,
    .jobs = acces_jobs,
    .queries = acces_queries,
    .attentes = attentes,
    .donnees = donnees,
    .oublier = oublier };
