// SPDX-License-Identifier: AGPL-3.0-or-later
/* Kept no longer than said: drafts that no call will take any more, papers and messages of what is over. */
#include "core/app.h"
#include "core/auth/retention.h"
#include "core/run/writer.h"
#include "domain/fonds/fonds_priv.h"
#include "domain/journal/journal.h"

enum { PERIOD_S = 24 * 3600, LEASE_S = 3600, ATTEMPTS = 3 };

typedef struct Ancienne {
    DemandeId id;
    Str uid;
    bool brouillon;
} Ancienne;

static Err forget(Db *db, Arena *a, int64_t now, const Ancienne *x)
{
    TRY(sql_justificatifs_detacher(db, x->id));
    TRY(sql_convention_effacer(db, x->id));
    TRY(sql_octets_effacer(db, x->id));
    TRY(sql_pieces_effacer(db, x->id));
    TRY(sql_messages_effacer(db, x->id));
    TRY(x->brouillon ? sql_demande_changements_effacer(db, x->id) : sql_demande_changements_taire(db, x->id));
    if (x->brouillon) {
        TRY(sql_depenses_effacer(db, x->id));
        TRY(sql_recettes_effacer(db, x->id));
        TRY(sql_demande_effacer(db, x->id));
    }
    return journal_ecrire(db, NULL, now, "demande.oublier", demande_objet(a, x->uid), true);
}

static Err read_old(Db *db, Arena *a, int64_t now, const Ancienne **ret, size_t *ret_n)
{
    VEC(Ancienne) v = { 0 };
    ROWS rows = { 0 };
    SqlDemandesAnciennes r;
    Date today = date_paris(now);
    TRY(sql_demandes_anciennes(db, date_add_months(today, -BROUILLON_MOIS).days,
        date_start_paris(date_add_months(today, -REFUS_MOIS)), date_start_paris(date_add_months(today, -ACCORD_MOIS)),
        &rows));
    while (sql_demandes_anciennes_next(&rows, &r)) {
        Ancienne *x = vec_push(a, &v);
        if (!x)
            return ERR_MEMORY;
        *x = (Ancienne){ r.demande_id, str_dup(a, r.uid), str_eq(r.etat, demande_etats[DEMANDE_BROUILLON].value) };
    }
    *ret = v.v;
    *ret_n = v.n;
    return rows_end(&rows);
}

Err fonds_oublier_anciens(Db *db, Arena *a, int64_t now, FondsOublis *ret)
{
    const Ancienne *v;
    size_t n = 0;
    FondsOublis o = { 0 };
    TX tx = tx_begin(db, HERE);
    TRY(read_old(db, a, now, &v, &n));
    for (size_t i = 0; i < n; i++) {
        TRY(forget(db, a, now, &v[i]));
        *(v[i].brouillon ? &o.brouillons : &o.dossiers) += 1;
    }
    *ret = o;
    return tx_commit(&tx);
}

static Err write_forgotten(Db *db, Arena *a, void *arg)
{
    FondsOublis o;
    return fonds_oublier_anciens(db, a, *(const int64_t *)arg, &o);
}

static Err job_forget(Job *j)
{
    return writer_run(j->app->writer, j->arena, write_forgotten, &j->now);
}

const JobDef fonds_jobs[] = {
    { "fonds.oublier", job_forget, PERIOD_S, LEASE_S, ATTEMPTS,
        "Efface les demandes au fonds jamais déposées, puis les pièces et messages des demandes closes" },
    { 0 },
};
