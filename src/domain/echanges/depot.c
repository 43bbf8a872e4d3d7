// SPDX-License-Identifier: AGPL-3.0-or-later
#include "domain/echanges/depot.h"

#include "core/app.h"
#include "echanges_sql.h"

Err depot_poser(Db *db, int64_t personne_id, Str uid, int64_t now, const Demande *d)
{
    OptI64 day = { d->a_date_maj, d->a_date_maj ? d->date_maj.days : 0 };
    return sql_depot_remplacer(db, (PersonneId){ personne_id }, uid, now, d->fichier.nom, d->forme, d->fichier.source,
        day, d->correspondance, d->fichier.octets);
}

Err depot_lire(Db *db, Arena *a, int64_t personne_id, int64_t now, Depot *ret)
{
    SqlDepotDe r;
    bool found = false;
    TRY(sql_depot_de(db, a, (PersonneId){ personne_id }, now - DEPOT_DUREE_S, &r, &found));
    if (!found)
        return ERR_NOT_FOUND;
    *ret = (Depot){ .uid = r.uid,
        .at = r.depose_at,
        .demande = { .forme = r.forme,
            .correspondance = r.correspondance,
            .a_date_maj = r.date_maj_j.has,
            .date_maj = { r.date_maj_j.has ? (int32_t)r.date_maj_j.v : 0 },
            .fichier = { .nom = r.nom, .octets = r.octets, .source = r.source } } };
    return OK;
}

Err depot_oter(Db *db, int64_t personne_id)
{
    return sql_depot_oter(db, (PersonneId){ personne_id });
}

/* ---- an hour later ---- */

static Err remove_old(Db *db, Arena *a, void *arg)
{
    const Job *j = arg;
    int64_t n = 0;
    (void)a;
    return sql_depots_passes(db, j->now - DEPOT_DUREE_S, &n);
}

static Err job_depots(Job *j)
{
    return writer_run(j->app->writer, j->arena, remove_old, j);
}

enum { PASSAGE_S = 600, BAIL_S = 300, ESSAIS = 3 };
const JobDef echanges_jobs[] = {
    { "echanges.depots", job_depots, PASSAGE_S, BAIL_S, ESSAIS,
        "Efface les fichiers déposés que personne n’a confirmés" },
    { 0 },
};

/* ---- what the whole program asks of a slice ---- */

Err echanges_donnees(Db *db, Arena *a, int64_t personne_id, Json *j)
{
    SqlDepotDit r;
    bool found = false;
    TRY(sql_depot_dit(db, a, (PersonneId){ personne_id }, 0, &r, &found));
    if (!found)
        return OK;
    json_key(j, S("fichier_depose"));
    json_obj(j);
    json_kstr(j, "nom", r.nom);
    json_kstr(j, "depose", instant_iso(a, r.depose_at));
    json_end(j);
    return OK;
}

Err echanges_oublier(Db *db, Arena *a, const Acteur *par, int64_t now, int64_t personne_id)
{
    (void)a, (void)par, (void)now;
    return depot_oter(db, personne_id);
}
