// SPDX-License-Identifier: AGPL-3.0-or-later
/* Once a year, whoever has a card is asked to read it again. */
#include "annuaire_sql.h"
#include "core/run/writer.h"
#include "domain/annuaire/annuaire_web.h"
#include "domain/notifications/notifications.h"

enum { LEASE_S = 600, ATTEMPTS = 3, JOUR_S = 24 * 3600 };

typedef struct Ancienne {
    PersonneId id;
    int64_t confirmee_at;
} Ancienne;
typedef struct Rappels {
    const App *app;
    int64_t now;
    VEC(Ancienne) dues;
} Rappels;

static Err write_all(Db *db, Arena *a, void *arg)
{
    const Rappels *r = arg;
    TX tx = tx_begin(db, HERE);
    for (size_t i = 0; i < r->dues.n; i++) {
        const Notification n = {
            .cle = str_format(a, "fiche:%lld", (long long)r->dues.v[i].confirmee_at), /* told once until she says */
            .texte = S("Votre fiche de l’annuaire des professionnels a plus d’un an : est-elle toujours exacte ?"),
            .chemin = S("/espace/annuaire"),
        };
        TRY(notification_deposer(db, a, r->app, r->now, NOTIFICATION_RAPPELS, r->dues.v[i].id, &n));
    }
    return tx_commit(&tx);
}

static Err remind(Job *j)
{
    Rappels r = { .app = j->app, .now = j->now };
    ROWS rows = { 0 };
    SqlFichesAnciennes row;
    if (!j->app->keys)
        return ERR_BUSY;                           /* only the server has the key that mails are sealed with */
    TRY(sql_fiches_anciennes(j->db, j->now - (int64_t)ANNUAIRE_CONFIRMER_J * JOUR_S, &rows));
    while (sql_fiches_anciennes_next(&rows, &row)) {
        Ancienne *due = vec_push(j->arena, &r.dues);
        if (!due)
            return ERR_MEMORY;
        *due = (Ancienne){ row.personne_id, row.confirmee_at };
    }
    TRY(rows_end(&rows));
    return r.dues.n ? writer_run(j->app->writer, j->arena, write_all, &r) : OK;
}

const JobDef annuaire_jobs[] = {
    { "annuaire.rappeler", remind, JOUR_S, LEASE_S, ATTEMPTS,
        "Demande une fois par an si une fiche est toujours exacte" },
    { 0 },
};
