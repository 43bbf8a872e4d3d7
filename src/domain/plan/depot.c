// SPDX-License-Identifier: AGPL-3.0-or-later
#include "domain/plan/depot.h"

#include "core/app.h"
#include "plan_sql.h"

Err plan_depot_poser(Db *db, PersonneId id, int64_t now, const PlanDepot *d)
{
    return sql_plan_depot_remplacer(db, id, d->uid, now, d->nom, d->octets);
}

Err plan_depot_lire(Db *db, Arena *a, PersonneId id, int64_t now, PlanDepot *ret)
{
    SqlPlanDepotDe r;
    bool found = false;
    TRY(sql_plan_depot_de(db, a, id, now - PLAN_DEPOT_S, &r, &found));
    if (found)
        *ret = (PlanDepot){ r.uid, r.nom, r.octets, r.depose_at };
    return found ? OK : ERR_NOT_FOUND;
}

Err plan_depot_oter(Db *db, PersonneId id)
{
    return sql_plan_depot_oter(db, id);
}

static Err remove_old(Db *db, Arena *a, void *arg)
{
    const Job *j = arg;
    int64_t n = 0;
    (void)a;
    return sql_plan_depots_passes(db, j->now - PLAN_DEPOT_S, &n);
}

static Err job_deposits(Job *j)
{
    return writer_run(j->app->writer, j->arena, remove_old, j);
}

enum { PASSAGE_S = 600, BAIL_S = 300, ESSAIS = 3 };
const JobDef plan_jobs[] = {
    { "plan.depots", job_deposits, PASSAGE_S, BAIL_S, ESSAIS,
        "Efface les fichiers de plan que personne n’a confirmés" },
    { 0 },
};
